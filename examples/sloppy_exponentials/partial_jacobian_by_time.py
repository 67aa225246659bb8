"""The derivative with respect to time, which is not the Jacobian."""
# base: worked
# expect: score=full-3 jacobian=failed


# %% jacobian
def jacobian(thetas, t):
    thetas, t = np.asarray(thetas), np.asarray(t)
    return -thetas * np.exp(-np.outer(t, thetas)) / len(thetas)
