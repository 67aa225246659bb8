"""Which pages of a file lie in memory could tell one submission what another did."""
# base: release
# needs: isolation
# expect: score=4 hessian=passed others=not_attempted

# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% end
import ctypes
import errno
import mmap
import os
import platform

opened = []


def try_it(name, call):
    try:
        call()
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSYS):
            return
    opened.append(name)


library = os.open(os.__file__, os.O_RDONLY)
try_it("preadv2", lambda: os.preadv(library, [bytearray(8)], 0, os.RWF_NOWAIT))
try_it("fadvise64", lambda: os.posix_fadvise(library, 0, 0, os.POSIX_FADV_DONTNEED))

libc = ctypes.CDLL(None, use_errno=True)
pages = mmap.mmap(library, 4096, mmap.MAP_SHARED, mmap.PROT_READ)
states, extent, counts = ctypes.create_string_buffer(8), (ctypes.c_ulong * 2)(0, 4096), bytes(64)
if platform.machine() == "x86_64":
    for name, arguments in {
        "mincore": (27, 0, 4096, states),
        "cachestat": (451, library, extent, ctypes.create_string_buffer(counts), 0),
    }.items():
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(arguments[0]), *arguments[1:])
        if result >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            opened.append(name)
if opened:
    del hessian
