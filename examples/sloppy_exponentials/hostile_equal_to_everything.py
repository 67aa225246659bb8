"""Objects that equal everything, and an array that calls itself right. No points for them."""
# base: worked
# expect: score=full-14 hessian=failed param_std=failed axis_ratio=failed eigenvalue_ratios=failed

# %% top
import numpy as np


class Equal(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __hash__ = None


class Right(np.ndarray):
    def __array_function__(self, *args, **options):
        return True

    def __array_ufunc__(self, *args, **options):
        return True


# %% hessian
def hessian(thetas):
    return np.zeros((len(thetas), len(thetas))).view(Right)


# %% param_std
def param_std(H):
    return [Equal(1.0) for _ in H]


# %% axis_ratio
def axis_ratio(H):
    return Equal(3.0)


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    return np.ma.masked_all(len(thetas) - 1)
