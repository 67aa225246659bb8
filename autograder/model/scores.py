"""What people gave: hand scores and comments, and how they join the automatic points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from autograder.model.records import ExerciseRecord
from course.results.outcomes import Outcome

# What people gave, by exercise or question: the score, and the extra credit.
Hands: TypeAlias = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class Mark:
    """The gradebook's entry of one exercise or question of one student.

    `manual`, `extra` and `comment` were given by a person; `waits` says that the gradebook
    asks for a person to look.
    """

    points: float
    auto: float | None = None
    manual: float | None = None
    extra: float | None = None
    waits: bool = False
    comment: str = ""

    @property
    def touched(self) -> bool:
        """Whether a person gave anything."""
        return self.manual is not None or self.extra is not None or bool(self.comment)


@dataclass(frozen=True)
class StudentMarks:
    """The gradebook's view of one student in one lesson; `cells` is empty without a submission.

    `late_penalty` is what nbgrader takes off the points, `lms_id` the id that it knows from Canvas
    or Moodle.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    timestamp: str = ""
    submitted: bool = False
    cells: Mapping[str, Mark] = field(default_factory=dict)
    late_penalty: float = 0.0
    lms_id: str = ""


@dataclass(frozen=True)
class JoinedPoints:
    """The points of one exercise or question; `given` is None until somebody gives any.

    `waits` says that a person must still look, also where points were given already.
    """

    automatic: float | None
    manual: float | None
    extra: float | None
    given: float | None
    waits: bool


def is_unanswered(exercise: ExerciseRecord) -> bool:
    """Return whether this is a written question whose answer is as it was released."""
    return exercise.outcome is Outcome.MANUAL and bool(exercise.message)


def automatic_score(exercise: ExerciseRecord) -> float | None:
    """Return the points that need no person: 0 for a question without an answer."""
    return 0.0 if is_unanswered(exercise) else exercise.score


def join(automatic: float | None, mark: Mark | None) -> JoinedPoints:
    """Return the points as nbgrader counts them: a hand score wins, extra credit adds."""
    if mark is None:
        return JoinedPoints(automatic, None, None, automatic, automatic is None)
    base = automatic if mark.manual is None else mark.manual
    given = None if base is None else base + (mark.extra or 0.0)
    return JoinedPoints(automatic, mark.manual, mark.extra, given, given is None or mark.waits)


def after_penalty(points: float, penalty: float) -> float:
    """Return the points less what is taken off for handing in late, as nbgrader exports them.

    >>> after_penalty(10.0, 2.5), after_penalty(1.0, 2.5)
    (7.5, 0.0)
    """
    return max(0.0, points - penalty)
