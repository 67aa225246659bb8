"""What is used of nbgrader and not in its documentation, in one place.

Any version of nbgrader may move these; `tests/test_private_apis.py` says which one is gone.
Importing this module imports nbgrader, which takes a second: import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import _temp_alembic_ini
from nbgrader.utils import parse_utc

__all__ = [
    "CourseDirectory",
    "GenerateAssignment",
    "NbGraderException",
    "parse_utc",
    "schema_settings",
]


@contextmanager
def schema_settings(url: str) -> Iterator[Any]:
    """Yield the path of a file with alembic's settings for the gradebook at `url`."""
    with _temp_alembic_ini(url) as path:
        yield path
