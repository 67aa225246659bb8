"""The numbers that the lesson's discussions state, each with what computes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import scipy
from scipy.stats import chi2

from autograder.verify.prose import Claim
from autograder.verify.worked_run import run_worked


def named(name: str) -> Any:
    """Return what the worked notebook leaves behind under the name."""
    return run_worked("emg_peaks").names[name]


def called(name: str, *args: float) -> Callable[[], float]:
    """Return the function that calls one of the worked notebook's with the arguments."""
    return lambda: float(named(name)(*args))


def left_by(name: str, *place: int) -> Callable[[], float]:
    """Return the function that takes a number which the worked notebook leaves behind."""
    return lambda: float(np.asarray(named(name))[place])


def operations(name: str) -> Callable[[], float]:
    """Return the function that counts the operations of SymPy's derivative by a parameter."""
    return lambda: float(named("sp").count_ops(named("raw")[name]))


def share(parameter: int, peak: int) -> Callable[[], float]:
    """Return the function that gives an error of the fit in percent of the parameter."""
    return lambda: 100 * float(named("errors")[peak, parameter] / named("params")[peak, parameter])


def precision_below_fifteen() -> float:
    """Return the median relative error of F just below s = 15."""
    places = np.linspace(14.5, 15, 101)
    errors = []
    for s, found in zip(places, named("shortfalls")(places)[1], strict=True):
        with mpmath.workdps(60):
            z = mpmath.mpf(float(s)) / mpmath.sqrt(2)
            tail = mpmath.sqrt(mpmath.pi) * z * mpmath.exp(z**2) * mpmath.erfc(z)
            exact = 1 - mpmath.mpf(float(s)) ** 2 * (1 - tail)
            errors.append(float(abs(mpmath.mpf(float(found)) / exact - 1)))
    return float(np.median(errors))


def without_term() -> float:
    """Return the slope of the logistic function of the raw sigma over the function itself."""
    return 1 - float(named("softplus")(named("raw_point"))[1][0])


def scipy_version() -> float:
    """Return the version for which the lesson states SciPy's accuracy, as far as it matters."""
    return float(".".join(scipy.__version__.split(".")[:2]))


def lost_by_counts() -> float:
    """Return by how much the total area is too small with the counts as variances."""
    return 6500 - float(named("totals")["counts"].mean())


def odds_of_so_low_a_chi_square() -> float:
    """Return one over the probability of a chi square as low in the bins that can contribute."""
    full = named("full")
    return 1 / float(chi2.cdf(named("squares")[full].sum(), full.sum() - 8))


def marked_mode(peak_figure: Callable[..., Any]) -> float:
    """Return where the higher of the two marks of a portrait stands, for widths 1 and 2."""
    (panel,) = peak_figure(0, 1, 2).axes
    marks = [line for line in panel.lines if len(line.get_xdata()) == 1]
    return float(max(marks, key=lambda line: float(line.get_ydata()[0])).get_xdata()[0])


