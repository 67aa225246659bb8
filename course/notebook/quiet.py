"""Nothing of what a judged function prints, draws or asks reaches the notebook by itself."""

from __future__ import annotations

import bdb
import builtins
import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import Any, NoReturn

from course.notebook.report import shell

MOST_PRINTED = 4000


class Printed(io.TextIOBase):
    """What is printed, the first few thousand characters of it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = MOST_PRINTED

    def write(self, text: str) -> int:
        """Keep the text as long as there is room; return its length in characters."""
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
        return len(text)

    @property
    def text(self) -> str:
        """What was kept, with an ellipsis if that is not all."""
        kept = "".join(self._parts).rstrip()
        return f"{kept}…" if self._left < 0 else kept


@contextmanager
def quiet() -> Iterator[Printed]:
    """Drop warnings and drawings, keep what is printed, and let nobody be asked, as in grading."""
    printed = Printed()
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        if shell() is not None:
            from IPython.utils.capture import capture_output

            stack.enter_context(capture_output(stdout=False, stderr=False))
        stack.enter_context(redirect_stdout(printed))
        stack.enter_context(redirect_stderr(Printed()))
        stack.enter_context(_replaced(builtins, "input", _nobody_answers))
        stack.enter_context(_replaced(sys, "breakpointhook", _no_debugger))
        yield printed


def _nobody_answers(prompt: object = "") -> NoReturn:
    raise EOFError("EOF when reading a line")


def _no_debugger(*_: object, **__: object) -> NoReturn:
    raise bdb.BdbQuit


@contextmanager
def _replaced(owner: Any, name: str, value: object) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
