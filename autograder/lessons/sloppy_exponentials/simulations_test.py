"""The experiments of sloppy_exponentials whose results its prose states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq, least_squares

from solutions import sloppy_exponentials as reference

RATES, SEVEN = np.array(reference.TRUE_RATES), np.arange(1.0, 8.0)
THREE_TIMES = np.array([1 / 3, 1, 3])
Array = np.ndarray[Any, Any]


def measured_ratio(level: float) -> float:
    """Return the ratio of the axes of the true contour at a level of the cost."""
    H = reference.hessian(RATES)
    lengths = []
    for slope in reference.axis_slopes(H):
        unit = np.array([1, slope]) / np.hypot(1, slope)
        reach = 3 * np.sqrt(2 * level / (unit @ H @ unit))

        def excess(step: float, unit: Array = unit) -> float:
            return float(reference.cost(RATES + step * unit, RATES, reference.TIMES) - level)

        lengths.append(brentq(excess, 0, reach) - brentq(excess, -reach, 0))
    return float(lengths[1] / lengths[0])


@dataclass(frozen=True)
class Profiled:
    """What the profile of one simulated experiment shows."""

    rates: Array
    sigma: float
    single: float
    at_five: float
    parabola_at_five: float


@cache
def profiled(noise: float = 0.032, experiment: int = 2) -> Profiled:
    """Return the profile of the experiment with which the sliders start."""
    t = np.arange(0, 10, 0.1)
    scatter = np.random.default_rng(experiment).standard_normal(t.size)
    data = reference.y(RATES, t) + noise / np.sqrt(t[1] - t[0]) * scatter
    per_cost = 2 * (t[1] - t[0]) / noise**2

    def fit(start: Any, held: tuple[float, ...] = ()) -> Any:
        return least_squares(lambda rates: reference.y([*rates, *held], t) - data, start)

    both = fit(RATES)
    rates = np.sort(both.x)
    sigma = noise * reference.param_std(reference.hessian(rates))[1]
    single = fit([reference.best_single_rate(RATES)])
    return Profiled(
        rates,
        sigma,
        per_cost * (single.cost - both.cost),
        per_cost * (fit([1.2], (5.0,)).cost - both.cost),
        ((5 - rates[1]) / sigma) ** 2,
    )


@cache
def extents() -> Array:
    """Return the extents of the sheet of two rates at three times, along its directions."""
    grid = np.concatenate([[0], np.geomspace(0.005, 200, 150), [1e6]])
    single = np.exp(-np.outer(grid, THREE_TIMES))
    points = ((single[:, np.newaxis] + single) / 2).reshape(-1, 3)
    points = points - points.mean(axis=0)
    directions = np.linalg.svd(points, full_matrices=False)[2]
    return np.asarray(np.ptp(points @ directions.T, axis=0))


def log_deviation(place: int) -> float:
    """Return the deviation of ln(rate) along a direction of seven rates, from the sloppiest."""
    H = reference.hessian(SEVEN) * np.outer(SEVEN, SEVEN)
    return float(1 / np.sqrt(np.linalg.eigvalsh(H)[place]))


@cache
def ensemble_distance() -> float:
    """Return how far thirty fits of seven rates are from the true curve at most."""
    t = np.arange(0, 10, 0.05)
    true, random = reference.y(SEVEN, t), np.random.default_rng(7)
    far = 0.0
    for _ in range(30):
        data = true + 0.002 / np.sqrt(0.05) * random.standard_normal(t.size)
        fit = least_squares(
            lambda logs, data=data: reference.y(np.exp(logs), t) - data,
            np.log(SEVEN),
            jac=lambda logs: reference.jacobian(np.exp(logs), t) * np.exp(logs),
            bounds=(np.log(0.1), np.log(100)),
            max_nfev=60,
        )
        far = max(far, float(np.abs(reference.y(np.exp(fit.x), t) - true).max()))
    return far


def decays(rates: Any) -> Array:
    """Return the table of decays at Lanczos's points, a column for each rate."""
    return np.column_stack([reference.y([rate], reference.LANCZOS_X) for rate in rates])


@cache
def lanczos_fit(start: tuple[float, ...]) -> tuple[Array, Array]:
    """Return the fitted rates, sorted, and the residuals of Lanczos's table."""
    data = reference.LANCZOS_Y

    def residual(logs: Array) -> Array:
        table = decays(np.exp(logs))
        return np.asarray(table @ np.linalg.lstsq(table, data, rcond=None)[0] - data)

    fit = least_squares(residual, np.log(start), xtol=1e-15, ftol=1e-15, gtol=1e-15)
    return np.sort(np.exp(fit.x)), fit.fun


@dataclass(frozen=True)
class Certified:
    """What the certified values of Lanczos's table say of themselves."""

    squares: float
    spread: float
    deviations: Array
    pulls: Array
    span: float
    share: float
    rise: float
    predicted_rise: float


@cache
def certified() -> Certified:
    """Return what follows from the certified values by the functions of the exercises."""
    heights, rates = reference.CERTIFIED_HEIGHTS, reference.CERTIFIED_RATES
    columns = [
        height * reference.jacobian([rate], reference.LANCZOS_X)
        for height, rate in zip(heights, rates, strict=True)
    ]
    J = np.column_stack([decays(rates), *columns])
    information = J.T @ J
    residual = decays(rates) @ heights - reference.LANCZOS_Y
    variance = residual @ residual / (residual.size - 6)
    deviations = np.sqrt(variance) * reference.param_std(information)
    error = np.concatenate([heights, rates]) - reference.MADE_OF
    sloppiest = np.linalg.eigh(information)[1][:, 0]
    made = decays(reference.MADE_OF[3:]) @ reference.MADE_OF[:3] - reference.LANCZOS_Y
    return Certified(
        squares=residual @ residual,
        spread=np.sqrt(variance),
        deviations=deviations,
        pulls=np.abs(error / deviations),
        span=reference.measurement_ratio(information),
        share=abs(error @ sloppiest) / np.linalg.norm(error),
        rise=(made @ made - residual @ residual) / variance,
        predicted_rise=error @ information @ error / variance,
    )
