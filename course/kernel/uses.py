"""Which names of the notebook a function hangs on, by itself and by the functions it calls."""

from __future__ import annotations

import dis
import linecache
from collections.abc import Iterator, Mapping, Sequence
from inspect import getsource, unwrap
from pathlib import Path
from types import CodeType, FunctionType

from course.diagnosis.call_graph import uses_in

GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME")


def reached_from(name: str, namespace: Mapping[str, object]) -> frozenset[str]:
    """Return the name itself and all names of the namespace that its function may read.

    >>> space = {}
    >>> exec("def area(r): return square(r) * PI\\ndef square(x): return x * x\\nPI = 3.14", space)
    >>> sorted(reached_from("area", space))
    ['PI', 'area', 'square']
    """
    return frozenset({name}) | globals_of(namespace.get(name), namespace)


def globals_of(value: object, namespace: Mapping[str, object]) -> frozenset[str]:
    """Return the names of the namespace that a function or class defined in it may read."""
    seen: set[str] = set()
    waiting = [value]
    while waiting:
        for code in _codes(waiting.pop(), namespace):
            for name in _read(code):
                if name in namespace and name not in seen:
                    seen.add(name)
                    waiting.append(namespace[name])
    return frozenset(seen)


def uses_here(
    name: str, namespace: Mapping[str, object], exercises: Sequence[str]
) -> tuple[str, ...]:
    """Return the other exercises that the function's cell calls, also by way of other functions.

    Only texts of cells that ran are known, not those of functions from elsewhere.
    """
    source = cell_text(namespace.get(name))
    reached = globals_of(namespace.get(name), namespace)
    helpers = {cell_text(namespace[one]) for one in reached if one not in exercises}
    return uses_in({name: source}, helpers - {source}, exercises)[name]


def cell_text(value: object) -> str:
    """Return the text of the cell that defines a function, of another function its own text."""
    try:
        function = unwrap(value)  # type: ignore[arg-type]
        code = getattr(function, "__code__", None)
        if code is None:
            return ""
        if not Path(code.co_filename).is_file() or "ipykernel" in code.co_filename:
            return "".join(linecache.getlines(code.co_filename))
        return getsource(function)
    except (ValueError, AttributeError, OSError, TypeError):
        return ""


def _codes(value: object, namespace: Mapping[str, object]) -> Iterator[CodeType]:
    if isinstance(value, type):
        if value.__module__ == namespace.get("__name__"):
            for member in vars(value).values():
                yield from _codes(getattr(member, "__func__", member), namespace)
        return
    try:
        function = unwrap(value)  # type: ignore[arg-type]
    except (ValueError, AttributeError):
        return
    if isinstance(function, FunctionType) and function.__globals__ is namespace:
        yield function.__code__


def _read(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in GLOBAL:
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _read(constant)
