"""`course grade`: a class graded, and everything that follows from it put in its place."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import Progress

from autograder.grading.grader import digest_of, grade, read_release
from autograder.grading.pool import executor, graded
from autograder.intake.cell_recovery import retagged
from autograder.intake.notebook_repair import add_results, mend
from autograder.intake.parsing import parse
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import Status, Submission, SubmissionRecord, to_line
from autograder.reports.feedback import write_pages
from autograder.sandbox.levels import Level
from autograder.store import record_store
from course.lessons.catalogue import load_lesson
from course.results.outcomes import Outcome

# A worker takes as long to start as to grade a few submissions.
WORTH_A_WORKER = 6


@dataclass(frozen=True)
class Order:
    """What `course grade` is to do.

    Without a `database` nothing is stored: neither marks nor notebooks nor pages. With
    `afresh`, submissions are graded again whose stored record is still valid. Without `limits`
    those of the lessons count, without a `level` the best that holds here. A stored record with
    a call that did not end in time is used again only if the order `reuses_timeouts`: the
    machine may have been busy then.
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


@dataclass(frozen=True)
class Graded:
    """The records of a class, and a sentence for each submission that could not be stored.

    `unchanged` counts the stored records that were used again; `again` those that would have
    been, had time not run out in them.
    """

    records: list[SubmissionRecord]
    problems: tuple[str, ...]
    unchanged: int = 0
    again: int = 0

    @property
    def exit_code(self) -> int:
        """1 if the grader failed on a submission or could not store one, else 0."""
        failed = any(record.status is Status.GRADER_ERROR for record in self.records)
        return int(failed or bool(self.problems))


def run(layout: Layout, order: Order, talk: Console) -> Graded:
    """Return what became of all submissions, after storing what the order asks for.

    May be killed at any moment: what was stored is complete, and the next run goes on.
    """
    records: list[SubmissionRecord] = []
    problems: tuple[str, ...] = ()
    valid = {} if order.afresh or order.database is None else _stored(layout, order)
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
                for _, record in results:
                    note(record)
            else:
                problems = _store(layout, order.database, results, note, talk)
    return Graded(records, problems, len(stored), len(valid) - len(stored))


def _results(
    layout: Layout, order: Order, stored: Mapping[int, SubmissionRecord]
) -> Generator[tuple[Submission, SubmissionRecord], None, None]:
    """Yield each submission with its record, stored ones without grading them again."""
    fresh = [one for n, one in enumerate(order.submissions) if n not in stored]
    workers = order.workers
    if order.scheduler is None:
        workers = min(workers, 1 + len(fresh) // WORTH_A_WORKER)
    with executor(workers, order.scheduler) as start:
        grade_batch = partial(grade, layout=layout, limits=order.limits, level=order.level)
        new = graded(fresh, grade_batch, start, workers)
        for number, submission in enumerate(order.submissions):
            yield submission, stored[number] if number in stored else next(new)


def _stored(layout: Layout, order: Order) -> dict[int, SubmissionRecord]:
    """Return the stored records of what has not changed, by the submissions' numbers."""
    found: dict[int, SubmissionRecord] = {}
    for number, submission in enumerate(order.submissions):
        if submission.wanted is None or submission.refused:
            continue
        with contextlib.suppress(record_store.RecordError):
            record = record_store.read_record(layout, submission.wanted, submission.student)
            if (
                record is not None
                and record.status is Status.GRADED
                and record.digest == digest_of(submission, layout, order.limits)
                # What ran without isolation proves nothing to a run that has it.
                and (record.sandbox != Level.NONE or order.level is Level.NONE)
            ):
                found[number] = record
    return found


def _depends_on_the_clock(record: SubmissionRecord) -> bool:
    """Return whether the machine's load may have had a part in the record."""
    checks = (check for one in record.exercises for check in one.checks)
    return any(check.outcome is Outcome.TIMED_OUT for check in checks)


def _store(
    layout: Layout,
    database: str,
    results: Iterator[tuple[Submission, SubmissionRecord]],
    note: Callable[[SubmissionRecord], None],
    talk: Console,
) -> tuple[str, ...]:
    """Put marks into the gradebook, and notebooks and pages into their folders.

    Return a sentence for each submission that could not be stored.
    """
    # Importing nbgrader takes a second, which a run without a gradebook need not pay.
    from autograder.gradebook import entries

    by_lesson: dict[str, list[SubmissionRecord]] = {}

    def to_store() -> Iterator[entries.Entry]:
        for submission, record in results:
            if record.lesson and record.lesson not in by_lesson:
                _register(layout, database, record.lesson)
            if record.lesson:
                by_lesson.setdefault(record.lesson, []).append(record)
                write_autograded(layout, submission, record)
            yield entries.Entry(record, answers(layout, submission, record))
            note(record)

    problems = entries.save(database, layout, to_store())
    for problem in problems:
        talk.print(problem, style="yellow", markup=False)
    for lesson, records in by_lesson.items():
        marks = entries.manual_marks(database, lesson)
        write_pages(layout, records, load_lesson(lesson), marks)
    return problems


def _register(layout: Layout, database: str, lesson: str) -> None:
    from autograder.build.derivation import build_worktree
    from autograder.gradebook import entries

    build_worktree(layout, lesson)
    entries.register(database, layout, lesson)


def answers(layout: Layout, submission: Submission, record: SubmissionRecord) -> dict[str, str]:
    """Return the written answers, by the ids of their questions."""
    questions = {one.id for one in record.exercises if one.outcome is Outcome.MANUAL}
    if not questions:
        return {}
    cells = retagged(parse(submission.content), read_release(layout, record.lesson)).cells
    return {
        name: "\n\n".join(cell.source for cell in cells if cell.grade_id == name)
        for name in sorted(questions)
    }


def write_autograded(layout: Layout, submission: Submission, record: SubmissionRecord) -> None:
    """Write the mended notebook with our results for formgrader to show."""
    notebook = graded_notebook(layout, submission, record)
    record_store.write_atomically(
        autograded_path(layout, record), json.dumps(notebook, indent=1) + "\n"
    )


def graded_notebook(
    layout: Layout, submission: Submission, record: SubmissionRecord
) -> dict[str, Any]:
    """Return the mended notebook with our results, as parsed JSON.

    What cannot be read as a notebook gives the release.
    """
    released = json.loads(layout.released(record.lesson).read_text(encoding="utf-8"))
    try:
        data = json.loads(submission.content.decode("utf-8-sig"))
        cells = data["cells"]
    except (ValueError, RecursionError, LookupError, TypeError):
        cells = []
    notebook = mend({"cells": cells if isinstance(cells, list) else []}, released, record.outputs)
    add_results(notebook, record)
    return notebook


def autograded_path(layout: Layout, record: SubmissionRecord) -> Path:
    """Return where formgrader looks for the submission."""
    # In nbgrader's tree the student's name is a folder's name already, O'Neill's as well.
    name = record.student
    is_in_tree = name not in ("", ".", "..") and Path(record.submission).is_relative_to(
        layout.submitted / name
    )
    folder = name if is_in_tree else record_store.component(name)
    return layout.autograded / folder / record.lesson / f"{record.lesson}.ipynb"
