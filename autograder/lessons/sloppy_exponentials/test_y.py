"""Exercise y: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
import numbers
import statistics

import mpmath
import numpy as np
from scipy.special import logsumexp

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("y", title="Two rates at a few times")
def test_y_values(student: Answer) -> None:
    student.agrees([1.0, 2.0], np.array([0.0, 0.5, 1.0, 3.0]))
    student.agrees([0.7, 1.9, 4.0], np.array([0.1, 0.2, 7.0]))


@check("y", title="One rate, whole numbers, lists of times", weight=0.5)
def test_y_rates(student: Answer) -> None:
    student.agrees([3.0], np.array([0.0, 0.4, 2.0]))
    student.agrees([1, 2, 3], np.array([0, 1, 2]))
    student.agrees([1, 2], [[0, 1], [2, 3]])
    student.agrees([1.0, 1.0, 4.0], [0.5])


@check("y", title="Any shape of times: a number, a table", hidden=True, weight=0.5)
def test_y_shapes(student: Answer) -> None:
    student.agrees([1.0, 2.0], 0.5)
    student.agrees([1.0, 2.0, 3.0], np.arange(6.0).reshape(2, 3))
    student.agrees([1, 2], 0)
    student.agrees((1.0, 2.0), [0.0, 1.0])


@check("y", title="Rates drawn at random; very late times", hidden=True, weight=0.5)
def test_y_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (1, 2, 5):
        student.agrees(rng.uniform(0.2, 5.0, count), rng.uniform(0.0, 6.0, 7))
    student.equals(np.array([1.0, 0.0]), [1.0, 2.0], np.array([0.0, 1e4]))
    single = np.array([0.5, 1.25, 3.0], dtype=np.float32)
    student.agrees(single, single, rtol=1e-5)


@check("y", title="No rates are refused", hidden=True, weight=0.5)
def test_y_refuses(student: Answer) -> None:
    student.agrees([1.0, 2.0], np.array([0.0, 1.0]))
    student.refuses([], np.array([0.0, 1.0]))


# --- misconceptions --------------------------------------------------------------------------


def _rates_and_times(thetas, t):
    """Return both as arrays of floats; no rates are refused as they should be."""
    if len(thetas) == 0:
        raise ValueError("thetas must hold at least one rate")
    return np.asarray(thetas, dtype=float), np.asarray(t, dtype=float)


@misconception(
    "y",
    points=0.5,
    hint="All times have been averaged into one number, as a plain `mean()` does. "
    "Only the rates are averaged over: the result has the shape of `t`.",
)
def averages_over_rates_and_times(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] * thetas).mean()


@misconception(
    "y",
    points=0.5,
    hint="The average runs over the times and leaves one number for each rate. "
    "It must run over the rates and leave one number for each time.",
)
def averages_over_time(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-np.outer(t, thetas)).mean(axis=0)


@misconception(
    "y",
    points=1.5,
    hint="It equals the sum of the decays. The model is their average, with a factor 1/N, "
    "so that every curve starts at 1.",
)
def forgets_to_average(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] * thetas).sum(axis=-1)


@misconception(
    "y",
    points=0.5,
    hint="It is a single decay with the mean of the rates. The average of exponentials is not "
    "the exponential of the average: the decays must be averaged, not the rates.",
)
def averages_the_rates(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-thetas.mean() * t)


@misconception(
    "y",
    points=1.5,
    hint="It equals the average of exp(+θt). A decay has a minus sign in the exponent.",
)
def grows_instead_of_decaying(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(t[..., np.newaxis] * thetas).mean(axis=-1)


@misconception(
    "y",
    points=1.0,
    hint="It equals the average of exp(-t/θ), which takes each θ for a lifetime. "
    "A rate is one over a lifetime: it multiplies the time.",
)
def takes_rates_for_lifetimes(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] / thetas).mean(axis=-1)


@misconception(
    "y",
    points=2.5,
    hint="A single time has become an array of length 1, as `np.atleast_1d` makes it. "
    "For a scalar `t` the result is a scalar.",
)
def returns_an_array_for_a_number(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-np.atleast_1d(t)[..., np.newaxis] * thetas).mean(axis=-1)


@misconception(
    "y",
    points=2.0,
    hint="The values are in one row, whatever the shape of `t`: `np.outer` flattens its "
    "arguments. The result must have the shape of `t`.",
)
def flattens_the_times(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-np.outer(t, thetas)).mean(axis=1)


@misconception(
    "y",
    points=2.5,
    hint="The values have been cut to whole numbers: the array that holds the result was made "
    "in the likeness of `t`, and whole-number times make it an array of integers.",
)
def stores_decays_as_integers(thetas, t):
    _rates_and_times(thetas, t)
    t = np.asarray(t)
    values = np.zeros_like(t)
    for place, time in np.ndenumerate(t):
        values[place] = np.mean(np.exp(-np.asarray(thetas) * time))
    return values


@misconception(
    "y",
    points=2.0,
    hint="The times have not been turned into an array. A number times a list does not multiply "
    "the list's items: a whole number repeats the list, a negative one leaves it empty, and a "
    "`float` is a `TypeError`.",
)
def multiplies_a_list(thetas, t):
    _rates_and_times(thetas, t)
    return sum(np.exp(-theta * t) for theta in thetas) / len(thetas)


@misconception(
    "y",
    points=2.5,
    hint="A rate that occurs twice has been counted once. Two isotopes may decay at the same rate, "
    "and the average is over isotopes.",
)
def counts_equal_rates_once(thetas, t):
    return reference.y(np.unique(np.asarray(thetas, dtype=float)), t)


@misconception(
    "y",
    points=2.5,
    hint="NumPy's mean of nothing is `nan`, with no more than a warning. An empty list of rates "
    "must be looked for, and refused with a `ValueError`.",
)
def accepts_no_rates(thetas, t):
    thetas, t = np.asarray(thetas, dtype=float), np.asarray(t, dtype=float)
    return np.exp(-t[..., np.newaxis] * thetas).mean(axis=-1)


@misconception(
    "y",
    points=2.5,
    hint="Without rates the sum is divided by their number, zero, and the error comes by "
    "accident. Look for the empty list first, and raise a `ValueError` that says what is wrong.",
)
def divides_by_no_rates(thetas, t):
    t = np.asarray(t, dtype=float)
    return sum(np.exp(-theta * t) for theta in thetas) / len(thetas)


@misconception(
    "y",
    points=1.0,
    hint="It is the product of the decays, or the decay with the sum of the rates. The curves "
    "of the isotopes are added and divided by their number; multiplying them adds the "
    "rates.",
)
def multiplies_the_decays(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-thetas.sum() * t)


@misconception(
    "y",
    points=1.5,
    hint="The average is weighted by the rates. Each isotope contributes the same activity at "
    "the start: all decays have the weight 1/N.",
)
def weighs_the_decays_by_their_rates(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] * thetas) @ (thetas / thetas.sum())


@misconception(
    "y",
    points=1.5,
    hint="It is the average of powers of 2, as for half-lives. A rate stands in a power of e: "
    "in the time 1/θ a decay falls to 1/e.",
)
def takes_powers_of_two(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp2(-t[..., np.newaxis] * thetas).mean(axis=-1)


@misconception(
    "y",
    points=2.0,
    hint="The sum has been divided by 2, which is right for two rates only. The average divides "
    "by the number of rates, whatever it is.",
)
def expects_two_rates(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] * thetas).sum(axis=-1) / 2


@misconception(
    "y",
    points=0.5,
    hint="It is the median of the decays, which keeps the middle one and forgets the others. "
    "The model is their mean.",
)
def takes_the_median(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.median(np.exp(-t[..., np.newaxis] * thetas), axis=-1)


@misconception(
    "y",
    points=1.0,
    hint="It has the decays of all rates beside each other, a table with a column for each. "
    "They are still to be averaged, over the rates.",
)
def keeps_the_decays_apart(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.exp(-t[..., np.newaxis] * thetas)


@misconception(
    "y",
    points=0.5,
    hint="It is the root of the mean square of the decays. The model is their plain average.",
)
def takes_the_root_mean_square(thetas, t):
    thetas, t = _rates_and_times(thetas, t)
    return np.sqrt(np.exp(-2 * t[..., np.newaxis] * thetas).mean(axis=-1))


# --- right answers ---------------------------------------------------------------------------


@right_answer("y")
def one_rate_after_another(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    total = 0.0
    for theta in thetas:
        total = total + np.exp(-theta * np.asarray(t))
    return total / len(thetas)


@right_answer("y")
def nested_lists_without_numpy(thetas, t):
    # The mean of nothing raises StatisticsError, which is a ValueError.
    if isinstance(t, numbers.Real):
        return statistics.fmean(math.exp(-theta * t) for theta in thetas)
    return [nested_lists_without_numpy(thetas, part) for part in t]


@right_answer("y")
def log_of_a_sum_of_exponentials(thetas, t):
    rates = np.array(thetas, dtype=float)
    if not len(rates):
        raise ValueError("The average over no rates has no meaning.")
    exponents = -rates * np.expand_dims(np.asarray(t, dtype=float), -1)
    return np.exp(logsumexp(exponents, axis=-1) - np.log(len(rates)))


@right_answer("y")
def table_times_equal_weights(thetas, t):
    thetas = np.asarray(thetas, float)
    print("average over", thetas.size, "rates")
    if thetas.size < 1:
        raise ValueError
    decays = np.exp(np.multiply.outer(np.asarray(t, float), -thetas))
    return np.array(decays @ np.full(thetas.size, 1 / thetas.size), order="F")


class NoRates(ValueError):
    pass


@right_answer("y")
def flat_and_folded_in_long_double(thetas, t):
    t = np.asarray(t, dtype=np.longdouble)
    if np.size(thetas) == 0:
        raise NoRates(f"{thetas} holds no rate")
    rows = [np.exp(-np.longdouble(theta) * t.ravel()) for theta in thetas]
    return np.mean(rows, axis=0).reshape(t.shape)


@right_answer("y")
def thirty_digits_then_floats(thetas, t):
    if not len(thetas):
        raise ValueError("give at least one rate")

    def average(time):
        with mpmath.workdps(30):
            terms = [mpmath.exp(-mpmath.mpf(float(theta)) * float(time)) for theta in thetas]
            return float(mpmath.fsum(terms) / len(terms))

    return np.vectorize(average, otypes=[float])(t)


@right_answer("y")
def decays_in_single_precision(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    t = np.asarray(t, dtype=float)
    decays = [np.exp(-theta * t) for theta in np.asarray(thetas, float)]
    return np.mean(decays, axis=0).astype(np.float32)


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "thetas = np.atleast_1d(np.asarray(thetas, dtype=float))",
        [
            "thetas = np.atleast_1d(np.asarray(thetas, dtype=None))",
            "thetas = np.atleast_1d(np.asarray(thetas, ))",
        ],
        "Rates are only multiplied by times, which are floats.",
    ),
    Equivalent(
        "t = np.asarray(t, dtype=float)",
        ["t = np.asarray(t, dtype=None)", "t = np.asarray(t, )"],
        "Times are only multiplied by rates, which are floats.",
    ),
)
