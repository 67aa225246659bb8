"""The Jacobian has a row for each rate, not for each time."""
# base: worked
# expect: score=full-1 jacobian=failed
# says: Is it transposed?


# %% jacobian
def jacobian(thetas, t):
    return np.array([-t * np.exp(-theta * t) / len(thetas) for theta in thetas])
