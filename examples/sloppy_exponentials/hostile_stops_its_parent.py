"""Stops the process that forked it, which then no longer answers the grader."""
# base: worked
# expect: score=full-4 param_std=failed|crashed

# %% param_std
import os
import signal


def is_the_engine(pid):
    """Other processes must come to no harm: it has to be the one that forked us."""
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return "autograder.sandbox" in file.read()
    except OSError:
        return False


def param_std(H):
    parent = os.getppid()
    if parent > 1 and is_the_engine(parent):
        os.kill(parent, signal.SIGSTOP)
    return np.zeros(len(H))
