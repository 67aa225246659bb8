"""A function that sleeps for a day."""
# base: worked
# expect: score=full-2 measurement_ratio=timed_out


# %% measurement_ratio
def measurement_ratio(H):
    import time

    time.sleep(86_400)
