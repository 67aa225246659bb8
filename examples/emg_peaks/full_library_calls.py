"""What SciPy and SymPy know already: distributions, softmax, the Faddeeva function, curve_fit.

Full marks.
"""
# base: release
# expect: score=full

# %% emg_expression
from scipy import optimize, special, stats
from sympy.stats import ExGaussian, density


def emg_expression():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau")
    return density(ExGaussian("mirrored", -mu, sigma, 1 / tau))(-x)


# %% [markdown] sign_of_exponential
# The story is a convolution: SymPy's ExGaussian walks to the right, so both places change sign.

# %% misprint_area
def misprint_area(sigma, tau):
    r = sigma / tau

    def wrong_density(u):
        return r / 2 * np.exp(r * u + r * r / 2) * special.erfc(u + r / np.sqrt(2))

    low = -40 * (1 + 1 / r)
    left, right = (
        quad(wrong_density, a, b, epsabs=0, limit=200)[0] for a, b in ((low, -r), (-r, 10))
    )
    return left + right


# %% mixture
def mixture(logits, T):
    w, T = special.softmax(np.asarray(logits, float)), np.asarray(T, float)
    if w.shape != T.shape:
        raise ValueError(f"T: expected {len(w)} densities, got {T}")
    P = np.dot(w, T)
    return P, w * (T - P)


# %% emg_derivatives
def emg_derivatives():
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J")
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    log_front = (x - mu) / tau + sigma**2 / (2 * tau**2) - sp.log(2 * tau)
    # ln T = log_front + ln erfc(z), and the derivative of erfc is a Gaussian.
    return {
        theta.name: T * sp.diff(log_front, theta) - sp.sqrt(2) * J * sp.diff(z, theta)
        for theta in (mu, sigma, tau)
    }


# %% mixture_hessian
def mixture_hessian(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = checked_parts(w, dw, d2w, T, dT, d2T)
    H = np.einsum("i,ikl->kl", w, d2T) + np.einsum("i,ikl->kl", T, d2w)
    return H + np.einsum("ik,il->kl", dw, dT) + np.einsum("il,ik->kl", dw, dT)


# %% emg
def emg(x, mu, sigma, tau):
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    u, r = (x - mu) / sigma, sigma / tau
    z = (u + r) / np.sqrt(2)
    # w(iz) = erfcx(z); on the other side use erfc(z) = 2 - erfc(-z).
    T = np.exp(-(u**2) / 2) * special.wofz(1j * np.abs(z)).real / (2 * tau)
    return np.where(z < 0, np.exp(np.minimum(r * (u + r / 2), 0)) / tau - T, T)


# %% emg_logpdf
def emg_logpdf(x, mu, sigma, tau):
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    u, r = (x - mu) / sigma, sigma / tau
    s = u + r
    with np.errstate(divide="ignore", invalid="ignore"):
        near = r * (u + r / 2) - np.log(tau) + special.log_ndtr(-s)
        far = stats.norm.logpdf(u) - np.log(s * tau) + np.log1p(-1 / s**2 + 3 / s**4 - 15 / s**6)
        return np.where(s > 80, far, near)


# %% emg_grad
def emg_grad(x, mu, sigma, tau):
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    names = sp.symbols("x mu sigma tau T J")
    short = sp.lambdify(names, [emg_derivatives()[n] for n in ("mu", "sigma", "tau")])
    gaussian = stats.norm.pdf(x, mu, sigma)
    rows = np.array(short(x, mu, sigma, tau, emg(x, mu, sigma, tau), sigma / tau * gaussian))
    u, s = (x - mu) / sigma, (x - mu) / sigma + sigma / tau
    D, F = shortfalls(s)
    with np.errstate(all="ignore"):
        front = gaussian * sigma / tau**2 / s
        far = [u * tau / sigma + D, u * u * tau / sigma - sigma / tau * D, D - F - u * s * D]
    return [np.where(s > 20, front * row, one) for row, one in zip(far, rows)]


# %% peak_figure
import matplotlib.pyplot as plt


def peak_figure(mu, sigma, tau):
    x = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 20_001)
    T = emg(x, mu, sigma, tau)
    plt.figure(figsize=(7, 4))
    plt.plot(x, T, "b-", label="EMG")
    plt.plot(x, stats.norm.pdf(x, mu, sigma), "k--", label="Gauss")
    plt.plot(x[np.argmax(T)], T.max(), "ro")
    plt.plot(mu - tau, emg(mu - tau, mu, sigma, tau), "g^")
    plt.xlabel("x")
    plt.ylabel("T")
    plt.legend()
    plt.grid()
    return plt.gcf()


# %% softplus
def softplus(z):
    value = -special.log_expit(-np.array(z, dtype=float))
    return value, np.exp(z - value), np.exp(z - 2 * value)


# %% inverse_softplus
def inverse_softplus(y):
    y = np.asarray(y, dtype=float)
    if (y <= 0).any():
        raise ValueError(f"y = {y}")
    with np.errstate(over="ignore"):
        return np.where(y > 30, y, np.log(np.expm1(y)))


# %% raw_gradient
def raw_gradient(g, raw):
    if np.shape(g) != np.shape(raw):
        raise ValueError(f"g = {g}")
    return np.diag(special.expit(np.asarray(raw, float))) @ np.asarray(g, float)


# %% raw_hessian
def raw_hessian(g, H, raw):
    n = len(raw)
    if np.shape(g) != (n,):
        raise ValueError(f"g must hold {n} numbers: {g}")
    if np.shape(H) != (n, n):
        raise ValueError(f"H must be {n} x {n}: {H}")
    D = np.diag(special.expit(np.asarray(raw, dtype=float)))
    return D @ np.asarray(H) @ D + np.diag(g) @ D @ (np.eye(n) - D)


# %% fit_peaks
def fit_peaks(x, counts, start):
    x, counts, start = checked_data(x, counts, start)

    def model(x, *p):
        return p[0] * emg(x, *p[1:4]) + p[4] * emg(x, *p[5:])

    def slopes(x, *p):
        rows = []
        for area, *shape in np.reshape(p, (2, 4)):
            rows += [emg(x, *shape), *(area * np.asarray(emg_grad(x, *shape)))]
        return np.transpose(rows)

    low = np.where(np.arange(8) % 4 == 1, x[0], 1e-3)
    p, variances = np.clip(start.ravel(), low, None), counts
    for _ in range(4):
        p, covariance = optimize.curve_fit(
            *(model, x, counts, p, np.sqrt(np.maximum(variances, 1))),
            absolute_sigma=True,
            bounds=(low, np.inf),
            jac=slopes,
            x_scale=np.abs(p) + 0.01,
        )
        variances = model(x, *p)
    p = p.reshape(2, 4)
    if (p[0, 1] < p[1, 1]) != (start[0, 1] < start[1, 1]):
        p, covariance = p[::-1], np.roll(covariance, (4, 4), axis=(0, 1))
    return p, covariance
