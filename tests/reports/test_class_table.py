"""The class table and its summary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

from autograder.model.records import Status, SubmissionRecord
from autograder.reports.class_table import class_table, summary_line
from course.results.outcomes import Outcome
from tests.class_records import graded, refused


def shown(*records: SubmissionRecord, width: int = 120) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(class_table(records))
    return capture.get()


ROWS = {
    "all right": (graded(), ["ada", "graded", "████████    10/10", "2/2", "0.25"]),
    "partly": (graded(sag=Outcome.FAILED), ["███░░░░░     4/10", "1/2"]),
    "nothing": (
        graded(tension=Outcome.NOT_ATTEMPTED, sag=Outcome.NOT_ATTEMPTED),
        ["  2/10", "0/2"],
    ),
    "noted": (graded(notes=("One.", "Two.", "Three.")), ["One. (and 2 more notes)"]),
    "unreadable": (refused(), ["unreadable", "The file is not JSON"]),
    "our fault": (graded(sag=Outcome.GRADER_ERROR), ["grader's fault", "withheld"]),
    "markup": (graded("[red]x[/red]"), ["[red]x[/red]"]),
    "escape sequence": (graded("a\x1b[2Jb"), ["a�[2Jb"]),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_row(case: str) -> None:
    record, texts = ROWS[case]
    output = shown(record)
    assert [text for text in texts if text not in output] == []


def test_an_ungraded_submission_shows_no_score() -> None:
    assert "0/10" not in shown(refused())


def test_long_names_and_narrow_terminals_are_survived() -> None:
    record = replace(refused("x" * 500), message="word " * 500)
    lines = shown(record, width=60).splitlines()
    assert max(len(line) for line in lines) <= 60
    assert len(lines) < 40


SUMMARIES = {
    "a class": (
        [graded(), graded(sag=Outcome.FAILED), refused(), refused(status=Status.MISSING)],
        "4 submissions: 2 graded, 2 could not be graded; median score 7/10",
    ),
    "one": ([graded()], "1 submission: 1 graded; median score 10/10"),
    "none graded": ([refused()], "1 submission: 0 graded, 1 could not be graded"),
    "our fault": (
        [graded(), graded(sag=Outcome.GRADER_ERROR)],
        "2 submissions: 1 graded, 1 withheld by a fault of the grader; median score 10/10",
    ),
    "nobody": ([], "No submissions."),
}


REUSED = {
    "all new": (0, 0, "1 submission: 1 graded; median score 10/10"),
    "unchanged": (1, 0, "1 submission: 1 graded; median score 10/10; 1 unchanged"),
    "timed out": (
        0,
        1,
        "1 submission: 1 graded; median score 10/10; 1 graded again because time had run out",
    ),
    "both": (
        3,
        2,
        "1 submission: 1 graded; median score 10/10; "
        "3 unchanged, 2 graded again because time had run out",
    ),
}


@pytest.mark.parametrize("case", REUSED)
def test_the_summary_says_what_was_not_graded_anew(case: str) -> None:
    unchanged, again, line = REUSED[case]
    assert summary_line([graded()], unchanged, again) == line


@pytest.mark.parametrize("case", SUMMARIES)
def test_the_summary(case: str) -> None:
    records, line = SUMMARIES[case]
    assert summary_line(records) == line
