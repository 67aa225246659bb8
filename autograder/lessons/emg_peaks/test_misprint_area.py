"""Exercise misprint_area: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math

import mpmath
import numpy as np
from scipy.integrate import quad, simpson
from scipy.special import erfc

from autograder.checks import Answer, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import misprint
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("misprint_area", title="Two pairs of widths")
def test_misprint_area_values(student: Answer) -> None:
    student.equals(1.04382642787491239, 1, 1, rtol=1e-7)
    student.equals(1.9863355340300144, 2, 0.5, rtol=1e-7)


@check("misprint_area", title="A long tail, and other units", hidden=True, weight=0.5)
def test_misprint_area_units(student: Answer) -> None:
    student.equals(1.00067043118254793, 0.5, 4, rtol=1e-7)
    student.equals(2.92218162842148486, 3000.0, 600.0, rtol=1e-7)
    student.equals(1.47114199910261949, 0.003, 0.001, rtol=1e-7)


@check("misprint_area", title="Ratios drawn at random", hidden=True, weight=0.5)
def test_misprint_area_random(student: Answer, rng: np.random.Generator) -> None:
    for ratio in (0.03, *rng.uniform(0.2, 6.0, 4)):
        tau = float(10 ** rng.uniform(-2, 2))
        student.agrees(float(ratio * tau), tau, rtol=1e-7)


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "misprint_area",
    points=0.0,
    hint="It is the area under the right formula, or an area taken for granted. "
    "The misprint has moved a bracket, and with it the area is no longer 1.",
)
def takes_the_misprint_for_normalised(sigma, tau):
    return 1.0


@misconception(
    "misprint_area",
    points=1.0,
    hint="The integral runs over a fixed stretch of x. For other widths that cuts off the tail, "
    "or lets an exponential overflow: the limits must grow with σ and τ.",
)
def integrates_between_fixed_limits(sigma, tau):
    with np.errstate(all="ignore"):
        return quad(misprint, -50, 50, args=(sigma, tau), points=[0], limit=200)[0]


@misconception(
    "misprint_area",
    points=0.0,
    hint="The integral runs to plus infinity, where the exponential overflows while erfc is zero: "
    "infinity times zero is not a number. A finite limit some σ to the right holds everything.",
)
def integrates_to_infinity(sigma, tau):
    with np.errstate(all="ignore"):
        return quad(misprint, -np.inf, np.inf, args=(sigma, tau))[0]


@misconception(
    "misprint_area",
    points=1.0,
    hint="It equals the result with a plus sign for the mixed term. In the Gaussian integral the "
    "exponent r²/4 comes with minus r times the shift.",
)
def adds_the_mixed_term(sigma, tau):
    return np.exp((sigma / tau) ** 2 * (3 / 4 + 1 / np.sqrt(2)))


@misconception(
    "misprint_area",
    points=1.0,
    hint="The factor in front of the integral, the exponential of σ²/2τ², has been lost on the "
    "way. Three exponents are to be collected, not two.",
)
def loses_the_exponential_in_front(sigma, tau):
    return np.exp((sigma / tau) ** 2 * (1 / 4 - 1 / np.sqrt(2)))


@misconception(
    "misprint_area",
    points=1.0,
    hint="It is the result for the ratio τ/σ. The exponent contains σ/τ: for a very long tail the "
    "area approaches 1.",
)
def turns_the_ratio_upside_down(sigma, tau):
    return reference.misprint_area(tau, sigma)


@misconception(
    "misprint_area",
    points=1.0,
    hint="The exponent contains σ/τ where its square belongs: all exponents to be collected are "
    "quadratic. For equal widths there is no difference.",
)
def forgets_to_square_the_ratio(sigma, tau):
    return np.exp((sigma / tau) * (3 / 4 - 1 / np.sqrt(2)))


@misconception(
    "misprint_area",
    points=1.0,
    hint="It is half the area. In the Gaussian integral a factor 2 appears that cancels the ½ in "
    "front.",
)
def halves_the_area(sigma, tau):
    return reference.misprint_area(sigma, tau) / 2


@misconception(
    "misprint_area",
    points=1.0,
    hint="After the substitution of x by u the factor σ of dx = σ du is missing. The area of a "
    "density is a pure number and does not change with the unit of x.",
)
def forgets_the_factor_of_the_substitution(sigma, tau):
    return reference.misprint_area(sigma, tau) / sigma


@misconception(
    "misprint_area",
    points=0.5,
    hint="It is the logarithm of the area: the exponents have been collected, and the "
    "exponential of their sum is still to be taken.",
)
def returns_the_exponent(sigma, tau):
    return np.log(reference.misprint_area(sigma, tau))


@misconception(
    "misprint_area",
    points=0.0,
    hint="The integral runs over a fixed and short stretch of x, ten units to each side. That "
    "cuts off the tail: the limits must grow with σ and τ.",
)
def integrates_ten_units_to_each_side(sigma, tau):
    with np.errstate(all="ignore"):
        return quad(misprint, -10, 10, args=(sigma, tau))[0]


@misconception(
    "misprint_area",
    points=1.0,
    hint="The exponent contains the third power of σ/τ where its square belongs: all exponents "
    "to be collected are quadratic. For equal widths there is no difference.",
)
def cubes_the_ratio(sigma, tau):
    return np.exp((sigma / tau) ** 3 * (3 / 4 - 1 / np.sqrt(2)))


# --- right answers ---------------------------------------------------------------------------


def misprint_in_widths(u, r):
    """Return the misprinted density times sigma, u widths from mu, for r = sigma / tau."""
    return r / 2 * math.exp(r * u + r * r / 2) * math.erfc(u + r / math.sqrt(2))


@right_answer("misprint_area")
def quadrature_in_two_pieces(sigma, tau):
    r = sigma / tau
    left, error = quad(misprint_in_widths, -40 * (1 + 1 / r), -r, args=(r,), epsabs=0, limit=200)
    right, more = quad(misprint_in_widths, -r, 10, args=(r,), epsabs=0, limit=200)
    print("error", error + more)
    return left + right


@right_answer("misprint_area")
def exponent_collected_by_hand(sigma, tau):
    return np.array(np.exp((3 - 2 * 2**0.5) * np.square(sigma / tau) / 4))


@right_answer("misprint_area")
def trapezoids_in_pure_python(sigma, tau):
    r = sigma / tau
    low, high = -r - 8 - 40 / r, 8.0
    steps = int((high - low) / 0.05)
    h = (high - low) / steps
    return h * math.fsum(misprint_in_widths(low + k * h, r) for k in range(steps + 1))


@right_answer("misprint_area")
def tanh_sinh_in_the_given_units(sigma, tau):
    s, t = mpmath.mpf(float(sigma)), mpmath.mpf(float(tau))

    def density_at(x):
        z = x / s + s / (mpmath.sqrt(2) * t)
        return mpmath.exp(x / t + s**2 / (2 * t**2)) * mpmath.erfc(z) / (2 * t)

    edges = [-s * s / t - 8 * s - 40 * t, -s * s / t - 8 * s, -s * s / t, 8 * s]
    return float(mpmath.quad(density_at, edges))


@right_answer("misprint_area")
def area_of_a_narrower_peak_that_is_shifted(sigma, tau):
    # erfc(u + r/√2) belongs to a peak of width sigma/√2 that stands somewhat further left.
    r = np.longdouble(sigma) / np.longdouble(tau)
    shift, width = r * (1 / np.sqrt(np.longdouble(2)) - 0.5), r / np.sqrt(np.longdouble(2))
    return np.exp(r**2 / 2 - r * shift - width**2 / 2)


@right_answer("misprint_area")
def parts_then_gauss_hermite(sigma, tau):
    r = sigma / tau
    nodes, weights = np.polynomial.hermite.hermgauss(60)
    gaussian = weights @ np.exp(r * (nodes - r / np.sqrt(2))) / np.sqrt(np.pi)
    return np.float32(np.exp(r**2 / 2) * gaussian)


@right_answer("misprint_area")
def simpson_on_a_grid(sigma, tau):
    r = sigma / tau
    u = np.linspace(-12 - r - 40 / r, 12, 400_001)
    heights = r / 2 * np.exp(r * u + r**2 / 2) * erfc(u + r / np.sqrt(2))
    return simpson(heights, x=u)
