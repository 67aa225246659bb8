"""Exercise param_std: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math

import numpy as np
import scipy.linalg
import sympy

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import SEVEN, hessian_of, rotated
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("param_std", title="A diagonal matrix, and the Hessian for rates 1 and 2", weight=2)
def test_param_std_values(student: Answer) -> None:
    # A diagonal matrix comes last: its eigenvalues are right ones, in one order or the other.
    student.agrees(hessian_of([1.0, 2.0]), rtol=1e-8)
    student.equals([0.5, 0.2], [[4, 0], [0, 25]], rtol=1e-8)


@check("param_std", title="Correlated parameters", hidden=True)
def test_param_std_correlated(student: Answer, rng: np.random.Generator) -> None:
    for angle in rng.uniform(0.3, 1.2, 3):
        student.agrees(rotated(9.0, 0.25, angle), rtol=1e-8)
    student.equals(np.sqrt([0.375, 0.5]), np.array([[4, 2], [2, 3]]), rtol=1e-8)


@check("param_std", title="Seven rates", hidden=True)
def test_param_std_seven(student: Answer) -> None:
    student.agrees(hessian_of(SEVEN), rtol=1e-6)


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "param_std",
    points=2.5,
    hint="These are the variances, the diagonal of the inverse of H. "
    "Standard deviations are their roots.",
)
def returns_variances(H):
    return np.diag(np.linalg.inv(H))


@misconception(
    "param_std",
    points=2.0,
    hint="The diagonal has been inverted, where the diagonal of the inverse is asked for. One "
    "over the root of a diagonal entry is the error bar when all other parameters are known.",
)
def inverts_the_diagonal(H):
    return 1 / np.sqrt(np.diag(H))


ALONG_EIGENVECTORS = (
    "These are the standard deviations along the eigenvectors, not those of the parameters. "
    "Each parameter is a mixture of all eigendirections."
)


@misconception("param_std", points=1.5, hint=ALONG_EIGENVECTORS)
def takes_eigendirections_for_parameters(H):
    return 1 / np.sqrt(np.linalg.eigvalsh(H))


@misconception("param_std", points=1.5, hint=ALONG_EIGENVECTORS)
def takes_eigendirections_from_the_stiff_end(H):
    return 1 / np.sqrt(np.linalg.eigvalsh(H)[::-1])


@misconception(
    "param_std",
    points=1.0,
    hint="These are variances, and along the eigenvectors: one over each eigenvalue. Each "
    "parameter is a mixture of all eigendirections, and a standard deviation is a root.",
)
def takes_variances_of_eigendirections(H):
    return 1 / np.linalg.eigvalsh(H)


@misconception(
    "param_std",
    points=1.0,
    hint="The diagonal has been inverted, where the diagonal of the inverse is asked for, and the "
    "root is missing. One over a diagonal entry is the variance when all others are known.",
)
def inverts_the_diagonal_and_forgets_the_root(H):
    return 1 / np.diag(H)


@misconception(
    "param_std",
    points=1.0,
    hint="These are the roots of the diagonal of H itself. A steep cost means a well-known "
    "parameter: the covariance matrix is the inverse of H.",
)
def forgets_to_invert(H):
    return np.sqrt(np.diag(H))


@misconception(
    "param_std",
    points=2.0,
    hint="The root of the whole matrix has been taken before its diagonal. The variances are on "
    "the diagonal of the inverse, and the root is taken of each of them.",
)
def takes_the_root_of_the_matrix(H):
    eigenvalues, vectors = np.linalg.eigh(H)
    return np.diag(vectors / np.sqrt(eigenvalues) @ vectors.T)


@misconception(
    "param_std",
    points=3.0,
    hint="It is too large by the root of 2. The factor ½ in front of H is the ½ of the Gaussian, "
    "exp(-Δ²/(2s²)), and does not belong to the inverse of the covariance.",
)
def counts_the_one_half_twice(H):
    return np.sqrt(2) * reference.param_std(H)


@misconception(
    "param_std",
    points=2.0,
    hint="These are the diagonal entries of a triangular factor of the covariance. Each leaves "
    "out the correlations with some of the parameters: the variance is the squared length of "
    "a whole row or column of that factor.",
)
def takes_the_diagonal_of_a_factor(H):
    return np.diag(np.linalg.inv(np.linalg.cholesky(H)))


WHOLE_MATRIX = (
    "This is the whole covariance matrix, or its root entry by entry. "
    "The variances are on its diagonal."
)


@misconception("param_std", points=2.0, hint=WHOLE_MATRIX)
def returns_the_covariance(H):
    return np.linalg.inv(H)


@misconception("param_std", points=2.0, hint=WHOLE_MATRIX)
def returns_the_root_of_all_entries(H):
    return np.sqrt(np.abs(np.linalg.inv(H)))


@misconception(
    "param_std",
    points=3.0,
    hint="The rows of the table of eigenvectors have been taken for eigenvectors. `eigh` returns "
    "them as columns; only with two parameters does it make no difference.",
)
def takes_rows_for_eigenvectors(H):
    eigenvalues, vectors = np.linalg.eigh(H)
    return np.sqrt((vectors.T**2 / eigenvalues).sum(axis=1))


@misconception(
    "param_std",
    points=3.0,
    hint="The smallest eigenvalues have been dropped, as `pinv` does with a generous cutoff. "
    "They are what makes the error bars large: without them, what is not known looks certain.",
)
def drops_the_sloppy_directions(H):
    return np.sqrt(np.diag(np.linalg.pinv(np.asarray(H, dtype=float), rcond=1e-6)))


@misconception(
    "param_std",
    points=1.0,
    hint="Whole rows of the inverse of H have been added up. The variance of a parameter is the "
    "entry on the diagonal alone; the others say how it goes together with the rest.",
)
def adds_up_rows_of_the_covariance(H):
    return np.sqrt(np.abs(np.linalg.inv(H)).sum(axis=1))


@misconception(
    "param_std",
    points=3.0,
    hint="It is too small by the root of 2: a factor 2 has been put in front of H. The ½ in the "
    "exponent is the ½ of the Gaussian already.",
)
def doubles_the_hessian(H):
    return reference.param_std(H) / np.sqrt(2)


@misconception(
    "param_std",
    points=1.0,
    hint="These are lengths of whole rows of the inverse of H. The variance of a parameter is "
    "the entry on the diagonal alone, and the standard deviation its root.",
)
def takes_lengths_of_rows(H):
    return np.linalg.norm(np.linalg.inv(H), axis=1)


# --- right answers ---------------------------------------------------------------------------


@right_answer("param_std")
def roots_of_the_inverse_diagonal(H):
    return np.sqrt(np.linalg.inv(H).diagonal())


@right_answer("param_std")
def sum_over_eigenvectors(H):
    values, V = np.linalg.eigh(np.asarray(H, dtype=float))
    result = []
    for row in V:
        result.append(sum(row**2 / values) ** 0.5)
    return result


@right_answer("param_std")
def one_linear_system_for_each_parameter(H):
    factor = scipy.linalg.cho_factor(H)
    unit = np.eye(len(H))
    return [math.sqrt(e @ scipy.linalg.cho_solve(factor, e)) for e in unit]


@right_answer("param_std")
def elimination_without_numpy(H):
    n = len(H)
    rows = [[float(x) for x in row] + [float(i == k) for k in range(n)] for i, row in enumerate(H)]
    for p in range(n):
        rows[p] = [x / rows[p][p] for x in rows[p]]
        for q in range(n):
            if q != p:
                rows[q] = [x - rows[q][p] * y for x, y in zip(rows[q], rows[p], strict=True)]
    return tuple(rows[k][n + k] ** 0.5 for k in range(n))


@right_answer("param_std")
def cofactors(H):
    H = np.asarray(H, dtype=float)
    det = np.linalg.det(H)
    keep = [[k for k in range(len(H)) if k != left_out] for left_out in range(len(H))]
    return np.sqrt([np.linalg.det(H[np.ix_(rest, rest)]) / det for rest in keep])


@right_answer("param_std")
def inverse_of_exact_fractions(H):
    exact = sympy.Matrix(len(H), len(H), lambda i, j: sympy.Rational(float(H[i][j])))
    covariance = exact.inv()
    return np.array([math.sqrt(covariance[k, k]) for k in range(len(H))], dtype=np.longdouble)


@right_answer("param_std")
def curvature_left_when_the_others_follow(H):
    print("Schur complements")
    H = np.array(H, dtype=float)
    result = np.empty(len(H))
    for k in range(len(H)):
        others = np.arange(len(H)) != k
        follow = np.linalg.solve(H[others][:, others], H[others, k])
        result[k] = (H[k, k] - H[k, others] @ follow) ** -0.5
    return result


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "H = np.asarray(H, dtype=float)",
        ["H = np.asarray(H, dtype=None)", "H = np.asarray(H, )"],
        "The square root and the division that follow make floats of whole numbers themselves.",
    ),
)
