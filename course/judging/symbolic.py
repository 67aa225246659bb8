"""Expressions judged by value: the step of a check, and what is wrong with an answer to it.

The form of an expression is free. Where a check asks for a form in certain symbols, they must
occur, and the number of operations may be bounded.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course.judging.comparison import describe_got, near, numbers, slack, symbols_named
from course.judging.error_patterns import Clue, Difference, clue_to_values
from course.values.encoding import from_json, plain, to_json
from course.values.expressions import ExpressionDescription, SamplePoints
from course.values.formatting import format_pair

Values = tuple[float, ...]
NO_EXPRESSION = "The function did not return a SymPy expression."
OTHER_SYMBOLS = "The expression holds symbols that are not asked for."
NO_FORM = "The expression is not of the form that is asked for."
NO_VALUE = "The expression has no value at some point."
DIFFERS = "The expression's value differs from the reference at some point."


@dataclass(frozen=True)
class Represents:
    """The result must be an expression with the `expected` values at the `points`.

    `expected` is a tuple of values, or a dict of such tuples if the result is to be a dict of
    expressions. Only `symbols` may occur, all of `required` must, in at most `operations`.
    How near the values must be is said by `course.judging.comparison.slack`.
    """

    args: tuple[Any, ...]
    points: tuple[Mapping[str, float], ...]
    expected: Values | Mapping[str, Values]
    rtol: float
    symbols: tuple[str, ...]
    required: tuple[str, ...] = ()
    operations: int | None = None
    atol: float = 0.0


def points_asked(step: object) -> tuple[SamplePoints, ...]:
    """Return the points of a step as the last argument of a call, nothing for other steps."""
    return (step.points,) if isinstance(step, Represents) else ()


def values_at(value: object, points: SamplePoints) -> Values | dict[str, Values]:
    """Return the values of a trusted expression, or dict of them, at the points.

    >>> import sympy
    >>> values_at({"square": sympy.Symbol("x") ** 2}, [{"x": 3.0}])
    {'square': (9.0,)}
    """
    key = tuple(tuple(point.items()) for point in points)
    if isinstance(value, dict):
        return {name: _values(one, key) for name, one in value.items()}
    return _values(value, key)


def unlike_expression(call: str, step: Represents, value: object) -> Difference | None:
    """Return why `value` is not what the step asks for, None if it is."""
    if not isinstance(step.expected, Mapping):
        return _unlike(call, "returned", step, step.expected, value)
    keys = ", ".join(step.expected)
    if not isinstance(value, dict):
        return Difference(
            f"`{call}` returned {describe_got(value)}, expected a dictionary with the keys {keys}.",
            "The function did not return a dictionary.",
        )
    if set(value) != set(step.expected):
        got = f"has the keys {symbols_named(list(value))}" if value else "is empty"
        return Difference(
            f"`{call}` {got}; expected the keys {keys}.", "The dictionary has other keys."
        )
    for name, expected in step.expected.items():
        fault = _unlike(f'{call}["{name}"]', "is", step, expected, value[name])
        if fault:
            return fault
    return None


def right_result(step: Represents) -> Any:
    """Return what a right answer to the step is described as.

    Its values are of complex128 and have the shape (n,) for n points; a dict of such
    descriptions if the step asks for a dict.
    """

    def description(values: Values) -> ExpressionDescription:
        return ExpressionDescription(step.symbols, 0, np.array(values, dtype=complex))

    if isinstance(step.expected, Mapping):
        return {name: description(values) for name, values in step.expected.items()}
    return description(step.expected)


def step_to_data(step: Represents) -> dict[str, Any]:
    """Return what the step asks for as a JSON object, its arguments left out."""
    return {
        "points": [dict(point) for point in step.points],
        "values": to_json(step.expected),
        "rtol": step.rtol,
        "symbols": list(step.symbols),
        "required": list(step.required),
        "operations": step.operations,
        **({"atol": step.atol} if step.atol else {}),
    }


def step_from_data(args: tuple[Any, ...], data: Mapping[str, Any]) -> Represents:
    """Return the step that `step_to_data` wrote."""
    return Represents(
        args,
        tuple(data["points"]),
        from_json(data["values"]),
        data["rtol"],
        tuple(data["symbols"]),
        tuple(data["required"]),
        data["operations"],
        data.get("atol", 0.0),
    )


def _unlike(
    call: str,
    verb: str,
    step: Represents,
    expected: Values,
    value: object,
) -> Difference | None:
    value = _constant(value, expected, step.rtol)
    if not isinstance(value, ExpressionDescription):
        wanted = f"a SymPy expression in {', '.join(step.symbols)}"
        return Difference(
            f"`{call}` {verb} {describe_got(value)}, expected {wanted}.", NO_EXPRESSION
        )
    others = [name for name in value.symbols if name not in step.symbols]
    if others:
        return Difference(
            f"`{call}` holds {_symbols(others)}; expected only {', '.join(step.symbols)}.",
            OTHER_SYMBOLS,
        )
    # Values first: where they are wrong, the form does not matter yet.
    fault = _first_difference(call, step, expected, value)
    if fault:
        return fault
    absent = [name for name in step.required if name not in value.symbols]
    if absent:
        return Difference(
            f"`{call}` has the right values but does not hold {_symbols(absent)}: "
            f"write it in terms of {' and '.join(step.required)}.",
            NO_FORM,
        )
    if step.operations is not None and value.operations > step.operations:
        return Difference(
            f"`{call}` has the right values but takes {value.operations} operations; "
            f"{step.operations} are more than enough.",
            NO_FORM,
        )
    return None


def _first_difference(
    call: str, step: Represents, expected: Values, value: ExpressionDescription
) -> Difference | None:
    real = bool((value.values.imag == 0).all()) and len(value.values) == len(expected)
    got = value.values if len(value.values) == len(expected) else np.full(len(expected), np.nan)
    allowed = slack(got.real, np.array(expected), step.rtol, step.atol)
    for one, other, most, point in zip(got, expected, allowed, step.points, strict=True):
        if abs(one - other) <= most:
            continue
        names = [name for name in point if name in value.symbols]
        place = ", ".join(f"{name} = {point[name]:.6g}" for name in names)
        where = f"`{call}` at {place}" if place else f"`{call}`"
        if not np.isfinite(one):
            return Difference(f"{where} has no finite value, expected {other:.6g}.", NO_VALUE)
        shown, wanted = format_pair(float(one.real), other)
        if abs(one.imag) > most:
            shown = f"{one.real:.6g}{one.imag:+.6g}i"
        is_absolute = step.atol or other == 0
        within = f"{most:.2g} absolute" if is_absolute else f"{step.rtol:g} relative"
        return Difference(
            f"{where} is {shown}, expected {wanted} (± {within}).",
            DIFFERS,
            clue_to_values(got.real, np.array(expected), step.rtol) if real else Clue(),
        )
    return None


def _constant(value: object, expected: Values, rtol: float) -> object:
    """Return the expression that a number is, if its values are those expected."""
    number = numbers(value)
    if isinstance(number, str) or number.shape:
        return value
    everywhere = np.full(len(expected), float(number))
    if not near(everywhere, np.array(expected), rtol):
        return value
    return ExpressionDescription((), 0, everywhere.astype(complex))


def _symbols(names: list[str]) -> str:
    return f"the symbol{'s' if len(names) > 1 else ''} {symbols_named(names)}"


# A class asks for the same values again and again, and each takes milliseconds.
@lru_cache(maxsize=1000)
def _values(expression: Hashable, points: tuple[tuple[tuple[str, float], ...], ...]) -> Values:
    description = plain(expression, tuple(map(dict, points)))
    assert isinstance(description, ExpressionDescription)
    return tuple(float(value.real) for value in description.values)
