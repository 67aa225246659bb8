"""Where a cell's text gives a function its name, and whether that is still the untouched stub.

By pattern and by tokens: the text may be anybody's, and a parser's time and memory have no bound.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_STUB = 20_000
# Cell magics under which IPython keeps what the cell defines.
KEEPING = ("time", "capture", "prun")


@dataclass(frozen=True)
class Definition:
    """Lines `start` to `end`, the last one not counted, which give a name its meaning.

    `is_stub` says that it is a function in which nothing but the exercise's text stands.
    """

    start: int
    end: int
    is_stub: bool


def definitions(source: str, name: str, released: Sequence[str] = ()) -> Iterator[Definition]:
    """Yield what defines `name` at the left margin of a cell, in order, counted from line 0.

    Stubs are those of `released`, and functions that only raise NotImplementedError.

    >>> [one.is_stub for one in definitions("f = min\\ndef f(x): raise NotImplementedError", "f")]
    [False, True]
    """
    if name not in source:
        return
    gives = re.compile(
        rf"(?:async\s+)?def\s+{name}\b|class\s+{name}\b|{name}\s*(?::[^=]*)?=(?!=)"
        rf"|(?:from\s+\S+\s+)?import\s(?:.*[\s,(])?{name}\s*(?:[,)#;]|$)"
    )
    lines = source.split("\n")
    for number, line in enumerate(lines):
        if not gives.match(line):
            continue
        start, end = number, number + 1
        while start and lines[start - 1].startswith("@"):
            start -= 1
        while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t)]}#"):
            end += 1
        text = "\n".join(lines[start:end])
        yield Definition(start, end, text.strip() in released or _is_stub(text))


def magic_over(source: str) -> str:
    """Return the cell magic under which the cell defines nothing; empty if there is none.

    >>> magic_over("%%time\\n%%timeit -n 3\\ndef f(): pass"), magic_over("%%time\\ndef f(): pass")
    ('%%timeit', '')
    """
    for line in source.lstrip().split("\n", 20):
        found = re.match(r"%%([\w!]{0,40})", line)
        if found is None:
            return ""
        if found[1] not in KEEPING:
            return found[0]
    return ""


def _is_stub(text: str) -> bool:
    if len(text) > LONGEST_STUB or not re.match(r"(?:@.*\n)*(?:async\s+)?def\s", text):
        return False
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return False
    words = [(token.type, token.string) for token in tokens if token.type not in _LAYOUT]
    first = next((n for n, (_, word) in enumerate(words) if word == "def"), 0)
    depth, body = 0, len(words)
    for number, (_, word) in enumerate(words[first:], first):
        depth += (word in "([{") - (word in ")]}")
        if word == ":" and depth == 0:
            body = number + 1
            break
    rest = [word for kind, word in words[body:] if kind != tokenize.STRING]
    raises = rest[:2] == ["raise", "NotImplementedError"] and rest[2:] in ([], ["(", ")"])
    return raises or rest in (["pass"], ["..."])


_LAYOUT = (
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    tokenize.ENDMARKER,
)
