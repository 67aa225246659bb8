"""Whatever a submission does, it costs no more time than one may."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from autograder.model.limits import Limits
from autograder.sandbox.budget import Budget
from autograder.sandbox.client import Engine
from autograder.sandbox.session import CodeCell, Session
from course.results.outcomes import Returned, TimedOut
from tests.conftest import QUICK

MOST = 2.4
LIMITS = replace(QUICK, cell_seconds=0.4, call_seconds=0.4, submission_seconds=MOST)
LOOP = "  while True: pass\n"
# What each exercise of a notebook does; all functions of the notebook do the same.
COSTS = {
    "the text of an error": f"class E(Exception):\n def __str__(self):\n{LOOP}def f(): raise E",
    "the text of a text": f"class E(Exception):\n def __str__(self): return T()\n"
    f"class T(str):\n def __getitem__(self, key):\n{LOOP}def f(): raise E",
    "a class": f"class C:\n @property\n def __class__(self):\n{LOOP}def f(): return C()",
    "a metaclass": f"class M(type):\n @property\n def __name__(cls):\n{LOOP}"
    "class E(Exception, metaclass=M): pass\ndef f(): raise E",
    "a conversion": f"class C:\n def __float__(self):\n{LOOP} __array__ = __iter__ = __float__\n"
    "def f(): return C()",
    "a shape": "import numpy as np\nclass C(np.ndarray):\n @property\n def dtype(self):\n"
    f"{LOOP}def f(): return np.zeros(3).view(C)",
    "a comparison": f"class C(float):\n def __eq__(self, other):\n{LOOP}"
    " __lt__ = __ne__ = __hash__ = __eq__\ndef f(): return {C(1): [C(2)]}",
    "a generator": "import itertools\ndef f(): return itertools.count()",
    "what is collected": f"class C:\n def __del__(self):\n{LOOP}def f():\n C()\n return 1.0",
    "output": "def f():\n while True: print('x' * 9999)",
    "threads": "import hashlib, threading\ndef w():\n block = bytes(1 << 22)\n"
    " while True: hashlib.sha256(block)\n"
    "def f():\n for _ in range(4): threading.Thread(target=w).start()\n w()",
    "sleep": "import time\ndef f(): time.sleep(1e6)",
    "sleep and work": "import time\ndef f():\n while True:\n  end = time.process_time() + 0.02\n"
    "  while time.process_time() < end: pass\n  time.sleep(0.02)",
}
EXERCISES = 8


@pytest.mark.parametrize("source", COSTS.values(), ids=COSTS)
def test_nothing_costs_more_than_a_submission_may(engine: Engine, source: str) -> None:
    engine_limits, engine.limits = engine.limits, LIMITS
    cells = [CodeCell(source), *(CodeCell(f"f{n} = f") for n in range(EXERCISES))]
    before, start, worked = engine.spent, time.monotonic(), time.process_time()
    try:
        with Session(engine, cells) as session:
            for name in range(EXERCISES):
                for _ in range(3):
                    session.call(f"f{name}", ())
    finally:
        engine.limits = engine_limits
    spent = engine.spent - before + time.process_time() - worked
    # A little for starting processes anew; without the bound it would be 6.4 s.
    assert spent < MOST + 1.2
    assert time.monotonic() - start < 2 * MOST + 6


def test_what_hangs_leaves_time_for_the_others(engine: Engine) -> None:
    engine_limits, engine.limits = engine.limits, LIMITS
    hangs = "def hangs():\n while True: pass\ntoo = hangs\ndef quick(): return 1"
    try:
        with Session(engine, [CodeCell(hangs)]) as session:
            results = [session.call(name, ()) for name in ("hangs", "hangs", "too", "too")]
            assert session.call("quick", ()) == Returned(1)
    finally:
        engine.limits = engine_limits
    assert {type(one) for one in results} == {TimedOut}


@pytest.mark.parametrize(
    ("wall", "used", "spent", "left"),
    [
        pytest.param(10.0, 10.0, 10.0, 50, id="work"),
        pytest.param(10.0, 0.0, 0.0, 50, id="sleep"),
        pytest.param(40.0, 10.0, 10.0, 50, id="waiting for a busy machine"),
        pytest.param(10.0, 10.0, 30.0, 30, id="work of other processes"),
        pytest.param(90.0, 0.0, 0.0, 0, id="more than there was"),
    ],
)
def test_work_and_sleep_are_taken_from_the_time(
    wall: float, used: float, spent: float, left: int
) -> None:
    budget = Budget(60.0, spent=5.0)
    budget.note_wait(wall, used)
    assert round(budget.left(5.0 + spent)) == left


def test_a_submission_may_cost_a_minute() -> None:
    assert Limits().submission_seconds == 60.0
