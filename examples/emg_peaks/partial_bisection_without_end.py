"""The inverse is searched to a width that no two floats have: the search never ends.

The fit waits for it as well.
"""
# base: worked
# expect: score=full-6 inverse_softplus=timed_out fit_peaks=timed_out

# %% inverse_softplus
def inverse_softplus(y):
    (y,) = positive_numbers(ANY_SHAPE, y=y)
    low, high = np.full(y.shape, -800.0), np.array(y)
    while np.any(high - low > 1e-30):
        middle = (low + high) / 2
        above = softplus(middle)[0] > y
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2
