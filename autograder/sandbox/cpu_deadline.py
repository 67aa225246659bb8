"""How long to wait for an answer: a busy machine must not cost a student points.

Limits are meant in seconds of a free processor. Where others keep it busy, a process that has
not had its share of the processor when its time is over gets more, up to `STRETCH` times as
much. One that sleeps or waits gets none.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable

STRETCH = 8.0
# Before this part of its time is over, nobody asks what a process has used.
UNWATCHED = 0.25
# With less than this share of a processor it waits for something else, or would never end.
IDLE = 1 / STRETCH
LOOK_AGAIN = 0.05
# Who has used nearly all of its time has used it up.
NEARLY = 0.05
# For what is on its way when the waiting ends, in seconds.
LONGEST_READ = 2.0


def wait_for_answer(
    connection: socket.socket, seconds: float, most: float, used_by_child: Callable[[], float]
) -> float:
    """Wait for something to read, for `seconds` of processor time; return how long to read.

    It never waits longer than `most` seconds, or `STRETCH` times `seconds`. `used_by_child`
    returns seconds of processor time, counted from any start. What is returned is in seconds
    too, near 0 where nothing came.
    """
    start = time.monotonic()
    most = min(most, STRETCH * seconds)
    if _has_come(connection, min(UNWATCHED * seconds, most)):
        return LONGEST_READ
    used_before, watched_from = used_by_child(), time.monotonic()
    end = start + min(seconds, most)
    while not _has_come(connection, end - time.monotonic()):
        used, now = used_by_child() - used_before, time.monotonic()
        missing = (1 - UNWATCHED) * seconds - used
        is_idle = used < IDLE * (now - watched_from)
        if is_idle or missing <= NEARLY * seconds or now >= start + most:
            return 0.001
        end = min(now + max(missing, LOOK_AGAIN), start + most)
    return LONGEST_READ


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has used, in seconds; 0 where nothing tells.

    >>> import os
    >>> processor_seconds(os.getpid()) > 0
    True
    """
    try:
        # Linux's name for another process's clock (clock_getcpuclockid); it needs no /proc.
        return time.clock_gettime((~process << 3) | 2)
    except OSError:
        return 0.0


def _has_come(connection: socket.socket, seconds: float) -> bool:
    return bool(select.select([connection], [], [], max(seconds, 0.0))[0])
