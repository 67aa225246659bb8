"""Honest time: each section says how long it takes, and the lesson says the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.build.source import SourceLesson, read_source, role_of
from autograder.model.findings import Finding
from autograder.model.layout import Layout

# Nobody keeps at it for longer without a pause.
LONGEST = 40
HEADING = re.compile(r"^## +(?P<title>.+?)(?: *\((?P<minutes>\d+) min\))? *$", re.MULTILINE)
TOTAL = re.compile(r"\babout (\d+) minutes\b")
WORK = {"answer", "question", "illustration"}


@dataclass(frozen=True)
class Section:
    """A section of a lesson: its title, the minutes at its heading, whether there is work in it."""

    title: str
    minutes: int | None
    has_work: bool


def untimed_sections(layout: Layout, lesson: str) -> list[Finding]:
    """Return a finding for each section without honest minutes, and for a sum that is none.

    Raises `SourceError` where the lesson's text breaks a rule.
    """
    file = layout.shown(layout.source(lesson))
    source = read_source(layout.source(lesson))
    sections = list(sections_of(source))
    sentences = []
    for section in sections:
        if section.has_work and section.minutes is None:
            sentences.append(
                f"the section “{section.title}” must say how long it takes, in its heading: "
                f"`## {section.title} (20 min)`."
            )
        elif (section.minutes or 0) > LONGEST:
            sentences.append(
                f"the section “{section.title}” takes {section.minutes} minutes, more than "
                f"{LONGEST}: divide it."
            )
    total = sum(section.minutes or 0 for section in sections)
    if not sentences and total != source.minutes:
        sentences.append(
            f"the header says `minutes: {source.minutes}`, but the sections add up to {total}."
        )
    said = TOTAL.search(source.notebook.cells[0].source) if source.notebook.cells else None
    if not sentences and (said is None or int(said[1]) != total):
        sentences.append(f"the first cell must say that the lesson takes “about {total} minutes”.")
    return [Finding(file, "minutes", sentence) for sentence in sentences]


def sections_of(source: SourceLesson) -> Iterator[Section]:
    """Yield the lesson's sections in their order; a lesson without headings is one section."""
    title, has_work = source.title, False
    whole = not any(HEADING.search(cell.source) for cell in source.notebook.cells)
    minutes = source.minutes if whole else None
    for cell in source.notebook.cells:
        heading = HEADING.search(cell.source) if role_of(cell) == "text" else None
        if heading is not None:
            yield Section(title, minutes, has_work)
            title, has_work = heading["title"], False
            minutes = int(heading["minutes"]) if heading["minutes"] else None
        has_work |= role_of(cell) in WORK
    yield Section(title, minutes, has_work)
