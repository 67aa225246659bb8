"""Exercise mixture: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math
import statistics
import warnings
from types import ModuleType

import mpmath
import numpy as np
from scipy.special import log_softmax, softmax

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("mixture", title="Two and three components")
def test_mixture_values(student: Answer) -> None:
    student.returns_parts([0, 0], [1, 3], value=(2.0, 1e-9), gradient=(np.array([-0.5, 0.5]), 1e-9))
    # The logarithms of 1, 2 and 5 give the weights 1/8, 1/4 and 5/8.
    logits = [0.0, float(np.log(2)), float(np.log(5))]
    gradient = np.array([-0.125, -0.25, 0.375])
    student.returns_parts(logits, [0.4, 0.4, 2.0], value=(1.4, 1e-9), gradient=(gradient, 1e-9))


@check("mixture", title="Huge and tiny logits", hidden=True)
def test_mixture_large(student: Answer, reference: ModuleType) -> None:
    shares = np.array([1.0, np.exp(-1), np.exp(-2)]) / (1 + np.exp(-1) + np.exp(-2))
    for shift in (1000.0, -1000.0):
        logits, T = np.array([0.0, -1.0, -2.0]) + shift, np.array([0.3, 0.1, 0.7])
        value = shares @ T
        _mixture(student, logits, T, value, shares * (T - value))
    _mixture(student, [1000, 0], [0.25, 4.0], 0.25, np.zeros(2))


@check("mixture", title="Drawn at random; one component", hidden=True, weight=0.5)
def test_mixture_random(student: Answer, reference: ModuleType, rng: np.random.Generator) -> None:
    for count in (2, 3, 6):
        logits, T = rng.uniform(-3, 3, count), rng.uniform(0, 2, count)
        _mixture(student, list(logits), list(T), *reference.mixture(logits, T))
    _mixture(student, [7.0], [0.3], 0.3, np.zeros(1))


@check("mixture", title="The gradient as a quotient; wrong lengths", hidden=True, weight=0.5)
def test_mixture_laws(student: Answer, reference: ModuleType) -> None:
    logits, T, step = np.array([0.4, -1.1, 0.9]), np.array([0.5, 1.5, 0.2]), 1e-5
    quotient = [
        (reference.mixture(logits + shift, T)[0] - reference.mixture(logits - shift, T)[0])
        / (2 * step)
        for shift in step * np.eye(3)
    ]
    value = float(reference.mixture(logits, T)[0])
    student.returns_parts(logits, T, value=(value, 1e-9), gradient=(np.array(quotient), 1e-8))
    student.refuses([0.0, 1.0, 2.0], [0.5, 0.5])


def _mixture(
    student: Answer,
    logits: np.ndarray | list[float],
    T: np.ndarray | list[float],
    value: float,
    gradient: np.ndarray,
) -> None:
    # Where T_i is close to the mixture, a gradient has no nine digits of its own.
    within = 1e-9 * np.abs(gradient) + 1e-13
    student.returns_parts(
        logits, T, value=(float(value), 1e-9 * abs(float(value))), gradient=(gradient, within)
    )


# --- misconceptions --------------------------------------------------------------------------


def _logits_and_densities(logits, T):
    """Return both as arrays of floats; different lengths are refused as they should be."""
    logits, T = np.asarray(logits, dtype=float), np.asarray(T, dtype=float)
    if logits.shape != T.shape:
        raise ValueError(f"T must hold as many numbers as logits, got {T.tolist()}")
    return logits, T


def _softmax(logits):
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


@misconception(
    "mixture",
    points=2.0,
    hint="The exponentials of large logits overflow, or those of very negative ones are all zero, "
    "and a quotient of such numbers is not a number. The same number may be subtracted from all "
    "logits first.",
)
def overflows_in_the_naive_softmax(logits, T):
    logits, T = _logits_and_densities(logits, T)
    with np.errstate(all="ignore"):
        weights = np.exp(logits) / np.exp(logits).sum()
    return weights @ T, weights * (T - weights @ T)


@misconception(
    "mixture",
    points=2.0,
    hint="The logits have been cut off before the exponential. Nothing overflows, but logits "
    "beyond the cut are taken for equal, although their differences decide the weights.",
)
def clips_the_logits(logits, T):
    logits, T = _logits_and_densities(logits, T)
    return reference.mixture(np.clip(logits, -500, 500), T)


@misconception(
    "mixture",
    points=1.5,
    hint="The gradient is w T, as if the sum in the denominator of softmax were a constant. "
    "It depends on every logit, and differentiating it subtracts the mixture.",
)
def holds_the_denominator_constant(logits, T):
    logits, T = _logits_and_densities(logits, T)
    weights = _softmax(logits)
    return weights @ T, weights * T


@misconception(
    "mixture",
    points=1.0,
    hint="The gradient is that by the weights, which is just T. The derivatives by the logits are "
    "asked for: the chain rule goes on through softmax.",
)
def differentiates_by_the_weights(logits, T):
    logits, T = _logits_and_densities(logits, T)
    return _softmax(logits) @ T, T


@misconception(
    "mixture",
    points=0.5,
    hint="The logits themselves have been taken for the weights. They may be negative and have "
    "any sum; softmax makes shares of them.",
)
def takes_logits_for_weights(logits, T):
    logits, T = _logits_and_densities(logits, T)
    return logits @ T, T


@misconception(
    "mixture",
    points=2.0,
    hint="The gradient has the wrong sign. More weight helps where a component's density exceeds "
    "the mixture's.",
)
def subtracts_the_component_from_the_mixture(logits, T):
    logits, T = _logits_and_densities(logits, T)
    value, gradient = reference.mixture(logits, T)
    return value, -gradient


@misconception(
    "mixture",
    points=1.5,
    hint="The second part is the table of derivatives of the weights by the logits. It still has "
    "to be multiplied by the densities and summed over the components.",
)
def returns_the_table_of_weight_derivatives(logits, T):
    logits, T = _logits_and_densities(logits, T)
    weights = _softmax(logits)
    return weights @ T, np.diag(weights) - np.outer(weights, weights)


@misconception(
    "mixture",
    points=2.0,
    hint="The weights do not quite sum to one: a small number in the denominator, against a "
    "division by zero, is seen in the ninth digit. With the largest exponent zero the sum is "
    "never less than 1.",
)
def adds_a_small_number_to_the_denominator(logits, T):
    logits, T = _logits_and_densities(logits, T)
    weights = np.exp(logits - logits.max())
    weights = weights / (weights.sum() + 1e-8)
    return weights @ T, weights * (T - weights @ T)


@misconception(
    "mixture",
    points=2.5,
    hint="Lists of different lengths are accepted: `zip` stops at the end of the shorter one and "
    "says nothing. The lengths must be compared.",
)
def stops_at_the_shorter_list(logits, T):
    weights = _softmax(np.asarray(logits, dtype=float))
    value = sum(w * t for w, t in zip(weights, T, strict=False))
    return value, [w * (t - value) for w, t in zip(weights, T, strict=False)]


@misconception(
    "mixture",
    points=1.5,
    hint="Each component of the gradient is w(1 - w) T, as if a logit changed its own weight "
    "alone. The weights of the others shrink as it grows, and their densities belong to "
    "the sum.",
)
def changes_the_own_weight_alone(logits, T):
    logits, T = _logits_and_densities(logits, T)
    weights = _softmax(logits)
    return weights @ T, weights * (1 - weights) * T


@misconception(
    "mixture",
    points=0.5,
    hint="The logits have been divided by their sum. They may be negative and their sum zero: "
    "softmax divides their exponentials by the sum of the exponentials.",
)
def divides_the_logits_by_their_sum(logits, T):
    logits, T = _logits_and_densities(logits, T)
    with np.errstate(all="ignore"):
        weights = logits / logits.sum()
        return weights @ T, weights * (T - weights @ T)


@misconception(
    "mixture",
    points=0.5,
    hint="It is the plain mean of the densities, with equal weights. The weights are the "
    "softmax of the logits.",
)
def takes_equal_weights(logits, T):
    _, T = _logits_and_densities(logits, T)
    return T.mean(), (T - T.mean()) / T.size


# --- right answers ---------------------------------------------------------------------------


@right_answer("mixture")
def softmax_of_scipy(logits, T):
    w, T = softmax(np.asarray(logits, float)), np.asarray(T, float)
    if w.shape != T.shape:
        raise ValueError(f"T: expected {len(w)} densities, got {T}")
    P = np.dot(w, T)
    return P, w * (T - P)


@right_answer("mixture")
def loops_without_numpy(logits, T):
    if len(T) != len(logits):
        raise ValueError("T has the wrong length: " + repr(T))
    top = max(logits)
    powers = [math.exp(a - top) for a in logits]
    total = sum(powers)
    P = sum(power * t for power, t in zip(powers, T, strict=True)) / total
    return [P, [power / total * (t - P) for power, t in zip(powers, T, strict=True)]]


@right_answer("mixture")
def jacobian_of_the_weights(logits, T):
    T = np.array(T, dtype=float)
    if T.size != np.size(logits):
        raise ValueError(f"T = {T} does not fit {np.size(logits)} logits")
    w = np.exp(log_softmax(logits))
    by_logits = np.diag(w) - np.outer(w, w)
    return np.average(T, weights=w), by_logits @ T


@right_answer("mixture")
def each_weight_by_differences_of_logits(logits, T):
    a, T = np.array(logits, dtype=float), np.array(T, dtype=float)
    if a.shape != T.shape:
        raise ValueError(f"T must have the shape {a.shape}: {T}")
    # exp may overflow to infinity, and one over infinity is the weight 0.
    with np.errstate(over="ignore"):
        w = 1 / np.exp(a[None, :] - a[:, None]).sum(axis=1)
    P = statistics.fmean(T.tolist(), weights=w.tolist())
    gradient = [sum(w[i] * T[i] * ((i == j) - w[j]) for i in range(a.size)) for j in range(a.size)]
    return np.array(P), tuple(gradient)


@right_answer("mixture")
def many_digits_by_mpmath(logits, T):
    if len(logits) != len(T):
        warnings.warn("lengths differ", stacklevel=2)
        raise ValueError(f"T = {list(T)}")
    with mpmath.workdps(40):
        powers = [mpmath.exp(float(a)) for a in logits]
        w = [power / mpmath.fsum(powers) for power in powers]
        P = mpmath.fdot(w, map(float, T))
        return float(P), np.array([float(v * (float(t) - P)) for v, t in zip(w, T, strict=True)])


@right_answer("mixture")
def complex_steps_in_each_logit(logits, T):
    a, T = np.asarray(logits, dtype=complex), np.asarray(T, dtype=float)
    if a.size != T.size:
        raise ValueError(f"T is {T}")
    a = a - a.real.max()

    def value(a):
        return np.exp(a) @ T / np.exp(a).sum()

    steps = np.eye(a.size) * 1e-30j
    return np.longdouble(value(a).real), [value(a + step).imag / 1e-30 for step in steps]


@right_answer("mixture")
def gradient_in_single_precision(logits, T):
    if len(T) != len(logits):
        raise ValueError(f"wrong T {T}")
    T = np.asarray(T)
    w = np.exp(np.subtract(logits, np.logaddexp.reduce(np.asarray(logits, dtype=float))))
    return np.float32(np.inner(w, T)), (w * (T - np.inner(w, T))).astype(np.float32)


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "return weights @ T, weights * ((T[:, np.newaxis] - T) @ weights)",
        ["return T @ weights, weights * ((T[:, np.newaxis] - T) @ weights)"],
        "A product of two vectors does not depend on their order.",
    ),
)
