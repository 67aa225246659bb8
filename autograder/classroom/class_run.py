"""`course grade`: a class graded, and everything that follows from it put in its place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import Progress

from autograder.classroom.class_config import configure
from autograder.classroom.worked_solution import (
    lessons_of,
    reusing,
    try_solutions,
    warm_up,
)
from autograder.grading.grader import digest_of, grade_batch
from autograder.grading.papers import Graded
from autograder.grading.pool import GradeBatch, executor, graded
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import Status, Submission, SubmissionRecord, to_line
from autograder.reports.moves import Move, compared
from autograder.sandbox.levels import Level
from autograder.store import record_store
from course.results.outcomes import Outcome

if TYPE_CHECKING:
    from autograder.gradebook import entries

# A worker takes as long to start as to grade a few submissions.
WORTH_A_WORKER = 6


@dataclass(frozen=True)
class Order:
    """What `course grade` is to do.

    Without a `database` nothing is stored: neither marks nor notebooks nor pages. With
    `afresh`, submissions are graded again whose stored record is still valid. Without `limits`
    those of the lessons count, without a `level` the best that holds here. A stored record with
    a call that did not end in time is used again only if the order `reuses_timeouts`: the
    machine may have been busy then. With `unproven` nobody tries first whether the lesson's
    worked solution gets full marks. An order that only `tries_out` writes nothing, and tells
    what would move.
    """

    submissions: Sequence[Submission]
    database: str | None
    json_lines: TextIO | None
    workers: int
    scheduler: str | None
    afresh: bool
    limits: Limits | None = None
    level: Level | None = None
    reuses_timeouts: bool = False
    unproven: bool = False
    tries_out: bool = False


@dataclass(frozen=True)
class ClassResult:
    """The records of a class, and a sentence for each submission that could not be stored.

    `unchanged` counts the stored records that were used again; `again` those that would have
    been, had time not run out in them. `moves` tells whose marks are others than before, and why.
    """

    records: list[SubmissionRecord]
    problems: tuple[str, ...]
    unchanged: int = 0
    again: int = 0
    moves: tuple[Move, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 if the grader failed on a submission or could not store one, else 0."""
        failed = any(record.status is Status.GRADER_ERROR for record in self.records)
        return int(failed or bool(self.problems))


def grade_class(layout: Layout, order: Order, talk: Console) -> ClassResult:
    """Return what became of all submissions, after storing what the order asks for.

    May be killed at any moment: what was stored is complete, and the next run goes on.
    """
    if order.database is not None and not order.tries_out and (warning := configure(layout)):
        talk.print(warning, style="bold red", markup=False)
    records: list[SubmissionRecord] = []
    moves: list[Move] = []
    problems: tuple[str, ...] = ()
    stored_before = {} if order.database is None else _stored(layout, order)
    valid = {} if order.afresh else stored_before
    stored = {
        number: record
        for number, record in valid.items()
        if order.reuses_timeouts or not _depends_on_the_clock(record)
    }
    with Progress(console=talk, transient=True, disable=not talk.is_terminal) as progress:
        task = progress.add_task("Grading", total=len(order.submissions))

        def note(record: SubmissionRecord) -> None:
            records.append(record)
            if order.json_lines is not None:
                order.json_lines.write(to_line(record) + "\n")
                order.json_lines.flush()
            progress.update(task, advance=1)

        with contextlib.closing(_results(layout, order, stored)) as results:
            if order.database is None:
                for one in results:
                    note(one.record)
            else:
                # Importing nbgrader takes a second, which a run without a gradebook need not pay.
                from autograder.classroom import storing

                def compare(saved: entries.Saved) -> None:
                    moves.extend(compared(saved.before, saved.after))
                    note(saved.record)

                put = storing.try_out if order.tries_out else storing.store
                problems = put(layout, order.database, results, compare)
                for problem in problems:
                    talk.print(problem, style="yellow", markup=False)
    unchanged, again = len(stored), len(valid) - len(stored)
    return ClassResult(records, problems, unchanged, again, tuple(moves))


def _results(
    layout: Layout, order: Order, stored: Mapping[int, SubmissionRecord]
) -> Generator[Graded, None, None]:
    """Yield each submission with its record, stored ones without grading them again."""
    fresh = [one for n, one in enumerate(order.submissions) if n not in stored]
    workers = order.workers
    if order.scheduler is None:
        workers = min(workers, 1 + len(fresh) // WORTH_A_WORKER)
    with executor(workers, order.scheduler) as start:
        grade_these = partial(
            grade_batch,
            layout=layout,
            limits=order.limits,
            level=order.level,
            with_papers=order.database is not None and not order.tries_out,
        )
        if fresh and not order.unproven:
            start = _proven(layout, order, fresh, grade_these, start, workers)
        new = graded(fresh, grade_these, start, workers)
        for number, submission in enumerate(order.submissions):
            yield Graded(submission, stored[number]) if number in stored else next(new)


def _proven(
    layout: Layout,
    order: Order,
    fresh: Sequence[Submission],
    grade_these: GradeBatch,
    start: Callable[[], Executor],
    workers: int,
) -> Callable[[], Executor]:
    """Return what gives the pool in which the lessons' worked solutions got full marks."""
    if lessons := lessons_of(fresh):
        pool = start()
        if order.scheduler is None:
            warm_up(pool, workers, lessons[0], order.limits, order.level)
        try_solutions(lessons, layout, pool, grade_these, order.limits)
        return reusing(pool, start)
    return start


def _stored(layout: Layout, order: Order) -> dict[int, SubmissionRecord]:
    """Return the stored records of what has not changed, by the submissions' numbers.

    Raises `NewerRecord` rather than have one overwritten.
    """
    found: dict[int, SubmissionRecord] = {}
    for number, submission in enumerate(order.submissions):
        if submission.wanted is None or submission.refused:
            continue
        try:
            record = record_store.read_record(layout, submission.wanted, submission.student)
        except record_store.NewerRecord:
            raise
        except record_store.RecordError:
            # What cannot be read is graded again.
            continue
        if (
            record is not None
            and record.status is Status.GRADED
            and record.digest == digest_of(submission, record.lesson, layout, order.limits)
            # What ran without isolation proves nothing to a run that has it.
            and (record.sandbox != Level.NONE or order.level is Level.NONE)
        ):
            found[number] = record
    return found


def _depends_on_the_clock(record: SubmissionRecord) -> bool:
    """Return whether the machine's load may have had a part in the record."""
    checks = (check for one in record.exercises for check in one.checks)
    return any(check.outcome is Outcome.TIMED_OUT for check in checks)
