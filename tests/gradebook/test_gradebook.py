"""What goes into nbgrader's gradebook, what stays, and what nbgrader makes of it."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from autograder.gradebook.database import own_commands
from autograder.gradebook.entries import Entry, GradebookError, manual_marks, register, save
from autograder.model.layout import Layout
from autograder.model.records import Status
from autograder.store import record_store
from course.results.outcomes import Outcome
from tests.class_records import graded, layout_in, refused, write_source

ESSAY = {"explain": "Because the eigenvalues spread over decades."}
REWRITTEN = {"explain": "Because of the eigenvalues, and of their spread."}


@pytest.fixture(scope="session")
def toy_course(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A course whose lesson is released and registered; copied, never written to."""
    layout = layout_in(tmp_path_factory.mktemp("course"))
    release(layout)
    assert register(layout.database, layout, "toy")
    return layout


@pytest.fixture
def layout(toy_course: Layout, tmp_path: Path) -> Layout:
    folder = tmp_path / "course"
    shutil.copytree(toy_course.root, folder)
    return Layout(folder, folder)


def release(layout: Layout) -> None:
    """Make the release as `course build` does: by nbgrader, with a gradebook of its own."""
    config = Config()
    config.CourseDirectory.root = str(layout.root)
    config.CourseDirectory.source_directory = "source_notebooks"
    config.CourseDirectory.assignment_id = "toy"
    config.CourseDirectory.db_url = f"sqlite:///{layout.root}/building.db"
    shutil.rmtree(layout.release, ignore_errors=True)
    with own_commands():
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()


def by_hand(layout: Layout, change: Callable[[Gradebook], None]) -> None:
    """Do what a teacher does in formgrader."""
    with Gradebook(layout.database) as book:
        change(book)
        book.db.commit()


def grade_by_hand(cell: str, score: float, student: str = "ada") -> Callable[[Gradebook], None]:
    def change(book: Gradebook) -> None:
        grade = book.find_grade(cell, "toy", "toy", student)
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = score, 0.5, False
        comment = book.find_comment(cell.removeprefix("check_"), "toy", "toy", student)
        comment.manual_comment = "Nice."

    return change


def marks_of(layout: Layout, student: str = "ada") -> dict[str, tuple[Any, ...]]:
    cells = manual_marks(layout.database, "toy", student)[student].cells
    return {name: (mark.auto, mark.manual, mark.waits) for name, mark in cells.items()}


def rows(layout: Layout) -> list[tuple[Any, ...]]:
    """Return everything in the gradebook that must not change when nothing changed."""
    with Gradebook(layout.database) as book:
        return sorted(
            (grade.student.id, grade.name, grade.id, grade.auto_score, grade.needs_manual_grade)
            for submission in book.assignment_submissions("toy")
            for notebook in submission.notebooks
            for grade in notebook.grades
        )


# --- register ---------------------------------------------------------------------------


def test_register_writes_cells_and_points(layout: Layout) -> None:
    with Gradebook(layout.database) as book:
        notebook = book.find_notebook("toy", "toy")
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {
            "check_tension": 4.0,
            "check_sag": 6.0,
            "explain": 5.0,
        }
        assert {cell.name for cell in notebook.solution_cells} == {"tension", "sag", "explain"}


def test_register_skips_a_lesson_that_is_registered_as_released(layout: Layout) -> None:
    assert not register(layout.database, layout, "toy")


def test_register_notices_new_points_and_keeps_the_release(layout: Layout) -> None:
    write_source(layout, tension_points=7.0)
    release(layout)
    path = layout.release / "toy" / "toy.ipynb"
    before = path.read_bytes()
    save(layout.database, layout, [Entry(graded())])
    assert register(layout.database, layout, "toy")
    assert manual_marks(layout.database, "toy")["ada"].cells["tension"].points == 7.0
    assert path.read_bytes() == before
    assert not register(layout.database, layout, "toy")


