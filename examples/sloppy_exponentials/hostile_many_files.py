"""Makes files without end. The number of files is bounded like their size."""
# base: release
# needs: isolation
# expect: score=0 others=not_attempted param_std=exceeded|raised


# %% param_std
def param_std(H):
    import os

    for number in range(20_000):
        os.close(os.open(f"file_{number}", os.O_CREAT | os.O_WRONLY))
    return np.sqrt(np.diag(np.linalg.inv(H)))
