"""The example class: every recipe proves its verdict, and the grader outlives them all."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from autograder.demo.examples import make_notebook, write_class
from autograder.grading import pool
from autograder.grading.grader import grade, grade_batch
from autograder.grading.papers import Graded
from autograder.grading.pool import executor
from autograder.grading.session import engine_of
from autograder.intake.parsing import Refused, read_bytes
from autograder.model.layout import Layout, find_layout, layout_of
from autograder.model.records import (
    ExerciseRecord,
    Submission,
    SubmissionRecord,
    from_line,
    to_line,
)
from autograder.reports.feedback import render
from autograder.sandbox.client import Engine
from autograder.sandbox.levels import TRUST
from autograder.verify import recipes
from autograder.verify.recipes import LIMITS, Recipe, RecipeError, parse_recipe, read_recipes
from course.lessons.catalogue import load_lesson
from course.results.outcomes import Outcome
from tests.conftest import LESSON
from tests.sandbox.processes import adopt_orphans, children, descendants

COURSE = find_layout(Path(__file__).parents[1])
TOY = layout_of(LESSON)
CLASSES = {
    lesson: read_recipes(layout_of(lesson), lesson) for lesson in (*COURSE.lessons(), LESSON)
}
RECIPES = [recipe for one in CLASSES.values() for recipe in one]
VERDICTS = ("full", "partial", "empty", "odd", "hostile")
WORKERS = 3
BEFORE: set[int] = set()
DECOY = "DECOY-5f2c"
GRADEBOOK = "decoy gradebook, full marks for nobody"
# Files of the class that grading changed, with what they held before and after.
CHANGED: set[tuple[str, str]] = set()

# The class is graded once; so its tests belong to one process.
pytestmark = [pytest.mark.xdist_group("examples"), pytest.mark.long]


def name(recipe: Recipe) -> str:
    return f"{recipe.lesson}-{recipe.name}"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, SubmissionRecord]]:
    """Every submission's record by recipe; last, as `after all`, that of a worked notebook."""
    folder = tmp_path_factory.mktemp("class")
    submissions: dict[str, Submission] = {}
    for lesson, mine in CLASSES.items():
        paths = write_class(layout_of(lesson), lesson, folder / lesson)
        submissions |= {name(r): _submission(r, p) for r, p in zip(mine, paths, strict=True)}
    worked = TOY.worked(LESSON).read_bytes()
    honest = Submission("after all", "after all", LESSON, worked)
    BEFORE.update(children(os.getpid()))
    adopt_orphans(True)
    for place in (folder, *folder.glob("*/hostile_reads_decoys")):
        (place / "decoy.txt").write_text(DECOY)
    (folder / "decoy_gradebook.db").write_text(GRADEBOOK)
    os.environ["COURSE_DECOY"] = DECOY
    before = _snapshot(folder)
    try:
        graded: dict[str, SubmissionRecord] = {}
        # Most of the time of a class goes by in waiting for limits: several wait at once.
        with executor(WORKERS, None) as start:
            found = pool.graded(list(submissions.values()), _grade_batch, start, WORKERS)
            graded |= {key: one.record for key, one in zip(submissions, found, strict=True)}
        graded["after all"] = grade([honest], TOY, LIMITS)[0]
        CHANGED.update(before ^ _snapshot(folder))
        yield graded
    finally:
        del os.environ["COURSE_DECOY"]
        adopt_orphans(False)


@pytest.mark.parametrize("recipe", RECIPES, ids=name)
def test_verdict(recipe: Recipe, records: dict[str, SubmissionRecord]) -> None:
    record = records[name(recipe)]
    faults = _faults(recipe, record)
    if faults and recipe.expected.needs_isolation and record.sandbox == "none":
        pytest.xfail("nothing hides the course's files from student code at this level")
    assert not faults


def test_an_honest_solution_is_graded_right_after_the_attacks(
    records: dict[str, SubmissionRecord],
) -> None:
    assert records["after all"].score == records["after all"].max_score > 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux isolates")
def test_the_code_ran_at_the_expected_level(records: dict[str, SubmissionRecord]) -> None:
    levels = {record.sandbox for record in records.values()} - {"not_run"}
    assert levels == {os.environ.get("EXPECTED_LEVEL", "full")}


def test_no_decoy_is_read(records: dict[str, SubmissionRecord]) -> None:
    telling = {name for name, record in records.items() if DECOY in to_line(record)}
    isolated = records["after all"].sandbox != "none"
    assert not (telling and isolated)


