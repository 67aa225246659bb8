"""Starts threads until it may start no more. The other functions are answered among them."""
# base: worked
# needs: isolation
# expect: score=full-4 param_std=exceeded


# %% param_std
def param_std(H):
    import threading
    import time

    for _ in range(2_000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return np.sqrt(np.diag(np.linalg.inv(H)))
