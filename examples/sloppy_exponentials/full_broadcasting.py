"""No loop anywhere: every function is one line of broadcasting. Full marks."""
# base: release
# expect: score=full


# %% y
def y(thetas, t):
    if not np.size(thetas):
        raise ValueError("thetas is empty")
    return np.mean(np.exp(-np.multiply.outer(t, thetas)), axis=-1)


# %% cost
def cost(thetas, thetas0, t):
    if np.size(t) < 2:
        raise ValueError("t needs at least two entries")
    return np.square(y(thetas, t) - y(thetas0, t)).sum() * np.diff(t)[0] / 2


# %% cost_contours
def cost_contours(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    decay = np.exp(-np.outer(side, t))
    model = (decay[:, None, :] + decay[None, :, :]) / 2
    table = ((model - y(thetas0, t)) ** 2).sum(-1) * (t[1] - t[0]) / 2
    figure = Figure()
    axes = figure.subplots(subplot_kw={"aspect": "equal", "xlabel": "x", "ylabel": "y"})
    # Contours of the logarithm are as good.
    axes.contour(side, side, np.log2(np.maximum(table, 1e-12)), levels=np.arange(-14, -4))
    axes.plot(*np.transpose([thetas0, thetas0[::-1]]), "w^")
    return figure


# %% best_single_rate
def best_single_rate(thetas0):
    # The condition is a quartic in the rate; its positive root is the answer.
    a, b = np.sort(np.asarray(thetas0, dtype=float)) / np.max(thetas0)
    shared = np.polymul(np.poly([-a, -a]), np.poly([-b, -b]))
    pulls = np.polyadd(
        np.polymul([1, 0, 0], np.poly([-a, -a])), np.polymul([1, 0, 0], np.poly([-b, -b]))
    )
    roots = np.roots(np.polysub(2 * pulls, shared))
    real = roots[np.abs(roots.imag) < 1e-6].real
    return real[real > 0].max() * np.max(thetas0)


# %% compare_curves
def compare_curves(thetas0, theta, t):
    curves = np.stack([y(thetas0, t), y([theta], t)], axis=-1)
    figure = Figure()
    above, below = figure.subplots(2, subplot_kw={"xlabel": "t", "ylabel": "y"})
    above.plot(t, curves, label=["true", "single"])
    above.legend()
    below.plot(t, np.diff(curves))
    return figure


# %% jacobian
def jacobian(thetas, t):
    return -np.multiply(t, np.exp(-np.multiply.outer(thetas, t))).T / np.size(thetas)


# %% hessian
def hessian(thetas):
    return 2 / np.size(thetas) ** 2 * np.add.outer(thetas, thetas) ** -3.0


# %% axis_ratio
def axis_ratio(H):
    return np.sqrt(np.linalg.cond(H))


# %% axis_slopes
def axis_slopes(H):
    return np.divide(*np.linalg.eigh(H).eigenvectors[::-1, ::-1])


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return 1 / np.exp(np.diff(np.log(np.linalg.eigvalsh(hessian(thetas))[::-1])))


# %% measurement_ratio
def measurement_ratio(H):
    return np.linalg.cond(H)


# %% param_std
def param_std(H):
    return np.linalg.inv(H).diagonal() ** 0.5
