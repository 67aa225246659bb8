"""Right numbers, one at a time: a generator, a map, an iterator. They are not values."""
# base: worked
# expect: score=full-11 jacobian=failed param_std=failed eigenvalue_ratios=failed


# %% param_std
def param_std(H):
    yield from np.sqrt(np.diag(np.linalg.inv(H)))


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    values = np.linalg.eigvalsh(hessian(thetas))[::-1]
    return map(lambda a, b: a / b, values, values[1:])


# %% jacobian
def jacobian(thetas, t):
    return iter([[-s * np.exp(-rate * s) / len(thetas) for rate in thetas] for s in t])
