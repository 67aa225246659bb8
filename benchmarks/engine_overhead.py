"""What isolation costs a submission, beside a plain warm fork, in one run.

A submission here is one cell and ten calls of a trivial function, so that nearly all of its
time is overhead: fork, lockdown, protocol, teardown. The kinds take turns, so that a slow
moment of the machine meets all of them alike.

    python benchmarks/engine_overhead.py [ROUNDS]
"""

from __future__ import annotations

import os
import pickle
import statistics
import sys
import time
from collections.abc import Callable

from autograder.model.limits import Limits
from autograder.sandbox.client import Engine, NoIsolation
from autograder.sandbox.levels import Level
from autograder.sandbox.session import CodeCell, Session
from course.results.outcomes import Returned

CALLS = 10
SOURCE = "def double(x):\n    return 2 * x\n"


def plain_fork(shell: object) -> None:
    """Fork this process, which has imported everything, run the cell and the calls, and wait."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        shell.run_cell(SOURCE)  # type: ignore[attr-defined]
        values = [shell.user_ns["double"](float(n)) for n in range(CALLS)]  # type: ignore[attr-defined]
        os.write(write, pickle.dumps(values))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        values = pickle.loads(pipe.read())
    os.waitpid(pid, 0)
    assert values == [2.0 * n for n in range(CALLS)]


def through(engine: Engine) -> None:
    """Run the cell and the calls in the engine, from fork to teardown."""
    with Session(engine, [CodeCell(SOURCE)]) as session:
        for n in range(CALLS):
            assert session.call("double", (float(n),)) == Returned(2.0 * n)


def main(rounds: int) -> None:
    """Print medians, 95th percentiles and the ratio to a plain warm fork."""
    from autograder.sandbox.zygote import import_everything

    shell = import_everything()
    kinds: dict[str, Callable[[], None]] = {"plain warm fork": lambda: plain_fork(shell)}
    engines = []
    for level in Level:
        try:
            engines.append(Engine(Limits(), level))
        except NoIsolation as error:
            print(f"level {level}: {error.reason}")
            continue
        kinds[f"engine, level {level}"] = lambda engine=engines[-1]: through(engine)
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(rounds + 3):
        for name, run in kinds.items():
            start = time.perf_counter()
            run()
            if turn >= 3:
                times[name].append(1e3 * (time.perf_counter() - start))
    for engine in engines:
        engine.close()
    plain = statistics.median(times["plain warm fork"])
    print(f"{rounds} submissions of one cell and {CALLS} calls each, milliseconds")
    print(f"{'':24}{'median':>8}{'95 %':>8}{'beyond a plain fork':>22}")
    for name, taken in times.items():
        median, late = statistics.median(taken), sorted(taken)[int(0.95 * len(taken))]
        print(f"{name:24}{median:8.1f}{late:8.1f}{median - plain:+22.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
