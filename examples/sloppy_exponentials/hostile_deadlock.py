"""Waits for a lock that it holds itself."""
# base: release
# expect: score=0 others=not_attempted param_std=timed_out

# %% param_std
import threading

lock = threading.Lock()


def param_std(H):
    with lock, lock:
        return [0.0 for _ in H]
