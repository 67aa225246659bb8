"""Attacks that are no notebook of the example class: forged replies, mangled files, limits.

The class's hostile recipes prove their verdicts in test_examples.py. Here stands which of
them covers which kind of attack, and what they cannot show.
"""

from __future__ import annotations

import contextlib
import copy
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.grader import grade, grade_batch
from autograder.grading.papers import papers_of
from autograder.intake.alignment import align, code_cells
from autograder.intake.cell_recovery import lost_marks
from autograder.intake.parsing import parse
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import Status, Submission, SubmissionRecord, to_line
from autograder.reports.feedback import render
from autograder.sandbox import frames
from autograder.sandbox.client import Child, Engine
from autograder.sandbox.session import CodeCell, Session
from autograder.verify.recipes import read_recipes
from course.judging.judge import Agrees, judge
from course.lessons.catalogue import load_lesson
from course.results.outcomes import Crashed, Outcome, Raised, Returned, TimedOut
from tests.conftest import LESSON, QUICK
from tests.intake.notebooks import mend

Data = dict[str, Any]

# Kinds of attack, and the hostile recipes that try them.
KINDS = {
    "endless loop": "endless_loop endless_cell",
    "swallowing interrupts, signals ignored": "loop_that_ignores_interrupts",
    "sleeping": "sleeper",
    "deadlock": "deadlock",
    "fork bomb": "fork_bomb dies_at_every_call",
    "thread bomb": "thread_bomb",
    "memory bomb": "memory_hog memory_outside_of_limits",
    "flood of output": "flood_of_output flood_of_displays",
    "filling the disk": "fills_the_disk many_files sparse_file",
    "deep recursion": "giant_recursion",
    "giant and evil error texts": "giant_error_text evil_error half_a_character",
    "texts and classes that never end": "texts_without_end",
    "exits at top level": "exit_in_cells magics",
    "exits in functions": "exit_in_a_function exit_in_results dies_at_every_call skips_the_test",
    "signals to oneself, abort": "aborts",
    "killing the parent": "kills_its_parent",
    "stopping the parent": "stops_its_parent",
    "tracing the parent": "traces_its_parent",
    "killing the group and everybody": "kills_everybody",
    "daemons": "leaves_a_daemon",
    "segmentation faults": "segfault",
    "patching numpy and numpy.testing": "patched_numpy patched_code_objects",
    "patching math, pytest, code objects": "patched_code_objects",
    "patching builtins": "patched_builtins",
    "patching the course": "patched_messenger patched_by_reference",
    "IPython's input transformers": "input_transformer",
    "IPython's AST transformers": "ast_transformer",
    "IPython's magics": "magics resets_everything",
    "custom exception handlers": "custom_exception_handler",
    "objects equal to everything": "equal_to_everything",
    "lying ndarray and float subclasses": "equal_to_everything lying_conversions",
    "empty broadcasts": "empty_arrays not_numbers",
    "results that change their shape": "changing_shapes",
    "nan and inf": "not_numbers",
    "complex and object dtypes": "not_numbers odd_arrays",
    "masked arrays": "odd_arrays equal_to_everything",
    "generators": "generator_results",
    "huge returns": "huge_result huge_numbers strange_containers",
    "figures that lie": "lying_figures ink_everywhere",
    "expressions that lie": "expressions_that_lie",
    "expressions that never end": "expressions_without_end",
    "import hooks and sys.modules": "import_hooks",
    "ctypes pokes": "ctypes_pokes segfault",
    "functions that change after the first call": "changes_after_the_first_call",
    "threads that change state later": "thread_changes_answers",
    "references through import": "imports_solutions asks_the_grader reads_the_checks",
    "references through files": "reads_solutions reads_the_checks reads_decoys",
    "references through gc and frames": "searches_memory spies",
    "references through lazy objects and sys.modules": "searches_memory asks_the_grader",
    "references through the environment": "reads_decoys proc_tricks",
    "network": "calls_home network",
    "writing the gradebook": "writes_gradebook",
    "forged results on standard output": "forged_score",
    "forged results in files": "forged_files",
    "atexit and __del__": "late_surprises",
    "pickles": "pickles",
    "garbage on every descriptor": "garbage_on_descriptors",
    "protocol: deep JSON, huge numbers": "deep_replies",
    "protocol: shapes, dtypes, shared buffers": "wrong_arrays patched_messenger",
    "protocol: wrong ids, early and several replies": "replies_in_advance",
    "protocol: half frames, closed connections": "half_a_reply",
    "protocol: slow drip": "slow_drip",
    "protocol: answering in the place of the code": "own_messenger",
    "namespaces, mounts, chroot": "denied_system_calls",
    "bpf, io_uring, userfaultfd, keyctl, personality": "denied_system_calls",
    "the page cache": "asks_the_page_cache",
    "/proc": "proc_tricks",
    "HTML and script in names, texts, answers": "markup evil_error tells_hidden_inputs",
    "metadata that claim points": "claims forged_score",
    "cells that claim to be check cells": "claims forged_files",
    "telling hidden inputs": "tells_hidden_inputs",
}
# These are no attacks of code, so their recipes are not hostile ones.
OTHER_KINDS = {"formula in a name": "odd_name_like_a_formula"}


