"""Points of parts, written so that whoever adds them up gets the whole."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from autograder.model.phrases import number

# Records hold points rounded to six decimals.
SAME = 5e-6


def in_digits(values: Sequence[float], most: int = 4) -> list[str] | None:
    """Return the values with as many decimals as they need, two at least; None if with too many.

    >>> in_digits([1.25, 0.625]), in_digits([1 / 3])
    (['1.25', '0.625'], None)
    """
    for digits in range(2, most + 1):
        if all(abs(round(value, digits) - value) < SAME for value in values):
            return [number(value, digits) for value in values]
    return None


def in_hundredths(values: Sequence[float]) -> list[str]:
    """Return the values in hundredths, rounded down or up so that the sum is that of all.

    >>> in_hundredths([1 / 3, 1 / 3, 1 / 3])
    ['0.34', '0.33', '0.33']
    """
    hundredths = [floor(100 * (value + SAME)) for value in values]
    lacking = round(100 * sum(values)) - sum(hundredths)
    # Those that lost most by being rounded down come first; whole ones lost nothing.
    order = sorted(range(len(values)), key=lambda n: hundredths[n] - 100 * values[n])
    for place in order[:lacking]:
        hundredths[place] += 1
    return [number(whole / 100) for whole in hundredths]
