"""Small changes of a reference function that change no result, written down with the reason.

EQUIVALENT_MUTANTS = (
    Equivalent(
        "residual = y(thetas, t) - y(thetas0, t)",
        ["residual = y(thetas0, t) - y(thetas, t)"],
        "Only the square of the residual is used.",
    ),
)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.checks.discovery import exercise_modules
from autograder.model.faults import Fault

NAME = "EQUIVALENT_MUTANTS"


@dataclass(frozen=True)
class Equivalent:
    """A line as it is in the reference function, what it may be changed to, and why.

    An empty line is what becomes of an argument that is dropped with its line.
    """

    before: str
    after: Sequence[str]
    reason: str


@dataclass(frozen=True, order=True)
class Mutation:
    """What is changed, told so that it stays true when lines above move: the text of the line.

    If the same line stands twice in a function, both have the same description.
    """

    exercise: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.exercise}: {self.before} → {self.after or 'nothing'}"


def equivalents_of(lesson: str) -> dict[Mutation, str]:
    """Return the reasons by mutation, in the order in which they are written.

    Raises `Fault`, with the place of the entry, for an entry of another form, one without a
    reason, and a mutation that is written down twice.
    """
    reasons: dict[Mutation, str] = {}
    for exercise, module in exercise_modules(lesson).items():
        entries = getattr(module, NAME, ())
        if not isinstance(entries, list | tuple):
            raise Fault(f"{module.__file__}: {NAME} must be a tuple of `Equivalent(...)`.")
        for number, entry in enumerate(entries, 1):
            where = f"{module.__file__}: {NAME}, number {number}"
            _validate(where, entry)
            for after in entry.after:
                mutation = Mutation(exercise, entry.before, after)
                if mutation in reasons:
                    raise Fault(f"{where}: {after!r} is written down twice: remove one of them.")
                reasons[mutation] = entry.reason
    return reasons


def _validate(where: str, entry: object) -> None:
    if not isinstance(entry, Equivalent):
        raise Fault(f"{where}: this is no `Equivalent(before, after, reason)`.")
    for name, what in (("before", "the line that is changed"), ("reason", "a sentence")):
        value = getattr(entry, name)
        if not isinstance(value, str) or not value.strip():
            raise Fault(f"{where}: {name} must be {what}; it is {value!r}.")
    after = entry.after
    if not isinstance(after, list | tuple) or not after or not all(map(_is_text, after)):
        raise Fault(f"{where}: after must be a list of lines; it is {after!r}.")


def _is_text(value: object) -> bool:
    return isinstance(value, str)
