"""Helpers in cells that the student added, and an experiment that fails at the end.

An error in a cell of one's own costs nothing: full marks.
"""
# base: worked
# expect: score=full


# %% top
def spectrum(matrix):
    return np.linalg.eigvalsh(matrix)[::-1]


# %% axis_ratio
def axis_ratio(H):
    values = spectrum(H)
    return (values[0] / values[-1]) ** 0.5


# %% measurement_ratio
def measurement_ratio(H):
    values = spectrum(H)
    return values[0] / values[-1]


# %% end
spectrum(undefined_name)
