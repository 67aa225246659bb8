"""What runs beside a student's code, in a process of its own that lives for one submission.

It runs code cells with IPython's semantics and calls functions by name. It holds no
expected value, no check and no secret; all that it can do is answer.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import socket
import sys
from typing import Any

from autograder.sandbox import frames
from autograder.sandbox.output import BoundedText
from course.results.resource_limits import excess_of
from course.values.encoding import describe, rebuild
from course.values.expressions import SamplePoints
from course.values.figures import new_figures_closed

MOST_TEXT = 500


def make_shell() -> Any:
    """Return an IPython shell that keeps no history and prints no tracebacks."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    # Formatting a traceback takes longer than most cells; errors are reported by us.
    for name in ("showtraceback", "showsyntaxerror"):
        setattr(shell, name, _show_nothing)
    # IPython would keep everything that is printed; a flood of it would fill the memory.
    setattr(shell, "_tee", _keep_nothing)  # noqa: B010
    # No process may be started; `!pip install x` is no reason to lose the rest of a cell.
    setattr(shell, "system", _run_nothing)  # noqa: B010
    setattr(shell, "getoutput", _run_nothing)  # noqa: B010
    # `%matplotlib inline` needs a kernel; here every figure is drawn in memory.
    setattr(shell, "enable_matplotlib", _keep_backend)  # noqa: B010
    return shell


def seed_randomness() -> None:
    """Make unseeded random numbers the same for every submission, and in every run."""
    import numpy

    random.seed(0)
    numpy.random.seed(0)
    # A generator without a seed takes its entropy from here.
    entropy = random.Random(0)
    setattr(numpy.random.bit_generator, "randbits", entropy.getrandbits)  # noqa: B010


def serve(connection: socket.socket, shell: Any) -> None:
    """Answer requests until the connection ends."""
    while True:
        try:
            request, buffers = frames.receive(connection)
        except frames.BrokenFrame:
            return
        reply, data = _answer(shell, request, buffers)
        frames.send(connection, {"id": request.get("id"), **reply}, data)


def silence() -> None:
    """Point standard input, output and error at nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            io.FileIO(stream, mode, closefd=False), encoding="utf-8", errors="backslashreplace"
        )
        for stream, mode in ((0, "r"), (1, "w"), (2, "w"))
    )


def _answer(
    shell: Any, request: dict[str, Any], buffers: list[bytes]
) -> tuple[dict[str, Any], list[bytes]]:
    if request.get("do") == "run":
        return _run(shell, str(request["source"]), int(request.get("keep", 0))), []
    name, points = str(request["name"]), request.get("points", ())
    return _call(shell, name, request["args"], buffers, points)


def _run(shell: Any, source: str, keep: int) -> dict[str, Any]:
    printed = BoundedText(keep)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        result = shell.run_cell(source, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    return {
        "error": None if error is None else _describe_error(error),
        "output": printed.text()[: keep + MOST_TEXT],
    }


def _call(
    shell: Any, name: str, args: Any, buffers: list[bytes], points: SamplePoints
) -> tuple[dict[str, Any], list[bytes]]:
    function = shell.user_ns.get(name)
    if not callable(function):
        return {"missing": True}, []
    try:
        with new_figures_closed():
            document, data = describe(function(*rebuild(args, buffers)), points)
    except BaseException as error:
        # A student's code may end by any exception, SystemExit too: each is an answer.
        return {"error": _describe_error(error)}, []
    return {"value": document}, data


def _describe_error(error: BaseException) -> dict[str, Any]:
    # The exception is the student's: its text and its class may raise whatever they like.
    try:
        # A syntax error's text repeats its line and names IPython's file.
        message = str(error.msg if isinstance(error, SyntaxError) else error)[:MOST_TEXT]
    except BaseException:
        message = ""
    try:
        excess = excess_of(error)
    except BaseException:
        excess = None
    ancestry = [base.__name__[:80] for base in type(error).__mro__[:20]]
    return {
        "type": type(error).__name__[:80],
        "message": message,
        "ancestry": ancestry,
        "line": _line(error),
        "excess": excess,
    }


def _line(error: BaseException) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace is not None:
        # IPython compiles each cell under a file name of its own.
        if "ipython-input" in trace.tb_frame.f_code.co_filename or (
            trace.tb_frame.f_globals.get("__name__") == "__main__"
        ):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _keep_nothing(**options: Any) -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


def _run_nothing(command: object, *args: Any, **options: Any) -> list[str]:
    return []


def _keep_backend(gui: object = None) -> tuple[None, str]:
    return None, "agg"


def _show_nothing(*args: Any, **options: Any) -> None:
    pass
