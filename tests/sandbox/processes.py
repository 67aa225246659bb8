"""Who is whose child: what a command or an engine leaves running."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans(wanted: bool) -> None:
    """Make this process the parent of processes whose own parent has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(wanted))


def descendants(parent: int) -> int:
    own = children(parent)
    return len(own) + sum(map(descendants, own))


def children(parent: int) -> list[int]:
    """Return the running children of a process; those that ended are reaped."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, owner = status.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(owner) == parent:
            if state == "Z" and parent == os.getpid():
                os.waitpid(int(status.parent.name), os.WNOHANG)
            else:
                found.append(int(status.parent.name))
    return found
