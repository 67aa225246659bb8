"""Numbers of all libraries as Python's and NumPy's own, which are described as they are.

This runs where the value is, within the limits of the call that made it: a `__float__` that
never ends, or fills the memory, ends the call. What comes out is of exact types.
"""

from __future__ import annotations

import array
import sys
from collections import deque
from typing import Any

import numpy as np

from course.values.decode import MOST_ITEMS, Opaque
from course.values.expressions import DIGITS

# What an evaluation to so many digits leaves of an imaginary part that is zero.
ROUNDING = 1e-40
_ROWS = (range, array.array, deque, memoryview)


def as_plain(value: object) -> Any:
    """Return the value as one of exactly Python's or NumPy's types, itself where there is none.

    Numbers become what `float` or else `complex` makes of them; arrays and matrices keep their
    shape, and masked elements become nan. Text is no number. Raises MemoryError, as the value may.

    >>> from fractions import Fraction
    >>> as_plain(Fraction(1, 4)), as_plain(np.matrix([[1, 2]])), as_plain(range(2))
    (0.25, array([[1, 2]]), [0, 1])
    """
    try:
        return _converted(value)
    except MemoryError:
        raise
    except OverflowError:
        return Opaque(f"{_name(value)} beyond what a float holds")
    except Exception:
        return value


def as_number(expression: Any) -> float | complex | None:
    """Return the value of a SymPy expression without free symbols, None if there is none.

    >>> import sympy
    >>> as_number(sympy.sqrt(2)), as_number(sympy.Symbol("x"))
    (1.4142135623730951, None)
    """
    try:
        if expression.free_symbols:
            return None
        number = expression.evalf(DIGITS)
        try:
            return float(number)
        except TypeError:
            value = complex(number)
        if np.isnan(value):
            return float("nan")
        return value.real if abs(value.imag) <= ROUNDING * abs(value.real) else value
    except MemoryError:
        raise
    except Exception:
        return None


def is_of_sympy(kind: type) -> bool:
    """Return whether values of the type are SymPy's matrices or arrays."""
    # A value cannot be SymPy's while it is not imported, and importing it is slow.
    sympy = sys.modules.get("sympy")
    return sympy is not None and issubclass(kind, sympy.MatrixBase | sympy.NDimArray)


def _converted(value: Any) -> Any:
    # `isinstance` would ask the value itself of what class it is.
    kind = type(value)
    for base, make in _BASES:
        if issubclass(kind, base):
            return make(value)
    if issubclass(kind, _ROWS):
        # A range may be longer than any memory.
        return list(value) if len(value) <= MOST_ITEMS else Opaque(f"{kind.__name__} too long")
    if is_of_sympy(kind):
        return value.tolist()
    if hasattr(kind, "__array__"):
        made = np.asarray(value)
        return made if type(made) is np.ndarray else value
    if hasattr(kind, "__float__") or hasattr(kind, "__index__"):
        try:
            return float(value)
        except TypeError:
            return complex(value) if hasattr(kind, "__complex__") else value
    if hasattr(kind, "__complex__"):
        return complex(value)
    # The matrices of mpmath have no other way.
    return value.tolist() if hasattr(kind, "tolist") else value


def _unmasked(value: Any) -> Any:
    data = np.ma.getdata(value).view(np.ndarray)
    mask = np.ma.getmaskarray(value)
    if not mask.any():
        return data
    filled = data.astype(complex if data.dtype.kind == "c" else float)
    filled[mask] = np.nan
    return filled


def _name(value: object) -> str:
    return str(type.__getattribute__(type(value), "__name__"))[:40]


# A subclass is told by its base: what it adds, or says of itself, does not count.
_BASES: tuple[tuple[type, Any], ...] = (
    (int, int.__int__),
    (float, float.__float__),
    (complex, complex.__complex__),
    (str, str.__str__),
    (list, lambda value: list(list.__iter__(value))),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (dict, lambda value: dict(dict.items(value))),
    (np.ma.MaskedArray, _unmasked),
    (np.ndarray, lambda value: value.view(np.ndarray)),
)
