"""The lesson's exponentially modified Gaussian beside `scipy.stats.exponnorm`, in one run.

For each ratio σ/τ the same places within eight σ of the peak's mean: nanoseconds a value, the
fastest of several rounds that take turns, and the worst relative error against 50 digits.

    python benchmarks/emg_speed.py [ROUNDS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import mpmath
import numpy as np
from scipy.stats import exponnorm

from solutions.emg_peaks import emg, emg_logpdf

Array = np.ndarray
PLACES = 100_000
TRIED = 101
RATIOS = (1e-3, 1e-1, 1.0, 10.0, 1e2, 1e4, 1e6, 1e8)


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    print(f"{PLACES:,} places; ns a value, worst relative error at {TRIED} of the places")
    heads = ("emg", "exponnorm", "emg_logpdf", "exponnorm.logpdf")
    print(f"{'sigma/tau':>10}" + "".join(f"{head:>24}" for head in heads))
    for ratio in RATIOS:
        tau = 1 / ratio
        x = np.linspace(-tau - 8 * np.hypot(1, tau), -tau + 8, PLACES)
        functions: list[Callable[[Array], Array]] = [
            lambda x, tau=tau: emg(x, 0, 1, tau),
            lambda x, tau=tau: exponnorm.pdf(-x, tau),
            lambda x, tau=tau: emg_logpdf(x, 0, 1, tau),
            lambda x, tau=tau: exponnorm.logpdf(-x, tau),
        ]
        seconds = timed(functions, x, rounds)
        tried = x[:: PLACES // TRIED][:TRIED]
        logs = [exact_log(place, tau) for place in tried]
        densities = [mpmath.exp(log) for log in logs]
        wanted = (densities, densities, logs, logs)
        cells = [
            f"{1e9 * spent / PLACES:8.0f} ns {worst(function(tried), exact):9.1e}"
            for function, spent, exact in zip(functions, seconds, wanted, strict=True)
        ]
        print(f"{ratio:>10g}" + "".join(f"{cell:>24}" for cell in cells))


def timed(functions: list[Callable[[Array], Array]], x: Array, rounds: int) -> list[float]:
    """Return the shortest time of each function; in every round each has its turn."""
    best = [np.inf] * len(functions)
    for _ in range(rounds):
        for number, function in enumerate(functions):
            start = time.perf_counter()
            function(x)
            best[number] = min(best[number], time.perf_counter() - start)
    return best


def exact_log(place: float, tail: float) -> mpmath.mpf:
    """Return the log density for mu = 0, sigma = 1 to 50 digits."""
    with mpmath.workdps(100):
        x, tau = mpmath.mpf(float(place)), mpmath.mpf(float(tail))
        z = (x + 1 / tau) / mpmath.sqrt(2)
        return x / tau + 1 / (2 * tau**2) + mpmath.log(mpmath.erfc(z)) - mpmath.log(2 * tau)


def worst(values: Array, wanted: list[mpmath.mpf]) -> float:
    """Return the largest relative error; nan if a value is none."""
    if not np.isfinite(values).all():
        return float("nan")
    pairs = zip(values, wanted, strict=True)
    return max(float(abs(mpmath.mpf(float(value)) / exact - 1)) for value, exact in pairs)


if __name__ == "__main__":
    main()
