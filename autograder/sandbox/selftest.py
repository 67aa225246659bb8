"""Does the isolation hold? Each denial is tried from inside, as a student would.

Nothing is concluded from version strings: a child that is set up like every other runs the
probes below, and what they manage to do counts.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.sandbox.launch import ROOT
from autograder.sandbox.levels import Denial

SECRET = "COURSE_SELF_TEST_SECRET"

# Each probe tries one thing and returns True if it worked.
PROBES = r"""
import ctypes, os, signal, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)

def works(attempt):
    try:
        return attempt() is not False
    except BaseException:
        return False

def can_open(path, flags=os.O_RDONLY):
    os.close(os.open(path, flags, 0o600))

def can_fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

def can_connect(port):
    socket.create_connection(("127.0.0.1", port), timeout=1).close()

def can_send_datagram(port):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port))

def can_signal_others(pid):
    others = [one for one in {pid, os.getppid(), 2} if one > 0 and one != os.getpid()]
    return any(works(lambda: os.kill(one, 0)) for one in others)

def succeeds(name, *arguments):
    return getattr(libc, name)(*arguments) == 0

def can_take_memory(size):
    return len(bytearray(size)) == size

def can_fill(path, size):
    with open(path, "wb") as file:
        file.write(b"x" * size)

def can_see_processes():
    return any(name.isdigit() for name in os.listdir("/proc"))

def probe(secret, outside, root, port, pid, memory, file_size, name):
    attempts = {
        "read a file outside": lambda: can_open(secret),
        "list the folder of a file outside": lambda: bool(os.listdir(os.path.dirname(secret))),
        "write a file outside": lambda: can_open(outside, os.O_WRONLY | os.O_CREAT),
        "read the course's solutions": lambda: bool(os.listdir(os.path.join(root, "solutions"))),
        "read the course's checks": lambda: bool(os.listdir(os.path.join(root, "autograder"))),
        "write into the course": lambda: can_open(
            os.path.join(root, "self_test"), os.O_WRONLY | os.O_CREAT),
        "read the grader's environment": lambda: name in os.environ,
        "see other processes": can_see_processes,
        "open a TCP connection": lambda: can_connect(port),
        "send a datagram": lambda: can_send_datagram(port),
        "open a local socket": lambda: bool(socket.socket(socket.AF_UNIX)),
        "start a process": can_fork,
        "execute a program": lambda: os.posix_spawn("/usr/bin/env", ["env"], {}) > 0,
        "signal another process": lambda: can_signal_others(pid),
        "trace another process": lambda: succeeds("ptrace", 16, pid, 0, 0),
        "make a user namespace": lambda: succeeds("unshare", 0x10000000),
        "mount a file system": lambda: succeeds("mount", b"x", b"/tmp", b"tmpfs", 0, b""),
        "be root": lambda: os.getuid() == 0,
        "regain privileges": lambda: succeeds("setuid", 0),
        "take more memory than allowed": lambda: can_take_memory(memory),
        "write a larger file than allowed": lambda: can_fill("self_test", file_size),
    }
    return {what: works(attempt) for what, attempt in attempts.items()}

def is_first_process():
    return os.getpid() == 1
"""

Ask = Callable[..., Any]


def try_denials(ask: Ask, memory: int, file_size: int) -> list[Denial]:
    """Return what student code cannot and can do; `ask` runs the probes in a child.

    `ask(source, name, args)` runs the source and returns what the function gives.
    """
    with tempfile.TemporaryDirectory() as folder, socket.socket() as server:
        # Readable for everybody: only isolation can keep it from being read.
        Path(folder).chmod(0o755)
        secret = Path(folder) / "secret"
        secret.write_text("secret")
        secret.chmod(0o644)
        server.bind(("127.0.0.1", 0))
        server.listen()
        os.environ[SECRET] = "secret"
        try:
            args = (
                *(str(secret), f"{folder}/written", str(ROOT), server.getsockname()[1]),
                *(os.getpid(), memory + (64 << 20), file_size + 1, SECRET),
            )
            worked = ask(PROBES, "probe", args)
        finally:
            del os.environ[SECRET]
    return [Denial(what, holds=not done) for what, done in worked.items()]
