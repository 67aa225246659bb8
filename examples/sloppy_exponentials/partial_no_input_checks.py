"""Right values, but nothing is refused: no rates and a grid of one time go through."""
# base: worked
# expect: score=full-1 y=failed cost=failed


# %% y
def y(thetas, t):
    return np.exp(-np.asarray(t)[..., None] * np.asarray(thetas)).sum(axis=-1) / max(len(thetas), 1)


# %% cost
def cost(thetas, thetas0, t):
    dt = t[1] - t[0] if len(t) > 1 else 1
    return np.sum((y(thetas, t) - y(thetas0, t)) ** 2) * dt / 2
