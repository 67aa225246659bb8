"""What lies below `submitted/` and is not graded: a sentence for each, so that nothing vanishes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.intake.collection import SUFFIX, folder_of
from autograder.model.phrases import one_line

# nbgrader writes it beside the notebook.
TIMESTAMP = "timestamp.txt"


def passed_over(submitted: Path, lessons: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each file and folder that `from_tree` does not take.

    Hidden files and folders (`.DS_Store`, `.ipynb_checkpoints`) are no submissions and are not
    named. Links are named and never followed.
    """
    return tuple(
        f"{one_line(str(path.relative_to(submitted.parent)))}: not graded, because {why}"
        for path, why in _passed(submitted, lessons)
    )


def _passed(submitted: Path, lessons: Sequence[str]) -> Iterator[tuple[Path, str]]:
    place = f"Put the notebook into {submitted.name}/STUDENT/LESSON/LESSON{SUFFIX}."
    for student in _visible(submitted):
        if student.is_symlink() or not student.is_dir():
            yield student, f"it is not a student's folder. {place}"
            continue
        try:
            inside = _visible(student)
        except OSError as error:
            yield student, f"it cannot be read: {error.strerror}."
            continue
        if not inside:
            yield student, "the folder is empty: nothing was handed in."
        taken = {folder_of(student, lesson): lesson for lesson in lessons}
        for path in inside:
            if path in taken:
                yield from _beside(path, taken[path])
            elif path.is_dir() and not path.is_symlink():
                known = ", ".join(lessons)
                yield path, f"there is no lesson of this name; there are {known}. {place}"
            else:
                yield path, f"it is not in a lesson's folder. {place}"


def _beside(folder: Path, lesson: str) -> Iterator[tuple[Path, str]]:
    expected = folder / f"{lesson}{SUFFIX}"
    try:
        # Without it the record itself names what the folder holds.
        others = _visible(folder) if expected.exists() else []
    except OSError:
        return
    for path in others:
        if path not in (expected, folder / TIMESTAMP):
            yield path, f"{expected.name} beside it counts. Give it that name if it should count."


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
