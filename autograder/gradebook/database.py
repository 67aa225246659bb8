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
from functools import cache
from logging import Logger
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.build.nbgrader_private import schema_settings
from autograder.gradebook.remedies import remedy
from autograder.gradebook.turns import one_at_a_time
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

    Raises `GradebookError` if the address is wrong, nothing answers there, or the database
    cannot be used: the message tells which, and what to do.
    """
    address = parse_address(url)
    try:
        _make_folder(address)
        book = _opened(url, address, course_id)
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise _unusable("cannot be opened", error, url) from error
    try:
        yield book
    except DatabaseError as error:
        raise _unusable("cannot be used", error, url) from error
    finally:
        book.close()


def parse_address(url: str) -> URL:
    """Return the address in its parts. Raises `GradebookError` if it is none."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise GradebookError(
            "The address of the gradebook is not one that SQLAlchemy knows. Write it as "
            "sqlite:///FOLDER/gradebook.db or postgresql://USER@HOST/NAME."
        ) from error
    if address.drivername.startswith("sqlite") and address.database in (None, "", ":memory:"):
        raise GradebookError(
            "A gradebook in memory would be gone at once. Name a file: "
            "sqlite:///FOLDER/gradebook.db."
        )
    return address


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
    address = parse_address(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return True
    return Path(address.database).is_file()


def shown(url: str) -> str:
    """Return the address without its password."""
    return str(parse_address(url).render_as_string(hide_password=True))


def without_password(text: str, url: str) -> str:
    """Return the text, of an error say, with the address's password replaced wherever it stands.

    >>> without_password("no reply from ada:secret@host", "postgresql://ada:secret@host/marks")
    'no reply from ada:***@host'
    """
    password = parse_address(url).password
    if not password:
        return text
    plain = str(password)
    for written in (plain, quote(plain, safe=""), quote(plain), quote_plus(plain)):
        text = text.replace(written, "***")
    return text


def reason(error: Exception, url: str) -> str:
    """Return what the database says, on one line and without the password."""
    return one_line(without_password(str(error), url))


def _make_folder(address: URL) -> None:
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)


def _opened(url: str, address: URL, course_id: str) -> Any:
    """Return the gradebook, of the version that this nbgrader knows."""
    version = _version(address)
    if version == _newest():
        return Gradebook(url, course_id)
    # Only one command at a time makes the tables; who waited finds them made.
    with one_at_a_time(address):
        _refuse_other_version(_version(address), url)
        with own_commands():
            book = Gradebook(url, course_id)
        if not _version(address):
            # A kill had come between making the tables and recording their version.
            with schema_settings(url) as path, _loggers_left_alone():
                _stamp(path)
    return book


def _version(address: URL) -> str:
    """Return the version of the tables as it is recorded in the database; empty if it is not."""
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return ""
    engine = create_engine(address, poolclass=NullPool)
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
        )


def _refuse_other_version(version: str, url: str) -> None:
    if version not in ("", _newest()):
        raise GradebookError(
            f"The tables of the gradebook {shown(url)} are of another version of nbgrader than "
            f"the one installed here ({version}, not {_newest()}). If they are older, make "
            "a copy of the gradebook and run `nbgrader db upgrade` in the class's folder; if they "
            "are newer, install the nbgrader that made them."
        )


def _unusable(what: str, error: Exception, url: str) -> GradebookError:
    # What the driver says, without SQLAlchemy's pointer to a page on the web.
    said = reason(getattr(error, "orig", None) or error, url).rstrip(".")
    return GradebookError(
        f"The gradebook {shown(url)} {what}: {said}. {remedy(error, parse_address(url))}"
    )


@cache
def _newest() -> str:
    """Return the version of the tables that this nbgrader makes and reads."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    with schema_settings("sqlite://") as path:
        return str(ScriptDirectory.from_config(Config(path)).get_current_head())


def _stamp(settings: Any) -> None:
    from alembic import command
    from alembic.config import Config

    command.stamp(Config(settings), "head")


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