CLAIMS = (
    Claim("«1.0438» for equal widths", called("misprint_area", 1, 1)),
    Claim("for equal widths, «1.986» at", called("misprint_area", 2, 0.5)),
    Claim(
        "every amount would come out «4» percent too small",
        lambda: 100 * (1 - 1 / float(named("misprint_area")(1, 1))),
    ),
    Claim(
        "$T$ itself takes about «20» operations",
        lambda: float(named("sp").count_ops(named("emg_expression")())),
    ),
    Claim(r"«47» operations by $\mu$", operations("mu")),
    Claim(r"operations by $\mu$, «53» by $\sigma$", operations("sigma")),
    Claim(r"by $\sigma$, «78» by $\tau$", operations("tau")),
    Claim(r"once $\sigma/\tau > «37.68»$", lambda: float(np.sqrt(2 * np.log(np.finfo(float).max)))),
    Claim("with SciPy «1.17» the median", scipy_version),
    Claim(r"some $«7\cdot10^{-13}»$ around $10^2$", called("library_error", 1e2), within=0.7),
    Claim(r"some $«3\cdot10^{-9}»$ around $10^4$", called("library_error", 1e4), within=0.9),
    Claim(r"some $«10^{-4}»$ around $10^6$", called("library_error", 1e6), within=0.9),
    Claim("still a difference, to some $«10^{-12}»$", precision_below_fifteen, within=0.9),
    Claim("at $«-1.018»$ by its top", lambda: marked_mode(named("peak_figure"))),
    Claim(r"a multiple of $«2.2\cdot10^{-16}»$", lambda: float(np.finfo(float).eps)),
    Claim("Below $«-36.7»$ it is 1", lambda: float(np.log(np.finfo(float).eps / 2))),
    Claim("With the term the curvature is $«-0.169»$", left_by("with_term")),
    Claim("Without it, it is $+«0.121»$", left_by("without")),
    Claim(
        r"the derivative by the raw $\sigma$, $«-0.41»$",
        lambda: float(named("raw_gradient")(named("g"), named("raw_point"))[0]),
    ),
    Claim("times $1 - s = «0.71»$", without_term),
    Claim("is known worst, to «4» percent", share(3, 1)),
    Claim(r"$\chi^2$ is «156», where", lambda: float(named("squares").sum())),
    Claim(r"standard deviation of $\sqrt{2\cdot213} = «21»$", lambda: float(np.sqrt(2 * 213))),
    Claim("«32» of the 221 bins expect", lambda: float((~named("full")).sum())),
    Claim(r"should give $«181» \pm 19$", lambda: float(named("full").sum() - 8)),
    Claim(r"should give $181 \pm «19»$", lambda: float(np.sqrt(2 * (named("full").sum() - 8)))),
    Claim("they give «155», and", lambda: float(named("squares")[named("full")].sum())),
    Claim("about once in «12» experiments", odds_of_so_low_a_chi_square),
    Claim("the total comes out about «10» too small", lost_by_counts),
    Claim("its error bar of «18», in every", lambda: float(named("totals")["model"].std())),
    Claim("about «200» of them", lambda: lost_by_counts() / 0.05, within=0.1),
    Claim("times the width of a bin, «0.05»", left_by("width_of_bin")),
    Claim(r"uncertain by about $\pm«38»$", left_by("errors", 0, 0)),
    Claim(r"*sum* only by $\pm«18»$", lambda: float(np.sqrt(named("matrix").sum()))),
    Claim(
        "all that counting allows: «18.0»",
        lambda: float(
            named("width_of_bin") * np.sqrt(named("expected_counts")(named("TRUTH")).sum())
        ),
    ),
    Claim("once it is close, from «36» to", left_by("sizes", 2)),
    Claim("from 36 to «0.02» to", left_by("sizes", 3)),
    Claim(r"to 0.02 to $«2\cdot10^{-5}»$", left_by("sizes", 4)),
    Claim(
        "The error bars agree within «3.5» percent",
        lambda: (
            100
            * float(
                np.abs(named("by_information")[1:].reshape(2, 3) / named("errors")[:, 1:] - 1).max()
            )
        ),
    ),
    Claim(r"says $«0.30» \pm 0.15$", left_by("lowest")),
    Claim(r"says $0.30 \pm «0.15»$", left_by("delta_error")),
    Claim("a Gaussian loses only «0.6»", left_by("profile", 0)),
    Claim("an upper limit, about «0.4»", lambda: float(named("inside").max())),
    Claim(
        "larger by «43» percent",
        lambda: 100 * float(named("wrong_fit").cost / named("right_fit").cost - 1),
    ),
    Claim("change their sign «103» times", lambda: float(named("runs")["wrong"])),
    Claim("would do so about «125» times", lambda: 249 / 2, within=0.01),
    Claim("about 125 times, give or take «8»", lambda: float(np.sqrt(249) / 2)),
    Claim("off by «4.1» certified", left_by("off", 3)),
    Claim("in height and «4.5» in width", left_by("off", 5)),
)
