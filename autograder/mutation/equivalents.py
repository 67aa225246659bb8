"""Mutants that change no result: autograder/equivalents/LESSON.toml says which, and why.

[[equivalent]]
exercise = "cost"
before = "residual = y(thetas, t) - y(thetas0, t)"
after = ["residual = y(thetas0, t) - y(thetas, t)"]
reason = "Only the square of the residual is used."
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.model.faults import Fault
from autograder.model.layout import Layout
from autograder.mutation.mutants import Mutation

FIELDS = {
    "exercise": "the name of an exercise",
    "before": "the changed line as it is in the reference function",
    "after": "a list of what the line is changed to",
    "reason": "a sentence that says why no result changes",
}


def path_of(layout: Layout, lesson: str) -> Path:
    """Return where the lesson's equivalent mutants are written down, if there are any."""
    return layout.root / "autograder" / "equivalents" / f"{lesson}.toml"


def read_equivalents(path: Path) -> dict[Mutation, str]:
    """Return the reasons by mutation, an empty dictionary if there is no file at `path`.

    Raises `Fault`, with the place of the entry, for a file of another form, an entry without
    a reason and a mutation that is written down twice.
    """
    if not path.exists():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Fault(f"{path}: this is not TOML: {error}.") from error
    entries = document.pop("equivalent", [])
    if document or not isinstance(entries, list):
        raise Fault(f"{path}: an entry starts with [[equivalent]], and there is nothing else.")
    reasons: dict[Mutation, str] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}: [[equivalent]] number {number}"
        _validate(where, entry)
        for after in entry["after"]:
            mutation = Mutation(entry["exercise"], entry["before"], after)
            if mutation in reasons:
                raise Fault(f"{where}: {after!r} is written down twice: remove one of them.")
            reasons[mutation] = entry["reason"]
    return reasons


def _validate(where: str, entry: Mapping[str, Any]) -> None:
    for name in sorted(FIELDS.keys() | entry.keys()):
        if name not in FIELDS:
            raise Fault(f"{where}: {name} is not known: use {', '.join(FIELDS)}.")
        value = entry.get(name)
        if name == "after":
            # An empty line is what becomes of an argument that is dropped with its line.
            listed = value if isinstance(value, list) else []
            fits = bool(listed) and all(isinstance(line, str) for line in listed)
        else:
            fits = isinstance(value, str) and bool(value.strip())
        if not fits:
            raise Fault(f"{where}: {name} must be {FIELDS[name]}; it is {value!r}.")
