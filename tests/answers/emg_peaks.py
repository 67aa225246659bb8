"""Right answers to lesson emg_peaks, written as students write them."""

import cmath
import math
import statistics
import warnings
from fractions import Fraction
from functools import cache, reduce

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import sympy as sp
from matplotlib.figure import Figure
from scipy.integrate import quad, simpson
from scipy.optimize import (
    approx_fprime,
    brentq,
    curve_fit,
    fmin,
    least_squares,
    minimize,
    minimize_scalar,
    newton,
)
from scipy.special import (
    erfc,
    erfcx,
    expit,
    log_expit,
    log_ndtr,
    log_softmax,
    logit,
    softmax,
    wofz,
)
from scipy.stats import exponnorm, norm
from sympy.stats import ExGaussian, Normal, cdf, density

from autograder.checks.reference_answers import right_answer
from solutions import emg_peaks as reference

# --- emg_expression --------------------------------------------------------------------------


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


# --- misprint_area ---------------------------------------------------------------------------


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


# --- mixture ---------------------------------------------------------------------------------


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


# --- emg_derivatives -------------------------------------------------------------------------


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


# --- mixture_hessian -------------------------------------------------------------------------


def fitting(w, dw, d2w, T, dT, d2T):
    """Return the six as arrays; raise ValueError if a shape does not fit."""
    names = ("w", "dw", "d2w", "T", "dT", "d2T")
    arrays = [np.array(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T)]
    shape = (arrays[0].size, arrays[2].shape[-1], arrays[2].shape[-1])
    for name, one, ndim in zip(names, arrays, (1, 2, 3, 1, 2, 3), strict=True):
        if one.shape != shape[:ndim]:
            raise ValueError(f"{name} has the shape {one.shape} instead of {shape[:ndim]}")
    return arrays


