"""Forks for as long as it may. It may not fork at all."""
# base: release
# needs: isolation
# expect: score=0 others=not_attempted param_std=raised


# %% param_std
def param_std(H):
    import os
    import time

    for _ in range(200):  # enough to be noticed, too few to hurt
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
    return np.sqrt(np.diag(np.linalg.inv(H)))
