"""Exercise emg_logpdf: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math

import mpmath
import numpy as np
from scipy.special import erfc, erfcx, log_ndtr
from scipy.stats import norm

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import LEFT_TAIL, one_by_one, refuse_bad, scaled_erfc
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("emg_logpdf", title="Near the peak and far out", weight=0.75)
def test_emg_logpdf_values(student: Answer) -> None:
    student.equals([-1.04476750696276283], [0.3], 1, 0.7, 1.3)
    student.equals([-999.5], [-1000], 0, 1, 1)
    student.agrees(LEFT_TAIL, 0.5, 1.5, 2.0)


@check("emg_logpdf", title="One number in, one number out", weight=0.25)
def test_emg_logpdf_number(student: Answer) -> None:
    student.equals(-1.04476750696276283, 0.3, 1, 0.7, 1.3)
    student.equals(-999.5, -1000, 0, 1, 1)


@check("emg_logpdf", title="Beyond the range of the density", hidden=True)
def test_emg_logpdf_far(student: Answer) -> None:
    student.equals([-500007.135545630299], [1000], 0, 1, 0.5)
    student.equals([-180000.037205745238], [-600.0], 0.0, 1.0, 2.0**-10)
    student.equals([-61439.5042126920639], [700.0], -1.0, 2.0, 2000.0)
    student.equals([[-1.04393903320554774]], [[0.5]], 0.0, 1.0, 1e-6)


@check("emg_logpdf", title="Ratios drawn at random", hidden=True, weight=0.5)
def test_emg_logpdf_random(student: Answer, rng: np.random.Generator) -> None:
    for power in (-3.0, *rng.uniform(-2, 6, 4), 6.0):
        sigma, mu = float(10 ** rng.uniform(-2, 2)), float(rng.uniform(-5, 5))
        # Logarithms close to zero have no nine digits.
        x = mu + sigma * rng.choice([-1, 1], 6) * rng.uniform(20, 900, 6)
        student.agrees(x, mu, sigma, float(sigma / 10**power))


@check("emg_logpdf", title="Bad arguments are refused", hidden=True, weight=0.5)
def test_emg_logpdf_refuses(student: Answer) -> None:
    student.agrees([0.5, 1.5], [0.0, 1.0], 1, [0.5, 2.0])
    student.refuses([0.0, 1.0], 0.0, 0.5, -1.0)
    student.refuses([0.0, 1.0], 0.0, -0.5, 1.0)
    student.refuses([0.0, 1.0], [0.0, 0.0, 0.0], 1.0, 1.0)


# --- misconceptions --------------------------------------------------------------------------


def _log_branches(x, mu, sigma, tau):
    """Return z and the logarithms of the two formulas; bad arguments are refused."""
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        u = (x - mu) / sigma
        z = (u + sigma / tau) / np.sqrt(2)
        right = np.log(erfcx(z) / (2 * tau)) - u**2 / 2
        left = np.log(erfc(z) / (2 * tau)) + (x - mu) / tau + (sigma / tau) ** 2 / 2
    return z, right, left


@misconception(
    "emg_logpdf",
    points=1.0,
    hint="Far out the result is minus infinity: it is the logarithm of a density that has become "
    "zero. The logarithm must be taken of the formula, on paper, before any exponential.",
)
def takes_the_logarithm_of_the_density(x, mu, sigma, tau):
    with np.errstate(all="ignore"):
        return np.log(reference.emg(x, mu, sigma, tau))


@misconception(
    "emg_logpdf",
    points=0.5,
    hint="The density has been kept above a smallest value, so that its logarithm is finite. "
    "Far out it is then a constant, and a fit that starts there feels no slope.",
)
def keeps_the_density_above_a_floor(x, mu, sigma, tau):
    return np.log(np.maximum(reference.emg(x, mu, sigma, tau), 1e-300))


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="It is too large by ln 2τ: the prefactor is missing. It is a constant along x, "
    "but not when τ is fitted.",
)
def drops_the_logarithm_of_the_prefactor(x, mu, sigma, tau):
    tail = reference.checked(x, mu, sigma, tau)[3]
    return reference.emg_logpdf(x, mu, sigma, tau) + np.log(2 * tail)


@misconception(
    "emg_logpdf",
    points=1.0,
    hint="It is the logarithm to the base 10. Likelihoods are made of natural ones.",
)
def takes_the_decimal_logarithm(x, mu, sigma, tau):
    return reference.emg_logpdf(x, mu, sigma, tau) / np.log(10)


@misconception(
    "emg_logpdf",
    points=2.0,
    hint="It is minus the logarithm. A fit minimises that, but here the logarithm itself is asked "
    "for.",
)
def returns_the_negative_logarithm(x, mu, sigma, tau):
    return -reference.emg_logpdf(x, mu, sigma, tau)


@misconception(
    "emg_logpdf",
    points=2.0,
    hint="The formula with erfc has been used on both sides. Far to the right erfc is zero, and "
    "its logarithm minus infinity: there, erfcx is the one to take.",
)
def takes_the_logarithm_of_erfc_everywhere(x, mu, sigma, tau):
    return _log_branches(x, mu, sigma, tau)[2]


@misconception(
    "emg_logpdf",
    points=2.0,
    hint="The formula with erfcx has been used on both sides. Far down the tail erfcx overflows, "
    "and its logarithm is infinite: there, erfc is the one to take.",
)
def takes_the_logarithm_of_erfcx_everywhere(x, mu, sigma, tau):
    return _log_branches(x, mu, sigma, tau)[1]


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="To the right the parabola is u² instead of u²/2: the ½ of the Gaussian's exponent is "
    "missing.",
)
def forgets_the_half_of_the_parabola(x, mu, sigma, tau):
    z, right, left = _log_branches(x, mu, sigma, tau)
    x, mu, sigma, _ = reference.checked(x, mu, sigma, tau)
    return np.where(z >= 0, right - ((x - mu) / sigma) ** 2 / 2, left)


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="σ and τ have changed places. σ is the width of the Gaussian step and comes before τ, the "
    "mean length of the exponential one.",
)
def exchanges_width_and_tail_in_the_logarithm(x, mu, sigma, tau):
    return reference.emg_logpdf(x, mu, tau, sigma)


@misconception(
    "emg_logpdf",
    points=1.0,
    hint="The logarithms have been added up to one log-likelihood. "
    "Asked for is one number for each place, in the shape of `x`.",
)
def sums_to_a_likelihood(x, mu, sigma, tau):
    return np.sum(reference.emg_logpdf(x, mu, sigma, tau))


@misconception(
    "emg_logpdf",
    points=2.5,
    hint="A width or tail that is not positive is accepted. The logarithm of a negative number is "
    "not a number, and NumPy says so with a warning only: refuse such arguments first.",
)
def takes_logarithms_of_negative_widths(x, mu, sigma, tau):
    x, mu, sigma, tau = (np.asarray(part, dtype=float) for part in (x, mu, sigma, tau))
    with np.errstate(all="ignore"):
        u = (x - mu) / sigma
        z = (u + sigma / tau) / np.sqrt(2)
        right = np.log(erfcx(z) / (2 * tau)) - u**2 / 2
        left = np.log(erfc(z) / (2 * tau)) + (x - mu) / tau + (sigma / tau) ** 2 / 2
        return np.where(z >= 0, right, left)


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="It is the logarithm of the mirrored peak, with its tail on the right. The step goes "
    "to the left here.",
)
def takes_the_logarithm_of_the_mirrored_peak(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return reference.emg_logpdf(-x, -mu, sigma, tau)


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="It is too large by ln 2: the prefactor is 1/2τ, not 1/τ.",
)
def forgets_the_half_of_the_prefactor(x, mu, sigma, tau):
    return reference.emg_logpdf(x, mu, sigma, tau) + np.log(2)


@misconception(
    "emg_logpdf",
    points=0.5,
    hint="It is the density itself. Asked for is its logarithm, which is finite where the "
    "density underflows.",
)
def returns_the_density(x, mu, sigma, tau):
    return reference.emg(x, mu, sigma, tau)


@misconception(
    "emg_logpdf",
    points=1.5,
    hint="It is the logarithm of the density for a rate: τ multiplies where it should divide. τ "
    "is a length, the mean of the exponential step.",
)
def multiplies_by_the_time_constant(x, mu, sigma, tau):
    return reference.emg_logpdf(x, mu, sigma, 1 / reference.checked(x, mu, sigma, tau)[3])


@misconception(
    "emg_logpdf",
    points=1.0,
    hint="The parabola is u² instead of u²/2: the ½ of the Gaussian's exponent is missing. "
    "Besides, the formula with erfcx is for the right side only.",
)
def takes_the_whole_parabola_everywhere(x, mu, sigma, tau):
    _, right, _ = _log_branches(x, mu, sigma, tau)
    x, mu, sigma, _ = reference.checked(x, mu, sigma, tau)
    return right - ((x - mu) / sigma) ** 2 / 2


# --- right answers ---------------------------------------------------------------------------


def log_by_mpmath(x, mu, sigma, tau):
    """Return ln T of four numbers, computed with 60 digits."""
    with mpmath.workdps(60):
        x, mu, sigma, tau = (mpmath.mpf(float(value)) for value in (x, mu, sigma, tau))
        z = ((x - mu) / sigma + sigma / tau) / mpmath.sqrt(2)
        log_T = (x - mu) / tau + (sigma / tau) ** 2 / 2 + mpmath.log(mpmath.erfc(z) / (2 * tau))
        return float(log_T)


@right_answer("emg_logpdf")
def sixty_digits_one_by_one(x, mu, sigma, tau):
    return one_by_one(log_by_mpmath, x, mu, sigma, tau)


@right_answer("emg_logpdf")
def branches_and_a_continued_fraction(x, mu, sigma, tau):
    def log_density(x, mu, sigma, tau):
        u, r = (x - mu) / sigma, sigma / tau
        z = (u + r) / 2**0.5
        if z > 0:
            return math.log(scaled_erfc(z)) - math.log(2 * tau) - u * u / 2
        return math.log(math.erfc(z)) - math.log(2 * tau) + r * (u + r / 2)

    return one_by_one(log_density, x, mu, sigma, tau).tolist()


@right_answer("emg_logpdf")
def log_ndtr_or_a_series(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    u, r = (x - mu) / sigma, sigma / tau
    s = u + r
    with np.errstate(divide="ignore", invalid="ignore"):
        near = r * (u + r / 2) - np.log(tau) + log_ndtr(-s)
        series = -1 / s**2 + 3 / s**4 - 15 / s**6
        far = norm.logpdf(u) - np.log(s) - np.log(tau) + np.log1p(series)
        return np.where(s > 80, far, near).copy(order="F")


@right_answer("emg_logpdf")
def logarithm_of_the_density_where_it_lives(x, mu, sigma, tau):
    T = np.asarray(reference.emg(x, mu, sigma, tau))
    x, mu, sigma, tau = np.broadcast_arrays(x, mu, sigma, tau)
    out = np.empty(T.shape)
    for place in np.ndindex(T.shape):
        m, s, t = float(mu[place]), float(sigma[place]), float(tau[place])
        u, z = (x[place] - m) / s, ((x[place] - m) / s + s / t) / math.sqrt(2)
        if T[place] > 1e-250:
            out[place] = math.log(T[place])
        elif z > 0:
            out[place] = -(u**2) / 2 + math.log(erfcx(z) / 2 / t)
        else:
            out[place] = (x[place] - m) / t + s**2 / 2 / t**2 + math.log(erfc(z) / 2 / t)
    return out


@right_answer("emg_logpdf")
def select_with_three_cases(x, mu, sigma, tau):
    refuse_bad(x, mu, sigma, tau)
    x, mu, sigma, tau = map(np.asarray, (x, mu, sigma, tau))
    u, r = (x - mu) / sigma, sigma / tau
    z = np.sqrt(0.5) * (u + r)
    with np.errstate(all="ignore"):
        scaled = np.log(erfcx(np.abs(z)))
        reflected = np.log(2 - np.exp(-(z**2)) * erfcx(-z))
        cases = [scaled - u**2 / 2, r * u + r**2 / 2 + reflected, r * u + r**2 / 2 + np.log(2)]
    return np.select([z > 0, z > -6, z <= -6], cases) - np.log(2 * tau)


@right_answer("emg_logpdf")
def log_density_in_single_precision(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    u, z = (x - mu) / sigma, ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
    # erfcx grows beyond all bounds on the tail, so its logarithm is taken apart there.
    scaled = np.where(z > 0, erfcx(np.abs(z)), erfc(z))
    exponent = np.where(z > 0, -(u**2) / 2, (x - mu) / tau + (sigma / tau) ** 2 / 2)
    return (exponent + np.log(scaled / tau / 2)).astype(np.float32)


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "tau = np.maximum(tau, 1e-30 * sigma)",
        ["tau = np.maximum(1e-30 * sigma, tau)"],
        "The larger of two numbers does not depend on their order.",
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
        "return np.where(z >= 0, right, left)[()]",
        ["return np.where(z > 0, right, left)[()]"],
        "At zero the two formulas give the same.",
    ),
    Equivalent(
        "return np.where(z >= 0, right, left)[()]",
        ["return np.where(z >= 1, right, left)[()]", "return np.where(z >= (-1), right, left)[()]"],
        "Within one of zero both formulas have all their digits.",
    ),
)
