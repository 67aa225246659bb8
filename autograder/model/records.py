"""What grading gives: one record a check, an exercise, a submission; and their JSON form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from course.results.outcomes import Outcome


class Status(StrEnum):
    """How the grading of one submission ended."""

    GRADED = "graded"
    GRADER_ERROR = "grader_error"
    MISSING = "missing"
    NOT_A_FILE = "not_a_file"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NOT_A_NOTEBOOK = "not_a_notebook"
    WRONG_LESSON = "wrong_lesson"


@dataclass(frozen=True)
class Submission:
    """One submission as it was found: its content, or why there is none.

    `wanted` is the lesson that it should be, if the place where it was found or the
    instructor says so.
    """

    path: str
    student: str
    wanted: str | None
    content: bytes
    refused: tuple[Status, str] | None = None


@dataclass(frozen=True)
class CheckRecord:
    """One check of one submission. `message` is safe to show to the student."""

    name: str
    title: str
    hidden: bool
    outcome: Outcome
    score: float | None
    points: float
    message: str


@dataclass(frozen=True)
class ExerciseRecord:
    """One exercise of one submission; `score` is None where a person or we must look."""

    id: str
    title: str
    points: float
    score: float | None
    outcome: Outcome
    message: str
    misconception: str | None
    checks: tuple[CheckRecord, ...]


@dataclass(frozen=True)
class Penalty:
    """Points taken off for handing in late.

    `by_rule` tells a penalty that nbgrader's late submission plugin gave from one that a person
    wrote into the gradebook.
    """

    points: float
    seconds_late: float
    by_rule: bool


@dataclass(frozen=True)
class SubmissionRecord:
    """One submission. `score` counts automatic points; None if a grader's fault withholds it.

    What is taken off for handing in late, `penalty`, is taken off the score already.

    `sandbox` is the level of isolation under which the code ran; `notes` tell what was odd
    about the notebook and how it was mended; `outputs` holds what cells printed, by their number
    in the submission; `digest` stands for the submission's bytes and
    all code and data that decide its grade, and `basis` for each of these by itself.
    """

    submission: str
    student: str
    lesson: str
    status: Status
    message: str
    sandbox: str
    score: float | None
    max_score: float
    seconds: float
    exercises: tuple[ExerciseRecord, ...]
    notes: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    basis: Mapping[str, str] = field(default_factory=dict)
    penalty: Penalty | None = None


def exercise_record(
    identifier: str, title: str, points: float, checks: tuple[CheckRecord, ...]
) -> ExerciseRecord:
    """Return the record of an exercise whose checks ended as given.

    The outcome is that of the first check that did not pass. A grader's fault in any check
    withholds the score.
    """
    first = next((check for check in checks if check.outcome is not Outcome.PASSED), None)
    fault = next((check for check in checks if check.outcome is Outcome.GRADER_ERROR), None)
    shown = fault or first
    scores = [check.score or 0.0 for check in checks]
    return ExerciseRecord(
        id=identifier,
        title=title,
        points=points,
        score=None if fault else round(sum(scores), 6),
        outcome=Outcome.PASSED if shown is None else shown.outcome,
        message="" if shown is None else shown.message,
        misconception=None,
        checks=checks,
    )


def total(record: SubmissionRecord) -> SubmissionRecord:
    """Return the record with status and score that follow from its exercises."""
    automatic = [one for one in record.exercises if one.outcome is not Outcome.MANUAL]
    if any(one.score is None for one in automatic):
        faults = ", ".join(one.id for one in automatic if one.score is None)
        return replace(
            record,
            status=Status.GRADER_ERROR,
            score=None,
            message=f"The grader failed on {faults}, not the student: the score is withheld. "
            "Run `pytest autograder --submission FILE` to see the cause.",
        )
    return replace(record, score=automatic_points(record))


def automatic_points(record: SubmissionRecord) -> float:
    """Return the points of the exercises together, before anything is taken off."""
    automatic = [one for one in record.exercises if one.outcome is not Outcome.MANUAL]
    return round(sum(one.score or 0.0 for one in automatic), 6)


def penalised(record: SubmissionRecord, penalty: Penalty | None) -> SubmissionRecord:
    """Return the record with this penalty in place of the one that it had; no score is below 0."""
    if record.status is not Status.GRADED:
        return replace(record, penalty=penalty)
    off = penalty.points if penalty else 0.0
    score = round(max(0.0, automatic_points(record) - off), 6)
    return replace(record, penalty=penalty, score=score)


def to_line(record: SubmissionRecord) -> str:
    """Return the record as one line of ASCII JSON, without a line end.

    A path that is not UTF-8 can be written in no other way.
    """
    return json.dumps(asdict(record), allow_nan=False)


def from_line(line: str) -> SubmissionRecord:
    """Return the record that `to_line` wrote."""
    data: dict[str, Any] = json.loads(line)
    exercises = tuple(
        ExerciseRecord(
            **{
                **item,
                "outcome": Outcome(item["outcome"]),
                "checks": tuple(
                    CheckRecord(**{**check, "outcome": Outcome(check["outcome"])})
                    for check in item["checks"]
                ),
            }
        )
        for item in data["exercises"]
    )
    return SubmissionRecord(
        **{
            **data,
            "status": Status(data["status"]),
            "exercises": exercises,
            "penalty": Penalty(**data["penalty"]) if data.get("penalty") else None,
            "notes": tuple(data["notes"]),
        }
    )
