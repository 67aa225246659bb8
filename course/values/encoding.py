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

from course.values.conversion import as_number, as_plain, is_of_sympy
from course.values.decode import (
    DEEPEST,
    DTYPES,
    LARGEST_INT,
    MOST_ITEMS,
    MOST_KEYS,
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
    "LARGEST_INT",
    "MOST_KEYS",
    "MOST_TEXT",
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

    Numbers of other libraries are described as what `float`, or else `complex`, makes of them.
    Expressions are described by their values at `points`; without points, one that has no free
    symbols is a number.

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
    # Exact types first: a subclass may lie about what it holds.
    kind = type(value)
    parcel.items += 1
    if parcel.items > MOST_ITEMS:
        # A list that holds itself a few times would else grow without bound.
        return {"opaque": "something with too many items"}
    if depth > DEEPEST:
        return {"opaque": "something nested too deeply"}
    if value is None:
        return {"none": True}
    if issubclass(kind, np.generic) and not issubclass(kind, np.str_):
        return _describe_array(np.asarray(value), parcel, kind.__name__, depth)
    if kind is np.ndarray:
        return _describe_array(value, parcel, "ndarray", depth)  # type: ignore[arg-type]
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
    # SymPy's matrices that cannot be changed are expressions to SymPy.
    is_matrix = not parcel.points and is_of_sympy(kind)
    expression = None if is_matrix else describe_expression(value, parcel.points)
    if expression is not None:
        number = None if parcel.points else as_number(value)
        if number is not None:
            return _SCALARS[type(number)](number)
        return {"expression": _describe(expression, parcel, depth + 1)}
    converted = as_plain(value)
    if converted is not value:
        return _describe(converted, parcel, depth + 1)
    return {"opaque": _type_name(kind)}


def _describe_array(
    array: np.ndarray[Any, Any], parcel: _Parcel, name: str, depth: int
) -> Document:
    """Return the array, of any shape, as its dtype, its shape and the number of its buffer.

    Objects that are all numbers count as such. Of another dtype that is none of `DTYPES`, text
    say, the name alone is described.
    """
    if array.dtype == object:
        return _describe_objects(array, parcel, name, depth)
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


def _describe_objects(
    array: np.ndarray[Any, Any], parcel: _Parcel, name: str, depth: int
) -> Document:
    """Return an array of any objects and shape as numbers, or as lists of what is described."""
    unknown = {"opaque": f"{name} of dtype object"}
    if array.size > MOST_ITEMS:
        return unknown
    items = [_describe(_of_python(item), parcel, depth + 1) for item in array.ravel().tolist()]
    numbers = [_number_in(item) for item in items]
    if all(number is not None for number in numbers):
        is_complex = any(type(number) is complex for number in numbers)
        made = np.array(numbers, dtype=complex if is_complex else float).reshape(array.shape)
        return _describe_array(made, parcel, name, depth)
    if any("opaque" in item or "none" in item for item in items):
        return unknown
    return _nested(items, array.shape)


def _number_in(document: Document) -> float | complex | None:
    kind, content = next(iter(document.items()))
    if kind not in ("int", "float", "complex"):
        return None
    if kind == "complex":
        return complex(*(float(part["float"]) for part in content))
    return float(content)


def _nested(items: list[Document], shape: tuple[int, ...]) -> Document:
    if not shape:
        return items[0]
    size = len(items) // shape[0]
    rows = (items[place : place + size] for place in range(0, len(items), size))
    return {"list": [_nested(row, shape[1:]) for row in rows]}


def _describe_items(kind: str, items: Sequence[object], parcel: _Parcel, depth: int) -> Document:
    if len(items) > MOST_ITEMS:
        return {"opaque": f"{kind} of {len(items)} items"}
    return {kind: [_describe(item, parcel, depth + 1) for item in items]}


def _describe_dict(items: Mapping[object, object], parcel: _Parcel, depth: int) -> Document:
    if len(items) > MOST_ITEMS:
        return {"opaque": f"dict of {len(items)} items"}
    if all(type(key) is str for key in items):
        return {"dict": {str(k): _describe(v, parcel, depth + 1) for k, v in items.items()}}
    few = items if len(items) <= MOST_KEYS else {}
    keys = [_describe(_of_python(key), parcel, depth + 1) for key in few]
    if not keys or not all(map(_is_key, keys)):
        return {"opaque": "dict whose keys are not all text or numbers"}
    values = (_describe(value, parcel, depth + 1) for value in items.values())
    return {"pairs": [list(pair) for pair in zip(keys, values, strict=True)]}


def _of_python(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _is_key(document: Document) -> bool:
    kind, content = next(iter(document.items()))
    if kind == "tuple":
        return all(map(_is_key, content))
    return kind in ("none", "bool", "int", "float", "text")


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
