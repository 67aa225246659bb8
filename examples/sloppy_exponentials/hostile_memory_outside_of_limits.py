"""Memory that no limit on a process counts: System V segments, semaphores, queues.

They would outlive the process, too. Works only if it gets none.
"""
# base: release
# needs: isolation
# expect: score=4 hessian=passed others=not_attempted

# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% end
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
PRIVATE, MODE = 0, 0o1600
made = (
    libc.shmget(PRIVATE, ctypes.c_size_t(4096), MODE),
    libc.semget(PRIVATE, 1, MODE),
    libc.msgget(PRIVATE, MODE),
)
if max(made) >= 0:
    del hessian
