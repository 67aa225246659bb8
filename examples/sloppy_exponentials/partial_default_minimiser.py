"""A minimiser with default tolerances returns four digits where six are asked for."""
# base: worked
# expect: score=full-2 best_single_rate=failed


# %% best_single_rate
def best_single_rate(thetas0):
    found = minimize(lambda x: cost([x[0]], thetas0, TIMES), x0=[np.mean(thetas0)])
    return found.x[0]
