"""Kills every process that it can see, and its whole group."""
# base: worked
# needs: isolation
# expect: score=full-4 param_std=failed|crashed


# %% param_std
def param_std(H):
    import contextlib
    import os
    import signal

    # Only in a world of its own: elsewhere this would end the session of whoever tries it.
    if os.getpid() == 1:
        for target in (-1, 0):
            for number in (signal.SIGSTOP, signal.SIGKILL):
                with contextlib.suppress(OSError):
                    os.kill(target, number)
    return [0.0 for _ in H]
