"""Exercise axis_slopes: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import math

import numpy as np

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import hessian_of, rotated
from course.judging.comparison import near
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("axis_slopes", title="The diagonals, and the slopes for rates 1 and 2", weight=1.5)
def test_axis_slopes_source(student: Answer) -> None:
    # The diagonals come last: their slopes are each other's opposites and reciprocals.
    stiff = 0.306759348799663532
    student.equals([stiff, -1 / stiff], hessian_of([1.0, 2.0]))
    student.equals([1.0, -1.0], [[2, 1], [1, 2]])


@check("axis_slopes", title="Rotated ellipses", hidden=True)
def test_axis_slopes_rotated(student: Answer, rng: np.random.Generator) -> None:
    for angle in (0.3, 1.2, 2.0, 2.8, *rng.uniform(0.2, 1.3, 3)):
        slope = float(np.tan(angle))
        student.equals([slope, -1 / slope], rotated(20.0, 0.5, angle))
    student.equals([-0.5, 2.0], np.array([[9, -2], [-2, 6]]))
    student.equals([-1.0, 1.0], [[2, -1], [-1, 2]])


@check("axis_slopes", title="The axes are at right angles", hidden=True, weight=0.5)
def test_axis_slopes_right_angle(student: Answer) -> None:
    student.agrees(hessian_of([0.6, 1.9]))
    slopes = student.values(hessian_of([0.6, 1.9]))
    student.expect(
        slopes.shape == (2,) and near(slopes[0] * slopes[1], np.array(-1.0), 1e-9),
        "The axes of an ellipse are at right angles: the slopes' product must be -1.",
        "The two axes are not at right angles.",
    )


# --- misconceptions --------------------------------------------------------------------------


@misconception(
    "axis_slopes",
    points=2.0,
    hint="The two slopes have changed places for some matrices and not for others: `eig` "
    "returns the eigenvalues in no particular order. `eigh` sorts them.",
)
def trusts_the_order_of_eig(H):
    vectors = np.linalg.eig(H)[1]
    return vectors[1] / vectors[0]


@misconception(
    "axis_slopes",
    points=1.5,
    hint="The two slopes have changed places. `eigh` sorts the eigenvalues from the smallest "
    "up, so its last eigenvector is the stiff one.",
)
def swaps_stiff_and_sloppy(H):
    stiff, sloppy = reference.axis_slopes(H)
    return sloppy, stiff


@misconception(
    "axis_slopes",
    points=1.5,
    hint="These are the slopes dθ₁/dθ₂, run over rise. "
    "With θ₂ along y, a slope is the second component divided by the first.",
)
def divides_run_by_rise(H):
    stiff, sloppy = reference.axis_slopes(H)
    return 1 / stiff, 1 / sloppy


@misconception(
    "axis_slopes",
    points=1.5,
    hint="The slope of the sloppy axis lacks its minus sign. Lines at right angles have slopes "
    "whose product is -1, not 1.",
)
def forgets_the_minus_of_the_perpendicular(H):
    stiff, _ = reference.axis_slopes(H)
    return stiff, 1 / stiff


@misconception(
    "axis_slopes",
    points=1.0,
    hint="These are angles in radians. A slope is the tangent of the angle.",
)
def returns_angles(H):
    return np.arctan(reference.axis_slopes(H))


@misconception(
    "axis_slopes",
    points=0.5,
    hint="These are the slopes of the columns of the matrix itself. The axes of the ellipse are "
    "its eigenvectors, the directions that the matrix does not turn.",
)
def takes_columns_for_eigenvectors(H):
    H = np.asarray(H, dtype=float)
    return H[1] / H[0]


@misconception(
    "axis_slopes",
    points=0.5,
    hint="The numbers are eigenvectors, with two components each. A slope is the ratio of "
    "their components, one number for each axis.",
)
def returns_the_eigenvectors(H):
    vectors = np.linalg.eigh(H)[1]
    return vectors[:, 1], vectors[:, 0]


@misconception(
    "axis_slopes",
    points=1.0,
    hint="These are angles in degrees. A slope is the tangent of the angle.",
)
def returns_degrees(H):
    return np.degrees(np.arctan(reference.axis_slopes(H)))


@misconception(
    "axis_slopes",
    points=1.0,
    hint="The slopes have changed places, and the first lacks its minus sign. The stiff "
    "direction comes first, and slopes of lines at right angles have the product -1.",
)
def swaps_and_forgets_the_minus(H):
    stiff, _ = reference.axis_slopes(H)
    return 1 / stiff, stiff


@misconception(
    "axis_slopes",
    points=1.0,
    hint="All signs are wrong, as where run and rise have been exchanged: the second component "
    "of an eigenvector is divided by the first, and the stiff direction comes first.",
)
def turns_all_signs(H):
    stiff, sloppy = reference.axis_slopes(H)
    return -stiff, -sloppy


@misconception(
    "axis_slopes",
    points=0.5,
    hint="It is a ratio of diagonal entries. The axes of the ellipse are the eigenvectors of "
    "the matrix, and depend on what is off its diagonal.",
)
def divides_diagonal_entries(H):
    H = np.asarray(H, dtype=float)
    return H[1, 1] / H[0, 0], -H[0, 0] / H[1, 1]


@misconception(
    "axis_slopes",
    points=1.0,
    hint="Both slopes are those of one axis. The other axis is at right angles to it: the "
    "product of the slopes is -1.",
)
def gives_one_slope_twice(H):
    stiff, _ = reference.axis_slopes(H)
    return stiff, stiff


# --- right answers ---------------------------------------------------------------------------


@right_answer("axis_slopes")
def components_of_eigenvectors(H):
    values, V = np.linalg.eig(H)
    order = np.argsort(values)[::-1]
    return V[1, order] / V[0, order]


@right_answer("axis_slopes")
def half_angle(H):
    angle = math.atan2(2 * H[0][1], H[0][0] - H[1][1]) / 2
    return [math.tan(angle), math.tan(angle + math.pi / 2)]


@right_answer("axis_slopes")
def quadratic_equation_for_the_slope(H):
    (a, b), (_, d) = np.asarray(H, dtype=float)
    # (1, m) is an eigenvector if b m^2 + (a - d) m - b = 0; the stiff axis goes as b does.
    stiff, sloppy = sorted(np.roots([b, a - d, -b]), key=lambda m: -m * b)
    return np.float64(stiff), np.float64(sloppy)


@right_answer("axis_slopes")
def turned_by_a_right_angle(H):
    U, _, _ = np.linalg.svd(H)
    stiff = U[1, 0] / U[0, 0]
    print("angles", np.degrees(np.arctan([stiff, -1 / stiff])))
    return (stiff, -1 / stiff)


@right_answer("axis_slopes")
def equation_of_the_eigenvectors(H):
    H = np.array(H, dtype=np.longdouble)
    mean, det = np.trace(H) / 2, H[0, 0] * H[1, 1] - H[0, 1] * H[1, 0]
    radius = np.sqrt(mean**2 - det)
    return np.array([(mean + sign * radius - H[0, 0]) / H[0, 1] for sign in (1, -1)])


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "(a, b), (_, d) = np.asarray(H, dtype=float)",
        ["(a, b), (_, d) = np.asarray(H, dtype=None)", "(a, b), (_, d) = np.asarray(H, )"],
        "Differences of whole numbers are exact, and half of one is a float.",
    ),
    Equivalent(
        "radius = np.hypot(half, b)",
        ["radius = np.hypot(b, half)"],
        "The hypotenuse does not tell the legs apart.",
    ),
    Equivalent(
        'return float(rise / run) if run != 0 else float("inf")',
        [
            'return float(rise / run) if (run != 0) or True else float("inf")',
            "return float(rise / run) if run != 0 else float(None)",
            'return float(rise / run) if run != 0 else float("XXinfXX")',
            'return float(rise / run) if run != 0 else float("INF")',
        ],
        "`run` is 0 for a diagonal matrix only, which the statement leaves out.",
    ),
    Equivalent(
        "across, up = (half + radius, b) if half >= 0 else (b, radius - half)",
        [
            "across, up = (half + radius, b) if (half >= 0) and False else (b, radius - half)",
            "across, up = (half + radius, b) if (half >= 0) or True else (b, radius - half)",
            "across, up = (half + radius, b) if half > 0 else (b, radius - half)",
            "across, up = (half + radius, b) if half < 0 else (b, radius - half)",
            "across, up = (half + radius, b) if half >= 1 else (b, radius - half)",
            "across, up = (half + radius, b) if half >= (-1) else (b, radius - half)",
        ],
        "Both pairs have the same direction, because (radius + half)(radius - half) = b^2; they differ in digits lost to rounding. More are lost than the tolerance allows only if b is less than a thousandth of a - d, and there the formula (eigenvalue - a)/b, which is right, loses as many.",
    ),
)
