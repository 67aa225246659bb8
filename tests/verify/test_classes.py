"""`course check` asks for example classes, and for a place of its own for each lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.model.layout import Layout
from autograder.verify.classes import LEAST, class_faults
from autograder.verify.lesson_order import shared_places
from tests.conftest import LESSON

FULL = '"""All is right."""\n# base: worked\n# expect: score=full\n'
EMPTY = '"""Nothing is done."""\n# base: release\n# expect: score=0 others=not_attempted\n'
BOTH = {"full_worked_notebook": FULL, "empty_blank_release": EMPTY}


def faults(tmp_path: Path, recipes: dict[str, str]) -> list[str]:
    layout = Layout(tmp_path, tmp_path)
    layout.recipes("toy").mkdir(parents=True)
    for name, text in recipes.items():
        (layout.recipes("toy") / f"{name}.py").write_text(text, encoding="utf-8")
    return [str(finding) for finding in class_faults(layout, "toy")]


@pytest.mark.parametrize(
    ("recipes", "expected"),
    [
        pytest.param(BOTH, [], id="the least class"),
        pytest.param(
            {"full_worked_notebook": FULL},
            [f"examples/toy: examples: the example class has no empty_*.py: {LEAST['empty']}"],
            id="no empty one",
        ),
        pytest.param(
            {"empty_blank_release": EMPTY},
            [f"examples/toy: examples: the example class has no full_*.py: {LEAST['full']}"],
            id="no full one",
        ),
        pytest.param(
            {},
            [
                f"examples/toy: examples: the example class has no {verdict}_*.py: {LEAST[verdict]}"
                for verdict in ("full", "empty")
            ],
            id="no class",
        ),
        pytest.param(
            {**BOTH, "partial_half": '"""Half."""\n# expect: score=1\n# colour: red\n'},
            ['examples/toy/partial_half.py: examples: line 3: "colour" is no directive'],
            id="malformed",
        ),
        pytest.param(
            {**BOTH, "good": FULL, "full_": FULL},
            [
                f"examples/toy/{name}.py: examples: a recipe is named by its verdict: begin its "
                "name with one of full_, partial_, empty_, odd_, hostile_."
                for name in ("full_", "good")
            ],
            id="named by no verdict",
        ),
    ],
)
def test_classes(tmp_path: Path, recipes: dict[str, str], expected: list[str]) -> None:
    found = faults(tmp_path, recipes)
    assert len(found) == len(expected)
    assert all(map(str.startswith, found, expected))


def test_recipes_that_are_no_text(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    assert faults(tmp_path, BOTH) == []
    (layout.recipes("toy") / "odd_bytes.py").write_bytes(b'"""\xff"""\n')
    (finding,) = class_faults(layout, "toy")
    assert finding.sentence.startswith("the file cannot be read as UTF-8 text (")


def test_hostile_recipes_are_read_everywhere(tmp_path: Path) -> None:
    (finding,) = faults(tmp_path, {**BOTH, "hostile_one": "x = 1\n"})
    assert finding.startswith("examples/toy/hostile_one.py: examples: line 1: the header has no ")


def test_every_lesson_has_a_class(course: Layout, layout: Layout) -> None:
    found = [one for lesson in course.lessons() for one in class_faults(course, lesson)]
    assert [*found, *class_faults(layout, LESSON)] == []


def test_places_are_not_shared(tmp_path: Path, course: Layout) -> None:
    assert shared_places(course) == []
    layout = Layout(tmp_path, tmp_path)
    layout.sources.mkdir()
    for lesson, order in (("adder", 1), ("badger", 2), ("crane", 1)):
        header = f"# ---\n# jupyter:\n#   course:\n#     order: {order}\n# ---\n"
        layout.source(lesson).write_text(f"{header}\n# %%\nx = 1\n", encoding="utf-8")
    assert [str(finding) for finding in shared_places(layout)] == [
        'source_notebooks/crane.py: order: the header says `order: 1`, and so does that of "adder":'
        " give each lesson a place of its own."
    ]
