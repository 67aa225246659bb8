"""Looks through /proc for its neighbours' memory, files and environments. There is nothing."""
# base: release
# needs: isolation
# expect: score=4 hessian=passed others=not_attempted

# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% end
import glob
import os

seen = []
for pattern in ("environ", "cmdline", "mem", "maps", "root/*", "cwd/*", "fd/*", "task/*/mem"):
    seen += glob.glob(f"/proc/[0-9]*/{pattern}")
for path in ("/proc/self/mem", "/proc/kcore", "/proc/keys", "/proc/self/oom_score_adj"):
    try:
        os.close(os.open(path, os.O_RDONLY))
        seen.append(path)
    except OSError:
        pass
if seen:
    del hessian