def test_every_kind_of_attack_has_its_recipe(course: Layout) -> None:
    there = {
        recipe.name
        for lesson in course.lessons()
        for recipe in read_recipes(course, lesson, hostile=True)
    }
    named = {f"hostile_{one}" for names in KINDS.values() for one in names.split()}
    assert named == {name for name in there if name.startswith("hostile_")}
    assert set(OTHER_KINDS.values()) <= there
    assert len(named) >= 66


# --- forged replies --------------------------------------------------------------------------

HONEST: Data = {"value": {"float": 1.5}}
ARRAY: Data = {"array": "<f8", "shape": [1], "buffer": 0}
Answer = Callable[[socket.socket, Data], None]


class FakeEngine:
    """An engine whose children are threads that answer every call by `answer`."""

    def __init__(self, answer: Answer) -> None:
        self.limits = replace(QUICK, call_seconds=0.3)
        self.started = 0
        self.spent = 0.0
        self._answer = answer

    def fork(self) -> Child:
        ours, theirs = socket.socketpair()
        self.started += 1
        threading.Thread(target=self._serve, args=(theirs,), daemon=True).start()
        return Child(ours, lambda: 0.0)

    def end(self, patience: float = 0.0) -> str:
        return ""

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, frames.BrokenFrame), connection:
            while True:
                request, _ = frames.receive(connection)
                self._answer(connection, request)


def replying(reply: Data, *buffers: bytes) -> Answer:
    return lambda connection, request: frames.send(
        connection, {"id": request["id"], **reply}, buffers
    )


def without_id(connection: socket.socket, request: Data) -> None:
    frames.send(connection, HONEST)


def with_a_list_as_id(connection: socket.socket, request: Data) -> None:
    frames.send(connection, {"id": [request["id"]], **HONEST})


def with_the_id_of_the_next(connection: socket.socket, request: Data) -> None:
    frames.send(connection, {"id": f"{int(request['id'], 16) + 1:016x}", **HONEST})


def closing(connection: socket.socket, request: Data) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def with_half_a_frame(connection: socket.socket, request: Data) -> None:
    connection.sendall(struct.pack(">I", 100) + b'{"id": "')
    connection.shutdown(socket.SHUT_RDWR)


def with_another_encoding(connection: socket.socket, request: Data) -> None:
    header = json.dumps({"id": request["id"], "buffers": [], **HONEST}).encode("utf-32")
    connection.sendall(struct.pack(">I", len(header)) + header[:-1] + b"\xff")


