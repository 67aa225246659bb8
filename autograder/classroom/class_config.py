"""nbgrader's settings in the folder of a class: stock nbgrader there must use this engine.

Without them `nbgrader autograde`, and formgrader's button, run student code as the user who
typed the command, shut in by nothing.
"""

from __future__ import annotations

import re

from autograder.build.release import CONFIG
from autograder.model.layout import Layout
from autograder.store.record_store import write_atomically

TEXT = (
    '"""nbgrader\'s settings for a class: '
    '''those of the course, another folder. Written by `course`."""

from pathlib import Path

load_subconfig({course!r})

c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.source_directory = {sources!r}
c.CourseDirectory.release_directory = {release!r}
'''
)
# What was written for a course that lay elsewhere is ours, too.
OURS = re.compile(
    re.escape(TEXT.format(course="PATH", sources="PATH", release="PATH")).replace("'PATH'", ".+")
)
ENGINE = "autograder.classroom.nbgrader_bridge"


IGNORED_HEAD = "# Students' work and marks never enter a repository. Written by `course`.\n"
IGNORED = (
    *("/submitted/", "/autograded/", "/feedback/", "/records/"),
    *("/gradebook.db", "/gradebook.db-*", "/grades.csv", "/.nbgrader.log", "/.gitignore"),
)


def configure(layout: Layout) -> str:
    """Write the settings of the class's folder if they are missing or ours; return a warning.

    What somebody added below ours, a rule for late work say, stays. A `.gitignore` beside them
    keeps the class out of a repository that the folder lies in. The warning is empty unless
    somebody else's settings are there, which stay, and do not name this engine.
    """
    path = layout.class_folder / CONFIG
    if layout.class_folder == layout.root:
        return ""
    text = TEXT.format(
        course=str(layout.root / CONFIG), sources=str(layout.sources), release=str(layout.release)
    )
    there = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    ours = OURS.match(there)
    is_ours = bool(ours or not there)
    _keep_out_of_git(layout, (*IGNORED, f"/{CONFIG}") if is_ours else IGNORED)
    if is_ours:
        mended = text + there[ours.end() if ours else 0 :]
        if there != mended:
            write_atomically(path, mended)
        return ""
    if ENGINE in there or str(layout.root / CONFIG) in there:
        return ""
    return (
        f"{path} does not load this course's settings: `nbgrader autograde` and formgrader's "
        "button would run student code there without isolation. Add the line "
        f"load_subconfig({str(layout.root / CONFIG)!r}) at its top."
    )


def _keep_out_of_git(layout: Layout, lines: tuple[str, ...]) -> None:
    """Have git pass over what the class's folder gets, and over nothing that a teacher writes."""
    path = layout.class_folder / ".gitignore"
    text = IGNORED_HEAD + "\n".join(lines) + "\n"
    there = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else IGNORED_HEAD
    if there.startswith(IGNORED_HEAD) and there != text:
        write_atomically(path, text)
