"""Exercise emg_grad: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import cmath
import math
from types import ModuleType

import mpmath
import numpy as np
import sympy as sp
from scipy.special import wofz
from scipy.stats import norm

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import convolution, literal_emg, refuse_bad
from course.judging.comparison import near
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("emg_grad", title="The gradient at known points", weight=0.75)
def test_emg_grad_values(student: Answer) -> None:
    first = [-0.00469317783406702333, -0.263374799319176391, -0.126250777519840735]
    student.equals(np.reshape(first, (3, 1)), [0.3], 1, 0.7, 1.3, rtol=1e-6)
    far = [-0.00190877355471499041, 0.000954386777357495204, 0.00715790083018121403]
    student.equals(np.reshape(far, (3, 1)), [-10], 0, 1, 2, rtol=1e-6)
    student.agrees(np.array([[-3.0, -0.5], [0.25, 2.0]]), 0.5, 1.5, 2.0, rtol=1e-6)


@check("emg_grad", title="One number in, three numbers out", weight=0.25)
def test_emg_grad_number(student: Answer) -> None:
    first = [-0.00469317783406702333, -0.263374799319176391, -0.126250777519840735]
    student.equals(first, 0.3, 1, 0.7, 1.3, rtol=1e-6)
    far = [-0.00190877355471499041, 0.000954386777357495204, 0.00715790083018121403]
    student.equals(far, -10, 0, 1, 2, rtol=1e-6)


@check("emg_grad", title="Ratios of the widths from 0.001 to 30", hidden=True)
def test_emg_grad_random(student: Answer, rng: np.random.Generator) -> None:
    student.equals(
        [[0.0573587843316019088], [-0.0286565056824346506], [-0.0581216671104787008]],
        *([2.5], 1.0, 2.0, 0.0625),
        rtol=1e-6,
    )
    for ratio in (1e-3, 0.02, *rng.uniform(0.1, 10, 3), 30.0):
        sigma, mu = float(10 ** rng.uniform(-1, 1)), float(rng.uniform(-5, 5))
        # Away from the zeros of the derivatives, where no relative error is small.
        x = mu + sigma * np.array([-6.3, -2.7, -1.7, 0.6, 1.8, 4.1])
        student.agrees(x, mu, sigma, sigma / ratio, rtol=1e-6)


@check("emg_grad", title="Close to difference quotients", hidden=True, weight=0.5)
def test_emg_grad_quotient(student: Answer, reference: ModuleType) -> None:
    x, shape, step = np.linspace(-6, 3, 19), np.array([0.2, 0.9, 1.7]), 1e-5
    quotients = np.array(
        [
            (reference.emg(x, *(shape + shift)) - reference.emg(x, *(shape - shift))) / (2 * step)
            for shift in step * np.eye(3)
        ]
    )
    got = student.values(x, *shape.tolist())
    student.expect(
        got.shape == quotients.shape and bool(np.abs(got - quotients).max() < 1e-6),
        "The rows are not the derivatives by mu, sigma and tau, in this order.",
        "The rows are not the derivatives by mu, sigma and tau, in this order.",
    )


@check("emg_grad", title="Parameters as arrays; bad arguments", hidden=True, weight=0.5)
def test_emg_grad_arguments(student: Answer) -> None:
    student.agrees([0.5, 2.5], [0.0, 1.0], 1, [0.5, 2.0], rtol=1e-6)
    student.refuses([0.0, 1.0], 0.0, -1.0, 1.0)
    student.refuses([0.0, 1.0], 0.0, 1.0, -2.0)
    student.refuses([0.0, 1.0], 0.0, 1.0, [1.0, 1.0, 1.0])


@check("emg_grad", title="Ratios up to a million", hidden=True)
def test_emg_grad_large_ratios(
    student: Answer, reference: ModuleType, rng: np.random.Generator
) -> None:
    # Formulas in T and J have lost the last row here, difference quotients in the next call: the
    # rest of the gradient counts for both of them.
    got = student.values([1.0], 0.0, 2.0, 2e-4)
    _expect_digits(student, got, reference.emg_grad([1.0], 0.0, 2.0, 2e-4))
    exact = np.array([[0.176032927430660722], [-0.264048510982850208], [-0.176033191478687614]])
    got = student.values([1.0], 0.0, 2.0, 2e-6)
    _expect_digits(student, got, exact / 4)
    # Near the top a change of the tail hardly shows, and a difference of densities is rounding.
    student.agrees([0.01, -0.01], 0.0, 1.0, 1e-6, rtol=1e-6)
    student.equals(
        [[-0.195531983007290612], [0.160715457081986597], [0.196778002664081261]],
        *([-1.5], 0.0, 1.0, 2.0**-7),
        rtol=1e-6,
    )
    for power in rng.uniform(2.5, 6, 4):
        sigma, mu = float(10 ** rng.uniform(-1, 1)), float(rng.uniform(-5, 5))
        x = mu + sigma * np.array([-4.3, -0.4, 0.6, 2.2])
        student.agrees(x, mu, sigma, float(sigma / 10**power), rtol=1e-6)


def _expect_digits(student: Answer, got: np.ndarray, exact: np.ndarray) -> None:
    """Require the gradient, (3, 1), of a peak with a short tail; say where its digits went."""
    student.expect(got.shape == exact.shape, "The shape is wrong.", "The result's shape is wrong.")
    by_mu, by_sigma, by_tau = (
        near(one, other, 1e-6) for one, other in zip(got, exact, strict=True)
    )
    is_noise = not by_tau and near(got[2], exact[2], 0.1)
    lost = (
        "With a short tail digits are lost: the terms of the formulas in T and J agree in most of "
        "them, like the two densities of a difference quotient, and what is left is rounding "
        "error. Where s is large, take the forms with D and F."
    )
    student.expect(not by_mu or (by_sigma and not is_noise), lost, lost)
    form = (
        "With a short tail only the derivative by τ is wrong. Look at its form for large s; or is "
        "it a difference quotient, which subtracts two densities that are nearly equal?"
    )
    student.expect(not (by_mu and by_sigma) or by_tau, form, form)
    wrong = "The values differ from the reference."
    student.expect(by_mu, "With a short tail the derivative by μ is wrong.", wrong)


# --- misconceptions --------------------------------------------------------------------------


def _short(x, mu, sigma, tau):
    """Return place, parameters, T and J, as arrays; bad arguments are refused."""
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    J = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return x, mu, sigma, tau, reference.emg(x, mu, sigma, tau), J


def _short_rows(x, mu, sigma, tau, T, J):
    """Return the three derivatives as the formulas in T and J give them."""
    return np.array(
        [
            J / sigma - T / tau,
            T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
            J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
        ]
    )


@misconception(
    "emg_grad",
    points=3.5,
    hint="The formulas in T and J have been used for all ratios. With short tails their terms "
    "agree in most digits, and the difference is rounding error: there, take the forms with D and "
    "F.",
)
def cancels_for_short_tails(x, mu, sigma, tau):
    return _short_rows(*_short(x, mu, sigma, tau))


@misconception(
    "emg_grad",
    points=2.5,
    hint="The first row is the derivative by x. A shift of the peak to the right has the opposite "
    "effect: the derivative by μ has the other sign.",
)
def differentiates_by_the_place(x, mu, sigma, tau):
    return reference.emg_grad(x, mu, sigma, tau) * np.reshape([-1, 1, 1], (3,) + (1,) * np.ndim(x))


@misconception(
    "emg_grad",
    points=2.5,
    hint="The row of τ lacks a term: the prefactor 1/2τ depends on τ too.",
)
def holds_the_prefactor_constant(x, mu, sigma, tau):
    rows = reference.emg_grad(x, mu, sigma, tau)
    rows[2] += reference.emg(x, mu, sigma, tau) / reference.checked(x, mu, sigma, tau)[3]
    return rows


@misconception(
    "emg_grad",
    points=2.5,
    hint="The rows of σ and τ have changed places. The order is that of the arguments.",
)
def puts_tau_before_sigma(x, mu, sigma, tau):
    return reference.emg_grad(x, mu, sigma, tau)[[0, 2, 1]]


@misconception(
    "emg_grad",
    points=2.5,
    hint="The three derivatives lie along the last axis of the result. "
    "They belong along a new first one, in front of the shape of `x`.",
)
def stacks_along_the_last_axis(x, mu, sigma, tau):
    return np.moveaxis(reference.emg_grad(x, mu, sigma, tau), 0, -1)


@misconception(
    "emg_grad",
    points=1.5,
    hint="These are the derivatives of the logarithm of the density. Multiplied by T they are "
    "those of the density.",
)
def differentiates_the_logarithm(x, mu, sigma, tau):
    return reference.emg_grad(x, mu, sigma, tau) / reference.emg(x, mu, sigma, tau)


@misconception(
    "emg_grad",
    points=2.0,
    hint="J lacks one over the root of 2π. It is the exponential of a Gaussian with all the "
    "factors that the derivative of erfc brings along.",
)
def forgets_the_root_of_two_pi(x, mu, sigma, tau):
    *shape, T, J = _short(x, mu, sigma, tau)
    return _short_rows(*shape, T, J * np.sqrt(2 * np.pi))


@misconception(
    "emg_grad",
    points=2.0,
    hint="J has the prefactor of a normal density, with σ in the denominator. The lesson's J "
    "has τ there: it is that density times σ/τ.",
)
def takes_a_normal_density_for_the_auxiliary(x, mu, sigma, tau):
    *shape, T, J = _short(x, mu, sigma, tau)
    return _short_rows(*shape, T, J * shape[3] / shape[2])


@misconception(
    "emg_grad",
    points=2.5,
    hint="The derivatives have been added up over all places, as for a likelihood. Here each "
    "place keeps its own three numbers.",
)
def sums_over_the_places(x, mu, sigma, tau):
    rows = reference.emg_grad(x, mu, sigma, tau)
    return rows.reshape(3, -1).sum(axis=1)


@misconception(
    "emg_grad",
    points=3.5,
    hint="Widths have been compared with zero by an `if`, which cannot decide for an array of "
    "several widths. The given function that looks at the arguments can.",
)
def compares_arrays_of_widths_by_if(x, mu, sigma, tau):
    sigma, tau = np.asarray(sigma, dtype=float), np.asarray(tau, dtype=float)
    if sigma <= 0 or tau <= 0:
        raise ValueError(f"sigma and tau must be positive, got {sigma} and {tau}")
    return reference.emg_grad(x, mu, sigma, tau)


@misconception(
    "emg_grad",
    points=3.0,
    hint="For short tails the density itself is not a number, typed as the formula stands: take "
    "the one that `emg` returns. Besides, the formulas in T and J lose their digits there: "
    "where s is large, take the forms with D and F.",
)
def types_the_density_for_all_ratios(x, mu, sigma, tau):
    *shape, _, J = _short(x, mu, sigma, tau)
    return _short_rows(*shape, literal_emg(*shape), J)


@misconception(
    "emg_grad",
    points=2.0,
    hint="The rows of σ and τ are derivatives by the logarithms of the widths: each has been "
    "multiplied by its width.",
)
def differentiates_by_logarithms_of_widths(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    by_mu, by_sigma, by_tau = reference.emg_grad(x, mu, sigma, tau)
    return np.array([by_mu, by_sigma * sigma, by_tau * tau])


# --- right answers ---------------------------------------------------------------------------


@right_answer("emg_grad")
def short_formulas_and_the_given_forms(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    u, r = (x - mu) / sigma, sigma / tau
    s = u + r
    T, G = reference.emg(x, mu, sigma, tau), np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)
    J = G / tau
    near = np.array(
        [
            J / sigma - T / tau,
            T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
            J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
        ]
    )
    D, F = reference.shortfalls(s)
    with np.errstate(all="ignore"):
        far = G / (tau**2 * s) * np.stack([u / r + D, u**2 / r - r * D, D - F - u * s * D])
    near[:, s > 15] = far[:, s > 15]
    return near


@right_answer("emg_grad")
def integrals_of_differentiated_gaussians(x, mu, sigma, tau):
    refuse_bad(x, mu, sigma, tau)
    return convolution(
        *(x, mu, sigma, tau),
        lambda y, wait, sigma: y / sigma,
        lambda y, wait, sigma: (y**2 - 1) / sigma,
        lambda y, wait, sigma: -y * wait / sigma,
    )


def gradient_with_many_digits(x, *shape):
    """Return the three derivatives at a number, by difference quotients with 80 digits."""
    with mpmath.workdps(80):
        x, *shape = (mpmath.mpf(float(value)) for value in (x, *shape))

        def T(m, s, t):
            z = ((x - m) / s + s / t) / mpmath.sqrt(2)
            return mpmath.exp((x - m) / t + (s / t) ** 2 / 2) * mpmath.erfc(z) / (2 * t)

        def slope(number):
            up, down, h = list(shape), list(shape), shape[2] * mpmath.mpf(10) ** -20
            up[number] += h
            down[number] -= h
            return (T(*up) - T(*down)) / (2 * h)

        return [float(slope(number)) for number in range(3)]


@right_answer("emg_grad")
def difference_quotients_with_many_digits(x, mu, sigma, tau):
    refuse_bad(x, mu, sigma, tau)
    rows = np.vectorize(gradient_with_many_digits, otypes=[list])(x, mu, sigma, tau)
    return np.moveaxis(np.array(rows.tolist(), dtype=float), -1, 0)


@right_answer("emg_grad")
def sympy_formulas_made_numeric(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    names = sp.symbols("x mu sigma tau T J")
    short = sp.lambdify(names, [reference.emg_derivatives()[n] for n in ("mu", "sigma", "tau")])
    T = reference.emg(x, mu, sigma, tau)
    gaussian = norm.pdf(x, mu, sigma)
    out = np.array(short(x, mu, sigma, tau, T, sigma / tau * gaussian))
    u, s = (x - mu) / sigma, (x - mu) / sigma + sigma / tau
    D, F = reference.shortfalls(s)
    with np.errstate(all="ignore"):
        front = gaussian * sigma / tau**2 / s
        far = [u * tau / sigma + D, u * u * tau / sigma - sigma / tau * D, D - F - u * s * D]
    return [np.where(s > 20, front * row, one) for row, one in zip(far, out, strict=True)]


@right_answer("emg_grad")
def complex_steps_or_the_short_tail_series(x, mu, sigma, tau):
    refuse_bad(x, mu, sigma, tau)
    shape = (3, *np.shape(x))
    four = np.broadcast_arrays(*(np.ravel(part).astype(float) for part in (x, mu, sigma, tau)))
    out = np.empty((3, four[0].size))
    for column, (place, *theta) in enumerate(np.transpose(four)):
        for row, h in enumerate((1e-30, 1e-30 * theta[1], 1e-30 * theta[2])):
            moved = [value + 1j * h * (row == k) for k, value in enumerate(theta)]
            out[row, column] = density_of_complex(place, *moved).imag / h
    return out.reshape(shape)


def density_of_complex(x, m, s, t):
    """Return T of complex parameters: a series in the tail's length if that is short."""
    u, r = (x - m) / s, s / t
    if (u + r).real < 12:
        return cmath.exp(-u * u / 2) * wofz(1j * (u + r) / math.sqrt(2)) / (2 * t)
    series = 1
    for odd in range(41, 0, -2):
        series = 1 - odd / (u + r) ** 2 * series
    return cmath.exp(-u * u / 2) * series / (math.sqrt(2 * math.pi) * (s + u * t))


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "tau = np.maximum(tau, 1e-30 * sigma)",
        ["tau = np.maximum(1e-30 * sigma, tau)"],
        "The larger of two numbers does not depend on their order.",
    ),
    Equivalent(
        "u = np.minimum((x - mu) / sigma, 1e5)  # nothing is left of a peak further to the right",
        ["u = np.minimum(1e5, (x - mu) / sigma)  # nothing is left of a peak further to the right"],
        "The smaller of two numbers does not depend on their order.",
    ),
    Equivalent(
        "tau = np.maximum(tau, 1e-30 * sigma)",
        [
            "tau = np.maximum(tau, 1e-30 / sigma)",
            "tau = np.maximum(tau, 1e-30)",
            "tau = np.maximum(tau, (-1.0) * sigma)",
            "tau = np.maximum(tau, 2e-30 * sigma)",
            "tau = np.maximum(tau, 5e-31 * sigma)",
        ],
        "Tails are that short, compared with the width, far beyond the ratios that the statement allows; at a ratio of a million the floor is not reached with any of these.",
    ),
    Equivalent(
        'with np.errstate(all="ignore"):',
        ["with np.errstate(all=None):"],
        "The values are the same; what is lost is that NumPy says nothing of the branch that is not taken, and warnings are not graded.",
    ),
    Equivalent(
        "u = np.minimum((x - mu) / sigma, 1e5)  # nothing is left of a peak further to the right",
        [
            "u = np.minimum((x - mu) / sigma, 100001.0)  # nothing is left of a peak further to the right",
            "u = np.minimum((x - mu) / sigma, 99999.0)  # nothing is left of a peak further to the right",
            "u = np.minimum((x - mu) / sigma, 200000.0)  # nothing is left of a peak further to the right",
            "u = np.minimum((x - mu) / sigma, 50000.0)  # nothing is left of a peak further to the right",
        ],
        "Forty widths to the right of the peak nothing is left of the density or its gradient.",
    ),
    Equivalent(
        "return half * np.where(s > 15, far, near) * half",
        [
            "return half * np.where(s >= 15, far, near) * half",
            "return half * np.where(s > 16, far, near) * half",
            "return half * np.where(s > 14, far, near) * half",
        ],
        "Around 15 both forms are better than the tolerance by three digits and more.",
    ),
)
