"""Namespaces, mounts, chroot and the kernel's newer doors: works only if all are shut."""
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
import platform

libc = ctypes.CDLL(None, use_errno=True)
NAMESPACES = (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x04000000, 0x08000000, 0x02000000)
opened = [kind for kind in NAMESPACES if libc.unshare(kind) == 0]
opened += [1] * (libc.mount(b"none", b"/tmp", b"tmpfs", 0, b"") == 0)
opened += [2] * (libc.umount2(b"/tmp", 2) == 0)
opened += [3] * (libc.chroot(b"/tmp") == 0)
opened += [4] * (libc.setns(0, 0) == 0)
opened += [5] * (libc.personality(0xFFFFFFFF) >= 0)
opened += [6] * (libc.setuid(0) == 0)
opened += [7] * (libc.sethostname(b"mine", 4) == 0)

# bpf, io_uring_setup, userfaultfd, keyctl, add_key, perf_event_open, pidfd_open, pivot_root,
# open_by_handle_at, kexec_load, init_module, fsopen, open_tree, move_mount, seccomp's clone3
CALLS = (321, 425, 323, 250, 248, 298, 434, 155, 304, 246, 175, 430, 428, 429, 435)
ALLOWED_TO_FAIL = (1, 38)  # EPERM, ENOSYS: refused before anything was looked at
if platform.machine() == "x86_64":
    for number in CALLS:
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0)
        if result >= 0 or ctypes.get_errno() not in ALLOWED_TO_FAIL:
            opened.append(number)
if opened:
    del hessian
