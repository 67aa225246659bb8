"""Finding what autograder/lessons/LESSON/test_EXERCISE.py holds: a file an exercise.

Checks, known mistakes, right answers and equivalent mutants of an exercise stand there together.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.checks.answer import ATTRIBUTE, CheckInfo
from autograder.checks.author_faults import fault_at, nearest, shown_file, telling_authors

PREFIX = "test_"


@dataclass(frozen=True)
class FoundCheck:
    """A check function and what it says about itself.

    `file` is the exercise in whose file it stands.
    """

    file: str
    name: str
    exercise: str
    title: str
    hidden: bool
    weight: float
    function: Callable[..., None]


def checks_of(lesson: str) -> tuple[FoundCheck, ...]:
    """Return the lesson's checks in the order in which they are written."""
    return tuple(
        FoundCheck(file, name, info.exercise, info.title, info.hidden, info.weight, function)
        for file, module in exercise_modules(lesson).items()
        for name, function in vars(module).items()
        if isinstance(info := getattr(function, ATTRIBUTE, None), CheckInfo)
    )


def exercise_modules(lesson: str) -> dict[str, ModuleType]:
    """Return the modules of a lesson's exercises, by the exercises' ids; none for no lesson.

    Raises `AuthorFault` where one of them cannot be run, or names two functions alike.
    """
    package = f"autograder.lessons.{lesson}"
    if importlib.util.find_spec(package) is None:
        return {}
    found = pkgutil.iter_modules(importlib.import_module(package).__path__)
    names = sorted(one.name for one in found if one.name.startswith(PREFIX))
    return {name.removeprefix(PREFIX): _imported(f"{package}.{name}") for name in names}


@contextmanager
def standing_in(lesson: str, reference: ModuleType) -> Iterator[None]:
    """Let the lesson's exercises find `reference` where they import the reference functions.

    What is on disk may be older than the text that `reference` was made from. Afterwards all
    is as it was.
    """
    own, beside = f"solutions.{lesson}", f"autograder.lessons.{lesson}"
    names = [name for name in sys.modules if name in (own, beside) or name.startswith(f"{beside}.")]
    before = {name: sys.modules.pop(name) for name in names}
    solutions = importlib.import_module("solutions")
    attribute = getattr(solutions, lesson, None)
    sys.modules[own] = reference
    setattr(solutions, lesson, reference)
    try:
        yield
    finally:
        made = [name for name in sys.modules if name in (own, beside)]
        made += [name for name in sys.modules if name.startswith(f"{beside}.")]
        for name in made:
            del sys.modules[name]
        delattr(solutions, lesson)
        if attribute is not None:
            setattr(solutions, lesson, attribute)
        sys.modules |= before


def file_of(function: Callable[..., Any]) -> str:
    """Return the exercise in whose file the function stands.

    >>> file_of(file_of)
    'discovery'
    """
    return function.__module__.rpartition(".")[2].removeprefix(PREFIX)


def _imported(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    with telling_authors():
        module = importlib.import_module(name)
    _refuse_namesakes(module)
    return module


def _refuse_namesakes(module: ModuleType) -> None:
    """Raise `AuthorFault` if two functions of the file have one name: only the last is found."""
    path = Path(str(module.__file__))
    first: dict[str, int] = {}
    for node in ast.parse(path.read_bytes()).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        line = first.setdefault(node.name, node.lineno)
        if line != node.lineno:
            sentence = f"`{node.name}` stands in line {line} too, and is lost there: rename one."
            raise fault_at(shown_file(str(path)), node.lineno, "unique", sentence)


def refuse_silence(check: FoundCheck, asked: Sequence[object]) -> None:
    """Raise `AuthorFault` if the check, which all can pass then, asked nothing of the student."""
    if not asked:
        code = check.function.__code__
        raise fault_at(
            shown_file(code.co_filename),
            code.co_firstlineno,
            "checks",
            f"`{check.name}` asks nothing of the student: write `student.agrees(...)` or another "
            "step in it.",
        )


def points_of(checks: Sequence[FoundCheck], exercise: str, points: float) -> dict[str, float]:
    """Return the points of each check of the exercise: its points shared by weight."""
    mine = [check for check in checks if check.exercise == exercise]
    whole = sum(check.weight for check in mine)
    return {check.name: round(points * check.weight / whole, 9) for check in mine}


def generator(name: str) -> np.random.Generator:
    """Return the random generator of a check, seeded by its name: the same in every run."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def arguments(check: FoundCheck, given: dict[str, Any]) -> dict[str, Any]:
    """Return those of the `given` fixtures that the check's function asks for.

    Raises `AuthorFault` where it asks for another one.
    """
    code = check.function.__code__
    wanted = code.co_varnames[: code.co_argcount]
    for name in wanted:
        if name not in given:
            raise fault_at(
                shown_file(code.co_filename),
                code.co_firstlineno,
                "checks",
                f"`{check.name}` asks for `{name}`; a check may ask for {', '.join(given)}."
                f"{nearest(name, list(given)) or ' Mend its brackets.'}",
            )
    return {name: given[name] for name in wanted}
