"""Wrong answers that no list of the grader holds: each is told what leads the right way."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from matplotlib.figure import Figure
from scipy.integrate import quad
from scipy.optimize import curve_fit, least_squares
from scipy.special import erf, erfc, erfcx, expit

from autograder.checks.call_cache import called_once
from autograder.lessons.emg_peaks.shared import columns, gaussian, literal_emg, misprint, stable_emg
from autograder.verify.wrong_answers import what_is_told, wrong, wrong_answers_in
from solutions import emg_peaks as reference

LESSON = "emg_peaks"

# --- emg_expression --------------------------------------------------------------------------


def _symbols():
    return sp.symbols("x mu sigma tau")


def _peak(z, front=None, exponent=None):
    x, mu, sigma, tau = _symbols()
    exponent = (x - mu) / tau + sigma**2 / (2 * tau**2) if exponent is None else exponent
    return sp.exp(exponent) * sp.erfc(z) / (2 * tau if front is None else front)


@wrong("emg_expression", says="root of 2")
def leaves_out_the_root():
    x, mu, sigma, tau = _symbols()
    return _peak((x - mu) / sigma + sigma / tau)


@wrong("emg_expression", says="minus|sign")
def subtracts_the_ratio_in_erfc():
    x, mu, sigma, tau = _symbols()
    return _peak(((x - mu) / sigma - sigma / tau) / sp.sqrt(2))


@wrong("emg_expression", says="2 in the|twice")
def rate_in_front_without_the_half():
    x, mu, sigma, tau = _symbols()
    return _peak(((x - mu) / sigma + sigma / tau) / sp.sqrt(2), front=tau)


@wrong("emg_expression", says="prefactor")
def divides_by_sigma_in_front():
    x, mu, sigma, tau = _symbols()
    return _peak(((x - mu) / sigma + sigma / tau) / sp.sqrt(2), front=2 * sigma)


@wrong("emg_expression", says="changed places")
def exchanges_the_two_widths():
    *_, sigma, tau = _symbols()
    return reference.emg_expression().subs({sigma: tau, tau: sigma}, simultaneous=True)


# --- misprint_area ---------------------------------------------------------------------------


@wrong("misprint_area", says="σ/τ where its square|square")
def linear_ratio_and_other_signs(sigma, tau):
    return np.exp(sigma / tau * (3 - 2 * np.sqrt(2)) / 4)


@wrong("misprint_area", says="factor|twice|2")
def doubles_the_area(sigma, tau):
    return 2 * reference.misprint_area(sigma, tau)


@wrong("misprint_area", says="logarithm|exponent")
def returns_the_exponent(sigma, tau):
    return np.log(reference.misprint_area(sigma, tau))


@wrong("misprint_area", says="limits|stretch")
def integrates_ten_units(sigma, tau):
    with np.errstate(all="ignore"):
        return quad(misprint, -10, 10, args=(sigma, tau))[0]


# --- emg_derivatives -------------------------------------------------------------------------


def _with(**others):
    symbols = sp.symbols("x mu sigma tau T J")
    return {**reference.emg_derivatives(), **{k: f(*symbols) for k, f in others.items()}}


@wrong("emg_derivatives", says="sign")
def all_with_the_other_sign():
    return {name: -one for name, one in reference.emg_derivatives().items()}


@wrong("emg_derivatives", says="square|σ²|1/σ|inner derivative|z")
def forgets_sigma_in_the_bracket():
    return _with(
        sigma=lambda x, mu, sigma, tau, T, J: (
            T * sigma / tau**2 - J * (1 / tau + (x - mu) / sigma**2)
        )
    )


@wrong("emg_derivatives", says="logarithm")
def derivatives_of_the_logarithm():
    T = sp.Symbol("T")
    return {name: one / T for name, one in reference.emg_derivatives().items()}


@wrong("emg_derivatives", says="J")
def normal_density_for_j():
    J, sigma, tau = sp.symbols("J sigma tau")
    return {k: one.subs(J, J * tau / sigma) for k, one in reference.emg_derivatives().items()}


@wrong("emg_derivatives", says="two|dict|keys|name")
def forgets_a_key():
    right = reference.emg_derivatives()
    return {"mu": right["mu"], "sigma": right["sigma"]}


# --- mixture ---------------------------------------------------------------------------------


def _naive(logits):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(logits, dtype=float))
        return e / e.sum()


@wrong("mixture", says="denominator of softmax were a constant")
def constant_denominator_with_the_plain_softmax(logits, T):
    w, T = _naive(logits), np.asarray(T, dtype=float)
    return w @ T, w * T


@wrong("mixture", says="wrong sign")
def wrong_sign_with_the_plain_softmax(logits, T):
    w, T = _naive(logits), np.asarray(T, dtype=float)
    return w @ T, w * (w @ T - T)


@wrong("mixture", says="1 - w|own logit|other logits")
def keeps_the_diagonal_of_the_softmax(logits, T):
    w, T = _naive(logits), np.asarray(T, dtype=float)
    return w @ T, w * (1 - w) * T


@wrong("mixture", says="shares|sum of the logits|softmax")
def divides_logits_by_their_sum(logits, T):
    a, T = np.asarray(logits, dtype=float), np.asarray(T, dtype=float)
    with np.errstate(all="ignore"):
        w = a / a.sum()
        return w @ T, w * (T - w @ T)


@wrong("mixture", says="mean|weights")
def takes_the_plain_mean(logits, T):
    T = np.asarray(T, dtype=float)
    return T.mean(), (T - T.mean()) / T.size


# --- mixture_hessian -------------------------------------------------------------------------


def _floats(*parts):
    return [np.asarray(part, dtype=float) for part in parts]


@wrong("mixture_hessian", says="mixed terms are missing")
def no_mixed_terms_and_any_shape(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = _floats(w, dw, d2w, T, dT, d2T)
    return np.tensordot(w, d2T, 1) + np.tensordot(T, d2w, 1)


@wrong("mixture_hessian", says="weights are differentiated|weights|d2w")
def holds_the_weights_constant(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = _floats(w, dw, d2w, T, dT, d2T)
    return np.tensordot(w, d2T, 1)


@wrong("mixture_hessian", says="subtract|sign")
def subtracts_the_mixed_terms(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = _floats(w, dw, d2w, T, dT, d2T)
    mixed = dw.T @ dT
    return np.tensordot(w, d2T, 1) + np.tensordot(T, d2w, 1) - mixed - mixed.T


@wrong("mixture_hessian", says="mixed")
def mixed_terms_only(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = _floats(w, dw, d2w, T, dT, d2T)
    return dw.T @ dT + dT.T @ dw


# --- emg -------------------------------------------------------------------------------------


def _z(x, mu, sigma, tau):
    return ((x - mu) / sigma + sigma / tau) / np.sqrt(2)


@wrong("emg", says="mirrored")
def mirrors_the_plain_formula(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return literal_emg(-x, -mu, sigma, tau)


@wrong("emg", says="2 in the|½|twice|1/2τ|2 times")
def forgets_the_half_in_the_plain_formula(x, mu, sigma, tau):
    return 2 * literal_emg(*reference.checked(x, mu, sigma, tau))


@wrong("emg", says="½|σ²/τ²")
def forgets_the_half_of_the_exponent(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        exponent = (x - mu) / tau + sigma**2 / tau**2
        return np.exp(exponent) * erfc(_z(x, mu, sigma, tau)) / (2 * tau)


@wrong("emg", says="erf")
def writes_erf(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        exponent = (x - mu) / tau + sigma**2 / tau**2 / 2
        return np.exp(exponent) * erf(_z(x, mu, sigma, tau)) / (2 * tau)


@wrong("emg", says="rate")
def takes_a_rate_in_the_plain_formula(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return literal_emg(x, mu, sigma, 1 / tau)


@wrong("emg", says="u²|½ of the Gaussian|half")
def forgets_the_half_of_the_gaussian(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = _z(x, mu, sigma, tau)
        right = np.exp(-(((x - mu) / sigma) ** 2)) * erfcx(z) / (2 * tau)
        return np.where(z >= 0, right, literal_emg(x, mu, sigma, tau))[()]


@wrong("emg", says="To the right, take the formula in which the two have been merged")
def chooses_the_wrong_side(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = _z(x, mu, sigma, tau)
        right = np.exp(-(((x - mu) / sigma) ** 2) / 2) * erfcx(z) / (2 * tau)
        return np.where(z < 0, right, literal_emg(x, mu, sigma, tau))[()]


# --- emg_logpdf ------------------------------------------------------------------------------


@wrong("emg_logpdf", says="mirrored|other side")
def logarithm_of_the_mirrored(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return reference.emg_logpdf(-x, -mu, sigma, tau)


@wrong("emg_logpdf", says="base 10")
def decimal_logarithm_of_the_density(x, mu, sigma, tau):
    with np.errstate(all="ignore"):
        return np.log10(reference.emg(x, mu, sigma, tau))


@wrong("emg_logpdf", says="minus the logarithm")
def negative_logarithm_of_the_density(x, mu, sigma, tau):
    with np.errstate(all="ignore"):
        return -np.log(reference.emg(x, mu, sigma, tau))


@wrong("emg_logpdf", says="ln 2|½ of the prefactor|too large by|exceed")
def takes_tau_for_the_prefactor(x, mu, sigma, tau):
    return reference.emg_logpdf(x, mu, sigma, tau) + np.log(2)


@wrong("emg_logpdf", says="density itself|logarithm")
def returns_the_density(x, mu, sigma, tau):
    return reference.emg(x, mu, sigma, tau)


# --- emg_grad --------------------------------------------------------------------------------


def _short(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    T = reference.emg(x, mu, sigma, tau)
    J = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return [
        J / sigma - T / tau,
        T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
        J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
    ], (x, mu, sigma, tau, T, J)


@wrong("emg_grad", says="take the forms with D and F")
def short_formulas_and_plain_density(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    T = literal_emg(x, mu, sigma, tau)
    J = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return np.array(
        [
            J / sigma - T / tau,
            T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
            J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
        ]
    )


@wrong("emg_grad", says="difference")
def central_differences(x, mu, sigma, tau):
    x, *shape = reference.checked(x, mu, sigma, tau)
    rows = []
    for k in range(3):
        h = 1e-5 * shape[2 if k == 2 else 1]
        up, down = list(shape), list(shape)
        up[k], down[k] = up[k] + h, down[k] - h
        rows.append((reference.emg(x, *up) - reference.emg(x, *down)) / (2 * h))
    return np.array(rows)


@wrong("emg_grad", says="more are asked for")
def forward_differences(x, mu, sigma, tau):
    x, *shape = reference.checked(x, mu, sigma, tau)
    rows, T = [], reference.emg(x, *shape)
    for k in range(3):
        up = list(shape)
        up[k] = up[k] + 1e-6
        rows.append((reference.emg(x, *up) - T) / 1e-6)
    return np.array(rows)


@wrong("emg_grad", says="derivative by x|other sign")
def by_the_place_with_short_formulas(x, mu, sigma, tau):
    rows, _ = _short(x, mu, sigma, tau)
    return np.array([-rows[0], rows[1], rows[2]])


@wrong("emg_grad", says="prefactor")
def constant_prefactor_with_short_formulas(x, mu, sigma, tau):
    rows, (_, _, _, tau, T, _) = _short(x, mu, sigma, tau)
    return np.array([rows[0], rows[1], rows[2] + T / tau])


# --- peak_figure -----------------------------------------------------------------------------


def _portrait(mu, sigma, tau, marks=None, heights=None, parent=None, spots="o"):
    places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 2001)
    T = reference.emg(places, mu, sigma, tau)
    mode = mu + reference.brentq(lambda q: reference.emg_grad(q, 0, sigma, tau)[0], -tau, 0)
    marks = np.array([mu - tau, mode] if marks is None else marks(places, T))
    figure = Figure()
    axes = figure.subplots()
    axes.plot(places, T, label="peak")
    axes.plot(places, gaussian(places, mu, sigma) if parent is None else parent, label="parent")
    tops = reference.emg(marks, mu, sigma, tau) if heights is None else heights(marks)
    axes.plot(marks, tops, spots, linestyle="none")
    axes.set(xlabel="x", ylabel="T")
    axes.legend()
    return figure


@wrong("peak_figure", says="mean")
def marks_the_mean_on_the_wrong_side(mu, sigma, tau):
    return _portrait(mu, sigma, tau, marks=lambda x, T: [mu + tau, x[T.argmax()]])


@wrong("peak_figure", says="mean|median")
def marks_the_median(mu, sigma, tau):
    return _portrait(
        mu, sigma, tau, marks=lambda x, T: [x[np.searchsorted(T.cumsum() / T.sum(), 0.5)], 0]
    )


@wrong("peak_figure", says="top of the peak|coarse")
def marks_the_top_of_a_coarse_grid(mu, sigma, tau):
    def tops(_, T):
        places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 100)
        return [mu - tau, places[np.argmax(reference.emg(places, mu, sigma, tau))]]

    return _portrait(mu, sigma, tau, marks=tops)


@wrong("peak_figure", says="parent")
def draws_the_gaussian_of_the_mean(mu, sigma, tau):
    places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 2001)
    return _portrait(mu, sigma, tau, parent=gaussian(places, mu - tau, sigma))


# --- softplus --------------------------------------------------------------------------------


@wrong("softplus", says="square of the logistic")
def squares_the_slope_in_plain_formulas(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return np.array([np.log(1 + np.exp(z)), s, s**2])


@wrong("softplus", says="falls from 1 to 0")
def flips_the_logistic_in_plain_formulas(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return np.array([np.log(1 + np.exp(z)), 1 / (1 + np.exp(z)), s * (1 - s)])


@wrong("softplus", says="exponential|logarithm")
def writes_the_exponential(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        return np.array([np.exp(z), np.exp(z), np.exp(z)])


@wrong("softplus", says="max|relu|kink|bend")
def takes_the_kink_for_softplus(z):
    z = np.asarray(z, dtype=float)
    return np.array([np.maximum(z, 0), (z > 0).astype(float), np.zeros_like(z)])


@wrong("softplus", says="1/ln 2")
def takes_base_two(z):
    return reference.softplus(z) / np.log(2)


# --- inverse_softplus ------------------------------------------------------------------------


@wrong("inverse_softplus", says="overflows")
def plain_inverse(y):
    with np.errstate(all="ignore"):
        return np.log(np.exp(np.asarray(y, dtype=float)) - 1)


@wrong("inverse_softplus", says="softplus itself")
def plain_softplus_again(y):
    with np.errstate(all="ignore"):
        return np.log(1 + np.exp(np.asarray(y, dtype=float)))


@wrong("inverse_softplus", says="sign of the logarithm")
def minus_the_logarithm_unchecked(y):
    y = np.asarray(y, dtype=float)
    with np.errstate(all="ignore"):
        return y - np.log(1 - np.exp(-y))


@wrong("inverse_softplus", says="1|minus|sign")
def adds_one_to_the_exponential_of_minus(y):
    y = np.asarray(y, dtype=float)
    if np.any(y <= 0):
        raise ValueError("y")
    return y + np.log1p(np.exp(-y))


@wrong("inverse_softplus", says="slope|derivative|logistic")
def returns_the_inverse_slope(y):
    y = np.asarray(y, dtype=float)
    if np.any(y <= 0):
        raise ValueError("y")
    return 1 / expit(y)


# --- raw_gradient ----------------------------------------------------------------------------


@wrong("raw_gradient", says="second derivative")
def second_derivative_by_plain_logistic(g, raw):
    s = 1 / (1 + np.exp(-np.asarray(raw, dtype=float)))
    return np.asarray(g, dtype=float) * s * (1 - s)


@wrong("raw_gradient", says="divided by the slope")
def divides_by_the_plain_slope(g, raw):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(raw, dtype=float))
        return np.asarray(g, dtype=float) / (e / (1 + e))


@wrong("raw_gradient", says="exponential")
def multiplies_by_the_exponential(g, raw):
    with np.errstate(all="ignore"):
        return np.asarray(g, dtype=float) * np.exp(np.asarray(raw, dtype=float))


@wrong("raw_gradient", says="sign|opposite place|falls")
def flips_the_logistic(g, raw):
    g, raw = reference.real_numbers((len(raw),), g=g, raw=raw)
    return g * expit(-raw)


@wrong("raw_gradient", says="square|slope")
def squares_the_slope(g, raw):
    g, raw = reference.real_numbers((len(raw),), g=g, raw=raw)
    return g * expit(raw) ** 2


# --- raw_hessian -----------------------------------------------------------------------------


@wrong("raw_hessian", says="DHD alone")
def dhd_alone_by_plain_logistic(g, H, raw):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(raw, dtype=float))
        D = np.diag(e / (1 + e))
    return D @ np.asarray(H, dtype=float) @ D


@wrong("raw_hessian", says="wrong sign")
def subtracts_the_second_term_by_plain_logistic(g, H, raw):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(raw, dtype=float))
        s = e / (1 + e)
    return np.outer(s, s) * H - np.diag(np.asarray(g) * s * (1 - s))


@wrong("raw_hessian", says="unchanged|D")
def forgets_the_slopes(g, H, raw):
    g, raw = reference.real_numbers((len(raw),), g=g, raw=raw)
    return np.asarray(H, dtype=float) + np.diag(g * reference.softplus(raw)[2])


@wrong("raw_hessian", says="divided")
def divides_by_the_slopes(g, H, raw):
    g, raw = reference.real_numbers((len(raw),), g=g, raw=raw)
    _, s, c = reference.softplus(raw)
    with np.errstate(all="ignore"):
        return np.asarray(H, dtype=float) / np.outer(s, s) + np.diag(g * c)


# --- fit_peaks -------------------------------------------------------------------------------

_fit = called_once(reference.fit_peaks)


def _weighted(x, params, floor=1.0):
    m = sum(area * reference.emg(x, *shape) for area, *shape in params)
    return columns(x, params) / np.sqrt(np.maximum(m, floor))[:, None]


def _refit(x, counts, start, sigma, absolute=True):
    """Return the fit with the given errors, begun where the right one ends."""
    params, _ = _fit(x, counts, start)
    scale = params.ravel()
    fitted, covariance = curve_fit(
        lambda x, *f: sum(a * stable_emg(x, *s) for a, *s in np.reshape(scale * f, (2, 4))),
        *(np.asarray(x, float), np.asarray(counts, float), np.ones(8), sigma),
        absolute_sigma=absolute,
    )
    return (scale * fitted).reshape(2, 4), covariance * np.outer(scale, scale)


@wrong("fit_peaks", says="counts themselves|from the counts")
def weighs_by_the_counts_throughout(x, counts, start):
    return _refit(x, counts, start, np.sqrt(np.maximum(counts, 1)))


@wrong("fit_peaks", says="same weight")
def unweighted_least_squares(x, counts, start):
    return _refit(x, counts, start, None, absolute=False)


@wrong("fit_peaks", says="same weight|does not know of the noise")
def unweighted_with_unit_errors(x, counts, start):
    return _refit(x, counts, start, np.ones(len(x)))


@wrong("fit_peaks", says="covariance is that of the raw")
def raw_covariance_of_plain_softplus(x, counts, start):
    params, covariance = _fit(x, counts, start)
    slopes = np.ones((2, 4))
    slopes[:, [0, 2, 3]] = -np.expm1(-params[:, [0, 2, 3]])
    return params, covariance / np.outer(slopes, slopes)


@wrong("fit_peaks", says="covariance is that of the raw")
def raw_covariance_of_exponentials(x, counts, start):
    params, covariance = _fit(x, counts, start)
    slopes = np.ones((2, 4))
    slopes[:, [0, 2, 3]] = params[:, [0, 2, 3]]
    return params, covariance / np.outer(slopes, slopes)


@wrong("fit_peaks", says="standard errors")
def standard_errors_in_the_shape_of_the_parameters(x, counts, start):
    params, covariance = _fit(x, counts, start)
    return params, np.sqrt(np.diag(covariance)).reshape(2, 4)


@wrong("fit_peaks", says="standard errors")
def standard_errors_on_a_diagonal(x, counts, start):
    params, covariance = _fit(x, counts, start)
    return params, np.diag(np.sqrt(np.diag(covariance)))


@wrong("fit_peaks", says="changed places during the fit")
def forgets_who_was_left(x, counts, start):
    x, counts, start = reference.checked_data(x, counts, start)
    free = np.tile([False, True, False, False], 2)

    def natural(q):
        return np.where(free, q, np.exp(np.where(free, 0, q)))

    def model(q):
        return sum(area * stable_emg(x, *shape) for area, *shape in natural(q).reshape(2, 4))

    q = np.where(free, start.ravel(), np.log(np.where(free, 1, start.ravel())))
    variances = np.maximum(counts, 1)
    for _ in range(4):
        sigma = np.sqrt(variances)
        fit = least_squares(lambda q, s=sigma: (model(q) - counts) / s, q, x_scale="jac")
        q, variances = fit.x, np.maximum(model(fit.x), 1)
    D = np.where(free, 1, natural(q))
    B = fit.jac / D
    return natural(q).reshape(2, 4), np.linalg.inv(B.T @ B)


@wrong("fit_peaks", says="correlation")
def returns_the_correlations(x, counts, start):
    params, covariance = _fit(x, counts, start)
    errors = np.sqrt(np.diag(covariance))
    return params, covariance / np.outer(errors, errors)


# --- written before the known mistakes were searched, tried after -----------------------------


@wrong("emg_expression", says="½|half")
def exponent_without_its_half():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return _peak(z, exponent=(x - mu) / tau + sigma**2 / tau**2)


@wrong("emg_expression", says="sign|mirrored|grows")
def sign_in_erfc_only():
    x, mu, sigma, tau = _symbols()
    return _peak(((mu - x) / sigma + sigma / tau) / sp.sqrt(2))


@wrong("emg_expression", says="σ²|exponent|constant term")
def minus_in_the_exponent():
    x, mu, sigma, tau = _symbols()
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return _peak(z, exponent=(x - mu) / tau - sigma**2 / (2 * tau**2))


@wrong("misprint_area", says="upside|τ/σ")
def inverse_ratio_in_the_exponent(sigma, tau):
    return math.exp((tau / sigma) ** 2 * (3 - 2 * math.sqrt(2)) / 4)


@wrong("emg_derivatives", says="½|half|2")
def halves_the_sigma_of_t():
    return _with(
        sigma=lambda x, mu, sigma, tau, T, J: (
            2 * T * sigma / tau**2 - J * (1 / tau - (x - mu) / sigma**2)
        )
    )


@wrong("emg_derivatives", says="prefactor")
def adds_the_prefactor():
    return _with(
        tau=lambda x, mu, sigma, tau, T, J: (
            J * sigma / tau**2 - T * ((x - mu) / tau**2 + sigma**2 / tau**3) + T / tau
        )
    )


@wrong("mixture", says="by the weights, which is just T")
def gradient_is_t_with_plain_softmax(logits, T):
    return _naive(logits) @ np.asarray(T, dtype=float), np.asarray(T, dtype=float)


@wrong("mixture", says="table of derivatives")
def table_with_plain_softmax(logits, T):
    w = _naive(logits)
    return w @ np.asarray(T, dtype=float), np.diag(w) - np.outer(w, w)


@wrong("mixture_hessian", says="mixed")
def one_mixed_term_and_any_shape(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = _floats(w, dw, d2w, T, dT, d2T)
    return np.tensordot(w, d2T, 1) + np.tensordot(T, d2w, 1) + dT.T @ dw


@wrong("mixture_hessian", says="mixed|mean|half")
def averages_the_mixed_terms(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = _floats(w, dw, d2w, T, dT, d2T)
    m = dw.T @ dT
    return np.tensordot(w, d2T, 1) + np.tensordot(T, d2w, 1) + (m + m.T) / 2


@wrong("emg", says="root of 2")
def misprint_in_the_stable_form(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        return np.nan_to_num(misprint(x - mu, sigma, tau))


@wrong("emg", says="changed places")
def exchanges_widths_in_the_plain_formula(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return literal_emg(x, mu, tau, sigma)


@wrong("emg", says="2|half|½")
def forgets_the_two_of_the_front_in_erfcx(x, mu, sigma, tau):
    return 2 * stable_emg(*reference.checked(x, mu, sigma, tau))[()]


@wrong("emg_logpdf", says="changed places")
def exchanges_widths_in_log_of_density(x, mu, sigma, tau):
    with np.errstate(all="ignore"):
        return np.log(reference.emg(x, mu, tau, sigma))


@wrong("emg_logpdf", says="prefactor")
def drops_the_prefactor_of_the_density(x, mu, sigma, tau):
    with np.errstate(all="ignore"):
        return np.log(2 * np.asarray(tau) * reference.emg(x, mu, sigma, tau))


@wrong("emg_grad", says="changed places|order of the arguments")
def tau_before_sigma_in_short_formulas(x, mu, sigma, tau):
    rows, _ = _short(x, mu, sigma, tau)
    return np.array([rows[0], rows[2], rows[1]])


@wrong("emg_grad", says="root of 2π")
def no_root_of_two_pi_in_short_formulas(x, mu, sigma, tau):
    _, (x, mu, sigma, tau, T, J) = _short(x, mu, sigma, tau)
    J = J * np.sqrt(2 * np.pi)
    return np.array(
        [
            J / sigma - T / tau,
            T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
            J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
        ]
    )


@wrong("emg_grad", says="last axis|first one|transposed")
def columns_of_short_formulas(x, mu, sigma, tau):
    rows, _ = _short(x, mu, sigma, tau)
    return np.stack(rows, axis=-1)


@wrong("peak_figure", says="height|zero|peak")
def marks_at_the_height_of_the_parent(mu, sigma, tau):
    return _portrait(mu, sigma, tau, heights=lambda m: gaussian(m, mu, sigma))


@wrong("peak_figure", says="parent")
def parent_of_the_variance_of_the_peak(mu, sigma, tau):
    places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 2001)
    return _portrait(mu, sigma, tau, parent=gaussian(places, mu, np.hypot(sigma, tau)))


@wrong("softplus", says="wrong sign")
def concave_in_plain_formulas(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-z))
        return np.array([np.log(1 + np.exp(z)), s, s * (s - 1)])


@wrong("softplus", says="value|first two derivatives|logistic")
def leaves_out_the_value(z):
    _, s, c = reference.softplus(z)
    return np.array([s, c, c * (1 - 2 * s)])


@wrong("inverse_softplus", says="logarithm")
def plain_logarithm(y):
    with np.errstate(all="ignore"):
        return np.log(np.asarray(y, dtype=float))


@wrong("raw_gradient", says="natural parameters")
def slope_at_the_natural_unchecked(g, raw):
    return np.asarray(g, dtype=float) * expit(np.log1p(np.exp(np.asarray(raw, dtype=float))))


@wrong("raw_hessian", says="one side only")
def one_side_by_plain_logistic(g, H, raw):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(raw, dtype=float))
        s = e / (1 + e)
    return np.asarray(H) * s + np.diag(np.asarray(g) * s * (1 - s))


@wrong("raw_hessian", says="slope too many|gradient in raw")
def raw_gradient_in_the_second_term(g, H, raw):
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-np.asarray(raw, dtype=float)))
    return np.outer(s, s) * np.asarray(H) + np.diag(np.asarray(g) * s * s * (1 - s))


@wrong("fit_peaks", says="not yet inverted|inverse")
def returns_the_information(x, counts, start):
    params, _ = _fit(x, counts, start)
    B = _weighted(np.asarray(x, float), params)
    return params, B.T @ B


@wrong("fit_peaks", says="products of standard errors")
def outer_product_of_the_errors(x, counts, start):
    params, covariance = _fit(x, counts, start)
    errors = np.sqrt(np.diag(covariance))
    return params, np.outer(errors, errors)


@wrong("emg_expression", says="sign|erfc")
def erfc_of_minus_z():
    x, mu, sigma, tau = _symbols()
    return _peak(-((x - mu) / sigma + sigma / tau) / sp.sqrt(2))


@wrong("misprint_area", says="σ/τ|exponent|square")
def cubes_the_ratio(sigma, tau):
    return np.exp((sigma / tau) ** 3 * (3 - 2 * np.sqrt(2)) / 4)


@wrong("emg_derivatives", says="1/σ|All other|factor|half")
def j_without_its_width():
    return _with(mu=lambda x, mu, sigma, tau, T, J: J - T / tau)


@wrong("mixture", says="second|gradient|One number|number")
def sums_the_gradient(logits, T):
    value, gradient = reference.mixture(logits, T)
    return value, gradient.sum()


@wrong("mixture_hessian", says="mixed|transpose")
def doubles_the_other_mixed_term(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = _floats(w, dw, d2w, T, dT, d2T)
    return np.tensordot(w, d2T, 1) + np.tensordot(T, d2w, 1) + 2 * dT.T @ dw


@wrong("emg", says="prefactor|2 times|twice|half|½")
def tau_alone_in_the_plain_front(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return 2 * literal_emg(x, mu, sigma, tau)


@wrong("emg", says="prefactor|σ|factor")
def sigma_in_the_front(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    return reference.emg(x, mu, sigma, tau) * tau / sigma


@wrong("emg_logpdf", says="½|parabola")
def whole_parabola(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        z = _z(x, mu, sigma, tau)
        return np.log(erfcx(z) / (2 * tau)) - ((x - mu) / sigma) ** 2


@wrong("emg_grad", says="logarithm")
def derivative_of_log_parameters(x, mu, sigma, tau):
    x, mu, sigma, tau = reference.checked(x, mu, sigma, tau)
    rows = reference.emg_grad(x, mu, sigma, tau)
    return np.array([rows[0], rows[1] * sigma, rows[2] * tau])


@wrong("emg_grad", says="sign")
def all_signs_turned(x, mu, sigma, tau):
    rows, _ = _short(x, mu, sigma, tau)
    return -np.array(rows)


@wrong("softplus", says="1 - s|derivative")
def adds_instead_of_subtracts(z):
    value, s, _ = reference.softplus(z)
    return np.array([value, s, s * (1 + s)])


@wrong("inverse_softplus", says="1|exponential")
def adds_one(y):
    y = np.asarray(y, dtype=float)
    if np.any(y <= 0):
        raise ValueError("y")
    return np.log1p(y)


@wrong("raw_gradient", says="natural parameters")
def divides_by_the_natural(g, raw):
    g, raw = reference.real_numbers((len(raw),), g=g, raw=raw)
    with np.errstate(all="ignore"):
        return g / np.logaddexp(0, raw)


@wrong("raw_hessian", says="diagonal")
def returns_the_second_term_alone(g, H, raw):
    g, raw = reference.real_numbers((len(raw),), g=g, raw=raw)
    return np.diag(g * reference.softplus(raw)[2])


@wrong("fit_peaks", says="noise|variances|weights")
def multiplies_by_the_errors(x, counts, start):
    params, _ = _fit(x, counts, start)
    m = sum(area * reference.emg(x, *shape) for area, *shape in params)
    B = columns(x, params) * np.sqrt(np.maximum(m, 1))[:, None]
    return params, np.linalg.inv(B.T @ B)


ANSWERS = wrong_answers_in(globals())


@pytest.mark.parametrize("name", ANSWERS)
def test_a_wrong_answer_is_told_what_leads_the_right_way(name: str) -> None:
    one = ANSWERS[name]
    told = what_is_told(LESSON, one.exercise, one.function)
    assert told.record.score is not None
    assert told.record.score < told.record.points
    for text in filter(None, (told.in_the_grade, told.in_the_notebook)):
        assert any(words in text for words in one.says.split("|")), text
