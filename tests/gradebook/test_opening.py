"""A gradebook that cannot be used, and one that two commands make at the same moment."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from autograder.gradebook import turns
from autograder.gradebook.database import GradebookError, open_gradebook
from autograder.gradebook.remedies import remedy
from autograder.gradebook.turns import NoTurn, one_at_a_time

COMMANDS = 4
HOST = "ada:geheim@db.example/marks"


def open_when_all_are_ready(url: str, ready: Any) -> str:
    """Open the gradebook with the others and add a student; return what went wrong."""
    ready.wait()
    try:
        with open_gradebook(url) as book:
            book.update_or_create_student(f"s{os.getpid()}")
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def test_commands_that_begin_at_once_make_one_gradebook(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/gradebook.db"
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(COMMANDS) as pool:
        ready = manager.Barrier(COMMANDS)
        done = pool.starmap(open_when_all_are_ready, [(url, ready)] * COMMANDS)
    assert done == [""] * COMMANDS
    with open_gradebook(url) as book:
        assert len(book.students) == COMMANDS
        versions = book.db.execute(text("SELECT version_num FROM alembic_version")).all()
    assert len(versions) == 1
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["gradebook.db"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are locked by Unix alone")
def test_nobody_waits_for_ever_for_a_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = make_url(f"sqlite:///{tmp_path}/gradebook.db")
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.3)
    with (
        one_at_a_time(address),
        pytest.raises(NoTurn, match="Another command has been making"),
        one_at_a_time(address),
    ):
        pass
    with one_at_a_time(address):
        pass


# What a driver says, and what is to be done about it.
@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param("database is locked", "Another program writes to it", id="locked"),
        pytest.param(
            "attempt to write a readonly database", "may not write there", id="not to be written"
        ),
        pytest.param("permission denied for table grade", "may not write there", id="no right"),
        pytest.param("database or disk is full", "Make room", id="a full disk"),
        pytest.param("file is not a database", "put a copy", id="another file"),
        pytest.param("database disk image is malformed", "put a copy", id="a broken file"),
        pytest.param("no such column: grade.x", "nbgrader db upgrade", id="an older schema"),
        pytest.param(
            'FATAL:  password authentication failed for user "ada"', "Check the user", id="password"
        ),
        pytest.param('FATAL:  role "ada" does not exist', "Check the user", id="no such user"),
        pytest.param('FATAL:  database "marks" does not exist', "createdb", id="no database"),
        pytest.param("(1049, \"Unknown database 'marks'\")", "createdb", id="none in MySQL"),
        pytest.param("Connection refused", "server is running", id="nobody listens"),
        pytest.param('could not translate host name "db"', "server is running", id="no host"),
        pytest.param('(2002, "Can\'t connect to server")', "server is running", id="no MySQL"),
        pytest.param("server closed the connection unexpectedly", "server is running", id="gone"),
        pytest.param("unable to open database file", "Check the address", id="no such place"),
    ],
)
def test_the_remedy_is_that_of_the_cause(said: str, told: str) -> None:
    assert told in remedy(RuntimeError(said), make_url(f"postgresql://{HOST}"))


@pytest.mark.parametrize(
    ("scheme", "module", "package"),
    [
        pytest.param("postgresql+psycopg2", "psycopg2", "psycopg2-binary", id="psycopg2"),
        pytest.param("postgresql+psycopg", "psycopg", "psycopg[binary]", id="psycopg"),
        pytest.param("postgresql+pg8000", "pg8000", "pg8000", id="pg8000"),
        pytest.param("mysql+mysqldb", "MySQLdb", "mysqlclient", id="MySQL's own"),
        pytest.param("mysql+pymysql", "pymysql", "pymysql", id="PyMySQL"),
        pytest.param("mysql+mysqlconnector", "mysql", "mysql-connector-python", id="Oracle's"),
        pytest.param("mariadb+mariadbconnector", "mariadb", "mariadb", id="MariaDB"),
        pytest.param("mssql+pyodbc", "pyodbc", "pyodbc", id="ODBC"),
        pytest.param("oracle+oracledb", "oracledb", "oracledb", id="Oracle"),
    ],
)
def test_a_missing_driver_is_named_with_its_package(
    scheme: str, module: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What Python does for a module that is not installed.
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(GradebookError) as caught, open_gradebook(f"{scheme}://{HOST}"):
        pass
    said = str(caught.value)
    assert f"pip install '{package}'" in said or f"pip install {package}`" in said
    assert "driver" in said
    assert "Check the address" not in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param(f"postgressql://{HOST}", "no kind of database 'postgressql'", id="misspelt"),
        pytest.param(f"postgresql+asyncpg://{HOST}", "write postgresql://", id="for asyncio"),
        pytest.param("sqlite://", "in memory", id="in memory"),
        pytest.param("sqlite:///:memory:", "in memory", id="in memory by name"),
        pytest.param("postgresql://ada:geheim@127.0.0.1:1/marks", "", id="nobody answers"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(url: str, told: str) -> None:
    with pytest.raises(GradebookError) as caught, open_gradebook(url):
        pass
    assert told in str(caught.value)
    assert "geheim" not in str(caught.value)


def broken(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 100)


def of_another_version(path: Path) -> None:
    with open_gradebook(f"sqlite:///{path}"):
        pass
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '50a4d84c131a'")


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(broken, "put a copy of the gradebook in its place", id="no database"),
        pytest.param(of_another_version, "`nbgrader db upgrade`", id="another version"),
        pytest.param(a_folder, "Check the address", id="a folder"),
    ],
)
def test_a_file_that_is_no_gradebook_is_told(tmp_path: Path, spoil: Any, told: str) -> None:
    path = tmp_path / "gradebook.db"
    spoil(path)
    with pytest.raises(GradebookError, match=told), open_gradebook(f"sqlite:///{path}"):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    url = f"sqlite:///{tmp_path}/file/gradebook.db"
    with pytest.raises(GradebookError, match="cannot be opened"), open_gradebook(url):
        pass


def test_what_the_database_refuses_later_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with pytest.raises(GradebookError, match="nbgrader db upgrade"), open_gradebook(url) as book:
        book.db.execute(text("SELECT a FROM nowhere"))


def test_a_kill_before_the_version_was_recorded_is_mended(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with open_gradebook(url):
        pass
    for change in ("DROP TABLE alembic_version", "DELETE FROM alembic_version"):
        with sqlite3.connect(tmp_path / "gradebook.db") as database:
            database.execute(change)
        with open_gradebook(url) as book:
            rows = book.db.execute(text("SELECT version_num FROM alembic_version")).all()
        assert len(rows) == 1
