"""A fault in what explains a grade, or a cache that fails, costs nobody the grade."""

from __future__ import annotations

import copy
import errno
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.diagnosis import traces
from autograder.diagnosis.traces import traces_of
from autograder.grading import plugin
from autograder.grading.grader import grade
from autograder.model.layout import Layout
from autograder.model.records import ExerciseRecord, Status, Submission, SubmissionRecord
from autograder.store import proof_cache
from course.results.outcomes import Outcome
from tests.conftest import LESSON, QUICK

Data = dict[str, Any]
WRONG = "def pull_table(ks):\n    return [[k * (j + 1) for j in range(len(ks))] for k in ks]"
SLIPPED = (
    "def pull_table(ks):\n    return [[1.7 * k / (j + 1) for j in range(len(ks))] for k in ks]"
)
DOUBLED = "def spring_energy(k, x):\n    return k * x * x"
NOTE = (
    "In `pull_table` mistakes and slips could not all be looked for, by a fault of the grader: "
    "it may deserve more points."
)


def graded(layout: Layout, worked: Data, **answers: str) -> SubmissionRecord:
    notebook = copy.deepcopy(worked)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    content = json.dumps(notebook).encode()
    (record,) = grade([Submission("a.ipynb", "ada", LESSON, content)], layout, QUICK)
    return record


def graded_wrong(layout: Layout, worked: Data) -> SubmissionRecord:
    return graded(layout, worked, pull_table=WRONG)


def exercise(record: SubmissionRecord, name: str) -> ExerciseRecord:
    (one,) = (one for one in record.exercises if one.id == name)
    return one


def bug(*args: object, **options: object) -> Any:
    raise ZeroDivisionError("a bug of ours")


def leave(*args: object, **options: object) -> Any:
    raise SystemExit(3)


def fail(*args: object, **options: object) -> Any:
    pytest.fail("as pytest.raises does")


def without_traces(patch: pytest.MonkeyPatch) -> None:
    for module in (plugin, traces):
        patch.setattr(module, "traces_of", bug)


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "in the search for mistakes": lambda patch: patch.setattr(plugin, "find_mistake", bug),
    "in what mistakes give": without_traces,
    "in the code of a mistake": lambda patch: patch.setattr(traces, "try_checks", bug),
    "in the end of a program": lambda patch: patch.setattr(traces, "try_checks", leave),
    "in pytest's own words": lambda patch: patch.setattr(traces, "try_checks", fail),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_in_diagnosis_leaves_the_grade(
    layout: Layout,
    worked: Data,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[pytest.MonkeyPatch], None],
) -> None:
    # Nothing that was found before may stand in for what fails now.
    traces_of.cache_clear()
    monkeypatch.setattr(traces, "recall", lambda *_: None)
    fault(monkeypatch)
    with caplog.at_level(logging.ERROR):
        record = graded_wrong(layout, worked)
    traces_of.cache_clear()
    assert (record.status, record.score) == (Status.GRADED, 11.0)
    one = exercise(record, "pull_table")
    assert (one.outcome, one.misconception) == (Outcome.FAILED, None)
    assert NOTE in record.notes
    assert "Not all mistakes could be looked for in pull_table." in caplog.text


def test_a_fault_in_the_search_for_slips_leaves_the_mistake(
    layout: Layout, worked: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin, "find_slip", bug)
    record = graded_wrong(layout, worked)
    assert exercise(record, "pull_table").misconception == "multiplies_by_the_hook"
    assert NOTE in record.notes


