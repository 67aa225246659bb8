"""A lesson's own worked solution, graded before the class: what it loses, no student should.

A wrong expected value lowers the marks of all who are right, and nothing else would tell.
"""

from __future__ import annotations

import faulthandler
import re
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from autograder.checks.author_faults import AuthorFault, fault_in
from autograder.checks.discovery import checks_of
from autograder.checks.in_process import try_check
from autograder.grading.grader import grade_batch
from autograder.grading.pool import GradeBatch
from autograder.grading.session import engine_of, limits_of, load_reference
from autograder.intake.alignment import recognise
from autograder.intake.parsing import Refused, parse
from autograder.model.faults import Fault
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.phrases import OUTCOME_WORDS, one_line
from autograder.model.records import CheckRecord, ExerciseRecord, Submission, SubmissionRecord
from autograder.sandbox.levels import EngineError, Level
from course.lessons.catalogue import lesson_names, load_lesson
from course.results.outcomes import Outcome

# Beside the seconds that any submission may take: a worker starts, and computes the references.
STARTING_SECONDS = 60.0
MOST_SHOWN = 5
MOST_SAID = 600
# One line of what faulthandler writes of a stack.
FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<function>\S+)')


class SolutionFails(Fault):
    """A worked solution does not get full marks: a check is wrong, or the solution."""


def try_solutions(
    lessons: Sequence[str],
    layout: Layout,
    pool: Executor,
    grade_these: GradeBatch,
    limits: Limits | None = None,
) -> None:
    """Grade the worked solution of each lesson in the pool; return if all get full marks.

    Written questions do not count. Raises `SolutionFails`, which names the exercise and the
    check, also where a check file cannot be run or a check does not end.
    """
    with tempfile.TemporaryDirectory() as folder:
        asked = []
        for lesson in lessons:
            stack = Path(folder) / lesson
            seconds = (limits or limits_of(load_lesson(lesson))).submission_seconds
            worked = _worked(layout, lesson)
            future = pool.submit(_tried, worked, grade_these, seconds, str(stack))
            asked.append((lesson, seconds, stack, future))
        for lesson, seconds, stack, future in asked:
            try:
                found = future.result(timeout=seconds + STARTING_SECONDS)
            except TimeoutError:
                raise SolutionFails(_sentence(layout, lesson, [_unended(stack)])) from None
            except BrokenExecutor:
                reason = f"The process that made the checks ended. {_place(stack, 'It was')}"
                raise SolutionFails(_sentence(layout, lesson, [reason.strip()])) from None
            lines = [found] if isinstance(found, str) else _losses(layout, found)
            if lines:
                raise SolutionFails(_sentence(layout, lesson, lines))


@cache
def try_solution_here(layout: Layout, lesson: str) -> None:
    """Do in this process, once, what `try_solutions` does. Raises `SolutionFails`."""
    found = _judged(_worked(layout, lesson), partial(grade_batch, layout=layout))
    lines = [found] if isinstance(found, str) else _losses(layout, found)
    if lines:
        raise SolutionFails(_sentence(layout, lesson, lines))


def warm_up(
    pool: Executor, workers: int, lesson: str, limits: Limits | None, level: Level | None
) -> None:
    """Have the other processes of the pool start while one of them tries a solution."""
    for _ in range(workers - 1):
        pool.submit(_start, limits or limits_of(load_lesson(lesson)), level)


def lessons_of(submissions: Iterable[Submission]) -> tuple[str, ...]:
    """Return the lessons that the submissions are of, as far as these can be read."""
    lessons = {name: load_lesson(name) for name in lesson_names()}
    found = set()
    for one in submissions:
        if one.wanted is not None:
            found.add(one.wanted)
        elif found < lessons.keys() and not one.refused:
            try:
                found.add(recognise(parse(one.content), lessons, None))
            except Refused:
                continue
    return tuple(name for name in lessons if name in found)


def reusing(pool: Executor, start: Callable[[], Executor]) -> Callable[[], Executor]:
    """Return a function that gives the pool at first, and new ones when that broke."""
    ready = [pool]
    return lambda: ready.pop() if ready else start()


def _worked(layout: Layout, lesson: str) -> Submission:
    path = layout.worked(lesson)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SolutionFails(
            f"{layout.shown(path)} cannot be read ({error.strerror}), so nobody can tell whether "
            f"the checks are right. Run `course build {lesson}`."
        ) from error
    return Submission(str(path), "worked solution", lesson, content)


def _tried(
    worked: Submission, grade_these: GradeBatch, seconds: float, stack: str
) -> SubmissionRecord | str:
    with _watched(Path(stack), seconds):
        return _judged(worked, grade_these)


