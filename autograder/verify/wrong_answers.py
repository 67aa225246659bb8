"""Wrong answers as students write them, and what each is told: the test of a lesson's names.

    @wrong("spring_energy", says="without the factor ½")
    def takes_the_whole_product(k, x): ...

They stand in autograder/lessons/LESSON/wrong_answers_test.py. Unlike misconceptions they are
unknown to the grader: what it makes of them shows how well it knows the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from autograder.checks.discovery import checks_of
from autograder.checks.in_process import try_checks
from autograder.diagnosis.partial_credit import find_slip
from autograder.diagnosis.traces import RIGHT, find_mistake, traces_of
from autograder.grading.scoring import exercise_marks
from autograder.grading.session import load_reference
from autograder.model.records import ExerciseRecord
from course.lessons.catalogue import load_lesson
from course.lessons.known_mistakes import with_known_mistake
from course.results.outcomes import Verdict

Function = TypeVar("Function", bound=Callable[..., Any])
ATTRIBUTE = "course_wrong_answer"


@dataclass(frozen=True)
class WrongAnswer:
    """Code with a mistake, and words that lead the right way, which its author must read."""

    exercise: str
    says: str
    function: Callable[..., Any]


@dataclass(frozen=True)
class Told:
    """What the author of an answer reads of it: by `check`, and when it is graded."""

    notebook: Mapping[str, Verdict]
    record: ExerciseRecord

    @property
    def in_the_notebook(self) -> str:
        """All that `check` says; empty where the public checks pass."""
        return "\n".join(verdict.told(hidden=False) for verdict in self.notebook.values()).strip()

    @property
    def in_the_grade(self) -> str:
        """All that the feedback says of the exercise."""
        return "\n".join(check.message for check in self.record.checks).strip()


def wrong(exercise: str, *, says: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a function a wrong answer to the exercise."""

    def mark(function: Function) -> Function:
        setattr(function, ATTRIBUTE, WrongAnswer(exercise, says, function))
        return function

    return mark


def wrong_answers_in(names: Mapping[str, object]) -> dict[str, WrongAnswer]:
    """Return the wrong answers among a module's names, in the order in which they are written."""
    found = {name: getattr(value, ATTRIBUTE, None) for name, value in names.items()}
    return {name: one for name, one in found.items() if isinstance(one, WrongAnswer)}


def what_is_told(lesson: str, exercise: str, function: Callable[..., Any]) -> Told:
    """Return what the author of the function, of our own making, is told by notebook and grade."""
    reference = load_reference(lesson)
    (entry,) = (one for one in load_lesson(lesson).exercises if one.id == exercise)
    checks = [check for check in checks_of(lesson) if check.exercise == exercise]
    own = try_checks(checks, function, reference)
    verdicts = {name: trace.verdict for name, trace in own.items()}
    found = find_mistake(lesson, exercise, own, reference)
    slip = find_slip(own, traces_of(lesson, exercise, reference)[RIGHT])
    public = {check.name: own[check.name] for check in entry.checks}
    return Told(
        with_known_mistake(entry, public), exercise_marks(lesson, entry, verdicts, found, slip)
    )
