"""What is said of a file that cannot be graded: the reason, and nothing of its author's words."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune as markdown2html

from autograder.gradebook.database import open_gradebook
from autograder.gradebook.entries import Entry, register, save
from autograder.grading.grader import grade
from autograder.intake.collection import from_tree
from autograder.intake.parsing import Refused, read_bytes
from autograder.model.layout import Layout
from autograder.model.phrases import STATUS_WORDS
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
    "a picture": (b"\x89PNG", "unreadable. The file is not valid JSON at line 1, so no program"),
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


# Names of files that a student may choose; they cannot hold a stroke.
NAMES = {
    "a tag": "<img src=x onerror=alert(1)>.ipynb",
    "a link": "[here](javascript:alert(1)).ipynb",
    "a picture": "![seen](http:evil.example).ipynb",
    "a title": "# Full marks.ipynb",
    "strong words": "**40 of 40** `code` _em_.ipynb",
    "an address": "<http:evil.example>.ipynb",
    "an entity": "&lt;b&gt;.ipynb",
    "formulas": "$x$ and $$y$$.ipynb",
    "a line end": "one\n\n- two.ipynb",
}


@pytest.mark.parametrize("case", NAMES)
def test_names_of_files_in_a_comment_are_only_text(
    case: str, layout: Layout, tmp_path: Path
) -> None:
    folder = tmp_path / "submitted" / "ada" / LESSON
    folder.mkdir(parents=True)
    for name in (NAMES[case], "another.ipynb"):
        (folder / name).write_text("{}")
    (found,) = from_tree(tmp_path / "submitted", [LESSON])
    (record,) = grade([found], layout)
    assert "which of" in record.message
    here = layout_in(tmp_path / "class")
    register(here.database, here, "toy")
    save(here.database, here, [Entry(replace(record, lesson="toy"))])
    with open_gradebook(here.database) as book:
        comment = book.find_comment("tension", "toy", "toy", "ada").comment
    # nbgrader's own feedback page shows comments so.
    page = markdown2html(comment)
    assert set(re.findall(r"<(\w+)", page)) == {"p"}
    assert html.unescape(re.sub("<.*?>", "", page)).split() == (
        f"Could not be graded: {STATUS_WORDS[record.status]}. {record.message}".split()
    )
