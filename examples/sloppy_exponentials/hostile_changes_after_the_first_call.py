"""Right at the first three calls, wrong ever after. The first check passes, and only that."""
# base: worked
# expect: score=full-2 hessian=failed

# %% hessian
calls = 0


def hessian(thetas):
    global calls
    calls += 1
    theta = np.asarray(thetas, dtype=float)
    return (2 if calls <= 3 else 1 + calls) / len(theta) ** 2 / np.add.outer(theta, theta) ** 3
