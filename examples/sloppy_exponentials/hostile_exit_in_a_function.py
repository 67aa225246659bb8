"""A function that ends its process at once. The others are graded in a new one."""
# base: worked
# expect: score=full-4 param_std=crashed


# %% param_std
def param_std(H):
    import os

    os._exit(0)