def test_no_file_of_the_class_is_changed(records: dict[str, SubmissionRecord]) -> None:
    assert not CHANGED or records["after all"].sandbox == "none"


def test_hidden_checks_tell_nothing_that_the_student_chose(
    records: dict[str, SubmissionRecord],
) -> None:
    told = {
        name: check.message
        for name, record in records.items()
        for one in record.exercises
        for check in one.checks
        if check.hidden and ("asked:" in check.message or "alert(" in check.message)
    }
    # Names and texts of errors in a defining cell were there before any hidden call.
    assert told == {}


def test_feedback_pages_hold_no_mark_up_of_the_students(
    records: dict[str, SubmissionRecord],
) -> None:
    for record in records.values():
        page = render(record, load_lesson(record.lesson))
        for tag in ("<script", "<img", "<iframe", "<b ", "javascript:alert"):
            assert tag not in page


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells who is whose child")
def test_nothing_is_left_running(records: dict[str, SubmissionRecord]) -> None:
    with Engine(LIMITS) as fresh:
        # Orphans of a killed zygote have come to this process; they get a moment to end.
        deadline = time.monotonic() + 10
        known = {*BEFORE, fresh._process.pid, engine_of(LIMITS, None)._process.pid}
        while (left := {*children(os.getpid())} - known) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert {Path(f"/proc/{pid}/cmdline").read_bytes()[-200:] for pid in left} == set()
        # An engine's own processes are as many as those of one that never ran anything.
        assert descendants(engine_of(LIMITS, None)._process.pid) == descendants(fresh._process.pid)


@pytest.mark.parametrize("recipe", RECIPES, ids=name)
def test_recipes_name_their_verdict(recipe: Recipe) -> None:
    verdict, _, what = recipe.name.partition("_")
    assert verdict in VERDICTS
    assert what
    lesson = load_lesson(recipe.lesson)
    score = recipe.expected.points(lesson.points)
    assert verdict != "full" or score == lesson.points
    assert verdict != "partial" or 0 < score < lesson.points
    assert verdict != "empty" or score == 0
    known = {one.id for one in (*lesson.exercises, *lesson.questions)}
    assert {name for name, _ in recipe.expected.outcomes} <= known


def test_the_classes_are_large_and_use_all_that_recipes_can_say() -> None:
    lessons = COURSE.lessons()
    everything = [one for lesson in lessons for one in read_recipes(COURSE, lesson, hostile=True)]
    count = {v: sum(one.name.startswith(f"{v}_") for one in everything) for v in VERDICTS}
    assert sum(count.values()) == len(everything) >= 34
    assert count["full"] >= 8
    assert count["odd"] + count["hostile"] >= 14
    used = {one.key for recipe in everything for one in recipe.directives}
    assert used == set(recipes.DIRECTIVES)
    assert {one.get("file", "notebook") for one in everything} == set(recipes.FILES)


def test_writing_the_class_again_changes_nothing(tmp_path: Path) -> None:
    first = [_digest(path) for path in write_class(TOY, LESSON, tmp_path)]
    again = [_digest(path) for path in write_class(TOY, LESSON, tmp_path)]
    assert first == again
    assert len(list(tmp_path.iterdir())) == len(CLASSES[LESSON])


def test_attacks_never_run_where_submissions_are_trusted() -> None:
    script = "from autograder.verify.recipes import ATTACKS_RUN_HERE; print(ATTACKS_RUN_HERE)"
    run = [sys.executable, "-c", script]
    told = subprocess.run(run, env={**os.environ, TRUST: "1"}, capture_output=True, check=True)
    assert told.stdout == b"False\n"


def test_attacks_can_be_left_out(tmp_path: Path) -> None:
    write_class(TOY, LESSON, tmp_path, hostile=True)
    assert list(tmp_path.glob("hostile*/*/*"))
    paths = write_class(TOY, LESSON, tmp_path, hostile=False)
    assert paths
    assert not list(tmp_path.glob("hostile*/*/*"))
    assert not [path for path in paths if "hostile" in str(path.relative_to(tmp_path))]


