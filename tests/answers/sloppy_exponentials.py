"""Right answers to lesson sloppy_exponentials, written as students write them."""

import math
import numbers
import statistics
import warnings
from fractions import Fraction
from itertools import pairwise

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import scipy.linalg
import sympy
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from mpl_toolkits.axes_grid1 import make_axes_locatable
from scipy.integrate import quad, quad_vec, trapezoid
from scipy.optimize import least_squares, minimize_scalar
from scipy.sparse.linalg import eigsh
from scipy.special import gamma, logsumexp

from autograder.checks.reference_answers import right_answer
from solutions import sloppy_exponentials as reference

# --- y ---------------------------------------------------------------------------------------


@right_answer("y")
def one_rate_after_another(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    total = 0.0
    for theta in thetas:
        total = total + np.exp(-theta * np.asarray(t))
    return total / len(thetas)


@right_answer("y")
def nested_lists_without_numpy(thetas, t):
    # The mean of nothing raises StatisticsError, which is a ValueError.
    if isinstance(t, numbers.Real):
        return statistics.fmean(math.exp(-theta * t) for theta in thetas)
    return [nested_lists_without_numpy(thetas, part) for part in t]


@right_answer("y")
def log_of_a_sum_of_exponentials(thetas, t):
    rates = np.array(thetas, dtype=float)
    if not len(rates):
        raise ValueError("The average over no rates has no meaning.")
    exponents = -rates * np.expand_dims(np.asarray(t, dtype=float), -1)
    return np.exp(logsumexp(exponents, axis=-1) - np.log(len(rates)))


@right_answer("y")
def table_times_equal_weights(thetas, t):
    thetas = np.asarray(thetas, float)
    print("average over", thetas.size, "rates")
    if thetas.size < 1:
        raise ValueError
    decays = np.exp(np.multiply.outer(np.asarray(t, float), -thetas))
    return np.array(decays @ np.full(thetas.size, 1 / thetas.size), order="F")


class NoRates(ValueError):
    pass


@right_answer("y")
def flat_and_folded_in_long_double(thetas, t):
    t = np.asarray(t, dtype=np.longdouble)
    if np.size(thetas) == 0:
        raise NoRates(f"{thetas} holds no rate")
    rows = [np.exp(-np.longdouble(theta) * t.ravel()) for theta in thetas]
    return np.mean(rows, axis=0).reshape(t.shape)


@right_answer("y")
def thirty_digits_then_floats(thetas, t):
    if not len(thetas):
        raise ValueError("give at least one rate")

    def average(time):
        with mpmath.workdps(30):
            terms = [mpmath.exp(-mpmath.mpf(float(theta)) * float(time)) for theta in thetas]
            return float(mpmath.fsum(terms) / len(terms))

    return np.vectorize(average, otypes=[float])(t)


@right_answer("y")
def decays_in_single_precision(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    t = np.asarray(t, dtype=float)
    decays = [np.exp(-theta * t) for theta in np.asarray(thetas, float)]
    return np.mean(decays, axis=0).astype(np.float32)


# --- cost ------------------------------------------------------------------------------------


@right_answer("cost")
def residual_dotted_with_itself(thetas, thetas0, t):
    if len(t) < 2:
        raise ValueError("a grid needs two times")
    r = reference.y(thetas, t) - reference.y(thetas0, t)
    return r @ r * (t[1] - t[0]) / 2


@right_answer("cost")
def sum_without_numpy(thetas, thetas0, t):
    start, following, *_ = t  # raises ValueError if there are fewer than two

    def curve(rates, time):
        return sum(math.exp(-rate * time) for rate in rates) / len(rates)

    total = 0
    for time in t:
        total += (curve(thetas, time) - curve(thetas0, time)) ** 2
    return total * (following - start) / 2


@right_answer("cost")
def trapezoids_and_the_two_ends(thetas, thetas0, t):
    t = np.array(t, dtype=float)
    if t.shape[0] <= 1:
        raise ValueError(f"{t.shape[0]} time(s) define no step")
    squares = (reference.y(thetas, t) - reference.y(thetas0, t)) ** 2
    step = np.diff(t)[0]
    return np.array((trapezoid(squares, dx=step) + step * (squares[0] + squares[-1]) / 2) / 2)


@right_answer("cost")
def chi_square_over_two(thetas, thetas0, t):
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        warnings.warn("grid too short", stacklevel=2)
        raise ValueError("grid too short")
    sigma = 1 / np.sqrt((t[-1] - t[0]) / (t.size - 1))
    pulls = (np.array(reference.y(thetas0, t)) - reference.y(thetas, t)) / sigma
    chi2 = np.linalg.norm(pulls) ** 2
    return np.longdouble(chi2) / 2


@right_answer("cost")
def mean_square_times_duration(thetas, thetas0, t):
    if np.size(t) < 2:
        raise ValueError("no step")
    step = np.ediff1d(t).mean()
    pairs = zip(reference.y(thetas, t).tolist(), reference.y(thetas0, t).tolist(), strict=True)
    return statistics.fmean((one - other) ** 2 for one, other in pairs) * step * len(t) * 0.5


# --- cost_contours ---------------------------------------------------------------------------


def costs_on_the_square(thetas0, t):
    """Return the costs by broadcasting: theta_2 along the rows, theta_1 along the columns."""
    decays = np.exp(-np.outer(np.linspace(0.5, 2.5, 40), t)) / 2
    r = decays[:, None, :] + decays[None, :, :] - reference.y(thetas0, t)
    return (r**2).sum(-1) * (t[1] - t[0]) / 2


@right_answer("cost_contours")
def lines_with_pyplot(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    Z = np.zeros((40, 40))
    for i in range(40):
        for j in range(40):
            Z[j, i] = reference.cost([side[i], side[j]], thetas0, t)
    plt.figure(figsize=(6, 6))
    plt.contour(side, side, Z, levels=[2**k for k in range(-14, -4)])
    plt.colorbar()
    plt.plot(thetas0[0], thetas0[1], "r*")
    plt.plot(thetas0[1], thetas0[0], "r*")
    plt.plot([0.5, 2.5], [0.5, 2.5], "k:")
    plt.xlabel("theta 1")
    plt.ylabel("theta 2")
    plt.axis("square")
    plt.title("Cost")
    return plt.gcf()


@right_answer("cost_contours")
def bands_and_lines_on_a_mesh(thetas0, t):
    print("drawing ...")
    T1, T2 = np.meshgrid(np.linspace(0.5, 2.5, 40), np.linspace(0.5, 2.5, 40), indexing="ij")
    C = np.reshape(
        [reference.cost(pair, thetas0, t) for pair in zip(T1.flat, T2.flat, strict=True)], (40, 40)
    )
    levels = np.logspace(-14, -5, 10, base=2)
    figure, axes = plt.subplots()
    bands = axes.contourf(T1, T2, C, levels, norm=LogNorm(), cmap="magma")
    axes.contour(T1, T2, C, levels, colors="white", linewidths=0.5)
    axes.scatter(thetas0, thetas0[::-1], marker="x", c="red")
    axes.set_aspect("equal")
    axes.set_xlabel("$x$")
    axes.set_ylabel("$y$")
    figure.colorbar(bands, format="%.2g")
    plt.close(figure)
    return figure


@right_answer("cost_contours")
def lines_of_the_binary_logarithm_with_numbers(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    figure = Figure()
    axes = figure.add_subplot()
    lines = axes.contour(side, side, np.log2(costs_on_the_square(thetas0, t)), range(-14, -4))
    axes.clabel(lines, fmt="$2^{%d}$")
    a, b = thetas0
    axes.plot([a, b], [b, a], linestyle="", marker=(5, 1), color="black", label="minima")
    axes.legend()
    axes.set(aspect=1, xlabel="rate 1", ylabel="rate 2", xlim=(0.5, 2.5), ylim=(0.5, 2.5))
    return figure


@right_answer("cost_contours")
def lines_with_the_costs_on_them(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    fig, ax = plt.subplots(figsize=(5, 5))
    lines = ax.contour(side, side, costs_on_the_square(thetas0, t), 2.0 ** np.arange(-14, -4))
    ax.clabel(lines)
    ax.plot(*thetas0, "o")
    ax.plot(*thetas0[::-1], "o")
    ax.set_aspect("equal")
    ax.set_xlabel("$\\theta_1$")
    ax.set_ylabel("$\\theta_2$")
    return fig


@right_answer("cost_contours")
def bands_of_the_natural_logarithm_on_triangles(thetas0, t):
    x, y = np.meshgrid(np.linspace(0.5, 2.5, 40), np.linspace(0.5, 2.5, 40))
    figure = Figure(layout="tight")
    axes = figure.subplot_mosaic("A")["A"]
    z = np.log(costs_on_the_square(thetas0, t)).ravel()
    levels = np.log(2.0) * np.arange(-14, -4)
    filled = axes.tricontourf(x.ravel(), y.ravel(), z, levels=levels, extend="both")
    for first, second in (thetas0, thetas0[::-1]):
        axes.plot(first, second, marker="o", markersize=8, markerfacecolor="none")
        axes.annotate("minimum", (first, second))
    axes.set_box_aspect(1)
    axes.set(xlim=[0.5, 2.5], ylim=[0.5, 2.5], xlabel="theta_1", ylabel="theta_2")
    bar = make_axes_locatable(axes).append_axes("right", size="5%", pad=0.1)
    figure.colorbar(filled, cax=bar, label="ln C")
    return figure


@right_answer("cost_contours")
def lines_over_an_image(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    log_costs = [
        [math.log10(reference.cost((one, two), thetas0, t)) for one in side] for two in side
    ]
    figure = Figure((7, 5))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8), xlabel="θ₁", ylabel="θ₂")
    shown = axes.imshow(log_costs, origin="lower", extent=(0.5, 2.5, 0.5, 2.5), cmap="Greys")
    axes.contour(side, side, log_costs, levels=np.log10(np.geomspace(2**-14, 2**-5, 10)))
    axes.errorbar(thetas0, thetas0[::-1], fmt="D", color="tab:red")
    figure.colorbar(shown, ax=axes)
    return figure


@right_answer("cost_contours")
def surface_beside_the_contours(thetas0, t):
    x, y = np.meshgrid(np.linspace(0.5, 2.5, 40), np.linspace(0.5, 2.5, 40))
    z = costs_on_the_square(thetas0, t)
    figure = plt.figure(figsize=(10, 4))
    flat, relief = figure.add_subplot(121), figure.add_subplot(122, projection="3d")
    flat.contour(x, y, z, [2**-k for k in range(14, 4, -1)], norm="log")
    flat.scatter(*thetas0, color="k")
    flat.scatter(*reversed(thetas0), color="k")
    flat.set(aspect="equal", xlabel="rate 1", ylabel="rate 2")
    relief.plot_surface(x, y, z)
    return figure


# --- best_single_rate ------------------------------------------------------------------------


@right_answer("best_single_rate")
def bisection_by_hand(thetas0):
    low, high = min(thetas0), max(thetas0)
    for _ in range(100):
        middle = (low + high) / 2
        if sum(1 / (middle + a) ** 2 for a in thetas0) > 1 / (2 * middle**2):
            high = middle
        else:
            low = middle
    return middle


@right_answer("best_single_rate")
def positive_root_of_a_quartic(thetas0):
    a, b = np.array(thetas0, dtype=float)
    first, second = np.poly1d([1, a]) ** 2, np.poly1d([1, b]) ** 2
    roots = (first * second - 2 * np.poly1d([1, 0]) ** 2 * (first + second)).roots
    real = roots[np.abs(roots.imag) < 1e-6 * np.abs(roots)].real
    return real[real > 0][0]


@right_answer("best_single_rate")
def minimum_along_the_logarithm(thetas0):
    a, b = thetas0
    unit = math.sqrt(a * b)

    def scaled(u):
        x = math.exp(u)
        return 1 / (4 * x) - 0.5 * (1 / (x + a / unit) + 1 / (x + b / unit))

    found = minimize_scalar(scaled, bracket=(-1, 0.5), tol=1e-10)
    print(found)
    return np.array(unit * math.exp(found.x))


@right_answer("best_single_rate")
def newton_to_thirty_digits(thetas0):
    a, b = (mpmath.mpf(float(rate)) for rate in thetas0)
    with mpmath.workdps(30):
        start = 2 * a * b / (a + b)
        root = mpmath.findroot(lambda x: (2 * x / (x + a)) ** 2 + (2 * x / (x + b)) ** 2 - 2, start)
    return float(root)


@right_answer("best_single_rate")
def fixed_point_of_the_condition(thetas0):
    rates = np.asarray(thetas0, dtype=np.longdouble)
    theta = rates.mean()
    for _ in range(500):
        theta = 1 / np.sqrt(2 * np.sum((theta + rates) ** -2.0))
    return theta


@right_answer("best_single_rate")
def symbolic_derivative(thetas0):
    x = sympy.symbols("x", positive=True)
    a, b = (sympy.Rational(float(rate)) for rate in thetas0)
    cost = 1 / (4 * x) - 1 / (2 * (x + a)) - 1 / (2 * (x + b))
    numerator = sympy.numer(sympy.together(sympy.diff(cost, x)))
    (root,) = (r for r in sympy.Poly(numerator, x).nroots(n=20) if r.is_real and r > 0)
    return float(root)


@right_answer("best_single_rate")
def fit_to_a_fine_grid_of_quadrature_points(thetas0):
    warnings.warn("this takes a moment", stacklevel=2)
    slowest = min(thetas0)
    nodes, weights = np.polynomial.legendre.leggauss(400)
    # t = s^4 puts many nodes where the fast decay happens.
    s = (nodes + 1) / 2
    t, weight = 40 * s**4 / slowest, 80 * s**3 * weights / slowest
    true = reference.y(thetas0, t)
    fit = least_squares(
        lambda u: np.sqrt(weight * slowest) * (np.exp(-slowest * u[0] * t) - true),
        [1.5],
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
    )
    return slowest * fit.x[0]


# --- compare_curves --------------------------------------------------------------------------


@right_answer("compare_curves")
def two_subplots_of_pyplot(thetas0, theta, t):
    plt.subplot(2, 1, 1)
    plt.plot(t, reference.y(thetas0, t), label="true")
    plt.plot(t, np.exp(-theta * np.asarray(t)), label="single")
    plt.xlabel("t")
    plt.ylabel("y")
    plt.legend()
    plt.subplot(2, 1, 2)
    plt.plot(t, np.exp(-theta * np.asarray(t)) - reference.y(thetas0, t))
    plt.axhline(0, color="k")
    plt.xlabel("t")
    plt.ylabel("difference")
    plt.tight_layout()
    return plt.gcf()


@right_answer("compare_curves")
def side_by_side_from_one_table(thetas0, theta, t):
    both = np.column_stack([reference.y([theta], t), reference.y(thetas0, t)])
    figure = Figure(figsize=(12, 4))
    left, right = figure.subplots(1, 2)
    left.plot(t, both)
    left.legend(["single exponential", "true curve"])
    right.plot(t, both @ [1, -1], "g.-")
    for axes in (left, right):
        axes.set(xlabel="time", ylabel="activity")
        axes.grid()
    return figure


@right_answer("compare_curves")
def logarithmic_above_filled_below(thetas0, theta, t):
    figure = Figure(layout="constrained")
    panels = figure.subplot_mosaic([["curves"], ["curves"], ["residual"]])
    true = [sum(math.exp(-a * time) for a in thetas0) / len(thetas0) for time in t]
    single = [math.exp(-theta * time) for time in t]
    (one,) = panels["curves"].semilogy(t, true)
    (two,) = panels["curves"].semilogy(t, single, "--")
    panels["curves"].legend(handles=[one, two], labels=["truth", "one rate"], loc="lower left")
    residual = np.subtract(single, true)
    panels["residual"].fill_between(t, residual, alpha=0.3)
    panels["residual"].plot(t, residual)
    top = 1.2 * np.abs(residual).max()
    panels["residual"].set_ylim(-top, top)
    for name, panel in panels.items():
        panel.set_xlabel("time / s")
        panel.set_ylabel(name)
    return figure


@right_answer("compare_curves")
def dots_for_the_truth_line_for_the_model(thetas0, theta, t):
    t = np.asarray(t)
    fig, (ax1, ax2) = plt.subplots(2, 1, sharex=True, gridspec_kw={"hspace": 0.4})
    ax1.plot(t, reference.y(thetas0, t), ".", label="true curve")
    ax1.plot(t, np.exp(-theta * t), "-", label=f"exp(-{theta:.3f} t)")
    ax1.legend()
    ax2.plot(t, np.exp(-theta * t) - reference.y(thetas0, t), "k-", lw=0.8)
    ax1.set_xlabel("t"), ax1.set_ylabel("y(t)")
    ax2.set_xlabel("t"), ax2.set_ylabel("r(t)")
    plt.close()
    return fig


@right_answer("compare_curves")
def two_subfigures(thetas0, theta, t):
    true, single = reference.y(thetas0, t), reference.y((theta,), t)
    figure = Figure(figsize=(8, 4))
    above, below = (part.add_subplot() for part in figure.subfigures(2, 1))
    for values, name in ((true, "several rates"), (single, "one rate")):
        above.plot(list(t), list(values), marker="o", markersize=2, label=name)
    above.legend(title="curves")
    below.axhline(0, ls=":")
    below.step(t, single - true, where="mid", label="difference")
    below.legend()
    above.set(xlabel="$t$", ylabel="$y$")
    below.set(xlabel="$t$", ylabel=r"$\Delta y$", title="single minus true")
    return figure


@right_answer("compare_curves")
def lower_panel_made_first(thetas0, theta, t):
    single, true = reference.y([theta], t), reference.y(thetas0, t)
    plt.figure()
    below = plt.subplot(212, xlabel="t", ylabel="r")
    below.plot(t, single - true)
    above = plt.subplot(211, sharex=below, xlabel="t", ylabel="y")
    above.plot(t, true, t, single)
    above.legend(["y", "exp"])
    return plt.gcf()


# --- jacobian --------------------------------------------------------------------------------


@right_answer("jacobian")
def two_loops_into_zeros(thetas, t):
    J = np.zeros((len(t), len(thetas)))
    for i in range(len(t)):
        for alpha in range(len(thetas)):
            J[i][alpha] = -t[i] * np.exp(-thetas[alpha] * t[i]) / len(thetas)
    return J


@right_answer("jacobian")
def table_of_lists(thetas, t):
    return [tuple(-time / len(thetas) * math.exp(-a * time) for a in thetas) for time in t]


@right_answer("jacobian")
def columns_side_by_side_in_fortran_order(thetas, t):
    t = np.array(t, float)
    return np.vstack([-t * reference.y([theta], t) for theta in thetas]).T / len(thetas)


@right_answer("jacobian")
def complex_step(thetas, t):
    thetas, t = np.asarray(thetas, dtype=complex), np.asarray(t, dtype=complex)
    step = 1e-40
    columns = []
    for shift in np.eye(thetas.size) * step * 1j:
        moved = np.exp(-np.outer(t, thetas + shift)).mean(axis=1)
        columns.append(moved.imag / step)
    return np.array(columns).T


@right_answer("jacobian")
def derivative_by_sympy(thetas, t):
    rates, time = sympy.symbols(f"a:{len(thetas)}"), sympy.Symbol("t")
    y = sum(sympy.exp(-rate * time) for rate in rates) / len(rates)
    row = sympy.lambdify((rates, time), [sympy.diff(y, rate) for rate in rates])
    print("derivative:", y.diff(rates[0]))
    return [row(thetas, time) for time in t]


@right_answer("jacobian")
def difference_quotient_with_many_digits(thetas, t):
    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -25
        n = len(thetas)

        def slope(a, time):
            a, time = mpmath.mpf(float(a)), mpmath.mpf(float(time))
            return (mpmath.exp(-(a + h) * time) - mpmath.exp(-(a - h) * time)) / (2 * h * n)

        return np.array([[float(slope(a, time)) for a in thetas] for time in t], dtype=float)


@right_answer("jacobian")
def jacobian_in_single_precision(thetas, t):
    thetas, t = np.atleast_1d(thetas), np.atleast_1d(t)
    return np.einsum("i,ij->ij", -t / thetas.size, np.exp(-np.outer(t, thetas))).astype("f4")


# --- hessian ---------------------------------------------------------------------------------


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


# --- axis_ratio ------------------------------------------------------------------------------


def rotated_until_diagonal(H):
    """Return the eigenvalues, ascending, by Jacobi's rotations in pure Python."""
    A = [[float(x) for x in row] for row in H]
    n = len(A)
    for _ in range(20):
        for p in range(n):
            for q in range(p + 1, n):
                if A[p][q] == 0:
                    continue
                angle = 0.5 * math.atan2(2 * A[p][q], A[q][q] - A[p][p])
                c, s = math.cos(angle), math.sin(angle)
                for row in A:
                    row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
                first, second = A[p], A[q]
                A[p] = [c * x - s * y for x, y in zip(first, second, strict=True)]
                A[q] = [s * x + c * y for x, y in zip(first, second, strict=True)]
                A[p][q] = A[q][p] = 0.0
    return sorted(A[k][k] for k in range(n))


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


# --- axis_slopes -----------------------------------------------------------------------------


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


# --- eigenvalue_ratios -----------------------------------------------------------------------


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


# --- measurement_ratio -----------------------------------------------------------------------


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


# --- param_std -------------------------------------------------------------------------------


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
