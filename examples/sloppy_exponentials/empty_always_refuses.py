"""Every function raises ValueError, whatever it is given: refusing everything earns nothing."""
# base: release
# expect: score=0 others=raised


# %% y
def y(thetas, t):
    raise ValueError("no")


# %% cost
def cost(thetas, thetas0, t):
    raise ValueError("no")


# %% cost_contours
def cost_contours(thetas0, t):
    raise ValueError("no")


# %% best_single_rate
def best_single_rate(thetas0):
    raise ValueError("no")


# %% compare_curves
def compare_curves(thetas0, theta, t):
    raise ValueError("no")


# %% jacobian
def jacobian(thetas, t):
    raise ValueError("no")


# %% hessian
def hessian(thetas):
    raise ValueError("no")


# %% axis_ratio
def axis_ratio(H):
    raise ValueError("no")


# %% axis_slopes
def axis_slopes(H):
    raise ValueError("no")


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    raise ValueError("no")


# %% measurement_ratio
def measurement_ratio(H):
    raise ValueError("no")


# %% param_std
def param_std(H):
    raise ValueError("no")