def test_register_refuses_new_cells_once_work_is_graded(layout: Layout) -> None:
    save(layout.database, layout, [Entry(graded())])
    write_source(layout, extra="moments")
    release(layout)
    with pytest.raises(GradebookError, match=r"other cells.*check_moments, moments.*--db"):
        register(layout.database, layout, "toy")


def test_register_tells_what_to_do_when_nothing_is_built(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    with pytest.raises(GradebookError, match="Run `course build toy`"):
        register(layout.database, layout, "toy")
    assert not (tmp_path / "gradebook.db").exists()


def test_register_quotes_nbgrader_when_it_refuses(layout: Layout, tmp_path: Path) -> None:
    path = layout.sources / "toy" / "toy.ipynb"
    path.write_text(path.read_text().replace('_id": "check_sag"', '_id": "check_tension"'))
    with pytest.raises(GradebookError, match=r"does not accept .*check_tension"):
        register(f"sqlite:///{tmp_path}/other.db", layout, "toy")


@pytest.mark.parametrize("url", ["nonsense", "madeup://somewhere/db"])
def test_an_address_that_is_none_is_an_error_in_a_sentence(layout: Layout, url: str) -> None:
    with pytest.raises(GradebookError, match=r"gradebook .*\."):
        save(url, layout, [])


def test_passwords_do_not_show_in_errors(layout: Layout) -> None:
    with pytest.raises(GradebookError) as error:
        save("postgresql://ada:geheim@127.0.0.1:1/db", layout, [])
    assert "geheim" not in str(error.value)


# --- save -------------------------------------------------------------------------------

SAVED = {
    "all right": (graded(), (4.0, None, False), (6.0, None, False), (None, None, True)),
    "partly": (
        graded(tension=Outcome.FAILED, sag=Outcome.CRASHED),
        (2.0, None, False),
        (0.0, None, False),
        (None, None, True),
    ),
    "no essay": (
        graded(answered=False),
        (4.0, None, False),
        (6.0, None, False),
        (0.0, None, False),
    ),
    "our fault": (
        graded(tension=Outcome.GRADER_ERROR),
        (None, None, True),
        (6.0, None, False),
        (None, None, True),
    ),
}


@pytest.mark.parametrize("case", SAVED)
def test_a_graded_submission_is_saved(layout: Layout, case: str) -> None:
    record, *expected = SAVED[case]
    assert save(layout.database, layout, [Entry(record, ESSAY)]) == ()
    assert list(marks_of(layout).values()) == expected


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.GRADED])
def test_what_could_not_be_graded_asks_for_a_person(layout: Layout, status: Status) -> None:
    save(layout.database, layout, [Entry(refused("bob", status))])
    expected = {
        Status.MISSING: (0.0, None, False),
        Status.GRADER_ERROR: (None, None, True),
    }.get(status, (0.0, None, True))
    assert set(marks_of(layout, "bob").values()) == {expected}


def test_a_second_hand_in_replaces_what_could_not_be_graded(layout: Layout) -> None:
    save(layout.database, layout, [Entry(refused("ada"))])
    save(layout.database, layout, [Entry(graded(), ESSAY)])
    assert tuple(marks_of(layout).values()) == SAVED["all right"][1:]
    with Gradebook(layout.database) as book:
        assert book.find_comment("tension", "toy", "toy", "ada").comment is None


def test_saving_twice_changes_nothing(layout: Layout) -> None:
    entries = [Entry(graded("ada"), ESSAY), Entry(refused("bob")), Entry(graded("cy"))]
    save(layout.database, layout, entries)
    before = rows(layout)
    save(layout.database, layout, entries)
    assert rows(layout) == before
    assert len(before) == 9


