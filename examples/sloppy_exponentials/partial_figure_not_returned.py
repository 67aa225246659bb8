"""The figure is drawn and shown, as in a notebook, but not returned."""
# base: worked
# expect: score=full-3 compare_curves=failed
# says: returned None


# %% compare_curves
def compare_curves(thetas0, theta, t):
    import matplotlib.pyplot as plt

    plt.plot(t, y(thetas0, t))
    plt.plot(t, y([theta], t))
    plt.show()
