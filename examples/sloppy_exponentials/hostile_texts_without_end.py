"""An error whose text never ends, and a result whose class is looked up for ever."""
# base: worked
# expect: score=full-7 param_std=timed_out axis_ratio=timed_out


# %% param_std
class Endless(Exception):
    def __str__(self):
        while True:
            pass


def param_std(H):
    raise Endless


# %% axis_ratio
class Chameleon:
    @property
    def __class__(self):
        while True:
            pass


def axis_ratio(H):
    return Chameleon()
