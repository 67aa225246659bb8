"""An answer cell that defines its function and then never ends: the function is lost."""
# base: worked
# expect: score=full-4 param_std=timed_out


# %% param_std
def param_std(H):
    return np.sqrt(np.diag(np.linalg.inv(H)))


while True:
    pass
