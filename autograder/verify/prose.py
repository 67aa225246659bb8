"""Numbers in a lesson's prose, each with what computes it, so that no sentence can drift.

A lesson keeps them in autograder/lessons/LESSON/prose_test.py, as `CLAIMS`:

    Claim("The gradient there is «$9.7\\cdot10^{-3}$», 970 times", lambda: slope_at(1.5))

What stands between « and » is the number; without these signs the sentence stands in the lesson's
text. A number is right if it is the value rounded to the digits that it has; `within` allows a
relative difference instead, for what is said to be so "about".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

POWER = r"(?:\s*\\(?:cdot|times)\s*10\^\{?(?P<power>-?\d+)\}?|[eE](?P<exponent>[-+]?\d+))?"
NUMBER = re.compile(r"10\^\{?(?P<bare>-?\d+)\}?|(?P<digits>-?\d[\d,]*(?:\.\d+)?)" + POWER)
# What a person would not have written down from a table: decimals, and powers of ten.
COMPUTED = re.compile(r"\d+\.\d+|\d\s*\\(?:cdot|times)\s*10\^|\d[eE]-?\d")
MARKED = re.compile("«(.+?)»")


@dataclass(frozen=True)
class Claim:
    """A sentence of the prose with a number between « and », and what computes this number."""

    sentence: str
    value: Callable[[], float]
    within: float | None = None

    @property
    def text(self) -> str:
        """The sentence as it stands in the lesson."""
        return self.sentence.replace("«", "").replace("»", "")

    @property
    def number(self) -> str:
        """The number as it is written. Raises ValueError where not just one is marked."""
        marked = MARKED.findall(self.sentence)
        if len(marked) != 1:
            raise ValueError(f"Mark one number with « and » in: {self.sentence}")
        return str(marked[0])

    def holds(self) -> bool:
        """Return whether the number is what is computed. Raises ValueError as `number` does."""
        said, unit = read_number(self.number)
        allowed = unit / 2 if self.within is None else self.within * abs(said)
        # A half that is rounded the other way is no mistake.
        return abs(float(self.value()) - said) <= allowed * (1 + 1e-9)


def read_number(text: str) -> tuple[float, float]:
    """Return the first number in the text, and the unit of its last digit.

    Raises ValueError where there is none.

    >>> read_number("9.7e-3"), read_number(r"$4\\cdot10^{2}$"), read_number("1,600")
    ((0.0097, 0.0001), (400.0, 100.0), (1600.0, 1.0))
    """
    found = NUMBER.search(text)
    if found is None:
        raise ValueError(f"There is no number in “{text}”.")
    if found["bare"]:
        return float(f"1e{found['bare']}"), float(f"1e{found['bare']}")
    digits = found["digits"].replace(",", "")
    scale = int(found["power"] or found["exponent"] or 0)
    places = len(digits.partition(".")[2])
    return float(f"{digits}e{scale}"), float(f"1e{scale - places}")


def unproved_numbers(text: str, claims: Iterable[Claim]) -> Iterator[str]:
    """Yield the words around each number of the text that no claim's sentence marks.

    Only decimals and powers of ten are asked for; those in code are not.

    >>> claims = [Claim("The cost falls to «0.25».", lambda: 1 / 4)]
    >>> list(unproved_numbers("The cost falls to 0.25. It was 1.5 before.", claims))
    ['It was 1.5 before.']
    """
    marked = [
        (start + place, start + place + len(claim.number))
        for claim in claims
        for start in _places(text, claim.text)
        for place in [claim.sentence.index("«")]
    ]
    for found in COMPUTED.finditer(_without_code(text)):
        if not any(start <= found.start() < end for start, end in marked):
            yield _around(text, found.start())


def _places(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]+`", lambda code: " " * len(code[0]), text, flags=re.DOTALL)


def _around(text: str, place: int) -> str:
    """Return the words before and after a place, without those of other sentences."""
    start = max((end.end() for end in re.finditer(r"[.:;?]\s|\n", text[:place])), default=0)
    return text[start:].partition("\n")[0][:120]
