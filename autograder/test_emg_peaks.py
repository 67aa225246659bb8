"""Checks of lesson emg_peaks.

Numbers with 15 digits and more were computed at 50 digits from the convolution integral of the
story or from difference quotients, independently of the reference functions.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np

from autograder.checks.answer import Student, check
from course.judging.comparison import near
from course.judging.requirements import (
    Labelled,
    Legend,
    Marked,
    OwnScale,
    Panels,
    Requirement,
    Shows,
)

Shape = tuple[float, float, float]

LEFT_TAIL = np.linspace(-8.0, 4.0, 13)
PEAKS = np.array([[4000.0, 2.6, 0.35, 0.9], [2500.0, 4.4, 0.30, 0.7]])
PLACES = np.linspace(-4.0, 7.0, 221)


# --- emg_expression --------------------------------------------------------------------------


@check("emg_expression", title="The density at five points")
def test_emg_expression_values(student: Student) -> None:
    student.represents(
        points=[
            {"x": 0.3, "mu": 1.0, "sigma": 0.7, "tau": 1.3},
            {"x": -2.0, "mu": 0.5, "sigma": 2.0, "tau": 0.25},
            {"x": -10.0, "mu": 0.0, "sigma": 1.0, "tau": 2.0},
            # Not at x = mu: SymPy's own integral has a removable singularity there.
            {"x": 1.0, "mu": 1.01, "sigma": 0.05, "tau": 3.0},
            {"x": 4.0, "mu": 0.0, "sigma": 1.0, "tau": 1.0},
        ]
    )


@check("emg_expression", title="Far out, and with a short tail", hidden=True, weight=0.5)
def test_emg_expression_extremes(student: Student) -> None:
    student.represents(
        points=[
            {"x": -400.0, "mu": 1.5, "sigma": 0.5, "tau": 1.0},
            {"x": 2.0, "mu": -1.0, "sigma": 1.0, "tau": 0.15},
            {"x": 25.0, "mu": 20.0, "sigma": 3.0, "tau": 40.0},
        ]
    )


@check("emg_expression", title="Points drawn at random", hidden=True, weight=0.5)
def test_emg_expression_random(student: Student, rng: np.random.Generator) -> None:
    student.represents(points=_points(rng, 6))


# --- misprint_area ---------------------------------------------------------------------------


@check("misprint_area", title="Two pairs of widths")
def test_misprint_area_values(student: Student) -> None:
    student.equals(1.04382642787491239, 1, 1, rtol=1e-7)
    student.equals(1.9863355340300144, 2, 0.5, rtol=1e-7)


@check("misprint_area", title="A long tail, and other units", hidden=True, weight=0.5)
def test_misprint_area_units(student: Student) -> None:
    student.equals(1.00067043118254793, 0.5, 4, rtol=1e-7)
    student.equals(2.92218162842148486, 3000.0, 600.0, rtol=1e-7)
    student.equals(1.47114199910261949, 0.003, 0.001, rtol=1e-7)


@check("misprint_area", title="Ratios drawn at random", hidden=True, weight=0.5)
def test_misprint_area_random(student: Student, rng: np.random.Generator) -> None:
    for ratio in (0.03, *rng.uniform(0.2, 6.0, 4)):
        tau = float(10 ** rng.uniform(-2, 2))
        student.agrees(float(ratio * tau), tau, rtol=1e-7)


# --- mixture ---------------------------------------------------------------------------------


@check("mixture", title="Two and three components")
def test_mixture_values(student: Student) -> None:
    student.returns_parts([0, 0], [1, 3], value=(2.0, 1e-9), gradient=(np.array([-0.5, 0.5]), 1e-9))
    # The logarithms of 1, 2 and 5 give the weights 1/8, 1/4 and 5/8.
    logits = [0.0, float(np.log(2)), float(np.log(5))]
    gradient = np.array([-0.125, -0.25, 0.375])
    student.returns_parts(logits, [0.4, 0.4, 2.0], value=(1.4, 1e-9), gradient=(gradient, 1e-9))


@check("mixture", title="Huge and tiny logits", hidden=True)
def test_mixture_large(student: Student, reference: ModuleType) -> None:
    shares = np.array([1.0, np.exp(-1), np.exp(-2)]) / (1 + np.exp(-1) + np.exp(-2))
    for shift in (1000.0, -1000.0):
        logits, T = np.array([0.0, -1.0, -2.0]) + shift, np.array([0.3, 0.1, 0.7])
        value = shares @ T
        _mixture(student, logits, T, value, shares * (T - value))
    _mixture(student, [1000, 0], [0.25, 4.0], 0.25, np.zeros(2))


@check("mixture", title="Drawn at random; one component", hidden=True, weight=0.5)
def test_mixture_random(student: Student, reference: ModuleType, rng: np.random.Generator) -> None:
    for count in (2, 3, 6):
        logits, T = rng.uniform(-3, 3, count), rng.uniform(0, 2, count)
        _mixture(student, list(logits), list(T), *reference.mixture(logits, T))
    _mixture(student, [7.0], [0.3], 0.3, np.zeros(1))


@check("mixture", title="The gradient as a quotient; wrong lengths", hidden=True, weight=0.5)
def test_mixture_laws(student: Student, reference: ModuleType) -> None:
    logits, T, step = np.array([0.4, -1.1, 0.9]), np.array([0.5, 1.5, 0.2]), 1e-5
    quotient = [
        (reference.mixture(logits + shift, T)[0] - reference.mixture(logits - shift, T)[0])
        / (2 * step)
        for shift in step * np.eye(3)
    ]
    value = float(reference.mixture(logits, T)[0])
    student.returns_parts(logits, T, value=(value, 1e-9), gradient=(np.array(quotient), 1e-8))
    student.refuses([0.0, 1.0, 2.0], [0.5, 0.5])


# --- emg_derivatives -------------------------------------------------------------------------


@check("emg_derivatives", title="Values at three points, in terms of T and J", weight=1.5)
def test_emg_derivatives_values(student: Student, reference: ModuleType) -> None:
    points = [
        {"x": 0.3, "mu": 1.0, "sigma": 0.7, "tau": 1.3},
        {"x": -2.0, "mu": 0.5, "sigma": 2.0, "tau": 0.25},
        {"x": 2.5, "mu": 1.0, "sigma": 1.5, "tau": 3.0},
    ]
    student.represents(
        points=[_with_parts(reference, point) for point in points],
        required=("T", "J"),
        operations=40,
    )


@check("emg_derivatives", title="Points drawn at random", hidden=True)
def test_emg_derivatives_random(
    student: Student, reference: ModuleType, rng: np.random.Generator
) -> None:
    points = [_with_parts(reference, point) for point in _points(rng, 5)]
    student.represents(points=points, required=("T", "J"), operations=40)


@check("emg_derivatives", title="Where single terms dominate", hidden=True, weight=0.5)
def test_emg_derivatives_terms(student: Student, reference: ModuleType) -> None:
    points = [
        {"x": -30.0, "mu": 0.5, "sigma": 0.1, "tau": 2.0},
        {"x": 4.0, "mu": -0.5, "sigma": 1.25, "tau": 20.0},
        {"x": 0.75, "mu": 0.75, "sigma": 3.0, "tau": 0.5},
    ]
    student.represents(
        points=[_with_parts(reference, point) for point in points],
        required=("T", "J"),
        operations=40,
    )


# --- mixture_hessian -------------------------------------------------------------------------


@check("mixture_hessian", title="One component, and two with three parameters")
def test_mixture_hessian_values(student: Student) -> None:
    student.equals([[127.0]], [2], [[3]], [[[5]]], [7], [[11]], [[[13]]])
    student.agrees(*_derivatives(np.random.default_rng(5), 2, 3))


@check("mixture_hessian", title="Other numbers of components", hidden=True, weight=0.5)
def test_mixture_hessian_random(student: Student, rng: np.random.Generator) -> None:
    for n, k in ((3, 2), (4, 4), (1, 3), (5, 1)):
        student.agrees(*_derivatives(rng, n, k))


@check("mixture_hessian", title="Products of powers; wrong shapes", hidden=True, weight=0.5)
def test_mixture_hessian_laws(student: Student) -> None:
    # P = theta_0 * theta_1 + theta_0² * theta_1³ at (2, 3), by hand.
    w, T = [2.0, 4.0], [3.0, 27.0]
    dw, dT = [[1.0, 0.0], [4.0, 0.0]], [[0.0, 1.0], [0.0, 27.0]]
    d2w = [[[0.0, 0.0], [0.0, 0.0]], [[2.0, 0.0], [0.0, 0.0]]]
    d2T = [[[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 18.0]]]
    student.equals([[54.0, 109.0], [109.0, 72.0]], w, dw, d2w, T, dT, d2T)
    student.refuses(w, dw, d2w, [3.0, 27.0, 1.0], dT, d2T)
    student.refuses(w, dw, d2w, T, [[0.0, 1.0]], d2T)
    student.refuses(w, dw, d2w, T, [[1.0], [27.0]], d2T)
    student.refuses(w, dw, [[[0.0]], [[2.0]]], T, dT, d2T)


# --- emg -------------------------------------------------------------------------------------


@check("emg", title="The density at known points", weight=0.75)
def test_emg_values(student: Student) -> None:
    student.equals([0.351773594783063339], [0.3], 1, 0.7, 1.3, rtol=1e-7)
    student.equals([0.00381754710942998082], [-10], 0, 1, 2, rtol=1e-7)
    student.equals([4.74876595640643341e-198], [30.0], 0, 1, 1, rtol=1e-7)
    student.agrees(LEFT_TAIL, 0.5, 1.5, 2.0, rtol=1e-7)


# Single numbers have a check of their own: who forgets them should not lose the others too.
@check("emg", title="One number in, one number out", weight=0.25)
def test_emg_number(student: Student) -> None:
    student.equals(0.351773594783063339, 0.3, 1, 0.7, 1.3, rtol=1e-7)
    student.equals(0.00381754710942998082, -10, 0, 1, 2, rtol=1e-7)


@check("emg", title="A short tail", weight=0.5)
def test_emg_short_tail(student: Student) -> None:
    student.equals([0.39731009475761155], [0.9], 1, 1, 0.01, rtol=1e-7)
    student.equals([0.352065150731372047], [0.5], 0, 1, 1e-6, rtol=1e-7)


@check("emg", title="All ratios of the widths, all shapes", hidden=True)
def test_emg_ratios(student: Student, rng: np.random.Generator) -> None:
    student.equals([[5.01833560996773937e-298]], [[-37.0]], 0, 1, 1 / 64, rtol=1e-7)
    student.equals([1.26656392477880072e-7], [3], 2, 0.25, 250, rtol=1e-7)
    for power in (-3.0, -1.0, *rng.uniform(-2, 6, 4), 6.0):
        sigma, mu = float(10 ** rng.uniform(-2, 2)), float(rng.uniform(-5, 5))
        x = mu + sigma * rng.uniform(-25, 25, (2, 4))
        student.agrees(x, mu, sigma, float(sigma / 10**power), rtol=1e-7)


@check("emg", title="Parameters as arrays; bad arguments", hidden=True, weight=0.5)
def test_emg_arguments(student: Student) -> None:
    student.agrees([0.5, 1.5], [0.0, 1.0], 1, [0.5, 2.0], rtol=1e-7)
    student.agrees(np.array([[1, 2], [3, 4]]), 2, 1, 3, rtol=1e-7)
    student.refuses([0.0, 1.0], 0.0, -1.0, 1.0)
    student.refuses([0.0, 1.0], 0.0, 1.0, -2.0)
    student.refuses([0.0, 1.0], 0.0, [1.0, 1.0, 1.0], 1.0)


@check("emg", title="Area, mean and variance", hidden=True, weight=0.5)
def test_emg_moments(student: Student) -> None:
    for mu, sigma, tau in ((1.0, 0.8, 1.5), (-2.0, 2.0, 0.05)):
        x = np.linspace(mu - 10 * sigma - 50 * tau, mu + 10 * sigma, 8001)
        density = student.values(x, mu, sigma, tau)
        step = x[1] - x[0]
        student.expect(
            density.shape == x.shape and abs(step * density.sum() - 1) < 1e-6,
            "The area under the density is not 1.",
            "The area under the density is not 1.",
        )
        mean = step * (x * density).sum()
        student.expect(
            abs(mean - (mu - tau)) < 1e-5,
            f"The mean is {mean:.6g}, expected mu - tau.",
            "The mean of the density is not mu - tau.",
        )
        variance = step * ((x - mean) ** 2 * density).sum()
        student.expect(
            abs(variance / (sigma**2 + tau**2) - 1) < 1e-5,
            f"The variance is {variance:.6g}, expected sigma² + tau².",
            "The variance of the density is not sigma² + tau².",
        )


@check("emg", title="Other units; tails of almost no length", hidden=True, weight=0.5)
def test_emg_laws(student: Student) -> None:
    # Hardly any tail: nearly the standard normal density on both sides.
    both = [0.352064991007679044, 0.352065662518998702]
    student.equals(both, [0.5, -0.5], 0.0, 1.0, 2.0**-19, rtol=1e-7)
    # Hardly any width: about exp(-1/2)/2 one unit left of mu, and nothing on the right.
    student.equals([0.303265908289580629, 0.0], [-1.0, 1.0], 0.0, 2.0**-8, 2.0, rtol=1e-7)
    one, other = student.values([0.3], 1.0, 0.7, 1.3), student.values([300.0], 1e3, 700.0, 1300.0)
    student.expect(
        near(one, 1000 * other, 3e-7),
        "In units a thousand times smaller the density must be a thousand times smaller.",
        "The density does not scale with the unit of x.",
    )


# --- emg_logpdf ------------------------------------------------------------------------------


@check("emg_logpdf", title="Near the peak and far out", weight=0.75)
def test_emg_logpdf_values(student: Student) -> None:
    student.equals([-1.04476750696276283], [0.3], 1, 0.7, 1.3)
    student.equals([-999.5], [-1000], 0, 1, 1)
    student.agrees(LEFT_TAIL, 0.5, 1.5, 2.0)


@check("emg_logpdf", title="One number in, one number out", weight=0.25)
def test_emg_logpdf_number(student: Student) -> None:
    student.equals(-1.04476750696276283, 0.3, 1, 0.7, 1.3)
    student.equals(-999.5, -1000, 0, 1, 1)


@check("emg_logpdf", title="Beyond the range of the density", hidden=True)
def test_emg_logpdf_far(student: Student) -> None:
    student.equals([-500007.135545630299], [1000], 0, 1, 0.5)
    student.equals([-180000.037205745238], [-600.0], 0.0, 1.0, 2.0**-10)
    student.equals([-61439.5042126920639], [700.0], -1.0, 2.0, 2000.0)
    student.equals([[-1.04393903320554774]], [[0.5]], 0.0, 1.0, 1e-6)


@check("emg_logpdf", title="Ratios drawn at random", hidden=True, weight=0.5)
def test_emg_logpdf_random(student: Student, rng: np.random.Generator) -> None:
    for power in (-3.0, *rng.uniform(-2, 6, 4), 6.0):
        sigma, mu = float(10 ** rng.uniform(-2, 2)), float(rng.uniform(-5, 5))
        # Logarithms close to zero have no nine digits.
        x = mu + sigma * rng.choice([-1, 1], 6) * rng.uniform(20, 900, 6)
        student.agrees(x, mu, sigma, float(sigma / 10**power))


@check("emg_logpdf", title="Bad arguments are refused", hidden=True, weight=0.5)
def test_emg_logpdf_refuses(student: Student) -> None:
    student.agrees([0.5, 1.5], [0.0, 1.0], 1, [0.5, 2.0])
    student.refuses([0.0, 1.0], 0.0, 0.5, -1.0)
    student.refuses([0.0, 1.0], 0.0, -0.5, 1.0)
    student.refuses([0.0, 1.0], [0.0, 0.0, 0.0], 1.0, 1.0)


# --- emg_grad --------------------------------------------------------------------------------


@check("emg_grad", title="The gradient at known points", weight=0.75)
def test_emg_grad_values(student: Student) -> None:
    first = [-0.00469317783406702333, -0.263374799319176391, -0.126250777519840735]
    student.equals(np.reshape(first, (3, 1)), [0.3], 1, 0.7, 1.3, rtol=1e-6)
    far = [-0.00190877355471499041, 0.000954386777357495204, 0.00715790083018121403]
    student.equals(np.reshape(far, (3, 1)), [-10], 0, 1, 2, rtol=1e-6)
    student.agrees(np.array([[-3.0, -0.5], [0.25, 2.0]]), 0.5, 1.5, 2.0, rtol=1e-6)


@check("emg_grad", title="One number in, three numbers out", weight=0.25)
def test_emg_grad_number(student: Student) -> None:
    first = [-0.00469317783406702333, -0.263374799319176391, -0.126250777519840735]
    student.equals(first, 0.3, 1, 0.7, 1.3, rtol=1e-6)
    far = [-0.00190877355471499041, 0.000954386777357495204, 0.00715790083018121403]
    student.equals(far, -10, 0, 1, 2, rtol=1e-6)


@check("emg_grad", title="Ratios of the widths from 0.001 to 30", hidden=True)
def test_emg_grad_random(student: Student, rng: np.random.Generator) -> None:
    student.equals(
        [[0.0573587843316019088], [-0.0286565056824346506], [-0.0581216671104787008]],
        *([2.5], 1.0, 2.0, 0.0625),
        rtol=1e-6,
    )
    for ratio in (1e-3, 0.02, *rng.uniform(0.1, 10, 3), 30.0):
        sigma, mu = float(10 ** rng.uniform(-1, 1)), float(rng.uniform(-5, 5))
        # Away from the zeros of the derivatives, where no relative error is small.
        x = mu + sigma * np.array([-6.3, -2.7, -1.7, 0.6, 1.8, 4.1])
        student.agrees(x, mu, sigma, sigma / ratio, rtol=1e-6)


@check("emg_grad", title="Close to difference quotients", hidden=True, weight=0.5)
def test_emg_grad_quotient(student: Student, reference: ModuleType) -> None:
    x, shape, step = np.linspace(-6, 3, 19), np.array([0.2, 0.9, 1.7]), 1e-5
    quotients = np.array(
        [
            (reference.emg(x, *(shape + shift)) - reference.emg(x, *(shape - shift))) / (2 * step)
            for shift in step * np.eye(3)
        ]
    )
    got = student.values(x, *shape.tolist())
    student.expect(
        got.shape == quotients.shape and bool(np.abs(got - quotients).max() < 1e-6),
        "The rows are not the derivatives by mu, sigma and tau, in this order.",
        "The rows are not the derivatives by mu, sigma and tau, in this order.",
    )


@check("emg_grad", title="Parameters as arrays; bad arguments", hidden=True, weight=0.5)
def test_emg_grad_arguments(student: Student) -> None:
    student.agrees([0.5, 2.5], [0.0, 1.0], 1, [0.5, 2.0], rtol=1e-6)
    student.refuses([0.0, 1.0], 0.0, -1.0, 1.0)
    student.refuses([0.0, 1.0], 0.0, 1.0, -2.0)
    student.refuses([0.0, 1.0], 0.0, 1.0, [1.0, 1.0, 1.0])


@check("emg_grad", title="Ratios up to a million", hidden=True)
def test_emg_grad_large_ratios(student: Student, rng: np.random.Generator) -> None:
    student.equals(
        [[0.176032927430660722], [-0.264048510982850208], [-0.176033191478687614]],
        *([0.5], 0.0, 1.0, 1e-6),
        rtol=1e-6,
    )
    student.equals(
        [[-0.195531983007290612], [0.160715457081986597], [0.196778002664081261]],
        *([-1.5], 0.0, 1.0, 2.0**-7),
        rtol=1e-6,
    )
    for power in rng.uniform(2.5, 6, 4):
        sigma, mu = float(10 ** rng.uniform(-1, 1)), float(rng.uniform(-5, 5))
        x = mu + sigma * np.array([-4.3, -0.4, 0.6, 2.2])
        student.agrees(x, mu, sigma, float(sigma / 10**power), rtol=1e-6)


# --- peak_figure -----------------------------------------------------------------------------


# Each check requires what it is about: a forgotten legend should not cost the curves as well.
@check("peak_figure", title="Both curves", weight=0.5)
def test_peak_figure_curves(student: Student, reference: ModuleType) -> None:
    shape = (0.0, 1.0, 2.0)
    student.draws(*shape, shows=(Panels(1), *_curves(reference, shape)))


@check("peak_figure", title="Labels on both axes, and a legend", weight=0.5)
def test_peak_figure_frame(student: Student) -> None:
    student.draws(0.0, 1.0, 2.0, shows=(Panels(1), Labelled(), Legend(2)))


@check("peak_figure", title="Mean and mode are marked on the peak")
def test_peak_figure_marks(student: Student, reference: ModuleType) -> None:
    shape = (0.0, 1.0, 2.0)
    student.draws(*shape, shows=(Panels(1), *_marks(reference, shape, -1.01791271599217941)))


@check("peak_figure", title="Other peaks", hidden=True)
def test_peak_figure_others(student: Student, reference: ModuleType) -> None:
    for shape, mode in (
        ((1.0, 2.0, 0.5), 0.525595203130028496),
        ((-3.0, 0.5, 0.5), -3.34868457964421363),
        ((10.0, 0.2, 0.9), 9.71733683275677732),
    ):
        shows = (Panels(1), *_curves(reference, shape), *_marks(reference, shape, mode))
        student.draws(*shape, shows=shows)


# --- softplus --------------------------------------------------------------------------------


@check("softplus", title="Around zero, lists and numbers")
def test_softplus_values(student: Student) -> None:
    student.equals([0.693147180559945309, 0.5, 0.25], 0, rtol=1e-12)
    first = [0.474076984180106681, 0.377540668798145435, 0.235003712201594489]
    second = [1.31326168751822283, 0.731058578630004879, 0.196611933241481853]
    student.equals(np.transpose([first, second]), [-0.5, 1.0], rtol=1e-12)


@check("softplus", title="Far out on both sides", hidden=True)
def test_softplus_far(student: Student) -> None:
    tiny = 4.24835425529158898e-18
    # All four at once, so that the mistakes that go wrong at one of them are told apart.
    student.equals(
        [[0.0, tiny, 40.0, 800.0], [0.0, tiny, 1.0, 1.0], [0.0, tiny, tiny, 0.0]],
        [-800, -40, 40, 800],
        rtol=1e-12,
    )
    student.agrees([22.5, -22.5], rtol=1e-12)
    student.equals(
        [[12.0000061441934777], [0.999993855825397785], [6.14413685133317533e-6]],
        [12],
        rtol=1e-12,
    )


@check("softplus", title="Any shape, drawn at random", hidden=True, weight=0.5)
def test_softplus_random(student: Student, rng: np.random.Generator) -> None:
    student.agrees(rng.uniform(-30, 30, (2, 3)), rtol=1e-12)
    student.agrees(rng.uniform(-300, 300, 7), rtol=1e-12)


@check("softplus", title="The rows are derivatives of each other", hidden=True, weight=0.5)
def test_softplus_laws(student: Student) -> None:
    z, step = np.linspace(-5, 5, 11), 1e-2
    here, up, down = (student.values(z + shift) for shift in (0, step, -step))
    shapes = {part.shape for part in (here, up, down)}
    student.expect(shapes == {(3, 11)}, "The shape is wrong.", "The result's shape is wrong.")
    quotient = (up[:2] - down[:2]) / (2 * step)
    student.expect(
        bool(np.abs(quotient - here[1:]).max() < 1e-4),
        "Each row must be the derivative of the row before.",
        "A row is not the derivative of the row before.",
    )


# --- inverse_softplus ------------------------------------------------------------------------


@check("inverse_softplus", title="Small, middling and large values")
def test_inverse_softplus_values(student: Student) -> None:
    student.equals(0.541324854612918109, 1, rtol=1e-12)
    student.equals([-2.25216846104409075, 2.94893081905729841], [0.1, 3], rtol=1e-12)
    student.equals(800.0, 800, rtol=1e-12)


@check("inverse_softplus", title="Very small and very large values", hidden=True, weight=0.5)
def test_inverse_softplus_far(student: Student, rng: np.random.Generator) -> None:
    student.equals([-46.0517018598809137, 50.0], [1e-20, 50.0], rtol=1e-12)
    student.agrees([21.5, 24.0], rtol=1e-12)
    student.agrees(10 ** rng.uniform(-18, -1, (2, 3)), rtol=1e-12)
    student.agrees(rng.uniform(2, 2000, 5), rtol=1e-12)


@check(
    "inverse_softplus", title="Values that are not positive are refused", hidden=True, weight=0.5
)
def test_inverse_softplus_refuses(student: Student) -> None:
    student.agrees([0.25, 2.0], rtol=1e-12)
    student.refuses([1.0, -0.5])
    student.refuses(0.0)


# --- raw_gradient ----------------------------------------------------------------------------


@check("raw_gradient", title="Known values")
def test_raw_gradient_values(student: Student) -> None:
    student.equals([1.0, 2.0], [2, 2], [0, 800])
    student.equals([0.731058578630004879 * 3], [3.0], [1.0])
    student.equals([-2 * 0.377540668798145435], [-2.0], [-0.5])


@check("raw_gradient", title="Large raw parameters", hidden=True, weight=0.5)
def test_raw_gradient_far(student: Student) -> None:
    student.equals([0.0, -7.0, 0.0], [5.0, -7.0, 0.0], [-800, 800, 3.0])
    student.equals([4.24835425529158898e-18], [1.0], [-40.0])


@check("raw_gradient", title="Drawn at random; wrong lengths", hidden=True, weight=0.5)
def test_raw_gradient_random(student: Student, rng: np.random.Generator) -> None:
    for count in (1, 4, 7):
        student.agrees(list(rng.normal(size=count)), rng.uniform(-20, 20, count))
    student.refuses([1.0, 2.0], [0.0, 0.0, 0.0])
    student.refuses([1.0], [0.0, 0.0, 0.0])


# --- raw_hessian -----------------------------------------------------------------------------


@check("raw_hessian", title="Two parameters", weight=0.75)
def test_raw_hessian_values(student: Student) -> None:
    student.equals([[0.5, 0.5], [0.5, 1.0]], [2, 4], [[0, 2], [2, 0]], [0, 0])
    student.equals([[0.0, 0.5], [0.5, 0.0]], [-4.0, 2.0], [[4.0, 2.0], [2.0, -2.0]], [0.0, 0.0])


@check("raw_hessian", title="A single parameter", weight=0.25)
def test_raw_hessian_single(student: Student) -> None:
    student.equals([[3.0]], [4], [[8]], [0])
    student.equals([[-0.75]], [-4.0], [[1.0]], [0.0])


@check("raw_hessian", title="Drawn at random; wrong shapes", hidden=True)
def test_raw_hessian_random(student: Student, rng: np.random.Generator) -> None:
    for count in (2, 3, 5):
        H = rng.normal(size=(count, count))
        student.agrees(rng.normal(size=count), H + H.T, rng.uniform(-10, 10, count))
    student.refuses([1.0, 2.0], [[1.0]], [0.0, 0.0])
    student.refuses([1.0], [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0])


@check("raw_hessian", title="No gradient; large raw parameters", hidden=True, weight=0.5)
def test_raw_hessian_special(student: Student) -> None:
    student.equals([[2.0, 0.5], [0.5, 1.0]], [0, 0], [[8, 2], [2, 4]], [0, 0])
    student.equals(
        [[0.0, 0.0, 0.0], [0.0, 5.0, 1.0], [0.0, 1.0, 2.0]],
        *([3.0, 4.0, 2.0], [[2.0, 1.0, 7.0], [1.0, 5.0, 2.0], [7.0, 2.0, 6.0]], [-800, 800, 0]),
    )


@check("raw_hessian", title="Close to a difference quotient", hidden=True, weight=0.5)
def test_raw_hessian_quotient(student: Student, reference: ModuleType) -> None:
    # C = theta_0 theta_1² in natural parameters.
    def gradient(raw: np.ndarray) -> np.ndarray:
        a, b = np.logaddexp(0, raw)
        return np.array([b**2, 2 * a * b]) / (1 + np.exp(-raw))

    raw, step = np.array([0.3, -0.8]), 1e-5
    quotient = [
        (gradient(raw + shift) - gradient(raw - shift)) / (2 * step) for shift in step * np.eye(2)
    ]
    a, b = np.logaddexp(0, raw)
    got = student.values([b**2, 2 * a * b], [[0.0, 2 * b], [2 * b, 2 * a]], raw)
    student.expect(
        got.shape == (2, 2) and bool(np.abs(got - quotient).max() < 1e-7),
        "The result is not the derivative of the gradient in raw parameters.",
        "The result is not the derivative of the gradient in raw parameters.",
    )


# --- fit_peaks -------------------------------------------------------------------------------


@check("fit_peaks", title="Two overlapping peaks and their error bars", weight=1.5)
def test_fit_peaks_two(student: Student, reference: ModuleType) -> None:
    start = PEAKS * [[0.7, 1, 1.4, 0.6], [1.5, 1, 1.5, 0.7]] + [[0, -0.3, 0, 0], [0, 0.2, 0, 0]]
    _fit(student, reference, PEAKS, start, seed=2)


@check("fit_peaks", title="Peaks drawn at random", hidden=True)
def test_fit_peaks_random(student: Student, reference: ModuleType) -> None:
    for seed in (4, 5):
        rng = np.random.default_rng(seed)
        truth = np.column_stack(
            [
                rng.uniform(3000, 9000, 2),
                np.array([1.5, 4.5]) + rng.uniform(-0.5, 0.5, 2),
                rng.uniform(0.25, 0.45, 2),
                rng.uniform(0.4, 0.9, 2),
            ]
        )
        start = truth * np.exp(rng.uniform(-0.4, 0.4, (2, 4)))
        start[:, 1] = truth[:, 1] + rng.uniform(-0.2, 0.2, 2)
        _fit(student, reference, truth, start, seed)


@check("fit_peaks", title="A start that is far off", hidden=True)
def test_fit_peaks_far(student: Student, reference: ModuleType) -> None:
    start = np.array([[2000.0, 2.2, 0.6, 0.5], [5000.0, 4.7, 0.6, 0.4]])
    _fit(student, reference, PEAKS, start, seed=3)


@check("fit_peaks", title="Counts without noise; bad arguments", hidden=True, weight=0.5)
def test_fit_peaks_arguments(student: Student, reference: ModuleType) -> None:
    start = PEAKS * [1.2, 1, 0.8, 1.2]
    _fit(student, reference, PEAKS, start, seed=None)
    # Positions may have any sign, and another one at the start.
    around_zero = PEAKS - [0, 2.75, 0, 0]
    _fit(student, reference, around_zero, start - [0, 2.5, 0, 0], seed=None)
    # The peak on the right may come first, and the two may change places on the way.
    between = np.array([[2500.0, 3.4, 0.5, 0.5], [4000.0, 3.9, 0.5, 0.5]])
    left = np.array([0, 3, 0, 0])
    _fit(student, reference, PEAKS[::-1] - left, start[::-1] - left, seed=None)
    _fit(student, reference, PEAKS, between, seed=None)
    _fit(student, reference, PEAKS[::-1], between[::-1], seed=None)
    counts = np.ones(PLACES.size)
    student.refuses(PLACES, counts[:-1], start)
    student.refuses(PLACES, counts[:1], start)
    student.refuses(PLACES, counts, start[:, :3])
    student.refuses(PLACES, counts, start * [1, 1, -1, 1])
    student.refuses(PLACES, counts, start * [0, 1, 1, 1])


def _points(rng: np.random.Generator, count: int) -> list[dict[str, float]]:
    points = []
    for _ in range(count):
        mu, sigma, tau = rng.uniform(-3, 3), rng.uniform(0.3, 3), rng.uniform(0.3, 3)
        x = mu + rng.uniform(-4, 3) * sigma
        named = {"x": x, "mu": mu, "sigma": sigma, "tau": tau}
        points.append({name: float(value) for name, value in named.items()})
    return points


def _with_parts(reference: ModuleType, point: dict[str, float]) -> dict[str, float]:
    """Return the point with the values that T and J have there."""
    x, mu, sigma, tau = (point[name] for name in ("x", "mu", "sigma", "tau"))
    J = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return {**point, "T": float(reference.emg(x, mu, sigma, tau)), "J": float(J)}


def _mixture(
    student: Student,
    logits: np.ndarray | list[float],
    T: np.ndarray | list[float],
    value: float,
    gradient: np.ndarray,
) -> None:
    # Where T_i is close to the mixture, a gradient has no nine digits of its own.
    within = 1e-9 * np.abs(gradient) + 1e-13
    student.returns_parts(
        logits, T, value=(float(value), 1e-9 * abs(float(value))), gradient=(gradient, within)
    )


def _derivatives(rng: np.random.Generator, n: int, k: int) -> tuple[np.ndarray, ...]:
    """Return made-up w, dw, d2w, T, dT, d2T with symmetric second derivatives."""
    parts = []
    for _ in range(2):
        second = rng.normal(size=(n, k, k)).round(3)
        parts += [rng.normal(size=n).round(3), rng.normal(size=(n, k)).round(3)]
        parts += [second + second.transpose(0, 2, 1)]
    return tuple(parts)


def _curves(reference: ModuleType, shape: Shape) -> tuple[Requirement, ...]:
    """Require both lines, and that they can be seen."""
    mu, sigma, tau = shape
    x = np.linspace(mu - 3 * sigma - 5 * tau, mu + 3 * sigma, 81)
    gaussian = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
    lines = {"the peak T": reference.emg(x, *shape), "its Gaussian parent": gaussian}
    return (
        *(Shows(name, tuple(x.tolist()), tuple(y.tolist()), 0, 0.01) for name, y in lines.items()),
        OwnScale((0.0, float(gaussian.max())), share=0.0),
    )


def _marks(reference: ModuleType, shape: Shape, mode: float) -> tuple[Requirement, ...]:
    mu, sigma, tau = shape
    points = tuple((x, float(reference.emg(x, *shape))) for x in (mu - tau, mode))
    return (Marked(points, 2e-3 * (sigma + tau), most=4),)


def _fit(
    student: Student,
    reference: ModuleType,
    truth: np.ndarray,
    start: np.ndarray,
    seed: int | None,
) -> None:
    """Require the truth within four standard errors, and about the covariance of theory."""
    expected = sum(row[0] * reference.emg(PLACES, *row[1:]) for row in truth)
    counts = expected if seed is None else np.random.default_rng(seed).poisson(expected)
    columns = []
    for area, *shape in truth:
        columns += [reference.emg(PLACES, *shape), *(area * reference.emg_grad(PLACES, *shape))]
    weighted = np.transpose(columns) / np.sqrt(np.maximum(expected, 1))[:, np.newaxis]
    covariance = _rounded(np.linalg.inv(weighted.T @ weighted))
    errors = np.sqrt(np.diag(covariance))
    student.returns_parts(
        PLACES,
        counts,
        start,
        params=(truth, _rounded(4 * errors.reshape(2, 4))),
        covariance=(covariance, _rounded(0.6 * np.outer(errors, errors))),
    )


def _rounded(values: np.ndarray) -> np.ndarray:
    # The last digits of an inverse depend on the processor; the public data should not.
    digits = 4 - np.floor(np.log10(np.abs(values)))
    return np.array(
        [round(v, int(d)) for v, d in zip(values.ravel(), digits.ravel(), strict=True)]
    ).reshape(values.shape)
