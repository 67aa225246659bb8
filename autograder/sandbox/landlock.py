"""Landlock: which files a process may touch, by its own decision and for good.

The system calls are made directly: the package `landlock` on PyPI knows files only, and we
need the rules for TCP and for signals, too. See the kernel's userspace-api/landlock.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

from autograder.sandbox.kernel import system_call

# The same numbers on every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1
PATH_BENEATH = 1
# Linux's own; `os` knows it nowhere else.
O_PATH = 0o10000000

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14 | 1 << 15
# Rights that exist since each version of the interface: files, TCP, scopes.
ALL_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
ALL_TCP = 0b11
ALL_SCOPES = 0b11
SCOPES_SINCE = 6


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the version of the kernel's Landlock, 0 if it has none."""
    try:
        return system_call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION))
    except OSError:
        return 0


def make_ruleset(readable: Sequence[str], writable: Sequence[str], devices: Sequence[str]) -> int:
    """Return the descriptor of rules: read `readable`, write `writable`, use `devices`.

    No TCP, and no signals to processes outside. Paths that do not exist are left out.
    Raises `OSError` where the kernel is too old for these rules.
    """
    if version() < SCOPES_SINCE:
        raise OSError(f"Landlock version {SCOPES_SINCE} is needed; the kernel has {version()}")
    everything = ALL_FILES[max(since for since in ALL_FILES if since <= version())]
    attributes = _Ruleset(everything, ALL_TCP, ALL_SCOPES)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    ruleset = system_call(CREATE_RULESET, ctypes.byref(attributes), size, ctypes.c_uint32(0))
    for path in readable:
        _allow(ruleset, path, READ_FILE | READ_DIR | EXECUTE)
    for path in writable:
        _allow(ruleset, path, everything & ~EXECUTE)
    for path in devices:
        _allow(ruleset, path, READ_FILE | WRITE_FILE)
    return ruleset


def restrict_self(ruleset: int) -> None:
    """Put this process under the rules, for good; `no_new_privileges` must come before."""
    system_call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112
            rights &= FILE_RIGHTS
        rule = _PathBeneath(rights, descriptor)
        arguments = (ctypes.c_int(PATH_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0))
        system_call(ADD_RULE, ctypes.c_int(ruleset), *arguments)
    finally:
        os.close(descriptor)
