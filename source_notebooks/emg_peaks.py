# ---
# jupyter:
#   course:
#     lesson: emg_peaks
#     minutes: 405
#     order: 2
#     title: Peaks with tails
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
# # Peaks with tails
#
# *One formula, from a stochastic story to derivatives, to code that survives extreme arguments, to a fit with honest error bars.*
#
# **Time:** about 405 minutes, in several sittings: each section says its own. **You need** no chemistry, but
#
# - of calculus: partial derivatives, the chain rule, integration by parts, Taylor's formula to first order, the Gaussian integral;
# - of probability: densities, mean, variance and independence; the covariance $\langle\delta a\,\delta b\rangle$ of two random numbers, where angle brackets are a mean and $\delta a$ is the deviation of $a$ from $\langle a\rangle$;
# - of matrices: product, transpose and inverse, for Hessians (the matrices of second derivatives, from section 3 on) and covariances (section 10);
# - of Python: functions and NumPy arrays.
#
# The rest is explained where it is used: convolution, third moments and skewness in section 1, SymPy and SciPy's `quad`, `brentq` and `least_squares` in hints, and in section 10 Poisson counts, $\chi^2$ and weighted least squares, the likelihood of counts, the covariance matrix of a fit and the delta method.
#
# **Questions**
#
# - Why do so many peaks lean to one side, and what formula describes them?
# - When a computer algebra system differentiates a formula for you, what is left to do?
# - How can a formula be right on paper and useless on a computer?
# - How does one keep a width positive while a fit changes it freely?
#
# **Objectives.** After this lesson you can
#
# - derive the exponentially modified Gaussian and find a misprint in it by integration;
# - let SymPy differentiate, bring the result into a form that a person can read, and check it against differences;
# - recognise overflow and cancellation in a formula, and rewrite it so that neither happens;
# - differentiate a mixture whose weights depend on parameters, twice;
# - carry gradients, Hessians and covariances through a change of variables.

# %% [markdown]
# ## How the notebook works
#
# Each exercise asks for one function. Write it in the cell below the statement, run it, then run the `check(...)` cell: it says at once what is right and what is not. `hint("emg")` reveals the next hint for the exercise `emg`, one step at a time; type it into a new cell (Esc, then B, makes one), because the check cells are locked. `progress()` shows where you stand.
#
# Points are given when your notebook is graded, as each statement says. An answer that is right but for one slip, such as a lost factor or one wrong part of several, keeps half of them.
#
# **Conventions that hold throughout.**
#
# - Arguments may be anything that NumPy can turn into an array of numbers: lists, tuples, integers, arrays.
# - Each statement names its relative tolerance. Whether a number comes back as a `float` or as a NumPy scalar does not matter, nor does list or array; shapes do matter.
# - SymPy expressions are judged by their values at points that you do not choose, never by their form. Symbols are told apart by their names; assumptions such as `positive=True` do not matter to the checks.
# - Bad arguments: each statement says what must be refused with a `ValueError`; no check tries anything else. The given `real_numbers` and `positive_numbers`, which come with Exercise 2, do it; use them, or write your own.
# - Cells that only draw or print are never graded, and are skipped when your notebook is. They use the functions that you write, so they start to work when your functions do; your functions must not use names that such a cell defines.

# %% tags=["interface"]
from course import check, explore, hint, house_style, progress, show

house_style()

# %%
import statistics

import numpy as np
import sympy as sp
from matplotlib.figure import Figure
from scipy.integrate import quad
from scipy.optimize import brentq, least_squares, minimize
from scipy.special import erfc, erfcx, expit

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"

# %% [markdown]
# ## 1. A peak that leans (40 min)
#
# In a chromatograph a mixture of substances is washed through a long tube. Each substance travels at its own speed and leaves the tube at its own time; a detector at the end records a **chromatogram**, one peak for each substance. The area under a peak says how much of the substance there was.
#
# If a molecule's time of arrival were the sum of a great many small, independent delays, the peak would be a Gaussian. Real peaks lean to one side. The simplest reason is one delay that is *not* small: a molecule sticks somewhere, for a time that has no memory and is therefore exponential. The same shape appears wherever a Gaussian meets one exponential step: energy lines in a detector that loses part of the charge, reaction times in psychology, scintillation pulses.
#
# A molecule that sticks comes late, so against time the tail points to the right. Our coordinate $x$ runs the other way, and the exponential step goes to the **left**: read $x$ as minus the time of arrival, or as an energy of which some has been lost. With $g$ and $e$ independent,
#
# $$ x = \mu + \sigma\, g - \tau\, e , \qquad g \sim \text{normal}(0, 1), \quad e \sim \text{exponential}(1) . $$
#
# $\mu$ and $\sigma$ are the mean and the standard deviation of the Gaussian step, $\tau$ is the mean length of the exponential one.
#
# The cell below throws these dice 200,000 times for one substance, and draws what a detector would see of three.

# %% [markdown] tags=["prompt"]
# **Before you run it.** On the left $\mu = 0$ and $\tau = 2$. Where will the middle of the blue histogram lie, and where its top? On the right three substances overlap: how many bumps will the black outline show?

# %% tags=["illustration"]
dice = np.random.default_rng(1972)


def throw(number, mu, sigma, tau):
    """Return places drawn from the story: a Gaussian step and an exponential one to the left."""
    return mu + sigma * dice.standard_normal(number) - tau * dice.exponential(size=number)


