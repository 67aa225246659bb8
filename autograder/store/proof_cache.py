"""What an author's commands found out once: kept until something that it hangs on changes.

An exercise's results hang on its own files, on the code that decides and on the libraries. What
only shows results, a page or a table, is no such code. A memory that cannot be read or written
is none, and never an error.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from autograder.model.layout import Layout
from autograder.store.record_store import write_atomically

HERE = Path(__file__).parents[2]
LIBRARIES = ("numpy", "scipy", "sympy", "matplotlib", "mpmath")
# What decides how an answer fares in a check and which known mistake it is: packages and modules.
DECISIVE = (
    *("autograder.model.records", "autograder.model.scores"),
    *("autograder.checks", "autograder.diagnosis", "autograder.grading.scoring"),
    *("course.checking", "course.diagnosis", "course.judging", "course.lessons"),
    *("course.notebook.definitions", "course.notebook.earlier_cells"),
    *("course.results", "course.values", "course.kernel.time_limit"),
)


def decisive_code(more: Sequence[str] = ()) -> list[Path]:
    """Return the files of the code that decides grades, and of the packages or modules `more`."""
    return sorted({path for name in (*DECISIVE, *more) for path in _files_of(name)})


def exercise_files(layout: Layout, lesson: str, exercise: str) -> list[Path]:
    """Return what the author wrote that an exercise's results hang on.

    These are its own file, what the lesson's exercises share and all reference functions, since
    any of them may be called. The files of other exercises are not among them.
    """
    folder = layout.exercises / lesson
    shared = [path for path in files_beside(folder) if not path.name.startswith("test_")]
    return [layout.exercise(lesson, exercise), *sorted(shared), layout.reference(lesson)]


def files_beside(folder: Path) -> list[Path]:
    """Return what lies in the folder of a lesson's exercises, data too, its own tests left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.endswith("_test.py")
    )


def fingerprint(files: Iterable[Path], libraries: Sequence[str] = LIBRARIES, more: str = "") -> str:
    """Return a digest of the files' names and contents, of Python, the libraries and `more`.

    A file or a library that is missing counts as that, and is no error.
    """
    parts = [
        platform.python_version(),
        *(f"{name} {library_version(name)}" for name in libraries),
        more,
    ]
    parts += [f"{path.parent.name}/{path.name} {_digest(path)}" for path in files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def versions(libraries: Sequence[str] = LIBRARIES) -> dict[str, str]:
    """Return the versions of Python and of the libraries, by name.

    >>> sorted(versions(("numpy",)))
    ['numpy', 'python']
    """
    return {"python": platform.python_version()} | {
        name: library_version(name) for name in libraries
    }


def recall(path: Path, version: str) -> Any:
    """Return what was kept at `path` under the fingerprint `version`; None if nothing was."""
    try:
        kept = json.loads(path.read_bytes())
        return kept["found"] if kept["fingerprint"] == version else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def remember(path: Path, version: str, found: Any) -> None:
    """Keep what was found, made of lists, dicts, texts and numbers, if the folder lets us.

    It takes the place of what was found under other fingerprints.
    """
    with contextlib.suppress(OSError):
        write_atomically(path, json.dumps({"fingerprint": version, "found": found}))


def _files_of(name: str) -> list[Path]:
    path = HERE.joinpath(*name.split("."))
    return list(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "missing"


@cache
def library_version(library: str) -> str:
    """Return the version of an installed library, or that it is missing."""
    try:
        return metadata.version(library)
    except ModuleNotFoundError:
        return "missing"
