"""The names that authors give to new lessons and exercises, and which of them will not do."""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass

from autograder.model.faults import Fault

# With it the lines of the checks that `course new` writes are as long as they may be.
LONGEST_NAME = 30
MOST_POINTS = 1000
# What the header of a text notebook takes for a truth value or for nothing.
NO_WORDS = ("no", "off", "on", "yes", "true", "false", "null")


class NotScaffolded(Fault):
    """The exercise cannot be added as it was named; nothing was written."""


@dataclass(frozen=True)
class NewExercise:
    """An exercise to be added to a lesson, which may be new itself."""

    lesson: str
    id: str
    title: str
    points: float


def new_exercise(name: str, title: str | None, points: float) -> NewExercise:
    """Return the exercise named LESSON.exercise. Raises `NotScaffolded` for a bad name."""
    lesson, dot, identifier = name.partition(".")
    if not dot or "." in identifier:
        raise NotScaffolded(
            f'"{name}" must be the names of a lesson and of an exercise with a dot between them, '
            'such as "oscillators.energy".'
        )
    for part, what in ((lesson, "lesson"), (identifier, "exercise")):
        if fault := _fault_of(part, what):
            raise NotScaffolded(f'The {what} cannot be called "{part}": {fault}')
    if not 0 < points <= MOST_POINTS or round(points, 2) != points:
        raise NotScaffolded(
            f"{points:g} points cannot be given: take a positive number of at most {MOST_POINTS}, "
            "with two decimals or fewer."
        )
    words = (title or "").strip() or in_words(identifier)
    return NewExercise(lesson, identifier, words, points)


def in_words(name: str) -> str:
    """Return the name as a title."""
    return name.replace("_", " ").strip().capitalize()


def _fault_of(name: str, what: str) -> str:
    """Return why the name cannot be that of a lesson or exercise, empty if it can."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return "take small letters, digits and underscores, the first of them a letter."
    if len(name) > LONGEST_NAME:
        return f"take {LONGEST_NAME} characters or fewer."
    if keyword.iskeyword(name) or name in NO_WORDS:
        return "that word has a meaning of its own in Python or in the header; take another."
    if name.startswith(("test_", "check_")):
        return "names that begin so are those of checks; take another."
    if what == "exercise" and hasattr(builtins, name):
        return "Python has a function of that name, which would be hidden by it; take another."
    return ""
