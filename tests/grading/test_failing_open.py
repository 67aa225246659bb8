"""A fault in what explains a grade, or a cache that fails, costs nobody the grade."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.diagnosis import traces
from autograder.grading import plugin
from autograder.grading.grader import grade
from autograder.model.layout import Layout
from autograder.model.records import Status, Submission, SubmissionRecord
from course.results.outcomes import Outcome
from tests.conftest import LESSON, QUICK

Data = dict[str, Any]
WRONG = "def pull_table(ks):\n    return [[k * (j + 1) for j in range(len(ks))] for k in ks]"


def graded_wrong(layout: Layout, worked: Data) -> SubmissionRecord:
    notebook = copy.deepcopy(worked)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "pull_table":
            cell["source"] = WRONG
    content = json.dumps(notebook).encode()
    (record,) = grade([Submission("a.ipynb", "ada", LESSON, content)], layout, QUICK)
    return record


def bug(*args: object, **options: object) -> Any:
    raise ZeroDivisionError("a bug of ours")


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "in the search for mistakes": lambda patch: patch.setattr(plugin, "find_mistake", bug),
    "in the search for slips": lambda patch: patch.setattr(plugin, "find_slip", bug),
    "in what mistakes give": lambda patch: patch.setattr(plugin, "traces_of", bug),
    "in the code of a mistake": lambda patch: patch.setattr(traces, "try_checks", bug),
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
    traces.traces_of.cache_clear()
    monkeypatch.setattr(traces, "recall", lambda *_: None)
    fault(monkeypatch)
    with caplog.at_level(logging.ERROR):
        record = graded_wrong(layout, worked)
    traces.traces_of.cache_clear()
    assert (record.status, record.score) == (Status.GRADED, 11.0)
    (one,) = (one for one in record.exercises if one.id == "pull_table")
    assert (one.outcome, one.misconception) == (Outcome.FAILED, None)
    assert "No known mistake could be looked for in pull_table." in caplog.text


def unwritable(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o500)


def a_file(folder: Path) -> None:
    folder.write_text("no folder")


def broken(folder: Path) -> None:
    (folder / "simulation").mkdir(parents=True)
    for exercise in ("pull_table", "spring_energy"):
        (folder / "simulation" / f"{LESSON}.{exercise}.json").write_bytes(b"\xff{")


CACHES = {"unwritable": unwritable, "a file": a_file, "broken": broken, "absent": lambda _: None}


@pytest.mark.parametrize("spoil", CACHES.values(), ids=CACHES)
def test_a_cache_that_fails_leaves_grade_and_diagnosis(
    layout: Layout,
    worked: Data,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    spoil: Callable[[Path], object],
) -> None:
    spoil(tmp_path / "build")
    traces.traces_of.cache_clear()
    elsewhere = replace(layout, root=tmp_path)
    monkeypatch.setattr(traces, "layout_of", lambda _: elsewhere)
    record = graded_wrong(layout, worked)
    traces.traces_of.cache_clear()
    assert record.status is Status.GRADED
    (one,) = (one for one in record.exercises if one.id == "pull_table")
    assert one.misconception == "multiplies_by_the_hook"