REGRADES = {
    # what is graded next, with which essay -> does the hand-graded cell ask again?
    "nothing changed": ("check_tension", graded(), ESSAY, (4.0, 3.5, False)),
    "code got worse": ("check_tension", graded(tension=Outcome.FAILED), ESSAY, (2.0, 3.5, True)),
    "our fault": ("check_tension", graded(tension=Outcome.GRADER_ERROR), ESSAY, (None, 3.5, True)),
    "unreadable": ("check_tension", refused("ada"), {}, (0.0, 3.5, True)),
    "same essay": ("explain", graded(), {"explain": f"{ESSAY['explain']}  \n"}, (None, 3.5, False)),
    "new essay": ("explain", graded(), REWRITTEN, (None, 3.5, True)),
    "essay deleted": ("explain", graded(answered=False), {"explain": ""}, (0.0, 3.5, True)),
    "essay unknown": ("explain", graded(), {}, (None, 3.5, False)),
}


@pytest.mark.parametrize("case", REGRADES)
def test_hand_scores_survive_a_regrade(layout: Layout, case: str) -> None:
    cell, record, answers, expected = REGRADES[case]
    save(layout.database, layout, [Entry(graded(), ESSAY)])
    by_hand(layout, grade_by_hand(cell, 3.5))
    save(layout.database, layout, [Entry(record, answers)])
    name = cell.removeprefix("check_")
    assert marks_of(layout)[name] == expected
    mark = manual_marks(layout.database, "toy")["ada"].cells[name]
    assert (mark.extra, mark.comment) == (0.5, "Nice.")


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        pytest.param({"tension": "return 1"}, {"tension": "return 2"}, True, id="other code"),
        pytest.param({"tension": "return 1"}, {"tension": "return 1 \n"}, False, id="same code"),
        pytest.param({"tension": "return 1"}, {}, False, id="code unknown now"),
        pytest.param({}, {"tension": "return 2"}, False, id="code unknown before"),
    ],
)
def test_code_that_changed_below_a_hand_score_asks_for_a_look(
    layout: Layout, before: dict[str, str], after: dict[str, str], asks: bool
) -> None:
    """The automatic points are the same, and those by hand were for other code."""
    save(layout.database, layout, [Entry(graded(tension=Outcome.FAILED), ESSAY | before)])
    by_hand(layout, grade_by_hand("check_tension", 3.5))
    save(layout.database, layout, [Entry(graded(tension=Outcome.FAILED), ESSAY | after)])
    assert marks_of(layout)["tension"] == (2.0, 3.5, asks)


def test_a_cell_that_asks_again_keeps_asking_until_a_person_looks(layout: Layout) -> None:
    save(layout.database, layout, [Entry(graded(), ESSAY)])
    by_hand(layout, grade_by_hand("explain", 3.5))
    save(layout.database, layout, [Entry(graded(), REWRITTEN)])
    save(layout.database, layout, [Entry(graded(), REWRITTEN)])
    assert marks_of(layout)["explain"] == (None, 3.5, True)


TIMES = {
    "given": ("2026-03-01 10:00:00 UTC", None, "2026-03-01 10:00:00"),
    "beside the notebook": (None, "2026-03-02 10:00:00 CET", "2026-03-02 09:00:00"),
    "nonsense": (None, "yesterday, I swear", ""),
    "none": (None, None, ""),
}


@pytest.mark.parametrize("case", TIMES)
def test_the_time_of_handing_in(layout: Layout, case: str, monkeypatch: Any) -> None:
    given, beside, expected = TIMES[case]
    monkeypatch.chdir(layout.root)
    record = graded()
    if beside:
        Path(record.submission).parent.mkdir(parents=True)
        (Path(record.submission).parent / "timestamp.txt").write_text(beside)
    save(layout.database, layout, [Entry(record, timestamp=given)])
    assert manual_marks(layout.database, "toy")["ada"].timestamp == expected


def test_one_student_that_does_not_fit_does_not_stop_the_class(layout: Layout) -> None:
    done: list[str] = []
    entries = [Entry(graded(name)) for name in ("ada", "b\udcffb", "cy")]
    problems = save(layout.database, layout, entries, lambda one: done.append(one.record.student))
    assert len(problems) == 1
    assert problems[0].startswith("b�b: not saved")
    assert manual_marks(layout.database, "toy").keys() == {"ada", "cy"}
    assert len(done) == 3
    assert len(record_store.read_records(layout, "toy")) == 3