FORGERIES = [
    pytest.param(without_id, id="no id"),
    pytest.param(with_a_list_as_id, id="a list as id"),
    pytest.param(with_the_id_of_the_next, id="another id"),
    pytest.param(closing, id="the end"),
    pytest.param(with_half_a_frame, id="half a frame"),
    pytest.param(with_another_encoding, id="half a character"),
    pytest.param(replying({}), id="nothing"),
    pytest.param(replying({"outcome": "passed", "score": 40.0, "passed": True}), id="a verdict"),
    pytest.param(replying({"value": None}), id="null"),
    pytest.param(replying({"value": {}}), id="an empty description"),
    pytest.param(replying({"value": {"passed": True}}), id="an unknown kind"),
    pytest.param(replying({"value": {"int": True}}), id="a truth value as a number"),
    pytest.param(replying({"value": {"int": 10**301}}), id="a huge number"),
    pytest.param(replying({"value": {"float": "1.5"}}), id="a number as text"),
    pytest.param(replying({"value": {"list": {"float": 1.5}}}), id="a list that is none"),
    pytest.param(replying({"value": {"complex": [{"float": 1.0}]}}), id="half a complex number"),
    pytest.param(replying({"value": {"figure": {"dict": {}}}}), id="a figure without panels"),
    pytest.param(replying({"value": {"figure": {"float": 1.0}}}), id="a number as a figure"),
    pytest.param(replying({"value": {**ARRAY, "shape": [-1]}}, bytes(8)), id="negative length"),
    pytest.param(replying({"value": {**ARRAY, "shape": [2**62]}}, bytes(8)), id="a huge length"),
    pytest.param(replying({"value": {**ARRAY, "shape": [1.0]}}, bytes(8)), id="a float length"),
    pytest.param(replying({"value": {**ARRAY, "array": "|O"}}, bytes(8)), id="object dtype"),
    pytest.param(replying({"value": {**ARRAY, "array": "<M8[s]"}}, bytes(8)), id="dates"),
    pytest.param(replying({"value": {**ARRAY, "array": ["<f8"]}}, bytes(8)), id="a list as dtype"),
    pytest.param(replying({"value": {**ARRAY, "buffer": -1}}, bytes(8)), id="a buffer before all"),
    pytest.param(replying({"value": {**ARRAY, "buffer": 1}}, bytes(8)), id="a buffer behind all"),
    pytest.param(replying({"value": ARRAY}, bytes(7)), id="a short buffer"),
    pytest.param(replying({"value": {"list": [ARRAY, ARRAY]}}, bytes(8)), id="a buffer used twice"),
    pytest.param(replying({"error": []}), id="an error that is none"),
    pytest.param(replying({"missing": 1}), id="missing, but not quite"),
]


@pytest.mark.parametrize("answer", FORGERIES)
def test_forgeries_are_crashes(answer: Answer) -> None:
    with Session(FakeEngine(answer), []) as session:
        assert isinstance(session.call("f", ()), Crashed)


@pytest.mark.parametrize("reply", [HONEST, {**HONEST, "missing": True, "error": {"type": "E"}}])
def test_honest_replies_pass(reply: Data) -> None:
    with Session(FakeEngine(replying(reply)), []) as session:
        assert session.call("f", ()) == Returned(1.5)


def test_an_answer_left_over_is_not_taken_for_the_next() -> None:
    def twice(connection: socket.socket, request: Data) -> None:
        for number in (1.0, 2.0):
            frames.send(connection, {"id": request["id"], "value": {"float": number}})

    engine = FakeEngine(twice)
    with Session(engine, []) as session:
        assert session.call("f", ()) == Returned(1.0)
        assert isinstance(session.call("g", ()), Crashed)
        assert session.call("h", ()) == Returned(1.0)
    assert engine.started == 2


def test_an_answer_in_advance_is_none() -> None:
    class Eager(FakeEngine):
        def _serve(self, connection: socket.socket) -> None:
            frames.send(connection, {"id": "0" * 16, **HONEST})
            super()._serve(connection)

    with Session(Eager(replying(HONEST)), []) as session:
        assert isinstance(session.call("f", ()), Crashed)


def test_an_error_is_told_as_short_plain_text() -> None:
    evil = "\x1b[2J\u202e\ud800" + "x" * 10_000
    error = {"type": evil, "message": evil, "ancestry": [evil] * 100, "line": 10**9}
    with Session(FakeEngine(replying({"error": error})), []) as session:
        result = session.call("f", ())
    assert isinstance(result, Raised)
    assert (len(result.type) <= 80, len(result.message) <= 500, result.line) == (True, True, 0)
    assert len(result.ancestry) <= 20
    assert (result.type + result.message).isprintable()


