"""Time limits on a busy machine: seconds of a free processor, not of the clock."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from autograder.model.limits import Limits
from autograder.sandbox.client import Engine
from autograder.sandbox.cpu_deadline import STRETCH, wait_for_answer
from autograder.sandbox.session import CodeCell, Session
from course import checking
from course.judging.judge import Agrees, judge
from course.results.outcomes import Returned, TimedOut

LIMIT = 0.4


@pytest.mark.parametrize(
    ("share", "most", "waited"),
    [
        pytest.param(1.0, 9.0, LIMIT, id="a processor of its own"),
        pytest.param(0.5, 9.0, 1.75 * LIMIT, id="half a processor"),
        pytest.param(0.13, 9.0, 5.6 * LIMIT, id="an eighth of a processor"),
        pytest.param(0.9 / STRETCH, 9.0, LIMIT, id="so little that it would never end"),
        pytest.param(0.0, 9.0, LIMIT, id="asleep"),
        pytest.param(0.3, 0.5, 0.5, id="the submission's time is over first"),
    ],
)
def test_who_is_kept_waiting_gets_more_time(share: float, most: float, waited: float) -> None:
    start = time.monotonic()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        left = wait_for_answer(ours, LIMIT, most, lambda: share * (time.monotonic() - start))
    assert left < 0.01
    assert 0.85 * waited <= time.monotonic() - start < waited + 0.6


def test_what_comes_in_the_time_that_is_added_is_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        later = threading.Timer(2 * LIMIT, theirs.sendall, [b"x"])
        later.start()
        left = wait_for_answer(ours, LIMIT, 9.0, lambda: 0.2 * time.monotonic())
        later.join()
    assert left > 1


@pytest.fixture
def busy_machine() -> Iterator[None]:
    # In sessions of their own, because some systems share processors out by session.
    burners = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
        for _ in range(3 * multiprocessing.cpu_count())
    ]
    yield
    for one in burners:
        one.kill()
        one.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what others use")
def test_a_busy_machine_times_nobody_out(busy_machine: None) -> None:
    cells = [
        CodeCell(
            "import time\n"
            "def work():\n"
            "    start = time.process_time()\n"
            "    while time.process_time() < start + 0.5:\n"
            "        pass\n"
            "    return time.process_time() - start\n"
        )
    ]
    limits = Limits(call_seconds=1.0)
    with Engine(limits) as engine, Session(engine, cells) as session:
        start = time.monotonic()
        done = session.call("work", ())
        needed = time.monotonic() - start
        assert isinstance(done, Returned)
        assert needed > 1.0, "the machine was not busy enough for this test"


def test_one_slow_function_leaves_the_others_their_time(engine: Engine) -> None:
    cells = [CodeCell("import time\nslow = lambda: time.sleep(0.2)\nquick = lambda: 1")]
    limits = replace(engine.limits, exercise_seconds=0.5, submission_seconds=2.0)
    with Engine(limits) as own, Session(own, cells) as session:
        results = [session.call("slow", ()) for _ in range(20)]
        assert session.call("quick", ()) == Returned(1)
    assert results[0] == Returned(None)
    assert results[-1] == TimedOut(0.5, by_calls=True)
    verdict = judge("slow", Agrees((), 1.0, 0.0), results[-1])
    assert verdict.message == (
        "`slow()` gave no result: the 0.5 s that it may take in all were used up by the calls "
        "before."
    )


def test_who_passes_check_has_time_to_spare_when_graded() -> None:
    assert Limits().call_seconds >= 2 * checking.LIMIT
