"""What an author has still to write: the places that `course new` marked."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.model.findings import Finding
from autograder.model.layout import Layout

PLACEHOLDER = "REPLACE"
# The task is the first sentence after the word; an asterisk or a quote may close the line.
MARK = re.compile(rf"\b{PLACEHOLDER}\b:?\s*([^.\n]*)")


def written_by_hand(layout: Layout, lesson: str) -> tuple[Path, ...]:
    """Return the paths of a lesson's text and of what grades its exercises."""
    return (layout.source(lesson), *sorted((layout.exercises / lesson).glob("*.py")))


def unfinished(layout: Layout, lesson: str) -> list[Finding]:
    """Return a finding for each line of the lesson that still holds the placeholder."""
    return [
        Finding(layout.shown(path), "finished", _sentence(number, mark[1]))
        for path in written_by_hand(layout, lesson)
        if path.exists()
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        )
        if (mark := MARK.search(line))
    ]


def _sentence(number: int, task: str) -> str:
    return f"line {number} still holds {PLACEHOLDER}: {task.strip() or 'write what belongs here'}."
