"""Masked, object, structured, text and date arrays, and one that is a matrix: no numbers."""
# base: release
# expect: score=0 others=not_attempted hessian=failed param_std=failed axis_slopes=failed
# expect: eigenvalue_ratios=failed measurement_ratio=failed


# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    right = 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3
    return np.ma.array(right, mask=np.eye(len(theta)))


# %% param_std
def param_std(H):
    return np.array([str(one) for one in np.sqrt(np.diag(np.linalg.inv(H)))])


# %% axis_slopes
def axis_slopes(H):
    return np.zeros(2, dtype=[("stiff", float), ("sloppy", float)])


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return np.zeros(len(thetas) - 1, dtype="datetime64[s]")


# %% measurement_ratio
def measurement_ratio(H):
    return np.array([[None]])
