"""The ratio of the axes without the square root: it is the ratio of the eigenvalues."""
# base: worked
# expect: score=full-1.5 axis_ratio=failed


# %% axis_ratio
def axis_ratio(H):
    values = np.linalg.eigvalsh(H)
    return values[-1] / values[0]
