"""What a function takes from outside its arguments: random numbers and files."""

from __future__ import annotations

import random
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

# Where Python, its libraries and their caches are: reading there hangs on no notebook.
LIBRARIES = tuple(
    {
        *(Path(one).resolve() for one in sysconfig.get_paths().values()),
        *(Path(one).resolve() for one in (sys.prefix, sys.base_prefix)),
        Path(__file__).resolve().parents[1],
        *map(Path, ("/proc", "/sys", "/dev", "/etc", "/usr/share")),
    }
)


@dataclass
class Inputs:
    """Whether unseeded random numbers were drawn, and the names of the files that were read."""

    is_random: bool = False
    files: list[str] = field(default_factory=list)


@contextmanager
def watched() -> Iterator[Inputs]:
    """Note what is taken from outside; random numbers begin as in grading and go on afterwards."""
    found = Inputs()
    ours, numpys = random.getstate(), np.random.get_state()
    generators: Any = getattr(np.random, "bit_generator", None)
    draw = getattr(generators, "randbits", None)
    entropy = random.Random(0)

    def randbits(count: int) -> int:
        found.is_random = True
        return entropy.getrandbits(count)

    random.seed(0)
    np.random.seed(0)
    if draw is not None:
        generators.randbits = randbits
    start = _state()
    try:
        with _files_noted(found.files):
            yield found
    finally:
        found.is_random = found.is_random or _state() != start
        random.setstate(ours)
        np.random.set_state(numpys)
        if draw is not None:
            generators.randbits = draw


def is_library(path: str) -> bool:
    """Return whether a file belongs to Python, its libraries or the course."""
    try:
        place = Path(path).resolve()
    except (OSError, ValueError, RuntimeError):
        return True
    hidden = any(part.startswith(".") for part in place.parts)
    return hidden or any(place.is_relative_to(one) for one in LIBRARIES)


def _state() -> tuple[object, ...]:
    state: Any = np.random.get_state()
    _, keys, position, *rest = state
    return random.getstate(), memoryview(keys).tobytes(), position, tuple(rest)


@contextmanager
def _files_noted(files: list[str]) -> Iterator[None]:
    listeners = _listeners()
    listeners.append(files)
    try:
        yield
    finally:
        listeners.remove(files)


@cache
def _listeners() -> list[list[str]]:
    """Return the lists to which the names of files are added as they are opened to be read."""
    # An audit hook can never be taken away again, so there is one, and it asks who listens.
    listeners: list[list[str]] = []

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not listeners:
            return
        file, mode = arguments[:2]
        name = file.decode(errors="replace") if isinstance(file, bytes) else file
        if isinstance(name, str) and "r" in (mode or "r") and not is_library(name):
            for files in listeners:
                if Path(name).is_file():
                    files.append(Path(name).name)

    sys.addaudithook(hear)
    return listeners
