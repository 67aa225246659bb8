"""What is said of a file that cannot be graded: the reason, and nothing of its author's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.gradebook.database import open_gradebook
from autograder.gradebook.entries import Entry, register, save
from autograder.grading.grader import grade
from autograder.intake.parsing import Refused, read_bytes
from autograder.model.layout import Layout
from autograder.model.records import Submission
from course.lessons.catalogue import lesson_names
from tests.class_records import layout_in
from tests.conftest import LESSON

EVIL = "**x** <script>"


def notebook_of(lesson: str) -> bytes:
    return json.dumps({"cells": [], "metadata": {"course": {"lesson": lesson}}}).encode()


OTHER = next(name for name in lesson_names() if name != LESSON)
REASONS = {
    "unreadable": (b"{", "unreadable. The file is not valid JSON at line 1, so no program"),
    "a picture": (b"\x89PNG", "unreadable. The file is not valid JSON, so no program"),
    "empty": (b" ", "empty file. The file is empty. Save the notebook and hand it in again."),
    "a list": (b"[]", "not a notebook. The file is JSON, but not a notebook with cells."),
    "other lesson": (
        notebook_of(OTHER),
        f"other lesson. This is a notebook of lesson {OTHER}, not of springs.",
    ),
    "unknown lesson": (
        notebook_of(EVIL),
        "other lesson. This is no notebook of this course, not of springs.",
    ),
}


@pytest.mark.parametrize("case", REASONS)
def test_the_comment_in_formgrader_says_why(case: str, layout: Layout, tmp_path: Path) -> None:
    content, said = REASONS[case]
    (record,) = grade([Submission(f"{EVIL}.ipynb", "ada", LESSON, content)], layout)
    here = layout_in(tmp_path)
    register(here.database, here, "toy")
    save(here.database, here, [Entry(replace(record, lesson="toy"))])
    with open_gradebook(here.database) as book:
        comment = book.find_comment("tension", "toy", "toy", "ada").comment
    assert comment.startswith(f"Could not be graded: {said}")
    assert "script" not in comment


FILES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "a link": lambda path: path.symlink_to("elsewhere"),
    "too large": lambda path: path.write_bytes(b" " * (21 << 20)),
}


@pytest.mark.parametrize("case", FILES)
def test_the_reason_does_not_quote_the_name_of_the_file(case: str, tmp_path: Path) -> None:
    path = tmp_path / f"{EVIL}.ipynb"
    FILES[case](path)
    with pytest.raises(Refused) as caught:
        read_bytes(path)
    assert "script" not in str(caught.value)
