"""Numbers one by one, with the module math: loops, lists and tuples in place of arrays.

Full marks.
"""
# base: worked
# expect: score=full

# %% emg_expression
import math


def emg_expression():
    return sp.sympify(
        "exp((x - mu)/tau + (sigma/tau)**2/2) * erfc((x - mu)/(sqrt(2)*sigma)"
        " + sigma/(sqrt(2)*tau)) / (2*tau)"
    )


# %% misprint_area
def misprint_area(sigma, tau):
    r = sigma / tau
    low, high = -r - 8 - 40 / r, 8.0
    steps = int((high - low) / 0.05)
    h = (high - low) / steps

    def height(u):
        return r / 2 * math.exp(r * u + r * r / 2) * math.erfc(u + r / math.sqrt(2))

    return h * math.fsum(height(low + k * h) for k in range(steps + 1))


# %% mixture
def mixture(logits, T):
    if len(T) != len(logits):
        raise ValueError("T has the wrong length: " + repr(T))
    top = max(logits)
    powers = [math.exp(a - top) for a in logits]
    total = sum(powers)
    P = sum(power * t for power, t in zip(powers, T)) / total
    return [P, [power / total * (t - P) for power, t in zip(powers, T)]]


# %% emg_derivatives
def emg_derivatives():
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J", real=True)
    r, u = sigma / tau, (x - mu) / sigma
    found = {}
    found["tau"] = (J * r - T * (1 + u * r + r**2)) / tau
    found["sigma"] = (T * r**2 + J * (u - r)) / sigma
    found["mu"] = J / sigma - T / tau
    return found


# %% mixture_hessian
def mixture_hessian(w, dw, d2w, T, dT, d2T):
    n, k = len(w), len(d2w[0])
    for name, part in (("T", T), ("dw", dw), ("d2w", d2w), ("dT", dT), ("d2T", d2T)):
        if len(part) != n or (name != "T" and any(len(row) != k for row in part)):
            raise ValueError(f"{name}: shape {np.shape(part)}")
    H = [[0] * k for _ in range(k)]
    for a in range(k):
        for b in range(k):
            for i in range(n):
                H[a][b] += w[i] * d2T[i][a][b] + T[i] * d2w[i][a][b]
                H[a][b] += dw[i][a] * dT[i][b] + dw[i][b] * dT[i][a]
    return H


# %% emg
def scaled_erfc(z):
    if z < 5:
        return math.exp(z * z) * math.erfc(z)
    tail = z
    for k in range(60, 0, -1):
        tail = z + k / 2 / tail
    return 1 / (math.sqrt(math.pi) * tail)


def number_by_number(function, x, mu, sigma, tau):
    checked(x, mu, sigma, tau)
    return np.vectorize(function, otypes=[float])(x, mu, sigma, tau)


def density_of_numbers(x, mu, sigma, tau):
    u, r = (x - mu) / sigma, sigma / tau
    z = (u + r) / math.sqrt(2)
    if z > 0:
        return math.exp(-u * u / 2) * scaled_erfc(z) / (2 * tau)
    return math.exp((x - mu) / tau + r * r / 2) * math.erfc(z) / (2 * tau)


def emg(x, mu, sigma, tau):
    return number_by_number(density_of_numbers, x, mu, sigma, tau).tolist()


# %% emg_logpdf
def log_of_numbers(x, mu, sigma, tau):
    u, r = (x - mu) / sigma, sigma / tau
    z = (u + r) / 2**0.5
    if z > 0:
        return math.log(scaled_erfc(z)) - math.log(2 * tau) - u * u / 2
    return math.log(math.erfc(z)) - math.log(2 * tau) + r * (u + r / 2)


def emg_logpdf(x, mu, sigma, tau):
    return number_by_number(log_of_numbers, x, mu, sigma, tau).tolist()


# %% emg_grad
def emg_grad(x, mu, sigma, tau):
    T = np.asarray(emg(x, mu, sigma, tau))
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    u, r = (x - mu) / sigma, sigma / tau
    s, G = u + r, np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)
    near = np.array(
        [
            G / (tau * sigma) - T / tau,
            T * sigma / tau**2 - G / tau * (1 / tau - u / sigma),
            G * r / tau**2 - T * (u * r + r**2 + 1) / tau,
        ]
    )
    D, F = shortfalls(s)
    with np.errstate(all="ignore"):
        far = G / (tau**2 * s) * np.stack([u / r + D, u**2 / r - r * D, D - F - u * s * D])
    near[:, s > 15] = far[:, s > 15]
    return near


