"""Where a cell's text gives a function its name, and whether that is still the untouched stub.

By pattern and by tokens: the text may be anybody's, and a parser's time and memory have no bound.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

# No cell, no stub and no number of definitions that anybody means is larger.
LONGEST_CELL = 200_000
LONGEST_STUB = 4_000
MOST_DEFINITIONS = 1_000
MOST_STUBS = 20
# Cell magics under which IPython keeps what the cell defines.
KEEPING = ("time", "capture", "prun")


@dataclass(frozen=True)
class Definition:
    """Lines `start` to `end`, the last one not counted, which give a name its meaning."""

    start: int
    end: int
    text: str


def definitions(source: str, name: str) -> Iterator[Definition]:
    """Yield what defines `name` at the left margin of a cell, in order, counted from line 0.

    >>> [one.text for one in definitions("f = min\\ndef f(x): pass", "f")]
    ['f = min', 'def f(x): pass']
    """
    if len(source) > LONGEST_CELL or name not in source:
        return
    gives = re.compile(
        rf"(?:async[ \t]+)?def[ \t]+{name}\b|class[ \t]+{name}\b|{name}[ \t]*(?::[^=]*)?=(?!=)"
        rf"|(?:from[ \t]+\S+[ \t]+)?import[ \t](?:.*[ \t,(])?{name}[ \t]*(?:[,)#;]|$)"
    )
    lines = source.split("\n")
    named = (number for number, line in enumerate(lines) if name in line and gives.match(line))
    for number, _ in zip(named, range(MOST_DEFINITIONS), strict=False):
        start, end = number, number + 1
        while start and lines[start - 1].startswith("@"):
            start -= 1
        while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t)]}#"):
            end += 1
        yield Definition(start, end, "\n".join(lines[start:end]))


def stubs_at_the_end(found: Sequence[Definition], released: Collection[str] = ()) -> int:
    """Return how many definitions at the end are stubs, below one that is none; else 0.

    Stubs are those of `released`, and functions that only raise NotImplementedError.

    >>> written, stub = definitions("f = min\\ndef f(x): raise NotImplementedError", "f")
    >>> stubs_at_the_end([written, stub]), stubs_at_the_end([stub, written])
    (1, 0)
    """
    for count, one in enumerate(reversed(found[-MOST_STUBS:])):
        if one.text.strip() not in released and not _is_stub(one.text):
            return count
    return 0


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
