"""A contour plot with Matplotlib's own levels, no markers and no labels."""
# base: worked
# expect: score=full-4 cost_contours=failed


# %% cost_contours
def cost_contours(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    table = [[cost([a, b], thetas0, t) for a in side] for b in side]
    figure = Figure()
    axes = figure.subplots()
    axes.contour(side, side, table)
    return figure
