"""Messages between the grader and the process that runs student code.

A frame is a 4-byte length, a JSON object, and the raw buffers whose lengths the object
lists. Everything is bounded in bytes, items and time before it is parsed, because what
arrives may have been written by anybody.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

MOST_HEADER = 8 << 20
MOST_COMMAS = 600_000
MOST_BUFFERS = 1_000
MOST_BUFFER_BYTES = 64 << 20
LENGTH = struct.Struct(">I")


class BrokenFrame(ConnectionError):
    """The other side closed the connection, or sent what is no frame."""


class LateFrame(TimeoutError):
    """No whole frame came before the deadline."""


def send(connection: socket.socket, message: dict[str, Any], buffers: Sequence[bytes] = ()) -> None:
    """Send one frame. Raises `BrokenFrame` if the other side is gone."""
    header = json.dumps({**message, "buffers": [len(buffer) for buffer in buffers]}).encode()
    try:
        connection.sendall(b"".join([LENGTH.pack(len(header)), header, *buffers]))
    except TimeoutError as error:
        raise LateFrame("the other side does not read") from error
    except OSError as error:
        raise BrokenFrame("the other side closed the connection") from error


def receive(
    connection: socket.socket, seconds: float | None = None
) -> tuple[dict[str, Any], list[bytes]]:
    """Return the next frame's JSON object and buffers.

    Raises `LateFrame` if it is not there in full after `seconds`, `BrokenFrame` if the
    connection ends or what comes is no frame or beyond the bounds.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = LENGTH.unpack(_read(connection, LENGTH.size, deadline))
    if length > MOST_HEADER:
        raise BrokenFrame("a message that is too long")
    header = _read(connection, length, deadline)
    message = parse(header)
    lengths = message.pop("buffers", None)
    if (
        not isinstance(lengths, list)
        or len(lengths) > MOST_BUFFERS
        or not all(type(one) is int and one >= 0 for one in lengths)
        or sum(lengths) > MOST_BUFFER_BYTES
    ):
        raise BrokenFrame("a message with more data than is allowed")
    return message, [_read(connection, one, deadline) for one in lengths]


def parse(header: bytes) -> dict[str, Any]:
    """Return the JSON object in `header`; `BrokenFrame` if it is none or too large."""
    if header.count(b",") > MOST_COMMAS:
        raise BrokenFrame("a message with too many items")
    try:
        message = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("a message that is not JSON") from error
    if not isinstance(message, dict):
        raise BrokenFrame("a message that is not a JSON object")
    return message


def _read(connection: socket.socket, length: int, deadline: float | None) -> bytes:
    chunks: list[bytes] = []
    missing = length
    while missing:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise LateFrame("no answer in time")
            connection.settimeout(left)
        try:
            chunk = connection.recv(min(missing, 1 << 20))
        except TimeoutError as error:
            raise LateFrame("no answer in time") from error
        except OSError as error:
            raise BrokenFrame("the connection broke") from error
        if not chunk:
            raise BrokenFrame("the process ended")
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)
