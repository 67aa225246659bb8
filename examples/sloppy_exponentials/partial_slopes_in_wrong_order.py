"""Both slopes are right, but the sloppy one comes first."""
# base: worked
# expect: score=full-1.5 axis_slopes=failed


# %% axis_slopes
def axis_slopes(H):
    vectors = np.linalg.eigh(H).eigenvectors
    return vectors[1] / vectors[0]
