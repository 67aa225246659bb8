"""nbgrader's own commands on this course: the road through them ends in the same grades."""

from __future__ import annotations

import copy
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from nbgrader.validator import Validator
from rich.console import Console
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.build.derivation import build_worktree
from autograder.classroom import class_run, nbgrader_bridge
from autograder.classroom.class_config import TEXT
from autograder.classroom.nbgrader_pages import safe_markdown
from autograder.gradebook.database import open_gradebook
from autograder.intake import collection
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import Status
from autograder.store.record_store import read_record
from course.results.outcomes import Outcome
from tests.conftest import LESSON

Data = dict[str, Any]
GRADES = """
    select submitted_assignment.student_id, base_cell.name, auto_score, manual_score,
           needs_manual_grade
    from grade
    join base_cell on base_cell.id = grade.cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    order by 1, 2
"""
COMMENTS = GRADES.replace("from grade", "from comment").replace("grade.", "comment.")
COMMENTS = COMMENTS.replace(
    "auto_score, manual_score,\n           needs_manual_grade", "auto_comment"
)

pytestmark = pytest.mark.long


def write_settings(here: Layout) -> None:
    """Write the settings of a class that has a release folder of its own."""
    course, sources = str(here.root / "nbgrader_config.py"), str(here.sources)
    text = TEXT.format(course=course, sources=sources, release="release")
    (here.class_folder / "nbgrader_config.py").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def shared(layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A class folder that nbgrader graded once; copied, never written to."""
    build_worktree(layout, LESSON)
    here = Layout(layout.root, tmp_path_factory.mktemp("class"))
    write_settings(here)
    generate_assignment(here)
    for student, notebook in students(layout).items():
        hand_in(here, student, notebook)
        autograde(here, student)
    return here


@pytest.fixture
def here(shared: Layout, tmp_path: Path) -> Layout:
    folder = tmp_path / "class"
    shutil.copytree(shared.class_folder, folder)
    return Layout(shared.root, folder)


def students(layout: Layout) -> dict[str, Data | bytes]:
    worked, blank = (
        json.loads(path.read_bytes())
        for path in (
            layout.worked(LESSON),
            layout.released(LESSON),
        )
    )
    return {
        "ada": worked,
        "bob": blank,
        "cleo": with_a_mistake(worked),
        "dan O'Neill": with_odd_cells(worked),
        "eve": b'{"cells": [',
    }


def place(notebook: Data, identifier: str) -> int:
    return next(
        number
        for number, cell in enumerate(notebook["cells"])
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == identifier
    )


def with_a_mistake(worked: Data) -> Data:
    notebook = copy.deepcopy(worked)
    cell = notebook["cells"][place(notebook, "pull_table")]
    cell["source"] = "".join(cell["source"]).replace("return ", "return 0.5 * ")
    return notebook


def with_odd_cells(worked: Data) -> Data:
    """Duplicate a check cell, split an answer, delete an answer and a check, add a script."""
    notebook = copy.deepcopy(worked)
    cells = notebook["cells"]
    cells.insert(
        place(notebook, "check_spring_energy"),
        cells[place(notebook, "check_spring_energy")] | {"id": "twice"},
    )
    half = cells[place(notebook, "pull_table")] | {"id": "half", "source": "def helper(): return 1"}
    cells.insert(place(notebook, "pull_table"), half)
    del cells[place(notebook, "well_figure")]
    del cells[place(notebook, "check_spring_work")]
    cells[place(notebook, "why_square")]["source"] = "<script>alert(1)</script> So it is."
    return notebook


def hand_in(here: Layout, student: str, notebook: Data | bytes) -> None:
    path = here.submitted / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())


def config_of(here: Layout) -> Config:
    config = PyFileConfigLoader("nbgrader_config.py", str(here.class_folder)).load_config()
    config.CourseDirectory.assignment_id = LESSON
    return config


def generate_assignment(here: Layout) -> None:
    config = config_of(here)
    config.GenerateAssignment.force = True
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()


def autograde(here: Layout, student: str) -> Data:
    """Do what the button in formgrader does, and return what it shows."""
    config = config_of(here)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    result: Data = api.autograde(LESSON, student)
    return result


def rows(here: Layout, query: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(here.class_folder / "gradebook.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def page(here: Layout, student: str) -> Path:
    return here.feedback / student / LESSON / f"{LESSON}.html"


def test_generate_assignment_makes_the_committed_release(shared: Layout) -> None:
    made = shared.class_folder / "release" / LESSON
    assert [path.name for path in made.iterdir()] == [f"{LESSON}.ipynb"]
    committed = shared.release / LESSON / f"{LESSON}.ipynb"
    assert (made / f"{LESSON}.ipynb").read_bytes() == committed.read_bytes()


def test_the_command_works_without_an_active_environment(shared: Layout, tmp_path: Path) -> None:
    shutil.copy(shared.class_folder / "nbgrader_config.py", tmp_path)
    command = [Path(sys.executable).parent / "nbgrader", "generate_assignment", LESSON]
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "gradebook.db").is_file()


@pytest.mark.parametrize(
    ("student", "failing", "words"),
    [
        pytest.param("ada", set(), "", id="worked"),
        pytest.param("cleo", {'check("pull_table")'}, "[0, 0]` is 0.5, expected 1", id="wrong"),
        pytest.param("bob", None, "is not written yet.", id="blank"),
    ],
)
def test_validate_shows_what_fails(
    shared: Layout, student: str, failing: set[str] | None, words: str
) -> None:
    path = shared.submitted / student / LESSON / f"{LESSON}.ipynb"
    failed = Validator(config=config_of(shared)).validate(str(path)).get("failed", [])
    checks = {one["source"]: one["raw_error"] for one in failed if "check(" in one["source"]}
    assert len(checks) == 5 if failing is None else set(checks) == failing
    for error in checks.values():
        assert words in " ".join(error.split())
        assert "Traceback" not in error
        assert max(map(len, error.splitlines())) <= 83, "nbgrader cuts off longer lines"


def test_autograde_gives_what_course_grade_gives(shared: Layout, tmp_path: Path) -> None:
    other = Layout(shared.root, tmp_path)
    shutil.copytree(shared.submitted, other.submitted)
    submissions = collection.from_tree(other.submitted, [LESSON])
    order = class_run.Order(submissions, other.database, None, 1, None, True, Limits())
    class_run.grade_class(other, order, Console(quiet=True))
    assert rows(shared, GRADES) == rows(other, GRADES)
    assert rows(shared, COMMENTS) == rows(other, COMMENTS)
    for student in students(shared):
        notebooks = (
            nbformat.read(one.autograded / student / LESSON / f"{LESSON}.ipynb", as_version=4)
            for one in (shared, other)
        )
        assert next(notebooks) == next(notebooks), student


def test_autograde_needs_no_generate_assignment_before(layout: Layout, tmp_path: Path) -> None:
    here = Layout(layout.root, tmp_path)
    write_settings(here)
    hand_in(here, "ada", json.loads((layout.worked(LESSON)).read_bytes()))
    assert autograde(here, "ada")["success"]
    assert (here.autograded / "ada" / LESSON / f"{LESSON}.ipynb").is_file()


def test_autograde_scores_odd_notebooks_by_what_they_answer(shared: Layout) -> None:
    lost = {name for who, name, auto, *_ in rows(shared, GRADES) if who[0] == "d" and auto == 0}
    assert lost == {"check_well_figure"}
    written = [row for row in rows(shared, GRADES) if row[0] == "ada" and row[2] is None]
    assert {(row[1], row[4]) for row in written} == {
        ("why_square", 1),
    }


@pytest.mark.parametrize("student", ["ada", "dan O'Neill"])
def test_autograde_gives_no_false_alarm(here: Layout, student: str) -> None:
    result = autograde(here, student)
    assert result["success"], result["log"]
    talk = [line for line in result["log"].splitlines() if "[INFO]" not in line]
    assert all("Removing existing assignment" in line or "DEBUG" in line for line in talk), talk


def test_autograde_says_why_a_file_cannot_be_graded(here: Layout) -> None:
    result = autograde(here, "eve")
    assert result["success"]
    assert "was not graded: The file is not valid JSON at line 1" in result["log"]
    mine = [row[2:] for row in rows(here, GRADES) if row[0] == "eve"]
    assert set(mine) == {(0.0, None, 1)}
    assert page(here, "eve").is_file()


def test_a_fault_of_the_grader_withholds_the_score(
    here: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = nbgrader_bridge.grade_batch

    def faulty(*arguments: Any, **options: Any) -> Any:
        (one,) = honest(*arguments, **options)
        record = one.record
        first = replace(record.exercises[0], score=None, outcome=Outcome.GRADER_ERROR)
        message = "The grader failed on spring_energy, not the student."
        others = record.exercises[1:]
        failed = replace(
            record,
            status=Status.GRADER_ERROR,
            score=None,
            message=message,
            exercises=(first, *others),
        )
        return [replace(one, record=failed)]

    monkeypatch.setattr(nbgrader_bridge, "grade_batch", faulty)
    result = autograde(here, "ada")
    assert not result["success"]
    assert "The grader failed on spring_energy, not the student." in result["log"]
    mine = {row[1]: row[2:] for row in rows(here, GRADES) if row[0] == "ada"}
    assert mine["check_spring_energy"] == (None, None, 1)
    assert mine["check_pull_table"][2] == 0


@pytest.fixture
def by_hand(here: Layout) -> Layout:
    """The class after a person gave Ada a score and a comment, as formgrader does."""
    with open_gradebook(here.database) as book:
        book.find_grade("why_square", LESSON, LESSON, "ada").manual_score = 2.5
        comment = book.find_comment("why_square", LESSON, LESSON, "ada")
        comment.manual_comment = "Where does the two come from?"
        book.db.commit()
    return here


def test_hand_scores_survive_another_autograde(by_hand: Layout) -> None:
    assert autograde(by_hand, "ada")["success"]
    mine = {row[1]: row[3] for row in rows(by_hand, GRADES) if row[0] == "ada"}
    assert mine["why_square"] == 2.5


def test_autograde_and_course_grade_take_off_the_same(here: Layout) -> None:
    settings = here.class_folder / "nbgrader_config.py"
    rule = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
    settings.write_text(settings.read_text(encoding="utf-8") + rule, encoding="utf-8")
    time = here.submitted / "ada" / LESSON / "timestamp.txt"
    time.write_text("2026-03-01 13:30:00 UTC", encoding="utf-8")
    with open_gradebook(here.database) as book:
        book.update_or_create_assignment(LESSON, duedate="2026-03-01 12:00:00 UTC")

    def standing() -> tuple[float | None, float | None, float, bool]:
        record = read_record(here, LESSON, "ada")
        assert record is not None
        with open_gradebook(here.database) as book:
            off = book.find_submission(LESSON, "ada").late_submission_penalty
        text = page(here, "ada").read_text(encoding="utf-8")
        return record.score, record.penalty and record.penalty.points, off, "0 of 17 points" in text

    assert autograde(here, "ada")["success"]
    assert standing() == (0.0, 14.0, 14.0, True)
    submissions = collection.from_tree(here.submitted, [LESSON])
    order = class_run.Order(submissions, here.database, None, 1, None, False)
    class_run.grade_class(here, order, Console(quiet=True))
    assert standing() == (0.0, 14.0, 14.0, True)
    time.write_text("2026-03-01 11:00:00 UTC", encoding="utf-8")
    assert autograde(here, "ada")["success"]
    assert standing()[:3] == (14.0, None, 0.0)


def test_generate_feedback_puts_hand_scores_on_the_courses_page(by_hand: Layout) -> None:
    config = config_of(by_hand)
    GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).start()
    text = page(by_hand, "ada").read_text(encoding="utf-8")
    assert "2.5 of 3" in text
    assert "Where does the two come from?" in text
    for student in students(by_hand):
        own = page(by_hand, student).read_text(encoding="utf-8")
        assert "<script" not in own
        assert "cdnjs" not in own


def test_generate_feedback_without_a_record_gives_nbgraders_page(here: Layout) -> None:
    shutil.rmtree(here.class_folder / "records")
    config = config_of(here)
    GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).start()
    text = page(here, "dan O'Neill").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; So it is." in text


def test_export_lists_the_class(here: Layout, tmp_path: Path) -> None:
    plugin = CsvExportPlugin(config=config_of(here))
    plugin.to = str(tmp_path / "grades.csv")
    with open_gradebook(here.database) as book:
        plugin.export(book)
    with Path(plugin.to).open(encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    automatic = dict.fromkeys(students(here), 0.0)
    for who, _, auto, *_ in rows(here, GRADES):
        automatic[who] += auto or 0.0
    assert scores == pytest.approx(automatic)
    assert (scores["ada"], scores["eve"]) == (14.0, 0.0)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**bold** $x<y$", "<p><strong>bold</strong> $x&lt;y$</p>"),
        ("a <script>b</script>", "<p>a &lt;script&gt;b&lt;/script&gt;</p>"),
        ("<style>b</style>", "<p>&lt;style&gt;b&lt;/style&gt;</p>"),
        ("[a](javascript:b)", '<p><a href="#harmful-link">a</a></p>'),
        ("```mermaid\n</pre><b>\n```", "<pre><code>&lt;/pre&gt;&lt;b&gt;\n</code></pre>"),
        ("![a](attachment:b%20c.png)", '<p><img src="data:image/png;base64,eA==" alt="a" /></p>'),
        ("![a](attachment:c<)", "<p><em>(The picture c&lt; is not in the notebook.)</em></p>"),
    ],
)
def test_students_markdown_runs_nothing(source: str, shown: str) -> None:
    context: Any = {"cell": {"attachments": {"b c.png": {"image/png": "eA=="}}}}
    assert safe_markdown(context, source).strip() == shown
