"""What a cell prints: kept up to a bound, then cut and marked."""

from __future__ import annotations

import io


class BoundedText(io.TextIOBase):
    """A text stream that keeps the first characters written to it and counts the rest."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._kept: list[str] = []
        self._length = 0

    def writable(self) -> bool:
        """Return True: this stream is there to be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep what fits of `text`; return its length, as streams do."""
        room = self._most - self._length
        if room > 0:
            self._kept.append(text[:room])
        self._length += len(text)
        return len(text)

    def text(self) -> str:
        """Return what was kept, with a mark if something was cut.

        >>> stream = BoundedText(3)
        >>> stream.write("abcdef")
        6
        >>> stream.text()
        'abc\\n[cut here: 6 characters in all]'
        """
        kept = "".join(self._kept)
        if self._length <= self._most:
            return kept
        return f"{kept}\n[cut here: {self._length} characters in all]"
