"""Works only if it can neither trace other processes nor read or write their memory."""
# base: release
# needs: isolation
# expect: score=4 hessian=passed others=not_attempted

# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% end
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(64)
vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
TRACE_ATTACH, TRACE_SEIZE = 16, 0x4206

for pid in {1, 2, 3, os.getppid(), os.getpid()} - {0}:
    attempts = (
        libc.ptrace(TRACE_ATTACH, pid, None, None),
        libc.ptrace(TRACE_SEIZE, pid, None, None),
        libc.process_vm_readv(pid, vector, 1, vector, 1, 0),
        libc.process_vm_writev(pid, vector, 1, vector, 1, 0),
    )
    if max(attempts) >= 0:
        del hessian
