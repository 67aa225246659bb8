"""What to do about a result that is no number, where numbers are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.judging.comparison import symbols_named
from course.judging.error_patterns import Clue
from course.values.encoding import Opaque
from course.values.expressions import ExpressionDescription

COMPLEX = "Where all imaginary parts are zero, take the real ones, as by `.real`."
TEXT = "Return the number itself, without quotes, `str` or an f-string."
FUNCTION = "Call it: its brackets are missing."
ONE_BY_ONE = "Make a list of it by `list(...)`."
UNORDERED = "A set has no order: return a list or an array."
BEYOND = "The largest `float` is 1.8e308: compute with logarithms, or divide earlier."
PUT_IN = "Put numbers in for its symbols, as by `.subs(...)`, then make it a `float`."
WORK_OUT = "It has no symbols but gives no number: work it out, as by `.doit()` or `.evalf()`."
SENTENCES = {
    **dict.fromkeys(("function", "builtin_function_or_method", "method", "ufunc"), FUNCTION),
    **dict.fromkeys(("_ArrayFunctionDispatcher", "FunctionClass", "partial"), FUNCTION),
    **dict.fromkeys(("generator", "map", "filter", "zip", "enumerate", "reversed"), ONE_BY_ONE),
    **dict.fromkeys(("dict_values", "dict_keys", "list_iterator"), ONE_BY_ONE),
    **dict.fromkeys(("set", "frozenset"), UNORDERED),
    "type": "It is a class: call it to make a number.",
    "ndarray of dtype object": "Its items must be numbers: make them `float` one by one.",
}


def clue_to_kind(value: object) -> Clue:
    """Return what makes numbers of a result that is none, or holds what is none.

    >>> clue_to_kind(Opaque("set")).text
    'A set has no order: return a list or an array.'
    """
    found = _culprit(value)
    if isinstance(found, ExpressionDescription) and found.symbols:
        one = found.symbols[0]
        if len(found.symbols) > 1 or not one.isidentifier():
            return Clue(PUT_IN, PUT_IN)
        text = f"Put a number in for it, as by `.subs({symbols_named([one])}, 2.0)`."
        return Clue(text, PUT_IN)
    sentence = _sentence(found)
    return Clue(sentence, sentence)


def _sentence(found: object) -> str:
    if isinstance(found, ExpressionDescription):
        return WORK_OUT
    if isinstance(found, str):
        return TEXT
    if isinstance(found, complex) or (isinstance(found, np.ndarray) and found.dtype.kind == "c"):
        return COMPLEX
    if isinstance(found, Opaque):
        if found.type.endswith(("beyond what a float holds", "int beyond 1e300")):
            return BEYOND
        if found.type.startswith("ndarray of dtype <U"):
            return TEXT
        return SENTENCES.get(found.type, "")
    return ""


def _culprit(value: Any) -> object:
    """Return what is no number in a list, however deep, or the value itself."""
    if isinstance(value, list | tuple):
        found = (_culprit(item) for item in value)
        return next((one for one in found if _is_no_number(one)), None)
    return value


def _is_no_number(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "c")
    return not (value is None or isinstance(value, int | float))
