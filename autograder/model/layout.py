"""Where things lie: the course's own files, and the class that is graded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.model.faults import Fault
from course.lessons.catalogue import lesson_names
from course.lessons.data_files import other_courses


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

    @property
    def exercises(self) -> Path:
        """The folders of what grades each lesson's exercises."""
        return self.root / "autograder" / "lessons"

    @property
    def examples(self) -> Path:
        """The example classes, a folder of recipes a lesson."""
        return self.root / "examples"

    def source(self, lesson: str) -> Path:
        """Return the path of a lesson's text notebook."""
        return self.sources / f"{lesson}.py"

    def source_notebook(self, lesson: str) -> Path:
        """Return where the notebook lies that nbgrader and JupyterLab work on."""
        return self.sources / lesson / f"{lesson}.ipynb"

    def released(self, lesson: str) -> Path:
        """Return the path of the notebook that students get."""
        return self.release / lesson / f"{lesson}.ipynb"

    def reference(self, lesson: str) -> Path:
        """Return the path of the module of a lesson's reference functions."""
        return self.solutions / f"{lesson}.py"

    def worked(self, lesson: str) -> Path:
        """Return the path of the notebook with all solutions in place."""
        return self.solutions / f"{lesson}.ipynb"

    def lesson_data(self, lesson: str) -> Path:
        """Return the path of what students' machines know of a lesson."""
        return self.data / f"{lesson}.json"

    def exercise(self, lesson: str, exercise: str) -> Path:
        """Return the path of the checks of an exercise and of the proof that they judge rightly."""
        return self.exercises / lesson / f"test_{exercise}.py"

    def recipes(self, lesson: str) -> Path:
        """Return the folder of the recipes of a lesson's example class."""
        return self.examples / lesson

    def shown(self, path: Path) -> str:
        """Return the path as it is told to people: from the course's folder on."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)

    def lessons(self) -> tuple[str, ...]:
        """Return the names of the lessons that have a text notebook, in the order of the course.

        Those that were never built come last, by name.
        """
        place = {name: number for number, name in enumerate(lesson_names())}
        names = (path.stem for path in self.sources.glob("*.py"))
        return tuple(sorted(names, key=lambda name: (place.get(name, len(place)), name)))


def layout_of(lesson: str, class_folder: Path | None = None) -> Layout:
    """Return the layout of the course that has the lesson: the one of this code, or another.

    Raises `LayoutError` if none has it.
    """
    for folder in (Path(__file__).parents[2], *other_courses()):
        layout = Layout(folder, (class_folder or folder).resolve())
        if layout.source(lesson).is_file():
            return layout
    raise LayoutError(f"There is no lesson {lesson!r} in any course here.")


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
