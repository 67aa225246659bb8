"""The numbers in the prose of sloppy_exponentials, each with what computes it."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from autograder.lessons.sloppy_exponentials import simulations_test as sim
from autograder.verify.prose import Claim
from solutions import sloppy_exponentials as reference

RATES, TIMES, SEVEN = (1.0, 2.0), reference.TIMES, np.arange(1.0, 8.0)
STEP = TIMES[1] - TIMES[0]
SIX = ["15.9", "11.8", "18.4", "32.0", "58.4", "136.5"]


def impostor(slow: float, fast: float, points: int = 100) -> float:
    """Return chi squared of two rates against the rates 1, 2 and 4, at one percent of noise."""
    t = np.linspace(0, 6, points)
    residual = reference.y([slow, fast], t) - reference.y([1, 2, 4], t)
    return float(np.sum((residual / 0.01) ** 2))


def largest_difference() -> float:
    """Return how far the impostor of the opening riddle is from the curve at most."""
    t = np.linspace(0, 6, 601)
    return float(np.abs(reference.y([1.14, 3.5], t) - reference.y([1, 2, 4], t)).max())


def pass_cost() -> float:
    """Return the least cost on the diagonal."""
    return float(reference.cost([reference.best_single_rate(RATES)] * 2, RATES, TIMES))


def slope_at(theta: float) -> float:
    """Return the derivative of the cost along the diagonal."""
    residual = reference.y([theta], TIMES) - reference.y(RATES, TIMES)
    return float(residual @ reference.jacobian([theta], TIMES)[:, 0] * STEP)


def curvature() -> float:
    """Return the second derivative of the cost along the diagonal, at its minimum."""
    best = reference.best_single_rate(RATES)
    return (slope_at(best + 1e-4) - slope_at(best - 1e-4)) / 2e-4


@cache
def default_minimum() -> float:
    """Return where `minimize` stops with its defaults."""
    return float(minimize(lambda x: reference.cost([x[0], x[0]], RATES, TIMES), [1.5]).x[0])


def largest_residual() -> float:
    """Return how far the best single exponential is from the true curve at most."""
    single = reference.y([reference.best_single_rate(RATES)], TIMES)
    return float(np.abs(single - reference.y(RATES, TIMES)).max())


def eigenvalue(place: int) -> float:
    """Return an eigenvalue of the Hessian of the two rates, from the smallest up."""
    return float(np.linalg.eigvalsh(reference.hessian(RATES))[place])


def sloppy_step(sign: int) -> float:
    """Return the cost, by the Hessian, of a step along the sloppy axis, or of its mirror image."""
    step = np.array([-0.01 * sign, -0.01 * reference.axis_slopes(reference.hessian(RATES))[1]])
    return float(step @ reference.hessian(RATES) @ step / 2)


def own_share() -> float:
    """Return the share of the response to the fourth rate that the others cannot imitate."""
    H = reference.hessian(SEVEN)
    return float(1 / np.sqrt(H[3, 3]) / reference.param_std(H)[3])


def ratio(place: int) -> float:
    """Return one of the ratios of the eigenvalues for seven rates."""
    return float(reference.eigenvalue_ratios(SEVEN)[place])


def deviation(place: int) -> float:
    """Return the standard deviation of one of the seven rates."""
    return float(reference.param_std(reference.hessian(SEVEN))[place])


def in_logarithms() -> float:
    """Return the span of the eigenvalues for seven rates, with logarithms as parameters."""
    H = reference.hessian(SEVEN) * np.outer(SEVEN, SEVEN)
    return float(reference.measurement_ratio(H))


def band() -> float:
    """Return the largest error bar of the curve of seven rates."""
    Q = np.linalg.qr(reference.jacobian(SEVEN, TIMES))[0]
    return float(0.002 * np.sqrt(np.sum(Q**2, axis=1) / STEP).max())


def to_the_fold() -> float:
    """Return the distance of the true point from the fold, at three times."""
    times = np.array([1 / 3, 1, 3])
    true = reference.y(RATES, times)
    return float(
        minimize_scalar(
            lambda rate: np.linalg.norm(reference.y([rate], times) - true),
            bounds=(1, 2),
            method="bounded",
        ).fun
    )


def small_of_metric(d: float) -> float:
    """Return the small eigenvalue of the metric where the rates differ by d."""
    J = reference.jacobian([1.5 - d / 2, 1.5 + d / 2], [1 / 3, 1, 3])
    return float(np.linalg.eigvalsh(J.T @ J)[0])


OPTIMISER = "at the start the gradient is $9.7 \\cdot 10^{-3}$, 970 times `gtol`"
RIDDLE = "over the 601 points of the plot it is 4.0, two standard deviations"
IMPOSTORS = (
    "With rates `1.14, 3.5` $\\Delta\\chi^2$ is 0.66; with `1.13, 3.55` it is 1.28, and with "
    "`1.16, 3.45` it is 1.85. But `1.12` with the old `3.5` gives 4.2"
)
LISTED = "The ratios are " + ", ".join(SIX[:-1]) + " and " + SIX[-1]
PROFILE = "the best fit is 0.95 and 2.06, and the parabola's error bar is 0.64"
EXTENTS = "its extents are 1.731, 0.503 and 0.155"
SMALL = (
    "$4.93 \\cdot 10^{-6}$ in the second line of the print and $4.93 \\cdot 10^{-8}$ in the third"
)
TWO = "Two exponentials with rates 1.87 and 4.64 pass through all 24 points to within "
STATED = (
    "certified as 0.0868 with a standard deviation of 0.0172",
    "All six errors are between 0.40 and 0.48 standard deviations",
)


def mark(sentence: str, number: str) -> str:
    """Return the sentence with its number between « and »."""
    return sentence.replace(number, f"«{number}»", 1)


CLAIMS = (
    Claim("differ by more than «0.0015» of the initial", largest_difference, within=0.05),
    Claim(mark(RIDDLE, "4.0"), lambda: impostor(1.14, 3.5, 601)),
    Claim("as noisy as these, it is «0.66»", lambda: impostor(1.14, 3.5)),
    Claim("the mean slope, $«-1.5»$", lambda: -np.mean(RATES)),
    Claim(mark(IMPOSTORS, "0.66"), lambda: impostor(1.14, 3.5)),
    Claim(mark(IMPOSTORS, "1.28"), lambda: impostor(1.13, 3.55)),
    Claim(mark(IMPOSTORS, "1.85"), lambda: impostor(1.16, 3.45)),
    Claim(mark(IMPOSTORS, "4.2"), lambda: impostor(1.12, 3.5)),
    Claim("somewhat below «1.5», the mean of the two rates", lambda: np.mean(RATES)),
    Claim("lowest point, $C = «2.27 \\cdot 10^{-4}»", pass_cost),
    Claim("10^{-4} = 2^{«-12.108»}$; seen", lambda: np.log2(pass_cost())),
    Claim("repeated some «4,400» times", lambda: 1 / pass_cost(), within=0.01),
    Claim("the optimiser stops at «1.37175»", default_minimum),
    Claim("the true answer is «1.37166965»", lambda: reference.best_single_rate(RATES)),
    Claim(mark(OPTIMISER, "9.7 \\cdot 10^{-3}"), lambda: slope_at(1.5)),
    Claim(mark(OPTIMISER, "970"), lambda: slope_at(1.5) / 1e-5, within=0.01),
    Claim("it is the curvature, «0.0927», times the distance", curvature),
    Claim("by that curvature, $«1.1 \\cdot 10^{-4}»$", lambda: 1e-5 / curvature()),
    Claim(
        "it stopped $«7.9 \\cdot 10^{-5}»$ away",
        lambda: default_minimum() - reference.best_single_rate(RATES),
    ),
    Claim("never exceeds «2.414» times", lambda: 1 + np.sqrt(2)),
    Claim("never exceeds «2.414» times", lambda: reference.best_single_rate([1, 1e9])),
    Claim("The difference stays below «0.019»", largest_residual, within=0.05),
    Claim("because its rate «1.37» is below", lambda: reference.best_single_rate(RATES)),
    Claim("The eigenvalues are «0.06818» and 0.00213", lambda: eigenvalue(1)),
    Claim("The eigenvalues are 0.06818 and «0.00213»", lambda: eigenvalue(0)),
    Claim("their ratio is «31.98»", lambda: reference.eigenvalue_ratios(RATES)[0]),
    Claim("root of that says, «5.655»", lambda: reference.axis_ratio(reference.hessian(RATES))),
    Claim(
        "The stiff axis has slope «0.307»",
        lambda: reference.axis_slopes(reference.hessian(RATES))[0],
    ),
    Claim("the sloppy one $«-3.26»$", lambda: reference.axis_slopes(reference.hessian(RATES))[1]),
    Claim("the measured ratio is «5.50»", lambda: sim.measured_ratio(2.0**-14)),
    Claim("at $2^{-24}$ it is «5.6552»", lambda: sim.measured_ratio(2.0**-24)),
    Claim(
        "raise the fast one by «0.0326»",
        lambda: -0.01 * reference.axis_slopes(reference.hessian(RATES))[1],
    ),
    Claim("hardly changes: the cost is $«1.2 \\cdot 10^{-6}»$", lambda: sloppy_step(1)),
    Claim("Less than a thousandth: the share is «0.00090»", own_share),
    *(
        Claim(mark(LISTED, number), lambda place=place: ratio(place))  # type: ignore[misc]
        for place, number in enumerate(SIX)
    ),
    Claim(
        "span a factor of «882,592,997» (the last",
        lambda: reference.measurement_ratio(reference.hessian(SEVEN)),
        within=1e-6,
    ),
    Claim("the factor is still $«5.72 \\cdot 10^7»$", in_logarithms),
    Claim("The standard deviations are «106», 3066", lambda: deviation(0)),
    Claim(mark(PROFILE, "0.95"), lambda: sim.profiled().rates[0]),
    Claim(mark(PROFILE, "2.06"), lambda: sim.profiled().rates[1]),
    Claim(mark(PROFILE, "0.64"), lambda: sim.profiled().sigma),
    Claim("the pass between the dips is only «0.63» high", lambda: sim.profiled().single),
    Claim("at $\\theta_2 = 5$ it is «8.4», the", lambda: sim.profiled().at_five),
    Claim("it is 8.4, the parabola «21»", lambda: sim.profiled().parabola_at_five),
    Claim("\\sqrt{2C_\\text{pass}} = «0.0213»$", lambda: np.sqrt(2 * pass_cost())),
    *(
        Claim(mark(EXTENTS, number), lambda place=place: sim.extents()[place])  # type: ignore[misc]
        for place, number in enumerate(["1.731", "0.503", "0.155"])
    ),
    Claim(mark(SMALL, "4.93 \\cdot 10^{-6}"), lambda: small_of_metric(0.05)),
    Claim(mark(SMALL, "4.93 \\cdot 10^{-8}"), lambda: small_of_metric(0.005)),
    Claim("true point from the fold, «0.0170»", to_the_fold),
    Claim("an error bar of at most «0.0064» for the curve", band),
    Claim("All thirty curves are within «0.013» of", sim.ensemble_distance),
    Claim("predicted are «2.1», 14 and 150", lambda: 0.002 * sim.log_deviation(2)),
    Claim("predicted are 2.1, «14» and 150", lambda: 0.002 * sim.log_deviation(1)),
    Claim("predicted are 2.1, 14 and «150»", lambda: 0.002 * sim.log_deviation(0)),
    Claim(mark(TWO, "1.87"), lambda: sim.lanczos_fit((0.5, 3.0))[0][0]),
    Claim(mark(TWO, "4.64"), lambda: sim.lanczos_fit((0.5, 3.0))[0][1]),
    Claim(
        "to within $«9.0 \\cdot 10^{-4}»$",
        lambda: np.abs(sim.lanczos_fit((0.5, 3.0))[1]).max(),
    ),
    Claim(
        "a wave, «18» times the rounding",
        lambda: np.abs(sim.lanczos_fit((0.5, 3.0))[1]).max() / 5e-5,
    ),
    Claim("standard deviation is $«2.99 \\cdot 10^{-5}»$", lambda: sim.certified().spread),
    Claim("over $\\sqrt{12}$ is $«2.89 \\cdot 10^{-5}»$", lambda: 1e-4 / np.sqrt(12)),
    Claim("the certified $«1.6117 \\cdot 10^{-8}»$", lambda: sim.certified().squares),
    Claim("the certified $«1.6117 \\cdot 10^{-8}»$", lambda: reference.CERTIFIED_SQUARES),
    Claim(mark(STATED[0], "0.0868"), lambda: reference.CERTIFIED_HEIGHTS[0]),
    Claim(mark(STATED[0], "0.0172"), lambda: sim.certified().deviations[0]),
    Claim(mark(STATED[1], "0.40"), lambda: sim.certified().pulls.min()),
    Claim(mark(STATED[1], "0.48"), lambda: sim.certified().pulls.max()),
    Claim("eigenvalues span a factor of $«4.7 \\cdot 10^8»$", lambda: sim.certified().span),
    Claim("with a share of «0.9991»", lambda: sim.certified().share),
    Claim("than at the best fit by «2.4», a harmless", lambda: sim.certified().rise),
    Claim("the same Hessian predicts «302»", lambda: sim.certified().predicted_rise),
)
