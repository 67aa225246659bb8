"""Empty arrays, which broadcast to anything and differ from nothing."""
# base: release
# expect: score=0 others=not_attempted cost=failed best_single_rate=failed jacobian=failed
# expect: hessian=failed param_std=failed eigenvalue_ratios=failed


# %% cost
def cost(thetas, thetas0, t):
    return []


# %% best_single_rate
def best_single_rate(thetas0):
    return np.empty((0, 1))


# %% jacobian
def jacobian(thetas, t):
    return np.empty((0, 1))


# %% hessian
def hessian(thetas):
    return np.empty((0, len(thetas)))


# %% param_std
def param_std(H):
    return np.empty((len(H), 0))


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return ()