HEAD = '"""What it is."""\n# expect: score=40\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# expect: score=1\n", "r.py:1: the header has no docstring that says what"),
        ('"""What."""\n', "r.py:1: the header has no line `# expect:`."),
        (HEAD + "# colour: red\n", 'r.py:3: "colour" is no directive; there are base, '),
        (HEAD + "# base: worked\n# base: worked\n", 'r.py:4: "base" is given twice.'),
        (HEAD + "# file: tape\n", 'r.py:3: "tape" is no kind of file; there are notebook, '),
        (HEAD + "# student: a/b\n", "r.py:3: the student's name is no name of a folder."),
        ('"""What."""\n# expect: score=most\n', "r.py:2: the score in `expect` is no number."),
        ('"""What."""\n# expect: score=full-x\n', "r.py:2: the score in `expect` is no number."),
        ('"""What."""\n# expect: status=odd\n', 'r.py:2: "odd" is no status.'),
        ('"""What."""\n# expect: f=good|failed\n', 'r.py:2: "good" is no outcome.'),
        ('"""What.\n# expect: score=1\n', "r.py:1: the header is not Python."),
        (HEAD + "# base: sand\n", 'r.py:3: there is no base "sand".'),
        (HEAD + "\n# %% yy\nx = 1\n", 'r.py:4: the notebook has no cell "yy".'),
        (HEAD + "# delete: yy\n", 'r.py:3: the notebook has no cell "yy".'),
        (HEAD + "# edit: f\n", "r.py:3: an edit is written CELL: OLD -> NEW."),
        (HEAD + "# edit: f: 3 -> 2\n", 'r.py:3: the cell "f" does not hold "3".'),
    ],
)
def test_faults_in_recipes_are_sentences(text: str, message: str) -> None:
    cell = {"cell_type": "code", "id": "f", "source": "f", "metadata": {}}
    cell["metadata"] = {"nbgrader": {"grade_id": "f"}}
    bases = {name: {"cells": [cell], "metadata": {}} for name in ("worked", "release")}
    with pytest.raises(RecipeError) as caught:
        make_notebook(parse_recipe(text, Path("r.py")), bases)
    assert str(caught.value).startswith(message)


def _grade_batch(batch: list[Submission]) -> list[Graded]:
    """Grade each with the limits of its recipe; all classes share one pool of processes."""
    limits = {name(recipe): recipe.limits for recipe in RECIPES}
    graded: list[Graded] = []
    alike = groupby(batch, lambda one: (one.wanted, limits[f"{one.wanted}-{one.path}"]))
    for (lesson, limit), group in alike:
        graded += grade_batch(list(group), layout_of(str(lesson)), limit)
    return graded


def _submission(recipe: Recipe, path: Path) -> Submission:
    content, refused = b"", None
    try:
        content = read_bytes(path)
    except Refused as refusal:
        refused = refusal.status, str(refusal)
    return Submission(recipe.name, recipe.student, recipe.lesson, content, refused)


def _faults(recipe: Recipe, record: SubmissionRecord) -> list[str]:
    """Return in what the record is not as the recipe expects."""
    expected = recipe.expected
    found = [
        f"{one.id} is {_ending(one)} ({one.message})"
        for one in record.exercises
        if _ending(one) not in expected.of(one.id) and _is_asked(recipe, one)
    ]
    if record.status != expected.status:
        found.append(f"status is {record.status} ({record.message})")
    if record.score is None or abs(record.score - expected.points(record.max_score)) > 1e-5:
        found.append(f"score is {record.score}")
    line = to_line(record)
    if from_line(line.encode().decode()) != record:
        found.append("the record does not survive writing and reading")
    found += [f'nothing says "{text}"' for text in expected.says if text not in _texts(record)]
    return found


def _is_asked(recipe: Recipe, one: ExerciseRecord) -> bool:
    # Of written answers, only those that the recipe names.
    return one.outcome is not Outcome.MANUAL or one.id in dict(recipe.expected.outcomes)


def _ending(one: ExerciseRecord) -> str:
    if one.outcome is Outcome.MANUAL:
        return "blank" if one.message else "answered"
    return one.outcome.value


def _texts(record: SubmissionRecord) -> str:
    checks = [check for one in record.exercises for check in one.checks]
    return "\n".join([record.message, *record.notes, *(check.message for check in checks)])


def _snapshot(folder: Path) -> set[tuple[str, str]]:
    """Return the files below `folder` with digests of what they hold."""
    return {(str(path), _digest(path)) for path in folder.rglob("*") if path.is_file()}


def _digest(path: Path) -> str:
    if not path.is_file():
        return "folder" if path.exists() else "nothing"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def test_layout_of_the_class(tmp_path: Path) -> None:
    paths = write_class(Layout(TOY.root, tmp_path), LESSON, tmp_path / "submitted")
    students = [recipe.student for recipe in CLASSES[LESSON]]
    assert paths == [
        tmp_path / "submitted" / student / LESSON / f"{LESSON}.ipynb" for student in students
    ]
