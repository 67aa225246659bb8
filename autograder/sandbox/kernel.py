"""The few Linux calls that Python does not offer: namespaces, mounts, capabilities, prctl."""

from __future__ import annotations

import ctypes
import os

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_CHILD_SUBREAPER = 36
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> int:
    """Call a function of the C library; raise `OSError` if it returns a negative number."""
    result: int = getattr(_libc, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def system_call(number: int, *arguments: object) -> int:
    """Make a system call by its number; raise `OSError` if it fails."""
    _libc.syscall.restype = ctypes.c_long
    return call("syscall", ctypes.c_long(number), *arguments)


def prctl(option: int, value: int = 0) -> None:
    """Set an attribute of this process."""
    zeros = [ctypes.c_ulong(0)] * 3
    call("prctl", ctypes.c_int(option), ctypes.c_ulong(value), *zeros)


def unshare(flags: int) -> None:
    """Move this process (its children, for process ids) into new namespaces."""
    call("unshare", ctypes.c_int(flags))


def mount_empty(path: str, size: int, files: int, *, readonly: bool = False) -> None:
    """Mount an empty file system in memory over `path`, bounded in bytes and files."""
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | (MS_RDONLY if readonly else 0)
    options = f"size={size},nr_inodes={files},mode=0700".encode()
    call("mount", b"none", path.encode(), b"tmpfs", ctypes.c_ulong(flags), options)


def drop_capabilities() -> None:
    """Give up all capabilities, for good together with `no_new_privileges`."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    call("capset", ctypes.byref(header), ctypes.byref(nothing))


def no_new_privileges() -> None:
    """Never gain privileges again, not by executing a file either."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