# %% peak_figure
def peak_figure(mu, sigma, tau):
    low, high = mu - tau, mu
    while high - low > 1e-5 * (sigma + tau):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if emg(a, mu, sigma, tau) < emg(b, mu, sigma, tau):
            low = a
        else:
            high = b
    step = (8 * sigma + 7 * tau) / 499
    places = [mu + 4 * sigma - k * step for k in range(500)]
    gauss = [math.exp(-(((p - mu) / sigma) ** 2) / 2) / sigma / math.tau**0.5 for p in places]
    figure = Figure((8, 5))
    axes = figure.add_axes((0.1, 0.12, 0.85, 0.8), xlabel="$x$", ylabel="probability density")
    (first,) = axes.plot(places, emg(places, mu, sigma, tau))
    (second,) = axes.plot(places, gauss, dashes=(4, 2))
    for place, mark in ((mu - tau, "$m$"), (low, (5, 1))):
        axes.plot([place], [emg(place, mu, sigma, tau)], marker=mark, markersize=10)
    axes.legend([first, second], ["peak with tail", "without tail"])
    return figure


# %% softplus
def softplus_of_a_number(z):
    if z > 0:
        value, first, second = softplus_of_a_number(-z)
        return value + z, 1 - first, second
    e = math.exp(z)
    return math.log1p(e), e / (1 + e), e / (1 + e) ** 2


def softplus(z):
    if np.ndim(z) == 0:
        return list(softplus_of_a_number(z))
    return [list(row) for row in zip(*map(softplus, z))]


# %% inverse_softplus
def inverse_softplus(y):
    if np.ndim(y) > 0:
        return [inverse_softplus(part) for part in y]
    if y <= 0:
        raise ValueError(f"y must be positive, but one is {y}")
    return y + math.log1p(-math.exp(-y)) if y > 1 else math.log(math.expm1(y))


# %% raw_gradient
def raw_gradient(g, raw):
    if len(g) != len(raw):
        raise ValueError(f"g = {g} has the wrong length")
    return [g[a] * softplus(raw[a])[1] for a in range(len(raw))]


# %% raw_hessian
def raw_hessian(g, H, raw):
    if len(g) != len(raw):
        raise ValueError("g is " + str(g))
    if len(H) != len(raw) or any(len(row) != len(raw) for row in H):
        raise ValueError("H is " + str(H))
    rows = [softplus_of_a_number(q) for q in raw]
    return [
        [
            h * one[1] * other[1] + (slope * one[2] if one is other else 0.0)
            for h, other in zip(line, rows)
        ]
        for line, slope, one in zip(H, g, rows)
    ]


# %% fit_peaks
def fit_peaks(x, counts, start):
    x, counts, start = checked_data(x, counts, start)
    free = np.tile([False, True, False, False], 2)
    unit = np.where(free, 1, start.ravel())

    def natural(q):
        return np.where(free, q, unit * np.logaddexp(0, q))

    def slopes(q):
        return np.where(free, 1, unit * expit(q))

    def model(q):
        return sum(a * np.array(emg(x, *shape)) for a, *shape in natural(q).reshape(2, 4))

    def jacobian(q):
        rows = []
        for area, *shape in natural(q).reshape(2, 4):
            rows += [np.array(emg(x, *shape)), *(area * emg_grad(x, *shape))]
        return np.transpose(rows) * slopes(q)

    # Levenberg and Marquardt by hand: long steps where they help, short ones where not.
    q, variances = np.where(free, start.ravel(), math.log(math.e - 1)), np.maximum(counts, 1)
    for _ in range(5):
        damping, r = 1e-2, (counts - model(q)) / np.sqrt(variances)
        for _ in range(80):
            J = jacobian(q) / np.sqrt(variances)[:, None]
            A = J.T @ J
            step = np.linalg.solve(A + damping * np.diag(np.diag(A) + 1e-12), J.T @ r)
            trial = np.clip(q + step, np.where(free, x.min(), -12), np.where(free, x.max(), 1e3))
            other = (counts - model(trial)) / np.sqrt(variances)
            if other @ other < r @ r:
                gain = r @ r - other @ other
                q, r, damping = trial, other, damping / 5
                if gain < 1e-9:
                    break
            else:
                damping *= 4
                if damping > 1e12:
                    break
        variances = np.maximum(model(q), 1)
    J = jacobian(q) / np.sqrt(variances)[:, None]
    covariance = np.linalg.inv(J.T @ J) * np.outer(slopes(q), slopes(q))
    p = natural(q).reshape(2, 4)
    if (p[0, 1] < p[1, 1]) != (start[0, 1] < start[1, 1]):
        p, covariance = p[::-1], np.roll(covariance, (4, 4), axis=(0, 1))
    return p.tolist(), covariance.tolist()
