"""The cost lacks the step of the grid: a plain sum of squares, halved."""
# base: worked
# expect: score=full-3.5 cost=failed cost_contours=failed


# %% cost
def cost(thetas, thetas0, t):
    if len(t) < 2:
        raise ValueError("too few times")
    return 0.5 * np.sum((y(thetas, t) - y(thetas0, t)) ** 2)
