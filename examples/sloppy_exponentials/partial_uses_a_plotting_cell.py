"""A function counts on a name that only an illustration defines; these cells do not run."""
# base: worked
# expect: score=full-4 jacobian=raised
# says: NameError


# %% jacobian
def jacobian(thetas, t):
    return time_to_column(t) * np.exp(-np.outer(t, thetas)) / len(three)
