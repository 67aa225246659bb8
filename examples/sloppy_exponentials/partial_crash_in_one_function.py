"""One function divides by zero and indexes too far; the other eleven are right."""
# base: worked
# expect: score=full-2 measurement_ratio=raised
# says: IndexError


# %% measurement_ratio
def measurement_ratio(H):
    values = np.linalg.eigvalsh(H)
    return values[len(values)] / values[0]
