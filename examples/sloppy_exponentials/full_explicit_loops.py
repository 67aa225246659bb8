"""NumPy arrays, filled by loops over indices: slow to read, correct, full marks."""
# base: release
# expect: score=full


# %% y
def y(thetas, t):
    if len(thetas) == 0:
        raise ValueError("no rates")
    t = np.array(t, dtype=float)
    result = np.zeros(t.shape)
    for k in range(len(thetas)):
        result = result + np.exp(-thetas[k] * t)
    return result / len(thetas)


# %% cost
def cost(thetas, thetas0, t):
    if len(t) < 2:
        raise ValueError("t is too short")
    C = 0
    dt = t[1] - t[0]
    y1 = y(thetas, t)
    y2 = y(thetas0, t)
    for i in range(len(t)):
        C = C + (y1[i] - y2[i]) ** 2 / 2 * dt
    return C


# %% cost_contours
def cost_contours(thetas0, t):
    N = 40
    th = np.linspace(0.5, 2.5, N)
    C = np.zeros((N, N))
    t = np.asarray(t)
    y0 = y(thetas0, t)
    for i in range(N):
        for j in range(N):
            C[i, j] = np.sum((y([th[j], th[i]], t) - y0) ** 2) / 2 * (t[1] - t[0])
    fig = Figure()
    ax = fig.subplots()
    ax.contour(th, th, C, levels=[2.0 ** (-k) for k in range(14, 4, -1)])
    ax.plot(thetas0[0], thetas0[1], "ro")
    ax.plot(thetas0[1], thetas0[0], "ro")
    ax.set_xlabel("theta 1")
    ax.set_ylabel("theta 2")
    ax.set_aspect("equal")
    return fig


# %% best_single_rate
def best_single_rate(thetas0):
    # Newton's method for the zero of the derivative, from the geometric mean
    a, b = thetas0
    x = np.sqrt(a * b)
    for i in range(100):
        f = (x / (x + a)) ** 2 + (x / (x + b)) ** 2 - 0.5
        df = 2 * x * a / (x + a) ** 3 + 2 * x * b / (x + b) ** 3
        step = f / df
        while x - step <= 0:
            step = step / 2
        x = x - step
    return x


# %% compare_curves
def compare_curves(thetas0, theta, t):
    fig = Figure()
    ax = fig.subplots(2, 1)
    ax[0].plot(t, y(thetas0, t), "k-", label="data")
    ax[0].plot(t, y([theta], t), "r--", label="fit")
    ax[0].legend()
    ax[1].plot(t, y([theta], t) - y(thetas0, t))
    for i in range(2):
        ax[i].set_xlabel("t")
        ax[i].set_ylabel("y")
    return fig


# %% jacobian
def jacobian(thetas, t):
    J = np.zeros((len(t), len(thetas)))
    for i in range(len(t)):
        for k in range(len(thetas)):
            J[i, k] = -t[i] * np.exp(-thetas[k] * t[i]) / len(thetas)
    return J


# %% hessian
def hessian(thetas):
    N = len(thetas)
    H = np.empty((N, N))
    for a in range(N):
        for b in range(N):
            H[a, b] = 2.0 / N**2 / (thetas[a] + thetas[b]) ** 3
    return H


# %% axis_ratio
def axis_ratio(H):
    w = np.linalg.eigvalsh(H)
    biggest = w[0]
    smallest = w[0]
    for value in w:
        if value > biggest:
            biggest = value
        if value < smallest:
            smallest = value
    return np.sqrt(biggest / smallest)


# %% axis_slopes
def axis_slopes(H):
    w, v = np.linalg.eigh(H)
    slopes = []
    for k in [1, 0]:
        slopes.append(v[1, k] / v[0, k])
    return slopes


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    w = sorted(np.linalg.eigvalsh(hessian(thetas)))
    w.reverse()
    ratios = []
    for k in range(len(w) - 1):
        ratios.append(w[k] / w[k + 1])
    return np.array(ratios)


# %% measurement_ratio
def measurement_ratio(H):
    return axis_ratio(H) ** 2


# %% param_std
def param_std(H):
    inverse = np.linalg.inv(H)
    result = []
    for k in range(len(H)):
        result.append(np.sqrt(inverse[k][k]))
    return result
