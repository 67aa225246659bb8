"""What a child gives up before it runs a student's first line.

The layers overlap on purpose: each alone leaves holes.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

from autograder.model.limits import Limits
from autograder.sandbox import kernel, landlock, syscalls
from autograder.sandbox.launch import (
    OWN,
    ROOT,
    SCRATCH,
    SETTINGS,
    SYSTEM,
    own_paths,
    readable_paths,
)
from autograder.sandbox.levels import Level

NAMESPACES = kernel.CLONE_NEWPID | kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
SCRATCH_FILES = 2_000


def prepare(level: Level) -> Any:
    """Return what is best made once, before any fork: the filter of system calls."""
    return None if level is Level.NONE else syscalls.make_filter()


def leave_namespaces(level: Level) -> None:
    """Make the next fork the first process of a world without network and other processes."""
    if level is Level.FULL:
        kernel.unshare(NAMESPACES)


def lock(level: Level, limits: Limits, scratch: str, rules: Any) -> None:
    """Give up for good all that the level takes from student code."""
    if level is Level.FULL:
        _hide_files(limits)
        kernel.drop_capabilities()
    os.chdir(scratch)
    if level is Level.NONE:
        _limit(limits)
        return
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.no_new_privileges()
    writable = [SCRATCH] if level is Level.FULL else []
    landlock.restrict_self(_ruleset(writable))
    _limit(limits)
    rules.load()


def _hide_files(limits: Limits) -> None:
    kernel.mount_empty(SCRATCH, limits.scratch_bytes, SCRATCH_FILES)
    for name in OWN:
        path = ROOT / name
        # All that is needed of it has been imported.
        if path.is_dir():
            kernel.mount_empty(str(path), 4096, 1, readonly=True)


def _ruleset(writable: list[str]) -> int:
    libraries = [path for path in readable_paths() if path not in own_paths()]
    return landlock.make_ruleset([*SYSTEM, *SETTINGS, *libraries], writable, DEVICES)


def _limit(limits: Limits) -> None:
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    for kind, amount in (
        (resource.RLIMIT_CPU, int(limits.submission_seconds) + 1),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            amount = min(amount, hard)
        resource.setrlimit(kind, (amount, amount))
