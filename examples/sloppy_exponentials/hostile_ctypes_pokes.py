"""Writes into the interpreter's own memory: a constant of another function, then anywhere."""
# base: release
# expect: score=0 others=not_attempted param_std=crashed measurement_ratio=failed


# %% measurement_ratio
def measurement_ratio(H):
    import ctypes
    import sys

    number = 1.0e-300 * len(H)
    place = id(number) + sys.getsizeof(number) - 8
    ctypes.c_double.from_address(place).value = -1.0
    return number


# %% param_std
def param_std(H):
    import ctypes

    ctypes.memset(1 << 20, 0x41, 1 << 30)
