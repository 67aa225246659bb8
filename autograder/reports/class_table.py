"""The class at a glance, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.model.phrases import STATUS_WORDS, count, duration, number, one_line
from autograder.model.records import Status, SubmissionRecord
from course.results.outcomes import Outcome

BAR = 8
STYLES = {Status.GRADED: "green", Status.GRADER_ERROR: "bold magenta"}


def class_table(records: Sequence[SubmissionRecord]) -> Table:
    """Return a table with one line a submission: status, score, exercises, seconds, note."""
    table = Table(box=SIMPLE_HEAD, expand=True)
    table.add_column("Student", overflow="ellipsis", no_wrap=True, max_width=36)
    table.add_column("Status", no_wrap=True)
    table.add_column("Score", no_wrap=True)
    table.add_column("Passed", justify="right")
    table.add_column("Seconds", justify="right")
    # The feedback page holds the whole note; here one line a submission is worth more.
    table.add_column("Note", overflow="ellipsis", no_wrap=True, ratio=1)
    for record in records:
        # As Text, because markup in a name or a message must show and not act.
        table.add_row(
            Text(one_line(record.student, 60)),
            Text(STATUS_WORDS[record.status], STYLES.get(record.status, "red")),
            Text(_score(record)),
            Text(_passed(record)),
            Text(f"{record.seconds:.2f}"),
            Text(one_line(_note(record), 160)),
        )
    return table


def summary_line(records: Sequence[SubmissionRecord], unchanged: int = 0, again: int = 0) -> str:
    """Return the class in one sentence: how many were graded, how many not, the median.

    `unchanged` counts those whose stored record was used; `again` those that were graded once
    more because time had run out the last time.

    >>> summary_line([])
    'No submissions.'
    """
    if not records:
        return "No submissions."
    graded = [record for record in records if record.status is Status.GRADED]
    faults = sum(record.status is Status.GRADER_ERROR for record in records)
    refused = len(records) - len(graded) - faults
    parts = [f"{len(graded)} graded"]
    if refused:
        parts.append(f"{refused} could not be graded")
    if faults:
        parts.append(f"{faults} withheld by a fault of the grader")
    line = f"{count(len(records), 'submission')}: {', '.join(parts)}"
    scores = [record.score for record in graded if record.score is not None]
    if scores:
        highest = max(record.max_score for record in graded)
        line += f"; median score {number(median(scores))}/{number(highest)}"
    said = [f"{unchanged} unchanged"] if unchanged else []
    said += [f"{again} graded again because time had run out"] if again else []
    return f"{line}; {', '.join(said)}" if said else line


def _score(record: SubmissionRecord) -> str:
    if record.status not in (Status.GRADED, Status.GRADER_ERROR):
        return ""
    if record.score is None:
        return "withheld"
    share = record.score / record.max_score if record.max_score else 0.0
    filled = round(BAR * min(max(share, 0.0), 1.0))
    bar = "█" * filled + "░" * (BAR - filled)
    highest = number(record.max_score)
    return f"{bar} {number(record.score):>5}/{highest}"


def _passed(record: SubmissionRecord) -> str:
    automatic = [one for one in record.exercises if one.outcome is not Outcome.MANUAL]
    if not automatic:
        return ""
    return f"{sum(one.outcome is Outcome.PASSED for one in automatic)}/{len(automatic)}"


def _note(record: SubmissionRecord) -> str:
    if record.message:
        return record.message
    first, *others = (*_late(record), *record.notes) or ("",)
    return f"{first} (and {count(len(others), 'more note')})" if others else first


def _late(record: SubmissionRecord) -> tuple[str, ...]:
    if record.penalty is None:
        return ()
    seconds = record.penalty.seconds_late
    late = f"{duration(seconds)} late" if seconds else "late"
    return (f"Handed in {late}: {number(record.penalty.points)} points are taken off.",)
