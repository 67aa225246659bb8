"""The best single rate is guessed as the mean of the two: right only for equal rates."""
# base: worked
# expect: score=full-3.5 best_single_rate=failed


# %% best_single_rate
def best_single_rate(thetas0):
    return np.mean(thetas0)
