"""A limit on the time of code that runs in the student's own process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

RING_AGAIN = 0.1


class TimeUp(BaseException):
    """The time is over. No `Exception`, so that a student's `except Exception` lets it pass."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in what runs within, after so many seconds; in the main thread alone."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        # Signals reach the main thread only, and Windows has no timer that sends one.
        yield
        return

    armed = True

    def stop(*_: object) -> None:
        if armed:
            raise TimeUp

    start = perf_counter()
    remaining, interval = signal.getitimer(signal.ITIMER_REAL)
    previous = signal.signal(signal.SIGALRM, stop)
    try:
        # It rings again and again: Python drops what is raised while it collects garbage.
        # One ring may interrupt the inner `finally`; the outer one then has time to finish.
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN)
            yield
        finally:
            armed = False
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if previous is None else previous)
        if remaining:
            left = max(remaining - (perf_counter() - start), 1e-3)
            signal.setitimer(signal.ITIMER_REAL, left, interval)
