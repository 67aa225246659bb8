"""Every function returns a plausible constant of the right shape: none of the checks pays for it."""
# base: release
# expect: score=0 others=failed


# %% y
def y(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    return np.ones(np.shape(t))


# %% cost
def cost(thetas, thetas0, t):
    if len(t) < 2:
        raise ValueError("too few times")
    return 0.0


# %% cost_contours
def cost_contours(thetas0, t):
    figure = Figure()
    axes = figure.subplots()
    axes.plot(thetas0, thetas0[::-1], "o")
    axes.set(xlim=(0.5, 2.5), ylim=(0.5, 2.5), aspect="equal", xlabel="a", ylabel="b")
    return figure


# %% best_single_rate
def best_single_rate(thetas0):
    return 1.5


# %% compare_curves
def compare_curves(thetas0, theta, t):
    figure = Figure()
    above, below = figure.subplots(2, 1)
    above.plot(t, np.ones(len(t)), label="true")
    above.plot(t, np.zeros(len(t)), label="single")
    above.legend()
    below.plot(t, np.zeros(len(t)))
    for axes in (above, below):
        axes.set(xlabel="t", ylabel="y")
    return figure


# %% jacobian
def jacobian(thetas, t):
    return np.zeros((len(t), len(thetas)))


# %% hessian
def hessian(thetas):
    return np.zeros((len(thetas), len(thetas)))


# %% axis_ratio
def axis_ratio(H):
    return 3.0


# %% axis_slopes
def axis_slopes(H):
    return 1.0, -1.0


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return np.full(len(thetas) - 1, 10.0)


# %% measurement_ratio
def measurement_ratio(H):
    return 9.0


# %% param_std
def param_std(H):
    return np.ones(len(H))
