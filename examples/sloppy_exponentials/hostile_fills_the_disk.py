"""Writes one file without end in its own folder. The limit on a file's size stops it."""
# base: worked
# expect: score=full-4 param_std=exceeded|raised


# %% param_std
def param_std(H):
    with open("flood", "wb", buffering=0) as file:
        for _ in range(64):
            if file.write(b"\0" * (1 << 20)) < 1 << 20:
                raise OSError("full")
    return np.sqrt(np.diag(np.linalg.inv(H)))
