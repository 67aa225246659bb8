"""A cell that uses a function which is not written yet waits, and says so in one line.

A lesson's notebook runs from top to bottom however far the student is: figures draw once the
functions that they call are written. All other errors are shown as ever, and stop the run.
"""

from __future__ import annotations

from collections.abc import Callable
from traceback import walk_tb
from types import TracebackType
from typing import Any

from course.kernel.statements import bound_in, statements_of

SENTENCE = "This cell waits for `{name}`: it runs once that function is written."


class Waiting:
    """The names for which a shell's cells wait, each with the function that is to be written."""

    def __init__(self, shell: Any, is_exercise: Callable[[str], bool]) -> None:
        self._shell = shell
        self._is_exercise = is_exercise
        self._awaited: dict[str, str] = {}
        self._shown: BaseException | None = None
        self._waits = False
        self._text = ""

    def begin(self, info: Any) -> None:
        """Note the text of the cell that is about to run."""
        self._text, self._shown, self._waits = info.raw_cell or "", None, False

    def handle(
        self,
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType,
        tb_offset: int | None = None,
    ) -> None:
        """Say for which function the cell waits, or show the error if it waits for none."""
        name = self._function_in(error, trace)
        if name is None:
            self._shown = error
            shell.showtraceback(
                (kind, error, trace), tb_offset=tb_offset, running_compiled_code=True
            )
            return
        self._waits = True
        # A name that an earlier cell gave a value has not got the one that is meant.
        self._awaited.update(dict.fromkeys(bound_in(self._code()), name))
        print(SENTENCE.format(name=name))

    def end(self, result: Any) -> None:
        """Let a cell that waits count as one that went well, and no other with an error."""
        # What IPython itself makes of an error that somebody handles depends on its version.
        if self._waits:
            result.error_in_exec = None
        elif self._shown is not None:
            result.error_in_exec = self._shown
        elif self._awaited and result.success:
            for one in bound_in(self._code()):
                self._awaited.pop(one, None)
        self._shown, self._waits = None, False

    def _function_in(self, error: BaseException, trace: TracebackType) -> str | None:
        if not isinstance(error, NotImplementedError):
            needed = {one for found in statements_of(self._code()) or () for one in found.needs}
            waited = [self._awaited[one] for one in sorted(needed) if one in self._awaited]
            return waited[0] if waited else None
        frame = [frame for frame, _ in walk_tb(trace)][-1]
        name = frame.f_code.co_name
        is_students = frame.f_globals is self._shell.user_ns
        return name if is_students and self._is_exercise(name) else None

    def _code(self) -> str:
        try:
            return str(self._shell.transform_cell(self._text))
        except Exception:
            return self._text


def wait_quietly(shell: Any, is_exercise: Callable[[str], bool]) -> None:
    """Let the cells of an IPython shell wait for functions whose names `is_exercise` knows."""
    for callback in shell.events.callbacks["post_run_cell"]:
        if isinstance(getattr(callback, "__self__", None), Waiting):
            return
    waiting = Waiting(shell, is_exercise)
    # IPython makes a method of what it is given.
    shell.set_custom_exc((Exception,), lambda *args, **more: waiting.handle(*args, **more))
    shell.events.register("pre_run_cell", waiting.begin)
    shell.events.register("post_run_cell", waiting.end)
