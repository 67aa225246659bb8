"""How well student code is shut in: decided by trying, written into every record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autograder.model.faults import Fault


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
