# ---
# jupyter:
#   course:
#     lesson: springs
#     minutes: 20
#     order: 1
#     title: Springs
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
# # Springs
#
# *A spring stores energy as it is stretched.*
#
# **Time:** about 20 minutes. **You need:** a little NumPy.

# %% tags=["interface"]
from course import check, hint, house_style, progress, show

house_style()

# %%
import numpy as np
from matplotlib.figure import Figure

STRETCH = np.linspace(-1, 1, 41)

# %% [markdown]
# ## 1. Energy (20 min)
#
# ### Exercise 1. The energy of a spring (4 points)
#
# Write `spring_energy(k, x)`, which returns $k x^2/2$.
#
# - `k`: the stiffness, a positive number; any other raises a `ValueError`.
# - `x`: by how much the spring is stretched, a number or numbers of any shape. The result has the shape of `x`.
#
# *Points:* 1.6 for “Three stretches, worked by hand”; hidden: 1.6 for “Stretches drawn at random”, 0.8 for “A stiffness that is none”.

# %% nbgrader={"grade_id": "spring_energy", "solution": true}
def spring_energy(k, x):
    """Return the energy of a spring of stiffness k stretched by x."""
    ### BEGIN SOLUTION
    if k <= 0:
        raise ValueError(f"k must be positive; it is {k}")
    return k * np.asarray(x, dtype=float) ** 2 / 2
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_spring_energy", "points": 4}
check("spring_energy")

# %% [markdown] exercise="spring_energy" tags=["hints"]
# 1. The force grows with the stretch; its average is half of the last one.
# 2. Square `x` as an array, so that lists do as well.

# %% [markdown] tags=["prompt"]
# A spring twice as stiff: does it store twice the energy, or four times? Decide, then run.

# %% tags=["illustration"]
print(spring_energy(2, STRETCH[-1]), spring_energy(4, STRETCH[-1]))

# %% [markdown] tags=["discussion"]
# **What you should have seen.** 1.0 and 2.0: twice. Only the stretch is squared.

# %% [markdown]
# ### Exercise 2. The work between two stretches (2 points)
#
# Write `spring_work(k, start, end)`, which returns the energy at `end` less that at `start`. Call `spring_energy`.
#
# *Points:* 1 for “From rest, and back”; hidden: 1 for “Stretches drawn at random”.

# %% nbgrader={"grade_id": "spring_work", "solution": true}
def spring_work(k, start, end):
    """Return the work that stretches a spring from start to end."""
    ### BEGIN SOLUTION
    return spring_energy(k, end) - spring_energy(k, start)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_spring_work", "points": 2}
check("spring_work")

# %% [markdown] exercise="spring_work" tags=["hints"]
# 1. Work is a difference of energies.
# 2. Call `spring_energy` twice.

# %% [markdown]
# ### Exercise 3. A table of shared pulls (3 points)
#
# Write `pull_table(ks)`, which returns a table with as many rows and columns as there are stiffnesses: `ks[i] / (j + 1)` in row `i`, column `j`.
#
# *Points:* 1.5 for “Two and three springs”; hidden: 1.5 for “Springs drawn at random”.

# %% nbgrader={"grade_id": "pull_table", "solution": true}
def pull_table(ks):
    """Return the pull of spring i on hook j, in row i and column j."""
    ### BEGIN SOLUTION
    ks = np.asarray(ks, dtype=float)
    return ks[:, np.newaxis] / np.arange(1, ks.size + 1)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_pull_table", "points": 3}
check("pull_table")

# %% [markdown] exercise="pull_table" tags=["hints"]
# 1. A row holds the pulls of one spring.
# 2. `ks[:, np.newaxis]` is a column.

# %% [markdown]
# ### Exercise 4. The well (3 points)
#
# Write `well_figure(k)`, which returns a `Figure` with the energy at the stretches `STRETCH` as one curve, labels on both axes, and a legend.
#
# *Points:* 1 for “The curve”, 1 for “Labels and a legend”; hidden: 1 for “Another stiffness”.

# %% nbgrader={"grade_id": "well_figure", "solution": true}
def well_figure(k):
    """Return a figure of the energy of a spring."""
    ### BEGIN SOLUTION
    figure = Figure()
    axes = figure.subplots()
    axes.plot(STRETCH, spring_energy(k, STRETCH), label="energy")
    axes.set(xlabel="stretch", ylabel="energy")
    axes.legend()
    return figure
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_well_figure", "points": 3}
check("well_figure")

# %% [markdown] exercise="well_figure" tags=["hints"]
# 1. Make a `Figure`, and axes with `figure.subplots()`.
# 2. A curve with a `label` can stand in a legend.

# %% tags=["illustration", "picture"]
show(well_figure(2.0), alt="A parabola with its lowest point at no stretch.")

# %% [markdown]
# ### Exercise 5. The well as an expression (2 points)
#
# Write `well_expression()`, which returns the energy as a SymPy expression in the symbols `k` and `x`.
#
# *Points:* 1 for “The energy at three points”; hidden: 1 for “Points drawn at random”.

# %% nbgrader={"grade_id": "well_expression", "solution": true}
def well_expression():
    """Return the energy of a spring as an expression in k and x."""
    ### BEGIN SOLUTION
    import sympy

    k, x = sympy.symbols("k x")
    return k * x**2 / 2
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_well_expression", "points": 2}
check("well_expression")

# %% [markdown] exercise="well_expression" tags=["hints"]
# 1. Make the symbols by `sympy.symbols`.
# 2. Write the formula of exercise 1 with them.

# %% [markdown]
# ### Question A. Why a square (3 points)
#
# Why does the energy grow with the square of the stretch?

# %% [markdown] nbgrader={"grade": true, "grade_id": "why_square", "points": 3, "solution": true}
# ### BEGIN SOLUTION
# The force grows in proportion to the stretch, and the work is the area under it: a triangle.
#
# *Rubric:* 1 for the force, 2 for the area.
# ### END SOLUTION

# %% [markdown]
# ## Key points
#
# - The energy of a spring is half its stiffness times the square of the stretch.

# %% tags=["interface"]
progress()
