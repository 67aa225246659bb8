"""Exercise axis_ratio: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import scipy.linalg

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import (
    SEVEN,
    hessian_of,
    rotated,
    rotated_until_diagonal,
)

# --- checks ----------------------------------------------------------------------------------


@check("axis_ratio", title="A diagonal matrix, and the Hessian for rates 1 and 2", weight=1.5)
def test_axis_ratio_values(student: Answer) -> None:
    # A diagonal matrix comes last: with it too many mistakes give related numbers.
    student.equals(5.65536333427861879, hessian_of([1.0, 2.0]))
    student.equals(3.0, [[9, 0], [0, 1]])


@check("axis_ratio", title="Eigenvalues in any order, more parameters", hidden=True)
def test_axis_ratio_order(student: Answer) -> None:
    student.equals(2.0, np.array([[1, 0], [0, 4]]))
    student.equals(5.0, np.diag([4.0, 100.0, 25.0]))
    student.equals(np.sqrt(882592997.255993252), hessian_of(SEVEN), rtol=1e-6)


@check("axis_ratio", title="Rotated ellipses", hidden=True, weight=0.5)
def test_axis_ratio_rotated(student: Answer, rng: np.random.Generator) -> None:
    for angle in rng.uniform(0.2, 3.0, 4):
        stiff, sloppy = rng.uniform(5.0, 50.0), rng.uniform(0.1, 2.0)
        student.equals(float(np.sqrt(stiff / sloppy)), rotated(stiff, sloppy, angle))


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "axis_ratio",
    points=2.0,
    hint="It is the right ratio for eigenvalues that are sorted from the largest down, and "
    "these are not: `eigvals` returns them in no particular order.",
)
def trusts_the_order_of_eigvals(H):
    eigenvalues = np.linalg.eigvals(H)
    return np.sqrt(eigenvalues[0] / eigenvalues[-1])


@misconception(
    "axis_ratio",
    points=2.0,
    hint="It compares the two smallest eigenvalues, which are the only two of a 2 × 2 matrix. "
    "With more parameters the shortest axis belongs to the largest eigenvalue of all.",
)
def expects_two_parameters(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return np.sqrt(eigenvalues[1] / eigenvalues[0])


@misconception(
    "axis_ratio",
    points=1.5,
    hint="It is the ratio of the eigenvalues, without the square root. "
    "At given cost, ½λΔ² = c, a length Δ goes like one over the root of λ.",
)
def forgets_the_square_root(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return eigenvalues[-1] / eigenvalues[0]


@misconception(
    "axis_ratio",
    points=1.5,
    hint="It is the ratio of the shortest axis to the longest. "
    "The long axis is the sloppy one: it belongs to the smallest eigenvalue.",
)
def takes_the_stiff_axis_for_the_long_one(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return np.sqrt(eigenvalues[0] / eigenvalues[-1])


@misconception(
    "axis_ratio",
    points=0.5,
    hint="It compares diagonal entries of the matrix, which are curvatures along the axes of "
    "the plot. The ellipse has axes of its own, and the eigenvalues belong to those.",
)
def reads_curvatures_off_the_diagonal(H):
    diagonal = np.diag(H)
    return np.sqrt(diagonal.max() / diagonal.min())


@misconception(
    "axis_ratio",
    points=1.5,
    hint="These are the lengths of the axes, one for each eigenvalue. "
    "Asked for is one number, the longest divided by the shortest.",
)
def returns_the_lengths_of_the_axes(H):
    return 1 / np.sqrt(np.linalg.eigvalsh(H))


@misconception(
    "axis_ratio",
    points=0.5,
    hint="It is the square of the ratio of the eigenvalues. A length goes like one over the "
    "root of an eigenvalue: take the root of the ratio instead.",
)
def squares_the_ratio(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return (eigenvalues[-1] / eigenvalues[0]) ** 2


@misconception(
    "axis_ratio",
    points=0.5,
    hint="It is the difference of the two lengths. Asked for is the longest divided by the "
    "shortest, a pure number that does not depend on the unit.",
)
def subtracts_the_lengths(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return 1 / np.sqrt(eigenvalues[0]) - 1 / np.sqrt(eigenvalues[-1])


@misconception(
    "axis_ratio",
    points=0.5,
    hint="It compares diagonal entries of the matrix, without a root. The ellipse has axes of "
    "its own, the eigenvectors, and their lengths go like one over the root of an "
    "eigenvalue.",
)
def compares_diagonal_entries(H):
    diagonal = np.diag(H)
    return diagonal.max() / diagonal.min()


@misconception(
    "axis_ratio",
    points=1.0,
    hint="It is the smallest eigenvalue over the largest, upside down and without the root. The "
    "long axis belongs to the smallest eigenvalue, and a length goes like one over its "
    "root.",
)
def divides_the_smallest_by_the_largest(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return eigenvalues[0] / eigenvalues[-1]


# --- right answers ---------------------------------------------------------------------------


@right_answer("axis_ratio")
def root_of_the_condition_number(H):
    return np.sqrt(np.linalg.cond(H))


@right_answer("axis_ratio")
def longest_over_shortest_half_axis(H):
    eigenvalues, _ = np.linalg.eig(np.array(H))
    lengths = sorted(1 / math.sqrt(value) for value in eigenvalues)
    return lengths[-1] / lengths[0]


@right_answer("axis_ratio")
def singular_values_of_the_cholesky_factor(H):
    stretch = scipy.linalg.svdvals(scipy.linalg.cholesky(H))
    print("singular values", stretch)
    return np.array(stretch.max() / stretch.min())


@right_answer("axis_ratio")
def jacobi_rotations_without_numpy(H):
    smallest, *_, largest = rotated_until_diagonal(H)
    return (largest / smallest) ** 0.5


@right_answer("axis_ratio")
def spectral_norms(H):
    H = np.asarray(H, dtype=float)
    return np.longdouble(np.linalg.norm(H, 2) * np.linalg.norm(np.linalg.inv(H), 2)) ** 0.5


@right_answer("axis_ratio")
def mpmath_eigenvalues(H):
    with mpmath.workdps(30):
        values = mpmath.eigsy(mpmath.matrix([[float(x) for x in row] for row in H]))[0]
        return float(mpmath.sqrt(max(values) / min(values)))


@right_answer("axis_ratio")
def power_iteration_by_squaring(H):
    def largest(A):
        B = A / np.trace(A)
        for _ in range(60):
            B = B @ B
            B /= np.trace(B)
        return np.trace(B @ A)

    H = np.asarray(H, dtype=float)
    return math.sqrt(largest(H) * largest(np.linalg.inv(H)))


@right_answer("axis_ratio")
def axis_ratio_in_single_precision(H):
    values = np.linalg.eigvalsh(H)
    return np.float32(np.sqrt(values[-1] / values[0]))


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "curvatures = np.linalg.eigvalsh(np.asarray(H, dtype=float))",
        [
            "curvatures = np.linalg.eigvalsh(np.asarray(H, dtype=None))",
            "curvatures = np.linalg.eigvalsh(np.asarray(H, ))",
        ],
        "eigvalsh makes floats of whole numbers itself.",
    ),
)
