"""The error bars are variances."""
# base: worked
# expect: score=full-1.5 param_std=failed


# %% param_std
def param_std(H):
    return np.diag(np.linalg.inv(H))