def _judged(worked: Submission, grade_these: GradeBatch) -> SubmissionRecord | str:
    """Return the record of the solution, or what kept the checks from being made."""
    try:
        record = grade_these([worked])[0].record
        return _where_it_fails(worked.wanted or "", record)
    except (EngineError, KeyboardInterrupt):
        raise
    except Fault as fault:
        return str(fault)
    # An exception of any kind in a file of checks is to be told by its place.
    except BaseException as error:
        return _fault(error, worked.wanted or "")


def _where_it_fails(lesson: str, record: SubmissionRecord) -> SubmissionRecord:
    """Return the record with the place of what failed in checks by the author's fault."""
    exercises = tuple(
        replace(one, checks=tuple(_with_place(lesson, one.id, check) for check in one.checks))
        for one in record.exercises
    )
    return replace(record, exercises=exercises)


def _with_place(lesson: str, exercise: str, made: CheckRecord) -> CheckRecord:
    if made.outcome is not Outcome.GRADER_ERROR:
        return made
    reference = load_reference(lesson)
    for check in checks_of(lesson):
        if (check.exercise, check.name) == (exercise, made.name):
            try:
                try_check(check, getattr(reference, exercise), reference)
            except AuthorFault as fault:
                return replace(made, message=f"{made.message} {fault}")
    return made


@contextmanager
def _watched(stack: Path, seconds: float) -> Iterator[None]:
    """Have the stack written to a file when the seconds are over, or the process crashes."""
    try:
        file = stack.open("w", encoding="utf-8")
    except OSError:
        # On another machine of a cluster there is no such folder; the wait is bounded all the same.
        yield
        return
    with file:
        faulthandler.enable(file)
        faulthandler.dump_traceback_later(seconds, file=file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            faulthandler.disable()


def _start(limits: Limits, level: Level | None) -> None:
    engine_of(limits, level)


def _fault(error: BaseException, lesson: str) -> str:
    """Return where in the lesson's files an exception arose, as a sentence."""
    told = fault_in(error)
    if told is not None:
        return one_line(str(told), MOST_SAID)
    said = one_line(f"{type(error).__name__}: {error}")
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_short(error.filename)}, line {error.lineno}: {said}."
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if Path(one.filename).parent.name == lesson]
    if not ours:
        return f"{said}."
    return f"{_short(ours[-1].filename)}, line {ours[-1].lineno}: {said}."


def _unended(stack: Path) -> str:
    return f"The checks did not come to an end. {_place(stack, 'They were')}".strip()


def _place(stack: Path, subject: str) -> str:
    """Return the innermost place in a file of checks that the written stack tells of."""
    try:
        text = stack.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    for found in FRAME.finditer(text):
        if "lessons" in Path(found["file"]).parts:
            place = f"{_short(found['file'])}, line {found['line']}"
            return f"{subject} at {place}, in `{found['function']}`."
    return ""


def _losses(layout: Layout, record: SubmissionRecord) -> list[str]:
    """Return a line for each check of the solution's record that did not pass."""
    if not record.exercises:
        return [one_line(record.message)]
    lost = [one for one in record.exercises if one.outcome not in (Outcome.PASSED, Outcome.MANUAL)]
    return [
        _loss(layout, record.lesson, exercise, check)
        for exercise in lost
        for check in exercise.checks
        if check.outcome is not Outcome.PASSED
    ]


def _loss(layout: Layout, lesson: str, exercise: ExerciseRecord, check: CheckRecord) -> str:
    file = layout.shown(layout.exercise(lesson, exercise.id))
    kind = "hidden check" if check.hidden else "check"
    end = OUTCOME_WORDS[check.outcome].lower()
    return (
        f"Exercise {exercise.id}, {kind} {check.name} ({check.title}), in {file}: {end}. "
        f"{one_line(check.message, MOST_SAID)}"
    )


def _sentence(layout: Layout, lesson: str, lines: list[str]) -> str:
    worked = layout.shown(layout.worked(lesson))
    more = len(lines) - MOST_SHOWN
    shown = "\n".join(f"  {line}" for line in lines[:MOST_SHOWN])
    shown += f"\n  … and {more} more." if more > 0 else ""
    return (
        f"Nothing was graded: the worked solution of {lesson} does not get full marks, so a check "
        f"is wrong, or the solution.\n{shown}\n"
        f"See the cause with `pytest autograder --submission {worked}`, mend it, run "
        f"`course build {lesson}`, and grade again. To grade all the same: "
        "`course grade --unproven`."
    )


def _short(file: str) -> str:
    """Return the path of a file of a lesson from autograder/ on."""
    path = Path(file)
    parts = path.parts
    return str(Path(*parts[parts.index("autograder") :])) if "autograder" in parts else file