# --- limits ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "sources", "sentence"),
    [
        pytest.param(
            {"call_seconds": 0.2},
            ["import time\ndef f(): time.sleep(60)"],
            "`f()` did not end within 0.2 s.",
            id="seconds of a call",
        ),
        pytest.param(
            {"cell_seconds": 0.2},
            ["import time\ndef f(): pass\ntime.sleep(60)"],
            "The cell that should define `f` did not end within 0.2 s.",
            id="seconds of a cell",
        ),
        pytest.param(
            {"submission_seconds": 0.5, "cell_seconds": 0.4},
            ["def f(): pass", *["import time\ntime.sleep(60)"] * 4],
            "`f()` gave no result: the 0.5 s that it may take in all were used up by the notebook.",
            id="seconds of a submission",
        ),
        pytest.param(
            {"restarts": 1},
            ["def f(): pass", *["import os\nos._exit(0)"] * 4],
            "`f()` ended the process that ran it: the notebook's code hung or ended its process "
            "too often.",
            id="restarts",
        ),
        pytest.param(
            {"memory_bytes": 1 << 30},
            ["def f(): return len(bytearray(2 << 30))"],
            "`f()` ran out of the memory that it may use in line 1 of its cell.",
            id="memory",
        ),
        pytest.param(
            {"file_bytes": 1 << 20},
            ["def f():\n with open('x', 'wb') as x: x.write(bytes(2 << 20))"],
            "`f()` wrote a larger file than it may in line 2 of its cell.",
            id="bytes of a file",
        ),
        pytest.param(
            {"open_files": 32},
            ["def f(): return [open('/dev/null') for _ in range(64)]"],
            "`f()` opened more files than it may at a time in line 1 of its cell.",
            id="open files",
        ),
        pytest.param(
            {"scratch_bytes": 4 << 20},
            ["def f():\n for n in range(8): open(str(n), 'wb').write(bytes(1 << 20))"],
            "`f()` filled the folder that it may write to in line 2 of its cell.",
            id="bytes of all files",
        ),
        pytest.param(
            {"processes": 8},
            [
                "import threading, time\ndef f():\n for _ in range(64):\n  "
                "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()"
            ],
            "`f()` started more threads or processes than it may in line 4 of its cell.",
            id="processes",
        ),
    ],
)
def test_each_limit_has_its_sentence(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    limits: dict[str, Any],
    sources: list[str],
    sentence: str,
) -> None:
    monkeypatch.setattr(engine, "limits", replace(QUICK, **limits))
    cells = [CodeCell(source, "f" if "def f" in source else "") for source in sources]
    with Session(engine, cells) as session:
        result = session.call("f", ())
    verdict = judge("f", Agrees((), 1.0, 0.0), result)
    assert verdict.message == sentence
    assert verdict.outcome in (Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.EXCEEDED)


