"""Exercise hessian: its checks, and the proof that they judge rightly."""

from __future__ import annotations

import warnings
from fractions import Fraction

import numpy as np
import sympy
from scipy.integrate import quad, quad_vec
from scipy.special import gamma

from autograder.checks import Answer, Equivalent, check, misconception, right_answer
from autograder.lessons.sloppy_exponentials.shared import SEVEN
from course.judging.comparison import near
from solutions import sloppy_exponentials as reference

# --- checks ----------------------------------------------------------------------------------


@check("hessian", title="Three rates, and two that can be done by hand", weight=2)
def test_hessian_two(student: Answer) -> None:
    # Three come first: with two, a lost factor 2 and a lost factor 1/N give related numbers.
    student.agrees([1.0, 2.0, 4.0])
    student.agrees([1.0, 2.0])
    student.agrees([0.5, 0.5])


@check("hessian", title="Whole-number rates and other numbers of rates", hidden=True)
def test_hessian_sizes(student: Answer) -> None:
    student.agrees([1, 2, 4])
    student.agrees([1, 2])
    student.agrees([2.0])
    student.agrees(SEVEN)
    student.agrees(np.array([0.5, 1.25, 3.0], dtype=np.float32), rtol=1e-5)


@check("hessian", title="Rates drawn at random", hidden=True, weight=0.5)
def test_hessian_random(student: Answer, rng: np.random.Generator) -> None:
    for count in (2, 3, 5):
        student.agrees(rng.uniform(0.2, 6.0, count))


@check("hessian", title="Symmetry and scaling with the unit of time", hidden=True, weight=0.5)
def test_hessian_laws(student: Answer) -> None:
    student.agrees([0.7, 1.1, 2.3])
    one, other = student.values([0.7, 1.1, 2.3]), student.values([1.4, 2.2, 4.6])
    student.expect(
        one.shape == (3, 3) and near(one, one.T, 1e-12),
        "A Hessian is symmetric; this one is not.",
        "A Hessian is symmetric; this one is not.",
    )
    student.expect(
        near(one, 8 * other, 1e-9),
        "Twice the rates must give an eighth of the Hessian.",
        "The result does not scale with the rates as a Hessian must.",
    )


# --- misconceptions --------------------------------------------------------------------------


def _sums(thetas):
    """Return N and the table of all sums of two rates."""
    thetas = np.asarray(thetas, dtype=float)
    return thetas.size, np.add.outer(thetas, thetas)


@misconception(
    "hessian",
    points=2.5,
    hint="It equals the result without the factor 2, which comes from the integral of "
    "t² exp(-kt), the same 2 as in 2/k³.",
)
def forgets_factor_two(thetas):
    count, sums = _sums(thetas)
    return 1 / count**2 / sums**3


@misconception(
    "hessian",
    points=2.5,
    hint="It equals the result with 1/N in place of 1/N². The product of two derivatives has "
    "two factors 1/N.",
)
def divides_by_n_once(thetas):
    count, sums = _sums(thetas)
    return 2 / count / sums**3


@misconception(
    "hessian",
    points=2.0,
    hint="It equals the result without any factor 1/N. Each of the two derivatives of the "
    "average brings one.",
)
def leaves_out_the_average(thetas):
    _, sums = _sums(thetas)
    return 2 / sums**3


@misconception(
    "hessian",
    points=2.0,
    hint="It has the square of θα + θβ where the cube belongs. Each power of t in the integral "
    "raises the power of 1/k by one: ∫ exp(-kt) dt is 1/k already.",
)
def squares_the_sum_of_rates(thetas):
    count, sums = _sums(thetas)
    return 2 / count**2 / sums**2


@misconception(
    "hessian",
    points=1.0,
    hint="It has the product θα θβ where the sum θα + θβ belongs. When two exponentials are "
    "multiplied, their exponents are added.",
)
def multiplies_the_rates(thetas):
    return 2 / len(thetas) ** 2 / np.outer(thetas, thetas) ** 3


@misconception(
    "hessian",
    points=1.5,
    hint="It is zero off the diagonal, as if the rates did not interact. The mixed derivatives "
    "are integrals of products of positive numbers, and not small.",
)
def keeps_the_diagonal_only(thetas):
    return np.diag(np.diag(reference.hessian(thetas)))


@misconception(
    "hessian",
    points=0.5,
    hint="It is the integral of products of derivatives by the time, which bring down θα θβ. "
    "The Hessian needs the derivatives by the rates, each with a factor t.",
)
def integrates_slopes_in_time(thetas):
    count, sums = _sums(thetas)
    return np.outer(thetas, thetas) / count**2 / sums


@misconception(
    "hessian",
    points=2.0,
    hint="It is the sum over the grid `TIMES`, with its step. It comes near the integral over "
    "all times, but not to nine digits: the grid has an end.",
)
def sums_over_the_grid(thetas):
    jacobian = reference.jacobian(thetas, reference.TIMES)
    return 0.01 * jacobian.T @ jacobian


@misconception(
    "hessian",
    points=3.0,
    hint="Whole-number rates make an array of integers, and NumPy refuses to raise integers to "
    "a negative power. Rates must be turned into floats first.",
)
def raises_integers_to_a_negative_power(thetas):
    thetas = np.asarray(thetas)
    return 2 / thetas.size**2 * np.add.outer(thetas, thetas) ** -3


