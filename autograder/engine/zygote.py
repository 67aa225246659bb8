"""The process that has imported everything once and forks one child a submission.

Run as a module with the number of an open socket as its argument. The grader asks it, over
that socket, to fork (and hands over the child's own socket with the request) and to end
the child. It never talks to student code itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.engine import child, frames, lockdown
from autograder.engine.limits import Limits

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def main(descriptor: int) -> None:
    """Serve the grader at the other end of the socket until it closes it."""
    control = socket.socket(fileno=descriptor)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # Orphans of a student's process come to us, so that none outlives its submission.
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    shell = _import_everything()
    frames.send(control, {"ready": os.getpid()})
    scratch, pid = "", 0
    while True:
        try:
            message, _ = frames.receive(control)
        except frames.BrokenFrame:
            break
        if message["do"] == "fork":
            _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            scratch = tempfile.mkdtemp(prefix="submission-")
            limits = Limits(**message["limits"])
            pid = _fork(control, descriptors[0], shell, scratch, limits)
            frames.send(control, {"pid": pid})
        else:
            _end_children(pid)
            pid = 0
            shutil.rmtree(scratch, ignore_errors=True)
            frames.send(control, {"ended": True})
    _end_children(pid)
    shutil.rmtree(scratch, ignore_errors=True)


def _import_everything() -> Any:
    import matplotlib.figure
    import matplotlib.pyplot
    import scipy.integrate
    import scipy.interpolate
    import scipy.linalg
    import scipy.optimize
    import scipy.special
    import scipy.stats
    import sympy

    import course

    del course, matplotlib, scipy, sympy
    return child.make_shell()


def _fork(control: socket.socket, descriptor: int, shell: Any, scratch: str, limits: Limits) -> int:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    try:
        control.close()
        os.setsid()
        child.silence()
        os.chdir(scratch)
        lockdown.lock(limits)
        child.serve(socket.socket(fileno=descriptor), shell)
    finally:
        os._exit(0)


def _end_children(pid: int) -> None:
    """Kill and reap the child and all that it started."""
    if pid and sys.platform != "linux":
        os.killpg(pid, signal.SIGKILL)
    # Killing a process hands its children to us, so this goes on until none is left.
    while True:
        for descendant in _children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(descendant, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in listing.read_text().split()] if listing.exists() else []


if __name__ == "__main__":
    main(int(sys.argv[1]))
