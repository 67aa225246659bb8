"""Exercise mixture_hessian: its checks, and the proof that they judge rightly."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

import numpy as np

from autograder.checks import Answer, check, misconception, right_answer
from solutions import emg_peaks as reference

# --- checks ----------------------------------------------------------------------------------


@check("mixture_hessian", title="One component, and two with three parameters")
def test_mixture_hessian_values(student: Answer) -> None:
    student.equals([[127.0]], [2], [[3]], [[[5]]], [7], [[11]], [[[13]]])
    student.agrees(*_derivatives(np.random.default_rng(5), 2, 3))


@check("mixture_hessian", title="Other numbers of components", hidden=True, weight=0.5)
def test_mixture_hessian_random(student: Answer, rng: np.random.Generator) -> None:
    for n, k in ((3, 2), (4, 4), (1, 3), (5, 1)):
        student.agrees(*_derivatives(rng, n, k))


@check("mixture_hessian", title="Products of powers; wrong shapes", hidden=True, weight=0.5)
def test_mixture_hessian_laws(student: Answer) -> None:
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


def _derivatives(rng: np.random.Generator, n: int, k: int) -> tuple[np.ndarray, ...]:
    """Return made-up w, dw, d2w, T, dT, d2T with symmetric second derivatives."""
    parts = []
    for _ in range(2):
        second = rng.normal(size=(n, k, k)).round(3)
        parts += [rng.normal(size=n).round(3), rng.normal(size=(n, k)).round(3)]
        parts += [second + second.transpose(0, 2, 1)]
    return tuple(parts)


# --- misconceptions --------------------------------------------------------------------------


def _terms(w, dw, d2w, T, dT, d2T):
    """Return the four terms as arrays; shapes that do not fit are refused as they should be."""
    reference.mixture_hessian(w, dw, d2w, T, dT, d2T)
    w, dw, d2w, T, dT, d2T = (np.asarray(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T))
    mixed = np.einsum("ik,il->kl", dw, dT)
    return np.einsum("i,ikl->kl", w, d2T), np.einsum("i,ikl->kl", T, d2w), mixed, mixed.T


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="The mixed terms are missing. The second derivative of a product has four terms, and in "
    "two of them both factors are differentiated once.",
)
def forgets_the_mixed_terms(w, dw, d2w, T, dT, d2T):
    first, second, _, _ = _terms(w, dw, d2w, T, dT, d2T)
    return first + second


ONE_MIXED_TERM = (
    "Only one of the two mixed terms is there, or their mean. "
    "Both are needed; with one alone the result is not even symmetric."
)


@misconception("mixture_hessian", points=1.0, hint=ONE_MIXED_TERM)
def keeps_one_mixed_term(w, dw, d2w, T, dT, d2T):
    first, second, mixed, _ = _terms(w, dw, d2w, T, dT, d2T)
    return first + second + mixed


@misconception(
    "mixture_hessian",
    points=1.0,
    hint="One mixed term has been taken twice. The other one is its transpose, which is the same "
    "only for a single parameter.",
)
def doubles_one_mixed_term(w, dw, d2w, T, dT, d2T):
    first, second, mixed, _ = _terms(w, dw, d2w, T, dT, d2T)
    return first + second + 2 * mixed


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="In the mixed terms the sum runs over the parameters and leaves a table of components by "
    "components. It must run over the components and leave one of parameters by parameters.",
)
def sums_over_the_parameters(w, dw, d2w, T, dT, d2T):
    first, second, _, _ = _terms(w, dw, d2w, T, dT, d2T)
    mixed = np.asarray(dw, dtype=float) @ np.asarray(dT, dtype=float).T
    return first + second + mixed + mixed.T


@misconception(
    "mixture_hessian",
    points=1.0,
    hint="The weights have been multiplied by their own second derivatives, and the components by "
    "theirs. In a product, a factor that is differentiated twice leaves the other one as it is.",
)
def pairs_each_factor_with_its_own_curvature(w, dw, d2w, T, dT, d2T):
    return reference.mixture_hessian(w, dw, d2T, T, dT, d2w)


@misconception(
    "mixture_hessian",
    points=0.0,
    hint="These are the first derivatives, one number for each parameter. "
    "The Hessian has a row and a column for each.",
)
def returns_the_gradient_of_the_mixture(w, dw, d2w, T, dT, d2T):
    w, dw, T, dT = (np.asarray(part, dtype=float) for part in (w, dw, T, dT))
    return w @ dT + T @ dw


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="The sum over the components is missing: the result is a stack of matrices, one for each "
    "component.",
)
def leaves_the_stack_unsummed(w, dw, d2w, T, dT, d2T):
    parts = (np.asarray(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T))
    pieces = zip(*parts, strict=True)
    return [reference.mixture_hessian(*([part] for part in piece)) for piece in pieces]


@misconception(
    "mixture_hessian",
    points=1.5,
    hint="Arrays whose shapes do not fit are accepted: an array with a single row is stretched to "
    "as many rows as are needed. Each shape must be compared with the one that it should be.",
)
def stretches_a_single_row(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = (np.asarray(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T))
    mixed = np.einsum("ik,il->kl", dw, dT)
    return np.einsum("i,ikl->kl", w, d2T) + np.einsum("i,ikl->kl", T, d2w) + mixed + mixed.T


@misconception(
    "mixture_hessian",
    points=1.5,
    hint="Arrays of different lengths are accepted: a loop over the components stops at the end "
    "of the shortest, or goes no further than the weights. Their shapes must be compared.",
)
def stops_at_the_shortest_array(w, dw, d2w, T, dT, d2T):
    parts = [[np.asarray(one, dtype=float) for one in part] for part in (w, dw, d2w, T, dT, d2T)]
    total = 0
    for a, da, d2a, b, db, d2b in zip(*parts, strict=False):
        total = total + a * d2b + b * d2a + np.outer(da, db) + np.outer(db, da)
    return total


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="Only the curvatures of the components are there, as if the weights were constants. "
    "The weights depend on the parameters too, and bring three more terms.",
)
def holds_the_weights_constant(w, dw, d2w, T, dT, d2T):
    return _terms(w, dw, d2w, T, dT, d2T)[0]


@misconception(
    "mixture_hessian",
    points=1.0,
    hint="The mixed terms have been subtracted. All four terms of the product rule are added.",
)
def subtracts_the_mixed_terms(w, dw, d2w, T, dT, d2T):
    first, second, mixed, other = _terms(w, dw, d2w, T, dT, d2T)
    return first + second - mixed - other


@misconception(
    "mixture_hessian",
    points=0.5,
    hint="Only the mixed terms are there. In the other two of the four terms one factor is "
    "differentiated twice and the other one left as it is.",
)
def keeps_the_mixed_terms_only(w, dw, d2w, T, dT, d2T):
    _, _, mixed, other = _terms(w, dw, d2w, T, dT, d2T)
    return mixed + other


@misconception("mixture_hessian", points=1.0, hint=ONE_MIXED_TERM)
def keeps_the_other_mixed_term(w, dw, d2w, T, dT, d2T):
    first, second, _, other = _terms(w, dw, d2w, T, dT, d2T)
    return first + second + other


@misconception("mixture_hessian", points=1.0, hint=ONE_MIXED_TERM)
def averages_the_mixed_terms(w, dw, d2w, T, dT, d2T):
    first, second, mixed, other = _terms(w, dw, d2w, T, dT, d2T)
    return first + second + (mixed + other) / 2


@misconception(
    "mixture_hessian",
    points=1.0,
    hint="One mixed term has been taken twice. The other one is its transpose, which is the "
    "same only for a single parameter.",
)
def doubles_the_other_mixed_term(w, dw, d2w, T, dT, d2T):
    first, second, _, other = _terms(w, dw, d2w, T, dT, d2T)
    return first + second + 2 * other


# --- right answers ---------------------------------------------------------------------------


def fitting(w, dw, d2w, T, dT, d2T):
    """Return the six as arrays; raise ValueError if a shape does not fit."""
    names = ("w", "dw", "d2w", "T", "dT", "d2T")
    arrays = [np.array(part, dtype=float) for part in (w, dw, d2w, T, dT, d2T)]
    shape = (arrays[0].size, arrays[2].shape[-1], arrays[2].shape[-1])
    for name, one, ndim in zip(names, arrays, (1, 2, 3, 1, 2, 3), strict=True):
        if one.shape != shape[:ndim]:
            raise ValueError(f"{name} has the shape {one.shape} instead of {shape[:ndim]}")
    return arrays


@right_answer("mixture_hessian")
def einsum_four_times(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = fitting(w, dw, d2w, T, dT, d2T)
    H = np.einsum("i,ikl->kl", w, d2T) + np.einsum("i,ikl->kl", T, d2w)
    return H + np.einsum("ik,il->kl", dw, dT) + np.einsum("il,ik->kl", dw, dT)


@right_answer("mixture_hessian")
def sums_of_outer_products(w, dw, d2w, T, dT, d2T):
    parts = fitting(w, dw, d2w, T, dT, d2T)
    total = 0
    for a, da, d2a, b, db, d2b in zip(*parts, strict=True):
        total = total + a * d2b + b * d2a + np.outer(da, db) + np.outer(db, da)
    return np.asfortranarray(total)


@right_answer("mixture_hessian")
def four_loops_over_lists(w, dw, d2w, T, dT, d2T):
    n, k = len(w), len(d2w[0])
    for name, part in (("T", T), ("dw", dw), ("d2w", d2w), ("dT", dT), ("d2T", d2T)):
        if len(part) != n or (name != "T" and any(len(row) != k for row in part)):
            raise ValueError(f"{name}: shape {np.shape(part)}")
    H = [[0] * k for _ in range(k)]
    for a in range(k):
        for b in range(k):
            for i in range(n):
                H[a][b] += w[i] * d2T[i][a][b] + T[i] * d2w[i][a][b]
                H[a][b] += dw[i][a] * dT[i][b] + dw[i][b] * dT[i][a]
    return H


@right_answer("mixture_hessian")
def one_product_of_stacked_matrices(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = fitting(w, dw, d2w, T, dT, d2T)
    k = dw.shape[1]
    values, curved = np.hstack([w, T]), np.concatenate([d2T, d2w]).reshape(-1, k * k)
    mixed = np.vstack([dw, dT]).T @ np.vstack([dT, dw])
    return ((values @ curved).reshape(k, k) + mixed).tolist()


@right_answer("mixture_hessian")
def squares_by_polarisation(w, dw, d2w, T, dT, d2T):
    # 4 w T = (w + T)² - (w - T)², and a square has the Hessian 2 (f H + g gᵀ).
    w, dw, d2w, T, dT, d2T = fitting(w, dw, d2w, T, dT, d2T)

    def square(f, g, H):
        return 2 * (np.tensordot(f, H, axes=1) + g.T @ g)

    return (square(w + T, dw + dT, d2w + d2T) - square(w - T, dw - dT, d2w - d2T)) / 4


@right_answer("mixture_hessian")
def taylor_polynomials_along_lines(w, dw, d2w, T, dT, d2T):
    parts = fitting(w, dw, d2w, T, dT, d2T)
    k = parts[1].shape[1]

    def along(value, slopes, curves, line):
        return [value, slopes @ line, line @ curves @ line / 2]

    def curvature(line):
        return sum(
            2 * np.convolve(along(*six[:3], line), along(*six[3:], line))[2]
            for six in zip(*parts, strict=True)
        )

    def entry(a, b):
        e = np.eye(k)
        return (curvature(e[a] + e[b]) - curvature(e[a] - e[b])) / 4

    return np.array([[entry(a, b) for b in range(k)] for a in range(k)])


@right_answer("mixture_hessian")
def exact_fractions(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = (
        np.vectorize(Fraction, otypes=[object])(part) for part in fitting(w, dw, d2w, T, dT, d2T)
    )
    H = reduce(np.add, w[:, None, None] * d2T + T[:, None, None] * d2w)
    return (H + dw.T.dot(dT) + dT.T.dot(dw)).astype(np.float32)
