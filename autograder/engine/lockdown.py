"""What a child gives up before it runs a student's first line."""

from __future__ import annotations

import resource
import sys

from autograder.engine.limits import Limits

LEVEL = "none"


def lock(limits: Limits) -> None:
    """Bound this process in memory, time, files and processes, for good."""
    seconds = int(limits.submission_seconds) + 1
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    for kind, amount in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (amount, amount))
