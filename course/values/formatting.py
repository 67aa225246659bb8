"""How calls, numbers and places are written in the sentences that people read."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any

import numpy as np

LONGEST_ARGUMENT = 60


class PlainError(Exception):
    """An error that notebooks show as its sentence alone, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        # IPython looks for this method when it shows an exception. nbgrader's validate cuts
        # longer lines off instead of wrapping them.
        return [
            line
            for sentence in str(self).splitlines()
            for line in wrap(sentence, 80, break_long_words=False, break_on_hyphens=False) or [""]
        ]


def format_call(name: str, args: tuple[Any, ...]) -> str:
    """Return the call as one would type it, long arguments shortened.

    >>> format_call("decay", ([1, 2], np.linspace(0, 10, 1001)))
    'decay([1, 2], array of 1001 from 0 to 10)'
    """
    return f"{name}({', '.join(format_argument(argument) for argument in args)})"


def format_argument(argument: Any) -> str:
    """Return an argument as one would type it, arrays of more than five values in words.

    Arrays may have any shape and dtype; only a row of real numbers is told by its ends.
    """
    if isinstance(argument, np.ndarray):
        if argument.size <= 5:
            return np.array2string(argument, separator=", ").replace("\n", "")
        if argument.ndim == 1 and argument.dtype.kind in "iuf":
            return f"array of {argument.size} from {argument[0]:.4g} to {argument[-1]:.4g}"
        return f"array of shape {argument.shape}"
    if isinstance(argument, float):
        return f"{argument:.6g}"
    if isinstance(argument, list | tuple):
        inner = ", ".join(format_argument(item) for item in argument)
        left, right = "[]" if isinstance(argument, list) else "()"
        text = f"{left}{inner}{',' if right == ')' and len(argument) == 1 else ''}{right}"
        if len(text) <= LONGEST_ARGUMENT:
            return text
        return f"{type(argument).__name__} of {len(argument)} values"
    return repr(argument)[:LONGEST_ARGUMENT]


def format_index(index: tuple[Any, ...]) -> str:
    """Return the index in brackets, empty for a scalar.

    >>> format_index((0, 1))
    '[0, 1]'
    """
    return f"[{', '.join(str(int(place)) for place in index)}]" if index else ""


def format_pair(one: float, other: float) -> tuple[str, str]:
    """Return both numbers with just enough digits, six at least, to be told apart.

    >>> format_pair(0.1, 0.1 + 1e-9)
    ('0.1', '0.100000001')
    """
    for digits in range(6, 18):
        texts = (f"{one:.{digits}g}", f"{other:.{digits}g}")
        if texts[0] != texts[1] or not math.isfinite(one):
            break
    return texts


def an(noun: str) -> str:
    """Return the noun with its indefinite article.

    >>> an("object"), an("generator")
    ('an object', 'a generator')
    """
    vowels = "aefhilmnorsx" if len(noun) == 1 else "aeio"
    return f"{'an' if noun[:1].lower() in vowels else 'a'} {noun}"


def ended(sentence: str) -> str:
    """Return the sentence with a full stop, unless it has an end already.

    >>> ended("It is so"), ended("Is it so?")
    ('It is so.', 'Is it so?')
    """
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
