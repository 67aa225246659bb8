"""Results of another shape at every call, where two calls are compared with each other."""
# base: release
# expect: score=0 others=not_attempted cost=failed best_single_rate=failed hessian=failed

# %% top
calls = 0


def growing():
    global calls
    calls += 1
    return [1.0] * (2 + calls)


# %% cost
def cost(thetas, thetas0, t):
    return growing()


# %% best_single_rate
def best_single_rate(thetas0):
    return growing()


# %% hessian
def hessian(thetas):
    return growing()
