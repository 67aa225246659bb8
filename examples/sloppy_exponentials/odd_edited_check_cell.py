"""A locked check cell was made to pass. The edit is ignored, the wrong answer stays wrong."""
# base: worked
# expect: score=full-4 param_std=failed
# says: The locked cell "check_param_std" was edited; the edit is ignored.


# %% param_std
def param_std(H):
    return np.ones(len(H))


# %% check_param_std
print("param_std: 4 of 4 points")
4.0
