"""SymPy expressions as plain data: their symbols, and their values at given points.

The form of an expression does not matter, its values do; so the grader names points, and the
process that holds the expression gives its values there.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SamplePoints = Sequence[Mapping[str, float]]
# Enough for 1 - erf(z) in place of erfc(z) up to z = 8.
DIGITS = 50
MOST_SYMBOLS = 100
MOST_OPERATIONS = 10**9


class MalformedExpression(ValueError):
    """An expression's description that `describe_expression` cannot have written."""


@dataclass(frozen=True, eq=False)
class ExpressionDescription:
    """An expression's free symbols by name, its number of operations, its complex values.

    `values` is of complex128 and has the shape (n,) for n points asked for; nan where the
    expression has no value.
    """

    symbols: tuple[str, ...]
    operations: int
    values: np.ndarray[Any, Any]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> ExpressionDescription:
        """Return the description held in `content`; `MalformedExpression` if it does not fit."""
        symbols, operations, values = (
            content.get(name) for name in ("symbols", "operations", "values")
        )
        if (
            type(symbols) is not list
            or not all(type(symbol) is str for symbol in symbols)
            or type(operations) is not int
            or type(values) is not np.ndarray
            or values.dtype != np.complex128
            or values.ndim != 1
        ):
            raise MalformedExpression("an expression's description has parts that do not fit")
        return cls(tuple(symbols), operations, values)


def describe_expression(value: object, points: SamplePoints) -> dict[str, Any] | None:
    """Return the symbols, size and values at `points` of a SymPy expression as a dict.

    The values have the shape (n,) for n points and the dtype complex128.
    None if `value` is no SymPy expression. Symbols are told apart by name alone, so that their
    assumptions do not matter.

    >>> import sympy
    >>> x = sympy.Symbol("x", positive=True)
    >>> describe_expression(2 * x, [{"x": 1.5}])["values"]
    array([3.+0.j])
    """
    # A value cannot be an expression while SymPy is not imported, and importing it is slow.
    sympy = sys.modules.get("sympy")
    if sympy is None or not isinstance(value, sympy.Expr):
        return None
    symbols, operations = _size_of(value)
    return {
        "symbols": symbols,
        "operations": operations,
        "values": np.array(
            [_value_at(value, point, sympy.Float) for point in points], dtype=np.complex128
        ),
    }


# SymPy raises errors of many kinds, and NotImplementedError would look like an answer that is not
# written yet. To be short of memory is no property of an expression.


def _size_of(expression: Any) -> tuple[list[str], int]:
    try:
        symbols = sorted({str(symbol) for symbol in expression.free_symbols})
        operations = min(int(expression.count_ops()), MOST_OPERATIONS)
    except MemoryError:
        raise
    except Exception:
        return [], MOST_OPERATIONS
    return symbols[:MOST_SYMBOLS], operations


def _value_at(expression: Any, point: Mapping[str, float], precise: Any) -> complex:
    try:
        given = {
            symbol: precise(point[str(symbol)], DIGITS)
            for symbol in expression.free_symbols
            if str(symbol) in point
        }
        # Put in first: `evalf(subs=...)` gives a large number at a pole.
        return complex(expression.subs(given).evalf(DIGITS))
    except MemoryError:
        raise
    except Exception:
        return complex(np.nan, np.nan)
