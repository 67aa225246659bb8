"""IPython's handler of exceptions is replaced: what a cell raises, it swallows or ends."""
# base: release
# expect: score=0 others=not_attempted param_std=raised


# %% param_std
def param_std(H):
    raise ValueError("handled?")


# %% end
import os
import sys


def handler(shell, kind, error, trace, tb_offset=None):
    os._exit(0)


get_ipython().set_custom_exc((Exception,), handler)
get_ipython().showtraceback = handler
sys.excepthook = sys.unraisablehook = lambda *args: os._exit(0)
