"""One process at a time makes a gradebook, or makes a lesson known to it.

nbgrader looks whether the tables are there, then makes them; two commands that begin at the
same moment both find none, and one of them fails. The lock is the folder's for SQLite and the
server's for PostgreSQL and MySQL, so that no file is left and a kill leaves no lock.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from autograder.model.faults import Fault

LONGEST_WAIT = 120.0
LOOK_AGAIN = 0.1
# Any number will do that nobody else locks by: the first bytes of "gradebook".
NUMBER = int.from_bytes(b"gradebo")
ASK = {
    "postgresql": f"SELECT pg_try_advisory_lock({NUMBER})",
    "mysql": "SELECT GET_LOCK('gradebook', 0)",
    "mariadb": "SELECT GET_LOCK('gradebook', 0)",
}


class NoTurn(Fault):
    """Another command has been making the same gradebook for too long."""


@contextlib.contextmanager
def one_at_a_time(address: URL) -> Iterator[None]:
    """Keep other commands from making the gradebook at `address` until the block ends.

    It is not to be nested. Raises `NoTurn` after `LONGEST_WAIT` seconds, and SQLAlchemy's
    errors where no database answers.
    """
    kind = address.get_backend_name()
    if kind == "sqlite" and address.database:
        with _folder_alone(Path(address.database).resolve().parent):
            yield
    elif kind in ASK:
        engine = create_engine(address, poolclass=NullPool)
        # The lock is let go with the connection, however that ends.
        with engine.connect() as connection:
            _wait(lambda: bool(connection.execute(text(ASK[kind])).scalar()), address)
            yield
    else:
        yield


@contextlib.contextmanager
def _folder_alone(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)

    def is_ours() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network file systems lock no folders; there the first two runs may still meet.
            return True
        return True

    try:
        _wait(is_ours, folder)
        yield
    finally:
        os.close(descriptor)


def _wait(is_ours: Callable[[], bool], place: object) -> None:
    end = time.monotonic() + LONGEST_WAIT
    while not is_ours():
        if time.monotonic() > end:
            raise NoTurn(
                f"Another command has been making the gradebook at {place} for "
                f"{LONGEST_WAIT:g} s. Wait until it has ended, or end it, and run this one again."
            )
        time.sleep(LOOK_AGAIN)
