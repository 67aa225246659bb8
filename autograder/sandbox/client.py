"""The grader's end of the engine: a zygote to fork from, a child to talk to."""

from __future__ import annotations

import math
import secrets
import socket
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from types import TracebackType
from typing import Any

from autograder.model.limits import Limits
from autograder.sandbox import frames
from autograder.sandbox.cpu_deadline import wait_for_answer
from autograder.sandbox.launch import ROOT, environment, zygote_command
from autograder.sandbox.levels import Denial, EngineError, Level, NoIsolation, is_trusting
from autograder.sandbox.selftest import try_denials
from course.values.encoding import MalformedValue, describe, rebuild

START_SECONDS = 120.0
PROBE_SECONDS = 20.0
CONTROL_SECONDS = 10.0


class ChildEnded(Exception):
    """The child ended or answered what is no answer; `late` if it did not answer in time."""

    def __init__(self, reason: str, late: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.late = late


class Child:
    """One forked process that runs one submission's code."""

    def __init__(self, connection: socket.socket, used: Callable[[], float]) -> None:
        self._connection = connection
        self._used = used

    def ask(
        self,
        seconds: float,
        buffers: list[bytes] | None = None,
        *,
        most: float = math.inf,
        **request: Any,
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return the reply to a request. Raises `ChildEnded`; the child is of no use then.

        It may take `seconds` of a free processor, and on a busy one longer, up to `most`.
        """
        identifier = secrets.token_hex(8)
        try:
            self._connection.settimeout(seconds)
            frames.send(self._connection, {"id": identifier, **request}, buffers or [])
            left = wait_for_answer(self._connection, seconds, most, self._used)
            reply, data = frames.receive(self._connection, left)
        except frames.LateFrame as error:
            raise ChildEnded(str(error), late=True) from error
        except frames.BrokenFrame as error:
            raise ChildEnded(str(error), late=False) from error
        if reply.pop("id", None) != identifier:
            raise ChildEnded("an answer to another question", late=False)
        return reply, data

    def used(self) -> float:
        """Return the processor time of the process so far, in seconds; 0 when it has ended."""
        return self._used()

    def close(self) -> None:
        """Close the connection; the zygote ends the process."""
        self._connection.close()


class Engine:
    """A zygote process. Use it as a context manager, or call `close`.

    Without a `level` it takes the best one whose denials all hold here, and raises
    `NoIsolation` if none does. A level that is named is started or fails, never replaced. The
    environment variable COURSE_TRUST_SUBMISSIONS=1 names level `none`.
    """

    def __init__(self, limits: Limits, level: Level | None = None) -> None:
        self.limits = limits
        # Processor time of all children that have ended, and of all that these had started.
        self.spent = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self.level = Level.NONE
        if level is None and is_trusting():
            level = Level.NONE
        reasons = []
        for candidate in (Level.FULL, Level.LITE) if level is None else (level,):
            reason = self._try(candidate)
            if not reason:
                return
            reasons.append(f"level {candidate}: {reason}" if level is None else reason)
        raise NoIsolation("; ".join(reasons))

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def denials(self) -> list[Denial]:
        """Return what student code cannot and can do, tried in a child of its own.

        Raises `EngineError` if the child does not answer.
        """

        def ask(source: str, name: str, args: tuple[Any, ...]) -> Any:
            document, buffers = describe(args)
            child = self.fork()
            try:
                child.ask(PROBE_SECONDS, do="run", source=source)
                if self.level is Level.FULL:
                    reply, _ = child.ask(
                        PROBE_SECONDS, do="call", name="is_first_process", args=describe(())[0]
                    )
                    if rebuild(reply.get("value")) is not True:
                        raise EngineError("the child has no process namespace of its own")
                reply, data = child.ask(PROBE_SECONDS, buffers, do="call", name=name, args=document)
                return rebuild(reply.get("value"), data)
            except (ChildEnded, MalformedValue) as error:
                raise EngineError(f"the self-test gave no answer: {error}") from error
            finally:
                child.close()
                self.end()

        return try_denials(ask, self.limits.memory_bytes, self.limits.file_bytes)

    def fork(self) -> Child:
        """Return a new child, the previous one being ended first."""
        try:
            return self._fork()
        except (frames.BrokenFrame, frames.LateFrame):
            # A hostile child may have stopped or killed the zygote: a new one takes over.
            self._kill()
            self._start()
        try:
            return self._fork()
        except (frames.BrokenFrame, frames.LateFrame) as error:
            raise EngineError(f"no process for student code could be made ({error})") from error

    def end(self, patience: float = 0.0) -> str:
        """End the current child and whatever it started; return how it had ended before.

        With `patience` in seconds, a child that closed its connection may take so long to end.
        """
        try:
            return self._end(patience)
        except (frames.BrokenFrame, frames.LateFrame):
            self._kill()
            self._start()
            return ""

    def close(self) -> None:
        """End the zygote and its children."""
        if self._process is None:
            return
        self._control.close()
        try:
            self._process.wait(timeout=CONTROL_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()
        self._process = None

    def _try(self, level: Level) -> str:
        """Start the zygote at the level and try its denials; return why it does not hold."""
        self.level = level
        try:
            self._start()
            failed = [] if level is Level.NONE else [d.what for d in self.denials() if not d.holds]
        except EngineError as error:
            self.close()
            return str(error)
        if failed:
            self.close()
            return f"student code can {', '.join(failed)}"
        return ""

    def _kill(self) -> None:
        self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self) -> None:
        home = ROOT / "build" / "engine"
        home.mkdir(parents=True, exist_ok=True)
        self._control, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as talk:
            self._process = subprocess.Popen(
                zygote_command(self.level, theirs.fileno()),
                pass_fds=[theirs.fileno()],
                env=environment(self.level, str(home)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=talk,
                start_new_session=True,
            )
            theirs.close()
            try:
                frames.receive(self._control, START_SECONDS)
            except (frames.BrokenFrame, frames.LateFrame) as error:
                self._kill()
                talk.seek(0)
                lines = talk.read().decode(errors="replace").strip().splitlines()
                places = [line.strip() for line in lines if line.strip().startswith("File ")]
                said = " ".join([lines[-1], *places[-1:]]) if lines else str(error)
                raise EngineError(f"the process for student code did not start ({said})") from error

    def _end(self, patience: float = 0.0) -> str:
        reply = self._ask({"do": "end", "patience": patience})
        self.spent += float(reply.get("used", 0.0))
        return str(reply.get("ended", ""))

    def _fork(self) -> Child:
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            frames.send(self._control, {"do": "fork", "limits": asdict(self.limits)})
            socket.send_fds(self._control, [b"c"], [theirs.fileno()])
            frames.receive(self._control, CONTROL_SECONDS)
        # A child that could not be locked in must not count against the student.
        message, _ = frames.receive(ours, CONTROL_SECONDS)
        if message.get("locked") is not True:
            raise EngineError(f"a child could not be locked in ({message.get('failed')})")
        return Child(ours, self._used)

    def _used(self) -> float:
        try:
            return float(self._ask({"do": "measure"})["used"])
        except (frames.BrokenFrame, frames.LateFrame):
            # The child ends with its zygote, and its connection tells.
            self._kill()
            return 0.0

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        if self._process is None:
            self._start()
        self._control.settimeout(CONTROL_SECONDS)
        frames.send(self._control, message)
        reply, _ = frames.receive(self._control, CONTROL_SECONDS)
        return reply


def why_not(level: Level) -> str:
    """Return why the level does not hold on this machine; empty if it does."""
    try:
        Engine(Limits(), level).close()
    except NoIsolation as error:
        return error.reason
    return ""
