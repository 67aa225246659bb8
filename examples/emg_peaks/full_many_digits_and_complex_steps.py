"""Another road to each result: many digits, complex steps, solved equations. Full marks."""
# base: worked
# expect: score=full

# %% emg_expression
import mpmath


def emg_expression():
    # The slope of the distribution function: who is below x, with and without the last step.
    x, mu, sigma, tau = sp.symbols("x, mu, sigma, tau", real=True)
    exponential = sp.exp((x - mu) / tau + sigma**2 / tau**2 / 2)
    below = sp.erfc(-(x - mu) / sigma / sp.sqrt(2)) / 2
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return (below + exponential * sp.erfc(z) / 2).diff(x)


# %% misprint_area
def misprint_area(sigma, tau):
    # Integrated by parts; what is left is a Gaussian integral, by Gauss and Hermite.
    r = sigma / tau
    nodes, weights = np.polynomial.hermite.hermgauss(60)
    gaussian = weights @ np.exp(r * (nodes - r / np.sqrt(2))) / np.sqrt(np.pi)
    return np.array(np.exp(r**2 / 2) * gaussian)


# %% mixture
def mixture(logits, T):
    a, T = np.asarray(logits, dtype=complex), np.asarray(T, dtype=float)
    if a.size != T.size:
        raise ValueError(f"T is {T}")
    a = a - a.real.max()

    def value(a):
        return np.exp(a) @ T / np.exp(a).sum()

    steps = np.eye(a.size) * 1e-30j
    return np.longdouble(value(a).real), [value(a + step).imag / 1e-30 for step in steps]


# %% emg_derivatives
def emg_derivatives():
    # Scaling all lengths, and the heat equation, give sigma and tau from the slope along x.
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J")
    slope, by_sigma, by_tau = sp.symbols("slope by_sigma by_tau")
    curvature = (T / tau - J / sigma) / tau + J * (x - mu) / sigma**3
    equations = [
        slope - (T / tau - J / sigma),
        by_sigma - sigma * curvature,
        (x - mu) * slope + sigma * by_sigma + tau * by_tau + T,
    ]
    (solved,) = sp.solve(equations, [slope, by_sigma, by_tau], dict=True)
    return {"mu": -solved[slope], "sigma": solved[by_sigma], "tau": solved[by_tau]}


# %% mixture_hessian
def mixture_hessian(w, dw, d2w, T, dT, d2T):
    # 4 w T = (w + T)² - (w - T)², and a square has the Hessian 2 (f H + g gᵀ).
    w, dw, d2w, T, dT, d2T = checked_parts(w, dw, d2w, T, dT, d2T)

    def square(f, g, H):
        return 2 * (np.tensordot(f, H, axes=1) + g.T @ g)

    return (square(w + T, dw + dT, d2w + d2T) - square(w - T, dw - dT, d2w - d2T)) / 4


# %% emg
def emg(x, mu, sigma, tau):
    return np.exp(emg_logpdf(x, mu, sigma, tau))


def log_by_mpmath(x, mu, sigma, tau):
    with mpmath.workdps(40):
        x, mu, sigma, tau = (mpmath.mpf(float(value)) for value in (x, mu, sigma, tau))
        z = ((x - mu) / sigma + sigma / tau) / mpmath.sqrt(2)
        return float(
            (x - mu) / tau + (sigma / tau) ** 2 / 2 + mpmath.log(mpmath.erfc(z) / (2 * tau))
        )


# %% emg_logpdf
def emg_logpdf(x, mu, sigma, tau):
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    u, r = (x - mu) / sigma, sigma / tau
    z = (u + r) / np.sqrt(2)
    if z.size < 50:
        return np.vectorize(log_by_mpmath, otypes=[float])(x, mu, sigma, tau)
    # Many places at once: three formulas, each where it holds.
    with np.errstate(all="ignore"):
        right = np.log(erfcx(np.abs(z))) - u**2 / 2
        near = r * u + r**2 / 2 + np.log(2 - np.exp(-(z**2)) * erfcx(-z))
        left = r * u + r**2 / 2 + np.log(2)
        return np.select([z > 0, z > -6, z <= -6], [right, near, left]) - np.log(2 * tau)


# %% peak_figure
def peak_figure(mu, sigma, tau):
    mode = brentq(lambda p: emg_grad(p, mu, sigma, tau)[0], mu - tau, mu)
    x = np.union1d(np.linspace(mu - 4 * sigma - 8 * tau, mu + 5 * sigma, 400), [mu - tau, mode])
    figure = Figure()
    axes = figure.subplots()
    marked = [int(np.searchsorted(x, place)) for place in (mu - tau, mode)]
    axes.plot(x, emg(x, mu, sigma, tau), marker="o", markevery=marked, label="peak")
    axes.plot(x, [statistics.NormalDist(mu, sigma).pdf(p) for p in x], label="parent")
    axes.fill_between(x, emg(x, mu, sigma, tau), alpha=0.2)
    axes.set(xlabel="x", ylabel="density")
    axes.legend()
    return figure


# %% softplus
def softplus(z):
    z = np.asarray(z, dtype=np.longdouble)
    small = np.exp(-np.abs(z))
    logistic = np.where(z < 0, small, 1) / (1 + small)
    rows = [np.log1p(small) + np.clip(z, 0, None), logistic, small / (1 + small) ** 2]
    return np.array(rows).astype(float)


# %% inverse_softplus
def inverse_softplus(y):
    if not np.all(np.asarray(y) > 0):
        raise ValueError(f"y holds values that are not positive: {y}")
    with mpmath.workdps(40):
        return np.vectorize(lambda v: float(mpmath.log(mpmath.expm1(float(v)))), otypes=[float])(y)


# %% raw_gradient
def raw_gradient(g, raw):
    if len(g) != len(raw):
        raise ValueError(f"different lengths: g = {list(g)}, raw = {list(raw)}")
    with mpmath.workdps(50):
        slopes = [mpmath.diff(lambda q: mpmath.log1p(mpmath.exp(q)), float(q)) for q in raw]
        return np.array([float(c) * float(slope) for c, slope in zip(g, slopes)])


# %% raw_hessian
def raw_hessian(g, H, raw):
    _, s, curve = softplus(raw)
    if np.shape(g) != s.shape:
        raise ValueError(f"g is {g}")
    if np.shape(H) != s.shape * 2:
        raise ValueError(f"H is {H}")
    return np.einsum("a,ab,b->ab", s, np.asarray(H), s) + np.eye(s.size) * (g * curve)
