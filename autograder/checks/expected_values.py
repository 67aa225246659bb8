"""What a check may expect of a result: numbers, text, truth values, dicts and lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.author_sentences import WrongWords
from course.judging.comparison import describe_got
from course.judging.records import is_record
from course.values.decode import MOST_ITEMS, MOST_KEYS, MOST_TEXT
from course.values.encoding import Opaque, plain
from course.values.expressions import ExpressionDescription
from course.values.figures import FigureDescription


def require_comparable(expected: Any, whose: str) -> Any:
    """Return what is expected as plain data, if results can be compared with it.

    `whose` says where it comes from. Raises `WrongWords` with what to use instead.

    >>> require_comparable({"slope": 2}, "`equals` is given")
    {'slope': 2}
    """
    value = plain(expected)
    reason = _refused(value)
    if reason:
        raise WrongWords(f"{whose} {reason}")
    return value if is_record(value) else expected


def _refused(value: Any) -> str:
    """Return why a result cannot be compared with the value, empty if it can."""
    if isinstance(value, FigureDescription):
        return "a figure: say what it must show by `student.draws(..., shows=(...))`."
    if isinstance(value, ExpressionDescription):
        return "a SymPy expression: compare its values by `student.represents(..., points=[...])`."
    if isinstance(value, str):
        longer = f"text of more than {MOST_TEXT} characters: compare a part of it."
        return longer if len(value) >= MOST_TEXT else ""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value) and len(value) > MOST_KEYS:
            return f"a dict of more than {MOST_KEYS} keys that are no text."
        return next((why for why in map(_refused, value.values()) if why), "")
    if isinstance(value, list | tuple):
        if len(value) > MOST_ITEMS:
            return f"a list of more than {MOST_ITEMS} items: make it an array."
        return next((why for why in map(_refused, value) if why), "")
    if value is None or isinstance(value, Opaque | complex) or _is_complex(value):
        return (
            f"{describe_got(value)}, with which no result can be compared: it must be real "
            "numbers, text, a truth value, or a dict or list of these. That an input is refused "
            "is asked by `student.refuses(...)`."
        )
    return ""


def _is_complex(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "c"
