"""A name that nobody defined."""
# base: worked
# expect: score=full-3 pull_table=raised
# says: NameError

# %% pull_table
def pull_table(ks):
    return stiffness_of(ks)
