"""Values from their description: what arrives from a process that is not trusted.

Nothing is unpickled or evaluated. Types, sizes and depth are bounded, and each buffer is used
once, so that a small reply cannot become a large value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.values.expressions import ExpressionDescription, MalformedExpression
from course.values.figures import FigureDescription, MalformedFigure

DTYPES = frozenset(
    [
        *("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"),
        *("<f2", "<f4", "<f8", "<c8", "<c16"),
    ]
)
MOST_ITEMS = 200_000
# Of all arrays together, whatever their dtype: a judge makes each number a float of 8 bytes, and
# a grader holds the results of all checks at a time.
MOST_NUMBERS = 1 << 20
MOST_TEXT = 2_000
DEEPEST = 32
LARGEST_INT = 10**300
# Of a dict whose keys are not all text: numbers can be chosen so that finding one among them takes
# as long as they are many.
MOST_KEYS = 1_000

Document = dict[str, Any]


class MalformedValue(ValueError):
    """A document that `describe` cannot have written."""


@dataclass(frozen=True)
class Opaque:
    """Something that is no number, array, text, container or figure: `type` says what."""

    type: str


def rebuild(document: object, buffers: Sequence[bytes] = ()) -> Any:
    """Return the value that `document` and `buffers` stand for.

    Raises `MalformedValue` for anything that `describe` does not write: an unknown kind, a
    dtype that is not in `DTYPES`, a buffer that does not fit its shape or is used twice.

    >>> rebuild({"list": [{"int": 1}, {"float": 2.5}]})
    [1, 2.5]
    """
    return _rebuild(document, _Arrived(buffers, set(range(len(buffers)))), 0)


def printable(text: str) -> str:
    """Return the text without characters that are no print: controls, direction marks, halves.

    >>> printable("a\u202eb\x1b[1m")
    'ab[1m'
    """
    return "".join(character for character in text if character.isprintable() or character == "\n")


@dataclass
class _Arrived:
    """The buffers that came with a description, those not used yet, and the numbers read."""

    buffers: Sequence[bytes]
    unused: set[int]
    numbers: int = 0


def _rebuild(document: object, arrived: _Arrived, depth: int) -> Any:
    if depth > 2 * DEEPEST or not isinstance(document, dict) or not document:
        raise MalformedValue("a value's description must be a JSON object that is not too deep")
    kind, content = next(iter(document.items()))
    if kind == "array":
        return _rebuild_array(document, arrived)
    if kind in ("list", "tuple") and isinstance(content, list):
        items = [_rebuild(item, arrived, depth + 1) for item in content]
        return items if kind == "list" else tuple(items)
    if kind == "dict" and isinstance(content, dict):
        return {str(key): _rebuild(item, arrived, depth + 1) for key, item in content.items()}
    if kind == "pairs" and isinstance(content, list) and len(content) <= MOST_KEYS:
        return _rebuild_pairs(content, arrived, depth)
    if kind in ("figure", "expression"):
        return _rebuild_description(kind, _rebuild(content, arrived, depth + 1))
    return _rebuild_scalar(kind, content, depth)


def _rebuild_pairs(pairs: list[Any], arrived: _Arrived, depth: int) -> dict[Any, Any]:
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise MalformedValue("a dict's items must be pairs")
    keys = [_rebuild(key, arrived, depth + 1) for key, _ in pairs]
    if not all(map(_is_key, keys)):
        raise MalformedValue("a dict's keys must be text, numbers, or tuples of them")
    return {
        key: _rebuild(item, arrived, depth + 1) for key, (_, item) in zip(keys, pairs, strict=True)
    }


def _is_key(key: object) -> bool:
    if type(key) is tuple:
        return len(key) <= DEEPEST and all(map(_is_key, key))
    return key is None or type(key) in (bool, int, float, str)


def _rebuild_description(kind: str, content: Any) -> Any:
    if not isinstance(content, dict):
        raise MalformedValue(f"the description of {kind} must be a dict")
    try:
        if kind == "figure":
            return FigureDescription.of(content)
        return ExpressionDescription.of(content)
    except (MalformedFigure, MalformedExpression) as error:
        raise MalformedValue(str(error)) from error


def _rebuild_scalar(kind: str, content: Any, depth: int) -> Any:
    if kind == "none":
        return None
    if kind == "bool" and isinstance(content, bool):
        return content
    if kind == "int" and type(content) is int and abs(content) <= LARGEST_INT:
        return content
    if kind == "float" and _is_real(content):
        return float(content)
    if kind == "complex" and isinstance(content, list) and len(content) == 2:
        real, imaginary = (_rebuild(part, _Arrived((), set()), depth + 1) for part in content)
        if type(real) is float and type(imaginary) is float:
            return complex(real, imaginary)
    if kind == "text" and isinstance(content, str):
        return printable(content[:MOST_TEXT])
    if kind == "opaque" and isinstance(content, str):
        return Opaque(printable(content[:100]))
    raise MalformedValue(f"unknown or malformed value of kind {kind[:20]!r}")


def _rebuild_array(document: Document, arrived: _Arrived) -> np.ndarray[Any, Any]:
    """Return the array described, of the shape and the dtype (one of `DTYPES`) it states."""
    name, shape = document["array"], document.get("shape")
    if not isinstance(name, str) or name not in DTYPES:
        raise MalformedValue("an array's dtype is not one of those allowed")
    dtype = np.dtype(name)
    if (
        not isinstance(shape, list)
        or len(shape) > DEEPEST
        or not all(type(length) is int and 0 <= length < 2**40 for length in shape)
    ):
        raise MalformedValue("an array's shape must be a short list of lengths")
    size = math.prod(shape)
    arrived.numbers += size
    if arrived.numbers > MOST_NUMBERS:
        raise MalformedValue("the arrays hold more numbers than can be judged")
    if "values" in document:
        values = document["values"]
        if not isinstance(values, list) or len(values) != size:
            raise MalformedValue("an array's values must be as many as its shape says")
        try:
            return np.array([_number(value) for value in values], dtype=dtype).reshape(shape)
        except (TypeError, ValueError, OverflowError) as error:
            raise MalformedValue("an array's values must be numbers that fit its dtype") from error
    index = document.get("buffer")
    if type(index) is not int or index not in arrived.unused:
        raise MalformedValue("an array refers to a buffer that is not there or is used already")
    arrived.unused.remove(index)
    if len(arrived.buffers[index]) != size * dtype.itemsize:
        raise MalformedValue("an array's buffer does not have the length that its shape says")
    try:
        return np.frombuffer(arrived.buffers[index], dtype=dtype).reshape(shape).copy()
    except ValueError as error:
        # An empty array may claim lengths whose product overflows.
        raise MalformedValue("an array's shape is beyond what NumPy can hold") from error


def _number(value: object) -> Any:
    if isinstance(value, list):
        real, imaginary = (_real(part) for part in value)
        return complex(real, imaginary)
    return value if type(value) is bool else _real(value)


def _real(value: Any) -> Any:
    if not _is_real(value):
        raise ValueError("not a number")
    return float(value) if type(value) is str else value


def _is_real(content: object) -> bool:
    # Numbers that JSON lacks are written as text; integers are bounded as `describe` bounds them.
    if type(content) is int:
        return abs(content) <= LARGEST_INT
    return type(content) is float or content in ("nan", "inf", "-inf")
