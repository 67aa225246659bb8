"""The words in which checks are written.

    @check("spring_energy", title="Two stretches, worked by hand")
    def test_two_stretches(student: Answer) -> None:
        student.agrees(2.0, [1.0, 2.0])

A check is a pytest function that is given the student's function and, if it asks for them,
the lesson's `reference` functions and a seeded random generator `rng`. Public checks may
hold only `agrees`, `equals`, `refuses`, `draws`, `represents` and `returns_parts`: these become
data on students' machines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NoReturn, TypeVar

import numpy as np

from autograder.checks.author_sentences import WrongWords, require
from autograder.checks.expected_values import require_comparable
from autograder.checks.usage import guarded
from course.judging.comparison import numbers, without_names
from course.judging.judge import Agrees, Draws, Refuses, Step, judge
from course.judging.no_numbers import clue_to_kind
from course.judging.parts import Parts
from course.judging.requirements import Requirement
from course.judging.symbolic import Represents, points_asked, values_at
from course.results.outcomes import CallResult, Outcome, Returned, Verdict
from course.values.expressions import SamplePoints
from course.values.figures import FigureDescription
from course.values.formatting import format_argument, format_call

Function = TypeVar("Function", bound=Callable[..., None])
ATTRIBUTE = "course_check"


@dataclass(frozen=True)
class CheckInfo:
    """What a check says about itself; `weight` shares the exercise's points among its checks."""

    exercise: str
    title: str
    hidden: bool
    weight: float


