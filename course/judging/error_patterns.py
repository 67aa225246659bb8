"""How wrong numbers relate to the right ones: by a sign, a factor, an order, one element.

These relations serve every exercise. Each is said twice: with what was found, and in words
that tell nothing of a hidden input.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.judging.comparison import Array, differing, near
from course.judging.relations import (
    common_factor,
    common_shift,
    is_moved,
    is_reversed,
    is_shuffled,
    is_transposed,
)

# Factors that students lose, and what they are when not just numbers.
FACTORS = {
    2.0: "2",
    0.5: "1/2",
    3.0: "3",
    1 / 3: "1/3",
    4.0: "4",
    0.25: "1/4",
    10.0: "10",
    0.1: "1/10",
    100.0: "100",
    0.01: "1/100",
    1000.0: "1000",
    0.001: "1/1000",
    math.sqrt(2): "√2",
    1 / math.sqrt(2): "1/√2",
    math.pi: "π",
    1 / math.pi: "1/π",
    2 * math.pi: "2π",
    0.5 / math.pi: "1/(2π)",
    math.sqrt(math.pi): "√π",
    1 / math.sqrt(math.pi): "1/√π",
    math.sqrt(2 * math.pi): "√(2π)",
    1 / math.sqrt(2 * math.pi): "1/√(2π)",
    180 / math.pi: "180/π, as of degrees in place of radians",
    math.pi / 180: "π/180, as of radians in place of degrees",
    math.log(2): "ln 2, as of a half-life in place of a time constant",
    1 / math.log(2): "1/ln 2, as of a time constant in place of a half-life",
    math.log(10): "ln 10, as of a natural in place of a decimal logarithm",
    1 / math.log(10): "1/ln 10, as of a decimal in place of a natural logarithm",
    2 * math.sqrt(2 * math.log(2)): "2√(2 ln 2), as of a full width in place of a σ",
    0.5 / math.sqrt(2 * math.log(2)): "1/(2√(2 ln 2)), as of a σ in place of a full width",
}
LOOSEST = 1e-6
NEARLY = 1e-4
MOST_ROWS = 12


class Clue(NamedTuple):
    """A sentence on what is wrong, and the same for a hidden check; both empty if unknown."""

    text: str = ""
    discreet: str = ""


class Difference(NamedTuple):
    """How a result is not what is expected: in full, without any number, and what it may be."""

    text: str
    discreet: str
    clue: Clue = Clue()


def clue_to_shape(got: Array, expected: Array) -> Clue:
    """Return what the shape of a result, of any numbers, has to do with the one expected.

    >>> clue_to_shape(np.ones((2, 3)), np.ones((3, 2))).text
    'Is it transposed?'
    """
    if got.ndim > 1 and got.T.shape == expected.shape:
        return _same("Is it transposed?")
    if got.size == expected.size:
        if np.squeeze(got).shape == np.squeeze(expected).shape:
            what = "more" if got.ndim > expected.ndim else "fewer"
            return _same(f"It has {what} axes of length 1 than it should.")
        return _same("The number of values is right, their arrangement is not.")
    if expected.ndim == 0:
        return _same("One number is expected.")
    if got.ndim < expected.ndim <= 2:
        few = "It is one number" if got.ndim == 0 else "It is a row of numbers"
        many = "a row" if expected.ndim == 1 else "a table with rows and columns"
        return _same(f"{few}, where {many} is expected.")
    if expected.ndim < got.ndim == 2:
        return _same("It is a table with rows and columns, where a row is expected.")
    if got.ndim == expected.ndim == 1 and abs(got.size - expected.size) == 1:
        return _same(f"There is one value too {'many' if got.size > expected.size else 'few'}.")
    return Clue()


def clue_to_values(got: Array, expected: Array, rtol: float) -> Clue:
    """Return how the numbers of a result relate to the right ones, of the same shape.

    >>> clue_to_values(np.array([1.0, 4.0]), np.array([2.0, 8.0]), 1e-9).text
    'All values are 1/2 times what is expected.'
    """
    if not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return Clue()
    one, other, rtol = got.astype(float), expected.astype(float), min(rtol, LOOSEST)
    if near(one, other, rtol):
        # The step allows less than can be told apart here.
        return Clue()
    for relation in _RELATIONS:
        clue = relation(one, other, rtol)
        if clue.text:
            return clue
    return Clue()


def _same(sentence: str) -> Clue:
    return Clue(sentence, sentence)


def _all(values: Array) -> str:
    return "It is" if values.ndim == 0 else "All values are"


def _sign(got: Array, expected: Array, rtol: float) -> Clue:
    if not expected.any() or not near(-got, expected, rtol):
        return Clue()
    return _same("The sign is wrong." if got.ndim == 0 else "All signs are wrong.")


def _digits(got: Array, expected: Array, rtol: float) -> Clue:
    # Of a zero that is met within roundings no digit is wrong.
    is_met = (expected == 0) & ~differing(got, expected, rtol)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = float(np.max(np.where(is_met, 0.0, np.abs(got / expected - 1))))
    if not error < NEARLY:
        return Clue()
    digits = math.floor(-math.log10(error))
    return Clue(
        f"{'It is' if got.ndim == 0 else 'All are'} right to {digits} digits; more are asked for.",
        "The values are nearly right; more digits are asked for.",
    )


def _factor(got: Array, expected: Array, rtol: float) -> Clue:
    factor = common_factor(got, expected, rtol)
    if factor is None or abs(factor - 1) < NEARLY:
        return Clue()
    # Any two numbers differ by some factor.
    is_single = np.count_nonzero(expected) < 2
    if is_single and _is_short(factor * expected) and _is_short(expected):
        return Clue()
    discreet = "" if is_single else "In this call the values are right up to a constant factor."
    for known, name in FACTORS.items():
        if math.isclose(abs(factor), known, rel_tol=max(rtol, 1e-12)):
            sign = "−" if factor < 0 else ""
            text = f"{_all(got)} {sign}{name.replace(',', ' times what is expected,', 1)}"
            if "," not in name:
                text += " times what is expected"
            return Clue(f"{text}.", discreet)
    if is_single:
        return Clue()
    return Clue(
        f"In this call all values are {factor:.6g} times what is expected.",
        discreet,
    )


def _transposed(got: Array, expected: Array, rtol: float) -> Clue:
    is_so = is_transposed(got, expected, rtol)
    return _same("It is the transpose of what is expected.") if is_so else Clue()


def _reversed(got: Array, expected: Array, rtol: float) -> Clue:
    is_so = is_reversed(got, expected, rtol)
    return _same("The values are right, but in reverse order.") if is_so else Clue()


def _shuffled(got: Array, expected: Array, rtol: float) -> Clue:
    is_so = is_shuffled(got, expected, rtol)
    return _same("The values are right, but in another order.") if is_so else Clue()


def _shifted(got: Array, expected: Array, rtol: float) -> Clue:
    is_so = is_moved(got, expected, rtol)
    return _same("The values are shifted by one place.") if is_so else Clue()


def _offset(got: Array, expected: Array, rtol: float) -> Clue:
    amount = common_shift(got, expected, max(rtol, LOOSEST))
    if got.size < 3 or amount is None:
        return Clue()
    size = "large" if amount > 0 else "small"
    return Clue(
        f"In this call all values are too {size} by {abs(amount):.6g}.",
        "In this call the values are right up to a constant that is added.",
    )


def _rows(got: Array, expected: Array, rtol: float) -> Clue:
    if got.ndim != 2 or not 2 <= len(got) <= MOST_ROWS:
        return Clue()
    wrong = np.flatnonzero(differing(got, expected, rtol).any(axis=1))
    if wrong.size != 1:
        return Clue()
    row = int(wrong[0])
    clue = _sign(got[row], expected[row], rtol)
    if not clue.text:
        clue = _factor(got[row], expected[row], rtol)
    what = clue.text.replace("In this call all", "There all").replace("All", "There all", 1)
    return Clue(f"Only row {row} is wrong. {what}".rstrip(), "Only one row is wrong.")


def _is_short(values: Array) -> bool:
    """Return whether all numbers, of any shape and float64, have a digit or two."""
    return all(math.isclose(value, float(f"{value:.2g}")) for value in values.flat)


def _power(got: Array, expected: Array, rtol: float) -> Clue:
    if (expected <= 0).any() or (got <= 0).any() or near(expected, np.ones_like(expected), 0.1):
        return Clue()
    for exponent, name in ((2.0, "square"), (0.5, "square root"), (-1.0, "reciprocal")):
        with np.errstate(over="ignore", under="ignore"):
            power = expected**exponent
            # A power that underflows to zero is met by all that is small.
            if power.all() and near(got, power, 10 * rtol):
                whose = "what is expected" if got.ndim == 0 else "the value that is expected"
                each = "It" if got.ndim == 0 else "Each value"
                return _same(f"{each} is the {name} of {whose}.")
    return Clue()


def _one_element(got: Array, expected: Array, rtol: float) -> Clue:
    if got.size < 3 or differing(got, expected, rtol).sum() != 1:
        return Clue()
    return _same("All other values are right.")


_RELATIONS: tuple[Callable[[Array, Array, float], Clue], ...] = (
    _sign,
    _transposed,
    _reversed,
    _shifted,
    _shuffled,
    _factor,
    _power,
    _offset,
    _digits,
    _one_element,
    _rows,
)
