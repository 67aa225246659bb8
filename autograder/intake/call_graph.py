"""Which exercises an answer builds on: the functions of other exercises that it calls."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable
from itertools import pairwise

from autograder.sandbox.session import CodeCell

LONGEST = 20_000


def uses_of(cells: Iterable[CodeCell], exercises: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return for each exercise that a cell defines the other exercises called in the cell.

    >>> cells = [CodeCell("def work(a): return energy(a)", "work")]
    >>> uses_of(cells, ("energy", "work"))
    {'work': ('energy',)}
    """
    called = {cell.defines: _called(cell.source) for cell in cells if cell.defines}
    return {
        exercise: tuple(name for name in exercises if name in names)
        for exercise, names in called.items()
    }


def _called(source: str) -> set[str]:
    # Tokens, not a syntax tree: a parser's stack is no place for a stranger's text.
    if len(source) > LONGEST:
        return set()
    words: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            words.append("" if token.type in _TEXTS else token.string)
    except (tokenize.TokenError, SyntaxError, ValueError):
        # A ValueError tells of half a character, which newer Pythons cannot encode.
        return set()
    called = {name for name, following in pairwise(words) if following == "("}
    defined = {name for word, name in pairwise(words) if word in ("def", ".")}
    return called - defined


_TEXTS = (tokenize.STRING, tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)
