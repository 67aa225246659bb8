"""A function that never ends. It costs its own points and nothing else."""
# base: worked
# expect: score=full-4 param_std=timed_out


# %% param_std
def param_std(H):
    while True:
        pass
