"""The references of lesson emg_peaks against mpmath, over nine decades and more of σ/τ.

The exact values are good to 50 digits: the work is done with 130, because the closed form
cancels by up to (σ/τ)⁴ and holds exp of numbers of order (σ/τ)².
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from types import ModuleType

import mpmath
import numpy as np
import pytest

from autograder.grading.session import load_reference

LESSON = "emg_peaks"
TINIEST = 2.3e-308  # numbers below are held with fewer digits
STEPS = (
    *(0.0, 1e-3, 0.03, 0.4, 0.99, 1.0, 1.01, 1.7, 2.2, 3.6, 5.0, 8.0, 12.0, 15.0, 20.0, 26.0),
    *(30.0, 33.3, 37.0, 38.0, 38.5, 50.0, 100.0, 333.0, 700.0, 1000.0),
)
RATIOS = tuple(10.0**power for power in np.arange(-3, 8.01, 0.25))
Point = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    return load_reference(LESSON)


def grid() -> Iterator[Point]:
    for mu, sigma in ((0.0, 1.0), (1.3, 0.037), (-250.7, 1700.3), (1e-7, 1e-6)):
        for ratio in RATIOS:
            for step in STEPS:
                for side in (1, -1):
                    yield mu + side * step * sigma, mu, sigma, sigma / ratio


def drawn(count: int) -> Iterator[Point]:
    rng = np.random.default_rng(1972)
    for _ in range(count):
        mu, sigma = float(rng.uniform(-50, 50)), float(10 ** rng.uniform(-3, 3))
        step = float(rng.choice([-1, 1]) * 10 ** rng.uniform(-2, 3))
        yield mu + step * sigma, mu, sigma, float(sigma / 10 ** rng.uniform(-3, 8))


@cache
def exact(point: Point, turn: float = 0.0) -> tuple[mpmath.mpf, mpmath.mpf, tuple[mpmath.mpf, ...]]:
    """Return density, log density and gradient of the density, for (x - μ)(1 + turn)."""
    with mpmath.workdps(130):
        x, mu, sigma, tau = map(mpmath.mpf, point)
        d = (x - mu) * (1 + mpmath.mpf(turn))
        z = (d / sigma + sigma / tau) / mpmath.sqrt(2)
        log = d / tau + (sigma / tau) ** 2 / 2 + mpmath.log(mpmath.erfc(z)) - mpmath.log(2 * tau)
        T = mpmath.exp(log)
        J = mpmath.exp(-((d / sigma) ** 2) / 2) / (mpmath.sqrt(2 * mpmath.pi) * tau)
        gradient = (
            J / sigma - T / tau,
            T * sigma / tau**2 - J * (1 / tau - d / sigma**2),
            J * sigma / tau**2 - T * (d / tau**2 + sigma**2 / tau**3 + 1 / tau),
        )
        return T, log, gradient


def unsure(point: Point, row: int) -> float:
    """Return how much a derivative changes, relatively, when x - μ changes by one rounding."""
    here, there = exact(point)[2][row], exact(point, 2.0**-53)[2][row]
    return float(abs(there / here - 1)) if abs(here) > TINIEST else 0.0


def columns(points: list[Point]) -> tuple[np.ndarray, ...]:
    return tuple(np.array(points).T)


def errors(got: np.ndarray, wanted: list[mpmath.mpf]) -> np.ndarray:
    """Return relative errors; 0 where the exact value is no normal float or exactly 0."""
    return np.array(
        [
            float(abs(mpmath.mpf(float(one)) / other - 1)) if abs(other) > TINIEST else 0.0
            for one, other in zip(got, wanted, strict=True)
        ]
    )


POINTS = {"grid": list(grid()), "drawn": list(drawn(2000))}


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
def test_density(points: list[Point], reference: ModuleType) -> None:
    wrong = errors(reference.emg(*columns(points)), [exact(point)[0] for point in points])
    assert wrong.max() < 1e-12, points[int(wrong.argmax())]


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
def test_log_density(points: list[Point], reference: ModuleType) -> None:
    wrong = errors(reference.emg_logpdf(*columns(points)), [exact(point)[1] for point in points])
    assert wrong.max() < 1e-12, points[int(wrong.argmax())]


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
@pytest.mark.parametrize("row", range(3), ids=["mu", "sigma", "tau"])
def test_gradient(row: int, points: list[Point], reference: ModuleType) -> None:
    # A derivative has zeros. Close enough to one, a single rounding of x - μ changes all its
    # digits beyond the ninth: there, and only there, the bar is a few such roundings.
    wrong = errors(
        reference.emg_grad(*columns(points))[row], [exact(point)[2][row] for point in points]
    )
    late = [(error, point) for error, point in zip(wrong, points, strict=True) if error >= 1e-9]
    assert len(late) <= 0.002 * len(points)
    for error, point in late:
        assert error < 3 * unsure(point, row), point


def test_log_density_near_its_zero(reference: ModuleType) -> None:
    # T = 1 somewhere on the flank of a narrow peak; there the error is absolute.
    for sigma, tau in ((0.1, 0.2), (0.2, 1e-3), (0.01, 0.3), (0.3, 1e-9)):
        x = np.linspace(-0.6, 0.6, 241)
        points = [(float(one), 0.0, sigma, tau) for one in x]
        with mpmath.workdps(30):
            wanted = np.array([float(exact(point)[1]) for point in points])
        got = reference.emg_logpdf(x, 0.0, sigma, tau)
        assert np.sign(got[0] - 1e-3) != np.sign(got.max())
        assert (np.abs(got - wanted) <= 1e-14 * np.maximum(np.abs(wanted), 1)).all()


def test_limits_give_no_warning_and_no_nan(reference: ModuleType) -> None:
    gaussian = np.exp(-0.125) / np.sqrt(2 * np.pi)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for tau in (1e-12, 1e-100, 1e-310, 5e-324):
            assert reference.emg(0.5, 0, 1, tau) == pytest.approx(gaussian, rel=1e-11)
            assert reference.emg_logpdf(0.5, 0, 1, tau) == pytest.approx(
                np.log(gaussian), rel=1e-11
            )
            assert np.isfinite(reference.emg_grad([-3, 0.5, 60], 0, 1, tau)).all()
        for sigma in (1e-9, 1e-50, 1e-100):
            density = reference.emg([-1.0, 1.0], 0, sigma, 2)
            assert density == pytest.approx([np.exp(-0.5) / 2, 0], rel=1e-11)
            assert np.isfinite(reference.emg_grad([-1, 1], 0, sigma, 2)).all()
        assert reference.emg([40.0, -1000.0], 0, 1, 1).tolist() == [0.0, 0.0]
        assert reference.emg_logpdf(-1000, 0, 1, 1) == -999.5


X = [0.0, 1.0]
REAL = "must hold real, finite numbers, got"
BAD = {
    "sigma": ((X, 0.0, -1.5, 1.0), "sigma must be positive, got -1.5"),
    "tau": ((X, 0.0, 1.0, -2.5), "tau must be positive, got -2.5"),
    "zero": ((X, 0.0, 0, 1.0), "sigma must be positive, got 0.0"),
    "one bad of two": ((X, 0.0, 1.0, [1, -3]), r"tau must be positive, got \[1.0, -3.0\]"),
    "not a number": ((X, 0.0, 1.0, np.nan), f"tau {REAL} nan"),
    "one not a number": ((X, 0.0, 1.0, [1, np.nan]), f"tau {REAL} nan"),
    "place not a number": (([0.0, np.nan], 0.0, 1.0, 1.0), f"x {REAL} nan"),
    "infinite sigma": ((X, 0.0, np.inf, 1.0), f"sigma {REAL} inf"),
    "infinite tau": ((X, 0.0, 1.0, [1.0, np.inf]), f"tau {REAL} inf"),
    "infinite mu": ((X, -np.inf, 1.0, 1.0), f"mu {REAL} -inf"),
    "beyond a float": ((X, 0.0, 10**400, 1.0), f"sigma {REAL} 1000"),
    "none": ((X, None, 1.0, 1.0), f"mu {REAL} None"),
    "one none": ((X, [0, None], 1.0, 1.0), f"mu {REAL} None"),
    "text": ((X, 0.0, "wide", 1.0), f"sigma {REAL} 'wide'"),
    "number as text": (("0.3", 0.0, 1.0, 1.0), f"x {REAL} '0.3'"),
    "complex": ((X, 0.0, 1.0, 1 + 2j), rf"tau {REAL} \(1\+2j\)"),
    "complex array": ((X, 0.0, 1.0, np.array([1j, 1])), f"tau {REAL} array"),
    "ragged": (([[1, 2], [3]], 0.0, 1.0, 1.0), rf"x {REAL} \[\[1, 2\], \[3\]\]"),
    "shape": (
        (X, [0.0, 1.0, 2.0], 1.0, 1.0),
        r"mu must be a number or have the shape of x, \(2,\); got \[0.0, 1.0, 2.0\]",
    ),
}


@pytest.mark.parametrize(("args", "message"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("name", ["emg", "emg_logpdf", "emg_grad"])
def test_bad_arguments_are_named(name, args, message: str, reference: ModuleType) -> None:
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*args)


def test_whatever_numpy_makes_numbers_of_is_accepted(reference: ModuleType) -> None:
    wanted = reference.emg(0.5, 1.0, 2.0, 3.0)
    for one in (Fraction(1, 2), mpmath.mpf(0.5), np.float32(0.5), [[Fraction(1, 2)]]):
        assert reference.emg(one, True, np.int8(2), np.array(3)) == wanted
    assert reference.emg([], 0, 1, 1).shape == (0,)
