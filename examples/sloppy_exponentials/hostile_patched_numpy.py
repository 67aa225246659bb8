"""Every comparison of NumPy says yes. Nobody compares in the student's process."""
# base: worked
# expect: score=full-6 hessian=failed param_std=failed

# %% top
import numpy
import numpy.testing


def yes(*args, **options):
    return True


for module in (numpy, numpy.testing):
    for name in ("allclose", "array_equal", "assert_allclose", "assert_equal"):
        setattr(module, name, yes)


# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 3 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% param_std
def param_std(H):
    return np.zeros(len(H))
