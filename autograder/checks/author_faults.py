"""Slips in what authors write, told by file, line, rule and fix in place of a traceback."""

from __future__ import annotations

import importlib
import linecache
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import NamedTuple

from autograder.checks.author_sentences import WrongWords, rule_and_fix
from autograder.model.faults import Fault
from autograder.model.findings import Finding

FOLDER = ("autograder", "lessons")


class AuthorFault(Fault):
    """What an author wrote cannot be run; the message names file, line, rule and fix."""


class Place(NamedTuple):
    """A line of a file that an author wrote: the file from the course's folder on."""

    file: str
    line: int
    text: str = ""


@contextmanager
def telling_authors(passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn an exception that arises in a lesson's own code into an `AuthorFault`.

    Exceptions that are `passing` stay what they are, and so do those that come from no author's
    file: these are bugs of ours.
    """
    try:
        yield
    except (Fault, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        fault = None if isinstance(error, passing) else fault_in(error)
        if fault is None:
            raise
        raise fault from error


def fault_in(error: BaseException) -> AuthorFault | None:
    """Return what an exception tells an author, None if it did not arise in an author's file."""
    place = _place_of(error)
    if place is None:
        return None
    rule, sentence = rule_and_fix(error, place.text)
    return fault_at(place.file, place.line, rule, sentence)


def fault_at(file: str, line: int, rule: str, sentence: str) -> AuthorFault:
    """Return the fault of one line.

    >>> print(fault_at("test_a.py", 3, "syntax", "'(' was never closed. Mend the line."))
    test_a.py, line 3: syntax: '(' was never closed. Mend the line.
    """
    where = f"{file}, line {line}" if line else file
    return AuthorFault(str(Finding(where, rule, sentence)))


def nearest(name: str, known: list[str]) -> str:
    """Return a question that proposes the known name nearest to one, empty if none is near.

    >>> nearest("rgn", ["rng", "student"])
    ' Did you mean `rng`?'
    """
    found = get_close_matches(name, known, 1)
    return f" Did you mean `{found[0]}`?" if found else ""


def is_authors(file: str) -> bool:
    """Return whether a file is one that an author writes, or is made of what one writes."""
    return Path(file).parent.name == "solutions" or _in_lessons(file) is not None


def shown_file(file: str) -> str:
    """Return the path of a file of a lesson's checks from the course's folder on.

    >>> shown_file("/home/ada/notes.py")
    '/home/ada/notes.py'
    """
    return str(_in_lessons(file) or file)


def _in_lessons(file: str) -> Path | None:
    lessons = importlib.import_module("autograder.lessons")
    found = (Path(folder) for folder in lessons.__path__ if Path(file).is_relative_to(folder))
    folder = next(found, None)
    return None if folder is None else Path(*FOLDER, Path(file).relative_to(folder))


def _place_of(error: BaseException) -> Place | None:
    if isinstance(error, SyntaxError) and error.filename and is_authors(error.filename):
        return _written(error.filename, error.lineno or 0)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if is_authors(frame.filename)]
    if not own:
        return None
    # A call of ours that was used wrongly is told where it stands, not where it fails.
    return _written(own[-1].filename, own[-1].lineno or 0)


def _written(file: str, line: int) -> Place:
    """Return where the author wrote a line: solutions are made from the lesson's text."""
    path = Path(file)
    # Reference functions that are not on disk yet are known there, too.
    text = "".join(linecache.getlines(file))
    lines = text.splitlines()
    said = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    if path.parent.name != "solutions":
        return Place(shown_file(file), line, said)
    shown = f"source_notebooks/{path.name}"
    found = _line_in(text, _text_of(path.absolute().parents[1] / shown), line)
    return Place(shown, found, said)


def _line_in(made: str, source: str, line: int) -> int:
    """Return where the line of what was made stands in the source, 0 if nowhere."""
    matcher = SequenceMatcher(None, made.splitlines(), source.splitlines(), autojunk=False)
    for start, other, length in matcher.get_matching_blocks():
        if start <= line - 1 < start + length:
            return other + line - start
    return 0


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


__all__ = [
    "AuthorFault",
    "WrongWords",
    "fault_at",
    "fault_in",
    "is_authors",
    "nearest",
    "shown_file",
    "telling_authors",
]
