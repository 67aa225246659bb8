"""What can become of a check, and of a call to a student's function."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from course.results.resource_limits import Excess


class Outcome(StrEnum):
    """How a check ended.

    `exceeded` stands for every limit but that of time; `manual` marks written answers, which
    people grade.
    """

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"
    MISSING = "missing"
    RAISED = "raised"
    EXCEEDED = "exceeded"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    GRADER_ERROR = "grader_error"
    MANUAL = "manual"


@dataclass(frozen=True)
class Returned:
    """The call came back with a value (plain data, see `course.values.encoding`)."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """The call, or the cell that should define the function, raised an exception.

    `ancestry` holds the names of the exception's class and of its base classes;
    `line` is the line within the cell, 0 if unknown; `excess` the limit that it tells of.
    """

    type: str
    message: str = ""
    ancestry: tuple[str, ...] = field(default=())
    line: int = 0
    while_defining: bool = False
    excess: Excess | None = None


@dataclass(frozen=True)
class Missing:
    """No callable of that name was defined; `instead` is the type of what has the name.

    `magic` is the cell magic that kept the cell from defining it, if one did.
    """

    instead: str = ""
    magic: str = ""


@dataclass(frozen=True)
class TimedOut:
    """The call did not end within its time, or the cell that should define the function.

    `by_all` says that the time of the whole notebook was used up, `by_calls` that of all calls of
    the function.
    """

    seconds: float
    while_defining: bool = False
    by_all: bool = False
    by_calls: bool = False


@dataclass(frozen=True)
class Crashed:
    """The process that ran the student's code ended, or answered nonsense."""

    reason: str
    while_defining: bool = False


CallResult = Returned | Raised | Missing | TimedOut | Crashed


@dataclass(frozen=True)
class Verdict:
    """The end of one check.

    `message` may quote inputs and values; `discreet` says the same without them, for
    hidden checks, whose inputs students must not learn. `clue` and `discreet_clue` add what the
    mistake may be. All are empty on success.
    """

    outcome: Outcome
    message: str = ""
    discreet: str = ""
    clue: str = ""
    discreet_clue: str = ""

    @property
    def passed(self) -> bool:
        """Whether the check gives its points."""
        return self.outcome is Outcome.PASSED

    def told(self, *, hidden: bool) -> str:
        """Return what the student reads."""
        parts = (self.discreet, self.discreet_clue) if hidden else (self.message, self.clue)
        return " ".join(part for part in parts if part)


PASS = Verdict(Outcome.PASSED)
