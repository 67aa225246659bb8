"""Right answers that print, warn and raise caught errors on the way. Talk costs no points."""
# base: worked
# expect: score=full

# %% top
import warnings

warnings.simplefilter("always")
print("Hello from my notebook")


# %% hessian
def hessian(thetas):
    print("called with", thetas)
    warnings.warn("this is only a test")
    np.array([1.0]) / 0.0
    try:
        raise RuntimeError("not a problem")
    except RuntimeError as error:
        print(error)
    thetas = np.asarray(thetas, dtype=float)
    H = 2 / len(thetas) ** 2 / (thetas[:, None] + thetas) ** 3
    display(H)
    return H


# %% param_std
def param_std(H):
    import sys

    print("computing", file=sys.stderr)
    # %timeit -n 1 -r 1 np.linalg.inv(H)
    return np.sqrt(np.diag(np.linalg.inv(H)))


# %% end
# !echo a shell command, which may fail here
