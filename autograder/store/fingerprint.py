"""A digest of all that decides the grades of one lesson.

It takes in the lesson's own files, the code that decides, and the libraries that the results of
code hang on. Other lessons, and code that only shows or stores results, have no part in it.
"""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path

from autograder.model.layout import Layout, layout_of
from autograder.store.proof_cache import (
    HERE,
    LIBRARIES,
    decisive_code,
    files_beside,
    fingerprint,
    library_version,
    versions,
)
from course.lessons.catalogue import lesson_names

# Beside what decides how an answer fares in a check: how code is found in a submission, and run.
GRADING = (
    *("autograder.sandbox", "autograder.model.limits", "autograder.grading.grader"),
    *("autograder.grading.plugin", "autograder.grading.fixtures", "autograder.grading.session"),
    *("autograder.intake.alignment", "autograder.intake.parsing"),
    *("autograder.intake.cell_recovery", "autograder.intake.call_graph"),
    *("autograder.intake.charsets", "autograder.intake.stubs"),
    "course.kernel.left_out",
)

# As this repository writes their names.
GRADED_WITH = (*LIBRARIES, "ipython")


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


def versions_here() -> dict[str, str]:
    """Return, by what people call it, the version of all that decides grades in this process.

    Two machines that agree in it give the same marks, and find the same files.

    >>> versions_here()["Python"].count(".")
    2
    """
    names = lesson_names()
    return {
        "Python": platform.python_version(),
        **{name: library_version(name) for name in GRADED_WITH},
        "the course's folder": str(HERE),
        **{f"lesson {name}": lesson_version(layout_of(name), name)[:12] for name in names},
    }


@cache
def lesson_version(layout: Layout, lesson: str) -> str:
    """Return the digest of a lesson's grading as this process found it."""
    return fingerprint(deciding_files(layout, lesson), GRADED_WITH)


@cache
def grading_basis(layout: Layout, lesson: str) -> dict[str, str]:
    """Return what decides the lesson's grades part by part: digests, and libraries' versions.

    `checks` are the lesson's files, `grader` is the code that decides; all else are versions.
    """
    parts = {
        "checks": fingerprint(lesson_files(layout, lesson), ()),
        "grader": fingerprint(decisive_code(GRADING), ()),
    }
    return {name: digest[:16] for name, digest in parts.items()} | versions(GRADED_WITH)
