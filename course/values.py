"""Values as plain data: the only form in which a student's results reach a grader.

`describe` turns any Python object into a JSON document and a list of raw byte buffers;
`rebuild` turns such a pair back into objects of a few exact types: None, bool, int, float,
complex, str, list, tuple, dict, `numpy.ndarray`, `FigureDescription`, `Opaque`. Nothing is
pickled or evaluated on the way, so the pair may come from a process that is not trusted.
`to_json` and `from_json` do the same with the buffers written out as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.figures import FigureDescription, MalformedFigure, describe_figure

DTYPES = frozenset(
    [
        *("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"),
        *("<f2", "<f4", "<f8", "<c8", "<c16"),
    ]
)
MOST_ITEMS = 200_000
MOST_BYTES = 32 << 20
MOST_TEXT = 2_000
DEEPEST = 32
LARGEST_INT = 10**300

Document = dict[str, Any]


class MalformedValue(ValueError):
    """A document that `describe` cannot have written."""


@dataclass(frozen=True)
class Opaque:
    """Something that is no number, array, text, container or figure: `type` says what."""

    type: str


def describe(value: object) -> tuple[Document, list[bytes]]:
    """Return `value` as a JSON document and the buffers that its arrays refer to.

    >>> describe([1, 2.5])
    ({'list': [{'int': 1}, {'float': 2.5}]}, [])
    """
    parcel = _Parcel([])
    return _describe(value, parcel, 0), parcel.buffers


def rebuild(document: object, buffers: Sequence[bytes] = ()) -> Any:
    """Return the value that `document` and `buffers` stand for.

    Raises `MalformedValue` for anything that `describe` does not write: an unknown kind, a
    dtype that is not in `DTYPES`, a buffer whose length does not fit its shape.

    >>> rebuild(*describe((1, [2.0, None])))
    (1, [2.0, None])
    """
    return _rebuild(document, buffers, 0)


def to_json(value: object) -> Document:
    """Return `value` as one JSON document with its arrays' numbers written out."""
    document, buffers = describe(value)
    inlined: Document = _inline(document, buffers)
    return inlined


def from_json(document: object) -> Any:
    """Return the value of a document written by `to_json`."""
    return rebuild(document)


def plain(value: object) -> Any:
    """Return `value` reduced to the types that `rebuild` gives."""
    return rebuild(*describe(value))


def printable(text: str) -> str:
    """Return the text without characters that are no print: controls, direction marks, halves.

    >>> printable("a\u202eb\x1b[1m")
    'ab[1m'
    """
    return "".join(character for character in text if character.isprintable() or character == "\n")


@dataclass
class _Parcel:
    """What describing a value has gathered so far."""

    buffers: list[bytes]
    items: int = 0
    bytes: int = 0


def _describe(value: object, parcel: _Parcel, depth: int) -> Document:
    # Exact types only: a subclass may lie about what it holds.
    kind = type(value)
    parcel.items += 1
    if parcel.items > MOST_ITEMS:
        # A list that holds itself a few times would else grow without bound.
        return {"opaque": "something with too many items"}
    if depth > DEEPEST:
        return {"opaque": "something nested too deeply"}
    if value is None:
        return {"none": True}
    if isinstance(value, np.generic):
        return _describe_array(np.asarray(value), parcel, kind.__name__)
    if kind is np.ndarray:
        return _describe_array(value, parcel, "ndarray")  # type: ignore[arg-type]
    if kind is list or kind is tuple:
        return _describe_items(kind.__name__, value, parcel, depth)  # type: ignore[arg-type]
    if kind is dict:
        return _describe_dict(value, parcel, depth)  # type: ignore[arg-type]
    scalar = _SCALARS.get(kind)
    if scalar is not None:
        return scalar(value)
    figure = describe_figure(value)
    if figure is not None:
        return {"figure": _describe(figure, parcel, depth + 1)}
    return {"opaque": _type_name(kind)}


def _describe_array(array: np.ndarray[Any, Any], parcel: _Parcel, name: str) -> Document:
    if array.dtype == np.longdouble:
        array = array.astype(np.float64)
    elif array.dtype == np.clongdouble:
        array = array.astype(np.complex128)
    dtype = array.dtype.newbyteorder("<")
    if dtype.str not in DTYPES:
        return {"opaque": f"{name} of dtype {array.dtype}"[:80]}
    parcel.bytes += array.nbytes
    if parcel.bytes > MOST_BYTES:
        return {"opaque": f"{name} of {array.size} numbers, which is more than can be judged"}
    parcel.buffers.append(array.astype(dtype, copy=False).tobytes())
    return {"array": dtype.str, "shape": list(array.shape), "buffer": len(parcel.buffers) - 1}


