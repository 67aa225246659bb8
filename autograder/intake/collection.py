"""Finding submissions: files, folders of them, or nbgrader's tree of what was handed in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.intake.parsing import Refused, read_bytes
from autograder.model.records import Status, Submission

SUFFIX = ".ipynb"
CHECKPOINTS = ".ipynb_checkpoints"


def from_paths(
    paths: Iterable[Path], lessons: Sequence[str], wanted: str | None
) -> list[Submission]:
    """Return the submissions at `paths`: notebook files, or folders that are searched for them.

    The lesson is `wanted`, or what the notebook itself shows.
    """
    found: list[Submission] = []
    for path in paths:
        for file in _notebooks(path) if path.is_dir() and path.suffix != SUFFIX else [path]:
            found.append(_read(file, _student(file, lessons), wanted))
    return found


def from_tree(submitted: Path, lessons: Sequence[str]) -> list[Submission]:
    """Return the submissions in nbgrader's tree STUDENT/LESSON/LESSON.ipynb.

    A student's folder without the notebook gives a submission with status `missing`; a
    single notebook of another name is taken for it, and a folder whose name differs from the
    lesson's in capitals, hyphens or spaces alone.
    """
    found: list[Submission] = []
    students = sorted(
        path for path in submitted.iterdir() if path.is_dir() and not path.is_symlink()
    )
    for student in students:
        for lesson in lessons:
            folder = folder_of(student, lesson)
            if folder is not None:
                found.append(_read_folder(folder, student.name, lesson))
    return found


def folder_of(student: Path, lesson: str) -> Path | None:
    """Return the student's folder of the lesson, spelled exactly or nearly so; None without one."""
    exact = student / lesson
    if exact.is_dir() and not exact.is_symlink():
        return exact
    try:
        near = [
            path
            for path in sorted(student.iterdir())
            if _spelling(path.name) == _spelling(lesson) and path.is_dir() and not path.is_symlink()
        ]
    except OSError:
        return None
    return near[0] if near else None


def same_student(submissions: Iterable[Submission], lessons: Sequence[str]) -> str:
    """Return a sentence that names two submissions of one student, empty if there are none.

    They would overwrite each other's marks, unless they are of different lessons.
    """
    seen: dict[tuple[str, str | None], str] = {}
    for one in submissions:
        # A name that differs in case or in Unicode form alone is one file on some systems.
        name = unicodedata.normalize("NFC", one.student).casefold()
        lesson = one.wanted or _lesson(Path(one.path), lessons)
        before = seen.setdefault((name, lesson), one.path)
        if before != one.path:
            return (
                f"{before} and {one.path} both count as the work of {one.student!r}. Put each "
                "student's notebook into a folder STUDENT/LESSON/, or name the file after the "
                "student."
            )
    return ""


def _spelling(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


def _read_folder(folder: Path, student: str, lesson: str) -> Submission:
    expected = folder / f"{lesson}{SUFFIX}"
    try:
        return _pick(folder, expected, student, lesson)
    except PermissionError as error:
        message = f"{error.filename} cannot be read: {error.strerror}."
        return Submission(str(expected), student, lesson, b"", (Status.UNREADABLE, message))


def _pick(folder: Path, expected: Path, student: str, lesson: str) -> Submission:
    others = _notebooks(folder)
    if not expected.exists() and len(others) == 1:
        return _read(others[0], student, lesson)
    if not expected.exists() and others:
        names = ", ".join(path.name for path in others[:5])
        message = f"There is no {expected.name}; which of {names} counts? Keep one."
        return Submission(str(expected), student, lesson, b"", (Status.MISSING, message))
    if not expected.exists() and any(folder.iterdir()):
        names = ", ".join(sorted(path.name for path in folder.iterdir())[:5])
        message = f"There is no {expected.name}; the folder holds {names}."
        return Submission(str(expected), student, lesson, b"", (Status.MISSING, message))
    return _read(expected, student, lesson)


def _read(path: Path, student: str, wanted: str | None) -> Submission:
    try:
        return Submission(str(path), student, wanted, read_bytes(path))
    except Refused as refusal:
        return Submission(str(path), student, wanted, b"", (refusal.status, str(refusal)))


def _notebooks(folder: Path) -> list[Path]:
    found = folder.rglob(f"*{SUFFIX}")
    return sorted(path for path in found if CHECKPOINTS not in path.parts)


def _lesson(path: Path, lessons: Sequence[str]) -> str | None:
    """Return the lesson that the file is of, as far as its path tells."""
    likely = (path.stem, path.absolute().parent.name)
    return next((name for name in likely if name in lessons), None)


def _student(path: Path, lessons: Sequence[str]) -> str:
    """Return who handed in the file, as far as its path tells."""
    folder = path.absolute().parent
    if folder.name in lessons:
        return folder.parent.name
    return folder.name if path.stem in lessons else path.stem
