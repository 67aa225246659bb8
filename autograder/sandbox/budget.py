"""The time of one submission: what its processes use of the processor, and what they sleep.

Whoever waits for a busy machine is not charged for that; but by the clock, too, there is an end.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from autograder.sandbox.cpu_deadline import IDLE

# On a busy machine a submission may take so many times longer by the clock.
LONGEST = 2.0


@dataclass
class Budget:
    """`seconds` that a submission may use in all, `spent` being what others had used before.

    >>> budget = Budget(60.0, spent=100.0)
    >>> budget.note_wait(wall=10.0, used=0.0)
    >>> round(budget.left(spent=120.0))
    30
    """

    seconds: float
    spent: float
    _more: float = 0.0
    _start: float = field(default_factory=time.monotonic)

    def note_wait(self, wall: float, used: float) -> None:
        """Note that an answer came after `wall` seconds, of which the processor worked `used`.

        A process that uses next to nothing sleeps, which costs as much as work.
        """
        if used < IDLE * wall:
            self._more += wall

    def note_work(self, seconds: float) -> None:
        """Note processor time that the answers cost the grader."""
        self._more += seconds

    def left(self, spent: float) -> float:
        """Return the seconds that are left when the processor worked `spent` in all."""
        by_clock = LONGEST * self.seconds - (time.monotonic() - self._start)
        return max(min(self.seconds - self._more - (spent - self.spent), by_clock), 0.0)
