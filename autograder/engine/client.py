"""The grader's end of the engine: a zygote to fork from, a child to talk to."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.engine import frames
from autograder.engine.limits import Limits
from autograder.faults import Fault

START_SECONDS = 120.0
CONTROL_SECONDS = 3.0


class EngineError(Fault):
    """The engine itself does not work: our fault or the machine's, never the student's."""


class ChildEnded(Exception):
    """The child ended or answered what is no answer; `late` if it did not answer in time."""

    def __init__(self, reason: str, late: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.late = late


class Child:
    """One forked process that runs one submission's code."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def ask(
        self, seconds: float, buffers: list[bytes] | None = None, **request: Any
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return the reply to a request. Raises `ChildEnded`; the child is of no use then."""
        identifier = secrets.token_hex(8)
        deadline = time.monotonic() + seconds
        try:
            self._connection.settimeout(seconds)
            frames.send(self._connection, {"id": identifier, **request}, buffers or [])
            left = max(deadline - time.monotonic(), 0.001)
            reply, data = frames.receive(self._connection, left)
        except frames.LateFrame as error:
            raise ChildEnded(str(error), late=True) from error
        except frames.BrokenFrame as error:
            raise ChildEnded(str(error), late=False) from error
        if reply.pop("id", None) != identifier:
            raise ChildEnded("an answer to another question", late=False)
        return reply, data

    def close(self) -> None:
        """Close the connection; the zygote ends the process."""
        self._connection.close()


class Engine:
    """A zygote process. Use it as a context manager, or call `close`."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._start()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def fork(self) -> Child:
        """Return a new child, the previous one being ended first."""
        try:
            return self._fork()
        except (frames.BrokenFrame, frames.LateFrame):
            # A hostile child may have stopped or killed the zygote: a new one takes over.
            self._kill()
            self._start()
            return self._fork()

    def end(self) -> None:
        """End the current child and whatever it started."""
        try:
            self._ask({"do": "end"})
        except (frames.BrokenFrame, frames.LateFrame):
            self._kill()
            self._start()

    def close(self) -> None:
        """End the zygote and its children."""
        self._control.close()
        try:
            self._process.wait(timeout=CONTROL_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        self._control.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def _start(self) -> None:
        (_root() / "build" / "engine").mkdir(parents=True, exist_ok=True)
        self._control, theirs = socket.socketpair()
        descriptor = theirs.fileno()
        command = [sys.executable, "-m", "autograder.engine.zygote", str(descriptor)]
        self._process = subprocess.Popen(
            command,
            pass_fds=[descriptor],
            env=_environment(),
            cwd=_root(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        try:
            frames.receive(self._control, START_SECONDS)
        except (frames.BrokenFrame, frames.LateFrame) as error:
            self.close()
            raise EngineError(
                "The process that runs student code did not start. Run "
                f"`{' '.join(command[:3])} 0` to see why."
            ) from error

    def _fork(self) -> Child:
        self._ask({"do": "end"})
        ours, theirs = socket.socketpair()
        with theirs:
            frames.send(self._control, {"do": "fork", "limits": asdict(self.limits)})
            socket.send_fds(self._control, [b"c"], [theirs.fileno()])
            frames.receive(self._control, CONTROL_SECONDS)
        return Child(ours)

    def _ask(self, message: dict[str, Any]) -> None:
        self._control.settimeout(CONTROL_SECONDS)
        frames.send(self._control, message)
        frames.receive(self._control, CONTROL_SECONDS)


def _environment() -> dict[str, str]:
    # One thread: a fork must not lose threads that a library counts on, and results must
    # not depend on the number of cores.
    threads = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"),
        "1",
    )
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "COURSE_GRADING": "1",
        "PYTHONHASHSEED": "0",
        "HOME": str(_root() / "build" / "engine"),
        **threads,
    }


def _root() -> Path:
    return Path(__file__).resolve().parents[2]
