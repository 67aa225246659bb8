"""An endless loop that catches whatever is thrown at it, with all signals ignored."""
# base: worked
# expect: score=full-4 param_std=timed_out

# %% param_std
import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)


def param_std(H):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
