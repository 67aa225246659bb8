"""An answer cell was split in the middle of its function, as by a slip of the hand.

The first half returns nothing, the second is not Python.
"""
# base: worked
# expect: score=full-2 measurement_ratio=failed|raised


# %% measurement_ratio
def measurement_ratio(H):
    values = np.linalg.eigvalsh(H)

    # -- split --
    return values[-1] / values[0]
