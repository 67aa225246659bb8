"""Functions that are no `def`: a lambda, a callable object, a partial, a cached function.

Whatever can be called is a function: full marks.
"""
# base: worked
# expect: score=full

# %% jacobian
from functools import lru_cache, partial


class Jacobian:
    """The derivatives as a callable object."""

    def __call__(self, thetas, t):
        t, N = np.asarray(t, dtype=float), len(thetas)
        return np.column_stack([-t * np.exp(-rate * t) / N for rate in thetas])


jacobian = Jacobian()

# %% hessian
hessian = lambda thetas: np.array(
    [[2 / len(thetas) ** 2 / (a + b) ** 3 for a in thetas] for b in thetas]
)

# %% measurement_ratio
measurement_ratio = partial(np.linalg.cond, p=2)


# %% param_std
@lru_cache
def _std(rows):
    return np.sqrt(np.diag(np.linalg.inv(np.array(rows))))


def param_std(H):
    return _std(tuple(map(tuple, np.asarray(H).tolist())))
