"""A function that ends its process at once. The others are graded in a new one."""
# base: worked
# expect: score=36 param_std=crashed


# %% param_std
def param_std(H):
    import os

    os._exit(0)
