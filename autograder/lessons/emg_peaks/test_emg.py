"""Exercise emg: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import numpy as np
from scipy.special import erf, erfc, erfcx, log_ndtr, wofz
from scipy.stats import exponnorm, norm

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import (
    LEFT_TAIL,
    convolution,
    density_of_numbers,
    gaussian,
    literal_emg,
    misprint,
    one_by_one,
    refuse_bad,
    stable_emg,
)
from course.judging.comparison import near
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("emg", title="The density at known points", weight=0.75)
def test_emg_values(student: Answer) -> None:
    student.equals([0.351773594783063339], [0.3], 1, 0.7, 1.3, rtol=1e-7)
    student.equals([0.00381754710942998082], [-10], 0, 1, 2, rtol=1e-7)
    student.equals([4.74876595640643341e-198], [30.0], 0, 1, 1, rtol=1e-7)
    student.agrees(LEFT_TAIL, 0.5, 1.5, 2.0, rtol=1e-7)


# Single numbers have a check of their own: who forgets them should not lose the others too.
@check("emg", title="One number in, one number out", weight=0.25)
def test_emg_number(student: Answer) -> None:
    student.equals(0.351773594783063339, 0.3, 1, 0.7, 1.3, rtol=1e-7)
    student.equals(0.00381754710942998082, -10, 0, 1, 2, rtol=1e-7)


@check("emg", title="A short tail", weight=0.5)
def test_emg_short_tail(student: Answer) -> None:
    student.equals([0.39731009475761155], [0.9], 1, 1, 0.01, rtol=1e-7)
    student.equals([0.352065150731372047], [0.5], 0, 1, 1e-6, rtol=1e-7)


@check("emg", title="All ratios of the widths, all shapes", hidden=True)
def test_emg_ratios(student: Answer, rng: np.random.Generator) -> None:
    student.equals([[5.01833560996773937e-298]], [[-37.0]], 0, 1, 1 / 64, rtol=1e-7)
    student.equals([1.26656392477880072e-7], [3], 2, 0.25, 250, rtol=1e-7)
    for power in (-3.0, -1.0, *rng.uniform(-2, 6, 4), 6.0):
        sigma, mu = float(10 ** rng.uniform(-2, 2)), float(rng.uniform(-5, 5))
        x = mu + sigma * rng.uniform(-25, 25, (2, 4))
        student.agrees(x, mu, sigma, float(sigma / 10**power), rtol=1e-7)


@check("emg", title="Parameters as arrays; bad arguments", hidden=True, weight=0.5)
def test_emg_arguments(student: Answer) -> None:
    student.agrees([0.5, 1.5], [0.0, 1.0], 1, [0.5, 2.0], rtol=1e-7)
    student.agrees(np.array([[1, 2], [3, 4]]), 2, 1, 3, rtol=1e-7)
    student.refuses([0.0, 1.0], 0.0, -1.0, 1.0)
    student.refuses([0.0, 1.0], 0.0, 1.0, -2.0)
    student.refuses([0.0, 1.0], 0.0, [1.0, 1.0, 1.0], 1.0)


@check("emg", title="Area, mean and variance", hidden=True, weight=0.5)
def test_emg_moments(student: Answer) -> None:
    for mu, sigma, tau in ((1.0, 0.8, 1.5), (-2.0, 2.0, 0.05)):
        x = np.linspace(mu - 10 * sigma - 50 * tau, mu + 10 * sigma, 8001)
        density = student.values(x, mu, sigma, tau)
        step = x[1] - x[0]
        student.expect(
            density.shape == x.shape and abs(step * density.sum() - 1) < 1e-6,
            "The area under the density is not 1.",
            "The area under the density is not 1.",
        )
        mean = step * (x * density).sum()
        student.expect(
            abs(mean - (mu - tau)) < 1e-5,
            f"The mean is {mean:.6g}, expected mu - tau.",
            "The mean of the density is not mu - tau.",
        )
        variance = step * ((x - mean) ** 2 * density).sum()
        student.expect(
            abs(variance / (sigma**2 + tau**2) - 1) < 1e-5,
            f"The variance is {variance:.6g}, expected sigma² + tau².",
            "The variance of the density is not sigma² + tau².",
        )


@check("emg", title="Other units; tails of almost no length", hidden=True, weight=0.5)
def test_emg_laws(student: Answer) -> None:
    # Hardly any tail: nearly the standard normal density on both sides.
    both = [0.352064991007679044, 0.352065662518998702]
    student.equals(both, [0.5, -0.5], 0.0, 1.0, 2.0**-19, rtol=1e-7)
    # Hardly any width: about exp(-1/2)/2 one unit left of mu, and nothing on the right.
    student.equals([0.303265908289580629, 0.0], [-1.0, 1.0], 0.0, 2.0**-8, 2.0, rtol=1e-7)
    one, other = student.values([0.3], 1.0, 0.7, 1.3), student.values([300.0], 1e3, 700.0, 1300.0)
    student.expect(
        near(one, 1000 * other, 3e-7),
        "In units a thousand times smaller the density must be a thousand times smaller.",
        "The density does not scale with the unit of x.",
    )


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "emg",
    points=1.5,
    hint="For short tails the result is not a number: an exponential that overflows has been "
    "multiplied by an erfc that is zero. To the right, take the formula in which the two have been "
    "merged.",
)
def types_the_formula_as_it_stands(x, mu, sigma, tau):
    return literal_emg(*reference.checked(x, mu, sigma, tau))


@misconception(
    "emg",
    points=1.5,
    hint="What is not a number has been replaced by zero. That hides the overflow of the "
    "exponential and does not mend it: where the tail is short, the peak is nearly a Gaussian.",
)
def hides_the_overflow_behind_zeros(x, mu, sigma, tau):
    return np.nan_to_num(literal_emg(*reference.checked(x, mu, sigma, tau)), nan=0.0, posinf=0.0)


@misconception(
    "emg",
    points=3.0,
    hint="The formula with erfcx has been used everywhere. Far down the tail erfcx overflows in "
    "its turn, and infinity times zero is not a number: there, take the formula as it is written.",
)
def takes_erfcx_everywhere(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        return np.exp(-(((x - mu) / sigma) ** 2) / 2) * erfcx(z) / (2 * tau)


@misconception(
    "emg",
    points=2.0,
    hint="Beyond some ratio of the widths the plain Gaussian has been taken for the peak. It is "
    "only the limit: the tail still shifts the mean, and seven digits are asked for.",
)
def takes_a_gaussian_for_short_tails(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    short = sigma / tau > 37
    return np.where(short, gaussian(x, mu, sigma), literal_emg(x, mu, sigma, tau))


@misconception(
    "emg",
    points=2.0,
    hint="It is the mirrored peak, with its tail on the right. The step goes to the left here.",
)
def mirrors_the_density(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return reference.emg(-x, -mu, sigma, tau)


@misconception(
    "emg",
    points=1.0,
    hint="It is the density of the misprint, in which the root of 2 divides only one of the two "
    "terms. The area under it is not 1.",
)
def copies_the_misprint(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        return misprint(x - mu, sigma, tau)


@misconception(
    "emg",
    points=2.0,
    hint="It is the density for a rate: τ multiplies where it should divide. τ is a length, the "
    "mean of the exponential step.",
)
def multiplies_by_the_time_constant(x, mu, sigma, tau):
    return reference.emg(x, mu, sigma, 1 / reference.checked(x, mu, sigma, tau)[3])


@misconception(
    "emg",
    points=2.0,
    hint="σ and τ have changed places. σ is the width of the Gaussian step and comes before τ, the "
    "mean length of the exponential one.",
)
def exchanges_width_and_tail(x, mu, sigma, tau):
    return reference.emg(x, mu, tau, sigma)


@misconception(
    "emg",
    points=1.5,
    hint="The choice between the formulas has been made by an `if`, which cannot decide for an "
    "array of several places: each of them needs a choice of its own.",
)
def decides_once_for_all_places(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        if z < 0:
            return literal_emg(x, mu, sigma, tau)
        return np.exp(-(((x - mu) / sigma) ** 2) / 2) * erfcx(z) / (2 * tau)


@misconception(
    "emg",
    points=3.0,
    hint="The values have been cut to whole numbers: the array that holds the result was made in "
    "the likeness of `x`, and whole-number places make it an array of integers.",
)
def stores_the_density_as_integers(x, mu, sigma, tau):
    right = reference.emg(x, mu, sigma, tau)
    values = np.zeros_like(x)
    values[...] = right
    return values if values.ndim else right


@misconception(
    "emg",
    points=3.5,
    hint="A width or tail that is not positive is accepted, and gives something that is no "
    "density. Look at the arguments first and refuse those with a `ValueError`.",
)
def accepts_negative_widths(x, mu, sigma, tau):
    parts = (np.asarray(part, dtype=float) for part in (x, mu, sigma, tau))
    return stable_emg(*parts)[()]


@misconception(
    "emg",
    points=3.5,
    hint="Widths have been compared with zero by an `if`, which cannot decide for an array of "
    "several widths. All of them must be positive.",
)
def expects_single_widths(x, mu, sigma, tau):
    x, mu, sigma, tau = (np.asarray(part, dtype=float) for part in (x, mu, sigma, tau))
    if sigma <= 0 or tau <= 0:
        raise ValueError(f"sigma and tau must be positive, got {sigma} and {tau}")
    return stable_emg(x, mu, sigma, tau)[()]


@misconception(
    "emg",
    points=2.0,
    hint="It is twice the density. A Gaussian's end piece is half of erfc, hence the 2 in the "
    "denominator of the prefactor, in both formulas.",
)
def forgets_the_half_of_the_prefactor(x, mu, sigma, tau):
    return 2 * reference.emg(x, mu, sigma, tau)


@misconception(
    "emg",
    points=1.0,
    hint="The exponent holds σ²/τ² without its ½, which is left over from completing the square.",
)
def forgets_the_half_in_the_exponent(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        return literal_emg(x, mu, sigma, tau) * np.exp((sigma / tau) ** 2 / 2)


@misconception(
    "emg",
    points=1.0,
    hint="It equals the formula with erf in the place of erfc. The two add up to 1: erfc is the "
    "end piece that completing the square leaves.",
)
def writes_erf_for_erfc(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        return np.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * erf(z) / (2 * tau)


@misconception(
    "emg",
    points=1.0,
    hint="The root of 2 is missing in the argument of erfc. It divides the whole sum.",
)
def leaves_out_the_root_of_two(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = (x - mu) / sigma + sigma / tau
        return np.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


@misconception(
    "emg",
    points=1.0,
    hint="To the right the Gaussian factor is exp(-u²) instead of exp(-u²/2): the ½ of the "
    "Gaussian's exponent is missing.",
)
def forgets_the_half_of_the_gaussian(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        right = np.exp(-(((x - mu) / sigma) ** 2)) * erfcx(z) / (2 * tau)
        return np.where(z >= 0, right, literal_emg(x, mu, sigma, tau))[()]


@misconception(
    "emg",
    points=1.5,
    hint="The prefactor is 1/2σ. What is left of the two norms is the 1/τ of the exponential step.",
)
def divides_by_the_width(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return reference.emg(x, mu, sigma, tau) * tau / sigma


# --- right answers ---------------------------------------------------------------------------


@right_answer("emg")
def masks_for_the_two_sides(x, mu, sigma, tau):
    refuse_bad(x, mu, sigma, tau)
    shape = np.shape(x)
    four = (np.asarray(part, dtype=float) for part in (x, mu, sigma, tau))
    x, m, s, t = np.broadcast_arrays(*map(np.atleast_1d, four))
    z = ((x - m) / s + s / t) / np.sqrt(2)
    out = np.zeros(x.shape)
    right, left = z > 0, z <= 0
    out[right] = np.exp(-0.5 * ((x - m) / s)[right] ** 2) * erfcx(z[right]) / (2 * t[right])
    exponent = (x - m)[left] / t[left] + 0.5 * (s / t)[left] ** 2
    out[left] = np.exp(exponent) * erfc(z[left]) / (2 * t[left])
    return out.reshape(shape)


@right_answer("emg")
def continued_fraction_number_by_number(x, mu, sigma, tau):
    return one_by_one(density_of_numbers, x, mu, sigma, tau)


@right_answer("emg")
def nested_lists_without_numpy(x, mu, sigma, tau):
    if any(hasattr(part, "__len__") for part in (mu, sigma, tau)):
        parts = [part if hasattr(part, "__len__") else [part] * len(x) for part in (mu, sigma, tau)]
        return [nested_lists_without_numpy(*four) for four in zip(x, *parts, strict=True)]
    for name, value in (("sigma", sigma), ("tau", tau)):
        if value <= 0:
            raise ValueError(f"{name} must be positive, not {value}")
    if getattr(x, "shape", None) == () or not hasattr(x, "__len__"):
        return density_of_numbers(float(x), mu, sigma, tau)
    return [nested_lists_without_numpy(part, mu, sigma, tau) for part in x]


@right_answer("emg")
def faddeeva_function(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    u, r = (x - mu) / sigma, sigma / tau
    z = (u + r) / np.sqrt(2)
    # w(iz) = erfcx(z); on the other side use erfc(z) = 2 - erfc(-z).
    T = np.exp(-(u**2) / 2) * wofz(1j * np.abs(z)).real / (2 * tau)
    return np.where(z < 0, np.exp(np.minimum(r * (u + r / 2), 0)) / tau - T, T).copy(order="F")


@right_answer("emg")
def library_unless_the_tail_is_short(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    u, s = (x - mu) / sigma, (x - mu) / sigma + sigma / tau
    with np.errstate(all="ignore"):
        library = exponnorm.pdf(-x, tau / sigma, loc=-mu, scale=sigma)
        mills = (1 - (1 - 3 * (1 - 5 / s**2) / s**2) / s**2) / s
        return np.where((sigma > 300 * tau) & (s > 50), norm.pdf(u) * mills / tau, library)


@right_answer("emg")
def logarithms_of_the_normal_distribution(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    r, u = sigma / tau, (x - mu) / sigma
    with np.errstate(all="ignore"):
        s = r + u
        exact = r * u + r**2 / 2 + log_ndtr(-s) - np.log(tau)
        series = -(1 / s**2) + 2.5 / s**4 - 37 / 3 / s**6
        far = -(u**2) / 2 - np.log(np.sqrt(2 * np.pi) * (sigma + u * tau)) + series
        return np.exp(np.where(s > 60, far, exact)).astype(np.longdouble)


@right_answer("emg")
def gauss_legendre_on_the_convolution(x, mu, sigma, tau):
    refuse_bad(x, mu, sigma, tau)
    return convolution(x, mu, sigma, tau, lambda y, wait, sigma: 1)[0]


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "tau = np.maximum(tau, 1e-30 * sigma)  # a shorter tail than this makes no difference",
        ["tau = np.maximum(1e-30 * sigma, tau)  # a shorter tail than this makes no difference"],
        "The larger of two numbers does not depend on their order.",
    ),
    Equivalent(
        "tau = np.maximum(tau, 1e-30 * sigma)  # a shorter tail than this makes no difference",
        [
            "tau = np.maximum(tau, 1e-30 / sigma)  # a shorter tail than this makes no difference",
            "tau = np.maximum(tau, 1e-30)  # a shorter tail than this makes no difference",
            "tau = np.maximum(tau, (-1.0) * sigma)  # a shorter tail than this makes no difference",
            "tau = np.maximum(tau, 2e-30 * sigma)  # a shorter tail than this makes no difference",
            "tau = np.maximum(tau, 5e-31 * sigma)  # a shorter tail than this makes no difference",
        ],
        "Tails are that short, compared with the width, far beyond the ratios that the statement allows; at a ratio of a million the floor is not reached with any of these.",
    ),
    Equivalent(
        'with np.errstate(all="ignore"):',
        ["with np.errstate(all=None):"],
        "The values are the same; what is lost is that NumPy says nothing of the branch that is not taken, and warnings are not graded.",
    ),
    Equivalent(
        "exponent = np.where(z >= 0, -(u**2) / 2, (x - mu) / tau + (sigma / tau) ** 2 / 2)",
        ["exponent = np.where(z > 0, -(u**2) / 2, (x - mu) / tau + (sigma / tau) ** 2 / 2)"],
        "At zero the two formulas give the same.",
    ),
    Equivalent(
        "factor = np.where(z >= 0, erfcx(z), erfc(z)) / (2 * tau)",
        ["factor = np.where(z > 0, erfcx(z), erfc(z)) / (2 * tau)"],
        "At zero the two formulas give the same.",
    ),
)
