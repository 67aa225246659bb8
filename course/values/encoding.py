"""Values as plain data: the only form in which a student's results reach a grader.

`describe` turns any Python object into a JSON document and a list of raw byte buffers;
`rebuild` turns such a pair back into objects of a few exact types: None, bool, int, float,
complex, str, list, tuple, dict, `numpy.ndarray`, `FigureDescription`, `ExpressionDescription`,
`Opaque` (see `course.values.decode`). `to_json` and `from_json` do the same with the buffers
written out as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.values.decode import (
    DEEPEST,
    DTYPES,
    LARGEST_INT,
    MOST_ITEMS,
    MOST_NUMBERS,
    MOST_TEXT,
    Document,
    MalformedValue,
    Opaque,
    printable,
    rebuild,
)
from course.values.expressions import ExpressionDescription, SamplePoints, describe_expression
from course.values.figures import describe_figure

__all__ = [
    "DTYPES",
    "MalformedValue",
    "Opaque",
    "describe",
    "from_json",
    "plain",
    "printable",
    "rebuild",
    "to_json",
]


def describe(value: object, points: SamplePoints = ()) -> tuple[Document, list[bytes]]:
    """Return `value` as a JSON document and the buffers that its arrays refer to.

    Expressions are described by their values at `points`.

    >>> describe([1, 2.5])
    ({'list': [{'int': 1}, {'float': 2.5}]}, [])
    """
    parcel = _Parcel([], points)
    return _describe(value, parcel, 0), parcel.buffers


def to_json(value: object) -> Document:
    """Return `value` as one JSON document with its arrays' numbers written out."""
    document, buffers = describe(value)
    inlined: Document = _inline(document, buffers)
    return inlined


def from_json(document: object) -> Any:
    """Return the value of a document written by `to_json`."""
    return rebuild(document)


def plain(value: object, points: SamplePoints = ()) -> Any:
    """Return `value` reduced to the types that `rebuild` gives."""
    return rebuild(*describe(value, points))


@dataclass
class _Parcel:
    """What describing a value has gathered so far."""

    buffers: list[bytes]
    points: SamplePoints
    items: int = 0
    numbers: int = 0


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
    if kind is Opaque:
        return {"opaque": value.type}  # type: ignore[attr-defined]
    if kind is ExpressionDescription:
        content = vars(value) | {"symbols": list(value.symbols)}  # type: ignore[attr-defined]
        return {"expression": _describe(content, parcel, depth + 1)}
    figure = describe_figure(value)
    if figure is not None:
        return {"figure": _describe(figure, parcel, depth + 1)}
    expression = describe_expression(value, parcel.points)
    if expression is not None:
        return {"expression": _describe(expression, parcel, depth + 1)}
    return {"opaque": _type_name(kind)}


def _describe_array(array: np.ndarray[Any, Any], parcel: _Parcel, name: str) -> Document:
    """Return the array, of any shape, as its dtype, its shape and the number of its buffer.

    Of a dtype that is none of `DTYPES`, text say, the name alone is described.
    """
    if array.dtype == np.longdouble:
        array = array.astype(np.float64)
    elif array.dtype == np.clongdouble:
        array = array.astype(np.complex128)
    dtype = array.dtype.newbyteorder("<")
    if array.ndim > DEEPEST:
        return {"opaque": "something nested too deeply"}
    if dtype.str not in DTYPES:
        return {"opaque": f"{name} of dtype {array.dtype}"[:80]}
    parcel.numbers += array.size
    if parcel.numbers > MOST_NUMBERS:
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


def _inline(document: Any, buffers: Sequence[bytes]) -> Any:
    if isinstance(document, list):
        return [_inline(item, buffers) for item in document]
    if not isinstance(document, dict):
        return document
    if "array" not in document:
        return {key: _inline(item, buffers) for key, item in document.items()}
    array = np.frombuffer(buffers[document["buffer"]], dtype=document["array"])
    values: list[Any] = array.tolist()
    if array.dtype.kind == "c":
        values = [[_finite_or_text(value.real), _finite_or_text(value.imag)] for value in values]
    elif array.dtype.kind == "f":
        values = [_finite_or_text(value) for value in values]
    return {"array": document["array"], "shape": document["shape"], "values": values}
