"""A late start: three short functions on a blank release."""
# base: release
# expect: score=9 others=not_attempted y=passed hessian=passed measurement_ratio=passed


# %% y
def y(thetas, t):
    if len(thetas) == 0:
        raise ValueError("thetas is empty")
    return sum(np.exp(-np.asarray(t) * theta) for theta in thetas) / len(thetas)


# %% hessian
def hessian(thetas):
    return [[2 / len(thetas) ** 2 / (a + b) ** 3 for a in thetas] for b in thetas]


# %% measurement_ratio
def measurement_ratio(H):
    values = np.linalg.eigvalsh(H)
    return max(values) / min(values)
