"""A notebook's text without its outputs, dropped while it is read: they may be most of it.

Nothing is judged here but where values begin and end: what is left is parsed like any notebook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator

# What stands for outputs that showed figures.
LEFT_OUT = "left out"

# The keys that lead to what is dropped; `*` stands for each item of a list. The old format 3 is
# refused in the end, but for its format and not for its outputs; widgets keep theirs apart.
DROPPED = frozenset(
    {
        ("cells", "*", "outputs"),
        ("worksheets", "*", "cells", "*", "outputs"),
        ("metadata", "widgets"),
    }
)
PARENTS = frozenset(path[:end] for path in DROPPED for end in range(len(path)))

FIGURE = b'"image/png"'
LONGEST_KEY = 200
# A notebook of a thousand cells takes some ten thousand; together these take seconds.
MOST_STEPS = 1_000_000

SPACE = re.compile(rb"[ \t\r\n]*+")
# With the mark that UTF-8 may begin with.
START = re.compile(rb"[\xef\xbb\xbf \t\r\n]*+")
SCALAR = re.compile(rb"[-+.0-9A-Za-z]*+")
REST = re.compile(rb".*+", re.DOTALL)
# The rest of a string, but for a last backslash whose letter is not read yet.
LETTERS = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)


def _shallow(levels: int) -> bytes:
    """Return the expression for whole strings, numbers and lists that nest no deeper."""
    inner = _shallow(levels - 1) if levels else b""
    lists = rb"|\[%b\]|\{%b\}" % (inner, inner) if levels else b""
    return rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"%b)*+' % lists


# So that only what nests deeper, or goes on in the next chunk, costs a step.
SHALLOW = re.compile(_shallow(3), re.DOTALL)


class Damaged(ValueError):
    """The text is no JSON, or ends before its end."""


class Tangled(ValueError):
    """The text holds more lists within lists than any notebook does."""


class _Source:
    """The chunks of a file, and the place in them up to which they are taken."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._chunk = b""
        self._at = 0
        self._steps = 0

    def next_byte(self) -> bytes:
        """Return the byte that comes next, nothing if it is not read yet."""
        return self._chunk[self._at : self._at + 1]

    def take(self, pattern: re.Pattern[bytes]) -> bytes:
        """Return what matches from here on, as far as it is read."""
        found = pattern.match(self._chunk, self._at)
        self._at = found.end() if found else self._at
        return found[0] if found else b""

    def take_byte(self) -> bytes:
        """Return the next byte, and go on behind it. Raises `Tangled` when called too often."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Tangled
        byte = self.next_byte()
        self._at += len(byte)
        return byte

    def read_on(self) -> bool:
        """Read the next chunk behind what is not taken; return whether there was one."""
        chunk = next(self._chunks, b"")
        self._chunk, self._at = self._chunk[self._at :] + chunk, 0
        return bool(chunk)


def without_outputs(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the notebook in `chunks`, in UTF-8 or Latin-1, with no outputs, as they are read.

    Outputs become an empty list, or `LEFT_OUT` where they held a PNG picture. No more than a
    chunk is held. Raises `Damaged` and `Tangled`.

    >>> b"".join(without_outputs([b'{"cells": [{"outputs": ["a]', b'"], "source": "b"}]}']))
    b'{"cells": [{"outputs": [], "source": "b"}]}'
    """
    source = _Source(chunks)
    yield from _run(source, START)
    yield from _value(source, ())
    yield from _run(source, REST)


def _value(source: _Source, path: tuple[str, ...]) -> Iterator[bytes]:
    yield from _run(source, SPACE)
    if path in DROPPED:
        yield _stand_in(_whole(source))
    elif {b"{": path, b"[": (*path, "*")}.get(source.next_byte()) in PARENTS:
        yield from _container(source, path)
    else:
        yield from _whole(source)


def _container(source: _Source, path: tuple[str, ...]) -> Iterator[bytes]:
    opening = source.take_byte()
    yield opening
    while True:
        yield from _run(source, SPACE)
        if source.next_byte() in (b"}", b"]"):
            yield source.take_byte()
            return
        if source.next_byte() == b",":
            yield source.take_byte()
            continue
        step = "*"
        if opening == b"{":
            step = yield from _key(source)
        yield from _value(source, (*path, step))


def _key(source: _Source) -> Generator[bytes, None, str]:
    """Yield a key and its colon; return what it says."""
    if source.next_byte() != b'"':
        raise Damaged
    text = b""
    for piece in _string(source):
        text += piece[:LONGEST_KEY] if len(text) < LONGEST_KEY else b""
        yield piece
    yield from _run(source, SPACE)
    if source.next_byte() != b":":
        raise Damaged
    yield source.take_byte()
    try:
        return str(json.loads(text))
    except ValueError:
        return ""


def _whole(source: _Source) -> Iterator[bytes]:
    """Yield one value, however deep, in pieces."""
    if source.next_byte() == b'"':
        yield from _string(source)
    elif source.next_byte() in (b"{", b"["):
        yield from _nested(source)
    else:
        yield from _scalar(source)


def _nested(source: _Source) -> Iterator[bytes]:
    yield source.take_byte()
    depth = 1
    while depth:
        yield source.take(SHALLOW)
        byte = source.next_byte()
        if byte == b'"':
            yield from _string(source)
        elif byte:
            depth += 1 if byte in b"{[" else -1
            yield source.take_byte()
        elif not source.read_on():
            raise Damaged


def _string(source: _Source) -> Iterator[bytes]:
    yield source.take_byte()
    while True:
        yield source.take(LETTERS)
        if source.next_byte() == b'"':
            yield source.take_byte()
            return
        if not source.read_on():
            raise Damaged


def _scalar(source: _Source) -> Iterator[bytes]:
    if not re.match(rb"[-+.0-9A-Za-z]", source.next_byte()):
        raise Damaged
    yield from _run(source, SCALAR)


def _run(source: _Source, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    yield source.take(pattern)
    while not source.next_byte() and source.read_on():
        yield source.take(pattern)


def _stand_in(pieces: Iterable[bytes]) -> bytes:
    """Return the JSON that stands for a value."""
    shows, before = False, b""
    for piece in pieces:
        joined = before + piece
        shows = shows or FIGURE in joined
        before = joined[-len(FIGURE) :]
    return json.dumps(LEFT_OUT).encode() if shows else b"[]"
