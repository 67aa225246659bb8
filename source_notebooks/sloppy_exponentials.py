# ---
# jupyter:
#   course:
#     lesson: sloppy_exponentials
#     minutes: 385
#     order: 1
#     title: Sloppy exponentials
#   jupytext:
#     notebook_metadata_filter: course,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Sloppy exponentials
#
# *Why a curve can be known well while the rates that made it are not known at all.*
#
# **Time:** about 385 minutes, in sections that say how long each takes. Nobody does that at one sitting. **You need:** calculus, eigenvalues of a symmetric matrix, a little NumPy.
#
# **Questions**
#
# - If a sum of decays has been measured, how well are the decay rates known?
# - What does the shape of a cost surface say about the error bars of a fit?
# - Why does each further parameter cost so much more data than the one before?
#
# **Objectives.** After this lesson you can
#
# - draw a cost surface and read its valleys and mirror images;
# - derive the Hessian of a least-squares cost from the Jacobian of the model, and code both;
# - turn eigenvalues and eigenvectors of the Hessian into axes, slopes and error bars;
# - say how much data the worst-determined combination of parameters needs;
# - see a model as a sheet in the space of data, with a metric, a fold and edges, and say when a smaller model is the better one;
# - read a certified table of parameters and standard deviations with distrust of the right kind;
# - recognise when an optimiser or an eigenvalue routine returns fewer digits than it prints.

# %% [markdown]
# ## How the notebook works
#
# Each exercise asks for one function. Write it in the cell below the statement, run it, then run the `check(...)` cell: it says at once what is right and what is not. `hint("y")` reveals the next hint for the exercise `y`, one step at a time; type it into a new cell (Esc, then B, makes one), because the check cells are locked. `progress()` shows where you stand.
#
# Points are given when your notebook is graded, as each statement says. An answer that is right but for one slip, such as a lost factor or one wrong part of several, keeps half of them.
#
# **Conventions that hold throughout.**
#
# - Arguments may be anything that NumPy can turn into an array of numbers: lists, tuples, integers, arrays.
# - Numbers are compared with the reference at a relative tolerance of $10^{-9}$, unless the statement says otherwise. Whether a scalar comes back as a `float` or as a NumPy scalar does not matter, nor does list or array; shapes do matter.
# - Before an experiment you are asked for a prediction. Write it down, in a cell of your own, before you run anything: a wrong prediction that stands there in writing teaches more than a right one that you only thought. What was to be seen stands folded below; open it when you have compared.
# - Cells that only draw or print are never graded, and are skipped when your notebook is. They use the functions that you write, so they start to work when your functions do; your functions must not use names that such a cell defines.

# %% tags=["interface"]
from course import check, explore, hint, house_style, progress, show

house_style()

# %%
import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from scipy.optimize import brentq, least_squares, minimize, minimize_scalar

TRUE_RATES = (1.0, 2.0)
TIMES = np.arange(0, 10, 0.01)

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"

# %% [markdown]
# ## A curve and an impostor (10 min)
#
# A sample holds several radioactive isotopes, each of which contributes the same activity at the start. A detector records the activity that is left, as a fraction of that at the start. Someone hands you the recording and asks two things: how many isotopes, and what are their decay rates?

# %% [markdown] tags=["prompt"]
# **Predict.** The next cell draws two curves, A and B. One is the average of **three** exponentials, with rates 1, 2 and 4; the other is the average of **two**, neither of whose rates is one of these. Which curve has which name is drawn by lot, so the code will not tell you.
#
# 1. By how much will the curves differ at most, in percent of the height at the start?
# 2. Run the cell. Which one is made of three?
# 3. A detector has a noise of one percent of the initial activity at every point. Would it see the difference?

# %% tags=["illustration"]
# %matplotlib inline
time = np.linspace(0, 6, 601)
three = sum(np.exp(-rate * time) for rate in (1, 2, 4)) / 3
two = sum(np.exp(-rate * time) for rate in (1.14, 3.5)) / 2
lot = np.random.default_rng(1956).permutation(2)
curve_a, curve_b = (three, two)[lot[0]], (three, two)[lot[1]]

