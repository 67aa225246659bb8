"""Exercise softplus: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import mpmath
import numpy as np
from scipy.special import expit, log_expit

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import softplus_of_a_number
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("softplus", title="Around zero, lists and numbers")
def test_softplus_values(student: Answer) -> None:
    student.equals([0.693147180559945309, 0.5, 0.25], 0, rtol=1e-12)
    first = [0.474076984180106681, 0.377540668798145435, 0.235003712201594489]
    second = [1.31326168751822283, 0.731058578630004879, 0.196611933241481853]
    student.equals(np.transpose([first, second]), [-0.5, 1.0], rtol=1e-12)


@check("softplus", title="Far out on both sides", hidden=True)
def test_softplus_far(student: Answer) -> None:
    tiny = 4.24835425529158898e-18
    # All four at once, so that the mistakes that go wrong at one of them are told apart.
    student.equals(
        [[0.0, tiny, 40.0, 800.0], [0.0, tiny, 1.0, 1.0], [0.0, tiny, tiny, 0.0]],
        [-800, -40, 40, 800],
        rtol=1e-12,
    )
    student.agrees([22.5, -22.5], rtol=1e-12)
    student.equals(
        [[12.0000061441934777], [0.999993855825397785], [6.14413685133317533e-6]],
        [12],
        rtol=1e-12,
    )


@check("softplus", title="Any shape, drawn at random", hidden=True, weight=0.5)
def test_softplus_random(student: Answer, rng: np.random.Generator) -> None:
    student.agrees(rng.uniform(-30, 30, (2, 3)), rtol=1e-12)
    student.agrees(rng.uniform(-300, 300, 7), rtol=1e-12)


@check("softplus", title="The rows are derivatives of each other", hidden=True, weight=0.5)
def test_softplus_laws(student: Answer) -> None:
    z, step = np.linspace(-5, 5, 11), 1e-2
    here, up, down = (student.values(z + shift) for shift in (0, step, -step))
    shapes = {part.shape for part in (here, up, down)}
    student.expect(shapes == {(3, 11)}, "The shape is wrong.", "The result's shape is wrong.")
    quotient = (up[:2] - down[:2]) / (2 * step)
    student.expect(
        bool(np.abs(quotient - here[1:]).max() < 1e-4),
        "Each row must be the derivative of the row before.",
        "A row is not the derivative of the row before.",
    )


# --- misconceptions --------------------------------------------------------------------------


def _rows(value, first, second):
    return np.array([value, first, second])


@misconception(
    "softplus",
    points=1.5,
    hint="Far to the left the value is zero: next to 1 a very small exponential is lost. "
    "There is a function that computes ln(1 + t) without that loss.",
)
def loses_small_values_next_to_one(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        return _rows(np.log(1 + np.exp(z)), expit(z), expit(z) * expit(-z))


@misconception(
    "softplus",
    points=1.5,
    hint="The formulas have been typed as they stand, and both lose digits next to 1: the value "
    "far to the left, where a very small exponential is added to 1, and the second derivative far "
    "to the right, where s is subtracted from it.",
)
def types_the_formulas_as_they_stand(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return _rows(np.log(1 + np.exp(z)), s, s * (1 - s))


@misconception(
    "softplus",
    points=2.0,
    hint="Far to the right the value is infinite: the exponential overflows. Take the large part "
    "out of the logarithm first.",
)
def overflows_to_the_right(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        return _rows(np.log1p(np.exp(z)), expit(z), expit(z) * expit(-z))


@misconception(
    "softplus",
    points=2.0,
    hint="Far to the right the derivatives are not numbers: two infinite exponentials have been "
    "divided. The logistic function can be had without them.",
)
def divides_two_infinities(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        s = np.exp(z) / (1 + np.exp(z))
        return _rows(np.logaddexp(0, z), s, s * (1 - s))


@misconception(
    "softplus",
    points=2.0,
    hint="Far to the right the second derivative is zero or has lost its digits: 1 - s has been "
    "computed as a difference of nearly equal numbers. By symmetry it is the logistic function at "
    "the opposite place.",
)
def subtracts_the_logistic_from_one(z):
    z = np.asarray(z, dtype=float)
    return _rows(np.logaddexp(0, z), expit(z), expit(z) * (1 - expit(z)))


@misconception(
    "softplus",
    points=1.0,
    hint="Only the values are returned. The first two derivatives are to follow, along a new "
    "first axis.",
)
def returns_the_values_only(z):
    return reference.softplus(z)[0]


@misconception(
    "softplus",
    points=2.0,
    hint="The three results lie along the last axis. They belong along a new first one.",
)
def puts_the_results_in_columns(z):
    return np.moveaxis(reference.softplus(z), 0, -1)


@misconception(
    "softplus",
    points=1.5,
    hint="The first derivative falls from 1 to 0: a sign in the exponent of the logistic function "
    "is wrong. Softplus grows, and its slope approaches 1 on the right.",
)
def flips_the_logistic(z):
    z = np.asarray(z, dtype=float)
    value, _, second = reference.softplus(z)
    return _rows(value, expit(-z), second)


@misconception(
    "softplus",
    points=1.5,
    hint="The last row is the square of the logistic function. Its derivative is s times 1 - s.",
)
def squares_the_slope(z):
    value, first, _ = reference.softplus(z)
    return _rows(value, first, first**2)


@misconception(
    "softplus",
    points=2.0,
    hint="The second derivative has the wrong sign. The slope of softplus grows everywhere: it is "
    "convex.",
)
def takes_softplus_for_concave(z):
    value, first, second = reference.softplus(z)
    return _rows(value, first, -second)


@misconception(
    "softplus",
    points=0.5,
    hint="All three rows are the exponential, which softplus resembles far to the left only. To "
    "the right it is nearly a straight line.",
)
def takes_the_exponential_for_softplus(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        return _rows(np.exp(z), np.exp(z), np.exp(z))


@misconception(
    "softplus",
    points=0.5,
    hint="The value is the larger of z and 0, which has a kink. Softplus rounds the kink off: "
    "ln(1 + exp(z)) is ln 2 at zero.",
)
def takes_the_kink_for_softplus(z):
    z = np.asarray(z, dtype=float)
    return _rows(np.maximum(z, 0), (z > 0).astype(float), np.zeros_like(z))


@misconception(
    "softplus",
    points=1.0,
    hint="The rows begin with the first derivative. The value comes first, then the first and "
    "the second derivative.",
)
def leaves_out_the_value(z):
    _, first, second = reference.softplus(z)
    return _rows(first, second, second * (1 - 2 * first))


@misconception(
    "softplus",
    points=1.5,
    hint="The last row is s times 1 + s. The derivative of the logistic function is s times 1 - "
    "s: its slope falls off again to the right.",
)
def adds_the_logistic_to_one(z):
    value, first, _ = reference.softplus(z)
    return _rows(value, first, first * (1 + first))


# --- right answers ---------------------------------------------------------------------------


@right_answer("softplus")
def logaddexp_and_expit(z):
    z = np.asarray(z, dtype=float)
    s = expit(z)
    return np.stack([np.logaddexp(0, z), s, s * expit(-z)])


@right_answer("softplus")
def exponentials_of_the_value(z):
    value = -log_expit(-np.array(z, dtype=float))
    return value, np.exp(z - value), np.exp(z - 2 * value)


@right_answer("softplus")
def nested_lists_and_a_reflection(z):
    if np.ndim(z) == 0:
        return list(softplus_of_a_number(z))
    return [list(row) for row in zip(*map(nested_lists_and_a_reflection, z), strict=True)]


@right_answer("softplus")
def two_masks(z):
    z = np.asarray(z, float)
    out = np.zeros((3,) + z.shape)  # noqa: RUF005
    e = np.exp(-np.abs(z))
    up = z >= 0
    out[0] = np.log1p(e) + z * up
    out[1, up], out[1, ~up] = 1 / (1 + e[up]), e[~up] / (1 + e[~up])
    out[2] = e / (1 + e) ** 2
    return out


@right_answer("softplus")
def hyperbolic_functions_with_many_digits(z):
    def row(function):
        return np.vectorize(lambda q: float(function(mpmath.mpf(float(q)))), otypes=[float])(z)

    with mpmath.workdps(400):
        return np.array(
            [
                row(lambda q: mpmath.log(1 + mpmath.exp(q))),
                row(lambda q: (1 + mpmath.tanh(q / 2)) / 2),
                row(lambda q: mpmath.sech(q / 2) ** 2 / 4),
            ],
            order="F",
        )


@right_answer("softplus")
def integral_of_the_logistic_function_in_long_double(z):
    z = np.asarray(z, dtype=np.longdouble)
    small = np.exp(-np.abs(z))
    logistic = np.where(z < 0, small, 1) / (1 + small)
    return np.array([np.log1p(small) + np.clip(z, 0, None), logistic, small / (1 + small) ** 2])


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "value = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))",
        ["value = np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))"],
        "The larger of two numbers does not depend on their order.",
    ),
)
