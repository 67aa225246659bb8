"""From submissions' bytes to records: a pure function, and its map over a class."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.checks.discovery import exercise_modules
from autograder.grading import fixtures
from autograder.grading.plugin import Ending, GradingPlugin, Job
from autograder.grading.scoring import exercise_records
from autograder.intake import parsing as reading
from autograder.intake.call_graph import uses_of
from autograder.intake.cell_recovery import retagged
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import ExerciseRecord, Status, Submission, SubmissionRecord, total
from autograder.sandbox.client import Engine
from autograder.sandbox.levels import Level
from autograder.store.fingerprint import version_of
from course.lessons.catalogue import Lesson, lesson_names, load_lesson
from course.results.outcomes import Outcome

# No code of this submission ran, so nothing had to shut it in.
NOT_RUN = "not_run"
NO_ANSWER = "No answer was written."
ONE_AT_A_TIME = threading.Lock()
PYTEST_OPTIONS = (
    "-q",
    "--noconftest",
    "--no-header",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-c",
    os.devnull,
)


@dataclass(frozen=True)
class _Prepared:
    submission: Submission
    lesson: Lesson
    notebook: reading.Notebook
    released: reading.Notebook


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
    start = time.perf_counter()
    records: dict[int, SubmissionRecord] = {}
    by_lesson: dict[str, dict[int, _Prepared]] = {}
    for number, submission in enumerate(submissions):
        try:
            prepared = _prepare(submission, layout)
            by_lesson.setdefault(prepared.lesson.name, {})[number] = prepared
        except reading.Refused as refusal:
            records[number] = refused_record(submission, refusal.status, str(refusal))
    reading_seconds = (time.perf_counter() - start) / max(len(submissions), 1)
    for prepared_ones in by_lesson.values():
        graded = _grade_lesson(list(prepared_ones.values()), limits, level)
        for number, record in zip(prepared_ones, graded, strict=True):
            records[number] = replace(record, seconds=round(record.seconds + reading_seconds, 4))
    return [
        replace(records[number], digest=digest_of(submission, layout, limits))
        for number, submission in enumerate(submissions)
    ]


def _likely_lesson(submission: Submission) -> str:
    """Return the lesson that a file which cannot be read is of, as far as its path tells."""
    names, path = lesson_names(), Path(submission.path)
    likely = [name for name in (path.stem, path.parent.name) if name in names]
    return likely[0] if likely else names[0] if len(names) == 1 else ""


def digest_of(submission: Submission, layout: Layout, limits: Limits | None) -> str:
    """Return a digest of the submission and of all code, data and limits that decide its grade."""
    return hashlib.sha256(
        version_of(layout) + repr(limits).encode() + submission.content
    ).hexdigest()


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


def limits_of(lesson: Lesson) -> Limits:
    """Return what a submission of the lesson may use: the defaults but for what it states."""
    return replace(Limits(), **lesson.limits)


def load_reference(lesson: str) -> ModuleType:
    """Return the module of the lesson's reference functions."""
    return importlib.import_module(f"solutions.{lesson}")


def run_checks(
    lesson: str, jobs: Sequence[Job], engine: Engine, options: Sequence[str] = PYTEST_OPTIONS
) -> list[Ending]:
    """Return what the lesson's checks gave for each job, from one pytest session."""
    plugin = GradingPlugin(jobs, engine, load_reference(lesson), lesson)
    paths = [str(module.__file__) for module in exercise_modules(lesson).values()]
    talk = io.StringIO()
    with contextlib.redirect_stdout(talk), contextlib.redirect_stderr(talk), _pytest_alone():
        pytest.main([*options, "--rootdir", str(Path(paths[0]).parent), *paths], [plugin, fixtures])
    return plugin.endings


def prepare(submission: Submission, layout: Layout) -> tuple[Job, str]:
    """Return the submission as a job for the plugin, and its lesson. Raises `Refused`."""
    prepared = _prepare(submission, layout)
    return _job(prepared), prepared.lesson.name


@contextlib.contextmanager
def _pytest_alone() -> Iterator[None]:
    """Keep options and plugins of the user's own pytest out of grading."""
    ours = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@cache
def engine_of(limits: Limits, level: Level | None) -> Engine:
    """Return this process's engine, started at the first call and closed with the process."""
    engine = Engine(limits, level)
    # `atexit` is not called in a worker process; and nothing may be left when it has ended.
    Finalize(None, engine.close, exitpriority=0)
    return engine


def _prepare(submission: Submission, layout: Layout) -> _Prepared:
    if submission.refused:
        raise reading.Refused(*submission.refused)
    notebook = reading.parse(submission.content)
    lessons = {name: load_lesson(name) for name in lesson_names()}
    name = reading.recognise(notebook, lessons, submission.wanted)
    released = read_release(layout, name)
    return _Prepared(submission, lessons[name], retagged(notebook, released), released)


@cache
def read_release(layout: Layout, lesson: str) -> reading.Notebook:
    """Return the cells of the lesson's release."""
    return reading.parse(layout.released(lesson).read_bytes())


def _job(prepared: _Prepared) -> Job:
    cells = reading.code_cells(prepared.notebook, prepared.lesson, prepared.released)
    return Job(prepared.submission.student, cells)


def _grade_lesson(
    prepared: Sequence[_Prepared], limits: Limits | None, level: Level | None
) -> list[SubmissionRecord]:
    lesson = prepared[0].lesson
    jobs = [replace(_job(one), label=str(n)) for n, one in enumerate(prepared)]
    # An engine runs one submission at a time, and pytest one session a process.
    with ONE_AT_A_TIME:
        engine = engine_of(limits or limits_of(lesson), level)
        endings = run_checks(lesson.name, jobs, engine)
    # Read afterwards: an engine that had to start anew keeps its level or fails.
    return [
        _record(one, job, end, engine.level)
        for one, job, end in zip(prepared, jobs, endings, strict=True)
    ]


def _record(prepared: _Prepared, job: Job, ending: Ending, level: Level) -> SubmissionRecord:
    lesson, submission = prepared.lesson, prepared.submission
    uses = uses_of(job.cells, tuple(exercise.id for exercise in lesson.exercises))
    automatic = exercise_records(lesson, ending.verdicts, ending.mistakes, ending.slips, uses)
    manual = tuple(_question_record(prepared, question) for question in lesson.questions)
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
        notes=(*reading.oddities(prepared.notebook, prepared.released), *ending.troubles),
        outputs={str(place): text for place, text in ending.outputs.items()},
    )
    return total(record)


def _question_record(prepared: _Prepared, question: Any) -> ExerciseRecord:
    given = reading.answered(prepared.notebook, prepared.released, question.id)
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