@misconception(
    "hessian",
    points=3.0,
    hint="The rates have been given a new axis before they were turned into an array. "
    "A list has no axes and refuses that index.",
)
def gives_the_list_of_rates_an_axis(thetas):
    return 2 / len(thetas) ** 2 / (thetas[:, np.newaxis] + thetas) ** 3


@misconception(
    "hessian",
    points=1.0,
    hint="It has the fourth power of θα + θβ and the factor of three derivatives, as if the "
    "integral held t³. Two first derivatives bring t², whose integral is 2/k³.",
)
def integrates_the_cube_of_time(thetas):
    count, sums = _sums(thetas)
    return 6 / count**2 / sums**4


@misconception(
    "hessian",
    points=0.0,
    hint="It has the difference of the rates where the sum θα + θβ belongs: exp(-θα t) exp(-θβ "
    "t) is exp(-(θα + θβ) t). On the diagonal a difference is zero, and one over it "
    "infinite.",
)
def subtracts_the_rates(thetas):
    thetas = np.asarray(thetas, dtype=float)
    with np.errstate(all="ignore"):
        return 2 / thetas.size**2 / np.abs(np.subtract.outer(thetas, thetas)) ** 3


@misconception(
    "hessian",
    points=1.0,
    hint="It is the integral of products of the decays themselves, without a derivative. Each "
    "derivative by a rate brings down a t, and ∫ t² exp(-kt) dt is 2/k³.",
)
def integrates_the_decays(thetas):
    count, sums = _sums(thetas)
    return 1 / count**2 / sums


@misconception(
    "hessian",
    points=1.0,
    hint="It has the square of θα + θβ and the factor 1, as if the integral held one t. Both "
    "derivatives bring down a t: ∫ t² exp(-kt) dt is 2/k³.",
)
def integrates_one_time(thetas):
    count, sums = _sums(thetas)
    return 1 / count**2 / sums**2


@misconception(
    "hessian",
    points=1.0,
    hint="It is the diagonal alone, in a row. The Hessian has a row and a column for each rate: "
    "the mixed derivatives belong to it.",
)
def returns_the_diagonal(thetas):
    return np.diag(reference.hessian(thetas))


# --- right answers ---------------------------------------------------------------------------


@right_answer("hessian")
def hessian_by_loops(thetas):
    N = len(thetas)
    H = [[0.0] * N for _ in range(N)]
    for a in range(N):
        for b in range(a, N):
            H[a][b] = H[b][a] = 2 / (N * N * (float(thetas[a]) + float(thetas[b])) ** 3)
    return H


@right_answer("hessian")
def broadcast_with_the_gamma_function(thetas):
    a = np.array(thetas, dtype=float)[None]
    return np.asfortranarray(gamma(3) * (a + a.T) ** -3.0 / a.size**2)


@right_answer("hessian")
def adaptive_quadrature(thetas):
    N = len(thetas)
    H = np.empty((N, N))
    for i, a in enumerate(thetas):
        for j, b in enumerate(thetas):
            # x = (a + b) t
            integral, error = quad(lambda x: x**2 * np.exp(-x), 0, np.inf, epsabs=0, epsrel=1e-12)
            H[i, j] = integral / (a + b) ** 3 / N**2
            if error > 1e-9:
                warnings.warn(f"quadrature error {error}", stacklevel=2)
    return H


@right_answer("hessian")
def quadrature_of_the_outer_product(thetas):
    rates = np.asarray(thetas, dtype=float)

    def integrand(t):
        row = reference.jacobian(rates, [t])[0]
        return np.outer(row, row)

    return quad_vec(integrand, 0, np.inf, epsabs=0, epsrel=1e-12, norm="max", limit=10000)[0]


@right_answer("hessian")
def jacobian_on_gauss_laguerre_nodes(thetas):
    x, weights = np.polynomial.laguerre.laggauss(4)

    def entry(i, j):
        rate = float(thetas[i]) + float(thetas[j])
        J = reference.jacobian(thetas, x / rate)
        return np.sum(weights * np.exp(x) * J[:, i] * J[:, j]) / rate

    return np.fromfunction(np.vectorize(entry), (len(thetas), len(thetas)), dtype=int)


@right_answer("hessian")
def integral_by_sympy(thetas):
    a, b, t = sympy.symbols("a b t", positive=True)
    form = sympy.integrate(t**2 * sympy.exp(-(a + b) * t), (t, 0, sympy.oo)) / len(thetas) ** 2
    entry = sympy.lambdify((a, b), form)
    return [[np.float64(entry(float(p), float(q))) for p in thetas] for q in thetas]


@right_answer("hessian")
def exact_fractions(thetas):
    rates = [Fraction(float(theta)) for theta in thetas]
    n = len(rates)
    return tuple(tuple(float(2 / (n**2 * (p + q) ** 3)) for q in rates) for p in rates)


@right_answer("hessian")
def hessian_in_single_precision(thetas):
    thetas = np.asarray(thetas, dtype=np.float64)
    H = 2 / thetas.size**2 / (thetas[:, None] + thetas) ** 3
    return H.astype(np.float32)


# --- equivalent mutants ----------------------------------------------------------------------


EQUIVALENT_MUTANTS = (
    Equivalent(
        "thetas = np.atleast_1d(np.asarray(thetas, dtype=float))",
        [
            "thetas = np.atleast_1d(np.asarray(thetas, dtype=None))",
            "thetas = np.atleast_1d(np.asarray(thetas, ))",
        ],
        "The cube of the sum of two whole rates is exact, as a whole number and as a float, for rates up to a hundred thousand; beyond a million it overflows, far from the rates of order one of the lesson.",
    ),
)