@right_answer("mixture_hessian")
def einsum_four_times(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = fitting(w, dw, d2w, T, dT, d2T)
    H = np.einsum("i,ikl->kl", w, d2T) + np.einsum("i,ikl->kl", T, d2w)
    return H + np.einsum("ik,il->kl", dw, dT) + np.einsum("il,ik->kl", dw, dT)


@right_answer("mixture_hessian")
def sums_of_outer_products(w, dw, d2w, T, dT, d2T):
    parts = fitting(w, dw, d2w, T, dT, d2T)
    total = 0
    for a, da, d2a, b, db, d2b in zip(*parts, strict=True):
        total = total + a * d2b + b * d2a + np.outer(da, db) + np.outer(db, da)
    return np.asfortranarray(total)


@right_answer("mixture_hessian")
def four_loops_over_lists(w, dw, d2w, T, dT, d2T):
    n, k = len(w), len(d2w[0])
    for name, part in (("T", T), ("dw", dw), ("d2w", d2w), ("dT", dT), ("d2T", d2T)):
        if len(part) != n or (name != "T" and any(len(row) != k for row in part)):
            raise ValueError(f"{name}: shape {np.shape(part)}")
    H = [[0] * k for _ in range(k)]
    for a in range(k):
        for b in range(k):
            for i in range(n):
                H[a][b] += w[i] * d2T[i][a][b] + T[i] * d2w[i][a][b]
                H[a][b] += dw[i][a] * dT[i][b] + dw[i][b] * dT[i][a]
    return H


@right_answer("mixture_hessian")
def one_product_of_stacked_matrices(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = fitting(w, dw, d2w, T, dT, d2T)
    k = dw.shape[1]
    values, curved = np.hstack([w, T]), np.concatenate([d2T, d2w]).reshape(-1, k * k)
    mixed = np.vstack([dw, dT]).T @ np.vstack([dT, dw])
    return ((values @ curved).reshape(k, k) + mixed).tolist()


@right_answer("mixture_hessian")
def squares_by_polarisation(w, dw, d2w, T, dT, d2T):
    # 4 w T = (w + T)² - (w - T)², and a square has the Hessian 2 (f H + g gᵀ).
    w, dw, d2w, T, dT, d2T = fitting(w, dw, d2w, T, dT, d2T)

    def square(f, g, H):
        return 2 * (np.tensordot(f, H, axes=1) + g.T @ g)

    return (square(w + T, dw + dT, d2w + d2T) - square(w - T, dw - dT, d2w - d2T)) / 4


@right_answer("mixture_hessian")
def taylor_polynomials_along_lines(w, dw, d2w, T, dT, d2T):
    parts = fitting(w, dw, d2w, T, dT, d2T)
    k = parts[1].shape[1]

    def along(value, slopes, curves, line):
        return [value, slopes @ line, line @ curves @ line / 2]

    def curvature(line):
        return sum(
            2 * np.convolve(along(*six[:3], line), along(*six[3:], line))[2]
            for six in zip(*parts, strict=True)
        )

    def entry(a, b):
        e = np.eye(k)
        return (curvature(e[a] + e[b]) - curvature(e[a] - e[b])) / 4

    return np.array([[entry(a, b) for b in range(k)] for a in range(k)])


@right_answer("mixture_hessian")
def exact_fractions(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = (
        np.vectorize(Fraction, otypes=[object])(part) for part in fitting(w, dw, d2w, T, dT, d2T)
    )
    H = reduce(np.add, w[:, None, None] * d2T + T[:, None, None] * d2w)
    return (H + dw.T.dot(dT) + dT.T.dot(dw)).astype(np.float32)


# --- emg -------------------------------------------------------------------------------------


def refuse_bad(x, mu, sigma, tau):
    """Raise ValueError if a width is not positive or a shape does not fit."""
    for name, value in (("mu", mu), ("sigma", sigma), ("tau", tau)):
        if np.ndim(value) and np.shape(value) != np.shape(x):
            raise ValueError(f"{name} = {value} does not fit the shape {np.shape(x)}")
        if name != "mu" and np.any(np.asarray(value) <= 0):
            raise ValueError(f"{name} = {value} is not positive")


def one_by_one(function, *args):
    """Return an array with the values of a function of four numbers."""
    refuse_bad(*args)
    return np.vectorize(function, otypes=[float])(*args)


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


def scaled_erfc(z):
    """Return exp(z²) erfc(z), for z > 5 by the continued fraction."""
    if z < 5:
        return math.exp(z * z) * math.erfc(z)
    tail = z
    for k in range(60, 0, -1):
        tail = z + k / 2 / tail
    return 1 / (math.sqrt(math.pi) * tail)


def density_of_numbers(x, mu, sigma, tau):
    """Return the density by the functions of the module math."""
    u, r = (x - mu) / sigma, sigma / tau
    z = (u + r) / math.sqrt(2)
    if z > 0:
        return math.exp(-u * u / 2) * scaled_erfc(z) / (2 * tau)
    return math.exp((x - mu) / tau + r * r / 2) * math.erfc(z) / (2 * tau)


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


NODES, WEIGHTS = np.polynomial.legendre.leggauss(120)


def convolution(x, mu, sigma, tau, *factors):
    """Return the story's integral, each with another factor of (Gaussian step, waiting time)."""
    four = np.broadcast_arrays(*map(np.float64, (x, mu, sigma, tau)))
    x, mu, sigma, tau = (part[..., None] for part in four)
    u, r = (x - mu) / sigma, sigma / tau
    # y, the Gaussian step in widths, runs from u up; the integrand peaks at -r or at u.
    low = np.maximum(u, -r - 12)
    high = np.where(u > -r, u + np.minimum(12, 45 / np.maximum(u + r, 1e-9)), -r + 12)
    step = (high - low) * (1 + NODES) / 2
    y, wait = low + step, (low - u + step) * r
    weights = WEIGHTS * (high - low) / 2 * r * np.exp(-wait - y**2 / 2) / np.sqrt(2 * np.pi) / sigma
    return [np.sum(weights * factor(y, wait, sigma), axis=-1) for factor in factors]


@right_answer("emg")
def gauss_legendre_on_the_convolution(x, mu, sigma, tau):
    refuse_bad(x, mu, sigma, tau)
    return convolution(x, mu, sigma, tau, lambda y, wait, sigma: 1)[0]


# --- emg_logpdf ------------------------------------------------------------------------------


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


# --- emg_grad --------------------------------------------------------------------------------


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


# --- peak_figure -----------------------------------------------------------------------------


@right_answer("peak_figure")
def pyplot_and_a_fine_grid(mu, sigma, tau):
    x = np.linspace(mu - 3 * sigma - 5 * tau, mu + 3 * sigma, 20_001)
    T = reference.emg(x, mu, sigma, tau)
    plt.figure(figsize=(7, 4))
    plt.plot(x, T, "b-", label="EMG")
    plt.plot(x, norm.pdf(x, mu, sigma), "k--", label="Gauss")
    plt.plot(x[np.argmax(T)], T.max(), "ro")
    plt.plot(mu - tau, reference.emg(mu - tau, mu, sigma, tau), "g^")
    plt.axvline(mu - tau, color="g", lw=0.5)
    plt.axvline(x[np.argmax(T)], color="r", lw=0.5)
    plt.xlabel("x")
    plt.ylabel("T")
    plt.legend()
    plt.grid()
    return plt.gcf()


@right_answer("peak_figure")
def scatter_and_a_bounded_minimiser(mu, sigma, tau):
    found = minimize_scalar(
        lambda x: -reference.emg_logpdf(x, mu, sigma, tau),
        bounds=(mu - tau, mu),
        method="bounded",
        options={"xatol": 1e-6 * (sigma + tau)},
    )
    print("mode at", found.x)
    marks = np.array([mu - tau, found.x])
    x = np.arange(mu - 3.5 * sigma - 6 * tau, mu + 4 * sigma, (sigma + tau) / 100)
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(x, np.transpose([reference.emg(x, mu, sigma, tau), norm(mu, sigma).pdf(x)]))
    axes.scatter(marks, reference.emg(marks, mu, sigma, tau), marker="x", color="black", zorder=3)
    axes.legend(["peak", "parent", "mean and mode"])
    axes.set_xlabel("$x$")
    axes.set_ylabel("$T(x)$")
    return figure


@right_answer("peak_figure")
def marks_on_the_curve_itself_and_fillings(mu, sigma, tau):
    mean, mode = mu - tau, mu - tau / 2
    mode = newton(lambda x: reference.emg_grad(x, mu, sigma, tau)[0], mode, tol=1e-9)
    x = np.union1d(np.linspace(mu - 4 * sigma - 8 * tau, mu + 5 * sigma, 400), [mean, mode])
    figure = Figure()
    axes = figure.subplots()
    T, parent = reference.emg(x, mu, sigma, tau), norm.pdf(x, mu, sigma)
    places = [int(np.searchsorted(x, place)) for place in (mean, mode)]
    axes.plot(x, T, marker="o", markevery=places, label="peak")
    axes.plot(x, parent, label="parent")
    axes.fill_between(x, T, alpha=0.2)
    axes.fill_between(x, parent, alpha=0.2)
    axes.vlines([mean, mode], 0, T.max(), linestyles=":")
    axes.set(xlabel="x", ylabel="density")
    axes.legend()
    return figure


@right_answer("peak_figure")
def filled_peak_with_annotations(mu, sigma, tau):
    mode = newton(lambda x: reference.emg_grad(x, mu, sigma, tau)[0], mu - tau / 2, tol=1e-9)
    x = np.linspace(mu - 4 * sigma - 8 * tau, mu + 5 * sigma, 300)
    fig, ax = plt.subplots(layout="tight")
    ax.fill_between(x, reference.emg(x, mu, sigma, tau), alpha=0.3)
    ax.plot(x, reference.emg(x, mu, sigma, tau), lw=2, label=rf"$\tau = {tau}$")
    ax.plot(x, [statistics.NormalDist(mu, sigma).pdf(place) for place in x], ":", label="parent")
    for name, place in {"mean": mu - tau, "mode": mode}.items():
        height = float(reference.emg(place, mu, sigma, tau))
        ax.plot(place, height, marker="o", ls="none", mfc="white")
        ax.annotate(name, (place, height), (place, height / 2), arrowprops={"arrowstyle": "->"})
    ax.set(xlabel="place", ylabel="density", title="A peak")
    fig.legend(loc="upper right")
    plt.close(fig)
    return fig


@right_answer("peak_figure")
def lists_and_a_ternary_search(mu, sigma, tau):
    low, high = mu - tau, mu
    while high - low > 1e-5 * (sigma + tau):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if reference.emg(a, mu, sigma, tau) < reference.emg(b, mu, sigma, tau):
            low = a
        else:
            high = b
    step = (8 * sigma + 7 * tau) / 499
    places = [mu + 4 * sigma - k * step for k in range(500)]
    figure = Figure((8, 5))
    axes = figure.add_axes((0.1, 0.12, 0.85, 0.8), xlabel="$x$", ylabel="probability density")
    gauss = [math.exp(-(((p - mu) / sigma) ** 2) / 2) / sigma / math.tau**0.5 for p in places]
    (first,) = axes.plot(places, [density_of_numbers(p, mu, sigma, tau) for p in places])
    (second,) = axes.plot(places, gauss, dashes=(4, 2))
    for place, mark in ((mu - tau, "$m$"), (low, (5, 1))):
        axes.plot([place], [density_of_numbers(place, mu, sigma, tau)], marker=mark, markersize=10)
    axes.legend([first, second], ["peak with tail", "without tail"])
    return figure


@right_answer("peak_figure")
def logarithmic_with_vertical_lines(mu, sigma, tau):
    def slope(u):
        # T / tau = J / sigma at the mode, in widths of the Gaussian.
        r = sigma / tau
        return math.sqrt(math.pi / 2) * erfcx((u + r) / math.sqrt(2)) * r - 1

    mode = mu + sigma * brentq(slope, -tau / sigma, 0)
    places = np.linspace(mu - 3 * sigma - 5 * tau, mu + 3 * sigma, 200)
    figure, axes = plt.subplots()
    axes.semilogy(places, np.exp(reference.emg_logpdf(places, mu, sigma, tau)), label="T")
    axes.semilogy(places, norm.pdf((places - mu) / sigma) / sigma, label="N")
    heights = reference.emg([mu - tau, mode], mu, sigma, tau)
    axes.vlines([mu - tau, mode, mu], 1e-4, [*heights, norm.pdf(0) / sigma], colors="0.6")
    axes.plot([mu - tau, mode], heights, "D", label="mean, mode")
    figure.supxlabel("x")
    figure.supylabel("log density")
    axes.legend(title="curves", ncols=3)
    return figure


@right_answer("peak_figure")
def downhill_simplex_and_subplot_mosaic(mu, sigma, tau):
    start, small = mu - tau / 2, 1e-6 * tau
    mode = fmin(lambda p: -reference.emg(p[0], mu, sigma, tau), [start], xtol=small, disp=False)
    figure = Figure(layout="constrained", facecolor="ivory")
    axes = figure.subplot_mosaic("P")["P"]
    x = np.sort(np.append(np.linspace(mu - 9 * (sigma + tau), mu + 4 * sigma, 1000), mode))
    axes.plot(x, norm.pdf(x, mu, sigma), "-.", c="tab:gray", label=r"$\mathcal{N}(\mu, \sigma)$")
    axes.plot(x, reference.emg(x, mu, sigma, tau), c="tab:red", label="EMG")
    for place, label in ((mu - tau, "mean"), (mode[0], "mode")):
        height = reference.emg(place, mu, sigma, tau)
        axes.plot([place, place], [0, height], "k-", lw=0.5)
        axes.scatter(place, height, s=60, label=label)
        axes.text(place, height, f" {label}")
    axes.axhline(0, color="black")
    axes.set(xlabel="$x$ (mm)", ylabel="density (1/mm)", xlim=(x[0], x[-1]), ylim=(-0.01, None))
    axes.legend()
    return figure


# --- softplus --------------------------------------------------------------------------------


@right_answer("softplus")
def logaddexp_and_expit(z):
    z = np.asarray(z, dtype=float)
    s = expit(z)
    return np.stack([np.logaddexp(0, z), s, s * expit(-z)])


@right_answer("softplus")
def exponentials_of_the_value(z):
    value = -log_expit(-np.array(z, dtype=float))
    return value, np.exp(z - value), np.exp(z - 2 * value)


def softplus_of_a_number(z):
    """Return the value and two derivatives for a number, by the module math."""
    if z > 0:
        value, first, second = softplus_of_a_number(-z)
        return value + z, 1 - first, second
    e = math.exp(z)
    return math.log1p(e), e / (1 + e), e / (1 + e) ** 2


@right_answer("softplus")
def nested_lists_and_a_reflection(z):
    if np.ndim(z) == 0:
        return list(softplus_of_a_number(z))
    return [list(row) for row in zip(*map(nested_lists_and_a_reflection, z), strict=True)]


@right_answer("softplus")
def two_masks(z):
    z = np.asarray(z, float)
    out = np.zeros((3,) + z.shape)  # noqa: RUF005
    e = np.exp(-np.abs(z))
    up = z >= 0
    out[0] = np.log1p(e) + z * up
    out[1, up], out[1, ~up] = 1 / (1 + e[up]), e[~up] / (1 + e[~up])
    out[2] = e / (1 + e) ** 2
    return out


@right_answer("softplus")
def hyperbolic_functions_with_many_digits(z):
    def row(function):
        return np.vectorize(lambda q: float(function(mpmath.mpf(float(q)))), otypes=[float])(z)

    with mpmath.workdps(400):
        return np.array(
            [
                row(lambda q: mpmath.log(1 + mpmath.exp(q))),
                row(lambda q: (1 + mpmath.tanh(q / 2)) / 2),
                row(lambda q: mpmath.sech(q / 2) ** 2 / 4),
            ],
            order="F",
        )


@right_answer("softplus")
def integral_of_the_logistic_function_in_long_double(z):
    z = np.asarray(z, dtype=np.longdouble)
    small = np.exp(-np.abs(z))
    logistic = np.where(z < 0, small, 1) / (1 + small)
    return np.array([np.log1p(small) + np.clip(z, 0, None), logistic, small / (1 + small) ** 2])


# --- inverse_softplus ------------------------------------------------------------------------


@right_answer("inverse_softplus")
def two_cases_of_the_logarithm(y):
    y = np.asarray(y, dtype=float)
    if (y <= 0).any():
        raise ValueError(f"y = {y}")
    with np.errstate(over="ignore"):
        return np.where(y > 30, y, np.log(np.expm1(y)))


@right_answer("inverse_softplus")
def numbers_and_lists_by_recursion(y):
    if np.ndim(y) > 0:
        return [numbers_and_lists_by_recursion(part) for part in y]
    if y <= 0:
        raise ValueError(f"y must be positive, but one is {y}")
    return y + math.log1p(-math.exp(-y)) if y > 1 else math.log(math.expm1(y))


@right_answer("inverse_softplus")
def newton_steps_on_the_softplus(y):
    y = np.array(y, dtype=float)
    if np.min(y) <= 0:
        warnings.warn("nothing has this softplus", stacklevel=2)
        raise ValueError(f"no softplus is {y.min()} (y = {y})")
    q = np.where(y < 1, np.log(y), y)
    for _ in range(40):
        f, slope, _ = reference.softplus(q)
        # ln f is nearly linear on the left, f itself on the right.
        q = q - np.where(y < 1, np.log(f / y) * f, f - y) / slope
    return q


@right_answer("inverse_softplus")
def forty_digits(y):
    if not np.all(np.asarray(y) > 0):
        raise ValueError(f"y holds values that are not positive: {y}")
    with mpmath.workdps(40):
        return np.vectorize(lambda v: float(mpmath.log(mpmath.expm1(float(v)))), otypes=[float])(y)


@right_answer("inverse_softplus")
def logit_of_an_exponential_distribution(y):
    y = np.array(y, dtype=float, order="F")
    if np.any(y <= 0):
        raise ValueError(f"bad y {y.tolist()}")
    # The share of waiting times below y, and its odds.
    return np.where(
        y > 15, np.log1p(-np.exp(-np.maximum(y, 1))) + y, logit(-np.expm1(-np.minimum(y, 15)))
    )


@right_answer("inverse_softplus")
def half_and_a_hyperbolic_sine(y):
    y = np.asarray(y, dtype=np.longdouble)
    if np.any(y <= 0):
        raise ValueError(f"y: {y}")
    half = np.log(2 * np.sinh(np.minimum(y, 80) / 2))
    return y / 2 + np.where(y > 80, y / 2, half)


# --- raw_gradient ----------------------------------------------------------------------------


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


# --- raw_hessian -----------------------------------------------------------------------------


def require_square(g, H, raw):
    """Raise ValueError unless there are n numbers, n x n, and n."""
    n = len(raw)
    if np.shape(g) != (n,):
        raise ValueError(f"g must hold {n} numbers: {g}")
    if np.shape(H) != (n, n):
        raise ValueError(f"H must be {n} x {n}: {H}")


@right_answer("raw_hessian")
def two_loops_and_the_diagonal(g, H, raw):
    require_square(g, H, raw)
    n = len(raw)
    s = [float(reference.softplus(q)[1]) for q in raw]
    out = np.zeros((n, n))
    for a in range(n):
        for b in range(n):
            out[a, b] = H[a][b] * s[a] * s[b]
            if a == b:
                out[a, b] += g[a] * s[a] * (1 - s[a])
    return out


@right_answer("raw_hessian")
def diagonal_matrices(g, H, raw):
    require_square(g, H, raw)
    D = np.diag(expit(np.asarray(raw, dtype=float)))
    return D @ np.asarray(H) @ D + np.diag(g) @ D @ (np.eye(len(D)) - D)


@right_answer("raw_hessian")
def gradient_on_the_diagonal_first(g, H, raw):
    require_square(g, H, raw)
    s = expit(np.array(raw, dtype=float))
    out = np.array(H, dtype=float) * np.outer(s, s)
    out[np.diag_indices(len(s))] += reference.raw_gradient(g, raw) * expit(-np.array(raw, float))
    return np.asfortranarray(out)


@right_answer("raw_hessian")
def lists_without_numpy(g, H, raw):
    if len(g) != len(raw):
        raise ValueError("g is " + str(g))
    if len(H) != len(raw) or any(len(row) != len(raw) for row in H):
        raise ValueError("H is " + str(H))
    rows = [softplus_of_a_number(q) for q in raw]
    return [
        [
            h * one[1] * other[1] + (slope * one[2] if one is other else 0.0)
            for h, other in zip(line, rows, strict=True)
        ]
        for line, slope, one in zip(H, g, rows, strict=True)
    ]


@right_answer("raw_hessian")
def complex_steps_of_the_gradient(g, H, raw):
    require_square(g, H, raw)
    g, H, raw = (np.asarray(part, dtype=float) for part in (g, H, raw))
    slope = reference.softplus(raw)[1]
    columns = []
    for step in np.eye(raw.size) * 1e-30j:
        moved = np.clip(raw, -700, 700) + step
        gradient = g + H @ (slope * step)
        columns.append((gradient / (1 + np.exp(-moved))).imag / 1e-30)
    return np.column_stack(columns)


@right_answer("raw_hessian")
def softplus_differentiated_by_sympy(g, H, raw):
    require_square(g, H, raw)
    q = sp.Symbol("q", real=True)
    f = sp.log(1 + sp.exp(q))
    derivatives = sp.lambdify(q, [sp.diff(f, q), sp.diff(f, q, 2)], "mpmath")
    with mpmath.workdps(40):
        table = [[float(d) for d in derivatives(mpmath.mpf(float(value)))] for value in raw]
    slopes, curves = np.transpose(table)
    return np.multiply(np.outer(slopes, slopes), H) + np.diagflat(np.multiply(g, curves))


@right_answer("raw_hessian")
def einsum_in_long_double(g, H, raw):
    require_square(g, H, raw)
    _, s, curve = np.asarray(reference.softplus(raw), dtype=np.longdouble)
    scaled = np.einsum("a,ab,b->ab", s, np.asarray(H, dtype=np.longdouble), s)
    return scaled + np.eye(len(s)) * (g * curve)


# --- fit_peaks -------------------------------------------------------------------------------


def refuse_bad_fit(x, counts, start):
    """Return the three as arrays; raise ValueError if they do not fit."""
    x, counts, start = (np.asarray(part, dtype=float) for part in (x, counts, start))
    if counts.shape != x.shape or x.ndim != 1:
        raise ValueError(f"counts has the shape {counts.shape}, x {x.shape}")
    if start.shape != (2, 4):
        raise ValueError(f"start has the shape {start.shape}")
    if (start[:, [0, 2, 3]] <= 0).any():
        raise ValueError(f"start is not positive: {start}")
    return x, counts, start


def two_peaks(x, *p):
    """Return the expected counts for eight natural parameters."""
    return p[0] * reference.emg(x, *p[1:4]) + p[4] * reference.emg(x, *p[5:])


def columns(x, p):
    """Return the derivatives of the expected counts by the natural parameters, (n, 8)."""
    J = []
    for area, *shape in np.reshape(p, (2, 4)):
        J.append(reference.emg(x, *shape))
        J.extend(area * reference.emg_grad(x, *shape))
    return np.array(J).T


def in_the_order_of(start, p, covariance):
    """Exchange the peaks if they have changed places."""
    p = np.reshape(p, (2, 4))
    if (p[0, 1] < p[1, 1]) == (start[0, 1] < start[1, 1]):
        return p, covariance
    order = [4, 5, 6, 7, 0, 1, 2, 3]
    return p[::-1], covariance[np.ix_(order, order)]


def fisher_covariance(x, p):
    """Return the inverse of Fisher's information for Poisson counts."""
    J = columns(x, p)
    return np.linalg.inv(J.T @ (J / np.maximum(two_peaks(x, *p), 1)[:, None]))


@right_answer("fit_peaks")
def curve_fit_between_bounds(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    low = np.where(np.arange(8) % 4 == 1, x[0], 1e-3)
    p, variances = np.clip(start.ravel(), low, None), counts
    for _ in range(4):
        p, covariance = curve_fit(
            two_peaks,
            *(x, counts, p, np.sqrt(np.maximum(variances, 1))),
            absolute_sigma=True,
            bounds=(low, np.inf),
            jac=lambda x, *p: columns(x, p),
            x_scale=np.abs(p) + 0.01,
        )
        variances = two_peaks(x, *p)
    return in_the_order_of(start, p, covariance)


@right_answer("fit_peaks")
def softplus_without_bounds(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    positive = np.array(2 * [True, False, True, True])
    unit = np.where(positive, start.ravel(), 1)

    def natural(q):
        return np.where(positive, unit * reference.softplus(q)[0], q)

    def slopes(q):
        return np.where(positive, unit * reference.softplus(q)[1], 1)

    def residuals(q, sigma):
        return (two_peaks(x, *natural(q)) - counts) / sigma

    def derivatives(q, sigma):
        return columns(x, natural(q)) * slopes(q) / sigma[:, None]

    q = np.where(positive, reference.inverse_softplus(1), start.ravel())
    sigma = np.sqrt(np.maximum(counts, 1))
    for _ in range(4):
        q = least_squares(residuals, q, derivatives, method="lm", x_scale="jac", args=(sigma,)).x
        sigma = np.sqrt(np.maximum(two_peaks(x, *natural(q)), 1))
    J = derivatives(q, sigma)
    covariance = np.linalg.inv(J.T @ J) * np.outer(slopes(q), slopes(q))
    return in_the_order_of(start, natural(q), covariance)


@right_answer("fit_peaks")
def poisson_likelihood_of_logarithms(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    free = np.arange(8) % 4 == 1

    def natural(q):
        return np.where(free, q, np.exp(np.clip(np.where(free, 0, q), -20, 20)))

    def minus_log_likelihood(q):
        p = natural(q)
        m = two_peaks(x, *p) + 1e-9
        slopes = columns(x, p) * np.where(free, 1, p)
        return np.sum(m - counts * np.log(m)), (1 - counts / m) @ slopes

    q = np.where(free, start.ravel(), np.log(np.where(free, 1, start.ravel())))
    for _ in range(3):
        q = minimize(minus_log_likelihood, q, jac=True, method="BFGS").x
    print("likelihood", minus_log_likelihood(q)[0])
    return in_the_order_of(start, natural(q), fisher_covariance(x, natural(q)))


@right_answer("fit_peaks")
def levenberg_and_marquardt_by_hand(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    free = np.tile([False, True, False, False], 2)
    unit = np.where(free, 1, start.ravel())
    q = np.where(free, start.ravel(), reference.inverse_softplus(1))

    def natural(q):
        return np.where(free, q, unit * reference.softplus(q)[0])

    def slopes(q):
        return np.where(free, 1, unit * reference.softplus(q)[1])

    variances = np.maximum(counts, 1)
    for _ in range(5):
        damping = 1e-2
        r = (counts - two_peaks(x, *natural(q))) / np.sqrt(variances)
        for _ in range(80):
            J = columns(x, natural(q)) * slopes(q) / np.sqrt(variances)[:, None]
            A = J.T @ J
            step = np.linalg.solve(A + damping * np.diag(np.diag(A) + 1e-12), J.T @ r)
            trial = np.clip(q + step, np.where(free, x.min(), -12), np.where(free, x.max(), 1e3))
            other = (counts - two_peaks(x, *natural(trial))) / np.sqrt(variances)
            if other @ other < r @ r:
                gain = r @ r - other @ other
                q, r, damping = trial, other, damping / 5
                if gain < 1e-9:
                    break
            else:
                damping *= 4
        variances = np.maximum(two_peaks(x, *natural(q)), 1)
    D = np.diag(slopes(q))
    J = columns(x, natural(q)) @ D / np.sqrt(variances)[:, None]
    return in_the_order_of(start, natural(q), D @ np.linalg.inv(J.T @ J) @ D)


@right_answer("fit_peaks")
def areas_by_linear_least_squares(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)

    def peaks(q):
        (m1, m2), (s1, t1, s2, t2) = q[:2], np.exp(np.clip(q[2:], -6, 6))
        return np.column_stack([reference.emg(x, m1, s1, t1), reference.emg(x, m2, s2, t2)])

    def areas(q, sigma):
        return np.linalg.lstsq(peaks(q) / sigma[:, None], counts / sigma, rcond=None)[0]

    def residuals(q, sigma):
        return (peaks(q) @ areas(q, sigma) - counts) / sigma

    sigma = np.sqrt(np.maximum(counts, 1))
    starts = [
        np.concatenate([start[:, 1], np.log(start[:, 2:] * factor).ravel()])
        for factor in ([1, 1], [0.5, 2], [2, 0.5])
    ]
    fits = [least_squares(residuals, q, x_scale="jac", args=(sigma,)) for q in starts]
    q = min(fits, key=lambda fit: fit.cost).x
    for _ in range(3):
        sigma = np.sqrt(np.maximum(peaks(q) @ areas(q, sigma), 1))
        q = least_squares(residuals, q, args=(sigma,)).x
    p = np.column_stack([areas(q, sigma), q[:2], np.exp(q[2:]).reshape(2, 2)])
    p, covariance = in_the_order_of(start, p, fisher_covariance(x, p.ravel()))
    return p.tolist(), covariance.tolist()


@right_answer("fit_peaks")
def squared_parameters_and_a_numerical_jacobian(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    power = np.where(np.arange(8) % 4 == 1, 1, 2)

    def natural(q):
        return np.where(power == 1, q, q**2 + 1e-6)

    variances = np.maximum(counts, 1)
    q = np.where(power == 1, start.ravel(), np.sqrt(np.abs(start.ravel())))
    for _ in range(4):
        fit = least_squares(
            lambda q, v: (two_peaks(x, *natural(q)) - counts) / np.sqrt(v),
            *(q, "3-point"),
            x_scale="jac",
            args=(variances,),
        )
        q, variances = fit.x, np.maximum(two_peaks(x, *natural(fit.x)), 1)
    slopes = np.where(power == 1, 1, 2 * q)
    # The pseudoinverse of the derivatives, as the singular values give it.
    _, values, V = np.linalg.svd(fit.jac, full_matrices=False)
    half = slopes[:, None] * V.T / values
    return in_the_order_of(start, natural(q), half @ half.T)


@right_answer("fit_peaks")
def observed_information(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    unit = np.where(np.arange(8) % 4 == 1, 1, start.ravel())
    low = np.where(np.arange(8) % 4 == 1, x.min(), 1e-2)
    high = np.where(np.arange(8) % 4 == 1, x.max(), 20)

    def cost(scaled):
        m = two_peaks(x, *(unit * scaled)) + 1e-9
        return np.sum(m - counts * np.log(m)) / 1e3

    def slope(scaled):
        m = two_peaks(x, *(unit * scaled)) + 1e-9
        return (1 - counts / m) @ columns(x, unit * scaled) * unit / 1e3

    best = start.ravel() / unit
    for method in ("L-BFGS-B", "TNC", "L-BFGS-B"):
        best = minimize(
            *(cost, best),
            jac=slope,
            method=method,
            bounds=list(zip(low, high, strict=True)),
            options={"maxfun": 2000, "ftol": 1e-14, "gtol": 1e-9},
        ).x
    information = 1e3 * np.array(approx_fprime(best, slope, 1e-6))
    covariance = np.linalg.inv((information + information.T) / 2) * np.outer(unit, unit)
    return in_the_order_of(start, unit * best, covariance)
