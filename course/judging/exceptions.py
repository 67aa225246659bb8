"""What an exception that students often meet here means, in a sentence."""

from __future__ import annotations

import re

from course.results.outcomes import Raised

ASKS = (
    "It asks for input, and nobody answers while it is checked or graded: take the value from the "
    "arguments, or write it into the code."
)
STOPS = "It stops for the debugger: take `breakpoint()` out."
TRUTH = (
    "A relation between SymPy's symbols is neither true nor false: write `sympy.Piecewise`, or "
    "do without `if`."
)
NUMPY = (
    "NumPy's functions take numbers, not SymPy's symbols: use SymPy's own, as `sympy.{name}` "
    "(`sp.{name}` after `import sympy as sp`)."
)
MATH = (
    "Functions of `math` and NumPy take numbers, not SymPy's symbols: use SymPy's own, as "
    "`sympy.exp` (`sp.exp` after `import sympy as sp`)."
)
TOO_LARGE = "NumPy cannot work with numbers of type {type} here: make them `float` first."
_NUMBERS = ("int", "Fraction", "Decimal", "mpf", "mpc")
# NumPy's names are not always SymPy's.
_SYMPY = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "absolute": "Abs", "log10": "log"}


def meaning_of(raised: Raised) -> str:
    """Return what to do about an exception, empty if nothing special is known.

    >>> meaning_of(Raised("BdbQuit"))
    'It stops for the debugger: take `breakpoint()` out.'
    """
    if raised.type in ("EOFError", "StdinNotImplementedError"):
        return ASKS
    if raised.type == "BdbQuit":
        return STOPS
    if raised.type != "TypeError":
        return ""
    found = re.search(r"of type (\w{1,40}) which has no callable (\w{1,40}) method", raised.message)
    if found and found[1] in _NUMBERS:
        return TOO_LARGE.format(type=found[1])
    if found and found[1] not in ("NoneType", "list", "str", "function"):
        return NUMPY.format(name=_SYMPY.get(found[2], found[2]))
    if "Cannot convert expression to float" in raised.message:
        return MATH
    if "cannot determine truth value of Relational" in raised.message:
        return TRUTH
    return ""