def test_a_fault_in_the_search_for_mistakes_leaves_the_slip(
    layout: Layout, worked: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = graded(layout, worked, pull_table=SLIPPED)
    monkeypatch.setattr(plugin, "find_mistake", bug)
    record = graded(layout, worked, pull_table=SLIPPED)
    assert record.score == whole.score
    assert any("half of the points" in one.message for one in exercise(record, "pull_table").checks)
    assert (whole.notes, record.notes) == ((), (NOTE,))


def test_a_fault_in_one_exercise_leaves_the_others(
    layout: Layout, worked: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    def partly(lesson: str, name: str, *rest: Any) -> Any:
        return bug() if name == "pull_table" else traces.find_mistake(lesson, name, *rest)

    whole = graded(layout, worked, pull_table=WRONG, spring_energy=DOUBLED)
    monkeypatch.setattr(plugin, "find_mistake", partly)
    record = graded(layout, worked, pull_table=WRONG, spring_energy=DOUBLED)
    assert exercise(whole, "spring_energy").misconception
    assert exercise(record, "spring_energy") == exercise(whole, "spring_energy")
    assert record.notes == (NOTE,)


class ToStandardError(logging.Handler):
    """What `logging` does where nothing is set up: it writes to what is standard error then."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record."""
        print(self.format(record), file=sys.stderr)


def test_the_instructor_reads_the_cause_once(
    layout: Layout,
    worked: Data,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    handler = ToStandardError()
    logging.getLogger("autograder").addHandler(handler)
    monkeypatch.setattr(plugin, "find_mistake", bug)
    monkeypatch.setattr(plugin, "find_slip", bug)
    record = graded_wrong(layout, worked)
    logging.getLogger("autograder").removeHandler(handler)
    assert capsys.readouterr().err.count("ZeroDivisionError: a bug of ours") == 1
    assert not any("ZeroDivision" in note for note in record.notes)


def unwritable(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o500)


def a_file(folder: Path) -> None:
    folder.write_text("no folder")


def broken(folder: Path) -> None:
    (folder / "simulation").mkdir(parents=True)
    for exercise in ("pull_table", "spring_energy"):
        (folder / "simulation" / f"{LESSON}.{exercise}.json").write_bytes(b"\xff{")


def folders(folder: Path) -> None:
    for exercise in ("pull_table", "spring_energy"):
        (folder / "simulation" / f"{LESSON}.{exercise}.json").mkdir(parents=True)


CACHES = {
    "unwritable": unwritable,
    "a file": a_file,
    "folders": folders,
    "broken": broken,
    "absent": lambda _: None,
}


@pytest.mark.parametrize("spoil", CACHES.values(), ids=CACHES)
def test_a_cache_that_fails_leaves_grade_and_diagnosis(
    layout: Layout,
    worked: Data,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    spoil: Callable[[Path], object],
) -> None:
    spoil(tmp_path / "build")
    traces_of.cache_clear()
    elsewhere = replace(layout, root=tmp_path)
    monkeypatch.setattr(traces, "layout_of", lambda _: elsewhere)
    record = graded_wrong(layout, worked)
    traces_of.cache_clear()
    assert record.status is Status.GRADED
    assert exercise(record, "pull_table").misconception == "multiplies_by_the_hook"
    assert record.notes == ()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO])
def test_a_cache_that_cannot_be_written_leaves_grade_and_diagnosis(
    layout: Layout, worked: Data, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    traces_of.cache_clear()
    monkeypatch.setattr(traces, "recall", lambda *_: None)
    monkeypatch.setattr(proof_cache, "write_atomically", refuse)
    record = graded_wrong(layout, worked)
    traces_of.cache_clear()
    assert exercise(record, "pull_table").misconception == "multiplies_by_the_hook"
    assert record.notes == ()


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(5, id="a number"),
        pytest.param([], id="a list"),
        pytest.param({"": {"test_pull_table_number": {}}}, id="empty checks"),
        pytest.param({"": None}, id="null"),
    ],
)
def test_a_cache_of_another_form_is_made_anew(
    layout: Layout, worked: Data, monkeypatch: pytest.MonkeyPatch, kept: Any
) -> None:
    traces_of.cache_clear()
    monkeypatch.setattr(traces, "recall", lambda *_: kept)
    record = graded_wrong(layout, worked)
    traces_of.cache_clear()
    assert exercise(record, "pull_table").misconception == "multiplies_by_the_hook"
    assert record.notes == ()
