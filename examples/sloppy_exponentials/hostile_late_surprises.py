"""Code that waits for the end: atexit, __del__, and a finaliser that exits the process."""
# base: worked
# expect: score=full-4 param_std=failed|crashed|raised

# %% param_std
import atexit
import os

atexit.register(os._exit, 7)


class Grenade:
    def __del__(self):
        raise MemoryError("too late")


def param_std(H):
    return [Grenade() for _ in H]
