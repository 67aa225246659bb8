"""A library call wherever SciPy or SymPy has one: minimisers, quadrature, solvers. Full marks."""
# base: release
# expect: score=full

# %% y
from scipy import integrate, linalg, optimize, special


def y(thetas, t):
    thetas = np.ravel(thetas)
    if thetas.size == 0:
        raise ValueError("thetas must not be empty")
    t = np.asarray(t, dtype=float)
    return sum(special.expit(0) * 2 * np.exp(-rate * t) for rate in thetas) / thetas.size


# %% cost
def cost(thetas, thetas0, t):
    if np.size(t) < 2:
        raise ValueError("t must have at least two times")
    return linalg.norm(y(thetas, t) - y(thetas0, t)) ** 2 * np.diff(t)[0] / 2


# %% cost_contours
def cost_contours(thetas0, t):
    import matplotlib.pyplot as plt

    side = np.linspace(0.5, 2.5, 40)
    X, Y = np.meshgrid(side, side)
    Z = np.vectorize(lambda a, b: cost([a, b], thetas0, t))(X, Y)
    plt.figure()
    plt.contour(X, Y, Z, levels=np.logspace(-14, -5, 10, base=2), colors="k")
    plt.colorbar()
    plt.scatter(thetas0, thetas0[::-1])
    plt.gca().set_aspect("equal", "box")
    plt.xlim(0.5, 2.5)
    plt.ylim(0.5, 2.5)
    plt.xlabel("theta_1")
    plt.ylabel("theta_2")
    return plt.gcf()


# %% best_single_rate
def best_single_rate(thetas0):
    slope = lambda x: sum((2 * x / (x + a)) ** 2 for a in thetas0) - 2
    return optimize.root_scalar(slope, bracket=[min(thetas0), max(thetas0)], xtol=1e-14).root


# %% compare_curves
def compare_curves(thetas0, theta, t):
    import matplotlib.pyplot as plt

    fig, (ax1, ax2) = plt.subplots(2, 1)
    ax1.plot(t, y(thetas0, t), label="two rates")
    ax1.plot(t, y([theta], t), label="one rate")
    ax1.legend()
    ax1.set(xlabel="time", ylabel="signal")
    ax2.plot(t, y([theta], t) - y(thetas0, t))
    ax2.set(xlabel="time", ylabel="difference")
    return fig


# %% jacobian
import sympy

theta, time, count = sympy.symbols("theta time count", positive=True)
slope = sympy.lambdify((theta, time, count), sympy.diff(sympy.exp(-theta * time) / count, theta))


def jacobian(thetas, t):
    return slope(np.asarray(thetas)[None, :], np.asarray(t)[:, None], len(thetas))


# %% hessian
def hessian(thetas):
    def element(a, b):
        return (
            integrate.quad(lambda x: x**2 * np.exp(-x), 0, np.inf, epsabs=1e-13)[0] / (a + b) ** 3
        )

    N = len(thetas)
    return np.array([[element(a, b) / N**2 for b in thetas] for a in thetas])


# %% axis_ratio
def axis_ratio(H):
    w = linalg.eigh(H, eigvals_only=True)
    return np.sqrt(w.max() / w.min())


# %% axis_slopes
def axis_slopes(H):
    values, vectors = linalg.eigh(H)
    sloppy, stiff = vectors.T
    return stiff[1] / stiff[0], sloppy[1] / sloppy[0]


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    w = linalg.eigvalsh(hessian(thetas))[::-1]
    return w[:-1] / w[1:]


# %% measurement_ratio
def measurement_ratio(H):
    w = linalg.eigvalsh(H)
    return w[-1] / w[0]


# %% param_std
def param_std(H):
    covariance = linalg.cho_solve(linalg.cho_factor(H), np.eye(len(H)))
    return np.sqrt(np.diag(covariance))
