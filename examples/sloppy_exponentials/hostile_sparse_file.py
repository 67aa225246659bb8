"""One file that claims a terabyte, and a hundred open ones in memory."""
# base: release
# expect: score=0 others=not_attempted param_std=exceeded|raised measurement_ratio=raised|crashed


# %% param_std
def param_std(H):
    with open("sparse", "wb") as file:
        file.truncate(1 << 40)
    return np.sqrt(np.diag(np.linalg.inv(H)))


# %% measurement_ratio
def measurement_ratio(H):
    import os

    for _ in range(1_000):
        os.ftruncate(os.memfd_create("hoard"), 1 << 40)
    return 1.0
