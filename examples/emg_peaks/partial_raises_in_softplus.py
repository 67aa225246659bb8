"""A name that nobody defined: softplus raises, and so does every function that calls it."""
# base: worked
# expect: score=full-12 softplus=raised raw_gradient=raised raw_hessian=raised
# expect: fit_peaks=raised
# says: NameError

# %% softplus
def softplus(z):
    (z,) = real_numbers(ANY_SHAPE, z=z)
    slope = logistic(z)
    return np.array([np.logaddexp(0, z), slope, slope * logistic(-z)])
