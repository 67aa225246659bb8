"""nbgrader's autograde, through this course's engine.

nbgrader_config.py names these two preprocessors, so that `nbgrader autograde` and the
button in formgrader grade exactly as `course grade` does. nbgrader then reads the scores
from outputs that only `GradeNotebook` has written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading import Submission, grade
from autograder.layout import find_layout
from autograder.mending import add_results, mend
from autograder.records import Status


class GradingStopped(RuntimeError):
    """The submission cannot be graded; nbgrader reports the message and goes on."""


class MendNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts a submission's cells back into the form that nbgrader expects."""

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Return the mended notebook."""
        lesson = resources["nbgrader"]["assignment"]
        layout = find_layout(Path(__file__).parent)
        path = layout.release / lesson / f"{lesson}.ipynb"
        released = json.loads(path.read_text(encoding="utf-8"))
        return nbformat.from_dict(mend(notebook, released)), resources


class GradeNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades a mended submission in the engine and writes the results as outputs."""

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with a score in the output of every check cell."""
        facts = resources["nbgrader"]
        content = nbformat.writes(notebook).encode()
        submission = Submission("notebook", facts["student"], facts["assignment"], content)
        (record,) = grade([submission], find_layout(Path(__file__).parent))
        if record.status is not Status.GRADED:
            raise GradingStopped(record.message)
        data = json.loads(content)
        add_results(data, record)
        return nbformat.from_dict(data), resources
