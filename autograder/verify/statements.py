"""What an exercise's statement must say: how its points are shared among its checks."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.build.source import SourceLesson, grade_id, read_source, role_of
from autograder.checks.discovery import FoundCheck, checks_of, points_of
from autograder.model.findings import Finding
from autograder.model.layout import Layout
from autograder.model.phrases import number


def unstated_points(layout: Layout, lesson: str) -> list[Finding]:
    """Return a finding for each exercise whose statement lacks the line on its points."""
    source = read_source(layout.source(lesson))
    said = statements(source)
    checks = checks_of(lesson)
    findings = []
    for exercise in source.exercises:
        line = points_line(checks, exercise.id, exercise.points)
        if line not in said[exercise.id].splitlines():
            findings.append(
                Finding(
                    str(layout.source(lesson).relative_to(layout.root)),
                    "weights",
                    f'the statement of "{exercise.id}" must say how its points are shared, in '
                    f"a line of its own: {line}",
                )
            )
    return findings


def points_line(checks: Sequence[FoundCheck], exercise: str, points: float) -> str:
    """Return the line that says what each check of the exercise is worth.

    Public checks come first; their titles stand as they are shown in feedback.
    """
    shares = points_of(checks, exercise, points)
    mine = [check for check in checks if check.exercise == exercise]
    parts = []
    for label, hidden in (("", False), ("hidden: ", True)):
        listed = [
            f"{number(shares[check.name])} for “{check.title}”"
            for check in mine
            if check.hidden is hidden
        ]
        parts.append(label + ", ".join(listed))
    return f"*Points:* {'; '.join(parts)}."


def statements(source: SourceLesson) -> dict[str, str]:
    """Return the text between each exercise's heading and its answer cell."""
    found: dict[str, str] = {}
    text: list[str] = []
    for cell in source.notebook.cells:
        role = role_of(cell)
        if role == "text":
            if cell.source.lstrip().startswith("#"):
                text = []
            text.append(cell.source)
        elif role == "answer":
            found[grade_id(cell)] = "\n".join(text)
    return found
