"""How well student code is shut in: decided by trying, written into every record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autograder.faults import Fault


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
