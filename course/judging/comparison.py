"""Numbers as a judge sees them: whatever holds them, and whether they are near enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from course.values.encoding import Opaque, printable
from course.values.expressions import ExpressionDescription
from course.values.figures import FigureDescription
from course.values.formatting import an

Array = np.ndarray[Any, Any]
SMALLEST = 1e-300
# Where zero is expected, in units of the largest number: some thousand roundings of it.
ZERO = 1e-12
# What is right to the digits that float32 holds, a few roundings included, is right.
SINGLE_RTOL = 4 * float(np.finfo(np.float32).eps)
SINGLE_SMALLEST = float(np.finfo(np.float32).tiny)
# What may be said of the result of a hidden call: words that cannot carry its input.
PLAIN_KINDS = (
    "a truth value",
    "a complex number",
    "an array of complex numbers",
    "an array of truth values",
    "text",
    "a figure",
    "an expression",
    "a SymPy expression",
)
MOST_NAMES, LONGEST_NAME = 8, 40


_HOLDING = re.compile("a (list|tuple) that holds ")


def numbers(value: object) -> Array | str:
    """Return `value` as an array of real numbers, or a phrase that says why it is none.

    The array has the shape of the value. It is of float32 if any of the numbers were, else of
    float64.
    """
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, int | float):
        return np.array(float(value))
    if isinstance(value, complex):
        return "a complex number"
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "c":
            return "an array of complex numbers"
        if value.dtype.kind == "b":
            return "an array of truth values"
        return value if value.dtype == np.float32 else value.astype(float)
    if isinstance(value, list | tuple):
        return _stack(value)
    return describe_got(value)


def tolerances(got: Array, rtol: float) -> tuple[float, float]:
    """Return the relative and the least absolute tolerance for numbers of any shape."""
    if got.dtype == np.float32:
        return max(rtol, SINGLE_RTOL), SINGLE_SMALLEST
    return rtol, SMALLEST


def slack(
    got: Array,
    expected: Array,
    rtol: float,
    atol: float | Array = 0.0,
    among: Array | None = None,
) -> Array:
    """Return by how much each number may differ: float64, in the shape of `expected`.

    That is `rtol` of what is expected, plus `atol`. Where exactly zero is expected and no `atol`
    is given, what is left of other numbers by rounding is zero as well: 1e-12 of the largest
    number expected is allowed there, or 1e-12 if all are zero. A tiny number that is not zero
    must be met by itself: zero is not 1e-198.

    `among` holds all that is expected, of any shape, if `expected` is a part of it. `atol` is a
    number, or one for each in `expected`, in units of the results.

    >>> slack(np.array([1e-17, 5.0]), np.array([0.0, 5.0]), 1e-9)
    array([5.e-12, 5.e-09])
    """
    relative, absolute = tolerances(got, rtol)
    size = np.abs(expected)
    all_sizes = size if among is None else np.abs(among)
    largest = float(np.max(all_sizes, where=np.isfinite(all_sizes), initial=0.0)) or 1.0
    with np.errstate(over="ignore"):
        allowed = relative * size + np.maximum(absolute, atol)
    # The digits of float32 are what they are, whatever an author asks for.
    floor = relative if got.dtype == np.float32 else np.where(np.equal(atol, 0), ZERO, 0.0)
    return np.where(expected == 0, np.maximum(allowed, floor * largest), allowed)


def differing(
    got: Array,
    expected: Array,
    rtol: float,
    atol: float | Array = 0.0,
    among: Array | None = None,
) -> Array:
    """Return where `got` differs from `expected`, an array of truth values of their shape.

    Both hold real numbers and have one shape; how near is near enough, `slack` says.

    >>> differing(np.array([1.0, 2.0, 1e-17]), np.array([1.0, 2.1, 0.0]), 1e-9)
    array([False,  True, False])
    """
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.abs(got.astype(float) - expected)
        close = (error <= slack(got, expected, rtol, atol, among)) & np.isfinite(error)
    wrong: Array = ~(close | (got == expected))
    return wrong


def near(got: Array, expected: Array, rtol: float, among: Array | None = None) -> bool:
    """Return whether both have one shape and all their numbers agree within `rtol`.

    `among` holds all that is expected, of any shape, if `expected` is a part of it.

    >>> near(np.array([1.0]), np.array([1.0 + 1e-12]), 1e-9)
    True
    """
    return got.shape == expected.shape and not differing(got, expected, rtol, among=among).any()


def without_names(kind: str) -> str:
    """Return the phrase for a result if it is one of ours alone, else a vaguer one.

    A student chooses the names of types, and could have them tell what a hidden call asked.
    """
    plain = kind.partition(" with the free symbol")[0]
    return plain if plain in PLAIN_KINDS else "something else"


def symbols_named(names: Sequence[str]) -> str:
    """Return names that students chose, for a sentence: not too many, and none too long."""
    shown = [printable(name[:LONGEST_NAME]).replace("\n", " ") for name in names[:MOST_NAMES]]
    return ", ".join([*shown, "…"] if len(names) > MOST_NAMES else shown)


def describe_got(value: object) -> str:
    """Return in a few words what a result is."""
    if isinstance(value, Opaque):
        return value.type if value.type.startswith("something ") else an(value.type)
    if value is None:
        return "None"
    if isinstance(value, FigureDescription):
        return "a figure"
    if isinstance(value, ExpressionDescription):
        if not value.symbols:
            return "an expression"
        more = "s" if len(value.symbols) > 1 else ""
        return f"a SymPy expression with the free symbol{more} {symbols_named(value.symbols)}"
    if isinstance(value, str):
        return "text"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, bool | int | float | complex):
        return str(value)
    return an(type(value).__name__)


def _stack(items: list[Any] | tuple[Any, ...]) -> Array | str:
    parts = [numbers(item) for item in items]
    for part in parts:
        if isinstance(part, str):
            return part if _HOLDING.match(part) else f"a {type(items).__name__} that holds {part}"
    if len({part.shape for part in parts if not isinstance(part, str)}) > 1:
        return f"a {type(items).__name__} whose items differ in shape"
    try:
        return np.array(parts, dtype=np.float32 if _any_single(parts) else float)
    except ValueError:
        # NumPy allows 64 dimensions.
        return f"a {type(items).__name__} that is nested too deeply"


def _any_single(parts: Iterable[Array | str]) -> bool:
    return any(isinstance(part, np.ndarray) and part.dtype == np.float32 for part in parts)
