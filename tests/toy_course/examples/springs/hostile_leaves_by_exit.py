"""The program is ended at the first call."""
# base: worked
# expect: score=full-3 pull_table=crashed

# %% pull_table
def pull_table(ks):
    import os

    os._exit(0)
