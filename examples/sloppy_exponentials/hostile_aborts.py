"""Ends itself with signals: abort, kill, and a trap. Only that is lost."""
# base: release
# expect: score=0 others=not_attempted param_std=crashed axis_ratio=crashed|failed
# expect: measurement_ratio=crashed|failed


# %% param_std
def param_std(H):
    import os

    os.abort()


# %% axis_ratio
def axis_ratio(H):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
    return 0.0  # the first process of a namespace cannot kill itself


# %% measurement_ratio
def measurement_ratio(H):
    import signal

    signal.raise_signal(signal.SIGXCPU)
    return 0.0