def test_a_kill_in_the_middle_leaves_whole_submissions(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    save(layout.database, layout, [Entry(graded("ada"))])
    before = rows(layout)
    with monkeypatch.context() as patch:
        patch.setattr("autograder.gradebook.entries._comment", killed)
        with pytest.raises(KeyboardInterrupt):
            save(layout.database, layout, [Entry(graded("ada", tension=Outcome.FAILED))])
        with pytest.raises(KeyboardInterrupt):
            save(layout.database, layout, [Entry(graded("bob"))])
    assert rows(layout) == before
    assert manual_marks(layout.database, "toy").keys() == {"ada"}


def test_a_gradebook_cut_short_at_its_making_is_mended(tmp_path: Path) -> None:
    layout = layout_in(tmp_path)
    register(layout.database, layout, "toy")
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        version = database.execute("select version_num from alembic_version").fetchall()
        database.execute("drop table alembic_version")
    save(layout.database, layout, [])
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        assert database.execute("select version_num from alembic_version").fetchall() == version


def test_a_lesson_that_is_not_registered_is_named(layout: Layout) -> None:
    with pytest.raises(GradebookError, match="does not know lesson other"):
        save(layout.database, layout, [Entry(replace(graded(), lesson="other"))])


def test_a_submission_of_no_lesson_is_a_problem_of_its_own(layout: Layout) -> None:
    problems = save(layout.database, layout, [Entry(replace(refused(), lesson=""))])
    assert problems == (
        "bob: not saved, because the submission does not tell its lesson. "
        "Name the lesson with --lesson.",
    )


def test_reading_marks_makes_no_gradebook(layout: Layout, tmp_path: Path) -> None:
    with pytest.raises(GradebookError, match="There is no gradebook"):
        manual_marks(f"sqlite:///{tmp_path}/new.db", "toy")
    assert not (tmp_path / "new.db").exists()


def test_four_hundred_submissions_are_saved_in_ten_seconds(layout: Layout) -> None:
    entries = [Entry(graded(f"student-{number}"), ESSAY) for number in range(400)]
    # Of processor time: other tests run beside this one.
    start = time.process_time()
    save(layout.database, layout, entries)
    assert time.process_time() - start < 10


# --- nbgrader ---------------------------------------------------------------------------


def test_nbgrader_exports_what_was_saved(layout: Layout, tmp_path: Path) -> None:
    save(layout.database, layout, [Entry(graded("ada"), ESSAY), Entry(refused("bob"))])
    by_hand(layout, grade_by_hand("explain", 3.5))
    with Gradebook(layout.database) as book:
        CsvExportPlugin(to=str(tmp_path / "grades.csv")).export(book)
        dicts = {one["student"]: one for one in book.submission_dicts("toy")}
    with (tmp_path / "grades.csv").open() as file:
        scores = {line["student_id"]: line["score"] for line in csv.DictReader(file)}
    assert scores == {"ada": "14.0", "bob": "0.0"}
    assert dicts["ada"]["max_score"] == 15.0
    assert (dicts["ada"]["needs_manual_grade"], dicts["bob"]["needs_manual_grade"]) == (0, 1)


def test_nbgrader_makes_feedback_of_what_was_saved(layout: Layout) -> None:
    save(layout.database, layout, [Entry(graded("ada", tension=Outcome.NOT_ATTEMPTED), ESSAY)])
    by_hand(layout, grade_by_hand("explain", 3.5))
    shutil.copytree(layout.release / "toy", layout.autograded / "ada" / "toy")
    config = Config()
    config.CourseDirectory.root = str(layout.root)
    config.CourseDirectory.assignment_id = "toy"
    config.CourseDirectory.db_url = layout.database
    GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).start()
    page = (layout.feedback / "ada" / "toy" / "toy.html").read_text()
    assert "(Score: 12.0 / 15.0)" in page
    assert "Nice." in page
    assert "No response." in page
