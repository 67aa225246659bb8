"""Exercise emg_expression: its checks, and the proof that they judge rightly."""

from __future__ import annotations

from functools import cache

import numpy as np
import sympy as sp
from sympy.stats import ExGaussian, Normal, cdf, density

from autograder.checks import Answer, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import random_points
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("emg_expression", title="The density at five points")
def test_emg_expression_values(student: Answer) -> None:
    student.represents(
        points=[
            {"x": 0.3, "mu": 1.0, "sigma": 0.7, "tau": 1.3},
            {"x": -2.0, "mu": 0.5, "sigma": 2.0, "tau": 0.25},
            {"x": -10.0, "mu": 0.0, "sigma": 1.0, "tau": 2.0},
            # Not at x = mu: SymPy's own integral has a removable singularity there.
            {"x": 1.0, "mu": 1.01, "sigma": 0.05, "tau": 3.0},
            {"x": 4.0, "mu": 0.0, "sigma": 1.0, "tau": 1.0},
        ]
    )


@check("emg_expression", title="Far out, and with a short tail", hidden=True, weight=0.5)
def test_emg_expression_extremes(student: Answer) -> None:
    student.represents(
        points=[
            {"x": -400.0, "mu": 1.5, "sigma": 0.5, "tau": 1.0},
            {"x": 2.0, "mu": -1.0, "sigma": 1.0, "tau": 0.15},
            {"x": 25.0, "mu": 20.0, "sigma": 3.0, "tau": 40.0},
        ]
    )


@check("emg_expression", title="Points drawn at random", hidden=True, weight=0.5)
def test_emg_expression_random(student: Answer, rng: np.random.Generator) -> None:
    student.represents(points=random_points(rng, 6))


# --- misconceptions --------------------------------------------------------------------------


def _symbols():
    return sp.symbols("x mu sigma tau")


@misconception(
    "emg_expression",
    points=1.0,
    hint="It is the mirrored peak, with its tail on the right. In this lesson the exponential "
    "step goes to the left: x - μ occurs with a plus sign in both places.",
)
def turns_the_tail_to_the_right():
    x, mu, sigma, tau = _symbols()
    z = ((mu - x) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((mu - x) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The sign of x - μ has been changed in the exponential and not in erfc. Such a product "
    "is the density of neither tail: it grows without bound on one side.",
)
def changes_the_sign_in_the_exponential_only():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((mu - x) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="It is the density for a rate: `tau` multiplies where it should divide. τ is the mean "
    "length of the exponential step, and a rate is one over it.",
)
def takes_a_rate_for_the_time_constant():
    tau = sp.Symbol("tau")
    return reference.emg_expression().subs(tau, 1 / tau)


@misconception(
    "emg_expression",
    points=0.5,
    hint="It equals the formula with erf in the place of erfc. The two add up to 1: erf is the "
    "integral from zero, erfc the end piece that completing the square leaves.",
)
def writes_erf_for_erfc():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erf(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The root of 2 divides only one of the two terms in the argument of erfc. "
    "It divides their sum; with the bracket moved the area under the peak is not 1.",
)
def moves_the_bracket_of_the_root():
    x, mu, sigma, tau = _symbols()
    z = (x - mu) / sigma + sigma / (sp.sqrt(2) * tau)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="It is twice the density. A Gaussian's end piece is half of erfc, hence the 2 in the "
    "denominator of the prefactor.",
)
def forgets_the_half_of_the_prefactor():
    return 2 * reference.emg_expression()


@misconception(
    "emg_expression",
    points=1.0,
    hint="The exponent holds σ²/τ² without its ½, which is left over from completing the square.",
)
def forgets_the_half_in_the_exponent():
    sigma, tau = sp.symbols("sigma tau")
    return reference.emg_expression() * sp.exp(sigma**2 / (2 * tau**2))


@misconception(
    "emg_expression",
    points=1.0,
    hint="The constant term of the exponent is σ²/2τ, which is not even a pure number. Its "
    "denominator is squared like its numerator: an exponent has no unit.",
)
def squares_only_the_numerator():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The constant term of the exponent is σ/2τ², which is not even a pure number. Its "
    "numerator is squared like its denominator: an exponent has no unit.",
)
def squares_only_the_denominator():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=0.0,
    hint="The symbols have Greek letters for names. SymPy prints a symbol named `mu` as μ, but "
    "two symbols are the same only if their names are.",
)
def names_the_symbols_in_greek():
    greek = dict(zip(_symbols()[1:], sp.symbols("μ σ τ"), strict=True))
    return reference.emg_expression().subs(greek)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The root of 2 is missing in the argument of erfc. It comes from writing the exponent "
    "of the Gaussian, t²/2, as a square, and divides the whole sum.",
)
def leaves_out_the_root_of_two():
    x, mu, sigma, tau = _symbols()
    z = (x - mu) / sigma + sigma / tau
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="In the argument of erfc σ/τ has a minus sign. For a step to the left x - μ and σ/τ "
    "come with the same sign: both stand in the completed square.",
)
def subtracts_the_ratio_of_the_widths():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma - sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The sign of x - μ has been changed in erfc and not in the exponential. Such a product "
    "is the density of neither tail: it grows without bound on one side.",
)
def changes_the_sign_in_erfc_only():
    x, mu, sigma, tau = _symbols()
    z = ((mu - x) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The constant term of the exponent has the wrong sign. Completing the square subtracts "
    "σ²/2τ² in the negative exponent, which adds it to the exponent.",
)
def subtracts_the_constant_term():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau - sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The prefactor is 1/2σ. The norm of the Gaussian brings 1/σ, but the substitution of "
    "the integral takes it away again; what is left is the 1/τ of the exponential step.",
)
def divides_by_the_width():
    sigma, tau = sp.symbols("sigma tau")
    return reference.emg_expression() * tau / sigma


