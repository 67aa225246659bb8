"""Arguments as Python text that makes them again, bit for bit, wherever `np` is NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
# Shorter arrays are written out, longer ones as what makes them, or else in words.
MOST_WRITTEN = 8
LONGEST_WRITTEN = 1200


def array_text(array: Array) -> str | None:
    """Return an expression that makes the array, None if it would be too long.

    The array may have any shape, and any dtype of numbers or truth values.

    >>> array_text(np.arange(100) * 0.1)
    'np.arange(0, 10, 0.1)'
    >>> array_text(np.array([0.1, np.inf]))
    'np.array([0.1, np.inf])'
    """
    if array.dtype.kind not in "biufc":
        return None
    written = _written(array)
    if array.size <= MOST_WRITTEN and array.size:
        return written
    recipes = [text for text, made in _recipes(array) if same_bits(made, array)]
    recipe = min(recipes, key=len, default=None)
    return recipe or (written if len(written) <= LONGEST_WRITTEN and array.size else None)


def number_text(value: Any) -> str:
    """Return a number as Python reads it.

    >>> number_text(float("nan")), number_text(0.1), number_text(True)
    ('np.nan', '0.1', 'True')
    """
    return repr(value).replace("nan", "np.nan").replace("inf", "np.inf")


def same_bits(one: Array, other: Array) -> bool:
    """Return whether two arrays of any shape and dtype are the same in every bit."""
    return (
        one.dtype == other.dtype
        and one.shape == other.shape
        and np.ascontiguousarray(one).tobytes() == np.ascontiguousarray(other).tobytes()
    )


def _written(array: Array) -> str:
    if array.dtype == np.float64 and array.size > MOST_WRITTEN:
        whole = np.nan_to_num(array).astype(np.int64)
        if same_bits(whole.astype(np.float64), array):
            return f"np.array({whole.tolist()}, dtype=float)"
    text = number_text(array.tolist())
    natural = np.array(array.tolist())
    dtype = "" if natural.dtype == array.dtype else f", dtype=np.{array.dtype.name}"
    return f"np.array({text}{dtype})"


def _recipes(array: Array) -> Iterator[tuple[str, Array]]:
    shape = array.shape
    size = str(shape[0]) if len(shape) == 1 else repr(shape)
    dtype = "" if array.dtype == np.float64 else f", dtype=np.{array.dtype.name}"
    yield f"np.zeros({size}{dtype})", np.zeros(shape, dtype=array.dtype)
    if not array.size:
        return
    first = array.flat[0].item()
    if (array == first).all():
        yield f"np.ones({size}{dtype})", np.ones(shape, dtype=array.dtype)
        full = np.full(shape, first)
        more = "" if full.dtype == array.dtype else f", dtype=np.{array.dtype.name}"
        yield f"np.full({size}, {number_text(first)}{more})", np.full(shape, first, array.dtype)
    if array.ndim == 2 and shape[0] == shape[1]:
        yield f"np.eye({shape[0]}{dtype})", np.eye(shape[0], dtype=array.dtype)
    if array.dtype.kind not in "iuf" or not np.isfinite(array).all():
        return
    for text, made in _rows(array.ravel()):
        if array.ndim == 1:
            yield text, made
        elif made.size == array.size:
            yield f"{text}.reshape({', '.join(map(str, shape))})", made.reshape(shape)


def _rows(row: Array) -> Iterator[tuple[str, Array]]:
    """Yield what may have made finite numbers of shape (n,), with what it makes, of their dtype."""
    if row.size < 2:
        return
    count, dtype = row.size, row.dtype
    first, second, last = (_number(row[place]) for place in (0, 1, -1))
    named = "" if dtype in (np.float64, np.int64) else f", dtype=np.{dtype.name}"
    given: Any = dtype if named else None
    if dtype.kind in "iu":
        step = second - first
        if step:
            end = last + (1 if step > 0 else -1)
            yield f"np.arange({_ends(first, end, step)}{named})", _steps(first, end, step, given)
        return
    for one, other in _rounded(first, last):
        text = f"{_short(one)}, {_short(other)}, {count}"
        yield f"np.linspace({text}{named})", np.linspace(one, other, count, dtype=given)
        if one > 0 and other > 0:
            yield f"np.geomspace({text}{named})", np.geomspace(one, other, count, dtype=given)
    for digits in (1, 2, 3, 4, 6, 8, 10, 12, 17):
        step = float(f"{(last - first) / (count - 1):.{digits}g}")
        start = float(f"{first:.12g}")
        stop = float(f"{start + count * step:.12g}")
        for end in (stop, last + step / 2) if step else ():
            if abs((end - start) / step - count) > 1:
                continue
            for form in (int, float):
                # `np.arange(0, 3)` is of integers, `np.arange(0.0, 3)` is not.
                is_whole = all(value == int(value) for value in (start, end, step))
                text = _ends(start, end, step) if form is int else f"{start}, {end}, {step}"
                if form is int and is_whole:
                    continue
                yield f"np.arange({text}{named})", _steps(start, end, step, given)


def _steps(*arguments: Any) -> Array:
    steps: Array = np.arange(*arguments)
    return steps


def _number(one: np.generic) -> Any:
    return one.item()


def _rounded(first: float, last: float) -> Iterator[tuple[float, float]]:
    for digits in (12, 17):
        yield float(f"{first:.{digits}g}"), float(f"{last:.{digits}g}")


def _ends(first: float, end: float, step: float) -> str:
    if step == 1:
        return _short(end) if first == 0 else f"{_short(first)}, {_short(end)}"
    return f"{_short(first)}, {_short(end)}, {_short(step)}"


def _short(value: float) -> str:
    """Return a number without a fraction of zero: NumPy takes 0 for 0.0 here."""
    is_negative_zero = value == 0 and str(value).startswith("-")
    return str(int(value)) if value == int(value) and not is_negative_zero else repr(value)
