"""What to do when a gradebook's database cannot be used: a sentence for each cause.

A wrong address is only one of them.
"""

from __future__ import annotations

import sys

from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError

# Which package has the module that SQLAlchemy asks for.
PACKAGES = {
    "psycopg2": "psycopg2-binary",
    "psycopg": "'psycopg[binary]'",
    "MySQLdb": "mysqlclient",
    "mysql": "mysql-connector-python",
    "cx_Oracle": "cx-Oracle",
}
CHECK_ADDRESS = "Check the address given with --db."
# Of what a database says, in lower case, and what helps. The first that fits counts.
SAID = (
    (
        ("is locked", "lock wait timeout", "lock timeout"),
        "Another program writes to it: wait until it has ended, or close it, and run this again.",
    ),
    (
        ("readonly database", "read-only", "permission denied", "access denied for user"),
        "The user who runs this command may not write there: change the rights of the file and "
        "its folder, or of the database's user, or name another gradebook with --db.",
    ),
    (
        ("disk is full", "no space left", "disk i/o error"),
        "Make room on the disk and run this again: what was saved is kept.",
    ),
    (
        ("not a database", "malformed", "file is encrypted"),
        "The file is no whole SQLite database: put a copy of the gradebook in its place, or name "
        "another file with --db.",
    ),
    (
        ("no such table", "no such column", "undefined column", "undefinedcolumn"),
        "Its tables are not those of this version of nbgrader: make a copy, then run "
        "`nbgrader db upgrade` in the class's folder.",
    ),
    (
        ("password", "authentication", "role "),
        "Check the user and the password in the address given with --db.",
    ),
    (
        ("does not exist", "unknown database"),
        "Make an empty database of that name on the server (`createdb NAME` for PostgreSQL), or "
        "check the name in the address given with --db.",
    ),
    (
        (
            *("connection refused", "could not connect", "can't connect", "timed out", "timeout"),
            *("could not translate host", "name or service not known", "failed to resolve"),
            *("no route to host", "closed the connection", "closed unexpectedly", "gone away"),
            *("is starting up", "is shutting down", "too many connections", "too many clients"),
        ),
        "See that the server is running and can be reached from here, and check the host and "
        "the port in the address given with --db.",
    ),
)


def remedy(error: BaseException, address: URL) -> str:
    """Return what to do, in a sentence or two that hold no password.

    >>> from sqlalchemy.engine import make_url
    >>> remedy(RuntimeError("database is locked"), make_url("sqlite:///marks.db"))[:30]
    'Another program writes to it: '
    """
    if isinstance(error, NoSuchModuleError):
        return (
            f"There is no kind of database {address.drivername!r}, or its package is not "
            "installed. An address begins with sqlite:// or postgresql://, for instance."
        )
    if address.get_dialect().is_async:
        return (
            f"nbgrader cannot use the driver {address.get_driver_name()!r}, which is one for "
            f"asyncio: write {address.get_backend_name()}:// in the address given with --db."
        )
    if isinstance(error, ImportError):
        return _install(error, address)
    said = str(error).lower()
    for words, sentence in SAID:
        if any(word in said for word in words):
            return sentence
    return CHECK_ADDRESS


def _install(error: ImportError, address: URL) -> str:
    module = (error.name or address.get_driver_name()).partition(".")[0]
    package = PACKAGES.get(module, module)
    kind = address.get_backend_name()
    if module == package and address.get_driver_name() not in module and kind not in module:
        return (
            f"The driver for {kind} needs the module {module}: install the package that has it "
            f"with `{sys.executable} -m pip install {package}`."
        )
    return (
        f"The address may well be right: the driver for {kind} is not installed. Run "
        f"`{sys.executable} -m pip install {package}`, and this command again."
    )
