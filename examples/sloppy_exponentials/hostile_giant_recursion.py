"""Recursion without end and without limit, and a list that holds itself."""
# base: worked
# expect: score=full-6 param_std=raised|crashed|timed_out measurement_ratio=failed|raised|crashed


# %% param_std
def param_std(H):
    import sys

    sys.setrecursionlimit(10**9)
    return param_std(H)


# %% measurement_ratio
def measurement_ratio(H):
    endless = []
    endless.append(endless)
    return endless