def _describe_items(kind: str, items: Sequence[object], parcel: _Parcel, depth: int) -> Document:
    if len(items) > MOST_ITEMS:
        return {"opaque": f"{kind} of {len(items)} items"}
    return {kind: [_describe(item, parcel, depth + 1) for item in items]}


def _describe_dict(items: Mapping[object, object], parcel: _Parcel, depth: int) -> Document:
    if len(items) > MOST_ITEMS or not all(type(key) is str for key in items):
        return {"opaque": "dict whose keys are not all text"}
    return {"dict": {str(k): _describe(v, parcel, depth + 1) for k, v in items.items()}}


def _type_name(kind: type) -> str:
    name = type.__getattribute__(kind, "__name__")
    return str(name)[:80]


def _describe_int(value: Any) -> Document:
    return {"int": value} if abs(value) <= LARGEST_INT else {"opaque": "int beyond 1e300"}


def _describe_float(value: float) -> Document:
    return {"float": _finite_or_text(value)}


def _finite_or_text(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


_SCALARS: dict[type, Callable[[Any], Document]] = {
    bool: lambda value: {"bool": value},
    int: _describe_int,
    float: _describe_float,
    complex: lambda value: {"complex": [_describe_float(value.real), _describe_float(value.imag)]},
    str: lambda value: {"text": value[:MOST_TEXT]},
}


def _rebuild(document: object, buffers: Sequence[bytes], depth: int) -> Any:
    if depth > 2 * DEEPEST or not isinstance(document, dict) or not document:
        raise MalformedValue("a value's description must be a JSON object that is not too deep")
    kind, content = next(iter(document.items()))
    if kind == "array":
        return _rebuild_array(document, buffers)
    if kind in ("list", "tuple") and isinstance(content, list):
        items = [_rebuild(item, buffers, depth + 1) for item in content]
        return items if kind == "list" else tuple(items)
    if kind == "dict" and isinstance(content, dict):
        return {str(key): _rebuild(item, buffers, depth + 1) for key, item in content.items()}
    if kind == "figure":
        figure = _rebuild(content, buffers, depth + 1)
        if not isinstance(figure, dict):
            raise MalformedValue("a figure's description must be a dict")
        try:
            return FigureDescription.of(figure)
        except MalformedFigure as error:
            raise MalformedValue(str(error)) from error
    return _rebuild_scalar(kind, content, depth)


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
        real, imaginary = (_rebuild(part, (), depth + 1) for part in content)
        if type(real) is float and type(imaginary) is float:
            return complex(real, imaginary)
    if kind == "text" and isinstance(content, str):
        return printable(content[:MOST_TEXT])
    if kind == "opaque" and isinstance(content, str):
        return Opaque(printable(content[:100]))
    raise MalformedValue(f"unknown or malformed value of kind {kind[:20]!r}")


def _rebuild_array(document: Document, buffers: Sequence[bytes]) -> np.ndarray[Any, Any]:
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
    if "values" in document:
        values = document["values"]
        if not isinstance(values, list) or len(values) != size:
            raise MalformedValue("an array's values must be as many as its shape says")
        try:
            return np.array([_number(value) for value in values], dtype=dtype).reshape(shape)
        except (TypeError, ValueError, OverflowError) as error:
            raise MalformedValue("an array's values must be numbers that fit its dtype") from error
    index = document.get("buffer")
    if type(index) is not int or not 0 <= index < len(buffers):
        raise MalformedValue("an array refers to a buffer that is not there")
    if len(buffers[index]) != size * dtype.itemsize:
        raise MalformedValue("an array's buffer does not have the length that its shape says")
    try:
        return np.frombuffer(buffers[index], dtype=dtype).reshape(shape).copy()
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


def _inline(document: Any, buffers: Sequence[bytes]) -> Any:
    if isinstance(document, list):
        return [_inline(item, buffers) for item in document]
    if not isinstance(document, dict):
        return document
    if "array" not in document:
        return {key: _inline(item, buffers) for key, item in document.items()}
    array = _rebuild_array(document, buffers)
    values: list[Any] = array.ravel().tolist()
    if array.dtype.kind == "c":
        values = [[_finite_or_text(value.real), _finite_or_text(value.imag)] for value in values]
    elif array.dtype.kind == "f":
        values = [_finite_or_text(value) for value in values]
    return {"array": document["array"], "shape": document["shape"], "values": values}
