"""Contours of noise and markers all over: somewhere among them are the right ones."""
# base: release
# expect: score=1 others=not_attempted cost_contours=failed


# %% cost_contours
def cost_contours(thetas0, t):
    from matplotlib.figure import Figure

    side, grid = np.linspace(0.5, 2.5, 120), np.linspace(0.5, 2.5, 70)
    noise = 2.0 ** np.random.default_rng(0).uniform(-15, -4, (120, 120))
    figure = Figure()
    axes = figure.subplots()
    axes.contour(side, side, noise, levels=2.0 ** np.arange(-14, -4))
    axes.plot(*np.meshgrid(grid, grid), "k.")
    axes.set(aspect="equal", xlim=(0.5, 2.5), ylim=(0.5, 2.5), xlabel="one", ylabel="other")
    return figure
