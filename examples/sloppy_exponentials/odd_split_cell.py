"""An answer cell was split between a helper and the function: full marks."""
# base: worked
# expect: score=full
# says: The cell "jacobian" stands 2 times.


# %% jacobian
def decays(thetas, t):
    return np.exp(-np.outer(t, thetas)) / len(thetas)


# -- split --
def jacobian(thetas, t):
    return -np.asarray(t)[:, None] * decays(thetas, t)
