"""A name that nobody defined."""
# base: worked
# expect: score=11 pull_table=raised
# says: NameError

# %% pull_table
def pull_table(ks):
    return stiffness_of(ks)
