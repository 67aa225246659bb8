"""Why something works in the notebook now and will not when graded, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from time import localtime, strftime

from course.kernel.history import Run
from course.results.outcomes import Raised


class Why(StrEnum):
    """Why grading will not have what a run of a cell left in the kernel."""

    DRAWING = "a cell for drawings, which grading leaves out"
    CHECK = "a locked cell for checks, which grading leaves out"
    DELETED = "a cell that is no longer in the saved notebook"
    REWRITTEN = "an earlier text of a cell that holds another one now"


@dataclass(frozen=True)
class Failure:
    """How the last run of a cell will end when graded, if it had not done so here already.

    `needed` is a name that it needs as it runs and that is not there yet.
    """

    run: Run
    kind: str
    text: str = ""
    line: int = 0
    needed: str = ""

    @property
    def result(self) -> Raised:
        """What a call gives of a function that the cell should define."""
        text = f"name '{self.needed}' is not defined" if self.needed else self.text
        ancestry = (self.kind, "Exception")
        return Raised(self.kind, text, ancestry, self.line, while_defining=True)


def only_here(name: str, run: Run, why: Why) -> str:
    """Return that a name has a value only by a run that has no part in grading.

    >>> run = Run("7", "rate = 2", "rate = 2", 0.0)
    >>> print(only_here("rate", run, Why.DELETED))  # doctest: +ELLIPSIS
    This works here only because `rate` was defined in a cell that is no longer in the ...
    """
    begins = "began" if why in (Why.DELETED, Why.REWRITTEN) else "begins"
    return (
        f"This works here only because `{name}` was defined in {why}: it {begins} "
        f"`{run.first_line}`. Define `{name}` in the exercise's cell, or in one of your own."
    )


def changed_here(name: str, run: Run, why: Why | None) -> str:
    """Return that a name has another value here than when graded, by its last run."""
    if why is None:
        return (
            f"`{name}` was given its value here by the cell that begins `{run.first_line}`, "
            "because that ran last. When graded, cells run from the top, and another cell of the "
            "saved notebook gives the last value; this check takes that one."
        )
    return (
        f"`{name}` was changed in {why}: it begins `{run.first_line}`. When graded, `{name}` is "
        "what it was before; this check takes that."
    )


def not_defined(failure: Failure, cause: str) -> str:
    """Return why a cell will not define its names when graded; `cause` if that is known."""
    cell = f"The cell that begins `{failure.run.first_line}`"
    if failure.needed:
        told = cause or (
            f"In the notebook as it was saved last, `{failure.needed}` is defined further down. "
            "Grading runs cells from the top: move the cell, save the notebook and check again."
        )
        return f"{cell} needs `{failure.needed}` as it runs. {told}"
    if failure.kind == "EOFError":
        return (
            f"{cell} asks for input as it runs. When graded nobody answers, and the cell ends "
            "there: write the value into the cell."
        )
    place = f" in line {failure.line}" if failure.line else ""
    return (
        f"{cell} ended with {failure.kind}{place} when it ran last. What it had defined before is "
        "still here, but will not be when graded. Mend that cell and run it."
    )


def edited(name: str, when: float) -> str:
    """Return that the saved cell is not the one that ran; `when` in seconds of the epoch."""
    clock = strftime("%H:%M", localtime(when))
    return (
        f"In the notebook as it was saved at {clock}, the cell that defines `{name}` holds another "
        "text than the one that ran. What ran is judged here, what is saved is graded: run the "
        "cell and check again."
    )
