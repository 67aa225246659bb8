"""The process that has imported everything once and forks one child a submission.

The grader asks it, over a socket, to fork (and hands over the child's own socket with the
request) and to end the child. It never talks to student code itself.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.model.limits import Limits
from autograder.sandbox import child, frames, kernel, lockdown
from autograder.sandbox.cpu_deadline import processor_seconds
from autograder.sandbox.launch import SCRATCH
from autograder.sandbox.levels import Level


def main(descriptor: int, name: str) -> None:
    """Serve the grader at the other end of the socket until it closes it."""
    control = socket.socket(fileno=descriptor)
    level = Level(name)
    _die_with_parent()
    if sys.platform == "linux":
        # Orphans of a student's process come to us, so that none outlives its submission.
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    shell = import_everything()
    rules = lockdown.prepare(level)
    frames.send(control, {"ready": True})
    running: _Running | None = None
    while True:
        try:
            message, _ = frames.receive(control)
        except frames.BrokenFrame:
            break
        if message["do"] == "fork":
            _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            limits = Limits(**message["limits"])
            running = _Running(control, descriptors[0], level, limits)
            running.start(shell, rules)
            frames.send(control, {"forked": True})
        elif message["do"] == "measure":
            used = 0.0 if running is None else running.used()
            frames.send(control, {"used": used})
        else:
            cause, used = ("", 0.0)
            if running is not None:
                cause, used = running.end(message.get("patience", 0.0))
            running = None
            frames.send(control, {"ended": cause, "used": used})
    if running is not None:
        running.end()
    # Taking down all that was imported would take longer than grading a submission.
    os._exit(0)


def import_everything() -> Any:
    """Import what submissions use, and return the shell that runs their cells."""
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


class _Running:
    """One child, and the process between it and us that made its namespaces."""

    def __init__(
        self, control: socket.socket, descriptor: int, level: Level, limits: Limits
    ) -> None:
        self._control = control
        self._descriptor = descriptor
        self._level = level
        self._limits = limits
        self._first = 0
        self._used_by_others = _seconds_of_the_dead()
        # Within its namespaces a child has a scratch folder in memory.
        self._scratch = SCRATCH if level is Level.FULL else tempfile.mkdtemp(prefix="submission-")

    def start(self, shell: Any, rules: Any) -> None:
        """Fork the child; it starts to answer at its own socket."""
        told, tell = os.pipe()
        guardian = os.fork()
        if guardian == 0:
            self._control.close()
            os.close(told)
            self._guard(tell, shell, rules)
        os.close(tell)
        os.close(self._descriptor)
        self._told = os.fdopen(told, "rb", buffering=0)
        self._first = int.from_bytes(self._told.read(4))

    def used(self) -> float:
        """Return the seconds of processor time that the child has used."""
        return processor_seconds(self._first)

    def end(self, patience: float = 0.0) -> tuple[str, float]:
        """Kill the child and all that it started; return how it had ended before, if it had.

        With it comes the processor time of all of them, in seconds. For a child that closed its
        connection there is `patience` in seconds, since the news of its end comes a little later.
        """
        has_ended = bool(select.select([self._told], [], [], patience)[0])
        status = self._told.read(4) if has_ended else b""
        self._told.close()
        if self._first:
            with contextlib.suppress(ProcessLookupError):
                # The first process of a namespace takes all others with it.
                os.kill(self._first, signal.SIGKILL)
        _reap_all()
        self._clear()
        used = _seconds_of_the_dead() - self._used_by_others
        return _cause(int.from_bytes(status)) if status else "", used

    def _clear(self) -> None:
        if self._level is not Level.FULL:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _guard(self, tell: int, shell: Any, rules: Any) -> None:
        try:
            os.setsid()
            _die_with_parent()
            lockdown.leave_namespaces(self._level)
            first = os.fork()
            if first == 0:
                os.close(tell)
                self._serve(shell, rules)
            os.write(tell, first.to_bytes(4))
            os.close(self._descriptor)
            os.write(tell, os.waitpid(first, 0)[1].to_bytes(4))
        finally:
            os._exit(0)

    def _serve(self, shell: Any, rules: Any) -> None:
        try:
            connection = socket.socket(fileno=self._descriptor)
            _die_with_parent()
            child.silence()
            child.seed_randomness()
            try:
                lockdown.lock(self._level, self._limits, self._scratch, rules)
            except OSError as error:
                frames.send(connection, {"failed": str(error)})
                return
            frames.send(connection, {"locked": True})
            child.serve(connection, shell)
        finally:
            os._exit(0)


def _seconds_of_the_dead() -> float:
    """Return the processor time of all processes below this one that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _die_with_parent() -> None:
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _cause(status: int) -> str:
    """Return in words how a process ended by itself."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"it exited with code {code}"
    if -code == signal.SIGXCPU:
        return "it used more processor time than a submission may"
    return f"it was ended by the signal {signal.Signals(-code).name}"


def _reap_all() -> None:
    """Kill and reap whatever is left of the child: its orphans have become ours."""
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
