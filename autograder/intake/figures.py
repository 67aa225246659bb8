"""Figures that a student's cells had when handed in, kept for people to look at.

A written answer may lean on the plot above it. Of all outputs only PNG pictures are kept,
within limits, and only in the notebook that formgrader shows: nothing of them is graded.
"""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from typing import Any

from autograder.intake.large_files import LEFT_OUT

PNG = "image/png"
# The file's signature, and the chunk with which it must begin.
START, HEAD = b"\x89PNG\r\n\x1a\n", b"IHDR"
SIGNATURE = "iVBORw0KGgo"
KINDS = ("display_data", "execute_result")

LARGEST = 500_000
LARGEST_TOGETHER = 6_000_000
# Some hundred kilobytes can become gigabytes in the browser that shows them.
MOST_PIXELS = 16_000_000
MOST = 30
MOST_OUTPUTS = 1_000
# Four letters for three bytes, and line ends.
LONGEST_TEXT = 3 * LARGEST // 2

TOO_LARGE = "A figure was too large to be kept."
TOO_MANY = "There were more figures than can be kept."
NOT_READ = "The file was so large that its figures were not kept."


class Album:
    """The figures of one notebook: it takes them cell by cell until it is full."""

    def __init__(self) -> None:
        self._left = MOST
        self._bytes_left = LARGEST_TOGETHER

    def take(self, outputs: object) -> list[dict[str, Any]]:
        """Return outputs that show the figures in a cell's outputs, of which nothing is believed.

        What is left out for its size or number is said in a line.
        """
        shown: list[dict[str, Any]] = []
        missing = {NOT_READ} if outputs == LEFT_OUT else set()
        for output in outputs[:MOST_OUTPUTS] if isinstance(outputs, list) else ():
            text = _text_of(output)
            if not text.startswith(SIGNATURE):
                continue
            if len(text) > LONGEST_TEXT:
                missing.add(TOO_LARGE)
            elif not self._left:
                missing.add(TOO_MANY)
            elif picture := _decoded(text):
                if len(picture) > LARGEST or _pixels(picture) > MOST_PIXELS:
                    missing.add(TOO_LARGE)
                elif len(picture) > self._bytes_left:
                    missing.add(TOO_MANY)
                else:
                    self._left -= 1
                    self._bytes_left -= len(picture)
                    shown.append(_display(picture))
        if missing:
            line = " ".join(sorted(missing)) + "\n"
            shown.append({"output_type": "stream", "name": "stdout", "text": line})
        return shown


def _text_of(output: object) -> str:
    """Return what an output calls a PNG picture, empty if there is nothing of the kind."""
    if not isinstance(output, dict) or output.get("output_type") not in KINDS:
        return ""
    data = output.get("data")
    text = data.get(PNG) if isinstance(data, dict) else None
    if isinstance(text, list):
        return "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else ""


def _decoded(text: str) -> bytes:
    """Return the picture's bytes, none if it is no PNG file."""
    try:
        picture = b64decode("".join(text.split()), validate=True)
    except ValueError:
        return b""
    is_png = len(picture) > 33 and picture.startswith(START) and picture[12:16] == HEAD
    return picture if is_png and _pixels(picture) else b""


def _pixels(picture: bytes) -> int:
    width, height = struct.unpack(">II", picture[16:24])
    return int(width * height)


def _display(picture: bytes) -> dict[str, Any]:
    data = {PNG: b64encode(picture).decode("ascii")}
    return {"output_type": "display_data", "data": data, "metadata": {}}