figure = Figure(figsize=(9.5, 3.4), layout="constrained")
left, right = figure.subplots(1, 2)
bins = np.linspace(-10, 4, 141)
left.hist(throw(200_000, 0, 1, 2), bins, density=True, color=BLUE, alpha=0.45, label="with the step")
left.hist(throw(200_000, 0, 1, 0), bins, density=True, color=GREY, histtype="step", label="without")
left.set(xlabel="$x$", ylabel="density", title=r"One substance: $\mu = 0$, $\sigma = 1$, $\tau = 2$")
left.legend(loc="upper left")
bins = np.linspace(-6, 8, 141)
substances = [(9000, 4.0, 0.5, 1.5), (5000, 1.5, 0.4, 0.8), (3000, -1.0, 0.6, 0.5)]
arrivals = [throw(*substance) for substance in substances]
colours = [BLUE, ORANGE, GREEN]
names = ["substance 1", "substance 2", "substance 3"]
right.hist(arrivals, bins, color=colours, alpha=0.35, histtype="stepfilled", label=names)
right.hist(np.concatenate(arrivals), bins, color="black", histtype="step", label="what is recorded")
right.set(xlabel="$x$", ylabel="counts", title="Three substances and their sum")
right.legend(loc="upper left")
show(
    figure,
    alt="Left: a histogram that rises slowly from -10, tops at about -1 and falls steeply, beside "
    "a symmetric one around 0. Right: three leaning peaks whose sum has three bumps; the valleys "
    "between them do not reach zero.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** The mean has moved by $\tau$, to $-2$; the top has moved by about half of that, and the side on the right is as steep as before. Three bumps, but only the black outline is measured. How much of the green substance is there? Whoever takes the peaks for Gaussians will book the tail of one substance as an amount of its neighbour.

# %% [markdown]
# We need the formula.
#
# **The density of a sum is a convolution.** With an exponential step of length $s > 0$, density $e^{-s/\tau}/\tau$, the Gaussian has to supply $x + s$:
#
# $$ T(x) = \int_0^\infty \frac{e^{-s/\tau}}{\tau}\, \frac{1}{\sigma\sqrt{2\pi}}\, \exp\Bigl(-\frac{(x + s - \mu)^2}{2\sigma^2}\Bigr)\, ds . $$
#
# Everything in the exponent is quadratic in $s$, so complete the square:
#
# $$ \frac{s}{\tau} + \frac{(s + x - \mu)^2}{2\sigma^2} = \frac{\bigl(s + x - \mu + \sigma^2/\tau\bigr)^2}{2\sigma^2} - \frac{x - \mu}{\tau} - \frac{\sigma^2}{2\tau^2} . $$
#
# What does not depend on $s$ leaves the integral. In the rest put $t = (s + x - \mu + \sigma^2/\tau)/\sqrt2\,\sigma$, which is $z$ at $s = 0$: it becomes the end piece of a Gaussian, $\frac{1}{\tau\sqrt\pi}\int_z^\infty e^{-t^2} dt = \frac{1}{2\tau}\operatorname{erfc}(z)$, and that is what the function $\operatorname{erfc}$ stands for:
#
# $$ \boxed{\; T(x) = \frac{1}{2\tau}\, \exp\Bigl(\frac{x - \mu}{\tau} + \frac{\sigma^2}{2\tau^2}\Bigr)\, \operatorname{erfc}(z) , \qquad z = \frac{1}{\sqrt2}\Bigl(\frac{x - \mu}{\sigma} + \frac{\sigma}{\tau}\Bigr) \;} $$
#
# This is the **exponentially modified Gaussian**, EMG for short. Its moments need no integral, because the story already tells them. For independent steps the means add, and so do the variances and the third central moments $\langle(x - \langle x\rangle)^3\rangle$: these are the first three *cumulants*. The Gaussian step contributes $\mu$, $\sigma^2$ and $0$, the exponential one, $-\tau e$, contributes $-\tau$, $\tau^2$ and $-2\tau^3$. The skewness is the third moment divided by the variance to the power $\frac32$, so that
#
# $$ \text{mean } \mu - \tau , \qquad \text{variance } \sigma^2 + \tau^2 , \qquad \text{skewness } \frac{-2\tau^3}{(\sigma^2 + \tau^2)^{3/2}} . $$

# %% [markdown]
# ### Exercise 1. The peak in SymPy (2 points)
#
# Write `emg_expression()`, which returns $T$ as a SymPy expression in the four symbols named `x`, `mu`, `sigma` and `tau`.
#
# - Nothing is evaluated: no numbers are put in. Use exact constants, `sp.sqrt(2)` and not `np.sqrt(2)`, which has 16 digits only.
# - Graded by value at points, at a relative tolerance of $10^{-12}$. Any closed form will do; an integral that is not carried out will not.
#
# For example, with `x = 0.3`, `mu = 1`, `sigma = 0.7`, `tau = 1.3` put in, the expression must give 0.351773594783.
#
# *Points:* 1 for “The density at five points”; hidden: 0.5 for “Far out, and with a short tail”, 0.5 for “Points drawn at random”.

# %% nbgrader={"grade_id": "emg_expression", "solution": true}
def emg_expression():
    """Return the density of the exponentially modified Gaussian in x, mu, sigma, tau.

    >>> emg_expression().subs({"x": 0.3, "mu": 1, "sigma": 0.7, "tau": 1.3}).evalf(12)
    0.351773594783
    """
    ### BEGIN SOLUTION
    x, mu, sigma, tau = sp.symbols("x mu sigma tau")
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_emg_expression", "points": 2}
check("emg_expression")

# %% [markdown] exercise="emg_expression" tags=["hints"]
# 1. An expression needs symbols first. `sp.symbols("x mu sigma tau")` returns four of them, in this order.
# 2. SymPy brings its own functions: `sp.exp`, `sp.sqrt`, `sp.erfc`. Those of NumPy and SciPy want numbers and will complain about a symbol.
# 3. Write $z$ on a line of its own and look at its brackets: the $\sqrt2$ divides the whole sum, not one term of it.
# 4. What is left is a product of three factors: a fraction, one call of `sp.exp` and one of `sp.erfc`. Put the numbers of the example in with `.subs(...)` and compare.

# %% [markdown]
# A derivation can contain a slip, so we test the result against the story, in three ways that know nothing of each other: the area, the first two moments by numerical integration, and the histogram of thrown dice.

# %% [markdown] tags=["prompt"]
# **Before you run it.** For $\mu = 0$, $\sigma = 1$, $\tau = 2$: what must the three numbers be? Write them down. Which of the three tests would still pass if the factor $\frac{1}{2\tau}$ were $\frac{1}{\tau}$?

# %% tags=["illustration"]
peak_function = sp.lambdify(sp.symbols("x mu sigma tau"), emg_expression(), modules=["scipy", "numpy"])
m, s, t = 0.0, 1.0, 2.0
area, first, second = (
    quad(lambda place, power=power: place**power * peak_function(place, m, s, t), -80, 8, limit=200)[0]
    for power in range(3)
)
print(f"area {area:.10f}, mean {first:.8f}, variance {second - first**2:.8f}")
print(f"the story says 1, {m - t:g}, {s**2 + t**2:g}")

figure = Figure(figsize=(6, 3.4), layout="constrained")
axes = figure.subplots()
places = np.linspace(-10, 4, 400)
axes.hist(throw(200_000, m, s, t), 140, range=(-10, 4), density=True, color=BLUE, alpha=0.4, label="dice")
axes.plot(places, peak_function(places, m, s, t), color=ORANGE, label="formula")
axes.set(xlabel="$x$", ylabel="density $T(x)$")
axes.legend(loc="upper left")
show(figure, alt="The curve of the formula runs along the top of the histogram of the dice.")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Area 1, mean $\mu - \tau = -2$, variance $\sigma^2 + \tau^2 = 5$, all to the last digit printed. With a wrong prefactor all three fail, since each integral carries the same factor: no test passes by accident here. A wrong *sign* in the exponent is another matter; it makes the integrals infinite.

# %% [markdown]
# ### Question 1. The sign in the exponential (3 points)
#
# 1. Far to the left, what is the slope of $\ln T$ as a function of $x$? Show how the sign of $(x - \mu)/\tau$ in the exponential decides on which side the tail lies. Give the density whose tail points to the right, its mean and its skewness. (Replacing one sign is not enough.)
# 2. Somebody writes: "The tail is on the left, therefore all parameters are strictly positive." Which of the parameters of a mixture $\sum_i w_i T_i$ (weights $w_i$, positions $\mu_i$, widths $\sigma_i$, tails $\tau_i$) must be positive, and why? What has the side of the tail to do with it?

# %% [markdown] nbgrader={"grade": true, "grade_id": "sign_of_exponential", "points": 3, "solution": true}
# ### BEGIN SOLUTION
# **Model answer.** Far to the left $z \to -\infty$ and $\operatorname{erfc}(z) \to 2$, so $T \to \frac1\tau \exp\bigl(\frac{x-\mu}{\tau} + \frac{\sigma^2}{2\tau^2}\bigr)$, and $\ln T$ is a straight line of slope $+1/\tau$: the density decays slowly as $x$ *decreases*. Far to the right the $\operatorname{erfc}$ cuts the exponential off and the Gaussian is left. The plus sign puts the tail on the left.
#
# Mirror the story, $x = \mu + \sigma g + \tau e$, which replaces $x - \mu$ by $\mu - x$ everywhere, also inside $\operatorname{erfc}$:
# $$ T_\text{right}(x) = \frac{1}{2\tau} \exp\Bigl(\frac{\mu - x}{\tau} + \frac{\sigma^2}{2\tau^2}\Bigr) \operatorname{erfc}\Bigl(\frac{1}{\sqrt2}\Bigl(\frac{\mu - x}{\sigma} + \frac{\sigma}{\tau}\Bigr)\Bigr) , $$
# with mean $\mu + \tau$ and skewness $+2\tau^3/(\sigma^2+\tau^2)^{3/2}$. With the sign changed in the exponential alone, the product grows without bound to the left and is no density.
#
# The conclusion in part 2 does not follow. $\sigma$ is a standard deviation and $\tau$ a mean waiting time, so both are positive; a weight $w_i$ is an amount of substance, so it is positive, or zero. $\mu_i$ is a position on an axis whose origin is arbitrary: it may have either sign. The side of the tail is decided by a sign in the formula and says nothing about the sign of any parameter: mirrored peaks have the same positive $w$, $\sigma$ and $\tau$.
#
# **Rubric.**
#
# - 1 point: the limit $\operatorname{erfc} \to 2$ and the slope $1/\tau$, hence the tail on the left.
# - 1 point: the mirrored density with both signs changed, mean $\mu + \tau$, positive skewness.
# - 1 point: $w$, $\sigma$, $\tau$ positive with reasons, $\mu$ free, and the side of the tail recognised as irrelevant.
# ### END SOLUTION

# %% [markdown]
# ### A detective story
#
# Formulas are copied, and copies go wrong. In one notebook on this subject the density occurs twice. The second time a bracket has moved, so that the $\sqrt2$ divides only $\sigma/\tau$:
#
# $$ T_\text{misprint}(x) = \frac{1}{2\tau} \exp\Bigl(\frac{x-\mu}{\tau} + \frac{\sigma^2}{2\tau^2}\Bigr)\, \operatorname{erfc}\Bigl(\frac{x-\mu}{\sigma} + \frac{\sigma}{\sqrt2\,\tau}\Bigr) . $$
#
# It still looks like a peak with a tail, nothing warns, and a fit with it converges. One number gives it away: the area under it is not 1. How large is it?

# %% [markdown]
# Before the first function of numbers, two tools that refuse what is none. You need not read them: `real_numbers` turns arguments into arrays or raises a `ValueError` with a sentence, and `positive_numbers` is stricter by one condition.

# %%
NUMBER, ROW, ANY_SHAPE = (), (...,), ...


def real_numbers(shape, **arguments):
    """Return the arguments as a list of arrays of float64, of the shape that is asked for.

    shape: a tuple, NUMBER, ROW or ANY_SHAPE. Raises ValueError, naming argument and value,
    unless each argument has this shape and holds real, finite numbers.
    """
    arrays = []
    for name, value in arguments.items():
        complaint = f"{name} must hold real, finite numbers, got"
        try:
            given = np.asarray(value)
            # As floats, a text could pass for a number, and a complex number for its real part.
            if given.dtype.kind not in "biufO":
                raise TypeError
            array = given.astype(float, copy=False)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{complaint} {value!r}") from None
        if not np.isfinite(array).all():
            raise ValueError(f"{complaint} {given[~np.isfinite(array)][0]}")
        if shape == NUMBER and array.ndim != 0:
            raise ValueError(f"{name} must be a single number, got {shown(array)}")
        if shape == ROW and (array.ndim != 1 or array.size == 0):
            raise ValueError(f"{name} must be a row of at least one number, got {shown(array)}")
        if shape not in (NUMBER, ROW, ANY_SHAPE) and array.shape != tuple(shape):
            raise ValueError(f"{name} must have the shape {shape}, got {shown(array)}")
        arrays.append(array)
    return arrays


def positive_numbers(shape, **arguments):
    """Return arrays of float64 as `real_numbers` does; refuse numbers that are not positive, too."""
    arrays = real_numbers(shape, **arguments)
    for name, array in zip(arguments, arrays, strict=True):
        if not (array > 0).all():
            raise ValueError(f"{name} must be positive, got {shown(array)}")
    return arrays


def shown(array):
    """Return the array for the end of a message: its values, or if there are many its shape."""
    return array.tolist() if array.size <= 12 else f"an array of the shape {array.shape}"

# %% [markdown]
# ### Exercise 2. The area of the misprint (2 points)
#
# Write `misprint_area(sigma, tau)`, which returns $\int_{-\infty}^{\infty} T_\text{misprint}(x)\, dx$ as a float.
#
# - `sigma`, `tau`: positive numbers with $\sigma/\tau$ between 0.02 and 6, on any scale: widths of $10^{-3}$ and of $10^3$ both occur.
# - By numerical integration, or in closed form by integrating by parts. The relative tolerance is $10^{-7}$.
#
# For example, `misprint_area(1, 1)` is 1.04382643.
#
# *Points:* 1 for “Two pairs of widths”; hidden: 0.5 for “A long tail, and other units”, 0.5 for “Ratios drawn at random”.

# %% nbgrader={"grade_id": "misprint_area", "solution": true}
def misprint_area(sigma, tau):
    """Return the area under the density in which the root divides only sigma / tau.

    >>> round(misprint_area(1, 1), 8)
    1.04382643
    """
    ### BEGIN SOLUTION
    # With u = (x - mu) / sigma and r = sigma / tau the area is
    # (r/2) e^(r²/2) ∫ e^(r u) erfc(u + r/√2) du. Integrate by parts: the derivative of erfc is
    # a Gaussian, and ∫ e^(r u) (2/√π) e^(-(u + r/√2)²) du = 2 e^(r²/4 - r²/√2).
    sigma, tau = positive_numbers(NUMBER, sigma=sigma, tau=tau)
    return float(np.exp((sigma / tau) ** 2 * (3 / 4 - 1 / np.sqrt(2))))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_misprint_area", "points": 2}
check("misprint_area")

# %% [markdown] exercise="misprint_area" tags=["hints"]
# 1. The area does not depend on $\mu$, and not on the unit of $x$ either. Put $u = (x-\mu)/\sigma$; what is left depends on $r = \sigma/\tau$ alone.
# 2. By numerical integration: `quad(function, low, high)` with finite limits. On an infinite interval `exp` overflows where `erfc` is 0, and infinity times zero is not a number. In units of $\sigma$, from $-40(1 + 1/r)$ to $10$ holds everything; tell `quad` where the peak is (`points=[0]`), or split the interval there, or it may miss it.
# 3. In closed form: $\frac{r}{2} e^{r^2/2} \int e^{ru} \operatorname{erfc}(u + b)\, du$ with $b = r/\sqrt2$. Integrate by parts; $\frac{d}{du}\operatorname{erfc}(u+b) = -\frac{2}{\sqrt\pi} e^{-(u+b)^2}$ leaves a Gaussian integral.
# 4. $\int e^{ru}\, \frac{2}{\sqrt\pi} e^{-(u+b)^2} du = 2\, e^{r^2/4 - rb}$. Collect the three exponents.

# %% [markdown] tags=["prompt"]
# **Before you run it.** For which peaks is the misprint worst: those with a long tail, $\sigma \ll \tau$, or those with hardly any? And if you had tested it with $\sigma/\tau = 0.1$, would you have noticed?

# %% tags=["illustration"]
def misprint(place, mu, sigma, tau):
    z = (place - mu) / sigma + sigma / (np.sqrt(2) * tau)
    return np.exp((place - mu) / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


print(f"area at (sigma, tau) = (1, 1): {misprint_area(1, 1):.6f}, at (2, 1/2): {misprint_area(2, 0.5):.6f}")
figure = Figure(figsize=(9.5, 3.4), layout="constrained")
left, right = figure.subplots(1, 2)
places = np.linspace(-6, 4, 300)
for tau_shown, colour in ((1.0, BLUE), (0.4, ORANGE)):
    label = rf"$\tau = {tau_shown:g}$"
    left.plot(places, peak_function(places, 0, 1, tau_shown), "-", color=colour, label=f"{label}, derived")
    left.plot(places, misprint(places, 0, 1, tau_shown), "--", color=colour, label=f"{label}, misprint")
left.set(xlabel="$x$", ylabel="density", title=r"$\mu = 0$, $\sigma = 1$")
left.legend(loc="upper left")
ratios = np.linspace(0.05, 6, 120)
areas = [misprint_area(ratio, 1) for ratio in ratios]
right.plot(ratios, areas, color=GREEN, label="of the misprint")
right.axhline(1, color=GREY, linestyle=":", label="of a density")
right.set(xlabel=r"$\sigma/\tau$", ylabel="area", yscale="log")
right.legend(loc="upper left")
show(
    figure,
    alt="Left: for two tails the misprint lies above the derived peak. Right: on a logarithmic "
    "scale the area of the misprint grows from 1 at small ratios, faster and faster.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** The area is $\exp\bigl[\frac{\sigma^2}{\tau^2}\bigl(\frac34 - \frac{1}{\sqrt2}\bigr)\bigr]$: 1.0438 for equal widths, 1.986 at $(2, \frac12)$. For $\sigma \ll \tau$ it is nearly 1, and a test with such a peak would have found nothing. In a fit the lost normalisation hides in the amplitude, that is, in the quantity for which the whole measurement was made: at $\sigma = \tau$ every amount would come out 4 percent too small, without any sign of trouble.
#
# The lesson of the detective story: *test what must hold whatever the details*. A density has area 1.

# %% [markdown]
# ## 2. A mixture (20 min)
#
# A chromatogram is a mixture. With the densities of its $n$ substances as the components of a vector,
#
# $$ P(x) = \sum_{i=1}^{n} w_i\, T_i(x) = \mathbf w^{\mathsf T} \mathbf T(x) , \qquad T_i(x) = T(x; \mu_i, \sigma_i, \tau_i) . $$
#
# If the $w_i$ are to be *shares*, they must be positive and sum to one. An optimiser that changes all $w_i$ freely knows nothing of this. The remedy is to let the weights depend on other numbers, the **logits** $a_i$, which may take any value:
#
# $$ w_i = \frac{e^{a_i}}{\sum_j e^{a_j}} , \qquad\text{whence}\qquad \frac{\partial w_i}{\partial a_j} = w_i\,(\delta_{ij} - w_j) , $$
#
# where $\delta_{ij}$ is 1 for $i = j$ and 0 otherwise. This is the **softmax**. Its price: a change of one logit changes *all* weights, because of the sum in the denominator, from which the term $-w_i w_j$ comes. So
#
# $$ \frac{\partial P}{\partial a_j} = \sum_i T_i\, w_i\, (\delta_{ij} - w_j) = w_j\, \bigl(T_j - P\bigr) . $$
#
# That can be read: a larger logit of substance $j$ raises the curve where the substance's density exceeds the mixture's, and lowers it elsewhere.

# %% [markdown]
# ### Exercise 3. A mixture at one point (3 points)
#
# Write `mixture(logits, T)`, which returns the pair $(P,\; \partial P/\partial \mathbf a)$ for the weights softmax(`logits`): a number and an array of shape `(n,)`.
#
# - `logits`: $n \ge 1$ numbers of any size; 1000 and $-1000$ are allowed, and must not overflow.
# - `T`: the $n$ component densities at one $x$, plain numbers.
# - Different lengths: raise a `ValueError` that names `T` and shows it. Relative tolerance $10^{-9}$, and absolute $10^{-13}$ for a gradient close to zero.
#
# For example, `mixture([0, 0], [1, 3])` is 2 and `[-0.5, 0.5]`.
#
# *Points:* 1 for “Two and three components”; hidden: 1 for “Huge and tiny logits”, 0.5 for “Drawn at random; one component”, 0.5 for “The gradient as a quotient; wrong lengths”.

# %% nbgrader={"grade_id": "mixture", "solution": true}
def mixture(logits, T):
    """Return the mixture of the densities T with weights softmax(logits), and its gradient.

    logits, T: n numbers each, else ValueError. The gradient has the shape (n,).

    >>> value, gradient = mixture([0, 0], [1, 3])
    >>> float(value), gradient.tolist()
    (2.0, [-0.5, 0.5])
    """
    ### BEGIN SOLUTION
    (logits,) = real_numbers(ROW, logits=logits)
    (T,) = real_numbers(logits.shape, T=T)
    weights = np.exp(logits - logits.max())
    weights /= weights.sum()
    # T_j - P = sum_i w_i (T_j - T_i), written so that nothing cancels when one weight is nearly 1.
    return weights @ T, weights * ((T[:, np.newaxis] - T) @ weights)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_mixture", "points": 3}
check("mixture")

# %% [markdown] exercise="mixture" tags=["hints"]
# 1. Make the weights first, as an array that sums to one. The rest is two short formulas that stand above the exercise.
# 2. $e^{1000}$ is beyond what a float can hold. Softmax does not change when the same number is subtracted from all logits. Which number makes every exponent harmless?
# 3. `w = np.exp(a - a.max())`, then `w / w.sum()`. Now $P$ is `w @ T`.
# 4. The gradient stands above the exercise, as one product of two arrays. `w * T` alone would be right if the denominator were constant.

# %% [markdown] tags=["prompt"]
# **Before you run it.** The lower panel shows how the curve answers to each of three logits. Where is each derivative positive? What do the three add up to, at any $x$?

# %% tags=["illustration"]
with np.errstate(all="ignore"):
    naive = np.exp([1000.0, 999.0]) / np.exp([1000.0, 999.0]).sum()
print("softmax of (1000, 999) by the formula:", naive)
print("what your function makes of it:       ", mixture([1000, 999], [1, 0])[0])

shapes = [(4.0, 0.5, 1.5), (1.5, 0.4, 0.8), (-1.0, 0.6, 0.5)]
logits = np.log([9, 5, 3])
places = np.linspace(-5, 7, 300)
components = np.array([peak_function(places, *shape) for shape in shapes])
mixed = [mixture(logits, column) for column in components.T]
figure = Figure(figsize=(6.5, 5), layout="constrained")
above, below = figure.subplots(2, 1, sharex=True)
above.plot(places, [value for value, _ in mixed], color="black", label="mixture $P$")
for number, colour in enumerate((BLUE, ORANGE, GREEN)):
    share = np.exp(logits[number]) / np.exp(logits).sum()
    above.plot(places, share * components[number], color=colour, label=f"$w_{number + 1} T_{number + 1}$")
    below.plot(places, [slope[number] for _, slope in mixed], color=colour, label=f"by $a_{number + 1}$")
below.axhline(0, color=GREY, linewidth=0.8)
above.set(ylabel="density")
below.set(xlabel="$x$", ylabel=r"$\partial P/\partial a_i$")
above.legend(loc="upper left")
below.legend(loc="lower left")
show(
    figure,
    alt="Above: three leaning peaks and their sum. Below: three derivatives; each is positive "
    "under its own peak and negative under the other two.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Below: each derivative is positive under its own peak and negative under the others. At every $x$ the three add up to zero, because the same number added to all logits changes nothing. One combination of the logits is therefore invisible in the data; a fit of logits has to hold one of them fixed.

# %% [markdown]
# ## 3. Derivatives (30 min)
#
# A fit wants to know how the curve responds to each parameter. SymPy differentiates without complaint, and the next cell shows what it hands over.

# %% [markdown] tags=["prompt"]
# **Before you run it.** $T$ itself takes about 20 operations. Guess how many its derivative by $\tau$ will take, as SymPy leaves it.

# %% tags=["illustration"]
from IPython.display import display

symbols = sp.symbols("x mu sigma tau")
raw = {symbol.name: sp.diff(emg_expression(), symbol) for symbol in symbols[1:]}
for name, derivative in raw.items():
    print(f"d/d{name}: {sp.count_ops(derivative)} operations")
display(raw["tau"])

# %% [markdown] tags=["discussion"]
# **What you should have seen.** 47 operations by $\mu$, 53 by $\sigma$, 78 by $\tau$: correct, and unreadable. A person would have stopped at three or four terms.

# %% [markdown]
# Look at the long derivative again. Read as code it is wasteful, too: the peak itself is computed again and again. But there is structure in it. Each derivative has two kinds of terms: those in which the exponential or the prefactor was differentiated still contain the whole of $T$; those in which $\operatorname{erfc}$ was differentiated contain a Gaussian instead, since $\operatorname{erfc}'(z) = -\frac{2}{\sqrt\pi} e^{-z^2}$. What is that Gaussian?
#
# $$ \frac{x-\mu}{\tau} + \frac{\sigma^2}{2\tau^2} - z^2 = \frac{x-\mu}{\tau} + \frac{\sigma^2}{2\tau^2} - \frac12\Bigl(\frac{x-\mu}{\sigma} + \frac\sigma\tau\Bigr)^2 = -\frac{(x-\mu)^2}{2\sigma^2} . $$
#
# The mixed terms cancel, and the plain Gaussian of the story comes back. This suggests one name for what all three derivatives share:
#
# $$ J = \frac{\sqrt2}{2\sqrt\pi\,\tau} \exp\Bigl(-\frac{(x-\mu)^2}{2\sigma^2}\Bigr) = \frac{\sigma}{\tau}\, \mathcal N(x; \mu, \sigma) , \qquad \frac{1}{2\tau} e^{\cdots} \operatorname{erfc}'(z) = -\sqrt2\, J , $$
#
# where $\mathcal N(x; \mu, \sigma)$ is the Gaussian density of mean $\mu$ and standard deviation $\sigma$. With it the derivative by the position takes one line: the exponential gives $-T/\tau$, and $\operatorname{erfc}$ gives $J/\sigma$, which is $-\sqrt2 J$ times $\partial z/\partial\mu$. So $\partial T/\partial\mu = J/\sigma - T/\tau$.

# %% [markdown]
# ### Exercise 4. Derivatives that can be read (3 points)
#
# Write `emg_derivatives()`, which returns a dictionary `{"mu": …, "sigma": …, "tau": …}` of SymPy expressions: $\partial T/\partial\mu$, $\partial T/\partial\sigma$, $\partial T/\partial\tau$, written with the six symbols named `x`, `mu`, `sigma`, `tau`, `T`, `J`.
#
# - `T` and `J` are plain symbols that stand for the density and for the auxiliary function above. Both must occur in each derivative.
# - Graded by value, at a relative tolerance of $10^{-12}$, with values of `T` and `J` that belong to the point.
# - Short: none needs more than about 15 operations, as `sp.count_ops` counts them; more than 40 are refused.
#
# For example, `emg_derivatives()["mu"]` is `J/sigma - T/tau`.
#
# *Points:* 1.5 for “Values at three points, in terms of T and J”; hidden: 1 for “Points drawn at random”, 0.5 for “Where single terms dominate”.

# %% nbgrader={"grade_id": "emg_derivatives", "solution": true}
def emg_derivatives():
    """Return the derivatives of the density by mu, sigma and tau in terms of T and J.

    >>> emg_derivatives()["mu"]
    J/sigma - T/tau
    """
    ### BEGIN SOLUTION
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J")
    return {
        "mu": J / sigma - T / tau,
        "sigma": T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
        "tau": J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
    }
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_emg_derivatives", "points": 3}
check("emg_derivatives")

# %% [markdown] exercise="emg_derivatives" tags=["hints"]
# 1. $T$ is a product of three factors: $\frac{1}{2\tau}$, an exponential, and $\operatorname{erfc}(z)$. The product rule gives at most three terms, and two of them are $T$ times something.
# 2. The term from $\operatorname{erfc}$ is always $-\sqrt2\, J\, \partial z/\partial\theta$. So all that you need are the derivatives of $z$ and of $\frac{x-\mu}{\tau} + \frac{\sigma^2}{2\tau^2}$.
# 3. $\sqrt2\, \partial z/\partial\sigma = -(x-\mu)/\sigma^2 + 1/\tau$ and $\sqrt2\, \partial z/\partial\tau = -\sigma/\tau^2$. By $\tau$ there is a third term: the prefactor $\frac{1}{2\tau}$ gives $-T/\tau$.
# 4. By machine: differentiate `emg_expression()`, replace the `exp(...) * erfc(...)` by `2 * tau * T` with `.subs(...)`, replace the remaining Gaussian by $J$, and simplify. If nothing is replaced, the two forms of the exponent differ; `sp.expand` them first.

# %% [markdown]
# Three ways to the same numbers: SymPy's long derivative, your short one, and a difference quotient that knows no calculus at all. The quotient is computed with 50 digits, so that it can be trusted to 12.

# %% [markdown] tags=["prompt"]
# **Before you run it.** In how many digits must the three columns agree, if your formulas are right? What would you see if one term had the wrong sign?

# %% tags=["illustration"]
import mpmath

gaussian = sp.sqrt(2) * sp.exp(-((symbols[0] - symbols[1]) ** 2) / (2 * symbols[2] ** 2))
auxiliary = gaussian / (2 * sp.sqrt(sp.pi) * symbols[3])
point = dict(zip(symbols, (sp.Rational(3, 10), 1, sp.Rational(7, 10), sp.Rational(13, 10)), strict=True))
known = {"T": emg_expression().subs(point).evalf(30), "J": auxiliary.subs(point).evalf(30)}
exact = sp.lambdify(symbols, emg_expression(), modules="mpmath")
print(f"{'':8}{'SymPy, long':>18}{'T and J':>18}{'difference':>18}{'operations':>12}")
for number, name in enumerate(("mu", "sigma", "tau"), start=1):
    long = raw[name].subs(point).evalf(20)
    short = emg_derivatives()[name].subs({**{k.name: v for k, v in point.items()}, **known}).evalf(20)
    with mpmath.workdps(50):
        at = [mpmath.mpf(int(value.p)) / int(value.q) for value in map(sp.Rational, point.values())]
        step = mpmath.mpf(10) ** -15
        up, down = list(at), list(at)
        up[number] += step
        down[number] -= step
        quotient = (exact(*up) - exact(*down)) / (2 * step)
        print(f"d/d{name:<6}{float(long):18.12f}{float(short):18.12f}{float(quotient):18.12f}", end="")
    print(f"{sp.count_ops(raw[name]):>6} to {sp.count_ops(emg_derivatives()[name]):>2}")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** All twelve printed digits agree, in each row. A wrong sign does not hide behind the twelfth digit; it changes the first or the second. That is why one comparison at one point that nobody chose with care proves so much.

# %% [markdown]
# Differentiate once more, and the short forms pay off. $J$ has derivatives that are as short as those of $T$,
#
# $$ \frac{\partial J}{\partial\mu} = \frac{x - \mu}{\sigma^2}\, J , \qquad \frac{\partial J}{\partial\sigma} = \frac{(x - \mu)^2}{\sigma^3}\, J , \qquad \frac{\partial J}{\partial\tau} = -\frac{J}{\tau} , $$
#
# so the second derivatives of $T$ are again *linear* in $T$ and $J$: the two are closed under differentiation, as $\sin$ and $\cos$ are. The chain rule does it: $\frac{d}{d\theta}\, f(\theta, T, J) = f_\theta + f_T\, T_\theta + f_J\, J_\theta$.

# %% [markdown] tags=["prompt"]
# **Before you run it.** The cell differentiates your three short forms by all three parameters: nine second derivatives. Nothing in the code makes $\partial^2 T/\partial\mu\,\partial\sigma$ equal to $\partial^2 T/\partial\sigma\,\partial\mu$, and the two come about in different ways. What do you expect of the two numbers?

# %% tags=["illustration"]
def plain(expression):
    """Return the expression with symbols that are told apart by name alone."""
    return expression.xreplace({symbol: sp.Symbol(symbol.name) for symbol in expression.free_symbols})


def by(expression, name):
    """Return the derivative of an expression in x, mu, sigma, tau, T and J."""
    slope = sp.diff(expression, name)
    return slope + sp.diff(expression, "T") * first_forms[name] + sp.diff(expression, "J") * bell_by[name]


place, mean, width, tail, T_symbol, J_symbol = sp.symbols("x mu sigma tau T J")
first_forms = {name: plain(expression) for name, expression in emg_derivatives().items()}
bell_by = {
    "mu": J_symbol * (place - mean) / width**2,
    "sigma": J_symbol * (place - mean) ** 2 / width**3,
    "tau": -J_symbol / tail,
}
second_forms = [[by(first_forms[row], column) for column in first_forms] for row in first_forms]
second_derivatives = sp.lambdify(sp.symbols("x mu sigma tau T J"), second_forms)
numbers = second_derivatives(0.3, 1.0, 0.7, 1.3, float(known["T"]), float(known["J"]))
print("second derivatives by (mu, sigma, tau) from T and J:")
print(np.array(numbers).round(12))
longest = sp.diff(emg_expression(), "tau", "tau")
print(f"by tau twice: {sp.count_ops(longest)} operations by SymPy, {sp.count_ops(second_forms[2][2])} in T and J")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** A symmetric matrix, to the last digit. Symmetry is a test that costs nothing: a slip in one of the three first derivatives, or of $J$, breaks it nearly always. Section 12 will need these second derivatives.

# %% [markdown]
# ## 4. The product rule, with every index in its place (20 min)
#
# Now let *everything* depend on some parameters $\theta_1, \dots, \theta_k$: the shapes $T_i$, and the weights $w_i$ too, for instance through logits. An index after a comma stands for a derivative by that parameter, $T_{i,l} = \partial T_i/\partial\theta_l$. From $P = \sum_i w_i T_i$ follows
#
# $$ \frac{\partial P}{\partial\theta_l} = \sum_i \bigl( w_i\, T_{i,l} + T_i\, w_{i,l} \bigr) = \mathbf w^{\mathsf T}\, \partial_l \mathbf T + \mathbf T^{\mathsf T}\, \partial_l \mathbf w . $$
#
# **Both** terms are contracted over the components $i$: in the second it is $\mathbf T^{\mathsf T} \partial_l \mathbf w$, a number. In the notebook that inspired this lesson it reads $\mathbf T\, \partial_l\mathbf w$. Two columns have no product; taken as the matrix of all $T_i\, w_{j,l}$ it cannot be added to a number. Whoever writes the summed index has no chance to make this mistake.
#
# The Hessian, which is left blank there, is the same rule once more. Differentiating two products gives four terms:
#
# $$ \frac{\partial^2 P}{\partial\theta_l\, \partial\theta_m} = \sum_i \bigl( w_i\, T_{i,lm} + T_i\, w_{i,lm} + w_{i,l}\, T_{i,m} + w_{i,m}\, T_{i,l} \bigr) . $$
#
# $T_{i,lm}$ has three indices: a stack of $n$ matrices, one for each component. The sum over $i$ contracts the stack to one $k \times k$ matrix. The last two terms are each other's transpose; with only one of them the result is in general not symmetric, and no Hessian.
#
# The given `checked_parts` is a tool for the exercise: it refuses arrays that do not fit together.

# %%
def checked_parts(w, dw, d2w, T, dT, d2T):
    """Return the six as arrays of floats, of the shapes (n,), (n, k), (n, k, k), twice.

    Raises ValueError, naming it, for an array that does not fit the others.
    """
    parts = real_numbers(ANY_SHAPE, w=w, dw=dw, d2w=d2w, T=T, dT=dT, d2T=d2T)
    # What most arrays say is n or k, so that the one that differs is blamed.
    n = statistics.mode([len(part) for part in parts if part.ndim > 0] or [1])
    k = statistics.mode([part.shape[1] for part in parts if part.ndim > 1] or [1])
    shapes = dict.fromkeys(("w", "T"), (n,)) | dict.fromkeys(("dw", "dT"), (n, k))
    for name, part in zip(("w", "dw", "d2w", "T", "dT", "d2T"), parts, strict=True):
        real_numbers(shapes.get(name, (n, k, k)), **{name: part})
    return parts

# %% [markdown]
# ### Exercise 5. The Hessian of a mixture (2 points)
#
# Write `mixture_hessian(w, dw, d2w, T, dT, d2T)`, which returns the $k \times k$ array of the second derivatives of $P = \sum_i w_i T_i$.
#
# - `w`, `T`: shape `(n,)`; `dw`, `dT`: shape `(n, k)`, first derivatives; `d2w`, `d2T`: shape `(n, k, k)`, second derivatives. In general $n \ne k$.
# - An array whose shape does not fit: raise a `ValueError` that names it and shows it or its shape. The given `checked_parts` does that. Relative tolerance $10^{-9}$.
#
# For example, with one component and one parameter, `mixture_hessian([2], [[3]], [[[5]]], [7], [[11]], [[[13]]])` is `[[127]]`, which is $2\cdot13 + 7\cdot5 + 2\cdot3\cdot11$.
#
# *Points:* 1 for “One component, and two with three parameters”; hidden: 0.5 for “Other numbers of components”, 0.5 for “Products of powers; wrong shapes”.

# %% nbgrader={"grade_id": "mixture_hessian", "solution": true}
def mixture_hessian(w, dw, d2w, T, dT, d2T):
    """Return the second derivatives of sum_i w_i T_i from those of the weights and components.

    w, T: shape (n,); dw, dT: (n, k); d2w, d2T: (n, k, k), else ValueError. The shape is (k, k).

    >>> mixture_hessian([2], [[3]], [[[5]]], [7], [[11]], [[[13]]]).tolist()
    [[127.0]]
    """
    ### BEGIN SOLUTION
    w, dw, d2w, T, dT, d2T = checked_parts(w, dw, d2w, T, dT, d2T)
    mixed = dw.T @ dT
    return np.tensordot(w, d2T, 1) + np.tensordot(T, d2w, 1) + mixed + mixed.T
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_mixture_hessian", "points": 2}
check("mixture_hessian")

# %% [markdown] exercise="mixture_hessian" tags=["hints"]
# 1. Begin with a loop over the components. For one component, $w_i$ and $T_i$ are numbers, and the four terms are $k \times k$ matrices.
# 2. $w_{i,l}\, T_{i,m}$, two rows of $k$ numbers for each $i$, is an outer product, `np.outer(dw[i], dT[i])`. The fourth term is its transpose.
# 3. Without a loop, `np.einsum` writes what the formula says: name the indices of the two arrays, a comma between them, and after `->` those that are left.
# 4. Start with `w, dw, d2w, T, dT, d2T = checked_parts(w, dw, d2w, T, dT, d2T)`: then all six are arrays of floats, and shapes that do not fit have been refused.

# %% [markdown]
# Now with real peaks: two of them, six shapes and two logits, $k = 8$ parameters in all. Each peak depends on three of them only, so most of the stack $T_{i,lm}$ is zero.

# %% [markdown] tags=["prompt"]
# **Before you run it.** Think of the $8 \times 8$ Hessian of $P$ at one $x$, in blocks: two logits, three shapes of peak 1, three of peak 2. Which block is zero, and why not the one between the logits and the shapes?

# %% tags=["illustration"]
pair = np.array([[2.6, 0.35, 0.9], [4.4, 0.30, 0.7]])  # mu, sigma, tau of two peaks
bell = sp.lambdify(sp.symbols("x mu sigma tau"), auxiliary, modules="numpy")
slopes = sp.lambdify(sp.symbols("x mu sigma tau T J"), list(first_forms.values()))


def ingredients(place, logits, shapes):
    """Return weights and densities at a place, each with two derivatives by all parameters.

    logits: shape (n,); shapes: shape (n, 3), rows mu, sigma, tau. The six arrays have the shapes
    that mixture_hessian wants, with k = 4 n parameters: all logits, then all shapes.
    """
    n = len(logits)
    shares = np.exp(logits - np.max(logits))
    shares = shares / shares.sum()
    T, dT, d2T = np.zeros(n), np.zeros((n, 4 * n)), np.zeros((n, 4 * n, 4 * n))
    dw, d2w = np.zeros((n, 4 * n)), np.zeros((n, 4 * n, 4 * n))
    unit = np.eye(n)
    dw[:, :n] = shares[:, np.newaxis] * (unit - shares)
    for i, shape in enumerate(shapes):
        from_shares = np.outer(unit[i] - shares, unit[i] - shares)
        d2w[i, :n, :n] = shares[i] * (from_shares - np.diag(shares) + np.outer(shares, shares))
        own = slice(n + 3 * i, n + 3 * i + 3)
        T[i], J = peak_function(place, *shape), bell(place, *shape)
        dT[i, own] = slopes(place, *shape, T[i], J)
        d2T[i, own, own] = second_derivatives(place, *shape, T[i], J)
    return shares, dw, d2w, T, dT, d2T


contracted = np.asarray(mixture_hessian(*ingredients(2.0, np.log([0.6, 0.4]), pair)))
print("the stack holds", ingredients(2.0, [0, 0], pair)[5].shape, "numbers, the Hessian", contracted.shape)
print("blocks that are zero: shapes of peak 1 by shapes of peak 2:", not contracted[2:5, 5:].any())
print("largest entry between logits and shapes:", f"{np.abs(contracted[:2, 2:]).max():.4f}")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** The stack holds $2 \times 8 \times 8$ numbers; the sum over $i$ leaves $8 \times 8$. The block between the shapes of the two peaks is zero: no $T_i$ knows the shape of the other peak. Logits and shapes do talk to each other, through the terms $w_{i,l}\, T_{i,m}$: how much a shape matters depends on how much of that peak there is.

# %% [markdown]
# ## 5. Numbers (40 min)
#
# The formula is derived, tested and differentiated. Now compute it. Nothing could be simpler than typing it in, so the next cell does, and compares with 60 digits while the tail gets shorter and shorter: $\sigma = 1$, $x - \mu = 0.3$, and $\sigma/\tau$ grows. SciPy has the same density, mirrored: $T$ is `exponnorm.pdf(-x, tau / sigma, loc=-mu, scale=sigma)`; it takes part as well.

# %% [markdown] tags=["prompt"]
# **Before you run it.** What should happen to the *peak* when $\tau \to 0$? And what will happen to the formula?

# %% tags=["illustration"]
import scipy
from scipy.stats import exponnorm


def literal(place, mu, sigma, tau):
    """Return the density exactly as the formula is written."""
    z = ((place - mu) / sigma + sigma / tau) / np.sqrt(2)
    return np.exp((place - mu) / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


def exact_log(place, mu, sigma, tau):
    """Return the logarithm of the density to 60 digits."""
    with mpmath.workdps(100):
        place, mu, sigma, tau = (mpmath.mpf(float(value)) for value in (place, mu, sigma, tau))
        z = ((place - mu) / sigma + sigma / tau) / mpmath.sqrt(2)
        exponent = (place - mu) / tau + sigma**2 / (2 * tau**2)
        return exponent + mpmath.log(mpmath.erfc(z)) - mpmath.log(2 * tau)


def worst(value, logarithm):
    """Return the relative error of a value whose exact logarithm is known."""
    return float(abs(mpmath.mpf(float(value)) / mpmath.exp(logarithm) - 1))


ratios = np.logspace(-1, 8, 73)
logarithms = [exact_log(0.3, 0, 1, 1 / ratio) for ratio in ratios]
with np.errstate(all="ignore"):
    typed = np.array([literal(0.3, 0, 1, 1 / ratio) for ratio in ratios])
library = np.array([exponnorm.pdf(-0.3, 1 / ratio) for ratio in ratios])
alive = np.isfinite(typed)
with np.errstate(all="ignore"):
    fine = np.arange(30, 50, 0.01)
    first_nan = fine[np.isnan([literal(0.0, 0, 1, 1 / ratio) for ratio in fine])][0]
print(f"at the position of the Gaussian, the formula as typed gives nan from {first_nan:.2f} on")
print(f"exp(r²/2) overflows at r = {np.sqrt(2 * np.log(np.finfo(float).max)):.2f}")



def library_error(ratio):
    """Return the median relative error of SciPy's density around a ratio."""
    around = ratio * np.linspace(0.9, 1.1, 101)
    values = [exponnorm.pdf(-0.3, 1 / one) for one in around]
    return np.median([worst(v, exact_log(0.3, 0, 1, 1 / one)) for v, one in zip(values, around, strict=True)])


told = ", ".join(f"{library_error(ratio):.0e} at {ratio:.0e}" for ratio in (1e2, 1e4, 1e6))
print(f"SciPy {scipy.__version__}, median relative error: {told}")

figure = Figure(figsize=(7, 3.8), layout="constrained")
axes = figure.subplots()
floor = 1e-17
for name, values, colour, mark in (
    ("formula as typed", typed, ORANGE, "o"),
    ("scipy.stats.exponnorm", library, BLUE, "s"),
):
    errors = [worst(v, e) if np.isfinite(v) else np.nan for v, e in zip(values, logarithms, strict=True)]
    axes.loglog(ratios, np.maximum(errors, floor), mark, color=colour, markersize=5, fillstyle="none", label=name)
axes.axvspan(ratios[~alive][0], ratios[-1], color=ORANGE, alpha=0.12, label="typed: nan")
axes.set(xlabel=r"$\sigma/\tau$", ylabel=r"relative error ($0$ is drawn at $10^{-17}$)", ylim=(floor / 4, 3))
axes.legend(loc="upper left")
show(
    figure,
    alt="The error of SciPy's density rises from the last digit by two decades for each decade of "
    "the ratio, up to 1 at 10^8. The formula as typed is nan beyond a ratio of about 38.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** As $\tau \to 0$ the peak becomes the Gaussian of width $\sigma$, the tamest curve there is, and the formula cannot compute it. Look at its factors: $\exp(\sigma^2/2\tau^2)$ is infinite, as floats go, once $\sigma/\tau > 37.68$; $\operatorname{erfc}$ is zero there, and the product of the two is `nan`. The library survives by working with logarithms, but pays: it subtracts numbers of order $\sigma^2/2\tau^2$, and keeps what is left of 16 digits: two fewer for each decade of $\sigma/\tau$. How many are left depends on the version of SciPy, which is why the cell prints it: with SciPy 1.17 the median error is some $7\cdot10^{-13}$ around $10^2$, some $3\cdot10^{-9}$ around $10^4$, some $10^{-4}$ around $10^6$, and at $10^8$ nothing is right.

# %% [markdown]
# The cure is the same identity as in section 3. The huge exponential and the tiny $\operatorname{erfc}$ contain the *same* factor $e^{z^2}$, once upside down. The function
#
# $$ \operatorname{erfcx}(z) = e^{z^2} \operatorname{erfc}(z) \approx \frac{1}{\sqrt\pi\, z} \quad (z \gg 1) $$
#
# is what is left when it is divided out, and `scipy.special.erfcx` computes it to the last digit or two without ever forming either factor. With $u = (x - \mu)/\sigma$ the identity of section 3 says that the exponent of $T$ is $z^2 - u^2/2$, so
#
# $$ T = \frac{1}{2\tau}\, e^{-u^2/2}\, \operatorname{erfcx}(z) \qquad (z \ge 0) . $$
#
# For $z < 0$, on the tail, $\operatorname{erfcx}$ overflows in its turn ($e^{z^2}$ is then the large one), while the typed formula is perfectly well-behaved: its $\operatorname{erfc}$ lies between 1 and 2, and its exponent is negative. Each formula fails where the other works. `np.where` puts them together; it evaluates both everywhere, so silence the one that is not taken with `np.errstate`.
#
# The two given functions below are tools: `checked` refuses bad arguments with a sentence, and `shortfalls` is explained when it is needed, in Exercise 8.

# %%
def checked(x, mu, sigma, tau):
    """Return the four as arrays of floats.

    Raises ValueError, naming argument and value, unless all are real and finite, sigma and tau
    positive, and each parameter is a number or has the shape of x.
    """
    x, mu = real_numbers(ANY_SHAPE, x=x, mu=mu)
    sigma, tau = positive_numbers(ANY_SHAPE, sigma=sigma, tau=tau)
    for name, array in {"mu": mu, "sigma": sigma, "tau": tau}.items():
        if array.shape not in ((), x.shape):
            raise ValueError(
                f"{name} must be a number or have the shape of x, {x.shape}; got {shown(array)}"
            )
    return x, mu, sigma, tau


def shortfalls(s):
    """Return D = 1 - sqrt(pi/2) s erfcx(s/sqrt(2)) and F = 1 - s² D, accurately for large s too.

    s: a number or an array of any shape; D and F are arrays of float64 of that shape. Both fall
    to 0 as s grows, like 1/s² and 3/s². Relative errors: below 1e-11 up to 15, 1e-15 beyond.
    """
    s = np.asarray(s, dtype=float)
    with np.errstate(all="ignore"):
        D = 1 - np.sqrt(np.pi / 2) * s * erfcx(s / np.sqrt(2))
        F = 1 - s**2 * D
        if np.all(s <= 15):
            return D, F
        # Beyond 15 these differences lose their digits; the asymptotic series, written from
        # its inner end, F = 3/s² (1 - 5/s² (1 - 7/s² (1 - ...))), has them all.
        series = np.zeros_like(s)
        for odd in range(27, 1, -2):
            series = odd / s**2 * (1 - series)
        return np.where(s > 15, (1 - series) / s**2, D), np.where(s > 15, series, F)

# %% [markdown]
# ### Exercise 6. The density, everywhere (4 points)
#
# Write `emg(x, mu, sigma, tau)`, which returns the density $T(x; \mu, \sigma, \tau)$ as an array of the shape of `x`.
#
# - `x`: a number or an array of any shape; `mu`, `sigma`, `tau`: numbers, or arrays of the shape of `x`.
# - `sigma` or `tau` not positive, or a parameter whose shape fits neither: raise a `ValueError` that names the argument and its value. The given `checked` does that.
# - $\sigma/\tau$ may be anything from $10^{-3}$ to $10^6$, and $x$ may be hundreds of $\sigma$ away on either side. No `nan`, no warnings. Relative tolerance $10^{-7}$, for values down to $10^{-300}$.
#
# For example, `emg(0.3, 1, 0.7, 1.3)` is 0.351773594783, and `emg(30, 0, 1, 1)` is $4.74877\cdot10^{-198}$, not 0.
#
# *Points:* 0.75 for “The density at known points”, 0.25 for “One number in, one number out”, 0.5 for “A short tail”; hidden: 1 for “All ratios of the widths, all shapes”, 0.5 for “Parameters as arrays; bad arguments”, 0.5 for “Area, mean and variance”, 0.5 for “Other units; tails of almost no length”.

# %% nbgrader={"grade_id": "emg", "solution": true}
def emg(x, mu, sigma, tau):
    """Return the density of the exponentially modified Gaussian, in the shape of x.

    sigma, tau: positive, else ValueError. Accurate for every ratio of the two.

    >>> round(float(emg(0.3, 1, 0.7, 1.3)), 12)
    0.351773594783
    """
    ### BEGIN SOLUTION
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    tau = np.maximum(tau, 1e-30 * sigma)  # a shorter tail than this makes no difference
    with np.errstate(all="ignore"):
        u = (x - mu) / sigma
        z = (u + sigma / tau) / np.sqrt(2)
        exponent = np.where(z >= 0, -(u**2) / 2, (x - mu) / tau + (sigma / tau) ** 2 / 2)
        factor = np.where(z >= 0, erfcx(z), erfc(z)) / (2 * tau)
        # Two halves, because the exponential may underflow where its product with 1/tau does not.
        half = np.exp(exponent / 2)
        return (half * factor * half)[()]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_emg", "points": 4}
check("emg")

# %% [markdown] exercise="emg" tags=["hints"]
# 1. Two formulas, and a condition that says which one to take. Write each on a line of its own, with $u$ and $z$ computed before.
# 2. For $z \ge 0$ it is the formula with `erfcx` that stands above the exercise, for $z < 0$ the one of section 1 as it stands.
# 3. `np.where(z >= 0, right, left)` keeps the shape, also for a single number. It does not keep Python from computing both: put the lines under `with np.errstate(all="ignore"):`.
# 4. Start with `x, mu, sigma, tau = checked(x, mu, sigma, tau)`. Then everything is an array of floats, and bad arguments have been refused.

# %% [markdown] tags=["prompt"]
# **Before you run it.** SciPy loses two digits for each decade of $\sigma/\tau$. How many will your function lose? At $\sigma/\tau = 40$, how far will the peak be from a Gaussian?

# %% tags=["illustration"]
figure = Figure(figsize=(9.5, 3.6), layout="constrained")
left, right = figure.subplots(1, 2)
mine = [emg(0.3, 0, 1, 1 / ratio) for ratio in ratios]
for name, values, colour, mark in (
    ("formula as typed", typed, ORANGE, "o"),
    ("scipy.stats.exponnorm", library, BLUE, "s"),
    ("your emg", mine, GREEN, "^"),
):
    errors = [worst(v, e) if np.isfinite(v) else np.nan for v, e in zip(values, logarithms, strict=True)]
    left.loglog(ratios, np.maximum(errors, floor), mark, color=colour, markersize=5, fillstyle="none", label=name)
left.set(xlabel=r"$\sigma/\tau$", ylabel=r"relative error ($0$ is drawn at $10^{-17}$)", ylim=(floor / 4, 3))
left.legend(loc="upper left")
places = np.linspace(-4, 3, 300)
for ratio, colour in ((0.5, BLUE), (2, GREEN), (40, ORANGE)):
    right.plot(places, emg(places, 0, 1, 1 / ratio), color=colour, label=rf"$\sigma/\tau = {ratio:g}$")
gaussian_curve = np.exp(-(places**2) / 2) / np.sqrt(2 * np.pi)
right.plot(places, gaussian_curve, ":", color="black", label="Gaussian")
right.set(xlabel="$(x - \\mu)/\\sigma$", ylabel=r"$\sigma\, T$")
right.legend(loc="upper left")
print(f"largest relative error of your emg in the left panel: {max(map(worst, mine, logarithms)):.1e}")
show(
    figure,
    alt="Left: the errors of your function stay at the last digit over nine decades, below those "
    "of the two others. Right: three peaks; the shorter the tail, the closer to the Gaussian.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** The errors stay at the last digit over nine decades: the largest is a few units of it. Nothing was approximated. The two factors that spoiled each other were merely never formed. At $\sigma/\tau = 40$, where the typed formula is `nan`, the peak is a Gaussian to the eye.

# %% [markdown]
# ### Exercise 7. The logarithm of the density (3 points)
#
# A likelihood is a product of many densities, and one computes its logarithm. Write `emg_logpdf(x, mu, sigma, tau)`, which returns $\ln T$ as an array of the shape of `x`.
#
# - Arguments and errors as for `emg`.
# - Relative tolerance $10^{-9}$, also where $T$ itself underflows: $x$ may be a thousand $\sigma$ away, and $\sigma/\tau$ runs from $10^{-3}$ to $10^{6}$. No warnings, no `-inf`. (Where $\ln T$ crosses zero, on the flanks of a peak so narrow that $T$ exceeds 1, a relative tolerance means nothing; no check comes near.)
#
# For example, `emg_logpdf(-1000, 0, 1, 1)` is $-999.5$.
#
# *Points:* 0.75 for “Near the peak and far out”, 0.25 for “One number in, one number out”; hidden: 1 for “Beyond the range of the density”, 0.5 for “Ratios drawn at random”, 0.5 for “Bad arguments are refused”.

# %% nbgrader={"grade_id": "emg_logpdf", "solution": true}
def emg_logpdf(x, mu, sigma, tau):
    """Return the logarithm of the density, in the shape of x; finite where the density is not.

    sigma, tau: positive, else ValueError.

    >>> float(emg_logpdf(-1000, 0, 1, 1))
    -999.5
    """
    ### BEGIN SOLUTION
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    tau = np.maximum(tau, 1e-30 * sigma)
    with np.errstate(all="ignore"):
        u = (x - mu) / sigma
        z = (u + sigma / tau) / np.sqrt(2)
        right = np.log(erfcx(z) / (2 * tau)) - u**2 / 2
        left = np.log(erfc(z) / (2 * tau)) + (x - mu) / tau + (sigma / tau) ** 2 / 2
        return np.where(z >= 0, right, left)[()]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_emg_logpdf", "points": 3}
check("emg_logpdf")

# %% [markdown] exercise="emg_logpdf" tags=["hints"]
# 1. `np.log(emg(...))` is minus infinity wherever the density underflows, and that is where a bad start of a fit finds itself. Take the logarithm on paper instead.
# 2. The exponentials of both formulas turn into their exponents. What remains under a logarithm is $\operatorname{erfcx}(z)/2\tau$ on one side and $\operatorname{erfc}(z)/2\tau$ on the other, both harmless.
# 3. For $z \ge 0$: $\ln\frac{\operatorname{erfcx}(z)}{2\tau} - \frac{u^2}{2}$. For $z < 0$: $\ln\frac{\operatorname{erfc}(z)}{2\tau} + \frac{x-\mu}{\tau} + \frac{\sigma^2}{2\tau^2}$.

# %% [markdown] tags=["prompt"]
# **Before you run it.** What does $\ln T$ look like far to the left of the peak, what far to the right? From which value of $\ln T$ on does `log(emg)` give up? (The smallest positive float is $5\cdot10^{-324}$.)

# %% tags=["illustration"]
places = np.linspace(-1000, 120, 1121)
with np.errstate(divide="ignore"):
    of_density = np.log(emg(places, 0, 1, 1))
print(f"log(emg) is -inf at {np.sum(np.isinf(of_density))} of {places.size} places")
print(f"emg_logpdf is finite at {np.sum(np.isfinite(emg_logpdf(places, 0, 1, 1)))} of them")
figure = Figure(figsize=(6.5, 3.4), layout="constrained")
axes = figure.subplots()
axes.plot(places, emg_logpdf(places, 0, 1, 1), color=BLUE, label="emg_logpdf")
axes.plot(places, of_density, "--", color=ORANGE, linewidth=3, alpha=0.7, label="log(emg)")
axes.set(xlabel="$x$", ylabel=r"$\ln T$ for $\mu = 0$, $\sigma = \tau = 1$", ylim=(-1500, 50))
axes.legend(loc="lower center")
show(
    figure,
    alt="A straight line rises to the peak and a parabola falls behind it; the curve of log(emg) "
    "ends at about -745 on both sides.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** To the left a straight line of slope $1/\tau$: $\ln T \to -\ln\tau + (x - \mu)/\tau + \sigma^2/2\tau^2$, the exponential, lifted by its last term, so that at $-1000$ the logarithm is $-1000 + \frac12$. To the right a parabola: the Gaussian. The bend between them is all that is special about this function. The logarithm of the density gives up near $-745$, where the smallest positive float lies.

# %% [markdown]
# ## 6. Right formulas, wrong digits (30 min)
#
# For the gradient you have short formulas in $T$ and $J$, and now a $T$ that can be trusted to the last digit. The next cell puts them together and looks at the errors.

# %% [markdown] tags=["prompt"]
# **Before you run it.** The formulas are right, and $T$ is right to the last digit. How many digits of the gradient will be right at $\sigma/\tau = 10^4$, and will all three derivatives be hit alike?

# %% tags=["illustration"]
def short_gradient(place, mu, sigma, tau):
    """Return the gradient by the formulas in T and J, with an accurate T."""
    T_here = emg(place, mu, sigma, tau)
    J_here = np.exp(-(((place - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return np.array([
        J_here / sigma - T_here / tau,
        T_here * sigma / tau**2 - J_here * (1 / tau + (mu - place) / sigma**2),
        J_here * sigma / tau**2 + T_here * ((mu - place) / tau**2 - sigma**2 / tau**3) - T_here / tau,
    ])


def exact_gradient(place, mu, sigma, tau):
    """Return the gradient to 60 digits: the same formulas, with 100."""
    with mpmath.workdps(100):
        place, mu, sigma, tau = (mpmath.mpf(float(value)) for value in (place, mu, sigma, tau))
        T_exact = mpmath.exp(exact_log(place, mu, sigma, tau))
        J_exact = mpmath.exp(-(((place - mu) / sigma) ** 2) / 2) / (mpmath.sqrt(2 * mpmath.pi) * tau)
        return [
            J_exact / sigma - T_exact / tau,
            T_exact * sigma / tau**2 - J_exact * (1 / tau + (mu - place) / sigma**2),
            J_exact * sigma / tau**2 - T_exact * ((place - mu) / tau**2 + sigma**2 / tau**3 + 1 / tau),
        ]


def gradient_errors(gradient):
    """Return the relative errors of a gradient function, a row for each ratio."""
    rows = []
    for ratio, exact_values in zip(ratios, exact_gradients, strict=True):
        values = gradient(0.3, 0.0, 1.0, 1 / ratio)
        pairs = zip(values, exact_values, strict=True)
        rows.append([float(abs(mpmath.mpf(float(v)) / e - 1)) for v, e in pairs])
    return np.maximum(rows, floor)


exact_gradients = [exact_gradient(0.3, 0, 1, 1 / ratio) for ratio in ratios]
figure = Figure(figsize=(7, 3.8), layout="constrained")
axes = figure.subplots()
errors = gradient_errors(short_gradient)
for column, (name, colour, mark) in enumerate((("mu", BLUE, "o"), ("sigma", GREEN, "s"), ("tau", ORANGE, "^"))):
    label = rf"$\partial T/\partial\{name}$"
    axes.loglog(ratios, errors[:, column], mark, color=colour, markersize=4, fillstyle="none", label=label)
for power in (1, 2, 3):
    label = r"$10^{-16}$ times powers 1, 2, 3 of $\sigma/\tau$" if power == 1 else None
    axes.loglog(ratios, 1e-16 * ratios**power, ":", color=GREY, label=label)
axes.set(xlabel=r"$\sigma/\tau$", ylabel=r"relative error ($0$ is drawn at $10^{-17}$)", ylim=(floor / 4, 1e6))
axes.axhline(1, color="black", linewidth=0.6)
axes.legend(loc="upper left", ncols=2)
show(
    figure,
    alt="The errors of the three derivatives grow along lines of slope one, two and three; that by "
    "tau passes 1 near a ratio of 10^5.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Beyond $\sigma/\tau = 10^5$ not one digit of $\partial T/\partial\tau$ is right, and soon not even its order of magnitude: from formulas that are correct and a $T$ that is accurate. This is **cancellation**. $J/\sigma$ and $T/\tau$ agree in more and more digits, and their difference consists of what is left. The derivative by $\mu$ loses one digit for each decade of $\sigma/\tau$, that by $\sigma$ two, that by $\tau$ three.

# %% [markdown]
# The remedy, as always, is to subtract on paper. Let $r = \sigma/\tau$ and, from here to the end of the section, $s = u + r = \sqrt2\, z$. For large $s$, $\operatorname{erfcx}(z) = \sqrt{2/\pi}\,(1/s - 1/s^3 + 3/s^5 - \dots)$. Give a name to the relative error of the first term, and to that of its first correction, $D \approx 1/s^2$:
#
# $$ D = 1 - \sqrt{\tfrac\pi2}\; s\, \operatorname{erfcx}\bigl(s/\sqrt2\bigr) , \qquad F = 1 - s^2 D , $$
#
# both small, as $F \approx 3/s^2$. The given function `shortfalls(s)` returns them: beyond $s = 15$ by their series, to the last digit; just below it, where $F$ is still a difference, to some $10^{-12}$, which is more than enough here. Now put $T = \frac{1}{2\tau} e^{-u^2/2}\operatorname{erfcx}(z) = \frac{1}{\tau s}\, G\, (1 - D)$ and $J = G/\tau$, with $G = e^{-u^2/2}/\sqrt{2\pi}$, into the derivative by $\mu$:
#
# $$ \frac{\partial T}{\partial\mu} = \frac{G}{\tau\sigma} - \frac{G\,(1 - D)}{\tau^2 s} = \frac{G}{\tau^2 s} \Bigl( \frac{s}{r} - 1 + D \Bigr) = \frac{G}{\tau^2 s} \Bigl( \frac{u}{r} + D \Bigr) . $$
#
# The two terms that cancelled, $s/r$ and $-1$, are gone: $s - r = u$ was subtracted on paper. The other two go the same way, with $r s D = (s - u)\, s D = 1 - F - u s D$ in the last:
#
# $$ \frac{\partial T}{\partial\sigma} = \frac{G}{\tau^2 s} \Bigl( \frac{u^2}{r} - r D \Bigr) , \qquad \frac{\partial T}{\partial\tau} = \frac{G}{\tau^2 s} \bigl( D - F - u s D \bigr) . $$
#
# All three brackets are of order $1/r$. The terms from which they were left over had the orders $1$, $r$ and $r^2$: here are the one, two and three digits for each decade.

# %% [markdown]
# ### Exercise 8. The gradient (4 points)
#
# Write `emg_grad(x, mu, sigma, tau)`, which returns the derivatives of the density as an array of shape `(3,) + x.shape`, in the order $\mu$, $\sigma$, $\tau$.
#
# - Arguments and errors as for `emg`.
# - Relative tolerance $10^{-6}$. (Each derivative crosses zero somewhere, and there a relative tolerance means nothing; no check comes near.) All points but one are for ratios $\sigma/\tau$ from $10^{-3}$ to 30, where the formulas in $T$ and $J$ are good enough. That one is for ratios up to $10^{6}$: use the forms above where $s$ is large, say $s > 15$, and the formulas in $T$ and $J$ elsewhere.
#
# For example, `emg_grad(0.3, 1, 0.7, 1.3)[0]` is $-0.00469317783$.
#
# *Points:* 0.75 for “The gradient at known points”, 0.25 for “One number in, three numbers out”; hidden: 1 for “Ratios of the widths from 0.001 to 30”, 0.5 for “Close to difference quotients”, 0.5 for “Parameters as arrays; bad arguments”, 1 for “Ratios up to a million”.

# %% nbgrader={"grade_id": "emg_grad", "solution": true}
def emg_grad(x, mu, sigma, tau):
    """Return the derivatives of the density by mu, sigma, tau: shape (3,) + x.shape.

    sigma, tau: positive, else ValueError. Accurate for every ratio of the two.

    >>> round(float(emg_grad(0.3, 1, 0.7, 1.3)[0]), 11)
    -0.00469317783
    """
    ### BEGIN SOLUTION
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    tau = np.maximum(tau, 1e-30 * sigma)
    with np.errstate(all="ignore"):
        u = np.minimum((x - mu) / sigma, 1e5)  # nothing is left of a peak further to the right
        r, v = sigma / tau, sigma + u * tau  # v is tau s
        s = u + r
        # Derivatives of ln T, in which J occurs as the quotient J / T.
        quotient = np.sqrt(2 / np.pi) / erfcx(s / np.sqrt(2))
        near = [
            quotient / sigma - 1 / tau,
            r / tau - quotient / tau + quotient * u / sigma,
            (quotient * r - r * s - 1) / tau,
        ]
        D, F = shortfalls(s)
        far = [
            (u / sigma + tau * (1 - F) / v**2) / (1 - D),
            # u² v² - sigma² (1 - F), with the difference of squares as a product
            sigma / v**2 * ((u - 1 + u**2 / r) * (u + 1 + u**2 / r) + F) / (1 - D),
            ((D - F) / tau - u * (1 - F) / v) / (1 - D),
        ]
        half = np.exp(emg_logpdf(x, mu, sigma, tau) / 2)  # times T, in two halves as in emg
        return half * np.where(s > 15, far, near) * half
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_emg_grad", "points": 4}
check("emg_grad")

# %% [markdown] exercise="emg_grad" tags=["hints"]
# 1. First make all points but one: your expressions of Exercise 4, typed in with numbers instead of symbols. `T = emg(x, mu, sigma, tau)` does the difficult part.
# 2. `np.array([by_mu, by_sigma, by_tau])` puts the three along a new first axis, whatever the shape of `x`.
# 3. For large $s$: `D, F = shortfalls(s)`, then the three forms above, with the common factor `G / (tau**2 * s)`, where `G = np.exp(-u**2 / 2) / np.sqrt(2 * np.pi)`.
# 4. `np.where(s > 15, far, near)` takes each value from where it is accurate, under `np.errstate(all="ignore")`, as in `emg`.

# %% [markdown] tags=["prompt"]
# **Before you run it.** Where on the right does the derivative by $\mu$ cross zero? A longer tail and a larger $\mu$ both move the peak: how should their two derivatives compare?

# %% tags=["illustration"]
figure = Figure(figsize=(9.5, 3.6), layout="constrained")
left, right = figure.subplots(1, 2)
errors = gradient_errors(emg_grad)
places = np.linspace(-7, 4, 400)
for column, (name, colour, mark) in enumerate((("mu", BLUE, "o"), ("sigma", GREEN, "s"), ("tau", ORANGE, "^"))):
    label = rf"$\partial T/\partial\{name}$"
    left.loglog(ratios, errors[:, column], mark, color=colour, markersize=4, fillstyle="none", label=label)
    right.plot(places, emg_grad(places, 0, 1, 2)[column], color=colour, label=label)
left.set(xlabel=r"$\sigma/\tau$", ylabel=r"relative error ($0$ at $10^{-17}$)", ylim=(floor / 4, 1e-6))
right.axhline(0, color=GREY, linewidth=0.8)
right.set(xlabel="$x$", ylabel="derivative", title=r"$\mu = 0$, $\sigma = 1$, $\tau = 2$")
left.legend()
right.legend(loc="upper left")
print(f"largest relative error over nine decades: {errors.max():.1e}")
show(
    figure,
    alt="Left: the errors of all three derivatives stay below 10^-12. Right: the derivatives by mu "
    "and by tau are rough mirror images; the one by sigma has three lobes.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** On the left the errors no longer grow with $\sigma/\tau$; the small hump near 10 is the last stretch of the formulas in $T$ and $J$, before the other form takes over. On the right: the derivative by $\mu$ is minus the slope of the peak, so it crosses zero at the top. The derivatives by $\mu$ and by $\tau$ are rough mirror images of each other: both parameters move the peak, in opposite directions.

# %% [markdown]
# ## 7. A portrait (25 min)
#
# Formula, logarithm and gradient can be trusted now. Time to look at the peak.
#
# ### Exercise 9. A portrait of the peak (3 points)
#
# Write `peak_figure(mu, sigma, tau)`, which returns a `matplotlib.figure.Figure` with one panel.
#
# - Two lines of at least 200 points each, both over a range of $x$ that includes $\mu - 3\sigma - 5\tau \le x \le \mu + 3\sigma$: the density $T$, and its Gaussian parent $\mathcal N(x; \mu, \sigma)$, the peak before the exponential step.
# - Two markers *on the peak* $T$: one at its mean $\mu - \tau$, one at its **mode**, the place where $T$ is largest. No other markers.
# - Labels on both axes, and a legend with an entry for each of the two lines at least.
#
# The mode has no closed form. It is where $\partial T/\partial x = 0$, it lies between the mean and $\mu$, and the marker must be within a thousandth of $\sigma + \tau$. For $\mu = 0$, $\sigma = 1$, $\tau = 2$ it is at $-1.0179$. The checks have $\sigma/\tau$ between 0.2 and 5.
#
# *Points:* 0.5 for “Both curves”, 0.5 for “Labels on both axes, and a legend”, 1 for “Mean and mode are marked on the peak”; hidden: 1 for “Other peaks”.

# %% nbgrader={"grade_id": "peak_figure", "solution": true}
def peak_figure(mu, sigma, tau):
    """Return a Figure: the peak, its Gaussian parent, its mean and its mode."""
    ### BEGIN SOLUTION
    (mu,) = real_numbers(NUMBER, mu=mu)
    sigma, tau = positive_numbers(NUMBER, sigma=sigma, tau=tau)
    mean = mu - tau
    # The slope along x is minus the derivative by mu.
    mode = mu + brentq(lambda step: emg_grad(step, 0, sigma, tau)[0], -tau, 0)
    places = np.linspace(mu - 4 * sigma - 6 * tau, mu + 4 * sigma, 601)
    parent = np.exp(-(((places - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))

    figure = Figure(figsize=(6, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.plot(places, emg(places, mu, sigma, tau), color=BLUE, label="peak $T$")
    axes.plot(places, parent, "--", color=GREY, label="Gaussian parent")
    for place, mark, colour, name in ((mean, "s", GREEN, "mean"), (mode, "o", ORANGE, "mode")):
        height = emg(place, mu, sigma, tau)
        axes.vlines(place, 0, height, color=colour, linestyle=":")
        axes.plot([place], [height], mark, color=colour, label=f"{name} {place:.4g}")
    axes.set(xlabel="$x$", ylabel="density", ylim=(0, None))
    axes.legend(loc="upper left")
    return figure
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_peak_figure", "points": 3}
check("peak_figure")

# %% [markdown] exercise="peak_figure" tags=["hints"]
# 1. Three things are known without any work: the density (`emg`), the Gaussian, the mean. What remains is the mode.
# 2. A shift of the peak to the right by a small step is a shift of the place to the left: $\partial T/\partial x = -\partial T/\partial\mu$. So the mode is a zero of `emg_grad(...)[0]`.
# 3. `brentq(function, low, high)` finds a zero between two places where the function has different signs; the mean and $\mu$ are such places. (A fine grid and `np.argmax` will do too, if its step is below a thousandth of $\sigma + \tau$.)
# 4. `axes.plot([place], [height], "o")` draws one marker; `height` is `emg(place, mu, sigma, tau)`. Give the two lines a `label=` and call `axes.legend()`.

# %% [markdown] tags=["prompt"]
# **Before you run it.** Where is the peak for $\mu = 0$, $\sigma = 1$, $\tau = 2$? Give three answers: by its parent, by its top, by its mean.

# %% tags=["illustration"]
show(peak_figure(0, 1, 2), alt="A leaning peak with its mean and its mode marked, and its Gaussian parent.")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Three answers to the question where the peak is. It is at $\mu = 0$ by its parent, at $-1.018$ by its top, at $-2$ by its mean. They agree only for a symmetric peak. Tables of the times at which substances leave the tube differ for this reason alone, if they do not say which of the three they mean.

# %% [markdown]
# ### Move it
#
# A second peak stands still at $\mu = 4$; the sliders move the first one and its logit. The black curve is all that a detector sees.

# %% [markdown] tags=["prompt"]
# **Before you move anything.** Can a longer tail $\tau$ be undone by a larger $\mu$ and a larger $\sigma$, so that the black curve hardly changes? Predict, then try: set $\tau$ to 0.3 and look for the $\mu$ and $\sigma$ that bring the curve back to the grey one.

# %% tags=["illustration"]
def two_peaks(mu, sigma, tau, logit):
    """Return a figure of a mixture: a peak that moves and one that stands still at 4."""
    places = np.linspace(-5, 7, 400)
    figure = Figure(figsize=(7, 3.4))
    axes = figure.subplots()
    for shape, colour, name in (((mu, sigma, tau), BLUE, "moves"), ((4.0, 0.5, 0.8), ORANGE, "stands")):
        share = np.exp(logit * (name == "moves")) / (1 + np.exp(logit))
        axes.plot(places, share * emg(places, *shape), color=colour, label=f"the peak that {name}")
    densities = np.array([emg(places, mu, sigma, tau), emg(places, 4.0, 0.5, 0.8)])
    axes.plot(places, [mixture([logit, 0], column)[0] for column in densities.T], color="black", label="mixture")
    start = np.array([emg(places, 1.5, 0.5, 1.0), emg(places, 4.0, 0.5, 0.8)])
    axes.plot(places, [mixture([0, 0], column)[0] for column in start.T], ":", color=GREY, label="at the start")
    axes.set(xlabel="$x$", ylabel="density", ylim=(0, 0.6))
    axes.legend(loc="upper left")
    return figure


explore(
    two_peaks,
    alt="A mixture of a peak at mu = {mu}, sigma = {sigma}, tau = {tau}, logit {logit}, and one at 4.",
    mu=(-2.0, 4.0, 1.5),
    sigma=(0.1, 2.0, 0.5),
    tau=(0.05, 3.0, 1.0),
    logit=(-3.0, 3.0, 0.0),
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Nearly, and not quite. Mean and variance can be brought back, $\mu - \tau$ and $\sigma^2 + \tau^2$, but not the skewness: the flank on the right gets too shallow. What separates the three parameters is the *shape* alone, and it takes many counts to see it. Section 13 will say how many.

# %% [markdown]
# ## 8. Staying positive (35 min)
#
# An optimiser tries parameters that nobody asked for. One step too far and $\sigma$ is negative: `emg` raises an error, and the fit is over. One way out is to let the optimiser change another number, $q$, which may take any value, and to compute the width from it by a function that is always positive. A favourite is the **softplus**
#
# $$ f(q) = \ln(1 + e^q) , \qquad f'(q) = \frac{1}{1 + e^{-q}} = s(q) , \qquad f''(q) = s(q)\,\bigl(1 - s(q)\bigr) . $$
#
# $s$ is the logistic function. For large $q$, $f(q) \approx q$; for very negative $q$, $f(q) \approx e^q$: small, but never zero. We call $q$ the **raw** parameter and $\theta = f(q)$ the **natural** one.
#
# Numerically all three need care. $e^{800}$ overflows, so `log(1 + exp(800))` is infinite where the answer is 800, and the quotient $e^q/(1 + e^q)$, which one often sees, becomes `nan`. At the other end $1 + e^{-40}$ is 1 to 16 digits, so that the logarithm gives 0 and every digit is lost.

# %% [markdown]
# ### Exercise 10. The softplus and its derivatives (3 points)
#
# Write `softplus(z)`, which returns an array of shape `(3,) + z.shape`: $f(z)$, $f'(z)$ and $f''(z)$.
#
# - `z`: a number or an array of any shape, of any size: $\pm800$ must work, without warnings.
# - Relative tolerance $10^{-12}$ for each of the three, also at $z = -40$, where $f = 4.2\cdot10^{-18}$, and at $z = +40$, where $f''$ has that value.
#
# For example, `softplus(0)` is `[0.69314718056, 0.5, 0.25]`.
#
# *Points:* 1 for “Around zero, lists and numbers”; hidden: 1 for “Far out on both sides”, 0.5 for “Any shape, drawn at random”, 0.5 for “The rows are derivatives of each other”.

# %% nbgrader={"grade_id": "softplus", "solution": true}
def softplus(z):
    """Return ln(1 + e^z) and its first two derivatives: shape (3,) + z.shape.

    >>> softplus(0).round(6).tolist()
    [0.693147, 0.5, 0.25]
    """
    ### BEGIN SOLUTION
    (z,) = real_numbers(ANY_SHAPE, z=z)
    value = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return np.array([value, expit(z), expit(z) * expit(-z)])
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_softplus", "points": 3}
check("softplus")

# %% [markdown] exercise="softplus" tags=["hints"]
# 1. Where is $e^z$ harmless? For $z \le 0$. Can you write $\ln(1 + e^z)$ for positive $z$ with $e^{-z}$?
# 2. $\ln(1 + e^z) = z + \ln(1 + e^{-z})$, so the value is $\max(z, 0) + \ln(1 + e^{-|z|})$. For a small argument of the logarithm, `np.log1p(t)` computes $\ln(1 + t)$ without losing $t$.
# 3. The logistic function is `scipy.special.expit`, imported above. It neither overflows nor warns.
# 4. $1 - s(z)$ is zero to 16 digits at $z = 40$, but it equals $s(-z)$, so that `expit` serves twice. Stack the three with `np.array([...])`.

# %% [markdown]
# ### Exercise 11. The way back (2 points)
#
# A fit starts at natural parameters, given by a person; the optimiser needs raw ones. Write `inverse_softplus(y)`, which returns the array of $q$ with $\ln(1 + e^q) = y$, in the shape of `y`.
#
# - `y`: positive numbers, as small as $10^{-20}$ and as large as you like; 800 and more must not overflow. A value that is not positive: raise a `ValueError` that names `y` and shows it.
# - Relative tolerance $10^{-12}$. (At $y = \ln 2$ the result is zero and a relative tolerance means nothing; no check comes near.)
#
# For example, `inverse_softplus(800)` is 800, and `inverse_softplus(1)` is 0.541324854613.
#
# *Points:* 1 for “Small, middling and large values”; hidden: 0.5 for “Very small and very large values”, 0.5 for “Values that are not positive are refused”.

# %% nbgrader={"grade_id": "inverse_softplus", "solution": true}
def inverse_softplus(y):
    """Return the raw parameters whose softplus is y, in the shape of y.

    y: positive, else ValueError.

    >>> round(float(inverse_softplus(1)), 12)
    0.541324854613
    """
    ### BEGIN SOLUTION
    (y,) = positive_numbers(ANY_SHAPE, y=y)
    return y + np.log(-np.expm1(-y))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_inverse_softplus", "points": 2}
check("inverse_softplus")

# %% [markdown] exercise="inverse_softplus" tags=["hints"]
# 1. Solve $\ln(1 + e^q) = y$ for $q$ on paper first.
# 2. $q = \ln(e^y - 1)$. It overflows for large $y$, and for small $y$ the difference $e^y - 1$ loses its digits. `np.expm1(t)` computes $e^t - 1$ without that loss.
# 3. For large $y$ take the large part out: $\ln(e^y - 1) = y + \ln(1 - e^{-y})$, and $1 - e^{-y}$ is `-np.expm1(-y)`. This form works for small $y$ as well.

# %% [markdown] tags=["prompt"]
# **Before you run it.** On the right, where will `log(1 + exp(q))` part from your softplus, and what will it be from there on?

# %% tags=["illustration"]
steps = np.linspace(-6, 6, 400)
figure = Figure(figsize=(9.5, 3.5), layout="constrained")
left, right = figure.subplots(1, 2)
for name, values, colour in (
    ("softplus", softplus(steps)[0], BLUE),
    ("exp", np.exp(steps), ORANGE),
    ("absolute value", np.abs(steps), GREY),
):
    left.plot(steps, values, color=colour, label=name)
left.set(xlabel="raw parameter $q$", ylabel="natural parameter", ylim=(-0.2, 8.9))
left.legend(loc="upper left")
with np.errstate(all="ignore"):
    far_left = np.linspace(-45, -25, 81)
    right.semilogy(far_left, softplus(far_left)[0], color=BLUE, label="your softplus")
    right.semilogy(far_left, np.log(1 + np.exp(far_left)), ".", color=ORANGE, label="log(1 + exp(q))")
right.set(xlabel="raw parameter $q$", ylabel="softplus")
right.legend(loc="upper left")
show(
    figure,
    alt="Left: softplus, exponential and absolute value; softplus goes from the exponential over to "
    "a straight line. Right: your softplus is a line; log(1 + exp(q)) becomes a staircase and ends.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Towards the left a staircase: $1 + e^q$ can only be 1 plus a multiple of $2.2\cdot10^{-16}$. Below $-36.7$ it is 1, the logarithm 0, and on this axis there is nothing left to draw.

# %% [markdown]
# ### Question 2. Why softplus? (3 points)
#
# A width can be kept positive by $\theta = |q|$, by $\theta = e^q$ or by $\theta = \ln(1 + e^q)$.
#
# 1. What goes wrong with $|q|$ in a method that uses derivatives, and in the interpretation of the fitted $q$?
# 2. Compare $e^q$ and softplus for a large width: what does a step of 10 in $q$ do to each? What does that mean for an optimiser that makes a bold first step?
# 3. Compare them for very small widths. And name one disadvantage of softplus that $e^q$ does not have. (Think of a width of $10^{-9}$ m, or of 5000 counts.)

# %% [markdown] nbgrader={"grade": true, "grade_id": "why_softplus", "points": 3, "solution": true}
# ### BEGIN SOLUTION
# **Model answer.** $|q|$ has a kink at zero: its derivative jumps from $-1$ to $+1$, just where a width that wants to become small is heading, and its second derivative does not exist there. Newton's method and its relatives assume a smooth function and zigzag across the kink; at $q = 0$ the width *is* zero and the density breaks down. Moreover $q$ and $-q$ give the same width, so every minimum has a mirror image, and the sign of the fitted $q$ means nothing.
#
# For a large width softplus is practically the identity: a step of 10 in $q$ adds 10 to the width. $e^q$ is multiplied by $e^{10} = 22{,}000$. An optimiser that makes a bold first step is thrown far away, or overflows ($e^{710}$). Linear growth keeps a step of moderate size moderate, and the derivative of softplus never exceeds 1.
#
# For very small widths the two agree, $\ln(1 + e^q) \approx e^q$: both approach zero without reaching it, and both have a derivative that vanishes there, so that a fit which has wandered to very negative $q$ hardly finds back. The disadvantage of softplus is that it has a scale: it bends at $q \approx 0$, that is, at $\theta \approx 1$ *in the units used*. A width of $10^{-9}$ sits deep in its exponential part, an amplitude of 5000 deep in the linear one. With $e^q$ a change of units is only a shift of $q$. So choose units in which the parameters are of order one, or fit $\theta = c\, f(q)$ with a suitable $c$.
#
# **Rubric.**
#
# - 1 point: kink (no derivative) at zero, and the ambiguity of the sign.
# - 1 point: additive against multiplicative response to a step, with its consequence for an optimiser.
# - 1 point: equal behaviour near zero (vanishing derivative), and the built-in scale of softplus.
# ### END SOLUTION

# %% [markdown]
# ## 9. The chain rule, once and twice (30 min)
#
# Let $C$ be anything that depends on the natural parameters $\theta_a = f(q_a)$: a cost, a density. Each natural parameter depends on its own raw one only, so the Jacobian of the change of variables is *diagonal*, $\partial\theta_a/\partial q_b = s(q_a)\,\delta_{ab}$; from here on this matrix is called $D$. With the gradient $g_a = \partial C/\partial\theta_a$ and the Hessian $H_{ab}$ in natural parameters,
#
# $$ \frac{\partial C}{\partial q_a} = g_a\, s(q_a) , \qquad \frac{\partial^2 C}{\partial q_a\, \partial q_b} = (D H D)_{ab} + \delta_{ab}\; g_a\, s(q_a)\,\bigl(1 - s(q_a)\bigr) . $$
#
# The first term is $\partial g_a/\partial q_b = H_{ab}\, s(q_b)$, times $s(q_a)$. The second comes from differentiating $s(q_a)$ itself: the change of variables is curved, and a slope seen along a curved ruler looks like curvature. It vanishes where the gradient does, so at a minimum it may be forgotten; on the way there it may not. (In the notebook that inspired this lesson, the variable that should hold the simple Hessian repeats the line of the Jacobian. Comparing with a difference quotient would have shown it at once.) For three parameters,
#
# $$ D = \begin{pmatrix} s(q_1) & 0 & 0 \\ 0 & s(q_2) & 0 \\ 0 & 0 & s(q_3) \end{pmatrix} , \qquad \frac{\partial^2 C}{\partial q^2} = D H D + \begin{pmatrix} g_1 f''(q_1) & 0 & 0 \\ 0 & g_2 f''(q_2) & 0 \\ 0 & 0 & g_3 f''(q_3) \end{pmatrix} . $$

# %% [markdown]
# ### Exercise 12. A gradient in raw parameters (2 points)
#
# Write `raw_gradient(g, raw)`, which returns the array $\partial C/\partial q_a$ of shape `(n,)`.
#
# - `g`: the gradient in natural parameters, `n` numbers; `raw`: the raw parameters $q$, `n` numbers; all $n$ of them go through softplus.
# - Raw parameters of $\pm800$ must work without warnings. Different lengths: a `ValueError` that names `g` and shows it. Relative tolerance $10^{-9}$.
#
# For example, `raw_gradient([2, 2], [0, 800])` is `[1, 2]`.
#
# *Points:* 1 for “Known values”; hidden: 0.5 for “Large raw parameters”, 0.5 for “Drawn at random; wrong lengths”.

# %% nbgrader={"grade_id": "raw_gradient", "solution": true}
def raw_gradient(g, raw):
    """Return the gradient by the raw parameters from the gradient g by their softplus.

    g, raw: n numbers each, else ValueError. The shape is (n,).

    >>> raw_gradient([2, 2], [0, 800]).tolist()
    [1.0, 2.0]
    """
    ### BEGIN SOLUTION
    (raw,) = real_numbers(ROW, raw=raw)
    (g,) = real_numbers(raw.shape, g=g)
    return g * softplus(raw)[1]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_raw_gradient", "points": 2}
check("raw_gradient")

# %% [markdown] exercise="raw_gradient" tags=["hints"]
# 1. One factor for each component. Which of the three rows of `softplus` is it?
# 2. The derivative of the natural parameter by the raw one is the logistic function of the **raw** one, not of the natural one.
# 3. One product of two arrays, `g` and a row of `softplus(raw)`. Compare `g.shape` with `raw.shape` before.

# %% [markdown]
# ### Exercise 13. A Hessian in raw parameters (3 points)
#
# Write `raw_hessian(g, H, raw)`, which returns the $n \times n$ array of second derivatives of $C$ by the raw parameters.
#
# - `g` of shape `(n,)` and `H` of shape `(n, n)`, symmetric: gradient and Hessian in natural parameters; `raw`: the `n` raw parameters, which may be $\pm800$.
# - A shape that does not fit: a `ValueError` that names `g` or `H` and shows it. Relative tolerance $10^{-9}$.
#
# For example, `raw_hessian([4], [[8]], [0])` is `[[3]]`: $\frac12\cdot8\cdot\frac12 + 4\cdot\frac14$.
#
# *Points:* 0.75 for “Two parameters”, 0.25 for “A single parameter”; hidden: 1 for “Drawn at random; wrong shapes”, 0.5 for “No gradient; large raw parameters”, 0.5 for “Close to a difference quotient”.

# %% nbgrader={"grade_id": "raw_hessian", "solution": true}
def raw_hessian(g, H, raw):
    """Return the Hessian by the raw parameters from gradient g and Hessian H by their softplus.

    g, raw: n numbers; H: n x n, else ValueError. The shape is (n, n).

    >>> raw_hessian([4], [[8]], [0]).tolist()
    [[3.0]]
    """
    ### BEGIN SOLUTION
    (raw,) = real_numbers(ROW, raw=raw)
    (g,) = real_numbers(raw.shape, g=g)
    (H,) = real_numbers((raw.size, raw.size), H=H)
    _, first, second = softplus(raw)
    return first[:, np.newaxis] * H * first + np.diag(g * second)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_raw_hessian", "points": 3}
check("raw_hessian")

# %% [markdown] exercise="raw_hessian" tags=["hints"]
# 1. Differentiate $\partial C/\partial q_a = g_a\, s(q_a)$ once more, by $q_b$. Both factors depend on the raw parameters.
# 2. The first factor gives $H_{ab}\, s(q_a)\, s(q_b)$: row $a$ times $s(q_a)$, column $b$ times $s(q_b)$.
# 3. The second factor contributes only for $a = b$: $g_a\, f''(q_a)$, a diagonal matrix, `np.diag(g * second)`.
# 4. `value, first, second = softplus(raw)` hands over all that is needed. `np.outer` of a row with itself holds the two factors of each entry of $DHD$.

# %% [markdown]
# ### An experiment: the sign of a curvature
#
# Is the second term a matter of taste? Take the density of one peak at $x = 0.6$, as a function of raw parameters for $\sigma$, $\tau$ and, for once, $\mu$ too: $q = (-0.9, -1, 0.5)$ in this order. SymPy can differentiate straight through the softplus: put $\sigma = \ln(1 + e^{q_1})$ and so on into `emg_expression()`, and take the Hessian by $q$. Beside it stand your `raw_hessian`, fed with the Hessian by $\sigma, \tau, \mu$ from $T$ and $J$, and the simple one, $D H D$, without the second term.

# %% [markdown] tags=["prompt"]
# **Before you run it.** In which entries do SymPy's Hessian and the simple one agree, and in which must they differ?

# %% tags=["illustration"]
raw_point = np.array([-0.9, -1.0, 0.5])
order = [1, 2, 0]  # the second derivatives count mu, sigma, tau
q = sp.symbols("q1:4")
through = dict(zip(("sigma", "tau", "mu"), (sp.log(1 + sp.exp(one)) for one in q), strict=True))
density = plain(emg_expression()).subs({**through, "x": sp.Rational(3, 5)})
by_sympy = sp.lambdify(q, sp.hessian(density, q), modules=["scipy", "numpy"])(*raw_point)

width, tail, mean = softplus(raw_point)[0]
here = (0.6, mean, width, tail)
H = np.array(second_derivatives(*here, emg(*here), bell(*here)))[np.ix_(order, order)]
g = np.asarray(emg_grad(*here))[order]
D = np.diag(softplus(raw_point)[1])
with np.printoptions(precision=6, suppress=True):
    print("the transform D:", D, sep="\n")
    print("SymPy, through the softplus:", by_sympy, sep="\n")
    print("your raw_hessian:", np.asarray(raw_hessian(g, H, raw_point)), sep="\n")
    print("D H D alone:", D @ H @ D, sep="\n")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** SymPy's and yours are the same matrix. The simple one agrees beside the diagonal and is wrong on all of it: each natural parameter depends on its own raw one only, so only there does the bend of the softplus enter.

# %% [markdown]
# How wrong is wrong? The second derivative by the raw $\sigma$ again, with the term and without it, and from a difference quotient of `emg` that knows neither.

# %% [markdown] tags=["prompt"]
# **Before you run it.** Can the missing term change the sign of a curvature? What would Newton's method do then?

# %% tags=["illustration"]
def of_raw(point):
    width, tail, place = softplus(point)[0]
    return float(emg(0.6, place, width, tail))


with_term = raw_hessian(g, H, raw_point)[0, 0]
without = raw_hessian(0 * g, H, raw_point)[0, 0]
shift = np.array([1e-4, 0, 0])
quotient = (of_raw(raw_point + shift) - 2 * of_raw(raw_point) + of_raw(raw_point - shift)) / 1e-8
print("gradient by the raw (sigma, tau, mu):", np.round(raw_gradient(g, raw_point), 8))
print(f"curvature along the raw sigma: with the term {with_term:+.6f}, without {without:+.6f}")
print(f"difference quotient of the density:          {quotient:+.6f}")

line = np.linspace(-0.5, 0.5, 200)
tangent = of_raw(raw_point) + raw_gradient(g, raw_point)[0] * line
along = [of_raw(raw_point + np.array([step, 0, 0])) for step in line]
figure = Figure(figsize=(6, 3.6), layout="constrained")
axes = figure.subplots()
axes.plot(line, along - tangent, color=BLUE, linewidth=3, alpha=0.6, label="density at $x = 0.6$")
axes.plot(line, with_term * line**2 / 2, "--", color=GREEN, label="parabola with the second term")
axes.plot(line, without * line**2 / 2, "-.", color=ORANGE, label="parabola without")
axes.axhline(0, color=GREY, linewidth=0.8)
axes.set(xlabel=r"step of the raw parameter of $\sigma$", ylabel="density minus its tangent")
axes.legend(loc="lower center")
show(
    figure,
    alt="The density minus its tangent bends down, and so does the parabola with the second term; "
    "the one without it bends up.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** With the term the curvature is $-0.169$, and the difference quotient agrees. Without it, it is $+0.121$: not a little off, but of the wrong *sign*. Newton's method, on its way to a maximum of the density, would step down instead of up. What is missing is the derivative by the raw $\sigma$, $-0.41$, times $1 - s = 0.71$; close to a maximum or a minimum, where the derivative vanishes, nobody would have noticed.

# %% [markdown]
# ## 10. A fit (40 min)
#
# A detector counts particles that arrive independently, so each of its bins holds a Poisson number: $c$ counts have the probability $m^c e^{-m}/c!$ if $m$ are expected, and their variance is $m$ as well. The model says how many counts to expect in the bin at $x$,
#
# $$ m(x) = A_1\, T(x; \mu_1, \sigma_1, \tau_1) + A_2\, T(x; \mu_2, \sigma_2, \tau_2) , $$
#
# with eight parameters: six of them must be positive ($A$, $\sigma$, $\tau$), two may have any sign ($\mu$). An amplitude is the area under its peak: with bins of width $h$ the peak holds $A/h$ counts.
#
# We minimise $\chi^2 = \sum_i (c_i - m_i)^2/v_i$, in which the deviation of each count $c_i$ from the model is measured by its standard deviation $\sqrt{v_i}$: **weighted least squares**. The variances should be those of the *model*, $v_i = m_i$: a bin that happens to be low would otherwise claim a small error bar and pull the fit down. Since the model is what we are looking for, one begins with $v_i = c_i$, fits, takes the variances from the fit, and fits again. Each fit holds the $v_i$ fixed, so that where the rounds converge, $\sum_i (c_i - m_i)/m_i\; \partial m_i/\partial\theta = 0$ for every parameter. There the derivatives of $\sum_i (c_i \ln m_i - m_i)$ vanish, and this is, up to a constant, the logarithm of the probability of all the counts: of the likelihood, whose maximum is reached in a few rounds. Where less than one count is expected we set $v_i = 1$, so that an empty stretch cannot dominate. In those bins, and only there, the fit departs from the likelihood: they pull less than they should.
#
# **Error bars.** Let $B$ be the matrix of the derivatives $\partial m_i/\partial q_a$ of the model by the *raw* parameters, and $\rho$ the column of the residuals $c_i - m_i$ at the true parameters, both with row $i$ divided by $\sqrt{v_i}$. To first order the fit minimises $|\rho - B\, \delta q|^2$ and errs by $\delta q = (B^{\mathsf T} B)^{-1} B^{\mathsf T} \rho$. The $\rho_i$ are independent and have variance 1, so $\langle\rho\,\rho^{\mathsf T}\rangle$ is the unit matrix, and the covariance matrix of the raw parameters is
#
# $$ \Sigma_q = \langle\delta q\, \delta q^{\mathsf T}\rangle = (B^{\mathsf T} B)^{-1} B^{\mathsf T} B\, (B^{\mathsf T} B)^{-1} = (B^{\mathsf T} B)^{-1} . $$
#
# The squares of the standard errors are on its diagonal. The natural parameters are functions of the raw ones: to first order $\delta\theta_a = D_{aa}\, \delta q_a$, where $D_{aa}$ is the slope of section 8, or 1 for the two $\mu$, which are used as they are. So
#
# $$ \Sigma_\theta = D\, \Sigma_q\, D . $$
#
# This is the **delta method**: the diagonal Jacobian once more, now on both sides of a covariance.
#
# The given `checked_data` refuses data and starts that cannot be fitted.

# %%
def checked_data(x, counts, start):
    """Return the three as arrays of float64, of the shapes (n,), (n,) and (2, 4).

    Raises ValueError, naming the argument, for other shapes, for fewer than 8 different places,
    and for an amplitude, width or tail of the start that is not positive.
    """
    (x,) = real_numbers(ROW, x=x)
    (counts,) = real_numbers(x.shape, counts=counts)
    (start,) = real_numbers((2, 4), start=start)
    places = np.unique(x).size
    if places < 8:
        raise ValueError(
            f"x must hold at least 8 different places, one for each parameter; got {places}"
        )
    if np.any(start[:, [0, 2, 3]] <= 0):
        raise ValueError(f"start must hold positive amplitudes and widths, got {start.tolist()}")
    return x, counts, start

# %% [markdown]
# ### Exercise 14. Two overlapping peaks (4 points)
#
# Write `fit_peaks(x, counts, start)`, which fits the sum of two peaks and returns the pair (`params`, `covariance`).
#
# - `x`, `counts`: places and counts, of shape `(n,)`. `start`: shape `(2, 4)`, a row (amplitude, $\mu$, $\sigma$, $\tau$) for each peak. The amplitudes, widths and tails of the start are positive, but may be off by a factor of 2 or 3; its $\mu$ may be off by more than a $\sigma$.
# - `params`: shape `(2, 4)`, rows as in `start`; the peak that starts further left must be the one that ends further left. Amplitudes, widths and tails must come out positive.
# - `covariance`: shape `(8, 8)`, of the natural parameters in the order of `params.ravel()`.
# - The checks simulate counts, many in a bin or few: your parameters have to be within 4 standard errors of the truth, and your standard errors within about a third of those that theory predicts.
# - Shapes that do not fit, or an amplitude, width or tail of the start that is not positive: a `ValueError` that names the argument and shows its value or shape. The given `checked_data` does that.
#
# *Points:* 1.5 for “Two overlapping peaks and their error bars”; hidden: 1 for “Peaks drawn at random”, 1 for “A start that is far off”, 0.5 for “Counts without noise; bad arguments”.

# %% nbgrader={"grade_id": "fit_peaks", "solution": true}
def fit_peaks(x, counts, start):
    """Return the fitted rows (amplitude, mu, sigma, tau) of two peaks, and their covariance.

    x, counts: shape (n,); start: shape (2, 4), else ValueError. The covariance is that of
    params.ravel(), shape (8, 8).
    """
    ### BEGIN SOLUTION
    x, counts, start = checked_data(x, counts, start)

    # Softplus bends at 1, so each positive parameter is measured in units of its start.
    positive = np.tile([True, False, True, True], 2)
    unit = np.where(positive, start.ravel(), 1.0)

    def natural(raw):
        return np.where(positive, unit * softplus(raw)[0], raw)

    def slopes(raw):
        return np.where(positive, unit * softplus(raw)[1], 1.0)

    def model(raw):
        return sum(area * emg(x, *shape) for area, *shape in natural(raw).reshape(2, 4))

    def jacobian(raw):
        columns = []
        for area, *shape in natural(raw).reshape(2, 4):
            columns += [emg(x, *shape), *(area * emg_grad(x, *shape))]
        return np.transpose(columns) * slopes(raw)

    def adjust(raw, variances):
        weights = 1 / np.sqrt(np.maximum(variances, 1))
        return least_squares(
            lambda raw: weights * (model(raw) - counts),
            raw,
            jac=lambda raw: weights[:, np.newaxis] * jacobian(raw),
            x_scale="jac",
            # A good guess is there within twenty steps; a bad one would creep along for ever.
            max_nfev=60,
            # No peak outside the data, none a hundred thousand times smaller than its start.
            bounds=(np.where(positive, -12, x.min()), np.where(positive, np.inf, x.max())),
        )

    # Widths may be far off, so begin with three guesses at them and keep the best fit.
    wide = np.tile([False, False, True, True], 2)
    at_start = np.where(positive, inverse_softplus(1), np.clip(start.ravel(), x.min(), x.max()))
    guesses = [np.where(wide, inverse_softplus(factor), at_start) for factor in (1, 3, 1 / 3)]
    raw = min((adjust(guess, counts) for guess in guesses), key=lambda fit: fit.cost).x
    for _ in range(3):
        raw = adjust(raw, model(raw)).x

    weights = 1 / np.sqrt(np.maximum(model(raw), 1))
    weighted = weights[:, np.newaxis] * jacobian(raw)
    covariance = np.linalg.pinv(weighted.T @ weighted) * np.outer(slopes(raw), slopes(raw))
    params = natural(raw).reshape(2, 4)
    if (params[0, 1] > params[1, 1]) != (start[0, 1] > start[1, 1]):
        params, covariance = params[::-1], np.roll(covariance, (4, 4), axis=(0, 1))
    return params, covariance
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_fit_peaks", "points": 4}
check("fit_peaks")

# %% [markdown] exercise="fit_peaks" tags=["hints"]
# 1. Four small functions make this manageable: from raw to natural parameters, from natural parameters to the model, the matrix of derivatives, and the weighted residuals. Write and test them one by one.
# 2. `least_squares(residuals, raw, jac=derivatives)` wants residuals $(m_i - c_i)/\sqrt{v_i}$ and their derivatives by the *raw* parameters. The column of an amplitude is $T$ itself; those of a shape are amplitude times a row of `emg_grad`; then multiply each column by the slope of its natural parameter, $s(q)$, or 1 for a $\mu$.
# 3. Scale matters: measure each positive parameter in units of its start, $\theta = \theta_\text{start}\, f(q)$ with the slope $\theta_\text{start}\, s(q)$, and start at $f(q) = 1$. `x_scale="jac"` helps as well. Begin with $v_i = \max(c_i, 1)$, then repeat two or three times with $v_i = \max(m_i, 1)$.
# 4. At the end $\Sigma_q = (B^{\mathsf T}B)^{-1}$ with the weighted derivatives $B$ by raw parameters, and $\Sigma_\theta$ = `np.outer(slopes, slopes) * Sigma_q`. If the two peaks have changed places, exchange the rows of `params` and the blocks of four in the covariance.

# %% [markdown] tags=["prompt"]
# **Before you run it.** The two peaks overlap: the tail of the one on the right runs under the other. Which of the eight parameters will have the largest error, relative to its size? And with 221 bins and 8 parameters, how large should $\chi^2$ be?

# %% tags=["illustration"]
TRUTH = np.array([[4000.0, 2.6, 0.35, 0.9], [2500.0, 4.4, 0.30, 0.7]])
START = np.array([[2500.0, 2.1, 0.70, 0.4], [5000.0, 4.7, 0.60, 0.3]])
PLACES = np.linspace(-4, 7, 221)


def expected_counts(params):
    return sum(area * emg(PLACES, *shape) for area, *shape in np.asarray(params))


observed = np.random.default_rng(7).poisson(expected_counts(TRUTH))
params, covariance = fit_peaks(PLACES, observed, START)
errors = np.sqrt(np.diag(covariance)).reshape(2, 4)
print("        " + "".join(f"{name:>16}" for name in ("area", "mu", "sigma", "tau")))
for row in range(2):
    texts = [f"{params[row, 0]:.0f} ± {errors[row, 0]:.0f}"]
    texts += [f"{params[row, k]:.3f} ± {errors[row, k]:.3f}" for k in (1, 2, 3)]
    print(f"peak {row + 1}  " + "".join(f"{text:>16}" for text in texts))
    print("truth   " + "".join(f"{value:>16g}" for value in TRUTH[row]))

figure = Figure(figsize=(8, 5), layout="constrained")
above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
above.plot(PLACES, observed, ".", color="black", markersize=3, label="counts")
above.plot(PLACES, expected_counts(START), ":", color=GREY, label="start")
above.plot(PLACES, expected_counts(params), color=BLUE, label="fit")
for (area, *shape), colour, name in zip(params, (ORANGE, GREEN), ("peak 1", "peak 2"), strict=True):
    above.fill_between(PLACES, area * emg(PLACES, *shape), color=colour, alpha=0.3, label=name)
above.set(ylabel="counts")
above.legend(loc="upper left")
fitted = expected_counts(params)
below.plot(PLACES, (observed - fitted) / np.sqrt(np.maximum(fitted, 1)), ".", color="black", markersize=3)
below.axhline(0, color=BLUE)
below.set(xlabel="$x$", ylabel="residual / error", ylim=(-4.5, 4.5))
show(
    figure,
    alt="Above: counts, the start far off, the fit along the counts, and its two peaks; the tail of "
    "peak 2 lies under peak 1. Below: residuals without a pattern, and none where nothing is expected, on the right.",
)
squares = (observed - fitted) ** 2 / np.maximum(fitted, 1)
full = fitted >= 1
print(f"chi² = {squares.sum():.0f} for {fitted.size} bins less 8 parameters")
print(f"{np.sum(~full)} bins with less than 1 count expected: they give {squares[~full].sum():.1f}")
print(f"the other {np.sum(full)} bins give {squares[full].sum():.0f}")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** The tail of peak 2 is known worst, to 4 percent: it lies under peak 1. That of peak 1, with nothing else on its left, is known to half a percent. $\chi^2$ is 156, where 213 would be expected, with a standard deviation of $\sqrt{2\cdot213} = 21$: too good a fit? No. 32 of the 221 bins expect less than one count, and with $v_i = 1$ they give next to nothing. The other 189 bins, less 8 parameters, should give $181 \pm 19$; they give 155, and a value as low as that comes up about once in 12 experiments. Always count the bins that can contribute.

# %% [markdown]
# ## 11. Honest error bars (35 min)
#
# ### An experiment: whose variances?
#
# Why not simply take $v_i = \max(c_i, 1)$, fit once, and be done? Hold the shapes at the truth, so that only the two areas are fitted and each fit is linear, and compare the sum of the areas with its true value, over many simulated chromatograms.

# %% [markdown] tags=["prompt"]
# **Before you run it.** A bin with a low count gets a small error bar. In which direction will the total area be wrong: by a part of its error bar, by about one, or by many?

# %% tags=["illustration"]
def areas_of(counts, variances):
    """Return the two areas that fit the counts, by weighted linear least squares."""
    columns = np.transpose([emg(PLACES, *shape) for _, *shape in TRUTH])
    weights = 1 / np.sqrt(np.maximum(variances, 1))
    return np.linalg.lstsq(columns * weights[:, np.newaxis], counts * weights, rcond=None)[0]


many = np.random.default_rng(3).poisson(expected_counts(TRUTH), (2000, PLACES.size))
totals = {
    "counts": np.array([areas_of(counts, counts).sum() for counts in many]),
    "model": np.array([areas_of(counts, expected_counts(TRUTH)).sum() for counts in many]),
}
for name, total in totals.items():
    error = total.std() / np.sqrt(total.size)
    print(f"variances of the {name}: total area off by {total.mean() - 6500:+.1f} ± {error:.1f}, scatter {total.std():.1f}")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** With the counts as variances the total comes out about 10 too small, more than half of its error bar of 18, in every experiment, and no larger number of bins or experiments will average it away. With those of the model it is right. The reason can be read off: with $v_i = c_i$ the best fit has $\sum_i m_i = \sum_i c_i - \chi^2$, so $\chi^2$ counts get lost: about 200 of them, times the width of a bin, 0.05.

# %% [markdown]
# ### An experiment: are the error bars honest?
#
# One fit proves nothing about its error bars. Two hundred do: simulate the same chromatogram again and again, fit each, and compare the scatter of the results with the error bars that each fit claims. The cell also looks at the two areas together, and at their sum, whose variance follows from the covariance, $\operatorname{var}(A_1 + A_2) = \operatorname{var}A_1 + \operatorname{var}A_2 + 2\operatorname{cov}(A_1, A_2)$. How well can a sum be known? Counting limits it: the total number of counts, $N$, has the standard deviation $\sqrt N$, and the sum of the areas is $N$ times the width of a bin.

# %% [markdown] tags=["prompt"]
# **Before you run it.** Each area has an error bar of 38. What will be the error bar of their sum: $38\sqrt2$, less, or more? On the left each fit is a point: in which direction will the cloud be long?

# %% tags=["illustration"]
again = np.random.default_rng(11)
fits = [fit_peaks(PLACES, again.poisson(expected_counts(TRUTH)), TRUTH) for _ in range(200)]
results = np.array([fit for fit, _ in fits])
claimed = np.sqrt([np.diag(matrix) for _, matrix in fits]).reshape(-1, 2, 4)
pulls = (results - TRUTH) / claimed
print(f"scatter in units of the claimed error bars: {pulls.std(axis=0).round(2).tolist()}")
print(f"areas and widths all positive: {bool(np.all(results[:, :, [0, 2, 3]] > 0))}")

areas = results[:, :, 0]
matrix = np.asarray(fits[0][1])[np.ix_([0, 4], [0, 4])]
print(f"scatter of the areas ±{areas[:, 0].std():.1f} and ±{areas[:, 1].std():.1f}, of their sum ±{areas.sum(axis=1).std():.1f}")
print(f"the covariance of one fit says: sum ±{np.sqrt(matrix.sum()):.1f}", end="")
print(f", correlation {matrix[0, 1] / np.sqrt(matrix[0, 0] * matrix[1, 1]):.2f}")
width_of_bin = PLACES[1] - PLACES[0]
print(f"limit set by counting: ±{width_of_bin * np.sqrt(expected_counts(TRUTH).sum()):.1f}")

figure = Figure(figsize=(9.5, 4), layout="constrained")
left, right = figure.subplots(1, 2)
left.plot(*areas.T, ".", color=BLUE, markersize=4)
angle = np.linspace(0, 2 * np.pi, 200)
for sigmas in (1, 2):
    ring = sigmas * np.linalg.cholesky(matrix) @ [np.cos(angle), np.sin(angle)]
    dash, label = ("-", r"1 $\sigma$") if sigmas == 1 else ("--", r"2 $\sigma$")
    left.plot(TRUTH[0, 0] + ring[0], TRUTH[1, 0] + ring[1], dash, color=ORANGE, label=label)
left.legend(loc="upper right")
left.set(xlabel="area $A_1$", ylabel="area $A_2$", aspect="equal")
left.set_title("200 fits and one covariance")
bins = np.linspace(-4, 4, 41)
right.hist(pulls.ravel(), bins, density=True, color=BLUE, alpha=0.4, label="all parameters, all fits")
right.plot(bins, np.exp(-(bins**2) / 2) / np.sqrt(2 * np.pi), color=ORANGE, label="standard normal")
right.set(xlabel="(fit − truth) / claimed error", ylabel="density", ylim=(0, 0.55))
right.legend(loc="upper left")
show(
    figure,
    alt="Left: a thin cloud of 200 points falls from left to right, within two ellipses. Right: the "
    "deviations in units of the claimed errors follow the standard normal curve.",
)

# %% [markdown] tags=["worked"]
# **What you should have seen.** The scatter is 1 for all eight parameters, within the ten percent that two hundred fits can tell: the covariance that came through the softplus by the delta method is the right one. No width ever came out negative, although nothing but a change of variables prevents it.
#
# On the left, a thin ellipse that falls from left to right. Each area is uncertain by about $\pm38$, but their *sum* only by $\pm18$, which is all that counting allows: 18.0. The fit knows the total as well as anybody can. What it does not know so well is to whom the counts under the tail belong, and whatever one peak gains the other one loses. Two error bars without the covariance hide this.

# %% [markdown]
# ### Question 3. What does the fit know? (3 points)
#
# A colleague takes the two areas and their standard errors from your table and writes in a report: "the total is $A_1 + A_2$, and its error is $\sqrt{\operatorname{var}A_1 + \operatorname{var}A_2}$."
#
# 1. Compute this error and the right one from the covariance of your fit. Explain the difference, and why the covariance of the two areas is negative.
# 2. Would the *difference* $A_1 - A_2$ be better or worse known than the colleague's formula says?
# 3. A second colleague fitted the same data with $\theta = e^q$ in place of softplus, finds the same natural parameters, and wonders whether the standard errors of the natural parameters should differ from yours. Should they? What about those of the raw ones?

# %% [markdown] nbgrader={"grade": true, "grade_id": "what_the_fit_knows", "points": 3, "solution": true}
# ### BEGIN SOLUTION
# **Model answer.** The standard errors of both areas are about 38. Added in quadrature they give 54; the covariance gives 18 for the sum. (Numbers within ten percent are fine, each simulation differs a little.) The colleague dropped $2\operatorname{cov}(A_1, A_2)$, which is large and negative, with a correlation of about $-0.9$. It is negative because the tail of the second peak runs under the first. The counts there have to be shared: a fit that gives more of them to the tail of peak 2 must give less to peak 1, while the sum is fixed by the number of counts.
#
# In the difference the covariance enters with the other sign, $\operatorname{var}(A_1 - A_2) = \operatorname{var}A_1 + \operatorname{var}A_2 - 2\operatorname{cov}(A_1, A_2)$: it is worse known than quadrature says, by about $\pm74$ instead of $\pm54$.
#
# The standard errors of the natural parameters must not depend on the route: with the weighted derivatives $B_\theta$ by the natural parameters, $B_q = B_\theta D$, and $D\,(D B_\theta^{\mathsf T} B_\theta D)^{-1} D = (B_\theta^{\mathsf T} B_\theta)^{-1}$ for any diagonal $D$ without zeros. So they agree. The raw parameters are different quantities in the two fits, and their standard errors differ by the ratio of the slopes, since $\Sigma_q = D^{-1}\Sigma_\theta D^{-1}$. (Both statements are of first order: with large errors, intervals transformed as a whole differ.)
#
# **Rubric.**
#
# - 1 point: both numbers, and the negative covariance with its reason (shared counts in the overlap).
# - 1 point: the difference is worse known, with the sign of the covariance term.
# - 1 point: natural errors agree because the Jacobian cancels; raw ones differ.
# ### END SOLUTION

# %% [markdown]
# ## 12. Everything at once: an exact Newton step (25 min)
#
# So far the parts have served one check each. Here they meet. Leave the variances aside and take the likelihood itself: each of the $N$ counts is drawn from the mixture $P$, so that
#
# $$ \ln L = \sum_i c_i \ln P(x_i) , \qquad \frac{\partial \ln L}{\partial\theta_l} = \sum_i c_i\, \frac{P_{,l}}{P} , \qquad \frac{\partial^2 \ln L}{\partial\theta_l\,\partial\theta_m} = \sum_i c_i \Bigl( \frac{P_{,lm}}{P} - \frac{P_{,l}\, P_{,m}}{P^2} \Bigr) . $$
#
# Everything in it is yours. $T_i$ comes from `emg_logpdf`, which does not underflow where a bad start sits; $P$ and its derivatives by the logits from `mixture`; first derivatives of $T$ from `emg_grad`, second ones from $T$ and $J$; `mixture_hessian` puts them together; `raw_gradient` and `raw_hessian` carry the result to raw widths and tails. Two tricks. The second logit stays at 0, because only the difference of the two matters. And a parameter that should *not* go through the softplus, a logit or a $\mu$, gets the raw value 800, where the softplus is the identity to the last digit.
#
# Newton's method takes the step $\delta q = -\mathcal H^{-1} \nabla$, with the exact Hessian $\mathcal H$ of $-\ln L$. Its inverse at the minimum is the covariance by the **observed information**; that of `fit_peaks`, $(B^{\mathsf T}B)^{-1}$, leaves out the term with $P_{,lm}$, whose expectation is zero.

# %% [markdown] tags=["prompt"]
# **Before you run it.** Newton's method begins close to the fit. How many correct digits should each step add: a fixed number, or twice as many as before? And should the two covariances agree to a tenth, to a hundredth, or exactly?

# %% tags=["illustration"]
FREE = [0, 2, 3, 4, 5, 6, 7]  # all but the second logit
SOFT = np.array([0, 0, 0, 1, 1, 0, 1, 1], dtype=bool)  # widths and tails


def information(point, counts):
    """Return gradient, shape (8,), and Hessian, shape (8, 8), of -ln L by the raw parameters.

    point: shape (8,), two logits, then mu, raw sigma and raw tau of each peak.
    """
    natural = np.where(SOFT, softplus(point)[0], point)
    logits, shapes = natural[:2], natural[2:].reshape(2, 3)
    gradient, hessian = np.zeros(8), np.zeros((8, 8))
    logarithms = np.array([emg_logpdf(PLACES, *shape) for shape in shapes])
    slopes_of_T = np.array([emg_grad(PLACES, *shape) for shape in shapes])
    for column, (place, count) in enumerate(zip(PLACES, counts, strict=True)):
        if count == 0:
            continue
        w, dw, d2w, _, dT, d2T = ingredients(place, logits, shapes)
        T = np.exp(logarithms[:, column])
        dT[0, 2:5], dT[1, 5:8] = slopes_of_T[0, :, column], slopes_of_T[1, :, column]
        P, by_logits = mixture(logits, T)
        first_order = np.concatenate([by_logits, (w @ dT)[2:]])
        second_order = mixture_hessian(w, dw, d2w, T, dT, d2T)
        gradient -= count * first_order / P
        hessian -= count * (second_order / P - np.outer(first_order, first_order) / P**2)
    raw = np.where(SOFT, point, 800.0)
    return raw_gradient(gradient, raw), raw_hessian(gradient, hessian, raw)


point = np.concatenate([[np.log(params[0, 0] / params[1, 0]), 0.0], params[:, 1:].ravel()])
point = np.where(SOFT, inverse_softplus(np.where(SOFT, point, 1.0)), point)
# A few error bars away from the fit.
point += np.array([0.05, 0, 0.01, -0.03, 0.02, 0.01, 0.03, -0.1])
sizes = []
for step in range(6):
    gradient, hessian = information(point, observed)
    sizes.append(np.abs(gradient[FREE]).max())
    move = np.zeros(8)
    move[FREE] = np.linalg.solve(hessian[np.ix_(FREE, FREE)], gradient[FREE])
    print(f"step {step}: largest derivative {sizes[-1]:8.1e}, largest move {np.abs(move).max():8.1e}")
    point -= move

observed_covariance = np.linalg.inv(hessian[np.ix_(FREE, FREE)])
slope_of_raw = np.where(SOFT, softplus(point)[1], 1.0)[FREE]
by_information = slope_of_raw * np.sqrt(np.diag(observed_covariance))
print("errors of (mu, sigma, tau), by the observed information over those of fit_peaks:")
print((by_information[1:].reshape(2, 3) / errors[:, 1:]).round(3))

# %% [markdown] tags=["discussion"]
# **What you should have seen.** At first the steps feel their way; then each about squares the error. The largest derivative falls, once it is close, from 36 to 0.02 to $2\cdot10^{-5}$ to the last digit of the floats. Nothing but *exact* first and second derivatives does that. With one wrong term in the Hessian the steps would still lead downhill, one digit at a time. The error bars agree within 3.5 percent. They are two estimates of the same matrix: one from the curvature that these data show, one from what the model expects of data like these.

# %% [markdown]
# ## 13. A tail that hides (15 min)
#
# When the delta method fails, the likelihood still knows. Take one peak that is nearly Gaussian, $\sigma = 1$, $\tau = 0.3$, and a thousand of its places $x$. For each $\tau$ on a grid, fit $\mu$ and $\sigma$, and see how much likelihood is lost: this is the **profile likelihood**. Where $-2\Delta\ln L$ stays below 1, the $\tau$ belongs to the 68 percent interval.

# %% [markdown] tags=["prompt"]
# **Before you run it.** The tail shows in the skewness, $-2\tau^3$ for $\sigma = 1$. For small $\tau$, what will the profile look like near $\tau = 0$: a parabola with its lowest point at 0.3, or something else? Which values of $\tau$ will these data exclude?

# %% tags=["illustration"]
thousand = np.random.default_rng(5)
drawn = thousand.standard_normal(1000) - 0.3 * thousand.exponential(size=1000)
tails = np.linspace(0.02, 0.75, 30)


def lost(tail):
    """Return -2 ln L at a tail, at its lowest as mu and ln sigma change."""
    def minus_twice(free):
        return -2 * np.sum(emg_logpdf(drawn, free[0], np.exp(free[1]), tail))

    # The mean and the variance of the data stay: a good start.
    start = [drawn.mean() + tail, np.log(max(drawn.var() - tail**2, 0.1)) / 2]
    return minimize(minus_twice, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4}).fun


profile = np.array([lost(tail) for tail in tails])
profile -= profile.min()
best = int(np.argmin(profile))
bend = np.polyfit(tails[best - 2 : best + 3], profile[best - 2 : best + 3], 2)
delta_error = 1 / np.sqrt(bend[0])
lowest = -bend[1] / (2 * bend[0])
inside = tails[profile < 1]
figure = Figure(figsize=(6.5, 3.6))
axes = figure.subplots()
axes.plot(tails, profile, color=BLUE, label="profile likelihood")
axes.plot(tails, bend[0] * (tails - lowest) ** 2, "--", color=ORANGE, label="parabola of the delta method")
axes.axhline(1, color=GREY, linestyle=":", label="68 % interval below")
axes.set(xlabel=r"tail $\tau$", ylabel=r"$-2\,\Delta\ln L$", ylim=(0, 8))
axes.legend(loc="upper center")
show(
    figure,
    alt="The profile is flat from a tail of zero up to its lowest point and then climbs steeply; the "
    "parabola with the same bend climbs on both sides.",
)
print(f"delta method: {lowest:.2f} ± {delta_error:.2f};  profile: {inside.min():.2f} to {inside.max():.2f}")
print(f"a Gaussian, tau near 0, loses {profile[0]:.1f}")

# %% [markdown] tags=["discussion"]
# **What you should have seen.** Flat towards zero, steep on the other side. Likelihood depends on the tail through the skewness, and this goes with $\tau^3$: a tail half as long hides eight times as well, and takes 64 times as many counts to be found. The delta method looks at the bend in the lowest point alone and says $0.30 \pm 0.15$, two standard errors from zero. The profile says: a Gaussian loses only 0.6, so no tail at all is well within the 68 percent interval, and what these data give is an upper limit, about 0.4.

# %% [markdown]
# ## 14. A table from outside (20 min)
#
# So far every count was drawn from our own model. Here is one that was not. NIST, the American institute of standards, publishes data sets with certified answers for people who write fitting programs. `Gauss2` holds 250 values of two blended Gaussians on a baseline that decays,
#
# $$ m(x) = b_1\, e^{-b_2 x} + b_3\, e^{-(x - b_4)^2/b_5^2} + b_6\, e^{-(x - b_7)^2/b_8^2} , $$
#
# with noise of variance 6.25. A Gaussian is an EMG without a tail, and your `emg` takes any tail: $b\, e^{-(x-c)^2/d^2}$ is $b\, d\sqrt\pi$ times the density with $\mu = c$, $\sigma = d/\sqrt2$ and, say, $\tau = 10^{-12}\sigma$. Two fits: the right model, and one in which the baseline is a parabola, $c_0 + c_1 x + c_2 x^2$. That is wrong, but it has one parameter more.

# %% [markdown] tags=["prompt"]
# **Before you run it.** Which of the two will have the smaller sum of squares? Where will you see that the parabola is wrong: in the curve, in the residuals, or nowhere? And will it spoil the peaks, which are modelled as they should be?

# %% tags=["illustration"]
GAUSS2 = np.array(["97.58776", "97.76344", "96.56705", "92.52037", "91.15097", "95.21728", "90.21355", "89.29235", "91.51479", "89.60966", "86.56187", "85.55316", "87.13054", "85.6794", "80.04851", "82.18925", "87.24081", "80.79407", "81.2857", "81.5694", "79.22715", "79.43275", "77.90195", "76.75468", "77.17377", "74.27348", "73.119", "73.84826", "72.4787", "71.92292", "66.92176", "67.93835", "69.56207", "69.07066", "66.53983", "63.87883", "69.71537", "63.60588", "63.37154", "60.01835", "62.67481", "65.80666", "59.14304", "56.62951", "61.21785", "54.3879", "62.93443", "56.65144", "57.13362", "58.29689", "58.91744", "58.50172", "55.22885", "58.30375", "57.43237", "51.69407", "49.93132", "53.7076", "55.39712", "52.89709", "52.31649", "53.9872", "53.54158", "56.45046", "51.32276", "53.11676", "53.28631", "49.80555", "54.69564", "56.41627", "54.59362", "54.3852", "60.15354", "59.78773", "60.49995", "65.43885", "60.70001", "63.71865", "67.77139", "64.70934", "70.78193", "70.38651", "77.22359", "79.52665", "80.13077", "85.67823", "85.20647", "90.24548", "93.61953", "95.86509", "93.46992", "105.8137", "107.8269", "114.0607", "115.5019", "118.511", "119.6177", "122.194", "126.9903", "125.7005", "123.7447", "130.6543", "129.7168", "131.824", "131.8759", "131.9994", "132.1221", "133.4414", "133.8252", "133.6695", "128.2851", "126.5182", "124.755", "118.4016", "122.0334", "115.2059", "118.7856", "110.7387", "110.2003", "105.1729", "103.4472", "94.5428", "94.40526", "94.57964", "88.76605", "87.28747", "92.50443", "86.27997", "82.44307", "80.47367", "78.36608", "78.74307", "76.12786", "79.13108", "76.76062", "77.60769", "77.76633", "81.2822", "79.74307", "81.97964", "80.02952", "85.95232", "85.96838", "79.94789", "87.17023", "90.50992", "93.23373", "89.14803", "93.11492", "90.34337", "93.69421", "95.74256", "91.85105", "96.74503", "87.60996", "90.47012", "88.1169", "85.70673", "85.01361", "78.5304", "81.34148", "75.19295", "72.66115", "69.85504", "66.29476", "63.58502", "58.33847", "57.50766", "52.80498", "50.79319", "47.0349", "46.4709", "43.09016", "34.11531", "39.28235", "32.68386", "30.44056", "31.98932", "23.6333", "23.69643", "20.26812", "19.07074", "17.59544", "16.08785", "18.94267", "18.61354", "17.258", "16.62285", "13.48367", "15.37647", "13.47208", "15.96188", "12.32547", "16.3388", "10.43833", "9.628715", "13.12268", "8.772417", "11.76143", "12.5502", "11.33108", "11.20493", "7.816916", "6.800675", "14.26581", "10.66285", "8.911574", "11.56733", "11.58207", "11.59071", "9.730134", "11.44237", "11.22912", "10.17213", "12.50905", "6.201493", "9.019605", "10.80607", "13.09625", "3.914271", "9.567886", "8.038448", "10.23104", "9.36741", "7.695971", "6.118575", "8.793207", "7.796692", "12.45065", "10.61601", "6.001003", "6.765098", "8.764653", "4.586418", "8.390783", "7.209202", "10.01209", "7.327461", "6.525136", "2.840065", "10.32371", "4.790035", "8.376431", "6.26398", "2.705892", "8.362109", "8.983507", "3.362469", "1.182678", "4.875312"], dtype=float)
CERTIFIED = [99.018328406, 0.010994945399, 101.88022528, 107.03095519, 23.578584029, 72.045589471, 153.27010194, 19.525972636]
CERTIFIED_ERRORS = [0.53748766879, 0.00013335306766, 0.59217315772, 0.15006798316, 0.22695595067, 0.61721965884, 0.19466674341, 0.26416549393]
SUM_OF_SQUARES = 1247.5282092
channel = np.arange(1.0, 251.0)


def bells(peaks, tail=1e-12):
    """Return the sum of the peaks, rows (height, place, width as NIST counts it)."""
    return sum(
        height * width * np.sqrt(np.pi) * emg(channel, place, width / np.sqrt(2), tail * width)
        for height, place, width in np.reshape(peaks, (-1, 3))
    )


def right_model(b):
    return b[0] * np.exp(-b[1] * channel) + bells(b[2:8])


def wrong_model(b):
    """Return the same two peaks on a parabola."""
    return np.polynomial.polynomial.polyval(channel / 250, b[6:]) + bells(b[:6])


start = [96.0, 0.009, 103.0, 106.0, 18.0, 72.0, 151.0, 18.0]  # NIST's first, the harder one
right_fit = least_squares(lambda b: right_model(b) - GAUSS2, start, x_scale="jac")
wrong_fit = least_squares(lambda b: wrong_model(b) - GAUSS2, [*start[2:], 96.0, -160.0, 80.0], x_scale="jac")
covariance_of_fit = np.linalg.inv(right_fit.jac.T @ right_fit.jac) * 2 * right_fit.cost / (250 - 8)
print(f"{'':4}{'fit':>16}{'certified':>16}{'its error':>12}{'yours':>12}")
for number in range(8):
    print(f"b{number + 1:<3}{right_fit.x[number]:16.9f}{CERTIFIED[number]:16.9f}", end="")
    print(f"{CERTIFIED_ERRORS[number]:12.3g}{np.sqrt(covariance_of_fit[number, number]):12.3g}")
print(f"sum of squares {2 * right_fit.cost:.6f}, certified {SUM_OF_SQUARES:.6f}; on a parabola {2 * wrong_fit.cost:.0f}")
off = (wrong_fit.x[:6] - right_fit.x[2:]) / CERTIFIED_ERRORS[2:]
print("what the parabola does to b3 ... b8, in certified errors:", off.round(1).tolist())
runs = {name: np.sum(np.diff(np.sign(fit.fun)) != 0) for name, fit in (("right", right_fit), ("wrong", wrong_fit))}
print(f"the residuals change their sign {runs['right']} times, on a parabola {runs['wrong']} times, of 249")

figure = Figure(figsize=(9.5, 4.6))
(above, other), (below, last) = figure.subplots(2, 2, sharex=True, sharey="row", height_ratios=[2, 1])
for axes, under, model, fit, name in (
    (above, below, right_model, right_fit, "on an exponential"),
    (other, last, wrong_model, wrong_fit, "on a parabola"),
):
    axes.plot(channel, GAUSS2, ".", color="black", markersize=3, label="NIST Gauss2")
    axes.plot(channel, model(fit.x), color=ORANGE, label="fit")
    axes.set_title(name)
    axes.legend(loc="upper right")
    under.plot(channel, (GAUSS2 - model(fit.x)) / 2.5, ".", color="black", markersize=3)
    under.axhline(0, color=ORANGE)
    under.set(xlabel="channel")
above.set(ylabel="value")
below.set(ylabel="residual / 2.5")
show(
    figure,
    alt="Left: two blended peaks on a falling baseline, the fit through them, residuals without a "
    "pattern. Right: the fit on a parabola; its curve looks as good, its residuals run in waves.",
)

# %% [markdown] tags=["discussion"]
# **What you should have seen.** All eight parameters and their errors agree with the certified ones, to seven digits and more: the fit that you wrote, and the limit of your density without a tail, pass a test that somebody else has set. On the right, one parameter more, and the sum of squares is larger by 43 percent. The curve gives little away, the residuals everything: they run in waves, and change their sign 103 times where noise would do so about 125 times, give or take 8. The peaks pay for it, too: the second is off by 4.1 certified standard errors in height and 4.5 in width, because a wrong baseline is made up for by whatever else can move. Neither the convergence of that fit nor its error bars would have told you.

# %% [markdown]
# ## Key points
#
# - A Gaussian step plus an exponential one makes the EMG. Tell the story first: it gives the moments for nothing, and a histogram to test the formula against.
# - The sign of the exponential decides on the side of the tail. Positivity is another matter: $w$, $\sigma$ and $\tau$ are positive by meaning, $\mu$ is not.
# - Test what must hold: area, moments, symmetry, difference quotients. A misplaced bracket does not survive an integral.
# - A computer algebra system differentiates; naming the recurring parts ($T$ and $J$) is left to you, and makes the result readable and fast.
# - Overflow and cancellation are properties of a *formula*, not of the function. Divide out the common factor, or subtract on paper, before the computer does either.
# - Write the summed index, and the product rule for mixtures cannot go wrong. With softmax every weight depends on every logit.
# - A change of variables makes a constrained problem free. Gradients get one factor $D$, covariances one on each side, and Hessians a second term as well.
# - The exact Hessian is worth its price: Newton's method doubles the digits at each step, and the observed information gives error bars. Where a parameter hides, as a short tail does, look at the profile of the likelihood.
# - A residual is where a wrong model shows. Count the bins that can contribute before you judge $\chi^2$.
# - Report covariances. The best-known property of a peak may be a combination of parameters that are badly known one by one.

# %% tags=["interface"]
progress()

# %% [markdown]
# ## References
#
# - NIST/ITL Statistical Reference Datasets, nonlinear regression, *Gauss2* (B. Rust, 1996): the table of section 14 and its certified values.
# - The plan of this lesson, and the mistakes that it turns into exercises, come from a notebook on the derivatives of exponentially modified Gaussian peaks with SymPy. Text, code, figures and experiments here are our own.
# - E. Grushka, "Characterization of exponentially modified Gaussian peaks in chromatography", *Analytical Chemistry* **44**, 1733 (1972).
# - J. P. Foley and J. G. Dorsey, "A review of the exponentially modified Gaussian (EMG) function", *Journal of Chromatographic Science* **22**, 40 (1984).
# - Y. Kalambet, Y. Kozmin, K. Mikhailova, I. Nagaev and P. Tikhonov, "Reconstruction of chromatographic peaks using the exponentially modified Gaussian function", *Journal of Chemometrics* **25**, 352 (2011): which formula to use where.
# - W. J. Cody, "Rational Chebyshev approximations for the error function", *Mathematics of Computation* **23**, 631 (1969): how `erfc` and `erfcx` are computed.
# - N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, SIAM (2002), chapter 1: cancellation, and designing it away.
# - C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau and R. Garcia, "Incorporating second-order functional knowledge for better option pricing", *Advances in Neural Information Processing Systems* **13** (2001): the softplus.
# - A. Meurer et al., "SymPy: symbolic computing in Python", *PeerJ Computer Science* **3**, e103 (2017).