figure = Figure(figsize=(9, 3.4))
left, right = figure.subplots(1, 2)
left.plot(time, curve_a, color=BLUE, linewidth=4, alpha=0.45, linestyle="-", label="curve A")
left.plot(time, curve_b, color=ORANGE, linewidth=1.5, linestyle="--", label="curve B")
left.set(xlabel="time $t$", ylabel="activity left", title="Two curves")
left.legend()
right.plot(time, curve_b - curve_a, color=GREEN, linestyle="-", label="B $-$ A")
right.axhline(0, color=GREY, linewidth=0.8)
right.set(xlabel="time $t$", ylabel="difference", title="Their difference")
right.legend()
show(
    figure,
    alt="Left: curves A and B fall from 1 towards 0 and lie on top of each other. Right: their "
    "difference swings to and fro around zero and nowhere exceeds 0.0015.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** The three rates are in curve B; nobody can tell by eye. The curves never differ by more than 0.0015 of the initial activity, although not one rate of A is a rate of B.
#
# Would a noise of one percent hide that? It depends on how many points there are. What counts is the sum of squares of difference over noise, $\Delta\chi^2$: over the 601 points of the plot it is 4.0, two standard deviations. That is enough for a bet by someone who knows both candidates, and not enough for a claim. With 100 points in the same time, as noisy as these, it is 0.66, and the detector sees nothing.
#
# So the activity is easy to predict and the rates are hard to measure. Models of this kind have a name: **sloppy**. This lesson takes the simplest of them apart. First we look at the landscape in which a fit moves, then we measure its curvature, and at the end we find out how many years of data some questions would need.

# %% [markdown]
# ## 1. The model and the cost (30 min)
#
# With $N$ decay rates $\theta_1, \dots, \theta_N$ the model predicts
#
# $$ y_{\boldsymbol\theta}(t) = \frac1N \sum_{\alpha=1}^{N} e^{-\theta_\alpha t}, \qquad y_{\boldsymbol\theta}(0) = 1 . $$

# %% [markdown]
# ### Exercise 1. The model (3 points)
#
# Write `y(thetas, t)`, which returns $y_{\boldsymbol\theta}(t)$.
#
# - `thetas`: one or more rates, a one-dimensional sequence. Without any rate the average has no meaning: raise a `ValueError`.
# - `t`: a time or an array of times of **any** shape. The result has the shape of `t`; for a scalar `t` it is a scalar.
# - Very late times, say $t = 10^4$, give exactly 0.
#
# For example, `y([1, 2], 0)` is 1, and `y([1, 2], [[0, 1], [2, 3]])` has shape `(2, 2)`.
#
# *Points:* 1 for “Two rates at a few times”, 0.5 for “One rate, whole numbers, lists of times”; hidden: 0.5 for “Any shape of times: a number, a table”, 0.5 for “Rates drawn at random; very late times”, 0.5 for “No rates are refused”.

# %% nbgrader={"grade_id": "y", "solution": true}
def y(thetas, t):
    """Return the average of the decays exp(-theta t) over the rates, in the shape of t.

    thetas: one or more rates; t: times of any shape. No rates: ValueError.

    >>> y([1, 2], [[0, 1], [2, 3]]).shape
    (2, 2)
    """
    ### BEGIN SOLUTION
    thetas = np.atleast_1d(np.asarray(thetas, dtype=float))
    t = np.asarray(t, dtype=float)
    if thetas.size == 0:
        raise ValueError(f"thetas must hold at least one rate, got {thetas.tolist()}")
    return np.exp(-t[..., np.newaxis] * thetas).mean(axis=-1)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_y", "points": 3}
check("y")

# %% [markdown] exercise="y" tags=["hints"]
# 1. Two things vary independently here, the rate and the time, and only one of them is averaged over. Say to yourself which one, and what shape should be left.
# 2. If you loop over the rates, the shape of $t$ takes care of itself: every term $e^{-\theta_\alpha t}$ has that shape. Turn `t` into an array first, so that lists work too.
# 3. Without a loop, give $t$ one more axis at the end: `t[..., np.newaxis] * thetas` has the shape of `t` followed by $N$. For a scalar, `np.asarray(t)[..., np.newaxis]` works as well.
# 4. Average over the last axis only: `.mean(axis=-1)`. A plain `.mean()` also averages over time. Test `thetas.size == 0` before that and raise `ValueError` with a sentence.

# %% [markdown] tags=["prompt"]
# **Predict.** On a logarithmic scale a single decay is a straight line. Sketch the logarithm of the average of two decays, with rates 1 and 2: what slope does it start with, what slope does it end with?

# %% tags=["illustration"]
figure = Figure(figsize=(5.5, 3.4))
axes = figure.subplots()
for rates, colour, style in [([1], GREY, ":"), (TRUE_RATES, BLUE, "-"), ([2], GREY, "--")]:
    label = "rates " + " and ".join(f"{rate:g}" for rate in rates)
    label = label if len(rates) > 1 else label.replace("rates", "rate")
    axes.semilogy(TIMES, y(rates, TIMES), color=colour, linestyle=style, label=label)
axes.set(xlabel="time $t$", ylabel=r"$y_{\theta}(t)$", xlim=(0, 6), ylim=(1e-3, 1.1))
axes.legend(loc="lower left")
show(
    figure,
    alt="On a logarithmic scale the rates 1 and 2 give straight lines. Their average starts "
    "between the two and bends until it is parallel to the line of the slower rate.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** The average of two is bent only a little: it starts with the mean slope, $-1.5$, and ends with that of the slower rate, $-1$. The bend between is all that tells us that there are two.

# %% [markdown]
# ### Something to move: be the impostor
#
# The cell below takes the three rates 1, 2 and 4 for the truth and shows what is left of your two-rate curve when that is subtracted. Its title gives $\Delta\chi^2$ for one percent of noise on 100 points. Your function `y` draws it.

# %% [markdown] tags=["prompt"]
# **Predict.** How many pairs of rates, of those that the sliders can reach, have $\Delta\chi^2 < 2$, so that nobody could tell them from three rates: none, one, or a whole stretch of them? Once you have found one, make the slow rate a little slower: which way must the fast one go?

# %% tags=["illustration"]
def impostor(slow, fast):
    """Return the Figure of the residual of two rates against the truth of three."""
    t = np.linspace(0, 6, 100)
    residual = y([slow, fast], t) - y([1, 2, 4], t)
    chi_squared = np.sum((residual / 0.01) ** 2)
    figure = Figure(figsize=(6.5, 3.4))
    axes = figure.subplots()
    axes.axhspan(-0.01, 0.01, color=GREY, alpha=0.2, label="noise of one percent")
    axes.plot(t, residual, color=BLUE, linestyle="-", label="two rates $-$ three rates")
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set(xlabel="time $t$", ylabel="residual", ylim=(-0.08, 0.08))
    axes.set_title(rf"rates {slow:.2f} and {fast:.2f}: $\Delta\chi^2 = {chi_squared:.2f}$")
    axes.legend(loc="upper right")
    return figure


explore(
    impostor,
    alt="What is left of two rates, {slow:.2f} and {fast:.2f}, after three are subtracted, beside "
    "a grey band of one percent of noise.",
    slow=(0.9, 1.4, 1.0),
    fast=(2.5, 5.0, 3.5),
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** A whole stretch: a slower slow rate is made up for by a faster fast one. With rates `1.14, 3.5` $\Delta\chi^2$ is 0.66; with `1.13, 3.55` it is 1.28, and with `1.16, 3.45` it is 1.85. But `1.12` with the old `3.5` gives 4.2: alone each rate is held, together they have more room. With fewer rates than the truth has, the stretch is short; below you will meet longer ones.

# %% [markdown]
# ### What the cost means
#
# Suppose that the true rates $\boldsymbol\theta^{0}$ produce data at the times $t_i = 0, dt, 2\,dt, \dots$, and that each data point has independent Gaussian noise of variance $\sigma^2 = 1/dt$. A finer grid then has more points, each of them noisier, as when the same detector counts are sorted into narrower bins. The information per unit of time stays the same, whatever grid we choose.
#
# The usual cost, half of $\chi^2$, for the model's residual $r_i = y_{\boldsymbol\theta}(t_i) - y_{\boldsymbol\theta^0}(t_i)$ is
#
# $$ C(\boldsymbol\theta) = \sum_i \frac{r_i^2}{2\sigma^2} = \sum_i \frac{r_i^2}{2}\, dt \;\;\xrightarrow{\;dt \to 0\;}\;\; \frac12 \int_0^\infty \bigl(y_{\boldsymbol\theta}(t) - y_{\boldsymbol\theta^0}(t)\bigr)^2\, dt . $$
#
# We compare with the curve *without* noise, so that $C$ is zero at the true rates and measures how different another choice of rates **is**, not how different it happened to look. Rates with $C \ll 1$ cannot be told from the true ones by one such experiment.

# %% [markdown]
# ### Exercise 2. The cost (3 points)
#
# Write `cost(thetas, thetas0, t)`, which returns $C = \sum_i dt\, r_i^2/2$ as a float.
#
# - `thetas`, `thetas0`: the rates of the model and the true rates. They may differ in number: a model with one rate may be compared with a truth of three.
# - `t`: a one-dimensional, evenly spaced grid. Its step is $dt = t_1 - t_0$. Fewer than two times define no step: raise a `ValueError`.
# - Equal lists of rates give exactly 0. Every time counts once, the first and the last included (a plain sum, not the trapezoidal rule).
#
# For example, `cost([1.5, 1.5], [1, 2], TIMES)` is 0.000892857015531.
#
# *Points:* 1 for “The cost at three points of the square”, 0.5 for “No cost at the true rates”; hidden: 0.5 for “Other grids, and models with different numbers of rates”, 0.5 for “The order of the rates does not matter”, 0.5 for “Fewer than two times are refused”.

# %% nbgrader={"grade_id": "cost", "solution": true}
def cost(thetas, thetas0, t):
    """Return half the sum of squared residuals times the step of the grid t.

    t: an evenly spaced grid of at least two times, else ValueError.

    >>> round(cost([1.5, 1.5], [1, 2], TIMES), 15)
    0.000892857015531
    """
    ### BEGIN SOLUTION
    t = np.asarray(t, dtype=float)
    if t.size < 2:
        raise ValueError(f"t must hold at least two times to define a step, got {t.size}")
    residual = y(thetas, t) - y(thetas0, t)
    return float(0.5 * (t[1] - t[0]) * np.sum(residual**2))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_cost", "points": 3}
check("cost")

# %% [markdown] exercise="cost" tags=["hints"]
# 1. You have already written the only physics in this function. What is left is a difference, a square and a sum.
# 2. Count the factors: a $\tfrac12$ from the Gaussian, and $dt = 1/\sigma^2$. Without $dt$ the cost would grow whenever the grid is refined.
# 3. The number of rates plays no part here: call `y` once for each list and subtract the two curves.
# 4. Take $dt$ from the grid, `t[1] - t[0]`, after `t = np.asarray(t, dtype=float)`, and refuse `t.size < 2` before that.

# %% [markdown]
# ## 2. The landscape (35 min)
#
# With two rates the cost is a surface over a plane, and we can look at it.
#
# **Which levels?** Contour lines must be chosen so that they show what there is to see. The cost is a squared distance and spans decades, so lines at powers of two are natural. The largest cost in the square $0.5 \le \theta_1, \theta_2 \le 2.5$ is found in the corner $(0.5, 0.5)$ and can be integrated by hand: it is $23/160 = 0.14375$, less than $2^{-2}$. Lines at $2^0$, $2^{-1}$ and $2^{-2}$ would therefore never be drawn. At the other end, lines that stop at $2^{-12}$ would miss the most interesting feature of the plot, as you are about to see. We use the ten levels $2^{-14}, 2^{-13}, \dots, 2^{-5}$.
#
# **Which grid?** "40 points a side" and "a step of 0.02" cannot both hold on a side of length 2: the first is a step of about 0.05, the second needs about 100 points. We take 40 points, both ends included.

# %% [markdown]
# ### Exercise 3. A contour plot (4 points)
#
# Write `cost_contours(thetas0, t)`, which returns a `matplotlib.figure.Figure` with a contour plot of the cost of two rates, for the two true rates `thetas0` (inside the square) and the time grid `t`.
#
# - $\theta_1$ runs along $x$ and $\theta_2$ along $y$; both take the 40 values of `np.linspace(0.5, 2.5, 40)`, the ends included, so that the contours fill the square.
# - Contours, lines or filled, at exactly the ten levels $2^{-14}, 2^{-13}, \dots, 2^{-5}$ and no others. (Contours of a logarithm of the cost at the logarithms of these levels are the same lines, and accepted.)
# - Equal aspect: one unit of $\theta_1$ is as long as one unit of $\theta_2$. Both axes carry a label, and both run from 0.5 to 2.5.
# - Both minima carry a marker, and little else does: the point `thetas0` and its mirror image, the same two rates in the other order.
# - A colour bar and a title are welcome and not graded.
#
# Build it with `Figure(...)` and `figure.subplots()` as in the cells above. Figures made with `pyplot` are accepted too, but Jupyter shows them twice.
#
# *Points:* 1 for “The square, its labels and its shape”, 1 for “The contours and their levels”, 1 for “Both minima, marked among the contours”; hidden: 1 for “Other true rates: all contours, everywhere”.

# %% nbgrader={"grade_id": "cost_contours", "solution": true}
def cost_contours(thetas0, t):
    """Return a Figure with the contours of the cost over 0.5 <= theta_1, theta_2 <= 2.5."""
    ### BEGIN SOLUTION
    first, second = thetas0
    side = np.linspace(0.5, 2.5, 40)
    levels = 2.0 ** np.arange(-14, -4)
    values = [[cost([theta1, theta2], thetas0, t) for theta1 in side] for theta2 in side]

    figure = Figure(figsize=(5.6, 4.8), layout="constrained")
    axes = figure.subplots()
    filled = axes.contourf(
        side, side, values, levels=levels, norm=LogNorm(), cmap="viridis", extend="both"
    )
    axes.plot([first, second], [second, first], "*", color=ORANGE, markersize=13, mec="white")
    axes.set(
        aspect="equal",
        xlim=(0.5, 2.5),
        ylim=(0.5, 2.5),
        xlabel=r"rate $\theta_1$",
        ylabel=r"rate $\theta_2$",
        title="Cost of two rates",
    )
    bar = figure.colorbar(filled, ax=axes, label="cost $C$", ticks=levels)
    bar.ax.set_yticklabels([f"$2^{{{power}}}$" for power in range(-14, -4)])
    bar.ax.minorticks_off()
    return figure
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_cost_contours", "points": 4}
check("cost_contours")

# %% [markdown] exercise="cost_contours" tags=["hints"]
# 1. Matplotlib needs three things: the values on the $x$ axis, those on the $y$ axis, and a table of costs. Make the table first, with two loops if you like: 1600 calls of `cost` take about a tenth of a second.
# 2. Row number $i$ of the table belongs to the $i$-th value on the **y** axis. So the outer loop runs over $\theta_2$. (This surface is symmetric, so a mistake here does not show; on the next surface it will.)
# 3. The levels are `2.0 ** np.arange(-14, -4)`; with integers instead of `2.0`, NumPy refuses negative powers. Pass them as `levels=` to `axes.contour` or `axes.contourf`.
# 4. `axes.set_aspect("equal")`, `axes.set_xlim(0.5, 2.5)`, `axes.set_xlabel(...)` and the like, then `axes.plot([a, b], [b, a], "o")` for the rates $a$ and $b$, and `return figure`.

# %% [markdown] tags=["prompt"]
# **Predict.** How many minima will the plot show? The **diagonal** $\theta_1 = \theta_2$ is where the model has only one rate: near which rate will the cost on it be lowest?

# %% tags=["illustration"]
figure = cost_contours(TRUE_RATES, TIMES)
figure.axes[0].set_title("Cost of two rates\nmarks: true rates (1, 2) and mirror image (2, 1)")
show(
    figure,
    alt="Contours of the cost over the square from 0.5 to 2.5: a long bent valley, its own mirror "
    "image about the diagonal, runs from a star at rates 1 and 2 to a star at rates 2 and 1.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Two stars, because the model does not care which rate is called $\theta_1$: exchanging them changes nothing, and the plot is its own mirror image about the diagonal. Between the stars runs a long bent valley. On the diagonal it is lowest somewhat below 1.5, the mean of the two rates.

# %% [markdown] tags=["prompt"]
# **Predict.** Read off the plot how low the cost gets on the diagonal. Then follow the floor of the valley from one star to the other: how high do you have to climb? The next cell draws both walks: along the diagonal, straight across the valley, and along the floor (for every $\theta_1$, the smallest cost that any $\theta_2$ can reach). Where will the two curves touch?

# %% tags=["illustration"]
walk = np.linspace(0.7, 2.3, 161)
diagonal = [cost([theta, theta], TRUE_RATES, TIMES) for theta in walk]
floor = [
    minimize_scalar(
        lambda theta2, theta1=theta1: cost([theta1, theta2], TRUE_RATES, TIMES),
        bounds=(0.3, 5),
        method="bounded",
    ).fun
    for theta1 in walk
]

figure = Figure(figsize=(6.5, 4.2))
axes = figure.subplots()
axes.plot(walk, diagonal, color=ORANGE, linestyle="--", label=r"diagonal, $\theta_2 = \theta_1$")
label = r"valley floor, best $\theta_2$ for each $\theta_1$"
axes.plot(walk, floor, color=BLUE, linestyle="-", label=label)
axes.set_yscale("log", base=2)
axes.set(xlabel=r"rate $\theta_1$", ylabel="cost $C$", ylim=(2**-20, 2**-4))
axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
show(
    figure,
    alt="The cost along the diagonal falls to a lowest point near rate 1.37. There it touches the "
    "cost along the floor of the valley, which is highest there and falls to zero at 1 and at 2.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** The two walks touch in one point. Seen along the diagonal it is the lowest point, $C = 2.27 \cdot 10^{-4} = 2^{-12.108}$; seen along the valley floor it is the highest. It is the *pass* between the two minima. This is why contours that stop at $2^{-12}$ show one long trough: the pass lies below that line, and only the levels $2^{-13}$ and $2^{-14}$ separate the two basins.
#
# A single exponential is thus a splendid fit to two. If the noise is such that $\sigma^2 = 1/dt$, the experiment has to be repeated some 4,400 times, one over that, before the cost of the impostor reaches 1.

# %% [markdown]
# ## 3. One rate instead of two (25 min)
#
# Restrict the model to the diagonal, $\theta_1 = \theta_2 = \theta$, so that it becomes the single exponential $e^{-\theta t}$. Which $\theta$ fits best?
#
# In this section we use the continuum cost for true rates $a$ and $b$,
#
# $$ C_\infty(\theta) = \frac12 \int_0^\infty \Bigl( e^{-\theta t} - \tfrac12\bigl(e^{-a t} + e^{-b t}\bigr) \Bigr)^2 dt , $$
#
# which depends on no grid. For rates 1 and 2 the sum over `TIMES` has its minimum within $10^{-9}$ of that of the integral, and the least cost changes by half a part in a million. For rates 1 and 1000 the grid is useless: the fast decay is over before the second point.

# %% [markdown]
# ### Exercise 4. The best single rate (4 points)
#
# Write `best_single_rate(thetas0)`, which returns the $\theta > 0$ that minimises $C_\infty(\theta)$, as a float.
#
# - `thetas0`: the two true rates $a, b > 0$, in any order. They may be equal (then the answer is plain), or as far apart as 1 and 1000.
# - Graded at a relative tolerance of $10^{-6}$. That is more than an optimiser gives you without thought: see the experiment below.
#
# For example, `best_single_rate([3, 3])` is 3.
#
# *Points:* 2 for “The best single rate for rates 1 and 2”; hidden: 1 for “Equal rates, and rates a factor 1000 apart”, 0.5 for “Rates drawn at random, in either order”, 0.5 for “Time in other units scales the rate”.

# %% nbgrader={"grade_id": "best_single_rate", "solution": true}
def best_single_rate(thetas0):
    """Return the rate of the single exponential closest to the average of two decays.

    thetas0: the two true rates, positive, in any order.

    >>> best_single_rate([3, 3])
    3.0
    """
    ### BEGIN SOLUTION
    # dC/dtheta = 0  <=>  the mean over the true rates a of (2 theta / (theta + a))^2 is 1.
    # Each term grows with theta, from 0 to 4, and is 1 at theta = a. So the mean grows too: it
    # crosses 1 exactly once, between the smallest and the largest rate. The minimum is unique.
    rates = np.asarray(thetas0, dtype=float)
    tiny = 4 * np.finfo(float).eps

    def slope(theta):
        return np.mean((2 * theta / (theta + rates)) ** 2) - 1

    return float(brentq(slope, rates.min(), rates.max(), xtol=tiny * rates.min(), rtol=tiny))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_best_single_rate", "points": 4}
check("best_single_rate")

# %% [markdown] exercise="best_single_rate" tags=["hints"]
# 1. Everything in $C_\infty$ can be integrated with $\int_0^\infty e^{-kt}\,dt = 1/k$. Multiply the square out before you integrate.
# 2. Up to a constant, $C_\infty(\theta) = \frac12\left[\frac{1}{2\theta} - \frac{1}{\theta+a} - \frac{1}{\theta+b}\right]$. Near the minimum a cost is flat, so its *values* fix $\theta$ only to about half of the digits. Its derivative crosses zero steeply.
# 3. Setting the derivative to zero gives $\frac{1}{(\theta+a)^2} + \frac{1}{(\theta+b)^2} = \frac{1}{2\theta^2}$. Multiply by $2\theta^2$ and look at how each term depends on $\theta$: there can be only one solution, and it lies between $a$ and $b$.
# 4. `scipy.optimize.brentq` finds the root of a function that changes sign between two points. At $a = b$ the interval has no width; make sure that your function survives that.

# %% [markdown]
# ### An experiment: how many digits does an optimiser return?
#
# The obvious way is to hand the cost to `scipy.optimize.minimize`. The cell does so four times, from the same starting point 1.5, and compares with your `best_single_rate`. Only the scale of the cost and the tolerance on its gradient, `gtol`, change. By default `gtol` is $10^{-5}$: the optimiser stops where the gradient is smaller, and calls that success.

# %% [markdown] tags=["prompt"]
# **Predict.** Take your `best_single_rate` for the truth. How many of its digits will the first call get right? By how much will the answer be better when the cost is multiplied by 100, which changes nothing about where its minimum is?

# %% tags=["illustration"]
def diagonal_cost(theta, scale):
    return scale * cost([theta[0], theta[0]], TRUE_RATES, TIMES)


reference = best_single_rate(TRUE_RATES)
print(f"best_single_rate                 {reference:.9f}")
for scale, options in [(1, {}), (1e2, {}), (1e4, {}), (1, {"gtol": 1e-9})]:
    found = minimize(diagonal_cost, [1.5], args=(scale,), options=options)
    name = f"minimize, cost x {scale:g}" + (", gtol 1e-9" if options else "")
    print(f"{name:<32} {found.x[0]:.9f}   off by {found.x[0] - reference:+.1e}   {found.message}")

# %% [markdown] tags=["worked"]
# **What you should have seen.** With its defaults the optimiser stops at 1.37175 and reports success; the true answer is 1.37166965. Four digits are right, and nothing warns about the rest.
#
# Why so few? Not because there is nothing to follow: at the start the gradient is $9.7 \cdot 10^{-3}$, 970 times `gtol`. Near the minimum it is the curvature, 0.0927, times the distance. So it falls below $10^{-5}$ only within $10^{-5}$ divided by that curvature, $1.1 \cdot 10^{-4}$, of the minimum, and anywhere in there the optimiser may stop; it stopped $7.9 \cdot 10^{-5}$ away. In general the error that you may be left with is `gtol` divided by the curvature. A tolerance means nothing until it is divided by something.
#
# Either remedy works: scale the problem so that curvatures are of order one or more, or choose the tolerance knowingly. Neither gives all digits, because the gradient is estimated from differences of the cost. If the derivative can be written down, solve for its zero.
#
# **A limit that may surprise.** The condition for the best rate is that the average of $\bigl(2\theta/(\theta + a)\bigr)^2$ over the two true rates is 1. Let the second rate grow without bound: its term vanishes, and the first must be 2, so that $2\theta/(\theta+a) = \sqrt2$ and $\theta = (1+\sqrt2)\,a$. However fast the second decay, the best single rate never exceeds 2.414 times the slower one. The arithmetic mean is not even close; neither is the geometric one.

# %% [markdown]
# ## 4. The pass, and how an impostor lives (25 min)
#
# The best single rate is a point on the diagonal of the contour plot. What kind of point, and how does one curve imitate two so well?

# %% [markdown]
# ### Question 1. Where the best single rate sits (3 points)
#
# Find the point $(\theta, \theta)$ with your best $\theta$ in the contour plot. Along the diagonal it is a minimum.
#
# 1. Show that the *whole* gradient of the cost vanishes there, not only its component along the diagonal.
# 2. What kind of stationary point is it: minimum, maximum or saddle? Support your answer with the plot, with the profile above, or with a calculation.
# 3. What does this mean for a fit that starts on the diagonal, with two equal rates?

# %% [markdown] nbgrader={"grade": true, "grade_id": "constrained_minimum", "points": 3, "solution": true}
# ### BEGIN SOLUTION
# **Model answer.** The cost is symmetric, $C(\theta_1, \theta_2) = C(\theta_2, \theta_1)$. On the diagonal its two partial derivatives are therefore equal, and the gradient points along the diagonal, in the direction $(1, 1)$. At the constrained minimum its component along the diagonal is zero, so all of it is zero. The point is stationary for the unconstrained cost too.
#
# It is a saddle, the pass between the two mirror-image minima. In the plot it lies on the diagonal at $\theta \approx 1.3717$, between the two stars, below the line through them (which crosses the diagonal at 1.5). Along the diagonal the cost rises on both sides; along the valley it falls on both sides, from $C = 2.27 \cdot 10^{-4} = 2^{-12.1}$ to zero at either star. By calculation: with $\theta_{1,2} = \theta \pm \delta$ the model is $e^{-\theta t} \cosh \delta t \approx e^{-\theta t}(1 + \delta^2 t^2/2)$, so
# $$ \frac{dC}{d(\delta^2)}\bigg|_{\delta=0} = \frac12\int_0^\infty \bigl(e^{-\theta t} - y_{\theta^0}\bigr)\, t^2 e^{-\theta t}\, dt = \frac{1}{(2\theta)^3} - \frac12\left[\frac{1}{(\theta+1)^3} + \frac{1}{(\theta+2)^3}\right] \approx -0.0021 < 0 , $$
# and the cost decreases when the two rates separate.
#
# A fit that starts with two equal rates has a gradient along the diagonal only. A method that follows gradients stays on the diagonal, for ever apart from rounding, and stops at the pass: it reports convergence at a point that is not a minimum. Start with different rates.
#
# **Rubric.**
#
# - 1 point: the gradient vanishes, by symmetry (or by computing both components).
# - 1 point: saddle, with a reason: lower on both sides along the valley, higher on both sides along the diagonal.
# - 1 point: a fit started with equal rates stays equal and stops at the saddle; start off the diagonal.
# ### END SOLUTION

# %% [markdown]
# ### Exercise 5. The two curves (3 points)
#
# Write `compare_curves(thetas0, theta, t)`, which returns a `Figure` with two panels (two axes).
#
# - First panel: the true curve $y_{\boldsymbol\theta^0}(t)$ and the single exponential $e^{-\theta t}$ against `t`, and a legend with one entry for each.
# - Second panel: their difference, single exponential **minus** true curve, $e^{-\theta t} - y_{\boldsymbol\theta^0}(t)$, against `t`. This is the residual $r$ of the cost. It has its own scale, fitted to the difference, or one would see nothing.
# - All axes are labelled. A horizontal line at zero is allowed.
#
# `thetas0` holds the true rates, `theta` is one rate, `t` a one-dimensional grid of times.
#
# *Points:* 1 for “Two labelled panels, both curves and a legend”, 1 for “Their difference, on a scale of its own”; hidden: 1 for “Other rates”.

# %% nbgrader={"grade_id": "compare_curves", "solution": true}
def compare_curves(thetas0, theta, t):
    """Return a Figure: the true curve and one exponential, and below it their difference."""
    ### BEGIN SOLUTION
    true, single = y(thetas0, t), y([theta], t)
    figure = Figure(figsize=(6.5, 5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    above.plot(t, true, color=BLUE, linewidth=4, alpha=0.45, label="true rates")
    above.plot(t, single, color=ORANGE, linestyle="--", label=f"single rate {theta:.4g}")
    above.set(xlabel="time $t$", ylabel="$y(t)$")
    above.legend()
    below.plot(t, single - true, color=GREEN)
    below.set(xlabel="time $t$", ylabel=r"single $-$ true")
    return figure
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_compare_curves", "points": 3}
check("compare_curves")

# %% [markdown] exercise="compare_curves" tags=["hints"]
# 1. Both curves come from `y`: the single exponential is the model with the list of rates `[theta]`.
# 2. `figure.subplots(2, 1)` returns two axes. Draw on the first with two calls of `plot`, each with `label=...`, then call `legend()`.
# 3. In the second panel plot `y([theta], t) - y(thetas0, t)` against `t`. Label all four axes with `set_xlabel` and `set_ylabel`, and return the figure.

# %% [markdown] tags=["prompt"]
# **Predict.** Sketch the residual of the best single exponential, $e^{-\theta t} - y(t)$, before you see it. How often does it change sign? Could it keep one sign?

# %% tags=["illustration"]
show(
    compare_curves(TRUE_RATES, best_single_rate(TRUE_RATES), TIMES),
    alt="Above: the true curve of two rates and the best single exponential, hard to tell apart. "
    "Below: single minus true, first above zero, then below it, and fading.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** In the upper panel the two curves are hard to separate by eye. The difference stays below 0.019, less than two percent of the initial height. At first the single decay is too slow, because its rate 1.37 is below the mean of the two rates with which the true curve sets out; later it is too fast for the tail, in which only the slow rate survives.
#
# The change of sign is no accident. At the best rate the derivative of the cost vanishes, $\int r\, t\, e^{-\theta t}\, dt = 0$, and a residual that kept its sign could not satisfy that. The errors in one part of the curve pay for those in another. Every least-squares impostor lives by this trick, and the more parameters it has, the more often it can change sign.

# %% [markdown]
# ## 5. Curvature (40 min)
#
# Near its minimum a cost is a quadratic bowl, and all that matters about a bowl is its matrix of second derivatives. For a least-squares cost this matrix is built from first derivatives of the model alone.
#
# The **Jacobian** says how the prediction at each time responds to each *parameter*. In the continuum it is a function of time for each rate,
#
# $$ J_\alpha(t) = \frac{\partial y_{\boldsymbol\theta}(t)}{\partial \theta_\alpha} , $$
#
# and on a grid it is a matrix with one row a time and one column a rate. (It is not $\partial y/\partial t$, which says how the curve falls; a fit cannot vary time.)
#
# The **Hessian** at the true rates is
#
# $$ H_{\alpha\beta} = \frac{\partial^2 C_\infty}{\partial\theta_\alpha\, \partial\theta_\beta}\bigg|_{\boldsymbol\theta = \boldsymbol\theta^0} . $$

# %% [markdown]
# ### Question 2. Derive the Hessian (3 points)
#
# By hand, for any number $N$ of rates:
#
# 1. Find $J_\alpha(t)$.
# 2. Differentiate $C_\infty = \frac12\int_0^\infty \bigl(y_{\boldsymbol\theta} - y_{\boldsymbol\theta^0}\bigr)^2 dt$ twice, and show that at $\boldsymbol\theta = \boldsymbol\theta^0$ the Hessian is $H_{\alpha\beta} = \int_0^\infty J_\alpha J_\beta\, dt$ **exactly**. Say what happens to the term that holds second derivatives of $y$.
# 3. Do the integral and give $H_{\alpha\beta}$ in closed form.

# %% [markdown] nbgrader={"grade": true, "grade_id": "derive_hessian", "points": 3, "solution": true}
# ### BEGIN SOLUTION
# **Model answer.** Only the term $\beta = \alpha$ of the sum depends on $\theta_\alpha$, so
# $$ J_\alpha(t) = \frac{\partial}{\partial\theta_\alpha}\,\frac1N\sum_\beta e^{-\theta_\beta t} = -\frac{t}{N}\, e^{-\theta_\alpha t} . $$
# Write $r = y_{\boldsymbol\theta} - y_{\boldsymbol\theta^0}$. The first derivative of the cost is $\int r\, J_\alpha\, dt$, the second
# $$ \frac{\partial^2 C_\infty}{\partial\theta_\alpha\,\partial\theta_\beta} = \int_0^\infty J_\alpha J_\beta\, dt + \int_0^\infty r\, \frac{\partial^2 y}{\partial\theta_\alpha\,\partial\theta_\beta}\, dt . $$
# At the true rates $r = 0$ for every $t$, and the second integral is zero: the first is the exact Hessian there, not an approximation. (Elsewhere, dropping the second term is the Gauss–Newton approximation.) With $\int_0^\infty t^2 e^{-kt}\, dt = 2/k^3$ and $k = \theta_\alpha + \theta_\beta$,
# $$ H_{\alpha\beta} = \frac{1}{N^2}\int_0^\infty t^2\, e^{-(\theta_\alpha + \theta_\beta)t}\, dt = \frac{2}{N^2\,(\theta_\alpha + \theta_\beta)^3} . $$
#
# **Rubric.**
#
# - 1 point: the Jacobian, with sign, factor $t$ and factor $1/N$.
# - 1 point: the product rule with both terms, and the reason why the second vanishes at the true rates.
# - 1 point: the integral $2/k^3$ and the closed form with $1/N^2$ and the third power.
# ### END SOLUTION

# %% [markdown]
# ### Exercise 6. The Jacobian (4 points)
#
# Write `jacobian(thetas, t)`, which returns the array of shape `(len(t), N)` whose entry $(i, \alpha)$ is $\partial y_{\boldsymbol\theta}(t_i)/\partial\theta_\alpha$.
#
# - `thetas`: $N \ge 1$ rates; `t`: a one-dimensional sequence of times.
# - Use the derivative that you found on paper. A good finite difference of `y` passes only the check that allows an absolute error of $10^{-6}$. The others ask for a relative error of $10^{-9}$, also at early and late times, where the derivative is small and no choice of the step is good enough.
#
# For example, the row that belongs to $t = 0$ is zero: all curves start at 1, whatever the rates.
#
# *Points:* 2 for “Two and three rates, early and late times”; hidden: 1 for “Close to a difference quotient”, 1 for “Rates drawn at random, to nine digits”.

# %% nbgrader={"grade_id": "jacobian", "solution": true}
def jacobian(thetas, t):
    """Return the derivatives of y by the rates: a row for each time, a column for each rate.

    thetas: N rates; t: a sequence of times. The shape is (len(t), N).

    >>> jacobian([1, 2, 3], [0, 1]).shape
    (2, 3)
    """
    ### BEGIN SOLUTION
    thetas = np.atleast_1d(np.asarray(thetas, dtype=float))
    t = np.atleast_1d(np.asarray(t, dtype=float))
    return -t[:, np.newaxis] * np.exp(-np.outer(t, thetas)) / thetas.size
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_jacobian", "points": 4}
check("jacobian")

# %% [markdown] exercise="jacobian" tags=["hints"]
# 1. Hold the time fixed and change one rate a little. Which terms of the average change?
# 2. Only one of the $N$ terms depends on $\theta_\alpha$, and the $\frac1N$ in front stays. Faster decay makes the curve smaller, so mind the sign.
# 3. Test what you found on paper before you trust it: `(y([1 + 1e-6, 2], 3.0) - y([1 - 1e-6, 2], 3.0)) / 2e-6` must be close to it. Rows are times, columns are rates.
# 4. `np.outer(t, thetas)` is the table of all products $t_i\theta_\alpha$ in the right shape. To multiply each row by its own time, use `t[:, np.newaxis]`.

# %% [markdown]
# ### Exercise 7. The Hessian (4 points)
#
# Write `hessian(thetas)`, which returns the $N \times N$ array
#
# $$ H_{\alpha\beta} = \int_0^\infty \frac{\partial y_{\boldsymbol\theta}(t)}{\partial\theta_\alpha}\, \frac{\partial y_{\boldsymbol\theta}(t)}{\partial\theta_\beta}\, dt $$
#
# for the rates `thetas`, of any number $N \ge 1$. Integers are rates too.
#
# This is the integral over all times, not the sum over a grid: at the tolerance of $10^{-9}$ the two differ. Use your closed form. For example, `hessian([1])` is `[[0.25]]`, and `hessian([1, 2])[0, 0]` is 0.0625.
#
# *Points:* 2 for “Three rates, and two that can be done by hand”; hidden: 1 for “Whole-number rates and other numbers of rates”, 0.5 for “Rates drawn at random”, 0.5 for “Symmetry and scaling with the unit of time”.

# %% nbgrader={"grade_id": "hessian", "solution": true}
def hessian(thetas):
    """Return the matrix of second derivatives of the continuum cost at the true rates.

    thetas: N rates. The shape is (N, N).

    >>> hessian([1]).tolist()
    [[0.25]]
    """
    ### BEGIN SOLUTION
    thetas = np.atleast_1d(np.asarray(thetas, dtype=float))
    return 2 / thetas.size**2 / np.add.outer(thetas, thetas) ** 3
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_hessian", "points": 4}
check("hessian")

# %% [markdown] exercise="hessian" tags=["hints"]
# 1. Do Question 2 on paper first; this function is its last line. Then try the two numbers of the statement: does your formula give 0.25 for the single rate 1, and 0.0625 for the first entry of rates 1 and 2? If one comes out and the other does not, look at how your formula depends on $N$.
# 2. If neither comes out, compare with a sum: with `t = np.arange(0, 30, 0.01)` and `J = jacobian(thetas, t)`, the matrix `0.01 * J.T @ J` is the answer to several digits. Double all rates: by which power of two does it shrink?
# 3. Each entry depends on its pair of rates in one way only. All pairs at once: `thetas[:, np.newaxis]` beside `thetas`, or `np.add.outer`.
# 4. Make `thetas` a NumPy array of floats before anything else: powers of integer arrays are a trap.

# %% [markdown]
# ### An experiment: does the sum agree with the integral?
#
# With $\sigma^2 = 1/dt$ the Hessian on a grid is the matrix product $J^{\mathsf T} J\, dt$. It must approach the integral as $dt$ shrinks. How fast?

# %% [markdown] tags=["prompt"]
# **Predict.** For a plain sum one expects an error in proportion to $dt$. By what factor will the error shrink when $dt$ is halved: 2, 4, or more?

# %% tags=["illustration"]
exact = np.asarray(hessian(TRUE_RATES))
for step in (0.4, 0.2, 0.1, 0.05):
    J = jacobian(TRUE_RATES, np.arange(0, 30, step))
    print(f"dt = {step:<5}  largest error {np.abs(step * J.T @ J - exact).max():.1e}")

# %% [markdown] tags=["worked"]
# **What you should have seen.** Halving $dt$ makes the error sixteen times smaller, as if a fourth-order rule had been used, although this is a plain sum. The reason is that the integrand, a product of two columns of $J$, starts with zero value *and* zero slope. The error of a sum comes from the ends of the interval: its terms of order $dt$ and $dt^2$ are the value and the first derivative there, and both vanish.

# %% [markdown]
# ## 6. Stiff and sloppy directions (35 min)
#
# Close to the true rates, with $\boldsymbol\Delta = \boldsymbol\theta - \boldsymbol\theta^0$,
#
# $$ C \approx \tfrac12\, \boldsymbol\Delta^{\mathsf T} H\, \boldsymbol\Delta . $$
#
# The eigenvectors of the symmetric matrix $H$ are perpendicular to each other, and in their coordinates the cost is a sum of squares, $C \approx \frac12\sum_k \lambda_k\, \Delta_k^2$. Contours are ellipses. The direction with the **largest** eigenvalue is called *stiff*: a small step costs much. The one with the **smallest** is called *sloppy*.
#
# From these two sentences you can predict the shape of the innermost contours before you look at the plot again.

# %% [markdown] tags=["prompt"]
# **Predict, in writing, before you compute.** Take the matrix $H$ for the rates 1 and 2, from Question 2 or from your `hessian`. Its trace and determinant give the two eigenvalues on paper. Write down in a cell of your own
#
# 1. the ratio of the longer to the shorter axis of the innermost contours, as a number;
# 2. which of the two axes is the stiff one, the longer or the shorter;
# 3. roughly, the direction of the longer one: which rate rises when the other falls, and which of the two moves more?
#
# Keep it. Exercises 8 and 9 compute what you wrote, and the plot measures it.

# %% [markdown]
# ### Exercise 8. The ratio of the axes (3 points)
#
# Write `axis_ratio(H)`, which returns the length of the longest axis of the ellipsoid $\frac12\boldsymbol\Delta^{\mathsf T} H\boldsymbol\Delta = \text{const}$ divided by the length of its shortest, as a float, never less than 1.
#
# - `H`: a symmetric, positive definite matrix of any size; in general it is not diagonal.
# - Graded at $10^{-9}$; for the seven rates $1, \dots, 7$ at $10^{-6}$, because the digits are gone.
#
# For example, `axis_ratio([[9, 0], [0, 1]])` is 3. Work out on paper which axis is the long one there.
#
# *Points:* 1.5 for “A diagonal matrix, and the Hessian for rates 1 and 2”; hidden: 1 for “Eigenvalues in any order, more parameters”, 0.5 for “Rotated ellipses”.

# %% nbgrader={"grade_id": "axis_ratio", "solution": true}
def axis_ratio(H):
    """Return the longest axis of the ellipsoid of constant cost in units of its shortest.

    H: symmetric, positive definite, of any size.

    >>> round(axis_ratio([[9, 0], [0, 1]]), 12)
    3.0
    """
    ### BEGIN SOLUTION
    curvatures = np.linalg.eigvalsh(np.asarray(H, dtype=float))
    return float(np.sqrt(curvatures[-1] / curvatures[0]))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_axis_ratio", "points": 3}
check("axis_ratio")

# %% [markdown] exercise="axis_ratio" tags=["hints"]
# 1. Walk along one eigenvector until the cost has reached a given value $c$. How far did you walk?
# 2. Solve $\frac12\lambda\,\Delta^2 = c$ for $\Delta$. Which eigenvalue makes this long?
# 3. Take the ratio of two such walks, one along the stiffest and one along the sloppiest eigenvector. What is left of $c$, and what of the root?
# 4. `np.linalg.eigvals` knows nothing of the symmetry and returns eigenvalues in no particular order. `np.linalg.eigvalsh` returns them sorted, from the smallest up, and more accurately.

# %% [markdown]
# ### Exercise 9. The slopes of the axes (3 points)
#
# Write `axis_slopes(H)` for a symmetric, positive definite $2 \times 2$ matrix. It returns a pair of floats `(stiff, sloppy)`: the slopes $d\theta_2/d\theta_1$ of the stiff axis and of the sloppy axis, in the plane of the contour plot with $\theta_1$ along $x$ and $\theta_2$ along $y$.
#
# - Stiff first, then sloppy.
# - You need not treat two cases, and no check tries them: a diagonal matrix, which has a vertical axis, of infinite slope with either sign; and a multiple of the unit matrix, which has circles for contours and no axes.
#
# For example, `axis_slopes([[2, 1], [1, 2]])` is `(1, -1)`: going up the diagonal is expensive, going across it is cheap. Since the axes are perpendicular, the product of the two slopes is $-1$.
#
# *Points:* 1.5 for “The diagonals, and the slopes for rates 1 and 2”; hidden: 1 for “Rotated ellipses”, 0.5 for “The axes are at right angles”.

# %% nbgrader={"grade_id": "axis_slopes", "solution": true}
def axis_slopes(H):
    """Return the slopes dtheta_2/dtheta_1 of the stiff and of the sloppy axis of a 2 x 2 H.

    H: symmetric, positive definite. The slope of a vertical axis is inf.

    >>> stiff, sloppy = axis_slopes([[2, 1], [1, 2]])
    >>> round(stiff, 12), round(sloppy, 12)
    (1.0, -1.0)
    """
    ### BEGIN SOLUTION
    # The stiff axis of [[a, b], [b, d]] has the angle atan2(2b, a - d) / 2. Half-angle formulas
    # give its direction without subtracting nearly equal numbers.
    (a, b), (_, d) = np.asarray(H, dtype=float)
    half = (a - d) / 2
    radius = np.hypot(half, b)
    across, up = (half + radius, b) if half >= 0 else (b, radius - half)

    def slope(rise, run):
        return float(rise / run) if run != 0 else float("inf")

    return slope(up, across), slope(-across, up)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_axis_slopes", "points": 3}
check("axis_slopes")

# %% [markdown] exercise="axis_slopes" tags=["hints"]
# 1. The slope of a direction $(u_1, u_2)$ is $u_2/u_1$. An eigenvector may come with either sign. Does the slope notice?
# 2. `np.linalg.eigh` returns the eigenvalues in rising order and the eigenvectors as the **columns** of a matrix, in the same order.
# 3. So with `w, V = np.linalg.eigh(H)` the stiff direction is `V[:, 1]` and the sloppy one is `V[:, 0]`. Rows of `V` are not eigenvectors.
# 4. Divide second component by first, for the stiff direction and then for the sloppy one, and return the two as a pair.

# %% [markdown]
# ### Prediction against plot
#
# Your two functions predict ellipses. The cell below draws them (dashed) over true contours of the cost near $\boldsymbol\theta^0 = (1, 2)$, then measures the ratio of the axes of the true contours, by walking along your two axes in both directions until the cost reaches the level.

# %% [markdown] tags=["prompt"]
# **Predict.** The ellipses are right for small enough steps. Will the true contours at higher levels be longer or shorter in proportion than the ellipses say? On which side do they leave them first?

# %% tags=["illustration"]
H = np.asarray(hessian(TRUE_RATES))
eigenvalues, eigenvectors = np.linalg.eigh(H)
print("eigenvalues ", eigenvalues)
print("eigenvectors (columns)\n", eigenvectors)
stiff, sloppy = axis_slopes(H)
print(f"predicted: ratio of axes {axis_ratio(H):.6f}, slopes {stiff:.6f} and {sloppy:.6f}\n")


def half_axis(slope, level):
    """Return the unit vector along a slope and the predicted half axis at a level."""
    unit = np.array([1, slope]) / np.hypot(1, slope)
    return unit, np.sqrt(2 * level / (unit @ H @ unit))


def measured_axis(slope, level):
    """Return the full length of the true contour along a slope."""
    unit, length = half_axis(slope, level)
    centre = np.array(TRUE_RATES)

    def excess(step):
        return cost(centre + step * unit, TRUE_RATES, TIMES) - level

    return brentq(excess, 0, 3 * length) - brentq(excess, -3 * length, 0)


print("level   measured ratio of axes")
for power in (-14, -16, -18, -20, -24):
    ratio = measured_axis(sloppy, 2.0**power) / measured_axis(stiff, 2.0**power)
    print(f"2^{power}   {ratio:.6f}")

side1, side2 = np.linspace(0.82, 1.2, 77), np.linspace(1.6, 2.5, 91)
surface = [[cost([a, b], TRUE_RATES, TIMES) for a in side1] for b in side2]
powers = (-17, -15, -13)
angle = np.linspace(0, 2 * np.pi, 200)


def ellipse(level):
    """Return the points of the predicted ellipse at a level."""
    (along, length), (across, width) = half_axis(sloppy, level), half_axis(stiff, level)
    points = np.outer(along * length, np.cos(angle)) + np.outer(across * width, np.sin(angle))
    return np.array(TRUE_RATES)[:, np.newaxis] + points


figure = Figure(figsize=(4.4, 7.8))
axes = figure.subplots()
axes.contour(side1, side2, surface, levels=[2.0**power for power in powers], colors=BLUE)
for power in powers:
    axes.plot(*ellipse(2.0**power), color=ORANGE, linestyle="--")
axes.plot(*TRUE_RATES, "*", color=GREY, markersize=12, label="true rates")
axes.plot([], [], color=BLUE, linestyle="-", label="cost, levels $2^{-17}, 2^{-15}, 2^{-13}$")
axes.plot([], [], color=ORANGE, linestyle="--", label="ellipses from the Hessian")
axes.set(aspect="equal", xlabel=r"rate $\theta_1$", ylabel=r"rate $\theta_2$")
axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
show(
    figure,
    alt="Three contours of the cost around the true rates, and three dashed ellipses five to six "
    "times as long as wide. The inner ones agree; the outer contours bend away from the ellipses.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** The eigenvalues are 0.06818 and 0.00213; their ratio is 31.98, and the ellipse is as many times as long as it is wide as the root of that says, 5.655. The stiff axis has slope 0.307, the sloppy one $-3.26$. The long axis is the *sloppy* one: the ratio of the axes is $\sqrt{\lambda_\text{stiff}/\lambda_\text{sloppy}}$, with the root, and the other way round from the eigenvalues.
#
# The innermost contours follow the ellipses; the outer ones bend towards the pass and the mirror image. At the level $2^{-14}$ the measured ratio is 5.50, at $2^{-24}$ it is 5.6552. A Hessian describes a neighbourhood; how large that is, it does not say.
#
# Read the sloppy direction as a sentence: lower the slow rate by a hundredth, raise the fast one by 0.0326, and the curve hardly changes: the cost is $1.2 \cdot 10^{-6}$. Raise both instead, and it is ten times as large. What the data do fix is the stiff combination, in which the *slow* rate has by far the larger weight.

# %% [markdown]
# ## 7. Seven rates (35 min)
#
# Two rates were bad enough. Take seven, $\theta = 1, 2, \dots, 7$. Before any eigenvalue, here is a picture of what is wrong. On the left: the response of the curve to each rate, the columns of your Jacobian. On the right: what remains of the response to $\theta_4$ after the other six rates have been adjusted to imitate it as well as they can.

# %% [markdown] tags=["prompt"]
# **Predict.** What share of the response to $\theta_4$ can the six others not imitate: a half, a tenth, a hundredth?

# %% tags=["illustration"]
SEVEN = np.arange(1, 8)
J = jacobian(SEVEN, TIMES)
others = np.delete(J, 3, axis=1)
imitation = others @ np.linalg.lstsq(others, J[:, 3], rcond=None)[0]
remainder = J[:, 3] - imitation
share = np.linalg.norm(remainder) / np.linalg.norm(J[:, 3])
print(f"part of the response to theta_4 that no other rates can imitate: {share:.5f}")

figure = Figure(figsize=(9, 3.5))
left, right = figure.subplots(1, 2)
for column in range(7):
    chosen = column == 3
    style = {"color": ORANGE, "zorder": 3, "linestyle": "--", "alpha": 1.0} if chosen else {}
    label = {0: r"$\theta_1$ (lowest) to $\theta_7$", 3: r"$\theta_4$"}.get(column)
    style = {"color": BLUE, "alpha": 0.5, "linestyle": "-", **style}
    left.plot(TIMES, J[:, column], **style, label=label)
left.legend(loc="lower right")
left.set(xlim=(0, 5), xlabel="time $t$", ylabel=r"$\partial y/\partial\theta_\alpha$")
left.set_title("Response to each of the seven rates")
right.plot(TIMES, remainder, color=ORANGE, linestyle="--", label=r"$\theta_4$, without the others")
right.set(xlim=(0, 5), xlabel="time $t$", ylabel=r"remainder of $\partial y/\partial\theta_4$")
right.ticklabel_format(axis="y", scilimits=(0, 0))
right.set_title(r"What only $\theta_4$ can do")
right.legend(loc="upper right")
show(
    figure,
    alt="Left: the responses to the seven rates are dips of the same shape, the slower the rate, "
    "the deeper and later. Right: what only rate 4 can do, a wiggle a thousand times smaller.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Less than a thousandth: the share is 0.00090. Almost nothing in the data belongs to $\theta_4$ alone. The seven columns are independent, but only just, and a matrix whose columns are nearly dependent has eigenvalues near zero. How near, and how are they spaced?

# %% [markdown]
# ### Exercise 10. The ratios of the eigenvalues (3 points)
#
# Write `eigenvalue_ratios(thetas)`, which returns the successive ratios of the eigenvalues of the Hessian at the rates `thetas`. With the eigenvalues sorted, $\lambda_1 > \lambda_2 > \dots > \lambda_N$, the result is
#
# $$ \left( \frac{\lambda_1}{\lambda_2},\; \frac{\lambda_2}{\lambda_3},\; \dots,\; \frac{\lambda_{N-1}}{\lambda_N} \right), $$
#
# an array of $N - 1$ numbers greater than 1, starting at the stiff end.
#
# - `thetas`: $N \ge 2$ different rates, in any order; integers are allowed.
# - Graded at a relative tolerance of $10^{-6}$, for up to seven rates.
#
# *Points:* 1.5 for “Two and three rates”; hidden: 0.5 for “Seven rates”, 1 for “Rates drawn at random, in any order”.

# %% nbgrader={"grade_id": "eigenvalue_ratios", "solution": true}
def eigenvalue_ratios(thetas):
    """Return each eigenvalue of the Hessian divided by the next smaller one, largest first.

    thetas: N different rates, N at least 2. The shape is (N - 1,).

    >>> len(eigenvalue_ratios([1, 2, 3]))
    2
    """
    ### BEGIN SOLUTION
    descending = np.linalg.eigvalsh(hessian(thetas))[::-1]
    return descending[:-1] / descending[1:]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_eigenvalue_ratios", "points": 3}
check("eigenvalue_ratios")

# %% [markdown] exercise="eigenvalue_ratios" tags=["hints"]
# 1. You need the eigenvalues in falling order. What order does your routine return them in?
# 2. `np.linalg.eigvalsh` sorts from the smallest to the largest; `[::-1]` turns an array round.
# 3. Once they are in falling order, two slices of the same array, without its last and without its first entry, divide entry by entry.

# %% [markdown] tags=["prompt"]
# **Predict.** You know the ratio for the rates 1 and 2. Write down the product of the six ratios for seven rates, as a power of ten, and whether you expect the six to be equal, to rise or to fall.

# %% tags=["illustration"]
print("ratios for rates 1 to 7, from stiff to sloppy:", np.round(eigenvalue_ratios(SEVEN), 2))
print(f"largest over smallest: {np.prod(eigenvalue_ratios(SEVEN)):,.0f}")

in_logarithms = np.asarray(hessian(SEVEN)) * np.outer(SEVEN, SEVEN)
print(f"the same with ln(theta) as parameters: {axis_ratio(in_logarithms) ** 2:,.0f}")

# %% [markdown] tags=["worked"]
# **What you should have seen.** The ratios are 15.9, 11.8, 18.4, 32.0, 58.4 and 136.5. They are of the same *order*, so that the eigenvalues are roughly evenly spread on a logarithmic scale, which is the mark of a sloppy model. They are not constant: from the third on, each is larger than the one before. Altogether the eigenvalues span a factor of 882,592,997 (the last digits on your screen may differ: rounding has eaten them).
#
# Is that only a matter of units, since the rates themselves differ by seven? No. With $\ln\theta_\alpha$ as parameters, every matrix element is multiplied by $\theta_\alpha\theta_\beta$, all parameters are on an equal footing, and the factor is still $5.72 \cdot 10^7$.

# %% [markdown]
# ### An experiment: the computer is sloppy too
#
# Add more rates, $1, 2, \dots, N$, and watch the eigenvalues in two computations. One takes the eigenvalues of $H$ with `eigvalsh`. The other never forms $H$. It samples the Jacobian at the nodes of a Gaussian quadrature on $0 < t < 20$, so that $H = A^{\mathsf T}A$ with $A_{i\alpha} = \sqrt{w_i}\, J_\alpha(t_i)$ to all digits, and squares the *singular values* of $A$. On paper the two are the same.

# %% [markdown] tags=["prompt"]
# **Predict.** A double-precision number has about 16 digits, and each new rate makes the smallest eigenvalue about a hundred times smaller. From which $N$ on will the two computations disagree? Can `eigvalsh` return a negative number for a matrix that is positive definite?

# %% tags=["illustration"]
nodes, weights = np.polynomial.legendre.leggauss(300)
nodes, weights = 10 * (nodes + 1), 10 * weights
sizes = range(2, 19)

figure = Figure(figsize=(8.5, 5.4))
axes = figure.subplots()
for N in sizes:
    rates = np.arange(1, N + 1)
    squares = np.linalg.svd(np.sqrt(weights)[:, np.newaxis] * jacobian(rates, nodes))[1] ** 2
    direct = np.linalg.eigvalsh(hessian(rates))
    positive = direct[direct > 0]
    lost = N - positive.size
    axes.plot(np.full(N, N), squares, "_", color=BLUE, markersize=16, markeredgewidth=2.2)
    axes.plot(np.full(positive.size, N), positive, "o", color=ORANGE, mfc="none", markersize=6)
    if lost:
        axes.text(N, 3e-31, str(lost), ha="center", color=ORANGE, weight="bold")
floor = [np.finfo(float).eps * np.asarray(hessian(np.arange(1, N + 1)))[0, 0] for N in sizes]
axes.plot(sizes, floor, color=GREY, linestyle=":", label=r"$\epsilon\, H_{11}$, rounding of $H$")
axes.plot([], [], "_", color=BLUE, markersize=16, mew=2.2, label="singular values of $A$, squared")
axes.plot([], [], "o", color=ORANGE, mfc="none", label="eigvalsh($H$), where positive")
axes.plot([], [], marker="$n$", linestyle="none", color=ORANGE, label="how many are negative")
axes.set_yscale("log")
axes.set(xticks=sizes, ylim=(1e-31, 1), xlabel="number of rates $N$", ylabel="eigenvalue")
axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
show(
    figure,
    alt="For each number of rates from 2 to 18 a ladder of eigenvalues over up to thirty decades. "
    "Squared singular values go on evenly; eigvalsh agrees to about twelve rates, then strays, "
    "and from about fifteen on numbers at the bottom count negative eigenvalues.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** Every column is a ladder with about equal rungs, and every new rate adds a rung at the bottom. Up to about $N = 12$ the two computations agree. Beyond that the smallest eigenvalues of $H$ are made of rounding errors: wrong by ten percent or more at $N = 13$, useless beyond (by how much depends on your processor). From about $N = 15$ on some are *negative*, for a matrix that is positive definite by construction. The singular values go on undisturbed. (The dotted line is the general warning sign, the rounding error of the largest entry. Here the routine stays right for a little longer, because the entries that matter for the small eigenvalues are small themselves.)
#
# The eigenvalues are squares of singular values, so they span twice as many decades. Forming $J^{\mathsf T}J$ spends the digits before the eigenvalue routine sees them. This is why careful least-squares programs work with $J$, by QR or by singular values, and never form the Hessian. For seven rates the Hessian still leaves nine or ten digits, which is enough for us; the tolerance of $10^{-6}$ is there for that reason.

# %% [markdown]
# ## 8. How much data? (35 min)
#
# In one experiment of the kind above ($\sigma^2 = 1/dt$) the likelihood of a shift $\boldsymbol\Delta$ of the rates is proportional to $e^{-C} \approx \exp\bigl(-\frac12\boldsymbol\Delta^{\mathsf T} H\boldsymbol\Delta\bigr)$. Independent repetitions multiply their likelihoods. How often must the experiment be repeated?

# %% [markdown]
# ### Question 3. Measurements for the sloppiest direction (3 points)
#
# You want to know the combination of rates along the sloppiest eigendirection with the same standard deviation with which a given number of experiments determines the combination along the stiffest one.
#
# 1. What is the variance of the component $\Delta_k$ along an eigenvector after *one* experiment? Give the argument, not only the formula.
# 2. What is it after $n$ experiments?
# 3. How many more experiments does the sloppiest direction need? Give the number for the rates 1 and 2 and for the rates $1, \dots, 7$, and an example that makes the second number understandable: suppose that one experiment takes one second.

# %% [markdown] nbgrader={"grade": true, "grade_id": "measurements_needed", "points": 3, "solution": true}
# ### BEGIN SOLUTION
# **Model answer.** In the coordinates of the eigenvectors the likelihood is a product, $\prod_k \exp(-\frac12\lambda_k\Delta_k^2)$, so the components are independent. Compare each factor with a Gaussian, $\exp(-\Delta_k^2/2 s_k^2)$: the variance is $s_k^2 = 1/\lambda_k$. It is the inverse of the eigenvalue, not the eigenvalue: a steep cost means a well-known component.
#
# The costs of $n$ independent experiments add, so every eigenvalue is multiplied by $n$, and the variance is $1/(n\lambda_k)$. The standard deviation falls like $1/\sqrt n$.
#
# Equal precision, $n_\text{sloppy}\lambda_\text{sloppy} = n_\text{stiff}\lambda_\text{stiff}$, needs
# $$ \frac{n_\text{sloppy}}{n_\text{stiff}} = \frac{\lambda_\text{stiff}}{\lambda_\text{sloppy}} , $$
# the ratio of the eigenvalues, without a root (the root is for the ratio of the standard deviations). It is 32 for the rates 1 and 2, and $8.8 \cdot 10^{8}$ for the rates $1, \dots, 7$. If one experiment takes a second and fixes the stiffest combination well enough, the sloppiest one takes $8.8\cdot10^8$ s, 28 years.
#
# **Rubric.**
#
# - 1 point: variance $1/\lambda_k$ with an argument (the likelihood as a Gaussian in the eigen-coordinates).
# - 1 point: variance $1/(n\lambda_k)$ after $n$ experiments, because costs (or information) add.
# - 1 point: the ratio of the eigenvalues without a root, with both numbers, and a sensible illustration.
# ### END SOLUTION

# %% [markdown]
# ### Exercise 11. How many measurements? (2 points)
#
# Write `measurement_ratio(H)`, which returns the number $n_\text{sloppy}/n_\text{stiff}$ of Question 3 as a float: how many times more experiments the sloppiest direction of $H$ needs than the stiffest one, for the same standard deviation.
#
# - `H`: symmetric and positive definite, of any size.
# - Graded at a relative tolerance of $10^{-6}$.
#
# *Points:* 1 for “A diagonal matrix, and the Hessian for rates 1 and 2”; hidden: 0.5 for “Seven rates, eigenvalues in any order”, 0.5 for “Rotated ellipses”.

# %% nbgrader={"grade_id": "measurement_ratio", "solution": true}
def measurement_ratio(H):
    """Return how many times more experiments the sloppiest direction needs than the stiffest.

    H: symmetric, positive definite, of any size.

    >>> measurement_ratio([[1, 0], [0, 1]])
    1.0
    """
    ### BEGIN SOLUTION
    curvatures = np.linalg.eigvalsh(np.asarray(H, dtype=float))
    return float(curvatures[-1] / curvatures[0])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_measurement_ratio", "points": 2}
check("measurement_ratio")

# %% [markdown] exercise="measurement_ratio" tags=["hints"]
# 1. Answer Question 3 first. The function is its last line.
# 2. Try your formula on the diagonal matrix with the entries 1 and 4. One experiment fixes each component by itself; how many do you need of the worse until the two *standard deviations* agree? Count with a coin in hand, if need be: ten times more data is not ten times more precision.
# 3. The eigenvalues come from `np.linalg.eigvalsh`, sorted from the smallest up. Is what you return the same as `axis_ratio`? It should not be, and the difference is the point of Question 3.

# %% [markdown] tags=["prompt"]
# **Predict.** One experiment takes a second. For how many rates $1, 2, \dots, N$ could a student finish within an hour, within a doctorate, within a life?

# %% tags=["illustration"]
year = 365.25 * 24 * 3600
for N in range(2, 8):
    ratio = measurement_ratio(hessian(np.arange(1, N + 1)))
    print(f"{N} rates: {ratio:>11,.0f} experiments, one a second: {ratio / year:.2g} years")

# %% [markdown] tags=["worked"]
# **What you should have seen.** Half a minute for two rates, a quarter of an hour for three, and with every further rate the time grows by a factor of about thirty. Five rates take ten days, six take most of a year, and seven take 28 years, a working life for one number.

# %% [markdown]
# ### Exercise 12. The error bars of the rates (4 points)
#
# Directions are fine, but what people ask for are the rates. Write `param_std(H)`, which returns the array of the $N$ **standard deviations** of the parameters, when *all* of them are fitted together to one experiment and the likelihood of a shift is $\exp\bigl(-\frac12\boldsymbol\Delta^{\mathsf T} H\boldsymbol\Delta\bigr)$.
#
# - `H`: symmetric and positive definite. The parameters are correlated: the error bar of one includes that the others are unknown too.
# - Standard deviations, not variances.
# - Graded at $10^{-8}$; for the seven rates $1, \dots, 7$ at $10^{-6}$.
#
# For example, `param_std([[4, 0], [0, 25]])` is `[0.5, 0.2]`. That one has no correlations, and several wrong answers agree with it.
#
# *Points:* 2 for “A diagonal matrix, and the Hessian for rates 1 and 2”; hidden: 1 for “Correlated parameters”, 1 for “Seven rates”.

# %% nbgrader={"grade_id": "param_std", "solution": true}
def param_std(H):
    """Return the standard deviation of each parameter, all of them being fitted together.

    H: symmetric, positive definite, N x N. The shape is (N,).

    >>> param_std([[4, 0], [0, 25]]).round(12).tolist()
    [0.5, 0.2]
    """
    ### BEGIN SOLUTION
    # Scale H to a unit diagonal, factor it, A = L L^T, and invert the factor alone: the diagonal
    # of A^-1 = L^-T L^-1 holds the squared lengths of the columns of L^-1.
    H = np.asarray(H, dtype=float)
    scale = np.sqrt(np.diag(H))
    factor = np.linalg.cholesky(H / np.outer(scale, scale))
    return np.linalg.norm(np.linalg.inv(factor), axis=0) / scale
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_param_std", "points": 4}
check("param_std")

# %% [markdown] exercise="param_std" tags=["hints"]
# 1. Compare the likelihood with the general Gaussian of several variables, $\exp\bigl(-\frac12\boldsymbol\Delta^{\mathsf T}\Sigma^{-1}\boldsymbol\Delta\bigr)$, where $\Sigma$ is the covariance matrix. What is $\Sigma$?
# 2. $\Sigma = H^{-1}$, and the variances of the parameters are its diagonal. Invert the whole matrix first and take the diagonal then: $1/H_{\alpha\alpha}$ would be the variance if all other parameters were known.
# 3. `np.linalg.inv` is accurate enough here, and `np.diag` takes the diagonal. Look at the example before you return it: are yours variances or standard deviations?

# %% [markdown] tags=["prompt"]
# **Predict.** Which of the seven rates has the largest error bar: the slowest, the fastest, or one between? How much larger is it when the six others have to be fitted too: ten times, a hundred, a thousand?

# %% tags=["illustration"]
H = np.asarray(hessian(SEVEN))
print("rate   alone         with the six others")
for rate, alone, together in zip(SEVEN, 1 / np.sqrt(np.diag(H)), param_std(H), strict=True):
    print(f"{rate}    ±{alone:<10.4g}  ±{together:,.0f}")

# %% [markdown] tags=["worked"]
# **What you should have seen.** The standard deviations are 106, 3066, 29,377, 124,398, 257,101, 253,888 and 95,706, in the units in which the rates are 1 to 7. To know $\theta_5$ to $\pm1$, the experiment has to be repeated $257{,}101^2$ times, some 66 thousand million.
#
# If all other rates were known, one experiment would give $\theta_4$ to $\pm112$. The ratio of the two is the number printed above the picture of the remainder: the share of the response to $\theta_4$ that the other rates cannot imitate. In general, the error bar of a parameter is one over the length of that part of its column of $J$ which is perpendicular to all the other columns.

# %% [markdown]
# ## 9. Is the ellipse right? (35 min)

# %% [markdown]
# ### An experiment: a thousand experiments
#
# The error bars rest on two assumptions: Gaussian noise, and a cost that is quadratic as far as the noise carries us. A simulated experiment tests both. We add noise to the true curve, fit both rates, sort them (there are two equivalent minima), and repeat that 1000 times.
#
# With $\sigma^2 = 1/dt$ the error bars of the rates 1 and 2 exceed the rates themselves, far outside the quadratic region. So we average over many experiments first, which multiplies $\sigma$ by a small $\varepsilon$: the point noise is $\varepsilon/\sqrt{dt}$, and all error bars shrink by $\varepsilon$. On the left $\varepsilon = 0.002$, on the right it is sixteen times larger.

# %% [markdown] tags=["prompt"]
# **Predict.** In two dimensions, what share of a Gaussian cloud lies within one sigma: 68 percent, more, or less? And what will happen on the right to fits that the noise would push over the diagonal, into the mirror image?

# %% tags=["illustration"]
def noisy_data(noise, random, t):
    """Return the true curve at times t with reduced noise, in the shape of t, as floats."""
    return y(TRUE_RATES, t) + noise / np.sqrt(t[1] - t[0]) * random.standard_normal(t.size)


def best_rates(data, t, start):
    """Return the fitted rates, sorted, in the shape of start, and the half sum of squares."""
    fit = least_squares(
        lambda rates: y(rates, t) - data, start, jac=lambda rates: jacobian(rates, t)
    )
    return np.sort(fit.x), fit.cost


COARSE = np.arange(0, 10, 0.05)
H = np.asarray(hessian(TRUE_RATES))
figure = Figure(figsize=(9.5, 4.8))
for axes, noise in zip(figure.subplots(1, 2), (0.002, 0.032), strict=True):
    random = np.random.default_rng(2006)
    fits = np.array(
        [best_rates(noisy_data(noise, random, COARSE), COARSE, TRUE_RATES)[0] for _ in range(1000)]
    )
    shift = fits - TRUE_RATES
    distance = np.sqrt(np.einsum("ij,jk,ik->i", shift, H, shift)) / noise
    equal = np.ptp(fits, axis=1) < 0.02
    print(f"noise {noise}: scatter {fits.std(axis=0).round(4)}", end="")
    print(f", predicted {(noise * param_std(H)).round(4)}", end="")
    print(f", within 1 and 2 sigma {np.mean(distance < 1):.3f} {np.mean(distance < 2):.3f}", end="")
    print(f", equal rates in {np.mean(equal):.1%}")

    axes.plot(*fits[~equal].T, ".", color=BLUE, markersize=3, alpha=0.6, label="fits")
    if equal.any():
        axes.plot(*fits[equal].T, "x", color=GREEN, markersize=5, label="fits with equal rates")
    for sigmas in (1, 2):
        label = r"1 and 2 $\sigma$ from $H$" if sigmas == 1 else None
        curve = ellipse((sigmas * noise) ** 2 / 2)
        axes.plot(*curve, color=ORANGE, linestyle="--", label=label)
    axes.set(xlabel="smaller rate", ylabel="larger rate", title=rf"$\varepsilon = {noise}$")
axes.set(xlim=(0.5, 1.8), ylim=(0.3, 4.8))
axes.fill_between([0, 5], [0, 5], color=GREY, alpha=0.35, label="smaller > larger: impossible")
for axes in figure.axes:
    axes.legend(loc="upper right")
show(
    figure,
    alt="Left: at small noise the fitted rates fill a narrow tilted ellipse. Right: at larger noise "
    "the ellipse reaches into the region where the smaller rate would be the larger, shaded; fits "
    "pile up on its border, the diagonal, and a tail bends up to large second rates.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** On the left the cloud fills the ellipse, and the scatter agrees with the prediction to a few percent. In two dimensions 39 percent of a Gaussian lies within one sigma and 86 percent within two; the line printed above the picture says how close the simulation comes.
#
# On the right something new happens. In about a quarter of the experiments the best fit has two *equal* rates: the data are best described by a single exponential, and the fits pile up on the diagonal, which no ellipse foresees. (A few fits with a very fast second rate lie outside the frame.) The noise has carried the fit over the pass. Beyond the diagonal lie only mirror images, so the set of curves that the model can make ends there: the diagonal is an *edge* of the model, and noisy data often lie beyond the edge.

# %% [markdown]
# ### The profile: an error bar without an ellipse
#
# What should be reported instead of an ellipse that reaches where no rates are? Ask, for each value of the faster rate, how well the data can be fitted if the *other* rate is free. The increase of $\chi^2$ above its minimum is the **profile likelihood**, $\Delta\chi^2(\theta_2) = \min_{\theta_1} \chi^2(\theta_1, \theta_2) - \min \chi^2$. Where it stays below 1 is the one-sigma interval. If the cost were quadratic, the profile would be a parabola, $(\theta_2 - \hat\theta_2)^2/s_2^2$, with the error bar $s_2$ of Exercise 12.

# %% [markdown] tags=["prompt"]
# **Predict.** Sketch both for $\varepsilon = 0.032$. Towards large $\theta_2$ the second decay is over before anything is measured: can the profile go on rising like a parabola? Where is it near $\theta_2 = 1$, where the two rates change their roles?

# %% tags=["illustration"]
def profile(data, t, faster):
    """Return half the least sum of squares with one rate held at `faster`, a float."""
    fit = least_squares(
        lambda slow: y([slow[0], faster], t) - data,
        [1.2],
        jac=lambda slow: jacobian([slow[0], faster], t)[:, :1],
    )
    return fit.cost


def profile_picture(noise, experiment):
    """Return the Figure of the profile of one simulated experiment, and of its parabola."""
    t = np.arange(0, 10, 0.1)
    data = noisy_data(noise, np.random.default_rng(experiment), t)
    fitted, least = best_rates(data, t, TRUE_RATES)
    per_cost = 2 * (t[1] - t[0]) / noise**2
    rates = np.linspace(0.6, 7, 65)
    rise = per_cost * (np.array([profile(data, t, rate) for rate in rates]) - least)
    # Where the two rates are equal, the Hessian is singular.
    apart = np.ptp(fitted) > 1e-3
    sigma = noise * param_std(hessian(fitted))[1] if apart else np.inf
    single = per_cost * (best_rates(data, t, [best_single_rate(TRUE_RATES)])[1] - least)
    figure = Figure(figsize=(7.5, 4.4))
    axes = figure.subplots()
    axes.plot(rates, rise, color=BLUE, linestyle="-", label="profile")
    parabola = ((rates - fitted[1]) / sigma) ** 2
    axes.plot(rates, parabola, color=ORANGE, linestyle="--", label="parabola from $H$")
    axes.axhline(1, color=GREY, linestyle=":", label=r"one sigma, $\Delta\chi^2 = 1$")
    axes.plot([fitted[1]], [0], "*", color=GREEN, markersize=12, label="best fit")
    axes.axhline(single, color="black", linestyle="-.", linewidth=1, label="best single rate")
    axes.set(xlabel=r"faster rate $\theta_2$", ylabel=r"$\Delta\chi^2$", ylim=(-0.3, 10))
    axes.set_title(f"best fit {fitted[0]:.2f} and {fitted[1]:.2f}, parabola's error {sigma:.2f}")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    return figure


explore(
    profile_picture,
    alt="Profile of the faster rate at noise {noise} in simulated experiment {experiment}: two dips "
    "with a low pass between them, and a slow rise to the right; the parabola from the Hessian has "
    "one dip and rises faster on both sides.",
    noise=(0.008, 0.056, 0.032),
    experiment=(0, 20, 2),
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** At the smallest noise the two agree near the minimum. At the noise with which the sliders start they do not. In experiment number 2 the best fit is 0.95 and 2.06, and the parabola's error bar is 0.64. The profile has a second dip, the mirror image, where $\theta_2$ takes the part of the slower rate, and the pass between the dips is only 0.63 high: two equal rates are within one sigma, so that downwards there is no bound but the diagonal. Upwards the profile is flatter than the parabola: at $\theta_2 = 5$ it is 8.4, the parabola 21. For $\theta_2 \to \infty$ it approaches a finite value, because a curve whose second decay is over at once is still a curve. For one sigma upwards the parabola is nearly right, further out and downwards it is wrong. The profile says what the data say.

# %% [markdown]
# ### When one rate is the better model
#
# If noisy data lie beyond the edge, should one fit two rates at all, knowing that there are two? Ask how far the *fitted curve* is from the true one, $\int (y_{\hat{\boldsymbol\theta}} - y_{\boldsymbol\theta^0})^2 dt$, on the average over experiments. Each fitted parameter adds $\varepsilon^2$ of noise to it. A single rate has one parameter, and a bias, $2C$ at the pass, that no amount of data removes.

# %% [markdown] tags=["prompt"]
# **Predict.** Two parameters cost $2\varepsilon^2$, one costs $\varepsilon^2 + 2C_\text{pass}$. From which $\varepsilon$ on is one rate the better model? You know $C_\text{pass}$ from Section 2.

# %% tags=["illustration"]
noises = np.array([0.004, 0.008, 0.016, 0.024, 0.032, 0.048, 0.064])
pass_cost = cost([best_single_rate(TRUE_RATES)] * 2, TRUE_RATES, TIMES)
random = np.random.default_rng(1977)
errors = np.zeros((noises.size, 150, 2))
for row, noise in enumerate(noises):
    for trial in range(150):
        data = noisy_data(noise, random, COARSE)
        for column, start in enumerate(([best_single_rate(TRUE_RATES)], TRUE_RATES)):
            fitted = best_rates(data, COARSE, start)[0]
            errors[row, trial, column] = 2 * cost(fitted, TRUE_RATES, COARSE) / noise**2

figure = Figure(figsize=(6.5, 4.2))
axes = figure.subplots()
smooth = np.geomspace(0.004, 0.064, 100)
one_rate = 1 + 2 * pass_cost / smooth**2
axes.loglog(smooth, one_rate, color=ORANGE, linestyle="--", label="one rate, expected")
axes.loglog(smooth, np.full(100, 2), color=BLUE, linestyle="-", label="two rates, expected")
for column, (name, mark, colour) in enumerate([("one rate", "s", ORANGE), ("two rates", "o", BLUE)]):
    mean, spread = errors[:, :, column].mean(axis=1), errors[:, :, column].std(axis=1)
    label = f"{name}, simulated"
    axes.errorbar(noises, mean, spread / np.sqrt(150), fmt=mark, color=colour, label=label)
crossing = np.sqrt(2 * pass_cost)
axes.axvline(crossing, color=GREY, linestyle=":", label=rf"$\varepsilon = {crossing:.4f}$")
axes.set(xlabel=r"noise $\varepsilon$", ylabel=r"mean squared error of the curve / $\varepsilon^2$")
axes.set_xticks(noises, [f"{noise:g}" for noise in noises])
axes.set_yticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
axes.minorticks_off()
axes.legend(loc="upper right")
show(
    figure,
    alt="Mean squared error of the fitted curve against noise. With two rates it stays near two "
    "units and dips at large noise; with one it falls from thirty units towards one, and crosses "
    "near a noise of 0.02.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** The lines cross at $\varepsilon = \sqrt{2C_\text{pass}} = 0.0213$. With more noise than that the *wrong* model, one rate, describes the true curve better on the average than the right model does: its bias is smaller than the noise that the second parameter lets in. The simulated points of two rates fall below 2 where the noise is large, because of the edge: a fit that ends on the diagonal has one parameter only. So the model simplifies itself, a little late.
#
# In models with many parameters this is the rule. Fits run to the edges, where rates merge, vanish or become infinite, and there a simpler model with fewer parameters is waiting.

# %% [markdown]
# ## 10. The model as a sheet (25 min)
#
# Leave the plane of rates and look at the model from the other side, from the space of data. Measure at three times only, $t = \frac13, 1, 3$. Then an experiment is a point in three dimensions, and the model, for all pairs of rates, is a curved sheet in there: the **model manifold**. Fitting means to drop a perpendicular from the data onto the sheet.
#
# Distances on the sheet count what noise can tell apart. Two curves whose rates differ by $d\boldsymbol\theta$ are apart by
#
# $$ ds^2 = \sum_i dy(t_i)^2 = \sum_{\alpha\beta} g_{\alpha\beta}\, d\theta_\alpha\, d\theta_\beta, \qquad g = J^{\mathsf T} J . $$
#
# So $g$ is the **metric** of the sheet, the thing that turns steps of the parameters into lengths. Divided by the variance of the noise of each point, $g/\sigma^2$, it is the **Fisher information** of statistics: for Gaussian noise, the inverse of the smallest covariance that an unbiased estimate can have. The Hessian of this lesson is both, for all times instead of three and $\sigma^2 = 1/dt$.

# %% [markdown] tags=["prompt"]
# **Predict.** The cell draws the sheet, seen along its principal directions (a singular value decomposition of its points turns it so that the first axis is the longest, the third the thinnest).
#
# 1. A fold is where a sheet turns back on itself. Where must this sheet be folded, if $(\theta_1, \theta_2)$ and $(\theta_2, \theta_1)$ are the same point of it?
# 2. What happens to $g$ on the fold? Let $\theta_{1,2} = 1.5 \mp d/2$ and make $d$ ten times smaller: what becomes of the small eigenvalue of $g$?
# 3. Data from rates 1 and 2 with a noise of 0.02 at each point: will they lie on one side of the fold?

# %% tags=["illustration"]
THREE_TIMES = np.array([1 / 3, 1, 3])
EDGES = np.concatenate([[0], np.geomspace(0.02, 50, 24), [1e6]])
FINE = np.concatenate([[0], np.geomspace(0.005, 200, 150), [1e6]])
points = np.array([y([a, b], THREE_TIMES) for a in FINE for b in FINE])
centre = points.mean(axis=0)
directions = np.linalg.svd(points - centre, full_matrices=False)[2]
print("extents of the sheet:", np.ptp((points - centre) @ directions.T, axis=0).round(3))
for d in (0.5, 0.05, 0.005):
    J = jacobian([1.5 - d / 2, 1.5 + d / 2], THREE_TIMES)
    g = J.T @ J
    small, large = np.linalg.eigvalsh(g)
    bars = 0.02 * param_std(g)
    print(f"d = {d:<6} eigenvalues of g: {large:.4f}, {small:.2e}; error bars {bars.round(2)}")


def seen(curves):
    """Return the coordinates of curves at the three times along the principal directions.

    curves: floats, shape (..., 3); the result has the same shape.
    """
    return (np.asarray(curves) - centre) @ directions.T


random = np.random.default_rng(5)
data = y(TRUE_RATES, THREE_TIMES) + 0.02 * random.standard_normal((60, 3))
fits = np.exp(
    [
        least_squares(
            lambda logs, point=point: y(np.exp(logs), THREE_TIMES) - point, np.log(TRUE_RATES)
        ).x
        for point in data
    ]
)
beyond = np.abs(np.log(fits[:, 0] / fits[:, 1])) < 0.05
print(f"best fit on the fold for {beyond.sum()} of {beyond.size} noisy data")

figure = Figure(figsize=(10.5, 4.6))
views = figure.subplots(1, 3, width_ratios=[1.2, 1, 1.2])
for axes, (one, other) in zip(views, [(0, 1), (0, 2), (0, 1)], strict=True):
    for edge in EDGES:
        line = seen([y([edge, rate], THREE_TIMES) for rate in FINE])
        axes.plot(line[:, one], line[:, other], color=BLUE, linestyle="-", linewidth=0.5)
    fold = seen([y([rate, rate], THREE_TIMES) for rate in FINE])
    axes.plot(fold[:, one], fold[:, other], color=ORANGE, linestyle="-", linewidth=2.5)
    for rate, style in [(0, "--"), (1e6, ":")]:
        border = seen([y([rate, other_rate], THREE_TIMES) for other_rate in FINE])
        axes.plot(border[:, one], border[:, other], color="black", linestyle=style)
    true = seen(y(TRUE_RATES, THREE_TIMES))
    axes.plot(true[one], true[other], "*", color="black", markersize=12)
    axes.set(xlabel=f"principal direction {one + 1}", ylabel=f"principal direction {other + 1}")
placed, landed = seen(data), seen([y(pair, THREE_TIMES) for pair in fits])
for start, end in zip(placed, landed, strict=True):
    views[2].plot(*zip(start[:2], end[:2], strict=True), color=GREY, linestyle="-", linewidth=0.7)
views[2].plot(*placed[~beyond, :2].T, "o", color=GREEN, markersize=4)
views[2].plot(*placed[beyond, :2].T, "x", color="#CC79A7", markersize=6, markeredgewidth=1.8)
views[2].set(xlim=true[0] + np.array([-0.09, 0.09]), ylim=true[1] + np.array([-0.09, 0.09]))
views[0].set_title("The sheet, face on")
views[1].set_title("Edge on")
views[2].set_title("Noisy data at the fold")
for style, label in [
    ({"color": BLUE, "linewidth": 0.8}, r"lines of one constant rate"),
    ({"color": ORANGE, "linewidth": 2.5}, r"fold, $\theta_1 = \theta_2$"),
    ({"color": "black", "linestyle": "--"}, "edge, a rate is 0"),
    ({"color": "black", "linestyle": ":"}, r"edge, a rate is $\infty$"),
    ({"color": "black", "marker": "*", "linestyle": "none", "markersize": 10}, "true rates 1, 2"),
    ({"color": GREEN, "marker": "o", "linestyle": "none"}, "data with a fit inside"),
    ({"color": "#CC79A7", "marker": "x", "linestyle": "none"}, "data beyond the fold"),
    ({"color": GREY, "linewidth": 0.7}, "from data to best fit"),
]:
    views[0].plot([], [], **{"linestyle": "-", **style}, label=label)
figure.legend(*views[0].get_legend_handles_labels(), loc="outside upper center", ncols=4)
show(
    figure,
    alt="A sheet bounded by three curves: the fold where the rates are equal, and the edges where a "
    "rate is zero or infinite. Seen edge on, magnified, it is thin and twisted. Enlarged around the true "
    "rates, noisy data lie on both sides of the fold, and those beyond it are joined to the fold.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** The sheet is long, narrow and thin: its extents are 1.731, 0.503 and 0.155, each three or more times smaller than the one before. It is finite, too: the rates run to infinity, the sheet does not. It ends at the **edges**, where a rate is 0 or infinite, and at the **fold** $\theta_1 = \theta_2$, where the two halves of the plane of rates, each the mirror image of the other, lie on top of each other.
#
# On the fold the two columns of $J$ are equal, the metric has a zero eigenvalue, and no length belongs to a step across the fold. Close to it the small eigenvalue goes as $d^2$: $4.93 \cdot 10^{-6}$ in the second line of the print and $4.93 \cdot 10^{-8}$ in the third, where $d$ is ten times smaller. The Fisher information of the difference of the rates vanishes there, and the error bars that it predicts grow without bound, though the sheet is as wide as ever.
#
# The noise is about as large as the distance of the true point from the fold, 0.0170. Noisy data lie on both sides, but there is a sheet on one side only. From those beyond, the perpendicular ends on the fold: this is the pile of fits with equal rates of the last section, seen from outside.

# %% [markdown]
# ## 11. Unknown rates, known curve (20 min)
#
# One thing is left to explain. The curve was easy, the rates are hopeless, and yet the curve is made of the rates. If $\Sigma$ is the covariance matrix of the fitted rates, the variance of the predicted curve at time $t$ is
#
# $$ \operatorname{var} y(t) = \sum_{\alpha\beta} J_\alpha(t)\, \Sigma_{\alpha\beta}\, J_\beta(t) . $$
#
# The cell compares its root with what one gets from the error bars $s_\alpha$ of the seven rates when their correlations are forgotten, $\bigl(\sum_\alpha J_\alpha^2\, s_\alpha^2\bigr)^{1/2}$. The first is computed from $J$ alone: if the columns of $Q$ are an orthonormal basis for the columns of $J$, the variance at $t_i$ is $\sum_k Q_{ik}^2/dt$, and no small eigenvalue ever appears. As in Section 9 the noise is reduced, to $\varepsilon = 0.002$, and all error bars with it.

# %% [markdown] tags=["prompt"]
# **Predict.** Multiply the error bars of the seven rates, which you know from Exercise 12, by 0.002. How wide will the band around the curve be, with the correlations and without?

# %% tags=["illustration"]
noise = 0.002
step = TIMES[1] - TIMES[0]
Q, R = np.linalg.qr(jacobian(SEVEN, TIMES))
variance = np.sum(Q**2, axis=1) / step
forgetful = noise * np.sqrt(jacobian(SEVEN, TIMES) ** 2 @ param_std(hessian(SEVEN)) ** 2)
band = noise * np.sqrt(variance)
print(f"integral of the variance of the curve, in units of the noise: {step * variance.sum():.6f}")
print(f"largest error bar of the curve: {band.max():.4f}")
print(f"without correlations up to {np.max(forgetful[1:] / band[1:]):.0f} times too large")

figure = Figure(figsize=(9.5, 3.9))
left, right = figure.subplots(1, 2)
curve = y(SEVEN, TIMES)
left.plot(TIMES, curve, color=BLUE, linestyle="-", linewidth=0.8, label="curve of seven rates")
left.fill_between(TIMES, curve - band, curve + band, color=ORANGE, alpha=0.6, label="its error bar")
left.set(xlabel="time $t$", ylabel="$y(t)$", xlim=(0, 6))
left.set_title("Rates unknown, curve known")
left.legend(loc="upper right")
late = TIMES > 0
label = "correlations forgotten"
right.semilogy(TIMES[late], forgetful[late], color=ORANGE, linestyle="--", label=label)
right.semilogy(TIMES[late], curve[late], color=GREY, linestyle=":", label="the curve itself")
right.semilogy(TIMES[late], band[late], color=BLUE, linestyle="-", label="with correlations")
right.set(xlabel="time $t$", ylabel="error bar of the curve", xlim=(0, 6), ylim=(1e-4, 200))
right.legend(loc="upper right")
show(
    figure,
    alt="Left: the curve of seven rates in a band hardly wider than its line. Right: the error bar "
    "of the curve is a few thousandths and below the curve; with correlations forgotten it is up "
    "to a thousand times larger and far above the curve.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** Error bars of hundreds for the rates combine into an error bar of at most 0.0064 for the curve; who forgets the correlations predicts errors more than a thousand times too large. In units of $\varepsilon^2$ the integral of the variance is exactly 7, the number of rates: with $\Sigma = H^{-1}$, $\int \sum_{\alpha\beta} J_\alpha (H^{-1})_{\alpha\beta} J_\beta\, dt = \operatorname{tr}(H^{-1}H) = N$. Each fitted parameter adds the same amount of noise to the prediction, be it stiff or sloppy. The sloppy directions are unknown *because* they do not matter for the curve.

# %% [markdown]
# ### An ensemble of fits over one curve
#
# Does a real fit of seven rates behave like that? We simulate thirty experiments with $\varepsilon = 0.002$, fit all seven rates to each, as logarithms so that they stay positive, and sort them. Then we take the thirty shifts of $\ln\boldsymbol\theta$ apart along the eigenvectors of the Hessian in these logarithms, from the stiffest direction to the sloppiest, and compare the scatter with the prediction $\varepsilon/\sqrt{\lambda_k}$.

# %% [markdown] tags=["prompt"]
# **Predict.** In the sloppiest direction the prediction is 150: a rate might be $e^{150}$ times too large. Will the thirty fits scatter like that? What may stop them? How many *different* rates will a typical fit show?

# %% tags=["illustration"]
logs = np.log(SEVEN)
spectrum, axes_of_logs = np.linalg.eigh(np.asarray(hessian(SEVEN)) * np.outer(SEVEN, SEVEN))
random = np.random.default_rng(7)
ensemble = []
for _ in range(30):
    noisy = y(SEVEN, COARSE) + noise / np.sqrt(0.05) * random.standard_normal(COARSE.size)
    fit = least_squares(
        lambda logs, noisy=noisy: y(np.exp(logs), COARSE) - noisy,
        logs,
        jac=lambda logs: jacobian(np.exp(logs), COARSE) * np.exp(logs),
        bounds=(np.log(0.1), np.log(100)),
        max_nfev=60,
    )
    ensemble.append(np.sort(fit.x))
ensemble = np.array(ensemble)
curves = np.array([y(np.exp(one), COARSE) for one in ensemble])
print(f"largest distance from the true curve: {np.abs(curves - y(SEVEN, COARSE)).max():.3f}")

figure = Figure(figsize=(11, 4.2))
over, rates, scatter = figure.subplots(1, 3)
for one in curves:
    over.plot(COARSE, one, color=BLUE, linestyle="-", linewidth=0.6)
over.plot([], [], color=BLUE, linestyle="-", linewidth=0.6, label="thirty fits")
over.plot(COARSE, y(SEVEN, COARSE), color=ORANGE, linestyle="--", label="true curve")
over.set(xlabel="time $t$", ylabel="$y(t)$", xlim=(0, 4), title="Curves")
over.legend()
for place, one in enumerate(ensemble[:12], start=1):
    rates.plot(np.exp(one), np.full(7, place), "o", color=BLUE, mfc="none", markersize=7)
for rate in SEVEN:
    rates.axvline(rate, color=ORANGE, linestyle="--", linewidth=1)
rates.plot([], [], "o", color=BLUE, mfc="none", label="fitted rates")
rates.plot([], [], color=ORANGE, linestyle="--", label="true rates")
rates.set(xscale="log", xlabel="rate", ylabel="experiment", yticks=range(1, 13))
rates.set(xlim=(0.7, 16), ylim=(0, 15), xticks=[1, 2, 4, 8, 16], xticklabels=[1, 2, 4, 8, 16])
rates.minorticks_off()
rates.set_title("Twelve of the fits")
rates.legend(loc="upper center", ncols=2)
numbers = np.arange(1, 8)
found = ((ensemble - logs) @ axes_of_logs).std(axis=0)[::-1]
predicted = (noise / np.sqrt(spectrum))[::-1]
scatter.semilogy(numbers, predicted, color=ORANGE, linestyle="--", label="from the Hessian")
scatter.semilogy(numbers, found, "o", color=BLUE, label="scatter of the fits")
scatter.set(xlabel="direction, stiff to sloppy", ylabel=r"spread of $\ln\theta$", xticks=numbers)
scatter.set_title("Along the directions")
scatter.legend()
show(
    figure,
    alt="Left: thirty fitted curves lie on the true one. Middle: the fitted rates of twelve fits, "
    "nowhere near 1 to 7, many of them on top of each other. Right: their scatter follows the "
    "prediction in the three or four stiff directions and stays below 0.5 in the sloppy ones, "
    "where the prediction rises to 150.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** All thirty curves are within 0.013 of the true one, and hardly two of them have similar rates. In the stiff directions the scatter is what the Hessian says. In the three sloppiest it is not: predicted are 2.1, 14 and 150, found is less than a half in each. The edges hold the fits: most of them show four *different* rates, some three, and the others have merged with one of these. They lie on folds of the sheet, which in seven dimensions has many, each of them a model with fewer rates. The prediction of the curve is none the worse for it. Who asks seven rates of these data gets four, and a warning.

# %% [markdown]
# ## 12. Lanczos's table of 1956 (35 min)
#
# So far the data were our own. The oldest table of this kind was made by Cornelius Lanczos. He computed
#
# $$ f(x) = 0.0951\, e^{-x} + 0.8607\, e^{-3x} + 1.5576\, e^{-5x} $$
#
# at 24 points, to a few digits, and asked his readers to find the exponents. The table became a test problem of the National Institute of Standards and Technology (NIST), with parameters, standard deviations and residual sum of squares that are certified to eleven digits. Here each decay has a height of its own, so there are six parameters. The certified rates are 0.955, 2.952 and 4.986: not 1, 3 and 5, though the data hold no noise but the rounding to the fourth decimal.

# %%
# NIST/ITL Statistical Reference Datasets, nonlinear regression: Lanczos3, in the public domain;
# the data are those of C. Lanczos, Applied Analysis (1956), pp. 272-280.
LANCZOS_X = 0.05 * np.arange(24)
LANCZOS_Y = np.array(
    [2.5134, 2.0443, 1.6684, 1.3664, 1.1232, 0.9269, 0.7679, 0.6389, 0.5338, 0.4479, 0.3776, 0.3197]
    + [0.2720, 0.2325, 0.1997, 0.1723, 0.1493, 0.1301, 0.1138, 0.1000, 0.0883, 0.0783]
    + [0.0698, 0.0624]
)
CERTIFIED_HEIGHTS = np.array([0.086816414977, 0.84400777463, 1.5825685901])
CERTIFIED_RATES = np.array([0.95498101505, 2.9515951832, 4.9863565084])
# Of the three heights, then of the three rates.
CERTIFIED_STD = np.array(
    [0.017197908859, 0.041488663282, 0.058371576281]
    + [0.097041624475, 0.10766312506, 0.034436403035]
)
CERTIFIED_SQUARES = 1.6117193594e-08
MADE_OF = np.array([0.0951, 0.8607, 1.5576, 1.0, 3.0, 5.0])

# %% [markdown] tags=["prompt"]
# **Predict.** Two exponentials, with four free parameters, are fitted to data made of three. The heights at $x = 0$ are about 2.5, and the data are given to $\pm0.00005$.
#
# 1. How large will the largest residual of *two* exponentials be: 0.1, 0.01, 0.001? Would Lanczos have seen it on a plot? In a table to two decimals?
# 2. What will the residuals of *three* look like, and how large will they be?

# %% tags=["illustration"]
def decays(rates):
    """Return the table of decays at Lanczos's points, floats of shape (24, len(rates))."""
    return np.column_stack([y([rate], LANCZOS_X) for rate in rates])


def heights(rates):
    """Return the best heights for given rates, which are a linear problem; shape (len(rates),)."""
    return np.linalg.lstsq(decays(rates), LANCZOS_Y, rcond=None)[0]


def lanczos_fit(start):
    """Return the fitted rates, sorted, and the residuals, model minus data."""

    def residual(logs):
        rates = np.exp(logs)
        return decays(rates) @ heights(rates) - LANCZOS_Y

    fit = least_squares(residual, np.log(start), xtol=1e-15, ftol=1e-15, gtol=1e-15)
    return np.sort(np.exp(fit.x)), fit.fun


figure = Figure(figsize=(9.5, 3.8))
for axes, start in zip(figure.subplots(1, 2), ([0.5, 3], [0.3, 5.5, 7.6]), strict=True):
    rates, residual = lanczos_fit(start)
    squares = residual @ residual
    print(f"{len(rates)} rates {rates.round(4)}, heights {heights(rates).round(4)}")
    print(f"  sum of squares {squares:.5e}, largest residual {np.abs(residual).max():.1e}")
    axes.axhspan(-5e-5, 5e-5, color=GREY, alpha=0.3, label="half a unit of the last digit")
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.plot(LANCZOS_X, residual, "o-", color=BLUE, markersize=4, linewidth=0.8, label="residuals")
    axes.set(xlabel="$x$", ylabel="model $-$ data", title=f"{len(rates)} exponentials")
    axes.ticklabel_format(axis="y", scilimits=(0, 0))
    axes.set_ylim(*np.array([-1, 1.7]) * np.abs(axes.get_ylim()).max())
    axes.legend(loc="upper right")
print(f"certified rates {CERTIFIED_RATES.round(4)}, sum of squares {CERTIFIED_SQUARES:.5e}")
show(
    figure,
    alt="Left: the residuals of two exponentials follow a smooth wave up to 0.0009, many times the "
    "rounding, a grey band. Right: those of three exponentials jump about within the band.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Two exponentials with rates 1.87 and 4.64 pass through all 24 points to within $9.0 \cdot 10^{-4}$, on a curve two and a half high. On a plot nobody sees that; in a table to two decimals it is gone, and this was Lanczos's point. Only the fourth decimal betrays the third exponential, and it does so by the *pattern*: the residuals of two follow a wave, 18 times the rounding in height, while those of three jump about. Their standard deviation is $2.99 \cdot 10^{-5}$, about what rounding to the fourth decimal makes: a unit of it over $\sqrt{12}$ is $2.89 \cdot 10^{-5}$. There is nothing left in the data.
#
# The sum of squares agrees with the certified $1.6117 \cdot 10^{-8}$, and the rates with the certified rates to three or four digits. Further digits would have to be fetched from the bottom of a flat valley.

# %% [markdown]
# ### What the certified standard deviations say
#
# The certified values have eleven digits; the certified standard deviations say how many of these mean anything. Compute them with your own functions: the Jacobian of six parameters has the decays as columns for the heights, and `jacobian([rate], x)`, times the height, for the rates.

# %% [markdown] tags=["prompt"]
# **Predict.** The data have four or five digits. How many digits of the height of the slowest decay do they fix? Each certified parameter is off from the one that made the data; are these six errors six accidents, or one?

# %% tags=["illustration"]
weighted = zip(CERTIFIED_HEIGHTS, CERTIFIED_RATES, strict=True)
slopes = [h * jacobian([r], LANCZOS_X) for h, r in weighted]
J = np.column_stack([decays(CERTIFIED_RATES), *slopes])
information = J.T @ J
variance = CERTIFIED_SQUARES / (24 - 6)
ours = np.sqrt(variance) * param_std(information)
error = np.concatenate([CERTIFIED_HEIGHTS, CERTIFIED_RATES]) - MADE_OF
print("              certified   made of   certified std  ours        error / std")
for name, off, certified, computed, made in zip(
    ["height 1", "height 2", "height 3", "rate 1", "rate 2", "rate 3"],
    error,
    CERTIFIED_STD,
    ours,
    MADE_OF,
    strict=True,
):
    told = f"{made + off:>10.6f}  {made:>8.4f}   {certified:.9f}    {computed:.9f}"
    print(f"{name:<12}  {told}  {off / computed:+.2f}")
eigenvalues, directions = np.linalg.eigh(information)
print("eigenvalues of J^T J:", eigenvalues[::-1])
print(f"stiffest over sloppiest: {measurement_ratio(information):.3e}")
print(f"ratio of the axes of the ellipsoid: {axis_ratio(information):.0f}")
share = abs(error @ directions[:, 0]) / np.linalg.norm(error)
print(f"share of the error along the sloppiest direction: {share:.4f}")
made = decays(MADE_OF[3:]) @ MADE_OF[:3] - LANCZOS_Y
print(f"rise of chi^2 at the true parameters: {(made @ made - CERTIFIED_SQUARES) / variance:.1f}")
print(f"the same by the ellipsoid:            {error @ information @ error / variance:.1f}")

# %% [markdown] tags=["worked"]
# **What you should have seen.** Your `param_std` reproduces all six certified standard deviations. The height of the slowest decay is certified as 0.0868 with a standard deviation of 0.0172: not one digit is sure, of data with four. Eleven certified digits say what the best fit *is*, not what the parameters are.
#
# All six errors are between 0.40 and 0.48 standard deviations, and that is no accident, for they are one error. The eigenvalues span a factor of $4.7 \cdot 10^8$, as much as those of seven equal decays, and the difference between the certified and the true parameters points along the sloppiest eigenvector, with a share of 0.9991. The standard deviations repeat one fact six times: a single combination of parameters is unknown.
#
# One more thing is in the print. At the true parameters $\chi^2$ is higher than at the best fit by 2.4, a harmless value. The ellipsoid of the same Hessian predicts 302. The valley is so long and narrow that it bends away from its own tangent on the way to the truth, as in Section 9: the ellipsoid is right about the length of the valley, and wrong about where it goes.

# %% [markdown]
# ### Question 4. Evenly spread? A judgement (2 points)
#
# "The eigenvalues of a sloppy model are evenly spread on a logarithmic scale; successive ratios are about constant." You have three pieces of evidence: the six ratios for the rates 1 to 7, the ladders of up to 18 rates, and the six eigenvalues of Lanczos's table.
#
# 1. Is the sentence true of each of the three? Give the numbers on which you judge.
# 2. Which weaker sentence is safe, and what follows from it for someone who wants to drop the unimportant parameters?

# %% [markdown] nbgrader={"grade": true, "grade_id": "evenly_spread", "points": 2, "solution": true}
# ### BEGIN SOLUTION
# **Model answer.** Not as it stands. For the rates 1 to 7 the ratios are 15.9, 11.8, 18.4, 32.0, 58.4 and 136.5: they differ by a factor of 11.6 and rise towards the sloppy end from the third on. For Lanczos's six parameters they are 12.4, 27.7, 51.7, 185 and 142: they differ by a factor of 15. The ladders have rungs that widen slowly downwards. "About constant" holds of the *order of magnitude*: between one and a little over two decades each, while the eigenvalues as a whole span nine.
#
# What is safe: the eigenvalues spread over many decades without a gap that would set a few large ones apart from the rest. So there is no natural place to cut, and no list of important and unimportant parameters: the directions are combinations, and which of them matter depends on the noise. (A model can be cut at its edges instead, where a combination goes to a limit.)
#
# **Rubric.**
#
# - 1 point: a judgement on the evidence, with numbers: not constant, but of one to two decades each.
# - 1 point: roughly even spread without a gap, and the consequence: no natural cut.
# ### END SOLUTION

# %% [markdown]
# ## Key points
#
# - Rates that are close together compensate for each other. The cost has a long, bent, nearly flat valley, and mirror images, because the model does not care in which order the rates are named.
# - For a least-squares cost the Hessian at the true parameters needs first derivatives of the model only, and it is exact there.
# - Large eigenvalue: stiff, short axis, well known. Small eigenvalue: sloppy, long axis, badly known. Before you write down a ratio, ask whether it compares lengths or variances.
# - The eigenvalues of a sloppy model spread over many decades, roughly evenly on a logarithmic scale. No boundary separates the important from the unimportant.
# - The model is a sheet in the space of data. Its metric is the Fisher information; the sheet has folds and edges, and noisy data lie beyond them. There a model with fewer parameters is waiting, and may be the better one.
# - An ellipse is a promise about a neighbourhood. Where the noise reaches further, profile the likelihood.
# - A parameter that is fitted together with others is known far less well than one that is fitted alone.
# - Bad knowledge of the parameters and good knowledge of the prediction belong together. Report covariances, not error bars alone.
# - An optimiser's "success" compares a gradient with a tolerance. Scale the problem, or solve for the zero of the derivative.
# - Tell the routine what you know: a symmetric matrix goes to `eigvalsh`, not to `eigvals`. When digits run out, work with $J$ instead of $J^{\mathsf T}J$.

# %% tags=["interface"]
progress()

# %% [markdown]
# ## References
#
# - J. P. Sethna, *Statistical Mechanics: Entropy, Order Parameters, and Complexity*, 2nd edition, Oxford University Press (2021), and the exercise *Sloppy exponentials* with its computational hints notebook, from which the plan of this lesson comes. Text, code, figures and experiments here are our own.
# - J. J. Waterfall, F. P. Casey, R. N. Gutenkunst, K. S. Brown, C. R. Myers, P. W. Brouwer, V. Elser and J. P. Sethna, "Sloppy-model universality class and the Vandermonde matrix", *Physical Review Letters* **97**, 150601 (2006).
# - R. N. Gutenkunst, J. J. Waterfall, F. P. Casey, K. S. Brown, C. R. Myers and J. P. Sethna, "Universally sloppy parameter sensitivities in systems biology models", *PLoS Computational Biology* **3**, e189 (2007).
# - M. K. Transtrum, B. B. Machta and J. P. Sethna, "Why are nonlinear fits to data so challenging?", *Physical Review Letters* **104**, 060201 (2010), and "Geometry of nonlinear least squares with applications to sloppy models and optimization", *Physical Review E* **83**, 036701 (2011).
# - M. K. Transtrum and P. Qiu, "Model reduction by manifold boundaries", *Physical Review Letters* **113**, 098701 (2014): the edges of models.
# - C. Lanczos, *Applied Analysis*, Prentice Hall (1956), pp. 272–280, and NIST/ITL Statistical Reference Datasets, nonlinear regression, *Lanczos3*: data and certified values.
# - G. H. Golub and C. F. Van Loan, *Matrix Computations*, 4th edition, Johns Hopkins University Press (2013), chapters 5 and 8: least squares by QR, symmetric eigenvalues.
