"""Exercise inverse_softplus: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
import warnings

import mpmath
import numpy as np
from scipy.special import logit

from autograder.checks import Answer, check, misconception, right_answer
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("inverse_softplus", title="Small, middling and large values")
def test_inverse_softplus_values(student: Answer) -> None:
    student.equals(0.541324854612918109, 1, rtol=1e-12)
    student.equals([-2.25216846104409075, 2.94893081905729841], [0.1, 3], rtol=1e-12)
    student.equals(800.0, 800, rtol=1e-12)


@check("inverse_softplus", title="Very small and very large values", hidden=True, weight=0.5)
def test_inverse_softplus_far(student: Answer, rng: np.random.Generator) -> None:
    student.equals([-46.0517018598809137, 50.0], [1e-20, 50.0], rtol=1e-12)
    student.agrees([21.5, 24.0], rtol=1e-12)
    student.agrees(10 ** rng.uniform(-18, -1, (2, 3)), rtol=1e-12)
    student.agrees(rng.uniform(2, 2000, 5), rtol=1e-12)


@check(
    "inverse_softplus", title="Values that are not positive are refused", hidden=True, weight=0.5
)
def test_inverse_softplus_refuses(student: Answer) -> None:
    student.agrees([0.25, 2.0], rtol=1e-12)
    student.refuses([1.0, -0.5])
    student.refuses(0.0)


# --- misconceptions --------------------------------------------------------------------------


def _positive(y):
    """Return an array of floats; values that are not positive are refused as they should be."""
    reference.inverse_softplus(y)
    return np.asarray(y, dtype=float)


@misconception(
    "inverse_softplus",
    points=1.0,
    hint="For large values the result is infinite: the exponential overflows before its logarithm "
    "is taken. Take the large part out of the logarithm.",
)
def overflows_before_the_logarithm(y):
    with np.errstate(all="ignore"):
        return np.log(np.expm1(_positive(y)))


@misconception(
    "inverse_softplus",
    points=1.5,
    hint="For small values digits are lost, or all of them: the exponential is close to 1, and "
    "the difference of the two is rounding error. There is a function that computes it without.",
)
def subtracts_nearly_equal_numbers(y):
    y = _positive(y)
    with np.errstate(all="ignore"):
        return y + np.log(1 - np.exp(-y))


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="It is softplus itself, not its inverse. Applied to a natural parameter it does not lead "
    "back to the raw one.",
)
def applies_softplus_once_more(y):
    return reference.softplus(_positive(y))[0]


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="It is the reciprocal of softplus. The inverse function undoes a function; one over it "
    "does not.",
)
def takes_the_reciprocal(y):
    return 1 / reference.softplus(_positive(y))[0]


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="It is the logarithm, the inverse of the exponential. For small values softplus is nearly "
    "an exponential, for others it is not.",
)
def inverts_the_exponential(y):
    return np.log(_positive(y))


@misconception(
    "inverse_softplus",
    points=1.0,
    hint="The sign of the logarithm is wrong. The raw parameter is always less than the natural "
    "one.",
)
def subtracts_the_logarithm(y):
    y = _positive(y)
    return y - np.log(-np.expm1(-y))


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="An `if` has been asked about an array of several values, which is neither true nor "
    "false. All values must be positive.",
)
def asks_an_array_a_yes_or_no_question(y):
    y = np.asarray(y, dtype=float)
    if y <= 0:
        raise ValueError(f"y must be positive, got {y}")
    return reference.inverse_softplus(y)


@misconception(
    "inverse_softplus",
    points=1.5,
    hint="Values that are not positive are accepted, and give something that is not a number. "
    "No raw parameter leads to them: refuse them with a `ValueError`.",
)
def accepts_negative_values(y):
    y = np.asarray(y, dtype=float)
    with np.errstate(all="ignore"):
        return y + np.log(-np.expm1(-y))


@misconception(
    "inverse_softplus",
    points=1.5,
    hint="Zero is accepted and gives minus infinity. Softplus comes close to zero but never "
    "reaches it: zero must be refused like the negative values.",
)
def accepts_zero(y):
    y = np.asarray(y, dtype=float)
    if np.any(y < 0):
        raise ValueError(f"y must be positive, got {y.tolist()}")
    with np.errstate(all="ignore"):
        return y + np.log(-np.expm1(-y))


@misconception(
    "inverse_softplus",
    points=0.5,
    hint="It is one over the logistic function, a slope. Asked for is the place where softplus "
    "has the given value.",
)
def inverts_the_slope(y):
    y = _positive(y)
    return 1 + np.exp(-y)


# --- right answers ---------------------------------------------------------------------------


@right_answer("inverse_softplus")
def two_cases_of_the_logarithm(y):
    y = np.asarray(y, dtype=float)
    if (y <= 0).any():
        raise ValueError(f"y = {y}")
    with np.errstate(over="ignore"):
        return np.where(y > 30, y, np.log(np.expm1(y)))


@right_answer("inverse_softplus")
def numbers_and_lists_by_recursion(y):
    if np.ndim(y) > 0:
        return [numbers_and_lists_by_recursion(part) for part in y]
    if y <= 0:
        raise ValueError(f"y must be positive, but one is {y}")
    return y + math.log1p(-math.exp(-y)) if y > 1 else math.log(math.expm1(y))


@right_answer("inverse_softplus")
def newton_steps_on_the_softplus(y):
    y = np.array(y, dtype=float)
    if np.min(y) <= 0:
        warnings.warn("nothing has this softplus", stacklevel=2)
        raise ValueError(f"no softplus is {y.min()} (y = {y})")
    q = np.where(y < 1, np.log(y), y)
    for _ in range(40):
        f, slope, _ = reference.softplus(q)
        # ln f is nearly linear on the left, f itself on the right.
        q = q - np.where(y < 1, np.log(f / y) * f, f - y) / slope
    return q


@right_answer("inverse_softplus")
def forty_digits(y):
    if not np.all(np.asarray(y) > 0):
        raise ValueError(f"y holds values that are not positive: {y}")
    with mpmath.workdps(40):
        return np.vectorize(lambda v: float(mpmath.log(mpmath.expm1(float(v)))), otypes=[float])(y)


@right_answer("inverse_softplus")
def logit_of_an_exponential_distribution(y):
    y = np.array(y, dtype=float, order="F")
    if np.any(y <= 0):
        raise ValueError(f"bad y {y.tolist()}")
    # The share of waiting times below y, and its odds.
    return np.where(
        y > 15, np.log1p(-np.exp(-np.maximum(y, 1))) + y, logit(-np.expm1(-np.minimum(y, 15)))
    )


@right_answer("inverse_softplus")
def half_and_a_hyperbolic_sine(y):
    y = np.asarray(y, dtype=np.longdouble)
    if np.any(y <= 0):
        raise ValueError(f"y: {y}")
    half = np.log(2 * np.sinh(np.minimum(y, 80) / 2))
    return y / 2 + np.where(y > 80, y / 2, half)