class CheckFailed(Exception):
    """A check did not pass, by the student's doing; `verdict` says how."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.message)
        self.verdict = verdict


def check(
    exercise: str, *, title: str, hidden: bool = False, weight: float = 1.0
) -> Callable[[Function], Function]:
    """Return a decorator that makes a pytest function a check of the exercise.

    Raises `WrongWords` for a name or title that is no text, and a weight that is no number.
    """
    require("check", exercise=exercise, title=title, weight=weight)

    def mark(function: Function) -> Function:
        setattr(function, ATTRIBUTE, CheckInfo(exercise, title, hidden, weight))
        return function

    return mark


@dataclass(frozen=True)
class Answer:
    """The student's function as a check sees it.

    `call` calls it and returns what came of it; `take` decides what becomes of a step:
    judging when grading, noting down when the public data are written.
    """

    name: str
    reference: ModuleType
    call: Callable[..., CallResult]
    take: Callable[[Step], None]

    @guarded
    def agrees(self, *args: Any, rtol: float = 1e-9, atol: float = 0.0) -> None:
        """Require the value that the reference gives for the same arguments.

        How near it must be is said by `course.judging.comparison.slack`.
        """
        __tracebackhide__ = True
        expected = self._reference_value(args)
        expected = require_comparable(expected, f"the reference function `{self.name}` returns")
        self.take(Agrees(args, expected, rtol, atol))

    @guarded
    def equals(self, expected: Any, *args: Any, rtol: float = 1e-9, atol: float = 0.0) -> None:
        """Require `expected` for the arguments, as near as `agrees` does.

        It is a real number, or such numbers of any shape, taken as float64; or text, a truth value,
        or a dict or list that holds any of these. Raises `WrongWords` for anything else.
        """
        __tracebackhide__ = True
        self.take(Agrees(args, require_comparable(expected, "`equals` is given"), rtol, atol))

    @guarded
    def refuses(self, *args: Any, error: str = "ValueError") -> None:
        """Require that the arguments raise an exception of the class named `error`."""
        __tracebackhide__ = True
        self.take(Refuses(args, error))

    @guarded
    def draws(self, *args: Any, shows: tuple[Requirement, ...]) -> None:
        """Require a figure that meets all requirements in `shows`."""
        __tracebackhide__ = True
        self.take(Draws(args, shows))

    @guarded
    def represents(
        self,
        *args: Any,
        points: SamplePoints,
        rtol: float = 1e-12,
        atol: float = 0.0,
        required: tuple[str, ...] = (),
        operations: int | None = None,
    ) -> None:
        """Require an expression, or a dict of them, with the reference's values at the points.

        How near they must be is said by `course.judging.comparison.slack`. The symbols are those
        that the points name; see `Represents`.
        """
        __tracebackhide__ = True
        expected = values_at(self._reference_value(args), points)
        symbols = tuple(points[0])
        self.take(
            Represents(args, tuple(points), expected, rtol, symbols, required, operations, atol)
        )

    @guarded
    def returns_parts(self, *args: Any, **parts: tuple[Any, Any]) -> None:
        """Require a tuple of parts: for each its name, the value expected, the difference allowed.

        Where that is 0 and zero is expected, roundings are allowed, as by `agrees`.

        student.returns_parts([0, 0], [1, 3], value=(2.0, 1e-9), gradient=([-0.5, 0.5], 1e-9))
        """
        __tracebackhide__ = True
        expected, within = zip(*parts.values(), strict=True)
        self.take(Parts(args, tuple(parts), expected, within))

    @guarded
    def values(self, *args: Any) -> np.ndarray[Any, Any]:
        """Return the student's result as an array of finite real numbers, for property checks.

        It has the shape that the student gave it, () for a scalar, and the dtype float64, or
        float32 if any of the numbers were.

        Compare it by `course.judging.comparison.near`, which knows how far to trust float32.
        """
        __tracebackhide__ = True
        value = self._value(args, None)
        got = numbers(value)
        if isinstance(got, str):
            raise CheckFailed(
                Verdict(
                    Outcome.FAILED,
                    f"`{format_call(self.name, args)}` returned {got}, not numbers.",
                    f"The function returned {without_names(got)} where numbers are expected.",
                    *clue_to_kind(value),
                )
            )
        if not np.isfinite(got).all():
            self.fail(
                f"`{format_call(self.name, args)}` holds values that are not finite.",
                "The values are not finite numbers.",
            )
        return got

    @guarded
    def figure(self, *args: Any) -> FigureDescription:
        """Return what the student's figure shows, for property checks."""
        __tracebackhide__ = True
        value = self._value(args, Draws(args, ()))
        assert isinstance(value, FigureDescription)
        return value

    @guarded
    def expect(self, condition: bool, message: str, discreet: str) -> None:
        """Fail with `message` unless the condition holds; `discreet` names no input or value."""
        __tracebackhide__ = True
        if not condition:
            self.fail(message, discreet)

    @guarded
    def fail(self, message: str, discreet: str) -> NoReturn:
        """Fail with `message`; `discreet` is what students may read of a hidden check."""
        __tracebackhide__ = True
        raise CheckFailed(Verdict(Outcome.FAILED, message, discreet))

    def _reference_value(self, args: tuple[Any, ...]) -> Any:
        try:
            return getattr(self.reference, self.name)(*args)
        except ValueError as error:
            call = ", ".join([*map(format_argument, args), 'error="ValueError"'])
            raise WrongWords(
                f"the reference refuses `{format_call(self.name, args)}` ({error}): write "
                f"`student.refuses({call})`, or mend the arguments or the reference."
            ) from error

    def _value(self, args: tuple[Any, ...], step: Step | None) -> Any:
        __tracebackhide__ = True
        result = self.call(args)
        if step is not None or not isinstance(result, Returned):
            verdict = judge(self.name, step or Agrees(args, np.nan, 0.0), result)
            if not verdict.passed:
                raise CheckFailed(verdict)
        assert isinstance(result, Returned)
        return result.value


def judged_answer(name: str, reference: ModuleType, call: Callable[..., CallResult]) -> Answer:
    """Return a student whose steps are judged at once: the first that fails ends the check."""

    def take(step: Step) -> None:
        __tracebackhide__ = True
        verdict = judge(name, step, call(step.args, *points_asked(step)))
        if not verdict.passed:
            raise CheckFailed(verdict)

    return Answer(name, reference, call, take)
