"""Finding the checks of a lesson: whatever autograder/test_LESSON.py marks as one."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.answer import ATTRIBUTE, CheckInfo


@dataclass(frozen=True)
class FoundCheck:
    """A check function and what it says about itself."""

    name: str
    exercise: str
    title: str
    hidden: bool
    weight: float
    function: Callable[..., None]


def checks_of(lesson: str) -> tuple[FoundCheck, ...]:
    """Return the lesson's checks in the order in which they are written."""
    module = importlib.import_module(f"autograder.test_{lesson}")
    found = []
    for name, function in vars(module).items():
        info = getattr(function, ATTRIBUTE, None)
        if isinstance(info, CheckInfo):
            found.append(
                FoundCheck(name, info.exercise, info.title, info.hidden, info.weight, function)
            )
    return tuple(found)


def points_of(checks: Sequence[FoundCheck], exercise: str, points: float) -> dict[str, float]:
    """Return the points of each check of the exercise: its points shared by weight."""
    mine = [check for check in checks if check.exercise == exercise]
    whole = sum(check.weight for check in mine)
    return {check.name: round(points * check.weight / whole, 9) for check in mine}


def generator(name: str) -> np.random.Generator:
    """Return the random generator of a check, seeded by its name: the same in every run."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def arguments(check: FoundCheck, given: dict[str, Any]) -> dict[str, Any]:
    """Return those of the `given` fixtures that the check's function asks for."""
    wanted = check.function.__code__.co_varnames[: check.function.__code__.co_argcount]
    return {name: given[name] for name in wanted}
