"""Exercise measurement_ratio: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import numpy as np
import sympy
from scipy.sparse.linalg import eigsh

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import (
    SEVEN,
    hessian_of,
    rotated,
    rotated_until_diagonal,
)
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("measurement_ratio", title="A diagonal matrix, and the Hessian for rates 1 and 2")
def test_measurement_ratio_values(student: Answer) -> None:
    # A diagonal matrix comes last: with it too many mistakes give related numbers.
    student.equals(31.9831344427029765, hessian_of([1.0, 2.0]), rtol=1e-6)
    student.equals(9.0, [[9, 0], [0, 1]], rtol=1e-6)


@check("measurement_ratio", title="Seven rates, eigenvalues in any order", hidden=True, weight=0.5)
def test_measurement_ratio_seven(student: Answer) -> None:
    student.equals(882592997.255993252, hessian_of(SEVEN), rtol=1e-6)
    student.equals(40.0, np.diag([0.5, 20.0, 1.0]), rtol=1e-6)
    student.equals(3.0, np.array([[2, -1], [-1, 2]]), rtol=1e-6)


@check("measurement_ratio", title="Rotated ellipses", hidden=True, weight=0.5)
def test_measurement_ratio_rotated(student: Answer, rng: np.random.Generator) -> None:
    for angle in rng.uniform(0.2, 3.0, 3):
        student.equals(30.0, rotated(15.0, 0.5, angle), rtol=1e-6)


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "measurement_ratio",
    points=1.5,
    hint="It is the right ratio for eigenvalues that are sorted from the largest down, and "
    "these are not: `eigvals` returns them in no particular order.",
)
def takes_first_and_last_of_eigvals(H):
    eigenvalues = np.linalg.eigvals(H)
    return eigenvalues[0] / eigenvalues[-1]


@misconception(
    "measurement_ratio",
    points=1.0,
    hint="It is the root of the ratio of the eigenvalues, which is the ratio of the standard "
    "deviations. They fall like 1/√n, so the number of experiments goes with their square.",
)
def compares_standard_deviations(H):
    return reference.axis_ratio(H)


@misconception(
    "measurement_ratio",
    points=1.0,
    hint="It is the ratio upside down. The variance is one over the eigenvalue: "
    "the sloppy direction is the badly known one and needs more experiments.",
)
def needs_more_for_the_stiff_direction(H):
    return 1 / reference.measurement_ratio(H)


@misconception(
    "measurement_ratio",
    points=0.5,
    hint="It is the square of the ratio of the eigenvalues. They are variances already, upside "
    "down, and not standard deviations that would still have to be squared.",
)
def squares_the_ratio(H):
    return reference.measurement_ratio(H) ** 2


@misconception(
    "measurement_ratio",
    points=0.5,
    hint="It compares diagonal entries of the matrix, which belong to single parameters. "
    "Stiff and sloppy directions are its eigenvectors.",
)
def compares_parameters_instead_of_directions(H):
    diagonal = np.diag(H)
    return diagonal.max() / diagonal.min()


ROUNDED = (
    "The ratio has been rounded to a whole number. Experiments are counted, but how many "
    "times more are needed need not be whole."
)


@misconception("measurement_ratio", points=1.5, hint=ROUNDED)
def rounds_to_whole_experiments(H):
    return np.round(reference.measurement_ratio(H))


@misconception("measurement_ratio", points=1.0, hint=ROUNDED)
def rounds_up_to_whole_experiments(H):
    return np.ceil(reference.measurement_ratio(H))


@misconception(
    "measurement_ratio",
    points=1.5,
    hint="It compares the two smallest eigenvalues, which are the only two of a 2 × 2 matrix. "
    "With more parameters the stiffest direction has the largest eigenvalue of all.",
)
def compares_the_two_smallest(H):
    eigenvalues = np.linalg.eigvalsh(H)
    return eigenvalues[1] / eigenvalues[0]


@misconception(
    "measurement_ratio",
    points=0.5,
    hint="It is the fourth root of the ratio of the eigenvalues. Standard deviations fall like "
    "1/√n: the number of experiments goes with their square, not with their root.",
)
def takes_the_root_of_the_ratio_of_deviations(H):
    return np.sqrt(reference.axis_ratio(H))


# --- right answers ---------------------------------------------------------------------------


@right_answer("measurement_ratio")
def condition_number(H):
    return np.linalg.cond(H)


@right_answer("measurement_ratio")
def variances_of_both_directions(H):
    variances = np.linalg.eigvals(np.linalg.inv(H))
    return max(variances) / min(variances)


@right_answer("measurement_ratio")
def rotations_without_numpy(H):
    values = rotated_until_diagonal(H)
    return values[-1] / values[0]


@right_answer("measurement_ratio")
def square_of_the_axis_ratio(H):
    return np.array(reference.axis_ratio(H)) ** 2


@right_answer("measurement_ratio")
def lanczos(H):
    H = np.array(H, dtype=float)
    start = np.ones(len(H)) + 0.1 * np.arange(len(H))
    (stiff,) = eigsh(H, k=1, which="LA", return_eigenvectors=False, v0=start)
    (loose,) = eigsh(np.linalg.inv(H), k=1, which="LA", return_eigenvectors=False, v0=start)
    return np.longdouble(stiff) * loose


@right_answer("measurement_ratio")
def roots_of_the_exact_characteristic_polynomial(H):
    x = sympy.Symbol("x")
    exact = sympy.Matrix([[sympy.Rational(float(entry)) for entry in row] for row in H])
    values = sorted(sympy.re(r) for r in exact.charpoly(x).nroots(n=30, maxsteps=200))
    ratio = float(values[-1] / values[0])
    return round(ratio) if abs(ratio - round(ratio)) < 1e-9 else ratio


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
