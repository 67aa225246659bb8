"""A lesson's text as it is read from disk, and what its header says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import jupytext

from autograder.model.faults import Fault
from autograder.model.limits import Limits

LEAST_MEMORY = 1 << 29


class SourceError(Fault):
    """A lesson's text notebook is not as it must be: the author's fault, with the fix."""


def read_text(path: Path) -> str:
    """Return a lesson's text. Raises `SourceError` where it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{path}, line {line}: encoding: this is not UTF-8. Save the file as UTF-8."
        ) from error


def read_order(path: Path) -> int:
    """Return the lesson's place in the course, which the header of its text states.

    Only the header is read. Raises `SourceError` where it states no whole number from 1 on.
    """
    header = read_text(path).partition("\n# %%")[0]
    notebook = notebook_of(header, str(path))
    return order_in(notebook.metadata.get("course", {}), str(path))


def notebook_of(text: str, where: str) -> Any:
    """Return the notebook that a lesson's text stands for; `SourceError` for a broken header."""
    try:
        return jupytext.reads(text, fmt="py:percent")
    # What is wrong with YAML comes as exceptions of many kinds.
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        raise SourceError(
            f"{where}: the header between the two lines `# ---` cannot be read: {said}. Mend it "
            "as it stands in another lesson."
        ) from error


def order_in(course: Mapping[str, Any], where: str) -> int:
    """Return the lesson's place in the course; `SourceError` where none is stated."""
    order = course.get("order")
    if type(order) is not int or order < 1:
        told = "nothing" if order is None else f"`{order}`"
        raise SourceError(
            f"{where}: the header must hold, below `course:`, the lesson's place in the course as "
            f"`order:` and a whole number from 1 on; it holds {told}."
        )
    return order


def limits_in(limits: Mapping[str, float], where: str) -> Mapping[str, float]:
    """Return what the header allows a submission; `SourceError` where it is no such limit."""
    known = {field.name: field.default for field in fields(Limits)}
    for name, amount in limits.items():
        if name not in known or not _is_amount(amount, known[name]):
            raise SourceError(
                f"{where}: `limits` in the header holds `{name}: {amount}`; it may hold positive "
                f"numbers for {', '.join(sorted(known))}, whole ones for all but seconds."
            )
        if name == "memory_bytes" and amount < LEAST_MEMORY:
            raise SourceError(
                f"{where}: `memory_bytes: {amount}` in the header is less than Python and the "
                f"libraries need by themselves: allow {LEAST_MEMORY} at least."
            )
    return dict(limits)


def _is_amount(amount: object, default: object) -> bool:
    if type(amount) is not int and (type(amount) is not float or type(default) is not float):
        return False
    return math.isfinite(amount) and amount > 0
