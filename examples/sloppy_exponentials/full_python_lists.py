"""Written without NumPy: loops, lists and the math module throughout.

Nested lists, tuples and plain numbers are results as good as arrays: full marks.
"""
# base: release
# expect: score=full

# %% y
import math


def y(thetas, t):
    rates = list(thetas)
    if not rates:
        raise ValueError("thetas must not be empty")
    try:
        times = list(t)
    except TypeError:
        return sum(math.exp(-rate * t) for rate in rates) / len(rates)
    return [y(rates, time) for time in times]


# %% cost
def cost(thetas, thetas0, t):
    if len(t) < 2:
        raise ValueError("a grid t needs two times")
    total = 0.0
    for model, truth in zip(y(thetas, t), y(thetas0, t)):
        total += (model - truth) ** 2
    return total * (t[1] - t[0]) / 2


# %% cost_contours
def cost_contours(thetas0, t):
    side = [0.5 + 2 * i / 39 for i in range(40)]
    decay = {rate: [math.exp(-rate * time) / 2 for time in t] for rate in [*side, *thetas0]}
    truth = [a + b for a, b in zip(decay[thetas0[0]], decay[thetas0[1]])]
    table = []
    for second in side:
        row = []
        for first in side:
            pairs = zip(decay[first], decay[second], truth)
            row.append(sum((a + b - c) ** 2 for a, b, c in pairs) * (t[1] - t[0]) / 2)
        table.append(row)
    figure = Figure()
    axes = figure.add_subplot()
    axes.contour(side, side, table, [2.0**power for power in range(-14, -4)])
    axes.scatter([thetas0[0], thetas0[1]], [thetas0[1], thetas0[0]], marker="x")
    axes.set_aspect(1)
    axes.set_xlabel("first rate")
    axes.set_ylabel("second rate")
    return figure


# %% best_single_rate
def best_single_rate(thetas0):
    low, high = min(thetas0), max(thetas0)
    for _ in range(200):
        middle = (low + high) / 2
        slope = sum((2 * middle / (middle + rate)) ** 2 for rate in thetas0) / 2 - 1
        if slope > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


# %% compare_curves
def compare_curves(thetas0, theta, t):
    true, single = y(thetas0, t), y([theta], t)
    figure = Figure()
    curves, difference = figure.subplots(1, 2)
    curves.plot(t, true, label="true")
    curves.plot(t, single, label="single")
    curves.legend()
    difference.plot(t, [a - b for a, b in zip(single, true)])
    for axes, label in ((curves, "signal"), (difference, "difference")):
        axes.set_xlabel("time")
        axes.set_ylabel(label)
    return figure


# %% jacobian
def jacobian(thetas, t):
    return [[-time * math.exp(-rate * time) / len(thetas) for rate in thetas] for time in t]


# %% hessian
def hessian(thetas):
    n = len(thetas)
    return tuple(tuple(2 / n**2 / (a + b) ** 3 for b in thetas) for a in thetas)


# %% axis_ratio
def eigenvalues(H):
    """Jacobi's method: rotate the largest of the other entries away until none is left."""
    H = [[float(one) for one in row] for row in H]
    size = len(H)
    for _ in range(60):
        for p in range(size):
            for q in range(p + 1, size):
                if abs(H[p][q]) < 1e-300:
                    continue
                angle = math.atan2(2 * H[p][q], H[q][q] - H[p][p]) / 2
                c, s = math.cos(angle), math.sin(angle)
                for k in range(size):
                    H[k][p], H[k][q] = c * H[k][p] - s * H[k][q], s * H[k][p] + c * H[k][q]
                for k in range(size):
                    H[p][k], H[q][k] = c * H[p][k] - s * H[q][k], s * H[p][k] + c * H[q][k]
    return sorted((H[k][k] for k in range(size)), reverse=True)


def axis_ratio(H):
    values = eigenvalues(H)
    return math.sqrt(values[0] / values[-1])


# %% axis_slopes
def axis_slopes(H):
    (a, b), (_, d) = H
    stiff = math.tan(math.atan2(2 * b, a - d) / 2)
    return stiff, -1 / stiff


# %% eigenvalue_ratios
def eigenvalue_ratios(thetas):
    values = eigenvalues(hessian(thetas))
    return [large / small for large, small in zip(values, values[1:])]


# %% measurement_ratio
def measurement_ratio(H):
    values = eigenvalues(H)
    return values[0] / values[-1]


# %% param_std
def param_std(H):
    """Gauss and Jordan, with the largest pivot first."""
    size = len(H)
    rows = [
        [float(x) for x in row] + [float(i == k) for k in range(size)] for i, row in enumerate(H)
    ]
    for i in range(size):
        best = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[best] = rows[best], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = [x - rows[k][i] * pivot for x, pivot in zip(rows[k], rows[i])]
    return [math.sqrt(rows[i][size + i]) for i in range(size)]
