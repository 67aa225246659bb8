"""A function that reads address zero."""
# base: worked
# expect: score=full-4 param_std=crashed


# %% param_std
def param_std(H):
    import ctypes

    return ctypes.string_at(0)
