"""Rows and columns are exchanged: half of the points for the table."""
# base: worked
# expect: score=full-1.5 pull_table=failed

# %% pull_table
def pull_table(ks):
    ks = np.asarray(ks, dtype=float)
    return ks / np.arange(1, ks.size + 1)[:, np.newaxis]
