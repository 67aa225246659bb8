"""Objects that answer every conversion with whatever is wanted: no numbers, no points."""
# base: release
# expect: score=0 others=not_attempted hessian=failed param_std=failed axis_ratio=failed|raised
# expect: axis_slopes=failed|raised measurement_ratio=failed

# %% top
import numpy as np


class Anything:
    def __array__(self, dtype=None, copy=None):
        return np.eye(2)

    def __float__(self):
        return 3.0

    __complex__ = __index__ = __int__ = __float__

    def __getattr__(self, name):
        return lambda *args, **options: self

    def __len__(self):
        return 2

    def __iter__(self):
        return iter([0.5, 0.25])


class Disguised(Anything):
    @property
    def __class__(self):
        return np.float64


class Short(np.ndarray):
    shape = (2, 2)
    dtype = np.dtype(float)

    def tobytes(self, order="C"):
        return b"\0" * 32


class Whole(int):
    def __abs__(self):
        return 0


# %% hessian
def hessian(thetas):
    return np.zeros(3).view(Short)


# %% param_std
def param_std(H):
    return Anything()


# %% axis_ratio
def axis_ratio(H):
    return Disguised()


# %% axis_slopes
def axis_slopes(H):
    return [Anything(), Disguised()]


# %% measurement_ratio
def measurement_ratio(H):
    return Whole(9)
