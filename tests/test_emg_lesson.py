"""Lesson emg_peaks: the worked notebook runs in time, and its other numbers are right."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

import mpmath
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from autograder.grading import load_reference
from autograder.layout import Layout

LESSON = "emg_peaks"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    return load_reference(LESSON)


def test_the_worked_notebook_runs(layout: Layout) -> None:
    notebook = nbformat.read(layout.solutions / f"{LESSON}.ipynb", 4)
    start = time.perf_counter()
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    assert time.perf_counter() - start < 60
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    assert not [out for out in outputs if out.output_type == "error"]
    assert not [out for out in outputs if out.get("name") == "stderr"]
    assert len([out for out in outputs if "image/png" in out.get("data", {})]) >= 12
    text = "".join(out.text for out in outputs if out.output_type == "stream")
    for line in (
        "area 1.0000000000, mean -2.00000000, variance 5.00000000",
        "area at (sigma, tau) = (1, 1): 1.043826, at (2, 1/2): 1.986336",
        "difference quotient of the density:          -0.16895",
        "areas and widths all positive: True",
    ):
        assert line in text


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
    ("mode", lambda f: mode(f), "-1.01791271599217941", 1e-12),
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


def mode(f: ModuleType) -> float:
    (panel,) = f.peak_figure(0, 1, 2).axes
    return max(
        (float(line.get_ydata()[0]), float(line.get_xdata()[0]))
        for line in panel.lines
        if len(line.get_xdata()) == 1
    )[1]


@pytest.mark.parametrize(
    ("compute", "expected", "tolerance"),
    [pytest.param(*anchor[1:], id=anchor[0]) for anchor in ANCHORS],
)
def test_references_give_the_known_numbers(
    compute: Any, expected: str, tolerance: float, reference: ModuleType
) -> None:
    assert compute(reference) == pytest.approx(float(expected), rel=tolerance)


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


BAD: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "mixture": ("mixture", ([0, 1], [0.5]), r"T must hold one density .* got \[0.5\]"),
    "hessian": (
        *("mixture_hessian", ([1], [[1, 2]], [[[1, 2], [3, 4]]], [1], [[1]], [[[1, 2], [3, 4]]])),
        r"dT must have the shape \(1, 2\), got \(1, 1\)",
    ),
    "inverse": ("inverse_softplus", ([1, -2],), r"y must be positive, got \[1.0, -2.0\]"),
    "gradient": ("raw_gradient", ([1.0], [1.0, 2.0]), r"g must have the shape of raw, .*\[1.0\]"),
    "H": ("raw_hessian", ([1.0], [1.0], [1.0]), r"H must have the shape \(1, 1\), got \[1.0\]"),
    "counts": (
        *("fit_peaks", ([1, 2], [1], np.ones((2, 4)))),
        r"counts must have the shape of x, \(2,\); got \(1,\)",
    ),
    "start": (
        *("fit_peaks", ([1, 2], [1, 1], -np.ones((2, 4)))),
        r"start must hold positive amplitudes and widths, got \[\[-1.0",
    ),
}


@pytest.mark.parametrize(("name", "args", "message"), BAD.values(), ids=BAD)
def test_bad_arguments_are_named(
    name: str, args: tuple[Any, ...], message: str, reference: ModuleType
) -> None:
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*args)


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
