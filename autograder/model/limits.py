"""How much a submission may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes and counts; the defaults leave an honest solution a wide margin.

    Seconds are those of a free processor, see `autograder.sandbox.cpu_deadline`; those of all
    calls of one exercise are by the clock. Those of a submission count whatever its processes use
    and sleep, and end by the clock after twice as many.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 10.0
    exercise_seconds: float = 30.0
    submission_seconds: float = 60.0
    restarts: int = 60
    memory_bytes: int = 2 << 30
    file_bytes: int = 16 << 20
    scratch_bytes: int = 64 << 20
    open_files: int = 128
    processes: int = 64
    output_characters: int = 20_000
