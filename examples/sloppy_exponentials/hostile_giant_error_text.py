"""An error text of a hundred megabytes. What is kept of it is short."""
# base: worked
# expect: score=full-4 param_std=raised


# %% param_std
def param_std(H):
    raise ValueError("No. " * 25_000_000)
