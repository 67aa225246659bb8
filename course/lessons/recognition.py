"""Which lesson a notebook is of, and which lesson an exercise belongs to.

The notebook says it, where a front end tells which notebook it is; else the functions that it
defines; else the only notebook of a lesson in the folder where the kernel runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from course.lessons import catalogue
from course.lessons.catalogue import Lesson, UnknownName

LARGEST = 50_000_000
# A folder with more notebooks than that is no student's.
MOST_NOTEBOOKS = 30
_NOTHING: Mapping[str, object] = {}


def notebook_path(namespace: Mapping[str, object]) -> Path | None:
    """Return where the notebook of this kernel lies, None where nothing tells which it is."""
    # VS Code tells it to the namespace, Jupyter to the kernels that it starts.
    named = namespace.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    return Path(named) if isinstance(named, str) and named.endswith(".ipynb") else None


def read_notebook(path: Path) -> Any:
    """Return the document of a notebook; an empty one where there is none that can be read."""
    try:
        if path.stat().st_size <= LARGEST:
            return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        pass
    return {}


def lesson_in(path: Path) -> str | None:
    """Return the lesson of a notebook by what it says of itself, else by the file's name."""
    known = catalogue.lesson_names()
    try:
        name = read_notebook(path)["metadata"]["course"]["lesson"]
        if name in known:
            return str(name)
    except (LookupError, TypeError):
        pass
    return path.stem if path.stem in known else None


def likely_lessons(namespace: Mapping[str, object]) -> tuple[Lesson, ...]:
    """Return the lesson of the notebook whose names `namespace` holds; all those that it may be."""
    path = notebook_path(namespace)
    named = lesson_in(path) if path is not None else None
    if named is not None:
        return (catalogue.load_lesson(named),)
    known = [catalogue.load_lesson(name) for name in catalogue.lesson_names()]
    counts = [sum(callable(namespace.get(e.id)) for e in one.exercises) for one in known]
    likely = tuple(one for one, n in zip(known, counts, strict=True) if n == max(counts))
    near = _lessons_here() if len(likely) > 1 else set()
    return tuple(one for one in likely if one.name in near) if len(near) == 1 else likely


def find_lesson(
    exercise: str, name: str | None = None, namespace: Mapping[str, object] = _NOTHING
) -> Lesson:
    """Return the lesson `name`, or without a name the one that has the exercise.

    If several have it, the notebook's own counts; if none has, the exercises of the lesson that
    `namespace` is likely of are named. Raises `UnknownName`.
    """
    if name is not None:
        return catalogue.load_lesson(name)
    having = [
        one for one in map(catalogue.load_lesson, catalogue.lesson_names()) if _has(one, exercise)
    ]
    if len(having) == 1:
        return having[0]
    likely = likely_lessons(namespace)
    if not having:
        raise UnknownName(f'There is no exercise "{exercise}".{_there_are(exercise, likely)}')
    if len(likely) == 1 and likely[0] in having:
        return likely[0]
    places = " and in ".join(one.name for one in having)
    raise UnknownName(
        f'Exercise "{exercise}" is in {places}: '
        f'say which, as in check("{exercise}", lesson="{having[0].name}").'
    )


def is_exercise(name: str) -> bool:
    """Return whether any lesson has an exercise of that name."""
    return any(_has(catalogue.load_lesson(lesson), name) for lesson in catalogue.lesson_names())


def _has(lesson: Lesson, exercise: str) -> bool:
    return exercise in {one.id for one in lesson.exercises}


def _lessons_here() -> set[str]:
    """Return the lessons that notebooks in the current folder are of."""
    try:
        paths = sorted(Path.cwd().glob("*.ipynb"))[:MOST_NOTEBOOKS]
    except OSError:
        return set()
    return {name for path in paths if (name := lesson_in(path)) is not None}


def _there_are(exercise: str, likely: Iterable[Lesson]) -> str:
    names = {one.name: [e.id for e in one.exercises] for one in likely}
    known = [one for ids in names.values() for one in ids]
    close = get_close_matches(exercise, known, n=1)
    if close:
        return f' Did you mean "{close[0]}"?'
    if len(names) > 1:
        # A line a lesson: who sees the exercises of all together takes them for this one's.
        lines = [f"{name}: {', '.join(ids)}" for name, ids in names.items()]
        return "\n".join([" There are:", *lines])
    return f" There are: {', '.join(known) or 'none yet'}."
