"""Starts a process that detaches itself to outlive the grading. It must be gone afterwards."""
# base: worked
# expect: score=full-4 param_std=failed|raised|crashed

# %% param_std
import os
import time


def param_std(H):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(120)  # not for ever, should the grader be at fault
        os._exit(0)
    return np.zeros(len(H))