def test_a_function_just_within_its_time_ends_with_the_submissions(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(QUICK, call_seconds=0.6, submission_seconds=1.5)
    monkeypatch.setattr(engine, "limits", limits)
    start = time.monotonic()
    with Session(engine, [CodeCell("import time\nf = lambda: time.sleep(0.25)")]) as session:
        results = [session.call("f", ()) for _ in range(40)]
    assert results[0] == Returned(None)
    assert isinstance(results[-1], TimedOut)
    assert time.monotonic() - start < 4.0


# --- what comes from outside the process -------------------------------------------------------


@contextlib.contextmanager
def listeners(folder: Path) -> Iterator[dict[str, socket.socket]]:
    """Sockets of every kind that wait for a word on this machine."""
    kinds: dict[str, tuple[int, int, Any]] = {
        "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        "path": (socket.AF_UNIX, socket.SOCK_DGRAM, str(folder / "socket")),
        "abstract": (socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{folder}"),
    }
    with contextlib.ExitStack() as stack:
        found = {}
        for name, (family, kind, address) in kinds.items():
            found[name] = stack.enter_context(socket.socket(family, kind))
            found[name].bind(address)
            if kind == socket.SOCK_STREAM:
                found[name].listen()
            found[name].settimeout(0.05)
        yield found


def test_no_socket_of_this_machine_is_reached(engine: Engine, tmp_path: Path) -> None:
    source = """
import socket

def f(tcp, udp, path, abstract):
    attempts = (
        lambda: socket.create_connection(("127.0.0.1", tcp), timeout=0.2),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", udp)),
        lambda: socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b"x", path),
        lambda: socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b"x", chr(0) + abstract),
    )
    worked = []
    for number, attempt in enumerate(attempts):
        try:
            attempt()
            worked.append(number)
        except OSError:
            pass
    return worked
"""
    tmp_path.chmod(0o755)
    with listeners(tmp_path) as found:
        ports = (found["tcp"].getsockname()[1], found["udp"].getsockname()[1])
        with Session(engine, [CodeCell(source)]) as session:
            args = (*ports, found["path"].getsockname(), str(tmp_path))
            assert session.call("f", args) == Returned([])
        for name, one in found.items():
            with pytest.raises(TimeoutError):
                one.accept() if name == "tcp" else one.recv(1)


# --- mangled submissions -----------------------------------------------------------------------


def answer_cell(notebook: Data) -> Data:
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "pull_table"
    )


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


MANGLED: dict[str, Callable[[Data], None]] = {
    "numbers for sources": lambda n: answer_cell(n).update(source=[1, None, {"a": "b"}, "x = 1\n"]),
    "a surrogate in a source": lambda n: answer_cell(n).update(source="x = '\ud800'\n"),
    "a null character in a source": lambda n: answer_cell(n).update(source="x = 1\0"),
    "a source of 10 MB": lambda n: answer_cell(n).update(source="x = 1  # " + "y" * 10_000_000),
    "a source of many lines": lambda n: answer_cell(n).update(source="x = 1\n" * 100_000),
    "3000 cells": lambda n: n["cells"].extend([answer_cell(n)] * 3_000),
    "cells of every type": lambda n: n["cells"].extend([None, 1, "x", [], {}, True, 1.5, [{}]]),
    "odd types of cells": lambda n: n["cells"].append(
        {"cell_type": ["code"], "source": 1, "id": {}, "metadata": 3, "outputs": "none"}
    ),
    "deep metadata": lambda n: answer_cell(n)["metadata"].update(deep=nested(400)),
    "odd marks": lambda n: answer_cell(n)["metadata"].update(
        nbgrader={"grade_id": 5, "grade": "yes", "solution": [], "points": "1e999"}
    ),
    "odd tags": lambda n: answer_cell(n)["metadata"].update(tags={"illustration": True}),
    "odd metadata": lambda n: n.update(metadata=[1, 2]),
    "odd course": lambda n: n.update(metadata={"course": {"lesson": ["x"]}}),
    "enormous numbers": lambda n: n["metadata"].update(big=10**4_000, inf=float("inf")),
    "pictures that are none": lambda n: n["cells"].append(
        {
            "cell_type": "markdown",
            "source": "![x](attachment:a)",
            "metadata": {},
            "attachments": {'"><script>alert(1)</script>': {"image/png": '"><script>'}, "b": 3},
        }
    ),
    "script as a grade_id": lambda n: answer_cell(n)["metadata"]["nbgrader"].update(
        grade_id="</script><script>alert(1)</script>"
    ),
}


def graded_bytes(layout: Layout, content: bytes) -> SubmissionRecord:
    submission = Submission("a.ipynb", "<script>alert(1)</script>", LESSON, content)
    (one,) = grade_batch([submission], layout, QUICK, with_papers=True)
    record = one.record
    to_line(record)
    json.loads(papers_of(one, layout).notebook)
    assert "<script" not in render(record, load_lesson(LESSON))
    return record


@pytest.mark.parametrize("mangle", MANGLED.values(), ids=MANGLED.keys())
def test_mangled_notebooks_are_graded(
    layout: Layout, blank: Data, mangle: Callable[[Data], None]
) -> None:
    notebook = copy.deepcopy(blank)
    mangle(notebook)
    record = graded_bytes(layout, json.dumps(notebook).encode())
    assert (record.status, record.score) == (Status.GRADED, 0.0)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace('"cells"', '"cells": [], "cells"', 1), id="keys"),
        pytest.param(lambda text: text.replace('"cells": [', '"cells": [NaN,', 1), id="NaN"),
        pytest.param(lambda text: text.replace('"cells": [', '"cells": [1e999,', 1), id="inf"),
        pytest.param(lambda text: text + " " * 100_000, id="space behind"),
    ],
)
def test_odd_json_is_graded(layout: Layout, blank: Data, change: Callable[[str], str]) -> None:
    record = graded_bytes(layout, change(json.dumps(blank)).encode())
    assert (record.status, record.score) == (Status.GRADED, 0.0)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"cells": ' + b"9" * 5_000 + b"}", id="a number of 5000 digits"),
        pytest.param(b'{"cells": ' + b'{"a":' * 100_000, id="100,000 braces"),
        pytest.param(b'{"cells": {"0": {}}}', id="cells in an object"),
        pytest.param('{"cells": []}'.encode("utf-16"), id="another encoding"),
        pytest.param(b'{"cells": ["\\ud800"], "metadata": {"course": {"lesson": "\\ud800"}}}',
                     id="half a character"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\x00" * 1_000, id="zeros"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_refused(layout: Layout, content: bytes) -> None:
    record = graded_bytes(layout, content)
    assert record.status not in (Status.GRADED, Status.GRADER_ERROR)
    assert record.score == 0.0


# Small files here stand for those of the largest size: a time that grows with the square of
# the size, or a memory a hundred times the size, shows in them already.


def test_mending_many_parts_of_one_answer_takes_no_longer_than_reading_them(blank: Data) -> None:
    cell = answer_cell(blank)
    parts = [{**cell, "source": "x" * 2_000_000}]
    parts += [{**cell, "source": f"y = {number}"} for number in range(1_500)]
    start = time.process_time()
    mend({"cells": parts}, blank)
    assert time.process_time() - start < 1.0


def test_looking_for_lost_answers_takes_no_longer_than_reading_them(blank: Data) -> None:
    released = parse(json.dumps(blank).encode()).cells
    question = next(cell for cell in released if cell.kind == "markdown" and cell.solution)
    lesson = tuple(cell for cell in released if not cell.solution)
    note = replace(question, grade_id="", source="mine")
    for cells in (
        (*lesson[:5], *[note] * 100_000, *lesson[5:]),
        (*lesson, note) * 2_000,
        [cell for one in lesson for cell in (one, note) for _ in range(1_000)],
    ):
        start = time.process_time()
        lost_marks(cells, released)
        assert time.process_time() - start < 3.0


def test_a_million_empty_cells_are_not_mended(blank: Data) -> None:
    content = json.dumps(blank)[:-1].replace('"cells": [', '"cells": [' + "{}," * 100_000, 1)
    data = json.loads(content + "}")
    assert len(mend(data, blank)["cells"]) < 10_000


def test_looking_into_an_illustration_is_quick(layout: Layout, blank: Data) -> None:
    notebook = copy.deepcopy(blank)
    notebook["cells"].append(
        {
            "cell_type": "code",
            "metadata": {"tags": ["illustration"]},
            # Python 3.11 parses such text in a time that grows with its square.
            "source": 'f"' + "{1}" * 60_000 + '"',
        }
    )
    start = time.process_time()
    submission = Submission("a.ipynb", "ada", LESSON, json.dumps(notebook).encode())
    code_cells(align(submission, layout))
    assert time.process_time() - start < 2.0


# --- determinism -------------------------------------------------------------------------------

MIXED = {
    "spring_energy": "def spring_energy(k, x):\n    raise KeyError({1, 'a', 2.5})",
    "well_expression": (
        "def well_expression():\n    import sympy\n"
        "    k, x = sympy.symbols('k x')\n    return k * x**2 / 2"
    ),
    "well_figure": (
        "def well_figure(k):\n    from matplotlib.figure import Figure\n"
        "    figure = Figure()\n    axes = figure.subplots()\n"
        "    axes.contour(np.random.default_rng(1).random((9, 9)))\n"
        "    axes.set(xlabel=str(set('abc')), ylabel='b')\n    return figure"
    ),
    "pull_table": "def pull_table(ks):\n    import os\n    os._exit(3)",
}


def test_the_same_submission_is_graded_the_same_twenty_times(layout: Layout, blank: Data) -> None:
    notebook = copy.deepcopy(blank)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = MIXED.get(name, cell["source"])
    content = json.dumps(notebook).encode()
    submissions = [Submission("a.ipynb", "ada", LESSON, content)] * 20
    lines = {to_line(replace(one, seconds=0.0)) for one in grade(submissions, layout, QUICK)}
    assert len(lines) == 1
    outcomes = {one["outcome"] for one in json.loads(lines.pop())["exercises"]}
    assert {"passed", "failed", "raised", "crashed", "not_attempted"} <= outcomes


def test_limits_have_room_for_honest_work() -> None:
    assert Limits().submission_seconds >= 5 * Limits().cell_seconds
