"""A bracket is missing in one cell, which defines nothing; the others are right."""
# base: worked
# expect: score=full-4 jacobian=raised
# says: The cell that should define `jacobian` raised SyntaxError
# edit: jacobian: np.exp(-np.outer(t, thetas)) -> np.exp(-np.outer(t, thetas)
