"""Points taken off for handing in late, by the rule that nbgrader is configured with.

nbgrader keeps due dates and extensions in its gradebook, and has a plugin say what a late
submission loses. Both are asked here; the answer goes where nbgrader's export reads it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.build.release import CONFIG
from autograder.gradebook.database import GradebookError
from autograder.model.layout import Layout
from autograder.model.phrases import one_line
from autograder.model.records import Penalty

SAME = 5e-7


class PenaltyError(ValueError):
    """The rule gives no number for one submission; the message says why."""


def load_rule(layout: Layout, settings: Config | None = None) -> Any:
    """Return nbgrader's late submission plugin, set up as for `nbgrader autograde` in the class.

    Without `settings` those of nbgrader_config.py count, of the class's folder or the course's.
    Raises `GradebookError` if the settings or the plugin cannot be loaded.
    """
    # nbgrader finds a plugin that lies beside the settings, because it is started there.
    with _modules_beside(layout):
        try:
            found = _settings(layout) if settings is None else settings
            assigner: Any = AssignLatePenalties(config=found)
            assigner.init_plugin()
        except Exception as error:
            if isinstance(error, TraitError) and error.__context__ is not None:
                error = Exception(f"{error} {error.__context__}")
            raise GradebookError(
                f"The late penalties that {CONFIG} in {layout.class_folder} asks for cannot be "
                f"worked out ({type(error).__name__}: {one_line(str(error))}). Mend what it says "
                "of AssignLatePenalties and LateSubmissionPlugin."
            ) from error
    return assigner.plugin_inst


def settle(rule: Any, submission: Any, notebook: Any, before: Penalty | None) -> Penalty | None:
    """Return what stands against a submission, after writing it into the gradebook's row.

    As in nbgrader the rule decides, a penalty is at least 0 and at most the score, and what an
    earlier rule took off is given back. What a person wrote into the gradebook stays where the
    rule says nothing: `before` is what stood there by the rule, or by a person, the last time.
    Raises `PenaltyError`.
    """
    seconds = _seconds_late(submission)
    points = _by_rule(rule, submission.student_id, notebook.score, seconds) if seconds else None
    there = notebook.late_submission_penalty
    if points is not None:
        notebook.late_submission_penalty = points
        return Penalty(points, seconds, by_rule=True) if points else None
    earlier = before.points if before is not None and before.by_rule else None
    if there is not None and earlier is not None and abs(there - earlier) < SAME:
        notebook.late_submission_penalty = None
        return None
    return Penalty(float(there), seconds, by_rule=False) if there else None


def _by_rule(rule: Any, student: str, score: float, seconds: float) -> float | None:
    try:
        points = rule.late_submission_penalty(student, score, seconds)
        if points is None:
            return None
        found = float(points)
    except Exception as error:
        raise PenaltyError(f"{type(error).__name__}: {one_line(str(error))}") from error
    if not math.isfinite(found):
        raise PenaltyError(f"the rule gave {points!r}, which is no number of points")
    return round(min(max(found, 0.0), max(score, 0.0)), 6)


def _seconds_late(submission: Any) -> float:
    # An extension of a date that is not set is an error in nbgrader's own sum.
    if submission.timestamp is None or submission.assignment.duedate is None:
        return 0.0
    return float(submission.total_seconds_late)


def _settings(layout: Layout) -> Config:
    folder = layout.class_folder if (layout.class_folder / CONFIG).is_file() else layout.root
    if not (folder / CONFIG).is_file():
        return Config()
    return PyFileConfigLoader(CONFIG, path=str(folder)).load_config()


@contextmanager
def _modules_beside(layout: Layout) -> Iterator[None]:
    folder = str(layout.class_folder)
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)
