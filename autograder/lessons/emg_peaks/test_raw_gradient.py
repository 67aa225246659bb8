"""Exercise raw_gradient: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import mpmath
import numpy as np
from scipy.special import expit, log_expit

from autograder.checks import Answer, check, misconception, right_answer
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("raw_gradient", title="Known values")
def test_raw_gradient_values(student: Answer) -> None:
    # What overflows comes last: another mistake shows before.
    student.equals([0.731058578630004879 * 3], [3.0], [1.0])
    student.equals([-2 * 0.377540668798145435], [-2.0], [-0.5])
    student.equals([1.0, 2.0], [2, 2], [0, 800])


@check("raw_gradient", title="Large raw parameters", hidden=True, weight=0.5)
def test_raw_gradient_far(student: Answer) -> None:
    student.equals([0.0, -7.0, 0.0], [5.0, -7.0, 0.0], [-800, 800, 3.0])
    student.equals([4.24835425529158898e-18], [1.0], [-40.0])


@check("raw_gradient", title="Drawn at random; wrong lengths", hidden=True, weight=0.5)
def test_raw_gradient_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (1, 4, 7):
        student.agrees(list(rng.normal(size=count)), rng.uniform(-20, 20, count))
    student.refuses([1.0, 2.0], [0.0, 0.0, 0.0])
    student.refuses([1.0], [0.0, 0.0, 0.0])


# --- misconceptions --------------------------------------------------------------------------


def _gradient_and_raw(g, raw):
    """Return both as arrays of floats; different lengths are refused as they should be."""
    reference.raw_gradient(g, raw)
    return np.asarray(g, dtype=float), np.asarray(raw, dtype=float)


@misconception(
    "raw_gradient",
    points=0.0,
    hint="It is the gradient in natural parameters, unchanged. The chain rule gives each "
    "component a factor.",
)
def forgets_the_chain_rule(g, raw):
    return _gradient_and_raw(g, raw)[0]


@misconception(
    "raw_gradient",
    points=1.0,
    hint="The gradient has been divided by the slope of softplus. A raw parameter acts through the "
    "natural one, so the slope multiplies.",
)
def divides_by_the_slope(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    with np.errstate(all="ignore"):
        return g / expit(raw)


@misconception(
    "raw_gradient",
    points=1.0,
    hint="The slope has been taken at the natural parameters. It belongs to the raw ones: softplus "
    "has been applied once too often.",
)
def takes_the_slope_at_the_natural_parameters(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * expit(np.logaddexp(0, raw))


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The gradient has been multiplied by the natural parameters themselves. The factor is "
    "the derivative of softplus, not its value.",
)
def multiplies_by_the_natural_parameters(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * np.logaddexp(0, raw)


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The factor is the second derivative of softplus. A gradient needs the first one only.",
)
def takes_the_second_derivative(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * reference.softplus(raw)[2]


@misconception(
    "raw_gradient",
    points=1.5,
    hint="For large raw parameters the result is not a number: two infinite exponentials have "
    "been divided in the logistic function.",
)
def overflows_in_the_logistic(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    with np.errstate(all="ignore"):
        return g * np.exp(raw) / (1 + np.exp(raw))


@misconception(
    "raw_gradient",
    points=1.0,
    hint="It is a matrix: the Jacobian of the change of variables, or that times the gradient. "
    "Being diagonal it acts on each component alone, and the gradient keeps its shape.",
)
def returns_a_diagonal_matrix(g, raw):
    return np.diag(reference.raw_gradient(g, raw))


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The products have been added up to one number. Each raw parameter has a derivative of "
    "its own.",
)
def adds_up_the_components(g, raw):
    return np.sum(reference.raw_gradient(g, raw))


@misconception(
    "raw_gradient",
    points=1.5,
    hint="Lists of different lengths are accepted: a loop over pairs stops at the end of the "
    "shorter one. Their shapes must be compared.",
)
def pairs_what_there_is(g, raw):
    return [one * expit(q) for one, q in zip(g, raw, strict=False)]


@misconception(
    "raw_gradient",
    points=1.5,
    hint="A single number is accepted as the gradient of several parameters: NumPy stretches it to "
    "as many as are needed. The shapes must be compared.",
)
def stretches_a_single_number(g, raw):
    return np.asarray(g, dtype=float) * reference.softplus(raw)[1]


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The factor is the exponential of the raw parameter, as for θ = exp(q). The slope of "
    "softplus is the logistic function.",
)
def multiplies_by_the_exponential(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    with np.errstate(all="ignore"):
        return g * np.exp(raw)


@misconception(
    "raw_gradient",
    points=1.0,
    hint="The slope is that at the opposite place: a sign in the exponent of the logistic "
    "function is wrong. Far to the right softplus has the slope 1.",
)
def flips_the_logistic(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * expit(-raw)


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The slope has been squared. A gradient goes through the change of variables once; two "
    "slopes belong to a Hessian.",
)
def squares_the_slope(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    return g * expit(raw) ** 2


@misconception(
    "raw_gradient",
    points=0.5,
    hint="The gradient has been divided by the natural parameters. The chain rule multiplies it "
    "by the slope of softplus.",
)
def divides_by_the_natural_parameters(g, raw):
    g, raw = _gradient_and_raw(g, raw)
    with np.errstate(all="ignore"):
        return g / np.logaddexp(0, raw)


# --- right answers ---------------------------------------------------------------------------


@right_answer("raw_gradient")
def one_component_after_another(g, raw):
    if len(g) != len(raw):
        raise ValueError(f"g = {g} has the wrong length")
    return [g[a] * reference.softplus(raw[a])[1] for a in range(len(raw))]


@right_answer("raw_gradient")
def diagonal_jacobian_times_gradient(g, raw):
    D = np.diag(expit(np.asarray(raw, dtype=float)))
    if len(D) != np.size(g):
        raise ValueError(f"g {np.array(g)} does not fit {len(D)} raw parameters")
    return D @ g


@right_answer("raw_gradient")
def divided_by_one_plus_exp(g, raw):
    # zip refuses lists of different lengths with a ValueError.
    with np.errstate(over="ignore"):
        return tuple(c / (1 + np.exp(-float(q))) for c, q in zip(g, raw, strict=True))


@right_answer("raw_gradient")
def logistic_from_the_hyperbolic_tangent(g, raw):
    g, raw = np.array(g, dtype=float), np.array(raw, dtype=np.longdouble)
    if g.shape != raw.shape:
        raise ValueError(f"g: {g}")
    down = np.exp(np.minimum(raw, 0)) / (1 + np.exp(-np.abs(raw)))
    return np.where(raw > 0, (1 + np.tanh(raw / 2)) / 2, down) * g


@right_answer("raw_gradient")
def slope_of_the_softplus_with_many_digits(g, raw):
    if len(g) != len(raw):
        raise ValueError(f"different lengths: g = {list(g)}, raw = {list(raw)}")
    with mpmath.workdps(50):
        slopes = [mpmath.diff(lambda q: mpmath.log1p(mpmath.exp(q)), float(q)) for q in raw]
        return np.array([float(c) * float(slope) for c, slope in zip(g, slopes, strict=True)])


@right_answer("raw_gradient")
def einsum_in_single_precision(g, raw):
    if np.shape(g) != np.shape(raw):
        raise ValueError(f"g = {g}")
    s = np.exp(log_expit(np.asarray(raw, float)))
    print("slopes:", s)
    return np.einsum("a,a->a", g, s).astype(np.float32)
