"""A wrong answer and, in a copy of its cell, a right one. The last definition counts."""
# base: worked
# expect: score=full
# says: The cell "hessian" stands 2 times.


# %% hessian
def hessian(thetas):
    return np.outer(thetas, thetas)


# -- split --
def hessian(thetas):
    return 2 / len(thetas) ** 2 / np.add.outer(thetas, thetas) ** 3.0
