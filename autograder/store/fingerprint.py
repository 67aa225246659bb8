"""A digest of all that decides the grades of one lesson.

It takes in the lesson's own files, the code that decides, and the libraries that the results of
code hang on. Other lessons, and code that only shows or stores results, have no part in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from autograder.model.layout import Layout
from autograder.store.proof_cache import (
    LIBRARIES,
    decisive_code,
    files_beside,
    fingerprint,
    versions,
)

# Beside what decides how an answer fares in a check: how code is found in a submission, and run.
GRADING = (
    *("autograder.sandbox", "autograder.model.limits", "autograder.grading.grader"),
    *("autograder.grading.plugin", "autograder.grading.fixtures", "autograder.grading.session"),
    *("autograder.intake.alignment", "autograder.intake.parsing"),
    *("autograder.intake.cell_recovery", "autograder.intake.call_graph"),
    "course.kernel.left_out",
)


def deciding_files(layout: Layout, lesson: str) -> list[Path]:
    """Return the files that decide the grades of a lesson; of no lesson, the code alone."""
    return [*lesson_files(layout, lesson), *decisive_code(GRADING)]


def lesson_files(layout: Layout, lesson: str) -> list[Path]:
    """Return the lesson's own files that decide its grades; of no lesson, none."""
    if not lesson:
        return []
    exercises = files_beside(layout.exercises / lesson)
    own = (layout.reference(lesson), layout.released(lesson), layout.lesson_data(lesson))
    return [*exercises, *own]


@cache
def lesson_version(layout: Layout, lesson: str) -> str:
    """Return the digest of a lesson's grading as this process found it."""
    return fingerprint(deciding_files(layout, lesson), (*LIBRARIES, "ipython"))


@cache
def grading_basis(layout: Layout, lesson: str) -> dict[str, str]:
    """Return what decides the lesson's grades part by part: digests, and libraries' versions.

    `checks` are the lesson's files, `grader` is the code that decides; all else are versions.
    """
    parts = {
        "checks": fingerprint(lesson_files(layout, lesson), ()),
        "grader": fingerprint(decisive_code(GRADING), ()),
    }
    return {name: digest[:16] for name, digest in parts.items()} | versions((*LIBRARIES, "ipython"))
