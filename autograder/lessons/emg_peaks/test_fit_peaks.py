"""Exercise fit_peaks: its checks, and the proof that they judge rightly."""

from __future__ import annotations

from types import ModuleType

import numpy as np
from scipy.optimize import approx_fprime, curve_fit, least_squares, minimize

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.checks.call_cache import called_once
from autograder.lessons.emg_peaks.shared import columns, stable_emg
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


PEAKS = np.array([[4000.0, 2.6, 0.35, 0.9], [2500.0, 4.4, 0.30, 0.7]])


PLACES = np.linspace(-4.0, 7.0, 221)


@check("fit_peaks", title="Two overlapping peaks and their error bars", weight=1.5)
def test_fit_peaks_two(student: Answer, reference: ModuleType) -> None:
    start = PEAKS * [[0.7, 1, 1.4, 0.6], [1.5, 1, 1.5, 0.7]] + [[0, -0.3, 0, 0], [0, 0.2, 0, 0]]
    _fit(student, reference, PEAKS, start, seed=2)


@check("fit_peaks", title="Peaks drawn at random", hidden=True)
def test_fit_peaks_random(student: Answer, reference: ModuleType) -> None:
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
    # Fine bins with few counts, where weights from the counts themselves shift the areas.
    few = np.array([[30.0, 1.0, 0.35, 0.6], [24.0, 4.0, 0.3, 0.5]])
    start = few * [[1.2, 1, 0.9, 1.2], [0.9, 1, 1.2, 0.9]]
    _fit(student, reference, few, start, seed=6, x=np.linspace(-4.0, 6.0, 2001))


@check("fit_peaks", title="A start that is far off", hidden=True)
def test_fit_peaks_far(student: Answer, reference: ModuleType) -> None:
    start = np.array([[2000.0, 2.2, 0.6, 0.5], [5000.0, 4.7, 0.6, 0.4]])
    _fit(student, reference, PEAKS, start, seed=3)


@check("fit_peaks", title="Counts without noise; bad arguments", hidden=True, weight=0.5)
def test_fit_peaks_arguments(student: Answer, reference: ModuleType) -> None:
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
    # From here fits exchange the peaks, as a rule.
    crossing = np.array([[2500.0, 4.0, 0.3, 0.7], [4000.0, 4.1, 0.4, 1.5]])
    _fit(student, reference, PEAKS, crossing, seed=None)
    counts = np.ones(PLACES.size)
    student.refuses(PLACES, counts[:-1], start)
    student.refuses(PLACES, counts[:1], start)
    student.refuses(PLACES, counts, start[:, :3])
    student.refuses(PLACES, counts, start * [1, 1, -1, 1])
    student.refuses(PLACES, counts, start * [0, 1, 1, 1])


