"""The process that runs student code: frames, cells, calls, and what goes wrong with them."""

from __future__ import annotations

import json
import socket
import struct

import numpy as np
import pytest

from autograder.sandbox import frames
from autograder.sandbox.client import Engine
from autograder.sandbox.session import CodeCell, Session
from course.results.outcomes import CallResult, Crashed, Missing, Raised, Returned, TimedOut
from course.values.encoding import Opaque
from course.values.figures import FigureDescription
from tests.conftest import QUICK

LATE = TimedOut(QUICK.call_seconds)


def outcome(engine: Engine, *sources: str, call: str = "f", args: tuple = ()) -> CallResult:
    with Session(engine, [CodeCell(source) for source in sources]) as session:
        return session.call(call, args)


def framed(header: bytes, tail: bytes = b"") -> bytes:
    return struct.pack(">I", len(header)) + header + tail


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0\0", id="half a length"),
        pytest.param(framed(b"{}")[:-1], id="half a header"),
        pytest.param(struct.pack(">I", 2**31), id="a length beyond the bound"),
        pytest.param(framed(b"not json"), id="no JSON"),
        pytest.param(framed(b"[]"), id="no object"),
        pytest.param(framed(b"{}"), id="no buffer list"),
        pytest.param(framed(b'{"buffers": [-1]}'), id="a negative buffer length"),
        pytest.param(framed(b'{"buffers": [true]}'), id="a truth value as a length"),
        pytest.param(framed(b'{"buffers": [9000000000]}'), id="buffers beyond the bound"),
        pytest.param(framed(b'{"buffers": [3]}', b"ab"), id="a short buffer"),
        pytest.param(framed(b"[" * 100_000 + b"]" * 100_000), id="JSON 100,000 deep"),
        pytest.param(framed(b'{"a": ' + b"9" * 200_000 + b"}"), id="a number of 200,000 digits"),
        pytest.param(framed(b"[" + b"1," * 700_000 + b"1]"), id="too many items"),
    ],
)
def test_what_is_no_frame_is_refused(sent: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        theirs.settimeout(0.5)
        try:
            theirs.sendall(sent)
        except TimeoutError:
            pytest.fail("the test could not send its bytes at once")
        theirs.close()
        with pytest.raises(frames.BrokenFrame):
            frames.receive(ours, 5.0)


def test_a_frame_dripped_byte_by_byte_is_late() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(framed(b'{"buffers": []}')[:5])
        with pytest.raises(frames.LateFrame):
            frames.receive(ours, 0.05)


def test_frames_carry_objects_and_buffers() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(theirs, {"a": 1}, [b"xyz", b""])
        assert frames.receive(ours, 1.0) == ({"a": 1}, [b"xyz", b""])


@pytest.mark.parametrize(
    ("source", "args", "expected"),
    [
        pytest.param("f = lambda x: 2 * x", (3,), 6, id="a number"),
        pytest.param("def f(x): return [x, (x, None)]", (1.5,), [1.5, (1.5, None)], id="nested"),
        pytest.param("def f(): return {'a': True}", (), {"a": True}, id="a dict"),
        pytest.param("def f(): return (i for i in 'ab')", (), Opaque("generator"), id="generator"),
        pytest.param("class A: pass\nf = A", (), Opaque("A"), id="an object"),
        pytest.param("%matplotlib inline\nf = lambda: 1", (), 1, id="after a magic"),
        pytest.param("import os\n!true\nf = lambda: 2", (), 2, id="after a shell escape"),
        pytest.param("f = lambda: 1\n1 / 0", (), 1, id="defined before an error"),
        pytest.param(
            "import warnings\ndef f(): warnings.warn('x'); print('y'); return 3",
            (),
            3,
            id="warns and prints",
        ),
        pytest.param(
            "from course import check\ncheck('spring_energy')\nf = lambda: 4",
            (),
            4,
            id="calls check on the way",
        ),
    ],
)
def test_calls_return_values(engine: Engine, source: str, args: tuple, expected: object) -> None:
    assert outcome(engine, source, args=args) == Returned(expected)


def test_arrays_come_back_with_shape_and_type(engine: Engine) -> None:
    result = outcome(
        engine,
        "import numpy as np\ndef f(x): return np.asfortranarray(x.T)",
        args=(np.arange(6.0).reshape(2, 3),),
    )
    assert isinstance(result, Returned)
    assert np.array_equal(result.value, np.arange(6.0).reshape(2, 3).T)
    assert result.value.flags.c_contiguous


def test_figures_come_back_as_descriptions(engine: Engine) -> None:
    source = (
        "import matplotlib.pyplot as plt\n"
        "def f():\n    fig, ax = plt.subplots()\n    ax.plot([0, 1], [2, 3], label='a')\n"
        "    ax.set_xlabel('time')\n    ax.legend()\n    return fig\n"
    )
    result = outcome(engine, source)
    assert isinstance(result, Returned)
    assert isinstance(result.value, FigureDescription)
    (panel,) = result.value.panels
    assert (panel.xlabel, panel.legend, list(panel.curves[0].y)) == ("time", ("a",), [2.0, 3.0])


def test_expressions_come_back_as_values_at_points(engine: Engine) -> None:
    source = (
        "import sympy\nx, s = sympy.symbols('x sigma', positive=True)\n"
        "def f(): return {'a': sympy.exp(-x**2 / s), 'b': sympy.log(x - 2), 'c': sympy.Integer(3)}"
    )
    points = [{"x": 1.0, "sigma": 2.0}, {"x": 2.0}]
    with Session(engine, [CodeCell(source)]) as session:
        result = session.call("f", (), points)
    assert isinstance(result, Returned)
    a, b, c = (result.value[name] for name in "abc")
    assert (a.symbols, b.symbols, c.symbols) == (("sigma", "x"), ("x",), ())
    assert a.values[0] == pytest.approx(np.exp(-0.5), rel=1e-15)
    assert np.isnan(a.values[1])
    assert b.values[0] == pytest.approx(np.pi * 1j)
    assert not np.isfinite(b.values[1])
    assert list(c.values) == [3.0, 3.0]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param(["def f(): raise KeyError('k')"], Raised("KeyError"), id="an exception"),
        pytest.param(["def f():\n    return 1 / 0"], Raised("ZeroDivisionError"), id="a division"),
        pytest.param(["import sys\ndef f(): sys.exit(3)"], Raised("SystemExit"), id="sys.exit"),
        pytest.param(["def f(): return f()"], Raised("RecursionError"), id="endless recursion"),
        pytest.param(["class E(Exception):\n    def __str__(self): raise self\n"
                      "def f(): raise E()"], Raised("E"), id="an exception that cannot be shown"),
        pytest.param(["x = 1"], Missing(), id="no such function"),
        pytest.param(["f = 3"], Missing(), id="a number of that name"),
        pytest.param(["def f(:"], Missing(), id="a cell with a syntax error"),
        pytest.param(["def f():\n    while True: pass"], LATE, id="an endless loop"),
        pytest.param(["def f():\n    while True:\n        try:\n            while True: pass\n"
                      "        except BaseException: pass"], LATE, id="that swallows all"),
        pytest.param(["import os\ndef f(): os._exit(3)"], Crashed("it exited with code 3"),
                     id="exit"),
        pytest.param(["import ctypes\ndef f(): ctypes.string_at(0)"],
                     Crashed("it was ended by the signal SIGSEGV"), id="a segmentation fault"),
        pytest.param(["f = lambda: 5", "while True: pass"], Returned(5), id="a later endless cell"),
        pytest.param(["f = lambda: 6", "import os; os._exit(1)"], Returned(6), id="a later exit"),
        pytest.param(["f = lambda: 7", "raise SystemExit"], Returned(7), id="a later sys.exit"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_named(engine: Engine, sources: list[str], expected: CallResult) -> None:
    result = outcome(engine, *sources)
    if isinstance(expected, Raised):
        assert isinstance(result, Raised)
        assert result.type == expected.type
    else:
        assert result == expected


def test_an_error_in_the_defining_cell_is_told_with_its_line(engine: Engine) -> None:
    cell = CodeCell("x = 1\ny = undefined\ndef f(): return 1", defines="f")
    with Session(engine, [cell]) as session:
        result = session.call("f", ())
    assert isinstance(result, Raised)
    assert (result.type, result.line, result.while_defining) == ("NameError", 2, True)


def test_an_error_in_a_call_is_told_with_its_line(engine: Engine) -> None:
    result = outcome(engine, "def f():\n    x = 1\n    return x.missing")
    assert isinstance(result, Raised)
    assert (result.type, result.line) == ("AttributeError", 3)


def test_other_functions_survive_one_that_hangs(engine: Engine) -> None:
    cells = [CodeCell("def hang():\n    while True: pass\ndef f(): return 8")]
    with Session(engine, cells) as session:
        assert session.call("hang", ()) == LATE
        assert session.call("f", ()) == Returned(8)
        assert session.call("hang", ()) == LATE
        assert session.call("f", ()) == Returned(8)
        assert session.call("hang", ()) == LATE
        assert session.call("f", ()) == Returned(8)


def test_the_next_submission_knows_nothing_of_the_last(engine: Engine) -> None:
    assert outcome(engine, "import numpy\nnumpy.pi = 3\nf = lambda: 1") == Returned(1)
    result = outcome(engine, "import numpy\nf = lambda: numpy.pi")
    assert result == Returned(np.pi)


CHANCE = """\
import random
import numpy as np
def f():
    words = [hash("x"), *map(ord, {"stiff"[0], "sloppy"[1], "c", "d"})]
    return [random.random(), np.random.rand(), np.random.default_rng().random(), *words]
"""


def test_chance_is_the_same_in_every_run(engine: Engine) -> None:
    first = outcome(engine, CHANCE)
    assert isinstance(first, Returned)
    assert outcome(engine, CHANCE) == first
    with Engine(engine.limits) as other:
        assert outcome(other, CHANCE) == first


def test_what_cannot_be_printed_costs_nothing(engine: Engine) -> None:
    source = (
        "import sys\ndef f():\n    sys.stderr.write('\\ud800')\n    print('\\udfff')\n    return 9"
    )
    assert outcome(engine, source) == Returned(9)


def test_cells_that_hang_or_crash_are_told_and_lose_no_output(engine: Engine) -> None:
    sources = ["print('one')", "while True: pass", "import os; os._exit(0)", "1 / 0", "f = len"]
    cells = [CodeCell(source, "", place) for place, source in enumerate(sources)]
    with Session(engine, cells) as session:
        session.call("f", ([],))
        assert session.outputs == {0: "one\n", 3: "ZeroDivisionError: division by zero\n"}
        assert session.troubles == [
            f"Code cell number 2 did not end within {QUICK.cell_seconds:g} s and was left out.",
            "Code cell number 3 ended the program and was left out.",
        ]


def test_what_cells_print_after_a_call_is_not_kept(engine: Engine) -> None:
    cells = [
        CodeCell("import os, time\nprint(time.time())\ndef f(): os._exit(0)", "", 0),
        CodeCell("g = len", "", 1),
    ]
    with Session(engine, cells) as session:
        session.call("g", ([],))
        before = dict(session.outputs)
        session.call("f", ())
        session.call("g", ([],))
        assert session.outputs == before


def test_the_engine_survives_the_death_of_its_zygote(engine: Engine) -> None:
    source = "import os, signal\ndef f(): os.kill(os.getppid(), signal.SIGKILL)"
    outcome(engine, source)
    assert outcome(engine, "f = lambda: 9") == Returned(9)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param({"value": {"array": "|O", "shape": [1], "buffer": 0}}, id="object dtype"),
        pytest.param({"value": {"array": "<f8", "shape": [-1], "buffer": 0}}, id="negative shape"),
        pytest.param({"value": {"array": "<f8", "shape": [5], "buffer": 0}}, id="short buffer"),
        pytest.param({"value": "text"}, id="no description"),
        pytest.param({"value": {"expression": {"dict": {}}}}, id="an expression that is none"),
        pytest.param({}, id="nothing"),
        pytest.param({"error": "text"}, id="an error that is none"),
        pytest.param({"id": "0123456789abcdef", "value": {"int": 1}}, id="another id"),
    ],
)
def test_forged_replies_are_crashes(engine: Engine, reply: dict) -> None:
    source = f"""
import gc, json, os, socket, struct
def f():
    frame = {json.dumps({"buffers": [], **reply})!r}.encode()
    for number in range(3, 64):
        try:
            os.write(number, struct.pack(">I", len(frame)) + frame)
        except OSError:
            pass
    return 1
"""
    assert isinstance(outcome(engine, source), Crashed)