@misconception(
    "emg_expression",
    points=1.0,
    hint="σ and τ have changed places. σ is the width of the Gaussian step, τ the mean length "
    "of the exponential one.",
)
def exchanges_width_and_tail():
    sigma, tau = sp.symbols("sigma tau")
    return reference.emg_expression().subs({sigma: tau, tau: sigma}, simultaneous=True)


@misconception(
    "emg_expression",
    points=1.0,
    hint="The sign of the whole argument of erfc is wrong. Then erfc is the piece of the "
    "Gaussian on the other side, and the density grows without bound to the right.",
)
def turns_the_argument_of_erfc():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(-z) / (2 * tau)


# --- right answers ---------------------------------------------------------------------------


@right_answer("emg_expression")
def positive_symbols_and_an_expanded_exponent():
    x, mu = sp.symbols("x mu", real=True)
    sigma, tau = sp.symbols("sigma tau", positive=True)
    z = sp.expand((tau * (x - mu) + sigma**2) / (sigma * tau * sp.sqrt(2)))
    exponent = sp.expand((2 * tau * (x - mu) + sigma**2) / (2 * tau**2))
    return sp.expand(sp.exp(exponent)) * sp.erfc(z) * sp.Rational(1, 2) / tau


@right_answer("emg_expression")
def integral_in_ratios_by_sympy():
    a, s = sp.symbols("a s", positive=True)
    b = sp.Symbol("b", real=True)
    x, mu, sigma, tau = sp.symbols("x mu sigma tau", positive=True)
    area = sp.integrate(sp.exp(-a * s - (s + b) ** 2 / 2), (s, 0, sp.oo))
    return area.subs({a: sigma / tau, b: (x - mu) / sigma}) / (tau * sp.sqrt(2 * sp.pi))


@right_answer("emg_expression")
def one_minus_erf_and_halves_as_decimals():
    x = sp.Symbol("x")
    m, s, t = (sp.Symbol(name, positive=True) for name in ("mu", "sigma", "tau"))
    growth = sp.exp((x - m) / t + 0.5 * (s / t) ** 2)
    return 0.5 * growth * (1 - sp.erf((x - m + s**2 / t) / s / sp.sqrt(2))) / t


@right_answer("emg_expression")
def mirrored_ex_gaussian_of_sympy():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau")
    return density(ExGaussian("mirrored", -mu, sigma, 1 / tau))(-x)


@right_answer("emg_expression")
def slope_of_the_distribution_function():
    x, mu, sigma, tau = sp.symbols("x, mu, sigma, tau", real=True)
    exponential = sp.exp((x - mu) / tau + sigma**2 / tau**2 / 2)
    below = sp.erfc(-(x - mu) / sigma / sp.sqrt(2)) / 2
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return (below + exponential * sp.erfc(z) / 2).diff(x)


@right_answer("emg_expression")
def waiting_times_integrated_by_sympy():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau", positive=True)
    s, c = sp.Symbol("s", positive=True), sp.Symbol("c", real=True)
    waiting = sp.integrate(sp.exp(-c * s - s**2 / 2), (s, 0, sp.oo))
    gaussian = sp.exp(-(((x - mu) / sigma) ** 2) / 2) / sp.sqrt(2 * sp.pi)
    return waiting.subs(c, (x - mu) / sigma + sigma / tau) * gaussian / tau


@cache
def integral_of_the_story():
    """Return the convolution in widths of the Gaussian, just as SymPy leaves it."""
    s, r, u = sp.symbols("s r u", positive=True)
    return r, u, sp.integrate(r * sp.exp(-r * s) * sp.exp(-((s + u) ** 2) / 2), (s, 0, sp.oo))


@right_answer("emg_expression")
def convolution_as_sympy_leaves_it():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau")
    r, u, T = integral_of_the_story()
    return T.subs({r: sigma / tau, u: (x - mu) / sigma}) / (sp.sqrt(2 * sp.pi) * sigma)


@right_answer("emg_expression")
def end_piece_integrated_by_sympy():
    x, mu, sigma, tau, t, z = sp.symbols("x mu sigma tau t z")
    end = sp.integrate(sp.exp(-(t**2)), (t, z, sp.oo))
    end = end.subs(z, (x - mu + sigma**2 / tau) / (sp.sqrt(2) * sigma))
    return sp.exp((x - mu) / tau) * sp.exp(sigma**2 / (2 * tau**2)) * end / (tau * sp.sqrt(sp.pi))


@right_answer("emg_expression")
def parsed_from_text():
    return sp.sympify(
        "exp((x - mu)/tau + (sigma/tau)**2/2) * erfc((x - mu)/(sqrt(2)*sigma)"
        " + sigma/(sqrt(2)*tau)) / (2*tau)"
    )


@right_answer("emg_expression")
def normal_share_beyond_the_edge():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau", real=True)
    r = sigma / tau
    beyond = cdf(Normal("N", 0, 1))(-(x - mu) / sigma - r)
    return sp.exp((x - mu) / tau + r**2 / 2 + sp.log(beyond / tau))


@right_answer("emg_expression")
def imaginary_error_function_in_one_exponential():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau")
    z = (x - mu) / (sp.sqrt(2) * sigma) + sigma / (sp.sqrt(2) * tau)
    exponent = z**2 - (x - mu) ** 2 / (2 * sigma**2)
    return sp.exp(exponent) * (1 + sp.I * sp.erfi(sp.I * z)) / (2 * tau)
