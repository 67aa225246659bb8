"""Sums written as products of matrices, eigenvalues as singular values. Full marks."""
# base: release
# expect: score=full


# %% y
def y(thetas, t):
    thetas = np.asarray(thetas, dtype=float)
    if thetas.shape == (0,):
        raise ValueError("thetas: at least one rate")
    weights = np.full(len(thetas), 1 / len(thetas))
    return np.exp(-np.asarray(t)[..., None] * thetas) @ weights


# %% cost
def cost(thetas, thetas0, t):
    if len(t) < 2:
        raise ValueError("t: at least two times")
    r = y(thetas, t) - y(thetas0, t)
    return r @ r * (t[1] - t[0]) / 2


# %% cost_contours
def cost_contours(thetas0, t):
    # The cost is a quadratic form of the decays: only products of two decays are needed.
    side, step = np.linspace(0.5, 2.5, 40), t[1] - t[0]
    E, truth = np.exp(-np.outer(side, t)), y(thetas0, t)
    G, g = E @ E.T, E @ truth
    square = np.diag(G)
    quarter = (square[:, None] + square[None, :] + 2 * G) / 4
    table = step / 2 * (quarter - (g[:, None] + g[None, :]) + truth @ truth)
    figure = Figure()
    axes = figure.subplots()
    axes.contourf(side, side, np.clip(table, 1e-9, None), levels=2.0 ** np.arange(-14, -4))
    axes.plot(thetas0, thetas0[::-1], "*", color="red")
    axes.axis("square")
    axes.set(xlim=(0.5, 2.5), ylim=(0.5, 2.5), xlabel="rate 1", ylabel="rate 2")
    return figure


# %% best_single_rate
def best_single_rate(thetas0):
    # The positive eigenvalue of the companion matrix of the quartic in the rate
    scale = float(np.max(thetas0))
    a, b = sorted(rate / scale for rate in thetas0)
    P, Q = np.polynomial.Polynomial([a, 1]) ** 2, np.polynomial.Polynomial([b, 1]) ** 2
    x2 = np.polynomial.Polynomial([0, 0, 1])
    coefficients = (2 * x2 * (P + Q) - P * Q).coef
    companion = np.polynomial.polynomial.polycompanion(coefficients)
    roots = np.linalg.eigvals(companion)
    return float(max(root.real for root in roots if abs(root.imag) < 1e-6)) * scale


# %% compare_curves
def compare_curves(thetas0, theta, t):
    true, single = y(thetas0, t), y([theta], t)
    figure = Figure()
    curves, difference = figure.subplots(2, 1, sharex=True)
    curves.plot(t, true, t, single)
    curves.legend(["true", "single"])
    curves.set(xlabel="t", ylabel="y")
    difference.plot(t, single - true)
    difference.set(xlabel="t", ylabel="single minus true")
    return figure


# %% jacobian
def jacobian(thetas, t):
    T, N = np.diag(np.asarray(t, dtype=float)), len(thetas)
    return -T @ np.exp(-np.outer(t, thetas)) / N


# %% hessian
def hessian(thetas):
    ones = np.ones((1, len(thetas)))
    sums = np.atleast_2d(thetas).T @ ones + ones.T @ np.atleast_2d(thetas)
    return 2 / ones.size**2 / sums**3


# %% axis_ratio
def axis_ratio(H):
    s = np.linalg.svd(H, compute_uv=False)
    return np.sqrt(s[0] / s[-1])


# %% axis_slopes
def axis_slopes(H):
    U, s, Vt = np.linalg.svd(H)
    return Vt[:, 1] / Vt[:, 0]


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    # The eigenvalues are the squares of the singular values of the Cholesky factor.
    s = np.linalg.svd(np.linalg.cholesky(hessian(thetas)), compute_uv=False)
    return (s[:-1] / s[1:]) ** 2


# %% measurement_ratio
def measurement_ratio(H):
    return np.linalg.norm(H, 2) * np.linalg.norm(np.linalg.inv(H), 2)


# %% param_std
def param_std(H):
    L = np.linalg.cholesky(H)
    return np.linalg.norm(np.linalg.solve(L, np.eye(len(L))), axis=0)
