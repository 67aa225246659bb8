r"""Formulas that Jupyter knows and no plugin of markdown-it takes as they are written.

They stand in brackets, \(a\) and \[a\], the backslash written once or twice, or in an
environment, \begin{align}a\end{align}.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

BRACKETS = {r"\\(": r"\\)", r"\\[": r"\\]", r"\(": r"\)", r"\[": r"\]"}
ENVIRONMENT = re.compile(r"\\begin\{([A-Za-z]{1,20}\*?)\}")


def bracketed_formulas(parser: MarkdownIt) -> None:
    """Let the parser keep formulas in brackets and environments, as tokens `math_bracketed`."""
    parser.inline.ruler.before("escape", "math_bracketed", _take_formula)
    parser.block.ruler.before(
        "fence", "math_bracketed", _take_lines, {"alt": ["paragraph", "reference", "blockquote"]}
    )


def _delimiters(text: str, start: int) -> tuple[str, str] | None:
    """Return how the formula that starts there is opened and closed, None if none starts."""
    for opening, closing in BRACKETS.items():
        if text.startswith(opening, start):
            return opening, closing
    found = ENVIRONMENT.match(text, start)
    return (found[0], rf"\end{{{found[1]}}}") if found else None


def _take_formula(state: StateInline, silent: bool) -> bool:
    delimiters = _delimiters(state.src, state.pos)
    if delimiters is None:
        return False
    opening, closing = delimiters
    start = state.pos + len(opening)
    end = state.src.find(closing, start)
    if end < 0:
        return False
    if not silent:
        token = state.push("math_bracketed", "math", 0)
        token.content = state.src[start:end]
        # Markdown takes one of two backslashes before a bracket away.
        token.markup, token.info = opening.replace("\\\\", "\\"), closing.replace("\\\\", "\\")
    state.pos = end + len(closing)
    return True


def _take_lines(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Take lines that begin with a formula as one paragraph: no line of it is a list."""
    start = state.bMarks[first] + state.tShift[first]
    delimiters = _delimiters(state.src, start)
    if delimiters is None or state.is_code_block(first) or delimiters[0].endswith("("):
        return False
    opening, closing = delimiters
    place = state.src.find(closing, start + len(opening), state.eMarks[end - 1])
    if place < 0:
        return False
    if silent:
        return True
    last = next(line for line in range(first, end) if place < state.eMarks[line])
    state.line = last + 1
    state.push("paragraph_open", "p", 1).map = [first, last + 1]
    token = state.push("inline", "", 0)
    token.content = state.getLines(first, last + 1, state.blkIndent, False).strip()
    token.map, token.children = [first, last + 1], []
    state.push("paragraph_close", "p", -1)
    return True
