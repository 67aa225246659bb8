"""Numbers held in other types: NumPy scalars, zero-dimensional arrays, Fortran order.

Only values and shapes count: full marks.
"""
# base: worked
# expect: score=full


# %% cost
def cost(thetas, thetas0, t):
    if len(t) < 2:
        raise type("TooShort", (ValueError,), {})("a grid has two times")
    r = y(thetas, t) - y(thetas0, t)
    return np.array(0.5 * (t[1] - t[0]) * np.sum(r**2))


# %% axis_slopes
def axis_slopes(H):
    vectors = np.linalg.eigh(np.asarray(H, dtype=np.longdouble).astype(float))[1]
    return [np.float64(vectors[1, 1] / vectors[0, 1]), np.longdouble(vectors[1, 0] / vectors[0, 0])]


# %% hessian
def hessian(thetas):
    H = 2 / len(thetas) ** 2 / np.add.outer(thetas, thetas) ** 3.0
    return np.asfortranarray(H.astype(">f8"))
