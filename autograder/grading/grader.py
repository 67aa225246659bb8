"""From submissions' bytes to records: a pure function, and its map over a class."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.grading.papers import Graded, Papers, make_papers
from autograder.grading.plugin import Ending, Job
from autograder.grading.scoring import exercise_records
from autograder.grading.session import engine_of, limits_of, run_checks
from autograder.intake.alignment import (
    Aligned,
    align,
    code_cells,
    is_answered,
    oddities,
)
from autograder.intake.call_graph import uses_of
from autograder.intake.parsing import Refused
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import ExerciseRecord, Status, Submission, SubmissionRecord, total
from autograder.sandbox.levels import Level
from autograder.store.fingerprint import grading_basis, lesson_version
from course.lessons.catalogue import Question, lesson_names, load_lesson
from course.results.outcomes import Outcome

# No code of this submission ran, so nothing had to shut it in.
NOT_RUN = "not_run"
NO_ANSWER = "No answer was written."
_Prepared = tuple[Submission, Aligned]
ONE_AT_A_TIME = threading.Lock()


def grade(
    submissions: Sequence[Submission],
    layout: Layout,
    limits: Limits | None = None,
    level: Level | None = None,
) -> list[SubmissionRecord]:
    """Return one record a submission, in their order, whatever the submissions hold.

    Without `limits` those of each lesson count, without a `level` of isolation the best that
    holds on this machine. Raises `NoIsolation` if none does.
    """
    return [one.record for one in grade_batch(submissions, layout, limits, level)]


def grade_batch(
    submissions: Sequence[Submission],
    layout: Layout,
    limits: Limits | None = None,
    level: Level | None = None,
    *,
    with_papers: bool = False,
) -> list[Graded]:
    """Return what `grade` does beside the submissions, and their papers if they are asked for."""
    start = time.perf_counter()
    records: dict[int, SubmissionRecord] = {}
    by_lesson: dict[str, dict[int, _Prepared]] = {}
    for number, submission in enumerate(submissions):
        try:
            prepared = submission, align(submission, layout)
            by_lesson.setdefault(prepared[1].lesson.name, {})[number] = prepared
        except Refused as refusal:
            records[number] = refused_record(submission, refusal.status, str(refusal))
    reading_seconds = (time.perf_counter() - start) / max(len(submissions), 1)
    papers: dict[int, Papers] = {}
    for prepared_ones in by_lesson.values():
        graded = _grade_lesson(list(prepared_ones.values()), limits, level)
        for number, record in zip(prepared_ones, graded, strict=True):
            records[number] = replace(record, seconds=round(record.seconds + reading_seconds, 4))
            if with_papers:
                papers[number] = make_papers(prepared_ones[number][1], records[number])
    return [
        Graded(
            submission,
            replace(
                records[number],
                digest=digest_of(submission, records[number].lesson, layout, limits),
                basis=basis_of(submission, records[number].lesson, layout, limits),
            ),
            papers.get(number),
        )
        for number, submission in enumerate(submissions)
    ]


def _likely_lesson(submission: Submission) -> str:
    """Return the lesson that a file which cannot be read is of, as far as its path tells."""
    names, path = lesson_names(), Path(submission.path)
    likely = [name for name in (path.stem, path.parent.name) if name in names]
    return likely[0] if likely else names[0] if len(names) == 1 else ""


def digest_of(submission: Submission, lesson: str, layout: Layout, limits: Limits | None) -> str:
    """Return a digest of the submission and of all that decides its grade in the lesson."""
    decided = f"{lesson_version(layout, lesson)} {limits!r} "
    return hashlib.sha256(decided.encode() + submission.content).hexdigest()


def basis_of(
    submission: Submission, lesson: str, layout: Layout, limits: Limits | None
) -> dict[str, str]:
    """Return what decides the submission's grade part by part: see `grading_basis`."""
    content = hashlib.sha256(submission.content).hexdigest()[:16]
    return {"submission": content, "limits": repr(limits), **grading_basis(layout, lesson)}


def refused_record(submission: Submission, status: Status, message: str) -> SubmissionRecord:
    """Return the record of a submission that could not be graded: score 0, no exercises.

    Where the grader is at fault the score is withheld.
    """
    lesson = submission.wanted or _likely_lesson(submission)
    known = lesson in lesson_names()
    return SubmissionRecord(
        submission=submission.path,
        student=submission.student,
        lesson=lesson,
        status=status,
        message=message,
        sandbox=NOT_RUN,
        score=None if status is Status.GRADER_ERROR else 0.0,
        max_score=load_lesson(lesson).points if known else 0.0,
        seconds=0.0,
        exercises=(),
    )


def prepare(submission: Submission, layout: Layout) -> tuple[Job, str]:
    """Return the submission as a job for the plugin, and its lesson. Raises `Refused`."""
    aligned = align(submission, layout)
    return Job(submission.student, code_cells(aligned)), aligned.lesson.name


def _grade_lesson(
    prepared: Sequence[_Prepared], limits: Limits | None, level: Level | None
) -> list[SubmissionRecord]:
    lesson = prepared[0][1].lesson
    jobs = [Job(str(n), code_cells(aligned)) for n, (_, aligned) in enumerate(prepared)]
    # An engine runs one submission at a time, and pytest one session a process.
    with ONE_AT_A_TIME:
        engine = engine_of(limits or limits_of(lesson), level)
        endings = run_checks(lesson.name, jobs, engine)
    # Read afterwards: an engine that had to start anew keeps its level or fails.
    return [
        _record(*one, job, end, engine.level)
        for one, job, end in zip(prepared, jobs, endings, strict=True)
    ]


def _record(
    submission: Submission, aligned: Aligned, job: Job, ending: Ending, level: Level
) -> SubmissionRecord:
    lesson = aligned.lesson
    uses = uses_of(job.cells, tuple(exercise.id for exercise in lesson.exercises))
    automatic = exercise_records(lesson, ending.verdicts, ending.mistakes, ending.slips, uses)
    manual = tuple(_question_record(aligned, question) for question in lesson.questions)
    record = SubmissionRecord(
        submission=submission.path,
        student=submission.student,
        lesson=lesson.name,
        status=Status.GRADED,
        message="",
        sandbox=level,
        score=0.0,
        max_score=lesson.points,
        seconds=ending.seconds,
        exercises=(*automatic, *manual),
        notes=(*oddities(aligned), *ending.troubles, *map(_unexplained, ending.faults)),
        outputs={str(place): text for place, text in ending.outputs.items()},
    )
    return total(record)


def _unexplained(exercise: str) -> str:
    """Return what students too may read: the fault itself could tell what a hidden check asks."""
    return (
        f"In `{exercise}` mistakes and slips could not all be looked for, by a fault of the "
        "grader: it may deserve more points."
    )


def _question_record(aligned: Aligned, question: Question) -> ExerciseRecord:
    given = is_answered(aligned, question.id)
    return ExerciseRecord(
        id=question.id,
        title=question.title,
        points=question.points,
        score=None,
        outcome=Outcome.MANUAL,
        message="" if given else NO_ANSWER,
        misconception=None,
        checks=(),
    )
