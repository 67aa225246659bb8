"""The Hessian is filled into an array of the rates' type, which cuts integers to zero."""
# base: worked
# expect: score=full-1.5 hessian=failed eigenvalue_ratios=failed|raised


# %% hessian
def hessian(thetas):
    thetas = np.array(thetas)
    H = np.zeros((len(thetas), len(thetas)), dtype=thetas.dtype)
    for a in range(len(thetas)):
        for b in range(len(thetas)):
            H[a, b] = 2 / len(thetas) ** 2 / (thetas[a] + thetas[b]) ** 3
    return H
