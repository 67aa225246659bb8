"""Lesson emg_peaks: the worked notebook runs in time, and its other numbers are right."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import mpmath
import numpy as np
import pytest

from autograder.build.public_checks import NotPublic, record
from autograder.checks.discovery import checks_of
from autograder.grading.session import load_reference
from autograder.lessons.emg_peaks.prose_test import marked_mode
from autograder.lessons.emg_peaks.test_fit_peaks import PLACES
from autograder.verify.worked_run import run_worked
from course.judging.judge import Agrees

LESSON = "emg_peaks"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    return load_reference(LESSON)


@pytest.mark.parametrize(
    "line",
    [
        "area 1.0000000000, mean -2.00000000, variance 5.00000000",
        "area at (sigma, tau) = (1, 1): 1.043826, at (2, 1/2): 1.986336",
        "difference quotient of the density:          -0.168956",
        "by tau twice: 125 operations by SymPy, 44 in T and J",
        "blocks that are zero: shapes of peak 1 by shapes of peak 2: True",
        "areas and widths all positive: True",
        "sum of squares 1247.528209, certified 1247.528209",
    ],
)
def test_the_worked_notebook_prints_the_right_numbers(line: str) -> None:
    assert line in run_worked(LESSON).printed


@pytest.mark.parametrize("number", range(8))
def test_the_fit_agrees_with_the_certified_values(number: int) -> None:
    names = run_worked(LESSON).names
    assert names["right_fit"].x[number] == pytest.approx(names["CERTIFIED"][number], rel=1e-7)
    error = np.sqrt(names["covariance_of_fit"][number, number])
    assert error == pytest.approx(names["CERTIFIED_ERRORS"][number], rel=1e-4)


def test_the_exact_derivatives_of_the_likelihood_are_right() -> None:
    names = run_worked(LESSON).names
    point, observed = names["point"] + 0.01, names["observed"]
    gradient, hessian = names["information"](point, observed)
    step = 1e-5
    for column in range(1, 8):
        shift = step * np.eye(8)[column]
        up, down = (names["information"](point + one, observed)[0] for one in (shift, -shift))
        quotient = (up - down) / (2 * step)
        assert hessian[:, column] == pytest.approx(quotient, rel=1e-5, abs=1e-3)
    assert gradient[0] == pytest.approx(-gradient[1], rel=1e-9)


POINT = {"x": 0.3, "mu": 1.0, "sigma": 0.7, "tau": 1.3}
RAW = np.array([0.2, -0.4, 1.1])  # of sigma, tau, mu, seen from x = 0.6


def in_natural(reference: ModuleType) -> tuple[np.ndarray, np.ndarray]:
    """Return gradient and Hessian of the density by sigma, tau, mu at the point of RAW."""

    def gradient(point: np.ndarray) -> np.ndarray:
        sigma, tau, mu = point
        by_mu, by_sigma, by_tau = reference.emg_grad(0.6, mu, sigma, tau)
        return np.array([by_sigma, by_tau, by_mu])

    point, step = reference.softplus(RAW)[0], 1e-3
    # Six-point differences: good to 1e-12 here.
    weights = {1: 45 / 60, 2: -9 / 60, 3: 1 / 60}
    hessian = [
        sum(w * (gradient(point + k * e) - gradient(point - k * e)) for k, w in weights.items())
        / step
        for e in step * np.eye(3)
    ]
    return gradient(point), np.array(hessian)


# Computed at 50 digits or more, most of them in two independent ways.
ANCHORS: list[tuple[str, Any, str, float]] = [
    ("T", lambda f: float(f.emg_expression().subs(POINT)), "0.351773594783063333", 1e-14),
    ("mode", lambda f: marked_mode(f.peak_figure), "-1.01791271599217941", 1e-12),
    ("misprint", lambda f: f.misprint_area(1, 1), "1.04382642787491239", 1e-14),
    ("raw sigma", lambda f: raw_gradient(f)[0], "-0.168598285060810519", 1e-12),
    ("raw tau", lambda f: raw_gradient(f)[1], "-0.00971719998151065878", 1e-11),
    ("raw mu", lambda f: raw_gradient(f)[2], "-0.137058008927086697", 1e-12),
    ("curvature", lambda f: raw_hessian(f)[1, 1], "-0.08284905668987305", 1e-9),
]


def raw_gradient(f: ModuleType) -> np.ndarray:
    return f.raw_gradient(in_natural(f)[0], RAW)


def raw_hessian(f: ModuleType) -> np.ndarray:
    return f.raw_hessian(*in_natural(f), RAW)


@pytest.mark.parametrize(
    ("compute", "expected", "tolerance"),
    [pytest.param(*anchor[1:], id=anchor[0]) for anchor in ANCHORS],
)
def test_references_give_the_known_numbers(
    compute: Any, expected: str, tolerance: float, reference: ModuleType
) -> None:
    assert compute(reference) == pytest.approx(float(expected), rel=tolerance)


@pytest.mark.parametrize("mu", [0.0, 3.7, -1e6])
@pytest.mark.parametrize("ratio", [1e-6, 1e-3, 1.0, 1e4, 1e12])
def test_the_mode_is_found_anywhere(ratio: float, mu: float, reference: ModuleType) -> None:
    tau = 1 / ratio
    (panel,) = reference.peak_figure(mu, 1, tau).axes
    mean, mode = (line.get_xdata()[0] for line in panel.lines if len(line.get_xdata()) == 1)
    assert mean == mu - tau
    assert mean <= mode <= mu


def test_softplus_and_its_inverse(reference: ModuleType) -> None:
    with mpmath.workdps(50):
        for z in (-700, -40, -3.3, -1e-9, 0.0, 0.7, 35.5, 800):
            q = mpmath.mpf(z)
            s = 1 / (1 + mpmath.exp(-q))
            wanted = [
                float(one) for one in (mpmath.log1p(mpmath.exp(q)), s, s / (1 + mpmath.exp(q)))
            ]
            assert reference.softplus(z) == pytest.approx(wanted, rel=1e-14, abs=0)
        for y in (1e-300, 1e-20, 0.01, 0.5, 1.5, 40, 1e5):
            wanted = float(mpmath.log(mpmath.expm1(mpmath.mpf(y)))) if y < 1e3 else y
            assert reference.inverse_softplus(y) == pytest.approx(wanted, rel=1e-14, abs=0)


def test_a_mixture_with_one_dominant_component(reference: ModuleType) -> None:
    # w_j (T_j - P) would leave 1 - 30 log10(e) = 3 digits of the first derivative.
    logits, T = [30.0, 0.0], [2.0, 0.5]
    with mpmath.workdps(50):
        small = 1 / (1 + mpmath.exp(30))
        slope = float(small * (1 - small) * mpmath.mpf(1.5))
    assert reference.mixture(logits, T)[1] == pytest.approx([slope, -slope], rel=1e-13, abs=0)


X, COUNTS, START = np.linspace(0, 9, 10), np.ones(10), np.ones((2, 4))
ONE = ([1], [[2, 3]], [[[4, 5], [6, 7]]])  # one component, two parameters
TWO = (np.ones(2), np.ones((2, 3)), np.ones((2, 3, 3)))
REAL = "must hold real, finite numbers, got"
BAD: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "area, negative": ("misprint_area", (-1, 1), "sigma must be positive, got -1.0"),
    "area, zero": ("misprint_area", (1, 0), "tau must be positive, got 0.0"),
    "area, text": ("misprint_area", ("wide", 1), f"sigma {REAL} 'wide'"),
    "area, infinite": ("misprint_area", (1, np.inf), f"tau {REAL} inf"),
    "area, two": ("misprint_area", ([1, 2], 1), r"sigma must be a single number, got \[1.0, 2.0"),
    "mixture": ("mixture", ([0, 1], [0.5]), r"T must have the shape \(2,\), got \[0.5\]"),
    "mixture, empty": ("mixture", ([], []), r"logits must be a row of at least one number, got \["),
    "mixture, matrix": ("mixture", ([[1]], [[1]]), r"logits must be a row .* got \[\[1.0\]\]"),
    "mixture, nan": ("mixture", ([0, np.nan], [1, 2]), f"logits {REAL} nan"),
    "mixture, none": ("mixture", ([0, 1], [None, 2]), f"T {REAL} None"),
    "hessian": (
        *("mixture_hessian", (*ONE, [1], [[1]], ONE[2])),
        r"dT must have the shape \(1, 2\), got \[\[1.0\]\]",
    ),
    "hessian, w too long": (
        *("mixture_hessian", (np.ones(3), *TWO[1:], *TWO)),
        r"w must have the shape \(2,\), got \[1.0, 1.0, 1.0\]",
    ),
    "hessian, T too short": (
        *("mixture_hessian", (*TWO, [5], *TWO[1:])),
        r"T must have the shape \(2,\), got \[5.0\]",
    ),
    "hessian, d2T of one component": (
        *("mixture_hessian", (*TWO, *TWO[:2], np.ones((1, 3, 3)))),
        r"d2T must have the shape \(2, 3, 3\), got \[\[\[1.0, 1.0, 1.0\]",
    ),
    "hessian, d2w not square": (
        *("mixture_hessian", (*TWO[:2], np.ones((2, 3, 4)), *TWO)),
        r"d2w must have the shape \(2, 3, 3\), got an array of the shape \(2, 3, 4\)",
    ),
    "hessian, numbers": (
        "mixture_hessian",
        (1, 2, 3, 4, 5, 6),
        r"w must have the shape \(1,\), got 1",
    ),
    "hessian, complex": ("mixture_hessian", (*ONE[:2], [[[1j]]], *ONE), rf"d2w {REAL} \[\[\[1j"),
    "figure, negative": ("peak_figure", (0, 1, -2), "tau must be positive, got -2.0"),
    "figure, none": ("peak_figure", (None, 1, 2), f"mu {REAL} None"),
    "figure, two": ("peak_figure", ([0, 1], 1, 2), r"mu must be a single number, got \[0.0, 1.0\]"),
    "softplus, text": ("softplus", ("1",), f"z {REAL} '1'"),
    "softplus, nan": ("softplus", ([0, np.nan],), f"z {REAL} nan"),
    "inverse": ("inverse_softplus", ([1, -2],), r"y must be positive, got \[1.0, -2.0\]"),
    "inverse, infinite": ("inverse_softplus", (np.inf,), f"y {REAL} inf"),
    "gradient": (
        *("raw_gradient", ([1.0], [1.0, 2.0])),
        r"g must have the shape \(2,\), got \[1.0\]",
    ),
    "gradient, numbers": ("raw_gradient", (1, 2), "raw must be a row of .* got 2.0"),
    "gradient, complex": ("raw_gradient", ([1j], [1]), rf"g {REAL} \[1j\]"),
    "g": ("raw_hessian", ([1, 2], [[1]], [1]), r"g must have the shape \(1,\), got \[1.0, 2.0\]"),
    "H": ("raw_hessian", ([1.0], [1.0], [1.0]), r"H must have the shape \(1, 1\), got \[1.0\]"),
    "H, none": ("raw_hessian", ([1.0], None, [1.0]), f"H {REAL} None"),
    "raw": ("raw_hessian", ([[1]], [[1]], [[1]]), r"raw must be a row of .* got \[\[1.0\]\]"),
    "counts": (
        *("fit_peaks", (X, [1], START)),
        r"counts must have the shape \(10,\), got \[1.0\]",
    ),
    "counts, one less": (
        *("fit_peaks", (PLACES, PLACES[1:], START)),
        r"counts must have the shape \(221,\), got an array of the shape \(220,\)",
    ),
    "counts, nan": ("fit_peaks", (X, [np.nan, *COUNTS[1:]], START), f"counts {REAL} nan"),
    "x, in a matrix": (
        *("fit_peaks", (PLACES[np.newaxis], PLACES, START)),
        r"x must be a row of at least one number, got an array of the shape \(1, 221\)",
    ),
    "x, everywhere the same": (
        *("fit_peaks", (0 * X, COUNTS, START)),
        "x must hold at least 8 different places, one for each parameter; got 1",
    ),
    "start": (
        *("fit_peaks", (X, COUNTS, -START)),
        r"start must hold positive amplitudes and widths, got \[\[-1.0",
    ),
    "start, nan": ("fit_peaks", (X, COUNTS, START * np.nan), f"start {REAL} nan"),
    "start, one peak": (
        *("fit_peaks", (X, COUNTS, START[0])),
        r"start must have the shape \(2, 4\), got \[1.0, 1.0, 1.0, 1.0\]",
    ),
}


@pytest.mark.parametrize(("name", "args", "message"), BAD.values(), ids=BAD)
def test_bad_arguments_are_named(
    name: str, args: tuple[Any, ...], message: str, reference: ModuleType
) -> None:
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*args)


@pytest.mark.parametrize("exercise", ["emg_logpdf", "emg_grad"])
def test_no_relative_tolerance_meets_a_zero(exercise: str, reference: ModuleType) -> None:
    # What the statements promise: no sign changes within a hundredth of σ of where checks look.
    function, seen = getattr(reference, exercise), 0
    for check in checks_of(LESSON):
        if check.exercise != exercise:
            continue
        try:
            steps = record(check, reference)
        except NotPublic:  # it judges values by an absolute error
            continue
        for step in steps:
            if isinstance(step, Agrees):
                x, mu, sigma, tau = map(np.asarray, step.args)
                for shift in (-0.01 * sigma, 0.01 * sigma):
                    near = function(x + shift, mu, sigma, tau)
                    assert (np.sign(near) * np.sign(step.expected) > 0).all(), (check.name, step)
                seen += 1
    assert seen > 10


def test_fits_find_the_truth_from_poor_starts(reference: ModuleType) -> None:
    x, pulls = np.linspace(-3, 9, 241), []
    for seed in range(25):
        rng = np.random.default_rng(seed)
        truth = np.column_stack(
            [
                rng.uniform(2e3, 2e4, 2),
                [rng.uniform(2, 4), rng.uniform(5, 7)],
                rng.uniform(0.15, 0.4, 2),
                rng.uniform(0.2, 1.0, 2),
            ]
        )
        counts = rng.poisson(sum(area * reference.emg(x, *shape) for area, *shape in truth))
        start = truth * np.exp(rng.uniform(-1, 1, (2, 4)))
        start[:, 1] = truth[:, 1] + rng.uniform(-0.7, 0.7, 2)
        params, covariance = reference.fit_peaks(x, counts, start)
        pulls.append((params - truth).ravel() / np.sqrt(np.diag(covariance)))
        swapped, _ = reference.fit_peaks(x, counts, start[::-1])
        assert swapped == pytest.approx(params[::-1], rel=1e-4)
    assert np.abs(pulls).max() < 4
    assert 0.85 < np.std(pulls) < 1.15