def _fit(
    student: Answer,
    reference: ModuleType,
    truth: np.ndarray,
    start: np.ndarray,
    seed: int | None,
    x: np.ndarray = PLACES,
) -> None:
    """Require the truth within four standard errors, and about the covariance of theory."""
    expected = sum(row[0] * reference.emg(x, *row[1:]) for row in truth)
    counts = expected if seed is None else np.random.default_rng(seed).poisson(expected)
    columns = []
    for area, *shape in truth:
        columns += [reference.emg(x, *shape), *(area * reference.emg_grad(x, *shape))]
    weighted = np.transpose(columns) / np.sqrt(np.maximum(expected, 1))[:, np.newaxis]
    covariance = _rounded(np.linalg.inv(weighted.T @ weighted))
    errors = np.sqrt(np.diag(covariance))
    student.returns_parts(
        x,
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


# --- misconceptions --------------------------------------------------------------------------


# Most mistakes begin where the right answer ends, after the same fits.
_fit_of_reference = called_once(reference.fit_peaks)


def _natural_model(x, *params):
    """Return the sum of two peaks, wherever the widths are; for fits without any softplus."""
    rows = np.reshape(params, (2, 4))
    return sum(area * stable_emg(x, *shape) for area, *shape in rows)


def _derivatives(x, params):
    """Return the derivatives of the model by the natural parameters, a column for each."""
    columns = []
    for area, *shape in params:
        columns += [reference.emg(x, *shape), *(area * reference.emg_grad(x, *shape))]
    return np.transpose(columns)


def _refit(x, counts, params, sigma, absolute_sigma):
    """Return the fit with other errors of the counts, begun at these parameters."""
    scale = params.ravel()
    fitted, covariance = curve_fit(
        lambda x, *factors: _natural_model(x, *(scale * factors)),
        *(np.asarray(x, dtype=float), np.asarray(counts, dtype=float), np.ones(8), sigma),
        absolute_sigma=absolute_sigma,
    )
    return (scale * fitted).reshape(2, 4), covariance * np.outer(scale, scale)


def _slopes(params, start):
    """Return the derivatives by raw parameters that are measured in units of the start."""
    start = np.asarray(start, dtype=float)
    slopes = np.ones((2, 4))
    for column in (0, 2, 3):
        relative = params[:, column] / start[:, column]
        slopes[:, column] = start[:, column] * -np.expm1(-relative)
    return slopes.ravel()


# Fits end where their optimiser stops: near each other, not at one number.
FITTED = 0.02
RAW = (
    "The covariance is that of the raw parameters. An error of a raw parameter becomes one of "
    "the natural one through the slope of softplus, on both sides of the matrix."
)


@misconception("fit_peaks", points=2.0, hint=RAW, nearness=FITTED)
def returns_the_covariance_of_the_raw(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    slopes = _slopes(params, start)
    return params, covariance / np.outer(slopes, slopes)


@misconception("fit_peaks", points=2.0, hint=RAW, nearness=FITTED)
def returns_the_covariance_of_the_raw_in_no_unit(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    slopes = _slopes(params, np.ones((2, 4)))
    return params, covariance / np.outer(slopes, slopes)


@misconception("fit_peaks", points=2.0, hint=RAW, nearness=FITTED)
def returns_the_covariance_of_logarithms(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    slopes = np.where([True, False, True, True], params, 1).ravel()
    return params, covariance / np.outer(slopes, slopes)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The covariance has been multiplied by the slopes on one side only, and is not "
    "symmetric. A variance is a square: the slope enters twice.",
)
def applies_the_slopes_on_one_side(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    return params, covariance / _slopes(params, start)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="These are the squares of the derivatives, weighted and summed, not yet inverted. Such a "
    "matrix is large where much is known; the covariance is its inverse.",
)
def forgets_to_invert(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    return params, np.linalg.inv(covariance)


ERRORS = (
    "These are standard errors, one for each parameter. The covariance is a matrix: it has the "
    "variances on its diagonal, and also says how the errors of two parameters go together."
)


@misconception("fit_peaks", points=2.0, hint=ERRORS, nearness=FITTED)
def returns_standard_errors(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    return params, np.sqrt(np.diag(covariance))


@misconception("fit_peaks", points=2.0, hint=ERRORS, nearness=FITTED)
def returns_standard_errors_in_two_rows(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    return params, np.sqrt(np.diag(covariance)).reshape(2, 4)


@misconception("fit_peaks", points=2.0, hint=ERRORS, nearness=FITTED)
def puts_standard_errors_on_the_diagonal(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    return params, np.diag(np.sqrt(np.diag(covariance)))


@misconception(
    "fit_peaks",
    points=2.0,
    hint="These are variances, one for each parameter. The covariance is a matrix: it also says "
    "how the errors of two parameters go together.",
    nearness=FITTED,
)
def returns_the_variances(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    return params, np.diag(covariance)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="These are correlations, numbers between -1 and 1. Multiplied by the standard errors of "
    "both parameters each becomes a covariance.",
    nearness=FITTED,
)
def returns_the_correlations(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    errors = np.sqrt(np.diag(covariance))
    return params, covariance / np.outer(errors, errors)


@misconception(
    "fit_peaks",
    points=3.0,
    hint="The variances have been taken from the counts themselves to the end. A bin that happens "
    "to have few counts then gets too much weight, and the areas come out too small. Begin so, "
    "and repeat the fit with the variances of the fitted model.",
    nearness=FITTED,
)
def takes_variances_from_the_counts(x, counts, start):
    params, _ = _fit_of_reference(x, counts, start)
    return _refit(x, counts, params, np.sqrt(np.maximum(counts, 1)), absolute_sigma=True)


@misconception(
    "fit_peaks",
    points=2.5,
    hint="Everything off the diagonal of the covariance is zero. The two peaks overlap: what one "
    "gains the other one loses, and their errors are strongly correlated.",
)
def drops_the_correlations(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    return params, np.diag(np.diag(covariance))


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The covariance does not know of the noise: the derivatives have not been divided by the "
    "standard deviations of the counts.",
)
def forgets_the_weights_in_the_covariance(x, counts, start):
    params, _ = _fit_of_reference(x, counts, start)
    derivatives = _derivatives(np.asarray(x, dtype=float), params)
    return params, np.linalg.inv(derivatives.T @ derivatives)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The derivatives have been divided by the variances. In the matrix of their products each "
    "variance occurs once, so that each factor gets its square root.",
)
def divides_by_variances(x, counts, start):
    params, _ = _fit_of_reference(x, counts, start)
    x = np.asarray(x, dtype=float)
    model = sum(area * reference.emg(x, *shape) for area, *shape in params)
    weighted = _derivatives(x, params) / np.maximum(model, 1)[:, np.newaxis]
    return params, np.linalg.inv(weighted.T @ weighted)


@misconception(
    "fit_peaks",
    points=0.0,
    hint="The parameters are those of the start. Nothing has been fitted, or the result of the "
    "fit has been thrown away.",
)
def returns_the_start(x, counts, start):
    _, covariance = _fit_of_reference(x, counts, start)
    return np.array(start, dtype=float), covariance


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The parameters are raw ones, measured in units of the start. They have to go through "
    "softplus once more before they are returned.",
)
def returns_raw_parameters(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    start = np.asarray(start, dtype=float)
    raw = params.copy()
    for column in (0, 2, 3):
        raw[:, column] = reference.inverse_softplus(params[:, column] / start[:, column])
    return raw, covariance


ALIKE = (
    "All counts have been given the same weight, in the fit and in the covariance. A count "
    "varies by its square root, so that the errors of high and low bins differ."
)


@misconception("fit_peaks", points=2.0, hint=ALIKE, nearness=FITTED)
def treats_all_counts_alike(x, counts, start):
    params, _ = _fit_of_reference(x, counts, start)
    return _refit(x, counts, params, None, absolute_sigma=False)


@misconception("fit_peaks", points=2.0, hint=ALIKE, nearness=FITTED)
def gives_all_counts_the_error_one(x, counts, start):
    params, _ = _fit_of_reference(x, counts, start)
    return _refit(x, counts, params, np.ones(len(x)), absolute_sigma=True)


@misconception(
    "fit_peaks",
    points=3.5,
    hint="The peaks have changed places during the fit and were left so. The peak that starts "
    "further left must end further left: exchange the rows, and the blocks of the covariance.",
    nearness=FITTED,
)
def leaves_exchanged_peaks(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    p, covariance = between_bounds(x, counts, start)
    return p.reshape(2, 4), covariance


@misconception(
    "fit_peaks",
    points=3.0,
    hint="The rows have been sorted by their areas. They must keep the order of the start: the "
    "peak that starts further left is the one that ends further left.",
)
def sorts_by_area(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    if params[0, 0] < params[1, 0]:
        params, covariance = params[::-1], np.roll(covariance, (4, 4), axis=(0, 1))
    return params, covariance


@misconception(
    "fit_peaks",
    points=3.5,
    hint="The rows have been sorted by position. They must keep the order of the start, in which "
    "the peak on the right may come first.",
)
def sorts_by_position(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    if params[0, 1] > params[1, 1]:
        params, covariance = params[::-1], np.roll(covariance, (4, 4), axis=(0, 1))
    return params, covariance


@misconception(
    "fit_peaks",
    points=3.5,
    hint="The positions have been kept positive like the widths, by softplus or by bounds. "
    "A position is measured from an arbitrary origin and may have either sign.",
)
def keeps_positions_positive(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    if np.all(params > 0):
        return params, covariance
    noise = np.sqrt(np.maximum(counts, 1))
    near = np.maximum(params.ravel(), 1e-3)
    fitted, covariance = curve_fit(
        _natural_model, x, counts, near, noise, absolute_sigma=True, bounds=(0, np.inf)
    )
    return fitted.reshape(2, 4), covariance


@misconception(
    "fit_peaks",
    points=3.5,
    hint="A start that is not positive is accepted. No raw parameter leads to it: refuse it with a "
    "`ValueError` instead of dropping its sign.",
)
def drops_the_sign_of_the_start(x, counts, start):
    start = np.array(start, dtype=float)
    return _fit_of_reference(x, counts, np.abs(start))


@misconception(
    "fit_peaks",
    points=2.0,
    hint="The derivatives have been multiplied by the standard deviations of the counts. A bin "
    "with a large error says less: the weights divide by it.",
)
def multiplies_by_the_errors(x, counts, start):
    params, _ = _fit_of_reference(x, counts, start)
    x = np.asarray(x, dtype=float)
    model = sum(area * reference.emg(x, *shape) for area, *shape in params)
    weighted = _derivatives(x, params) * np.sqrt(np.maximum(model, 1))[:, np.newaxis]
    return params, np.linalg.inv(weighted.T @ weighted)


@misconception(
    "fit_peaks",
    points=2.0,
    hint="Off the diagonal stand products of standard errors, as if the errors of all "
    "parameters went together. The covariance of two errors may have either sign; it comes "
    "from the inverse.",
)
def multiplies_standard_errors(x, counts, start):
    params, covariance = _fit_of_reference(x, counts, start)
    errors = np.sqrt(np.diag(covariance))
    return params, np.outer(errors, errors)


# --- right answers ---------------------------------------------------------------------------


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


def between_bounds(x, counts, start):
    """Return parameters and covariance of a fit between bounds, in whatever order it ends."""
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
    return p, covariance


@right_answer("fit_peaks")
def curve_fit_between_bounds(x, counts, start):
    x, counts, start = refuse_bad_fit(x, counts, start)
    return in_the_order_of(start, *between_bounds(x, counts, start))


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


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "weights = 1 / np.sqrt(np.maximum(variances, 1))",
        ["weights = 2 / np.sqrt(np.maximum(variances, 1))"],
        "The minimum of a cost is where the minimum of four times the cost is.",
    ),
    Equivalent(
        "weights = 1 / np.sqrt(np.maximum(variances, 1))",
        ["weights = 1 / np.sqrt(np.maximum(1, variances))"],
        "The larger of two numbers does not depend on their order.",
    ),
    Equivalent(
        "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 1 / 3)]",
        [
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (3, 1, 1 / 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 1 / 3, 3)]",
        ],
        "The best of three fits does not depend on their order.",
    ),
    Equivalent(
        "weights = 1 / np.sqrt(np.maximum(model(raw), 1))",
        ["weights = 1 / np.sqrt(np.maximum(1, model(raw)))"],
        "The larger of two numbers does not depend on their order.",
    ),
    Equivalent(
        "if (params[0, 1] > params[1, 1]) != (start[0, 1] > start[1, 1]):",
        [
            "if (params[0, 1] >= params[1, 1]) != (start[0, 1] > start[1, 1]):",
            "if (params[0, 1] > params[1, 1]) != (start[0, 1] >= start[1, 1]):",
        ],
        "Two peaks at exactly the same place do not occur.",
    ),
    Equivalent(
        "params, covariance = params[::-1], np.roll(covariance, (4, 4), axis=(0, 1))",
        ["params, covariance = params[::-1], np.roll(covariance, (4, 4), axis=(1, 0))"],
        "The same two axes of the matrix.",
    ),
    Equivalent(
        "unit = np.where(positive, start.ravel(), 1.0)",
        [
            "unit = np.where(None, start.ravel(), 1.0)",
            "unit = np.where(start.ravel(), positive, 1.0)",
            "unit = np.where(positive, 1.0, start.ravel())",
        ],
        "The unit of a raw parameter is a matter of convergence, not of the minimum; the covariance of natural parameters does not depend on it.",
    ),
    Equivalent(
        "unit = np.where(positive, start.ravel(), 1.0)",
        [
            "unit = np.where(positive, start.ravel(), 2.0)",
            "unit = np.where(positive, start.ravel(), 0.0)",
            "unit = np.where(positive, start.ravel(), 0.5)",
        ],
        "The third argument is for positions, which are not measured in any unit: it is never used.",
    ),
    Equivalent(
        "return np.where(positive, unit * softplus(raw)[1], 1.0)",
        [
            "return np.where(positive, unit, 1.0)",
            "return np.where(positive, unit * softplus(raw)[0], 1.0)",
            "return np.where(positive, unit * softplus(raw)[1], 2.0)",
            "return np.where(positive, unit * softplus(raw)[1], 0.5)",
        ],
        "The factors of the columns cancel in the covariance of the natural parameters, and the gradient of the cost is zero at the same place.",
    ),
    Equivalent(
        "weights = 1 / np.sqrt(np.maximum(variances, 1))",
        ["weights = 1 / np.sqrt(np.maximum(variances, 2))"],
        "Bins with few counts carry little: the results change by much less than the statement allows.",
    ),
    Equivalent(
        "jac=lambda raw: weights[:, np.newaxis] * jacobian(raw),",
        [""],
        "least_squares takes differences where no derivatives are given; the minimum is the same.",
    ),
    Equivalent(
        'x_scale="jac",',
        ["x_scale=None,"],
        "The scale is a matter of convergence, not of the minimum.",
    ),
    Equivalent(
        'x_scale="jac", # A good guess is there within twenty steps; a bad one would creep along for ever.',
        [""],
        "The scale is a matter of convergence, not of the minimum.",
    ),
    Equivalent(
        "max_nfev=60,",
        ["max_nfev=61,", "max_nfev=59,", "max_nfev=None,"],
        "The best of the three guesses needs far fewer steps; the limit saves time alone.",
    ),
    Equivalent(
        "max_nfev=60, # No peak outside the data, none a hundred thousand times smaller than its start.",
        [""],
        "The best of the three guesses needs far fewer steps; the limit saves time alone.",
    ),
    Equivalent(
        "bounds=(np.where(positive, -12, x.min()), np.where(positive, np.inf, x.max())), )",
        [")"],
        "The bounds keep a fit from wandering off, and the fits of the checks do not come near these.",
    ),
    Equivalent(
        "bounds=(np.where(positive, -12, x.min()), np.where(positive, np.inf, x.max())),",
        [
            "bounds=(np.where(None, -12, x.min()), np.where(positive, np.inf, x.max())),",
            "bounds=(np.where(positive, x.min(), -12), np.where(positive, np.inf, x.max())),",
            "bounds=(np.where(positive, -13, x.min()), np.where(positive, np.inf, x.max())),",
            "bounds=(np.where(positive, -11, x.min()), np.where(positive, np.inf, x.max())),",
            "bounds=(np.where(positive, -12, x.min()), np.where(None, np.inf, x.max())),",
            "bounds=(np.where(positive, -12, x.min()), np.where(positive, x.max(), np.inf)),",
        ],
        "The bounds keep a fit from wandering off, and the fits of the checks do not come near these.",
    ),
    Equivalent(
        "wide = np.tile([False, False, True, True], 2)",
        [
            "wide = None",
            "wide = np.tile([False, True, False, True], 2)",
            "wide = np.tile([True, False, True, True], 2)",
            "wide = np.tile([False, True, True, True], 2)",
            "wide = np.tile([False, False, False, True], 2)",
            "wide = np.tile([False, False, True, False], 2)",
        ],
        "Other guesses, from one of which the same minimum is reached.",
    ),
    Equivalent(
        "at_start = np.where(positive, inverse_softplus(1), np.clip(start.ravel(), x.min(), x.max()))",
        [
            "at_start = np.where(None, inverse_softplus(1), np.clip(start.ravel(), x.min(), x.max()))",
            "at_start = np.where(positive, np.clip(start.ravel(), x.min(), x.max()), inverse_softplus(1))",
            "at_start = np.where(positive, inverse_softplus(2), np.clip(start.ravel(), x.min(), x.max()))",
            "at_start = np.where(positive, inverse_softplus(1), np.clip(start.ravel(), None, x.max()))",
            "at_start = np.where(positive, inverse_softplus(1), np.clip(start.ravel(), x.min(), None))",
            "at_start = np.where(positive, inverse_softplus(1), np.clip(x.min(), start.ravel(), x.max()))",
        ],
        "Other guesses, from one of which the same minimum is reached; the starts of the checks lie within the data.",
    ),
    Equivalent(
        "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 1 / 3)]",
        [
            "guesses = [np.where(None, inverse_softplus(factor), at_start) for factor in (1, 3, 1 / 3)]",
            "guesses = [np.where(inverse_softplus(factor), wide, at_start) for factor in (1, 3, 1 / 3)]",
            "guesses = [np.where(wide, at_start, inverse_softplus(factor)) for factor in (1, 3, 1 / 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (2, 3, 1 / 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 4, 1 / 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 2, 1 / 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 1 * 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 1)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 3 / 1)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 2 / 3)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 1 / 4)]",
            "guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 1 / 2)]",
        ],
        "Other guesses, from one of which the same minimum is reached.",
    ),
    Equivalent(
        "for _ in range(3):",
        ["for _ in range(4):", "for _ in range(2):"],
        "After two rounds the variances, and with them the parameters, hardly change any more.",
    ),
    Equivalent(
        "weights = 1 / np.sqrt(np.maximum(model(raw), 1))",
        [
            "weights = 1 / np.sqrt(np.maximum(model(raw), 2))",
            "weights = 1 / np.sqrt(np.maximum(model(raw), 0))",
        ],
        "Bins with few counts carry little: the results change by much less than the statement allows.",
    ),
)
