"""A hundred million numbers where seven are asked for, and a list of a million."""
# base: worked
# expect: score=full-7 param_std=failed eigenvalue_ratios=failed


# %% param_std
def param_std(H):
    return np.zeros(100_000_000)


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return [1.0] * 1_000_000
