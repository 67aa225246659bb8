"""`eigvals` gives eigenvalues in no order; the first is taken for the largest."""
# base: worked
# expect: score=full-1.5 axis_ratio=failed measurement_ratio=failed


# %% axis_ratio
def axis_ratio(H):
    values = np.linalg.eigvals(H)
    return np.sqrt(values[0] / values[-1])


# %% measurement_ratio
def measurement_ratio(H):
    values = np.linalg.eigvals(H)
    return values[0] / values[-1]
