"""Exercise eigenvalue_ratios: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import warnings
from itertools import pairwise

import mpmath
import numpy as np
import scipy.linalg

from autograder.checks import Answer, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import SEVEN, rotated_until_diagonal
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("eigenvalue_ratios", title="Two and three rates", weight=1.5)
def test_eigenvalue_ratios_small(student: Answer) -> None:
    # Three come first: with two there is one ratio, and no order.
    student.agrees([1.0, 2.0, 3.0], rtol=1e-6)
    student.equals([31.9831344427029765], [1.0, 2.0], rtol=1e-6)


@check("eigenvalue_ratios", title="Seven rates", hidden=True, weight=0.5)
def test_eigenvalue_ratios_seven(student: Answer) -> None:
    student.agrees(SEVEN, rtol=1e-6)
    student.agrees((1, 2, 3, 4, 5, 6, 7), rtol=1e-6)


@check("eigenvalue_ratios", title="Rates drawn at random, in any order", hidden=True)
def test_eigenvalue_ratios_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (2, 3, 4):
        rates = np.cumsum(rng.uniform(0.7, 1.5, count))
        student.agrees(list(rng.permutation(rates)), rtol=1e-6)


# --- misconceptions --------------------------------------------------------------------------


def _falling(thetas):
    return np.linalg.eigvalsh(reference.hessian(thetas))[::-1]


@misconception(
    "eigenvalue_ratios",
    points=2.0,
    hint="The ratios are in reverse order, as `eigvalsh` sorts from the smallest eigenvalue up. "
    "The first ratio belongs to the stiff end.",
)
def starts_at_the_sloppy_end(thetas):
    return reference.eigenvalue_ratios(thetas)[::-1]


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="These are the ratios upside down, the smaller eigenvalue over the larger. "
    "Each should be greater than 1.",
)
def divides_the_smaller_by_the_larger(thetas):
    return 1 / reference.eigenvalue_ratios(thetas)


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="Each eigenvalue has been compared with the largest one. "
    "Successive ratios compare each with its neighbour.",
)
def compares_all_with_the_largest(thetas):
    falling = _falling(thetas)
    return falling[0] / falling[1:]


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="Each eigenvalue has been divided by the smallest one. "
    "Successive ratios divide each by the next.",
)
def divides_all_by_the_last(thetas):
    falling = _falling(thetas)
    return falling[:-1] / falling[-1]


@misconception(
    "eigenvalue_ratios",
    points=1.5,
    hint="These are the square roots of the ratios, which compare the lengths of axes. "
    "Here the eigenvalues themselves are compared.",
)
def takes_ratios_of_lengths(thetas):
    return np.sqrt(reference.eigenvalue_ratios(thetas))


@misconception(
    "eigenvalue_ratios",
    points=2.0,
    hint="The eigenvalues are not in falling order: `eigvals` returns them in no particular "
    "order, which happens to be right for some rates.",
)
def leaves_the_eigenvalues_unsorted(thetas):
    eigenvalues = np.linalg.eigvals(reference.hessian(thetas))
    return eigenvalues[:-1] / eigenvalues[1:]


@misconception(
    "eigenvalue_ratios",
    points=0.5,
    hint="It compares the diagonal entries of the Hessian. They would be its eigenvalues only "
    "if the rates did not interact, and the correlations are what makes a model sloppy.",
)
def takes_the_diagonal_for_eigenvalues(thetas):
    diagonal = np.sort(np.diag(reference.hessian(thetas)))[::-1]
    return diagonal[:-1] / diagonal[1:]


@misconception(
    "eigenvalue_ratios",
    points=2.0,
    hint="The Hessian is the sum over the grid `TIMES`, not the integral over all times. The "
    "end of the grid changes an eigenvalue little, but more than the tolerance allows.",
)
def sums_the_hessian_over_times(thetas):
    jacobian = reference.jacobian(thetas, reference.TIMES)
    falling = np.linalg.eigvalsh(0.01 * jacobian.T @ jacobian)[::-1]
    return falling[:-1] / falling[1:]


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="It is the largest eigenvalue over the smallest, one number for all. "
    "Asked for is the ratio of each eigenvalue to the next.",
)
def returns_the_total_range(thetas):
    falling = _falling(thetas)
    return falling[0] / falling[-1]


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="These are the ratios upside down, and from the sloppy end: `eigvalsh` sorts from the "
    "smallest eigenvalue up. Each ratio should be greater than 1, the first at the stiff "
    "end.",
)
def upside_down_from_the_sloppy_end(thetas):
    return 1 / reference.eigenvalue_ratios(thetas)[::-1]


@misconception(
    "eigenvalue_ratios",
    points=0.0,
    hint="These are ratios of the rates themselves. Asked for are those of the eigenvalues of "
    "the Hessian, which spread over many more decades than the rates.",
)
def divides_the_rates(thetas):
    rates = np.sort(np.asarray(thetas, dtype=float))
    return rates[1:] / rates[:-1]


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="Each eigenvalue has been divided by the largest one, which gives numbers below 1. "
    "Successive ratios divide each by the next.",
)
def divides_all_by_the_largest(thetas):
    falling = _falling(thetas)
    return falling[1:] / falling[0]


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="Each eigenvalue has been divided by the smallest one, which is the sloppy end. "
    "Successive ratios compare each with its neighbour, from the stiff end down.",
)
def compares_all_with_the_smallest(thetas):
    falling = _falling(thetas)[::-1]
    return falling[1:] / falling[0]


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="These are square roots of the ratios, which compare lengths, and from the sloppy end. "
    "Here the eigenvalues themselves are compared, from the stiff end down.",
)
def takes_roots_from_the_sloppy_end(thetas):
    return np.sqrt(reference.eigenvalue_ratios(thetas))[::-1]


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="These are logarithms of the ratios, or differences of logarithms. Asked for are the "
    "ratios themselves.",
)
def takes_logarithms_of_the_ratios(thetas):
    return np.log(reference.eigenvalue_ratios(thetas))


@misconception(
    "eigenvalue_ratios",
    points=1.0,
    hint="These are decimal logarithms of the ratios. Asked for are the ratios themselves.",
)
def takes_decimal_logarithms_of_the_ratios(thetas):
    return np.log10(reference.eigenvalue_ratios(thetas))


# --- right answers ---------------------------------------------------------------------------


@right_answer("eigenvalue_ratios")
def neighbours_in_a_list(thetas):
    values = sorted(np.linalg.eigvals(reference.hessian(thetas)), reverse=True)
    return [large / small for large, small in pairwise(values)]


@right_answer("eigenvalue_ratios")
def singular_values_divided(thetas):
    _, s, _ = np.linalg.svd(np.array(reference.hessian(list(thetas))))
    return np.exp(-np.diff(np.log(s)))


@right_answer("eigenvalue_ratios")
def jacobi_rotations_in_a_loop(thetas):
    n = len(thetas)
    H = [[2 / n**2 / (a + b) ** 3 for b in thetas] for a in thetas]
    values = rotated_until_diagonal(H)
    ratios = ()
    for k in range(n - 1, 0, -1):
        ratios += (values[k] / values[k - 1],)
    return ratios


@right_answer("eigenvalue_ratios")
def forty_digits(thetas):
    with mpmath.workdps(40):
        rates = [mpmath.mpf(float(theta)) for theta in thetas]
        H = mpmath.matrix([[1 / (a + b) ** 3 for b in rates] for a in rates])
        values = sorted(mpmath.eigsy(H, eigvals_only=True))[::-1]
        return np.array([float(x / y) for x, y in pairwise(values)])


@right_answer("eigenvalue_ratios")
def squared_singular_values_of_the_jacobian(thetas):
    # J^T J = H to all digits on these nodes, and the small eigenvalues keep theirs.
    nodes, weights = np.polynomial.legendre.leggauss(300)
    s = (nodes + 1) / 2
    t = 50 * s**3 / min(thetas)
    weights = 75 * s**2 * weights / min(thetas)
    J = reference.jacobian(thetas, t) * np.sqrt(weights)[:, np.newaxis]
    values = scipy.linalg.svdvals(J) ** 2
    return np.asfortranarray(values[:-1] / values[1:])


@right_answer("eigenvalue_ratios")
def view_backwards(thetas):
    values = scipy.linalg.eigh(reference.hessian(np.array(thetas)), eigvals_only=True)
    warnings.warn("the smallest eigenvalue has few digits", stacklevel=2)
    return (values[1:] / values[:-1])[::-1]
