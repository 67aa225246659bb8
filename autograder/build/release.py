"""The release of a lesson, made by nbgrader's own GenerateAssignment."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.model.faults import Fault
from autograder.model.layout import Layout

CONFIG = "nbgrader_config.py"


class NotAccepted(Fault):
    """nbgrader does not make a release of the notebook; the message is its first error."""


def course_config(layout: Layout) -> Config:
    """Return the settings in the course's nbgrader_config.py, none if there is no such file."""
    if not (layout.root / CONFIG).is_file():
        return Config()
    return PyFileConfigLoader(CONFIG, path=str(layout.root)).load_config()


def generate(
    layout: Layout, lesson: str, root: Path, into: Path, database: str | None, course: str
) -> Path:
    """Have nbgrader make the lesson's release, and return where it lies in the folder `into`.

    The source is source_notebooks/LESSON/LESSON.ipynb below `root`. With a `database` the cells
    are registered there, for the course of that name. Raises `NotAccepted`.
    """
    # Importing nbgrader takes seconds, so only those who generate pay for it.
    from autograder.build.nbgrader_private import (
        CourseDirectory,
        GenerateAssignment,
        NbGraderException,
    )

    config = course_config(layout)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = layout.sources.name
    config.CourseDirectory.release_directory = str(into)
    config.CourseDirectory.course_id = course
    config.CourseDirectory.assignment_id = lesson
    # By name, because a stray notebook in the folder must not become part of the lesson.
    config.CourseDirectory.notebook_id = lesson
    if database is None:
        # What nbgrader's own `--no-db` does: a release needs no gradebook.
        config.GenerateAssignment.no_database = True
        config.GenerateAssignment.preprocessors.remove("nbgrader.preprocessors.SaveCells")
    else:
        config.CourseDirectory.db_url = database
    said = io.StringIO()
    directory = CourseDirectory(config=config)
    converter: Any = GenerateAssignment(coursedir=directory, config=config, log=_log(said))
    try:
        converter.start()
    except NbGraderException as error:
        raise NotAccepted(_reason(said.getvalue())) from error
    return into / lesson / f"{lesson}.ipynb"


def _log(stream: io.StringIO) -> logging.Logger:
    """Return a logger of its own: nbgrader's warnings on a normal run are noise to a person."""
    log = logging.Logger("nbgrader", logging.ERROR)
    log.addHandler(logging.StreamHandler(stream))
    return log


def _reason(text: str) -> str:
    """Return the first error in nbgrader's log, which those after it only wrap."""
    lines = [line.partition("Error: ")[2] for line in text.splitlines() if "Error: " in line]
    return lines[0].strip().rstrip(".") if lines else "see `nbgrader generate_assignment`"
