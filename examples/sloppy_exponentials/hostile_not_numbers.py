"""nan, inf, empty arrays that broadcast, object and complex arrays, text: none is a number."""
# base: worked
# expect: score=full-21 hessian=failed param_std=failed axis_ratio=failed axis_slopes=failed
# expect: jacobian=failed eigenvalue_ratios=failed


# %% hessian
def hessian(thetas):
    return np.full((len(thetas), len(thetas)), np.nan)


# %% param_std
def param_std(H):
    return np.empty((0, len(H)))


# %% axis_ratio
def axis_ratio(H):
    return float("inf")


# %% axis_slopes
def axis_slopes(H):
    slopes = np.linalg.eigh(H).eigenvectors[1] / np.linalg.eigh(H).eigenvectors[0]
    return np.array([str(one) for one in slopes], dtype=object)


# %% jacobian
def jacobian(thetas, t):
    return -np.asarray(t)[:, None] * np.exp(-np.outer(t, thetas)) / len(thetas) + 0j


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return "31.98"
