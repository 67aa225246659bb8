"""How calls, numbers and places are written in the sentences that people read."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any

import numpy as np

from course.values.pasteable import LONGEST_WRITTEN, MOST_WRITTEN, array_text, number_text

LONGEST_TEXT = 1000


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
    """Return the call as one would type it, so that it can be pasted.

    >>> format_call("decay", ([1, 2], np.linspace(0, 10, 1001)))
    'decay([1, 2], np.linspace(0, 10, 1001))'
    """
    return f"{name}({', '.join(format_argument(argument) for argument in args)})"


def format_argument(argument: Any) -> str:
    """Return an argument as one would type it; what is long and has no formula in words.

    Arrays may have any shape and dtype; of such ones a row of real numbers is told by its ends.
    """
    if isinstance(argument, np.ndarray):
        text = array_text(argument)
        if text is not None:
            return text
        if argument.ndim == 1 and argument.dtype.kind in "iuf" and argument.size:
            return f"array of {argument.size} from {argument[0]:.4g} to {argument[-1]:.4g}"
        return f"array of shape {argument.shape}"
    if isinstance(argument, np.generic):
        return f"np.{argument.dtype.name}({number_text(argument.item())})"
    if isinstance(argument, bool | int | float | complex):
        return number_text(argument)
    if isinstance(argument, list | tuple):
        return _items(argument)
    if isinstance(argument, dict):
        inner = ", ".join(
            f"{format_argument(key)}: {format_argument(value)}" for key, value in argument.items()
        )
        return f"{{{inner}}}"
    text = repr(argument)
    return text if len(text) <= LONGEST_TEXT else f"{type(argument).__name__} of {len(text)} signs"


def _items(items: list[Any] | tuple[Any, ...]) -> str:
    is_list = isinstance(items, list)
    if len(items) > MOST_WRITTEN and all(type(one) is type(items[0]) for one in items):
        row = np.array(items) if type(items[0]) in (int, float) else None
        text = array_text(row) if row is not None and row.dtype.kind in "if" else None
        if text is not None and not text.startswith("np.array("):
            return f"{text}.tolist()" if is_list else f"tuple({text}.tolist())"
    inner = ", ".join(format_argument(item) for item in items)
    left, right = "[]" if is_list else "()"
    text = f"{left}{inner}{',' if not is_list and len(items) == 1 else ''}{right}"
    if len(text) <= LONGEST_WRITTEN:
        return text
    return f"{type(items).__name__} of {len(items)} values"


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
