"""Sets, views, subclasses of dict, huge ranges, a hundred lists in each other: no numbers."""
# base: release
# expect: score=0 others=not_attempted hessian=failed param_std=failed axis_ratio=failed
# expect: jacobian=failed eigenvalue_ratios=failed


# %% hessian
def hessian(thetas):
    nested = 1.0
    for _ in range(100):
        nested = [nested]
    return nested


# %% param_std
def param_std(H):
    return {float(one) for one in np.sqrt(np.diag(np.linalg.inv(H)))}


# %% axis_ratio
def axis_ratio(H):
    return range(10**12)


# %% jacobian
def jacobian(thetas, t):
    return {number: "x" * 1000 for number in range(20_000)}


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return memoryview(np.ones(len(thetas) - 1))
