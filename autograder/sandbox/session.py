"""One submission's code, running: cells first, then calls; started anew when it hangs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from autograder.sandbox.budget import Budget
from autograder.sandbox.client import Child, ChildEnded, Engine
from course.notebook.definitions import magic_over
from course.results.outcomes import CallResult, Crashed, Missing, Raised, Returned, TimedOut
from course.results.resource_limits import Excess
from course.values.encoding import MalformedValue, describe, printable, rebuild
from course.values.expressions import SamplePoints

STRIKES = 2
PATIENCE = 0.5
# What hangs gets this part of the time that is left, so that there is some for all others.
SHARE = 1 / 4
# With so small a part of its time left, a submission has none.
NOTHING = 0.05
# The sentence that marks cut output may come on top.
MARK = 100


@dataclass(frozen=True)
class CodeCell:
    """A code cell to run.

    `defines` is the exercise that it is to define, if any; `place` its number in the notebook.
    """

    source: str
    defines: str = ""
    place: int = -1


class Session:
    """A student's code in a child process. Use it as a context manager.

    A cell or a call that hangs or ends the process costs a restart without it; a function
    that did so twice is not called again.
    """

    def __init__(self, engine: Engine, cells: Sequence[CodeCell]) -> None:
        self._engine = engine
        self._limits = engine.limits
        self._cells = cells
        self._child: Child | None = None
        self._starts = 0
        self._bad_cells: dict[int, TimedOut | Crashed] = {}
        self._errors: dict[int, Raised] = {}
        self.outputs: dict[int, str] = {}
        self.troubles: list[str] = []
        self._has_been_called = False
        self._strikes: dict[str, list[TimedOut | Crashed]] = {}
        self._spent: dict[str, float] = {}
        self._budget = Budget(self._limits.submission_seconds, engine.spent)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drop()
        self._engine.end()

    def call(self, name: str, args: tuple[Any, ...], points: SamplePoints = ()) -> CallResult:
        """Return what the student's function `name` gives for `args`.

        Expressions in it are evaluated at `points`.
        """
        strikes = self._strikes.setdefault(name, [])
        if len(strikes) >= STRIKES:
            return strikes[-1]
        # One slow function must not cost the others their time.
        if self._spent.get(name, 0.0) >= self._limits.exercise_seconds:
            return TimedOut(self._limits.exercise_seconds, by_calls=True)
        child = self._ready()
        if not isinstance(child, Child):
            return child
        start, worked = time.monotonic(), time.process_time()
        try:
            return self._call(child, name, args, points, strikes)
        finally:
            # Large answers cost time on this side, too.
            self._budget.note_work(time.process_time() - worked)
            self._spent[name] = self._spent.get(name, 0.0) + time.monotonic() - start

    def _call(
        self,
        child: Child,
        name: str,
        args: tuple[Any, ...],
        points: SamplePoints,
        strikes: list[TimedOut | Crashed],
    ) -> CallResult:
        document, buffers = describe(args)
        allowed = min(self._limits.call_seconds, self._left() * SHARE)
        self._has_been_called = True
        try:
            reply, data = self._ask(
                child,
                allowed,
                buffers,
                do="call",
                name=name,
                args=document,
                points=[dict(point) for point in points],
            )
            result = self._understand(name, reply, data)
        except ChildEnded as end:
            strikes.append(self._ending(end, self._limits.call_seconds, allowed))
            return strikes[-1]
        if isinstance(result, Crashed):
            self._drop()
            strikes.append(result)
        return result

    def _ready(self) -> Child | TimedOut | Crashed:
        """Return a child in which every cell ran that can be run."""
        while self._child is None or self._is_over():
            if self._is_over():
                self._drop()
                return TimedOut(self._limits.submission_seconds, by_all=True)
            if self._starts > self._limits.restarts:
                return Crashed("the notebook's code hung or ended its process too often")
            self._starts += 1
            self._child = self._engine.fork()
            self._run_cells(self._child)
        return self._child

    def _run_cells(self, child: Child) -> None:
        for number, cell in enumerate(self._cells):
            # What should define an exercise has nothing else to do.
            if number in self._bad_cells or (cell.defines and magic_over(cell.source)):
                continue
            if self._is_over():
                self._drop()
                return
            allowed = min(self._limits.cell_seconds, self._left())
            try:
                reply, _ = self._ask(
                    child, allowed, do="run", source=cell.source, keep=self._room()
                )
            except ChildEnded as end:
                self._bad_cells[number] = self._ending(end, self._limits.cell_seconds, allowed)
                if not self._has_been_called:
                    self.troubles.append(_trouble(cell, self._bad_cells[number]))
                return
            error = _raised(reply.get("error"))
            # A run after the first call may tell what hidden calls asked.
            if not self._has_been_called:
                if error is not None:
                    self._errors[number] = error
                output = _text(reply.get("output"), self._room() + MARK)
                if error is not None:
                    output += f"{_line_end(output)}{error.type}: {error.message}\n"
                if output:
                    self.outputs[cell.place] = output

    def _room(self) -> int:
        """Return how many characters of output may still be kept of this submission."""
        kept = sum(map(len, self.outputs.values()))
        return max(self._limits.output_characters - kept, 0)

    def _understand(self, name: str, reply: dict[str, Any], data: list[bytes]) -> CallResult:
        try:
            if "value" in reply:
                return Returned(rebuild(reply["value"], data))
        except MalformedValue:
            return Crashed("its answer is not one that a notebook can give")
        if reply.get("missing") is True:
            return self._why_missing(name)
        error = _raised(reply.get("error"))
        return error or Crashed("its answer is not one that a notebook can give")

    def _why_missing(self, name: str) -> CallResult:
        for number, cell in enumerate(self._cells):
            if cell.defines == name:
                if magic := magic_over(cell.source):
                    return Missing(magic=printable(magic))
                if number in self._bad_cells:
                    return replace(self._bad_cells[number], while_defining=True)
                if number in self._errors:
                    return replace(self._errors[number], while_defining=True)
        return Missing()

    def _ask(
        self, child: Child, seconds: float, buffers: Sequence[bytes] = (), **request: Any
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return the child's reply; what it costs is taken from the submission's time."""
        before, start = child.used(), time.monotonic()
        try:
            return child.ask(seconds, list(buffers), most=self._left(), **request)
        finally:
            self._budget.note_wait(time.monotonic() - start, child.used() - before)

    def _left(self) -> float:
        """Return the seconds that the submission may still use."""
        live = self._child.used() if self._child is not None else 0.0
        return self._budget.left(self._engine.spent + live)

    def _is_over(self) -> bool:
        return self._left() <= NOTHING * self._limits.submission_seconds

    def _drop(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None

    def _ending(self, end: ChildEnded, seconds: float, allowed: float) -> TimedOut | Crashed:
        self._drop()
        cause = self._engine.end(0.0 if end.late else PATIENCE)
        if not end.late:
            return Crashed(cause or end.reason)
        # Who got less than a call or a cell may take was stopped by what the others had used.
        if allowed < seconds or self._is_over():
            return TimedOut(self._limits.submission_seconds, by_all=True)
        return TimedOut(seconds)


def _raised(content: Any) -> Raised | None:
    """Return the error that a child describes, read with distrust; None if there is none."""
    if not isinstance(content, dict):
        return None
    ancestry = content.get("ancestry")
    line, excess = content.get("line"), content.get("excess")
    return Raised(
        _text(content.get("type"), 80) or "Exception",
        _text(content.get("message"), 500),
        tuple(_text(name, 80) for name in ancestry[:20]) if isinstance(ancestry, list) else (),
        line if type(line) is int and 0 < line < 100_000 else 0,
        excess=Excess(excess) if excess in tuple(Excess) else None,
    )


def _trouble(cell: CodeCell, ending: TimedOut | Crashed) -> str:
    which = f'The cell "{cell.defines}"' if cell.defines else f"Code cell number {cell.place + 1}"
    if isinstance(ending, TimedOut):
        return f"{which} did not end within {ending.seconds:g} s and was left out."
    return f"{which} ended the program and was left out."


def _line_end(output: str) -> str:
    return "\n" if output and not output.endswith("\n") else ""


def _text(content: object, longest: int) -> str:
    return printable(content[:longest]) if isinstance(content, str) else ""
