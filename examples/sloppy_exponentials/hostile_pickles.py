"""Objects that would run code where they are unpickled. Nothing is unpickled."""
# base: release
# expect: score=0 others=not_attempted hessian=failed axis_ratio=failed measurement_ratio=failed

# %% top
import pickle

import numpy as np


class Bomb:
    def __reduce__(self):
        return exec, ("import os; os._exit(3)",)

    __getstate__ = __copy__ = __deepcopy__ = None


# %% hessian
def hessian(thetas):
    return np.array([[Bomb()] * len(thetas)] * len(thetas))


# %% axis_ratio
def axis_ratio(H):
    return pickle.dumps(Bomb())


# %% measurement_ratio
def measurement_ratio(H):
    return Bomb()
