"""The Jacobian by finite differences: good to six digits, nine are asked for."""
# base: worked
# expect: score=full-3 jacobian=failed


# %% jacobian
def jacobian(thetas, t):
    thetas, step = np.array(thetas, dtype=float), 1e-5
    columns = []
    for k in range(len(thetas)):
        shift = np.zeros(len(thetas))
        shift[k] = step
        columns.append((y(thetas + shift, t) - y(thetas - shift, t)) / (2 * step))
    return np.array(columns).T
