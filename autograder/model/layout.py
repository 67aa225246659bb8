"""Where things lie: the course's own files, and the class that is graded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.model.faults import Fault


class LayoutError(Fault):
    """The command runs outside a course, or a file of the course is not where it must be."""


@dataclass(frozen=True)
class Layout:
    """A course folder, and the folder of a class (submissions, marks, feedback).

    The class folder is the course folder unless another one is named.
    """

    root: Path
    class_folder: Path

    @property
    def sources(self) -> Path:
        """Text notebooks, one a lesson."""
        return self.root / "source_notebooks"

    @property
    def release(self) -> Path:
        """What students get."""
        return self.root / "release"

    @property
    def solutions(self) -> Path:
        """Reference functions and worked notebooks."""
        return self.root / "solutions"

    @property
    def data(self) -> Path:
        """The lessons' data within the student's package."""
        return self.root / "course" / "data"

    @property
    def submitted(self) -> Path:
        """The tree STUDENT/LESSON/LESSON.ipynb of what was handed in."""
        return self.class_folder / "submitted"

    @property
    def autograded(self) -> Path:
        """The tree of mended and graded notebooks that formgrader shows."""
        return self.class_folder / "autograded"

    @property
    def feedback(self) -> Path:
        """The tree of feedback pages."""
        return self.class_folder / "feedback"

    @property
    def database(self) -> str:
        """The address of the gradebook."""
        return f"sqlite:///{self.class_folder / 'gradebook.db'}"

    def source(self, lesson: str) -> Path:
        """Return the path of a lesson's text notebook."""
        return self.sources / f"{lesson}.py"

    def lessons(self) -> tuple[str, ...]:
        """Return the names of the lessons that have a text notebook."""
        return tuple(sorted(path.stem for path in self.sources.glob("*.py")))


def find_layout(start: Path | None = None, class_folder: Path | None = None) -> Layout:
    """Return the layout of the course that `start` (default: here) lies in.

    Raises `LayoutError` if neither `start` nor a folder above it holds a course.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "source_notebooks").is_dir() and (folder / "autograder").is_dir():
            return Layout(folder, (class_folder or folder).resolve())
    raise LayoutError(
        f"{here} is not in a course: no folder here or above holds source_notebooks/ and "
        "autograder/. Change to the course's folder and run the command again."
    )
