"""The numbers of the lesson are the right ones."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from autograder.grading.session import load_reference

LESSON = "sloppy_exponentials"

RATES = [1.0, 2.0]
SEVEN = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


# Computed at 50 digits or more, most of them in two independent ways.
ANCHORS = [
    ("hessian[0, 0]", lambda f: f.hessian(RATES)[0, 0], "0.0625", 1e-12),
    ("axis ratio", lambda f: f.axis_ratio(f.hessian(RATES)), "5.65536333427861879", 1e-9),
    ("stiff slope", lambda f: f.axis_slopes(f.hessian(RATES))[0], "0.306759348799663532", 1e-9),
    ("best rate", lambda f: f.best_single_rate(RATES), "1.37166964822981667", 1e-12),
    ("cost at 1.5", lambda f: f.cost([1.5, 1.5], RATES, np.arange(0, 10, 0.01)),
     "0.000892857015531417488", 1e-10),
    ("cost at 0.8, 2.2", lambda f: f.cost([0.8, 2.2], RATES, np.arange(0, 10, 0.01)),
     "0.00112733801931510906", 1e-10),
    ("eigenvalue ratio", lambda f: f.eigenvalue_ratios(RATES)[0], "31.9831344427029765", 1e-9),
    ("N = 7 range", lambda f: np.prod(f.eigenvalue_ratios(SEVEN)), "882592997.255993252", 1e-6),
    ("measurements", lambda f: f.measurement_ratio(f.hessian(SEVEN)), "882592997.255993252", 1e-6),
    ("std of theta_1", lambda f: f.param_std(f.hessian(SEVEN))[0], "105.978440369304049", 1e-6),
    ("std of theta_4", lambda f: f.param_std(f.hessian(SEVEN))[3], "124397.961520281402", 1e-6),
    ("std of theta_6", lambda f: f.param_std(f.hessian(SEVEN))[5], "253888.387455420631", 1e-6),
]  # fmt: skip


@pytest.mark.parametrize(
    ("compute", "expected", "tolerance"),
    [pytest.param(*anchor[1:], id=anchor[0]) for anchor in ANCHORS],
)
def test_references_give_the_known_numbers(compute, expected: str, tolerance: float) -> None:
    assert compute(load_reference(LESSON)) == pytest.approx(float(expected), rel=tolerance)


@pytest.mark.parametrize("fast", [1.0, 1.001, 1.5, 10.0, 1e3, 1e6])
def test_the_best_single_rate_minimises_the_continuum_cost(fast: float) -> None:
    with mpmath.workdps(50):
        slow, quick = mpmath.mpf(1), mpmath.mpf(fast)

        def slope(theta):
            return (2 * theta / (theta + slow)) ** 2 + (2 * theta / (theta + quick)) ** 2 - 2

        expected = (
            float(mpmath.findroot(slope, (slow, quick), solver="anderson")) if (fast > 1) else 1.0
        )
    assert load_reference(LESSON).best_single_rate([1.0, fast]) == pytest.approx(
        expected, rel=1e-12
    )
