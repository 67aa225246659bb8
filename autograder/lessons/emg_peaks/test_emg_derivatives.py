"""Exercise emg_derivatives: its checks, and the proof that they judge rightly."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import sympy as sp

from autograder.checks import Answer, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import random_points
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("emg_derivatives", title="Values at three points, in terms of T and J", weight=1.5)
def test_emg_derivatives_values(student: Answer, reference: ModuleType) -> None:
    points = [
        {"x": 0.3, "mu": 1.0, "sigma": 0.7, "tau": 1.3},
        {"x": -2.0, "mu": 0.5, "sigma": 2.0, "tau": 0.25},
        {"x": 2.5, "mu": 1.0, "sigma": 1.5, "tau": 3.0},
    ]
    student.represents(
        points=[_with_parts(reference, point) for point in points],
        required=("T", "J"),
        operations=40,
    )


@check("emg_derivatives", title="Points drawn at random", hidden=True)
def test_emg_derivatives_random(
    student: Answer, reference: ModuleType, rng: np.random.Generator
) -> None:
    points = [_with_parts(reference, point) for point in random_points(rng, 5)]
    student.represents(points=points, required=("T", "J"), operations=40)


@check("emg_derivatives", title="Where single terms dominate", hidden=True, weight=0.5)
def test_emg_derivatives_terms(student: Answer, reference: ModuleType) -> None:
    points = [
        {"x": -30.0, "mu": 0.5, "sigma": 0.1, "tau": 2.0},
        {"x": 4.0, "mu": -0.5, "sigma": 1.25, "tau": 20.0},
        {"x": 0.75, "mu": 0.75, "sigma": 3.0, "tau": 0.5},
    ]
    student.represents(
        points=[_with_parts(reference, point) for point in points],
        required=("T", "J"),
        operations=40,
    )


def _with_parts(reference: ModuleType, point: dict[str, float]) -> dict[str, float]:
    """Return the point with the values that T and J have there."""
    x, mu, sigma, tau = (point[name] for name in ("x", "mu", "sigma", "tau"))
    J = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return {**point, "T": float(reference.emg(x, mu, sigma, tau)), "J": float(J)}


# --- misconceptions --------------------------------------------------------------------------


def _expressions(**others):
    """Return the right derivatives, some replaced; values are functions of the six symbols."""
    symbols = sp.symbols("x mu sigma tau T J")
    return {
        **reference.emg_derivatives(),
        **{name: write(*symbols) for name, write in others.items()},
    }


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="The derivative by τ lacks a term: the prefactor 1/2τ depends on τ too, and "
    "differentiating it gives another multiple of T.",
)
def forgets_to_differentiate_the_prefactor():
    return _expressions(
        tau=lambda x, mu, sigma, tau, T, J: (
            J * sigma / tau**2 - T * ((x - mu) / tau**2 + sigma**2 / tau**3)
        )
    )


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="The first derivative is that by x. The density depends on x - μ only, so that the "
    "derivative by μ is the same with the other sign.",
)
def differentiates_by_x():
    return _expressions(mu=lambda x, mu, sigma, tau, T, J: T / tau - J / sigma)


@misconception(
    "emg_derivatives",
    points=1.5,
    hint="All terms with J have the wrong sign. The derivative of erfc is minus a Gaussian: erfc "
    "falls.",
)
def forgets_that_erfc_falls():
    J = sp.Symbol("J")
    return {name: one.subs(J, -J) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=1.5,
    hint="All terms with J are too large by the root of 2. The root in the derivative of erfc and "
    "the one that divides the bracket of z cancel.",
)
def keeps_the_root_of_two():
    J = sp.Symbol("J")
    return {name: one.subs(J, sp.sqrt(2) * J) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=1.0,
    hint="Only erfc has been differentiated. The exponential depends on all three parameters as "
    "well, which gives terms with the whole of T.",
)
def differentiates_erfc_alone():
    T = sp.Symbol("T")
    return {name: one.subs(T, 0) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=0.5,
    hint="Only the exponential and the prefactor have been differentiated. The argument of erfc "
    "depends on all three parameters as well, which gives the terms with J.",
)
def holds_erfc_constant():
    J = sp.Symbol("J")
    return {name: one.subs(J, 0) for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=1.0,
    hint="The derivatives are right, but written out: T and J do not occur in them. They are to "
    "stand for the density and the Gaussian that come back in every term.",
)
def leaves_the_derivatives_written_out():
    peak = reference.emg_expression()
    return {name: sp.diff(peak, name) for name in ("mu", "sigma", "tau")}


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="In the derivative by σ the multiple of T is half of what it should be: differentiating "
    "σ² brings down a 2 that cancels the ½ in the exponent.",
)
def forgets_the_two_of_the_square():
    return _expressions(
        sigma=lambda x, mu, sigma, tau, T, J: (
            T * sigma / (2 * tau**2) - J * (1 / tau - (x - mu) / sigma**2)
        )
    )


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="In the derivative by τ the sign of a term with T is wrong. One over τ falls as τ grows, "
    "and so does one over its square.",
)
def forgets_that_inverse_powers_fall():
    return _expressions(
        tau=lambda x, mu, sigma, tau, T, J: (
            J * sigma / tau**2 + T * ((x - mu) / tau**2 + sigma**2 / tau**3) - T / tau
        )
    )


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="The derivatives by σ and by τ have changed places. Each belongs under the name of the "
    "parameter by which it is taken.",
)
def exchanges_sigma_and_tau():
    right = reference.emg_derivatives()
    return {"mu": right["mu"], "sigma": right["tau"], "tau": right["sigma"]}


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="In the derivative by σ the two parts of the factor of J have the same sign in x - μ. "
    "In z, (x - μ)/σ falls as σ grows while σ/τ rises: their derivatives have opposite "
    "signs.",
)
def forgets_that_one_part_of_z_falls():
    return _expressions(
        sigma=lambda x, mu, sigma, tau, T, J: (
            T * sigma / tau**2 - J * (1 / tau + (x - mu) / sigma**2)
        )
    )


@misconception(
    "emg_derivatives",
    points=1.5,
    hint="These are the derivatives of the logarithm of the density. Multiplied by T they are "
    "those of the density.",
)
def differentiates_the_logarithm():
    T = sp.Symbol("T")
    return {name: one / T for name, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=1.5,
    hint="J has been taken for a normal density, with σ in the denominator. The lesson's J has "
    "τ there: it is that density times σ/τ.",
)
def takes_a_normal_density_for_the_auxiliary():
    J, sigma, tau = sp.symbols("J sigma tau")
    return {k: one.subs(J, J * tau / sigma) for k, one in reference.emg_derivatives().items()}


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="In the derivative by τ the last multiple of T has the wrong sign: the prefactor 1/2τ "
    "falls as τ grows.",
)
def forgets_that_the_prefactor_falls():
    return _expressions(
        tau=lambda x, mu, sigma, tau, T, J: (
            J * sigma / tau**2 - T * ((x - mu) / tau**2 + sigma**2 / tau**3) + T / tau
        )
    )


@misconception(
    "emg_derivatives",
    points=2.0,
    hint="In the derivative by μ the term with J lacks its 1/σ, the derivative of z by μ.",
)
def forgets_the_derivative_of_z():
    return _expressions(mu=lambda x, mu, sigma, tau, T, J: J - T / tau)


# --- right answers ---------------------------------------------------------------------------


@right_answer("emg_derivatives")
def factored_by_hand():
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J", real=True)
    r, u = sigma / tau, (x - mu) / sigma
    return {
        "tau": (J * r - T * (1 + u * r + r**2)) / tau,
        "sigma": (T * r**2 + J * (u - r)) / sigma,
        "mu": (r * J * sp.Integer(1) / r - T * r) / sigma,
    }


def rewritten(name):
    """Differentiate the density, then write T and J in place of what they stand for."""
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J")
    exponent = (x - mu) / tau + sigma**2 / (2 * tau**2)
    z, E = sp.Function("z")(mu, sigma, tau), sp.Function("E")(mu, sigma, tau)
    derivative = sp.diff(sp.exp(E) * sp.erfc(z) / (2 * tau), sp.Symbol(name))
    derivative = derivative.subs(sp.exp(-(z**2)), sp.sqrt(2 * sp.pi) * tau * J * sp.exp(-E))
    derivative = derivative.subs(sp.erfc(z), 2 * tau * T * sp.exp(-E))
    given = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.expand(sp.expand(derivative).subs({z: given, E: exponent}).doit())


@right_answer("emg_derivatives")
def machine_derivatives_rewritten_and_expanded():
    found = {name: rewritten(name) for name in ("mu", "sigma", "tau")}
    print({name: sp.count_ops(one) for name, one in found.items()})
    return found


@right_answer("emg_derivatives")
def logarithmic_derivatives_times_the_density():
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J", positive=True)
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    log_front = (x - mu) / tau + sigma**2 / (2 * tau**2) - sp.log(2 * tau)
    return {
        theta.name: T * sp.diff(log_front, theta) - sp.sqrt(2) * J * sp.diff(z, theta)
        for theta in (mu, sigma, tau)
    }


@right_answer("emg_derivatives")
def over_a_common_denominator():
    names = "x mu sigma tau T J"
    texts = {
        "mu": "(J*tau - T*sigma)/(sigma*tau)",
        "sigma": "(T*sigma**3 - J*sigma**2*tau + J*tau**2*(x - mu))/(sigma**2*tau**2)",
        "tau": "(J*sigma*tau - T*(tau*(x - mu) + sigma**2 + tau**2))/tau**3",
    }
    own = {name: sp.Symbol(name) for name in names.split()}
    return {name: sp.sympify(text, locals=own) for name, text in texts.items()}


@right_answer("emg_derivatives")
def linear_equations_of_the_story():
    # Scaling all lengths, and the heat equation, give sigma and tau from the slope along x.
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J")
    slope, by_sigma, by_tau = sp.symbols("slope by_sigma by_tau")
    curvature = (T / tau - J / sigma) / tau + J * (x - mu) / sigma**3
    solved = sp.solve(
        [
            slope - (T / tau - J / sigma),
            by_sigma - sigma * curvature,
            (x - mu) * slope + sigma * by_sigma + tau * by_tau + T,
        ],
        [slope, by_sigma, by_tau],
        dict=True,
    )[0]
    return {"mu": -solved[slope], "sigma": solved[by_sigma], "tau": solved[by_tau]}


@right_answer("emg_derivatives")
def collected_with_decimal_powers():
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J", positive=True)
    by_mu = J * sigma**-1 - T * tau**-1.0
    by_sigma = sp.collect(sp.expand(T * sigma / tau**2 - J / tau - J * (mu - x) / sigma**2), J)
    by_tau = sp.factor(-by_mu * -(sigma**2) / tau**2 + T * (mu - x - tau) / tau**2)
    return {"mu": by_mu, "sigma": by_sigma, "tau": by_tau}
