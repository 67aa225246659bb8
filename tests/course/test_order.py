"""Lessons come in the order of the course, and data of a newer format say so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.build.header import read_order
from autograder.model.layout import Layout
from course import study
from course.lessons import catalogue
from course.lessons.catalogue import BrokenData, Lesson, lesson_to_data, load_lesson
from course.lessons.data_files import ELSEWHERE


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of data of a further course, which has no lessons yet."""
    folder = tmp_path / "course" / "data"
    folder.mkdir(parents=True)
    monkeypatch.setenv(ELSEWHERE, str(tmp_path))
    return folder


def write(folder: Path, name: str, **changes: object) -> None:
    data = lesson_to_data(Lesson(name, "A lesson", 5, (), ()))
    (folder / f"{name}.json").write_text(json.dumps({**data, **changes}, indent=1))


def test_names_come_in_the_order_of_the_course(elsewhere: Path) -> None:
    for name, order in (("twelfth", 112), ("a_third", 103), ("second", 102), ("b_third", 103)):
        write(elsewhere, name, order=order)
    (elsewhere / "a_ruin.json").write_text("{")
    names = [name for name in catalogue.lesson_names() if (elsewhere / f"{name}.json").exists()]
    assert names == ["second", "a_third", "b_third", "twelfth", "a_ruin"]


def test_the_course_lists_its_lessons_in_their_order(course: Layout) -> None:
    orders = [read_order(course.source(name)) for name in course.lessons()]
    assert orders == sorted(orders)
    assert orders[0] == 1
    mine = [name for name in catalogue.lesson_names() if name in course.lessons()]
    assert mine == list(course.lessons())


def test_lessons_that_were_never_built_come_last(tmp_path: Path, elsewhere: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    write(elsewhere, "zebra", order=101)
    layout.sources.mkdir()
    for name in ("zebra", "badger", "adder"):
        layout.source(name).touch()
    assert layout.lessons() == ("zebra", "adder", "badger")


def test_the_readme_lists_the_lessons_in_their_order(course: Layout) -> None:
    text = (course.root / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[`(\w+)`\]\(source_notebooks/", text, flags=re.MULTILINE)
    assert listed == list(course.lessons())


def test_study_opens_the_first_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study, "lesson_names", lambda: ("zebra", "adder"))
    monkeypatch.chdir(tmp_path)
    released = tmp_path / "release" / "zebra" / "zebra.ipynb"
    released.parent.mkdir(parents=True)
    released.write_text("{}")
    ended = CliRunner().invoke(study.app, ["study", "--no-browser"])
    assert ended.exit_code == 0
    assert (tmp_path / "study" / "zebra.ipynb").exists()


def test_data_say_their_format_first() -> None:
    data = lesson_to_data(Lesson("small", "A lesson", 5, (), (), order=7))
    assert next(iter(data.items())) == ("format", 1)
    assert data["order"] == 7


def test_data_of_a_newer_format_are_refused(elsewhere: Path) -> None:
    write(elsewhere, "from_the_future", format=2, exercises={"unheard": "of"})
    with pytest.raises(BrokenData) as caught:
        load_lesson("from_the_future")
    assert str(caught.value) == (
        "course/data/from_the_future.json is of format 2, and this version of the course reads "
        "formats up to 1: update the course."
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[]", id="a list"),
        pytest.param('{"format": "new"}', id="a format that is no number"),
        pytest.param('{"format": 1}', id="nothing else"),
    ],
)
def test_what_holds_no_lesson_is_refused(elsewhere: Path, text: str) -> None:
    # A name of its own for each: lessons that were read are kept.
    name = f"ruin_{len(text)}"
    (elsewhere / f"{name}.json").write_text(text)
    with pytest.raises(BrokenData, match="holds no lesson"):
        load_lesson(name)
