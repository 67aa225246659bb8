"""The inverse of the diagonal instead of the diagonal of the inverse.

A diagonal matrix does not show the mistake; correlated parameters do.
"""
# base: worked
# expect: score=full-2 param_std=failed


# %% param_std
def param_std(H):
    return 1 / np.sqrt(np.diag(H))
