"""From verdicts to marks: what each exercise of a submission earns, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from autograder.checks.discovery import FoundCheck, checks_of, points_of
from autograder.diagnosis.partial_credit import Slip
from autograder.diagnosis.traces import mistakes_in
from autograder.model.phrases import number
from autograder.model.records import CheckRecord, ExerciseRecord, exercise_record
from course.diagnosis.call_graph import blamed_in
from course.diagnosis.mistakes import Diagnosis, with_hint
from course.lessons.catalogue import Exercise, Lesson
from course.results.outcomes import Outcome, Verdict

LOST = Verdict(Outcome.GRADER_ERROR, *(["This check gave no result by a fault of the grader."] * 2))


def exercise_records(
    lesson: Lesson,
    verdicts: Mapping[str, Verdict],
    mistakes: Mapping[str, Diagnosis],
    slips: Mapping[str, Slip],
    uses: Mapping[str, Collection[str]],
) -> list[ExerciseRecord]:
    """Return one record an exercise, in the lesson's order.

    `verdicts` are by the checks' names; `mistakes`, `slips` and `uses`, the other exercises that an
    answer calls, by the exercises'. A check without a verdict is a fault of ours.
    """
    # Who misses an edge case alone is seldom the cause of what goes wrong elsewhere.
    failing: dict[str, Outcome] = {}
    for check in checks_of(lesson.name):
        verdict = verdicts.get(check.name, LOST)
        if not (check.hidden or verdict.passed):
            failing.setdefault(check.exercise, verdict.outcome)
    records = []
    for exercise in lesson.exercises:
        blamed = next(
            ((name, failing[name]) for name in uses.get(exercise.id, ()) if name in failing), None
        )
        found, slip = mistakes.get(exercise.id), slips.get(exercise.id)
        records.append(exercise_marks(lesson.name, exercise, verdicts, found, slip, blamed))
    return records


def exercise_marks(
    lesson: str,
    exercise: Exercise,
    verdicts: Mapping[str, Verdict],
    found: Diagnosis | None = None,
    slip: Slip | None = None,
    blamed: tuple[str, Outcome] | None = None,
) -> ExerciseRecord:
    """Return the record of one exercise, given what was found.

    `blamed` is another exercise to blame, and how that fares in its own checks.
    """
    checks = [check for check in checks_of(lesson) if check.exercise == exercise.id]
    told = {check.name: verdicts.get(check.name, LOST) for check in checks}
    if blamed:
        told = blamed_in(told, *blamed)
    elif found is not None:
        told[found.check] = with_hint(told[found.check], found)
    points = points_of(checks, exercise.id, exercise.points)
    marks = tuple(_check_record(check, points[check.name], told[check.name]) for check in checks)
    failed = {mark.name for mark in marks if mark.outcome is not Outcome.PASSED}
    is_proven = found is not None and found.proven == failed
    # What a mistake is worth is its author's to say.
    if slip is not None and not is_proven:
        marks = _half(marks, slip)
    record = exercise_record(exercise.id, exercise.title, exercise.points, marks)
    if found is None:
        return record
    if is_proven:
        record = _credit(lesson, exercise, record, found)
    # A mistake that may be another exercise's is not laid to this one.
    return replace(record, misconception=None if blamed else found.mistake.name)


def _check_record(check: FoundCheck, points: float, verdict: Verdict) -> CheckRecord:
    score: float | None = points if verdict.passed else 0.0
    if verdict.outcome is Outcome.GRADER_ERROR:
        score = None
    return CheckRecord(
        name=check.name,
        title=check.title,
        hidden=check.hidden,
        outcome=verdict.outcome,
        score=score,
        points=points,
        message=verdict.told(hidden=check.hidden),
    )


def _half(marks: tuple[CheckRecord, ...], slip: Slip) -> tuple[CheckRecord, ...]:
    """Return the marks with half of the points in the checks that the slip explains."""
    credit = f"{slip.sentence}: half of the points are given."
    return tuple(
        replace(
            mark,
            score=round(mark.points / 2, 6),
            message=f"{mark.message} {credit}" if mark.name == slip.checks[0] else mark.message,
        )
        if mark.name in slip.checks
        else mark
        for mark in marks
    )


def _credit(
    lesson: str, exercise: Exercise, record: ExerciseRecord, found: Diagnosis
) -> ExerciseRecord:
    """Return the record with the points that the mistake still earns, all failures being its."""
    failed = [check for check in record.checks if check.outcome is not Outcome.PASSED]
    worth = mistakes_in(lesson, exercise.id)[found.mistake.name].points
    if record.score is None or worth <= record.score:
        return record
    share = (worth - record.score) / sum(check.points for check in failed)
    credit = (
        f"With this one mistake the exercise gives {number(worth)} of "
        f"{number(exercise.points)} points."
    )
    checks = tuple(
        check
        if check.outcome is Outcome.PASSED
        else replace(
            check,
            score=round(share * check.points, 6),
            message=f"{check.message} {credit}" if check.name == found.check else check.message,
        )
        for check in record.checks
    )
    credited = exercise_record(record.id, record.title, record.points, checks)
    return replace(credited, score=worth)
