"""nbgrader's settings in the folder of a class: stock nbgrader there must use this engine.

Without them `nbgrader autograde`, and formgrader's button, run student code as the user who
typed the command, shut in by nothing.
"""

from __future__ import annotations

from autograder.build.release import CONFIG
from autograder.model.layout import Layout
from autograder.store.record_store import write_atomically

HEAD = '"""nbgrader\'s settings for '
TEXT = (
    HEAD
    + '''a class: those of the course, another folder. Written by `course`."""

from pathlib import Path

load_subconfig({course!r})

c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.source_directory = {sources!r}
c.CourseDirectory.release_directory = {release!r}
'''
)
ENGINE = "autograder.classroom.nbgrader_bridge"


def configure(layout: Layout) -> str:
    """Write the settings of the class's folder if they are missing or ours; return a warning.

    The warning is empty unless somebody else's settings are there, which stay, and do not name
    this engine.
    """
    path = layout.class_folder / CONFIG
    if layout.class_folder == layout.root:
        return ""
    text = TEXT.format(
        course=str(layout.root / CONFIG), sources=str(layout.sources), release=str(layout.release)
    )
    there = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else HEAD
    if there.startswith(HEAD):
        if there != text:
            write_atomically(path, text)
        return ""
    if ENGINE in there or str(layout.root / CONFIG) in there:
        return ""
    return (
        f"{path} does not load this course's settings: `nbgrader autograde` and formgrader's "
        "button would run student code there without isolation. Add the line "
        f"load_subconfig({str(layout.root / CONFIG)!r}) at its top."
    )
