"""What the exercises of emg_peaks share in their checks and answers."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erfc, erfcx

from solutions import emg_peaks as reference

LEFT_TAIL = np.linspace(-8.0, 4.0, 13)


def random_points(rng: np.random.Generator, count: int) -> list[dict[str, float]]:
    points = []
    for _ in range(count):
        mu, sigma, tau = rng.uniform(-3, 3), rng.uniform(0.3, 3), rng.uniform(0.3, 3)
        x = mu + rng.uniform(-4, 3) * sigma
        named = {"x": x, "mu": mu, "sigma": sigma, "tau": tau}
        points.append({name: float(value) for name, value in named.items()})
    return points


def misprint(x, sigma, tau):
    """Return the density with the misprint, its position being 0."""
    z = x / sigma + sigma / (np.sqrt(2) * tau)
    return np.exp(x / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


def literal_emg(x, mu, sigma, tau):
    """Return the density as the formula is written, whatever comes out."""
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        return np.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


def stable_emg(x, mu, sigma, tau):
    """Return the density by the two formulas, of arguments that nobody has looked at."""
    with np.errstate(all="ignore"):
        z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
        right = np.exp(-(((x - mu) / sigma) ** 2) / 2) * erfcx(z) / (2 * tau)
        return np.where(z >= 0, right, literal_emg(x, mu, sigma, tau))


def gaussian(x, mu, sigma):
    return np.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))


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


def softplus_of_a_number(z):
    """Return the value and two derivatives for a number, by the module math."""
    if z > 0:
        value, first, second = softplus_of_a_number(-z)
        return value + z, 1 - first, second
    e = math.exp(z)
    return math.log1p(e), e / (1 + e), e / (1 + e) ** 2


def columns(x, p):
    """Return the derivatives of the expected counts by the natural parameters, (n, 8)."""
    J = []
    for area, *shape in np.reshape(p, (2, 4)):
        J.append(reference.emg(x, *shape))
        J.extend(area * reference.emg_grad(x, *shape))
    return np.array(J).T
