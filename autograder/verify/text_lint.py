"""What students read of a lesson holds no traceback, no path and no raised voice."""

from __future__ import annotations

import re

from autograder.build.source import SourceLesson, read_source, role_of
from autograder.checks.discovery import FoundCheck, checks_of
from autograder.checks.reference_answers import Misconception, misconceptions_of
from autograder.model.findings import Finding
from autograder.model.layout import Layout

FAULTS = {
    "a traceback": re.compile(r"\bTraceback\b"),
    "a path": re.compile(r"(?<![\w/])(?:~|\.\.?)?/\w[\w.-]*/|\b[A-Za-z]:\\+\w|\b\w+\.py\b"),
    "an exclamation mark": re.compile(r"!(?!=)"),
}
# Formulas, addresses and pictures, whose signs mean something else; programs are not sentences.
NO_SENTENCES = re.compile(
    r"^```.*?^```|\$\$.*?\$\$|\$[^$\n]+\$|https?://[^\s)>]+|!(?=\[)", re.DOTALL | re.MULTILINE
)


def unsuitable_words(layout: Layout, lesson: str) -> list[Finding]:
    """Return a finding for each text that students read and that holds what they should not."""
    source = read_source(layout.source(lesson))
    notebook = layout.shown(layout.source(lesson))
    texts = [
        *((notebook, what, text) for what, text in _of_source(source)),
        *(
            (_file(layout, lesson, one), f'the title of check "{one.name}"', one.title)
            for one in checks_of(lesson)
        ),
        *(
            (
                _file(layout, lesson, one),
                f'the hint of misconception "{one.name}" of "{one.exercise}"',
                one.hint,
            )
            for one in misconceptions_of(lesson)
        ),
    ]
    findings = [
        Finding(file, "words", f"{what} holds {' and '.join(found)}: {_quoted(text)}")
        for file, what, text in texts
        if (found := faults_in(text))
    ]
    findings += [
        Finding(file, "words", f"{what} must be a sentence with its full stop: {_quoted(text)}")
        for file, what, text in texts
        if " hint " in what and not text.rstrip().endswith((".", "?", "```", "$$"))
    ]
    return findings


def faults_in(text: str) -> list[str]:
    """Return what the text holds that is not for students, formulas and programs left out.

    >>> faults_in("See /home/ada/notes.py!")
    ['a path', 'an exclamation mark']
    >>> faults_in("Both $n!$ and `a != b` are well.")
    []
    """
    sentences = NO_SENTENCES.sub(" ", text)
    return [what for what, pattern in FAULTS.items() if pattern.search(sentences)]


def _of_source(source: SourceLesson) -> list[tuple[str, str]]:
    texts = [
        (f"text cell number {number}", cell.source)
        for number, cell in enumerate(source.notebook.cells, 1)
        if cell.cell_type == "markdown" and role_of(cell) != "hints"
    ]
    for exercise in source.exercises:
        texts.append((f'the title of exercise "{exercise.id}"', exercise.title))
        texts += [
            (f'hint number {number} of "{exercise.id}"', hint)
            for number, hint in enumerate(exercise.hints, 1)
        ]
    return texts


def _file(layout: Layout, lesson: str, one: FoundCheck | Misconception) -> str:
    return layout.shown(layout.exercise(lesson, one.exercise))


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short[:120]}{'…' if len(short) > 120 else ''}”"
