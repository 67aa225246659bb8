"""Exercise raw_hessian: its checks, and the proof that they judge rightly."""

from __future__ import annotations

from types import ModuleType

import mpmath
import numpy as np
import sympy as sp
from scipy.special import expit

from autograder.checks import Answer, check, misconception, right_answer
from autograder.lessons.emg_peaks.shared import softplus_of_a_number
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("raw_hessian", title="Two parameters", weight=0.75)
def test_raw_hessian_values(student: Answer) -> None:
    student.equals([[0.5, 0.5], [0.5, 1.0]], [2, 4], [[0, 2], [2, 0]], [0, 0])
    student.equals([[0.0, 0.5], [0.5, 0.0]], [-4.0, 2.0], [[4.0, 2.0], [2.0, -2.0]], [0.0, 0.0])


@check("raw_hessian", title="A single parameter", weight=0.25)
def test_raw_hessian_single(student: Answer) -> None:
    student.equals([[3.0]], [4], [[8]], [0])
    student.equals([[-0.75]], [-4.0], [[1.0]], [0.0])


@check("raw_hessian", title="Drawn at random; wrong shapes", hidden=True)
def test_raw_hessian_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (2, 3, 5):
        H = rng.normal(size=(count, count))
        student.agrees(rng.normal(size=count), H + H.T, rng.uniform(-10, 10, count))
    student.refuses([1.0, 2.0], [[1.0]], [0.0, 0.0])
    student.refuses([1.0], [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0])


@check("raw_hessian", title="No gradient; large raw parameters", hidden=True, weight=0.5)
def test_raw_hessian_special(student: Answer) -> None:
    student.equals([[2.0, 0.5], [0.5, 1.0]], [0, 0], [[8, 2], [2, 4]], [0, 0])
    student.equals(
        [[0.0, 0.0, 0.0], [0.0, 5.0, 1.0], [0.0, 1.0, 2.0]],
        *([3.0, 4.0, 2.0], [[2.0, 1.0, 7.0], [1.0, 5.0, 2.0], [7.0, 2.0, 6.0]], [-800, 800, 0]),
    )


@check("raw_hessian", title="Close to a difference quotient", hidden=True, weight=0.5)
def test_raw_hessian_quotient(student: Answer, reference: ModuleType) -> None:
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


# --- misconceptions --------------------------------------------------------------------------


def _raw_parts(g, H, raw):
    """Return g, H and two derivatives of softplus; shapes that do not fit are refused."""
    reference.raw_hessian(g, H, raw)
    g, H, raw = (np.asarray(part, dtype=float) for part in (g, H, raw))
    _, first, second = reference.softplus(raw)
    return g, H, first, second


