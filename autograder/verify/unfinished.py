"""What an author has still to write: the places that `course new` marked."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.model.findings import Finding
from autograder.model.layout import Layout

PLACEHOLDER = "REPLACE"
# The task is the first sentence after the word; an asterisk or a quote may close the line.
MARK = re.compile(rf"\b{PLACEHOLDER}\b:?\s*([^.\n]*)")


def written_by_hand(layout: Layout, lesson: str) -> tuple[Path, Path, Path, Path]:
    """Return the paths of a lesson's text, checks, misconceptions and right answers."""
    return (
        layout.source(lesson),
        layout.root / "autograder" / f"test_{lesson}.py",
        layout.root / "autograder" / "misconceptions" / f"{lesson}.py",
        layout.root / "tests" / "answers" / f"{lesson}.py",
    )


def unfinished(layout: Layout, lesson: str) -> list[Finding]:
    """Return a finding for each line of the lesson that still holds the placeholder."""
    return [
        Finding(str(path.relative_to(layout.root)), "finished", _sentence(number, mark[1]))
        for path in written_by_hand(layout, lesson)
        if path.exists()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (mark := MARK.search(line))
    ]


def _sentence(number: int, task: str) -> str:
    return f"line {number} still holds {PLACEHOLDER}: {task.strip() or 'write what belongs here'}."
