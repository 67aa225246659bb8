"""From the bytes of a file to its text: editors save notebooks in other encodings than UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

MARKS = (
    # That of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
# JSON begins with two characters of ASCII: where their zeros stand tells the rest.
ZEROS = (
    (rb"\0\0\0[^\0]", "utf-32-be"),
    (rb"[^\0]\0\0\0", "utf-32-le"),
    (rb"\0[^\0]", "utf-16-be"),
    (rb"[^\0]\0", "utf-16-le"),
)
A_LETTER_OF_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


class Undecodable(ValueError):
    """The bytes are no text in any encoding that a notebook is saved in."""


def decode(content: bytes) -> str:
    """Return the text of a JSON file, in UTF-8, UTF-16, UTF-32 or Windows's Latin-1.

    The last is believed only where nothing looks like UTF-8 that was damaged. Raises
    `Undecodable`.

    >>> decode('{"a": "é"}'.encode("utf-16")) == decode('{"a": "é"}'.encode("latin-1"))
    True
    """
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or A_LETTER_OF_UTF8.search(content):
            raise Undecodable(encoding) from error
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Undecodable("cp1252") from error


def narrowed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks of a JSON file, those in UTF-16 and UTF-32 as UTF-8, others as they are.

    Raises `Undecodable`.

    >>> b"".join(narrowed([b"[\\0", b"]\\0"]))
    b'[]'
    """
    chunks = iter(chunks)
    first = next(chunks, b"")
    encoding = _encoding(first)
    if encoding.startswith("utf-8"):
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        yield decoder.decode(first).encode()
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise Undecodable(encoding) from error


def _encoding(content: bytes) -> str:
    marked = next((name for mark, name in MARKS if content.startswith(mark)), "")
    return marked or next((name for form, name in ZEROS if re.match(form, content)), "utf-8")
