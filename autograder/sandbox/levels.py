"""How well student code is shut in: decided by trying, written into every record."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

from autograder.model.faults import Fault

# Set to 1 by who runs only code that is trusted, as the tests must where nothing isolates.
TRUST = "COURSE_TRUST_SUBMISSIONS"
TRUSTED = (
    f"{TRUST}=1 is set: student code runs without isolation, as you, and can read and change all "
    f"that you can. Unset it (`unset {TRUST}`) before you grade the work of others."
)


class Level(StrEnum):
    """What stands between student code and the machine.

    FULL: own namespaces, Landlock, seccomp, limits, an unprivileged user. LITE: the same
    without namespaces. NONE: limits alone, for one's own work; never chosen by itself.
    """

    FULL = "full"
    LITE = "lite"
    NONE = "none"


@dataclass(frozen=True)
class Denial:
    """One thing that student code must not be able to do, and whether it really is not."""

    what: str
    holds: bool


class EngineError(Fault):
    """The engine itself does not work: our fault or the machine's, never the student's."""


class NoIsolation(EngineError):
    """No level of isolation holds on this machine; the message says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Student code cannot be shut in on this machine, so nothing is graded ({reason}). "
            "Run `course doctor` to see what is missing and how to get it. For your own work, or "
            "that of people you trust, there is `--trust-submissions`."
        )
        self.reason = reason

    def __reduce__(self) -> tuple[type[NoIsolation], tuple[str]]:
        # On its way from a worker process it would else be made from the whole sentence.
        return NoIsolation, (self.reason,)


def is_trusting() -> bool:
    """Return whether the environment says that all submissions are trusted."""
    return os.environ.get(TRUST) == "1"