@misconception(
    "raw_hessian",
    points=1.5,
    hint="It is DHD alone. The slopes themselves depend on the raw parameters, and differentiating "
    "them gives a second term, on the diagonal.",
)
def forgets_the_curved_ruler(g, H, raw):
    _, H, first, _ = _raw_parts(g, H, raw)
    return np.outer(first, first) * H


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term has been added to all entries of a column. It belongs on the diagonal "
    "only, since each natural parameter depends on its own raw one.",
)
def adds_the_second_term_everywhere(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + g * second


@misconception(
    "raw_hessian",
    points=1.5,
    hint="The Hessian has been multiplied by the slopes on one side only. Both derivatives go "
    "through the change of variables: rows and columns each get their factor.",
)
def multiplies_on_one_side_only(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return H * first + np.diag(g * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="Each column has been multiplied by the square of one slope. An entry off the diagonal "
    "gets the slopes of both its parameters.",
)
def squares_one_slope(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return H * first**2 + np.diag(g * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term contains the gradient in raw parameters, and so one slope too many. It "
    "needs the natural one.",
)
def takes_the_raw_gradient(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + np.diag(g * first * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term contains the slopes, the first derivatives of softplus. It arises when "
    "the slopes are differentiated, and needs the second ones.",
)
def multiplies_the_gradient_by_the_slopes(g, H, raw):
    g, H, first, _ = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + np.diag(g * first)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term has the wrong sign: softplus is convex, its second derivative positive.",
)
def subtracts_the_second_term(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    return np.outer(first, first) * H - np.diag(g * second)


@misconception(
    "raw_hessian",
    points=2.0,
    hint="The second term contains the square of the slope. The derivative of the logistic "
    "function is s times 1 - s, which is the same at zero only.",
)
def squares_the_logistic(g, H, raw):
    g, H, first, _ = _raw_parts(g, H, raw)
    return np.outer(first, first) * H + np.diag(g * first**2)


@misconception(
    "raw_hessian",
    points=2.5,
    hint="For large raw parameters the result is not a number: two infinite exponentials have "
    "been divided in the logistic function.",
)
def overflows_in_the_slopes(g, H, raw):
    g, H, _, _ = _raw_parts(g, H, raw)
    raw = np.asarray(raw, dtype=float)
    with np.errstate(all="ignore"):
        s = np.exp(raw) / (1 + np.exp(raw))
    return np.outer(s, s) * H + np.diag(g * s * (1 - s))


@misconception(
    "raw_hessian",
    points=2.0,
    hint="A Hessian whose shape does not fit is accepted: a single entry is stretched to a whole "
    "matrix. Its shape must be compared with the number of parameters.",
)
def stretches_a_single_entry(g, H, raw):
    g, H, raw = (np.asarray(part, dtype=float) for part in (g, H, raw))
    _, first, second = reference.softplus(raw)
    return np.outer(first, first) * H + np.diag(g * second)


@misconception(
    "raw_hessian",
    points=1.0,
    hint="The Hessian in natural parameters has been left unchanged, with the second term "
    "added. Its rows and columns each get a slope: DHD.",
)
def leaves_the_hessian_unchanged(g, H, raw):
    g, H, _, second = _raw_parts(g, H, raw)
    return H + np.diag(g * second)


@misconception(
    "raw_hessian",
    points=1.0,
    hint="The Hessian has been divided by the slopes. A raw parameter acts through the natural "
    "one, so that the slopes multiply.",
)
def divides_by_the_slopes(g, H, raw):
    g, H, first, second = _raw_parts(g, H, raw)
    with np.errstate(all="ignore"):
        return H / np.outer(first, first) + np.diag(g * second)


@misconception(
    "raw_hessian",
    points=0.5,
    hint="Only the second term is there, the diagonal with the gradient. The Hessian in natural "
    "parameters belongs to it, with a slope for each row and column.",
)
def keeps_the_second_term_alone(g, H, raw):
    g, _, _, second = _raw_parts(g, H, raw)
    return np.diag(g * second)


# --- right answers ---------------------------------------------------------------------------


def require_square(g, H, raw):
    """Raise ValueError unless there are n numbers, n x n, and n."""
    n = len(raw)
    if np.shape(g) != (n,):
        raise ValueError(f"g must hold {n} numbers: {g}")
    if np.shape(H) != (n, n):
        raise ValueError(f"H must be {n} x {n}: {H}")


@right_answer("raw_hessian")
def two_loops_and_the_diagonal(g, H, raw):
    require_square(g, H, raw)
    n = len(raw)
    s = [float(reference.softplus(q)[1]) for q in raw]
    out = np.zeros((n, n))
    for a in range(n):
        for b in range(n):
            out[a, b] = H[a][b] * s[a] * s[b]
            if a == b:
                out[a, b] += g[a] * s[a] * (1 - s[a])
    return out


@right_answer("raw_hessian")
def diagonal_matrices(g, H, raw):
    require_square(g, H, raw)
    D = np.diag(expit(np.asarray(raw, dtype=float)))
    return D @ np.asarray(H) @ D + np.diag(g) @ D @ (np.eye(len(D)) - D)


@right_answer("raw_hessian")
def gradient_on_the_diagonal_first(g, H, raw):
    require_square(g, H, raw)
    s = expit(np.array(raw, dtype=float))
    out = np.array(H, dtype=float) * np.outer(s, s)
    out[np.diag_indices(len(s))] += reference.raw_gradient(g, raw) * expit(-np.array(raw, float))
    return np.asfortranarray(out)


@right_answer("raw_hessian")
def lists_without_numpy(g, H, raw):
    if len(g) != len(raw):
        raise ValueError("g is " + str(g))
    if len(H) != len(raw) or any(len(row) != len(raw) for row in H):
        raise ValueError("H is " + str(H))
    rows = [softplus_of_a_number(q) for q in raw]
    return [
        [
            h * one[1] * other[1] + (slope * one[2] if one is other else 0.0)
            for h, other in zip(line, rows, strict=True)
        ]
        for line, slope, one in zip(H, g, rows, strict=True)
    ]


@right_answer("raw_hessian")
def complex_steps_of_the_gradient(g, H, raw):
    require_square(g, H, raw)
    g, H, raw = (np.asarray(part, dtype=float) for part in (g, H, raw))
    slope = reference.softplus(raw)[1]
    columns = []
    for step in np.eye(raw.size) * 1e-30j:
        moved = np.clip(raw, -700, 700) + step
        gradient = g + H @ (slope * step)
        columns.append((gradient / (1 + np.exp(-moved))).imag / 1e-30)
    return np.column_stack(columns)


@right_answer("raw_hessian")
def softplus_differentiated_by_sympy(g, H, raw):
    require_square(g, H, raw)
    q = sp.Symbol("q", real=True)
    f = sp.log(1 + sp.exp(q))
    derivatives = sp.lambdify(q, [sp.diff(f, q), sp.diff(f, q, 2)], "mpmath")
    with mpmath.workdps(40):
        table = [[float(d) for d in derivatives(mpmath.mpf(float(value)))] for value in raw]
    slopes, curves = np.transpose(table)
    return np.multiply(np.outer(slopes, slopes), H) + np.diagflat(np.multiply(g, curves))


@right_answer("raw_hessian")
def einsum_in_long_double(g, H, raw):
    require_square(g, H, raw)
    _, s, curve = np.asarray(reference.softplus(raw), dtype=np.longdouble)
    scaled = np.einsum("a,ab,b->ab", s, np.asarray(H, dtype=np.longdouble), s)
    return scaled + np.eye(len(s)) * (g * curve)
