"""The database of nbgrader's gradebook: opening it, and finding a lesson in it.

Importing this module imports nbgrader, which takes a second: import it where it is needed.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging import Logger
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from autograder.build.nbgrader_private import schema_settings
from autograder.model.faults import Fault
from autograder.model.phrases import one_line


class GradebookError(Fault):
    """The gradebook cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class LessonCells:
    """The ids by which the gradebook knows a lesson and its cells."""

    assignment: str
    notebook: str
    grade: dict[str, str]
    solution: dict[str, str]

    def exercise(self, cell: str) -> str:
        """Return the exercise or question that a grade cell belongs to."""
        name = cell.removeprefix("check_")
        return name if name in self.solution else cell


@contextmanager
def open_gradebook(url: str, course_id: str = "default_course") -> Iterator[Any]:
    """Open nbgrader's gradebook, made on first use; one engine until the block ends.

    Raises `GradebookError` if the address is wrong or nothing answers there.
    """
    address = _parse(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        with own_commands():
            book = Gradebook(url, course_id)
    except (SQLAlchemyError, ImportError) as error:
        raise GradebookError(
            f"The gradebook {shown(url)} cannot be opened: {reason(error, url)}. "
            "Check the address given with --db."
        ) from error
    try:
        _stamp(book, url)
        yield book
    finally:
        book.close()


def find_cells(book: Any, url: str, lesson: str) -> LessonCells:
    """Return the ids of a lesson. Raises `GradebookError` if it is not registered."""
    try:
        notebook = book.find_notebook(lesson, lesson)
    except MissingEntry as error:
        raise GradebookError(
            f"The gradebook {shown(url)} does not know lesson {lesson}. "
            f"Run `course build {lesson}` and `course grade --lesson {lesson}`."
        ) from error
    return LessonCells(
        notebook.assignment_id,
        notebook.id,
        {cell.name: cell.id for cell in notebook.grade_cells},
        {cell.name: cell.id for cell in notebook.solution_cells},
    )


def exists(url: str) -> bool:
    """Return whether there is a database; True for a server, which only a connection can tell."""
    address = _parse(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return True
    return Path(address.database).is_file()


def shown(url: str) -> str:
    """Return the address without its password."""
    return str(_parse(url).render_as_string(hide_password=True))


def without_password(text: str, url: str) -> str:
    """Return the text, of an error say, with the address's password replaced wherever it stands.

    >>> without_password("no reply from ada:secret@host", "postgresql://ada:secret@host/marks")
    'no reply from ada:***@host'
    """
    password = _parse(url).password
    if not password:
        return text
    plain = str(password)
    for written in (plain, quote(plain, safe=""), quote(plain), quote_plus(plain)):
        text = text.replace(written, "***")
    return text


def _parse(url: str) -> Any:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise GradebookError(
            "The address of the gradebook is not one that SQLAlchemy knows. Write it as "
            "sqlite:///FOLDER/gradebook.db or postgresql://USER@HOST/NAME."
        ) from error


def reason(error: Exception, url: str) -> str:
    """Return what the database says, on one line and without the password."""
    return one_line(without_password(str(error), url))


def _stamp(book: Any, url: str) -> None:
    """Record the schema's version if a kill came between making the tables and recording it."""
    if inspect(book.engine).has_table("alembic_version"):
        return
    from alembic import command
    from alembic.config import Config

    with schema_settings(url) as path, _loggers_left_alone():
        command.stamp(Config(path), "head")


@contextmanager
def _loggers_left_alone() -> Iterator[None]:
    """Undo what alembic's settings for its own log do to every other logger."""
    loggers = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, Logger)]
    before = [(one, one.disabled) for one in loggers]
    level, handlers = logging.root.level, list(logging.root.handlers)
    try:
        yield
    finally:
        for one, was_disabled in before:
            one.disabled = was_disabled
        logging.root.setLevel(level)
        logging.root.handlers[:] = handlers


@contextmanager
def own_commands() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it starts as a command, without an active venv."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), before))
    try:
        yield
    finally:
        os.environ["PATH"] = before
