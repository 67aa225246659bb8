"""The order of the lessons: no two of them have the same place in the course."""

from __future__ import annotations

from autograder.build.header import read_order
from autograder.model.findings import Finding
from autograder.model.layout import Layout


def shared_places(layout: Layout) -> list[Finding]:
    """Return a finding for each lesson whose place an earlier one has. Raises `SourceError`."""
    first: dict[int, str] = {}
    findings = []
    for lesson in layout.lessons():
        source = layout.source(lesson)
        order = read_order(source)
        other = first.setdefault(order, lesson)
        if other != lesson:
            sentence = (
                f'the header says `order: {order}`, and so does that of "{other}": give each '
                "lesson a place of its own."
            )
            findings.append(Finding(layout.shown(source), "order", sentence))
    return findings
