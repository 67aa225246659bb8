"""A function that takes memory until there is none."""
# base: worked
# expect: score=full-4 param_std=exceeded


# %% param_std
def param_std(H):
    hoard = []
    while True:
        hoard.append(np.zeros(1 << 24))
