"""Submissions as they come: reading untrusted bytes into cells.

Nothing here trusts the file: not its size, its JSON, its metadata, nor its outputs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.intake.charsets import Undecodable, decode, narrowed
from autograder.intake.large_files import Tangled, without_outputs
from autograder.model.records import Status

LARGEST = 20 << 20
# Of larger files the outputs are dropped while they are read.
LARGEST_WITH_OUTPUTS = 200 << 20
CHUNK = 1 << 20
MOST_CELLS = 2_000


class Refused(Exception):
    """The submission cannot be graded; `status` and the message say why and what to do.

    The message quotes nothing that the student chose, a file's name neither: it goes into
    gradebook and pages.
    """

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class SubmittedCell:
    """One cell of a notebook: what is believed of it, and all that it claims.

    `found` says that its `grade_id` was lost and found again by the cell's place. `raw` is the
    cell as parsed JSON, with its outputs, which nothing but what people are shown may use.
    """

    kind: str
    source: str
    id: str
    tags: tuple[str, ...]
    grade_id: str
    grade: bool
    solution: bool
    found: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Notebook:
    """A notebook's cells, and the lesson that its metadata claim."""

    cells: tuple[SubmittedCell, ...]
    lesson: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def read_bytes(path: Path) -> bytes:
    """Return the file's content, that of a large file without its outputs.

    Raises `Refused` for what is no file of sensible size.
    """
    try:
        if path.is_symlink():
            raise Refused(Status.NOT_A_FILE, "This is a link, not a notebook file.")
        if not path.exists():
            raise Refused(Status.MISSING, "There is no file: nothing was handed in.")
        if not path.is_file():
            raise Refused(Status.NOT_A_FILE, "This is a folder or a device, not a notebook file.")
        size = path.stat().st_size
        if size > LARGEST_WITH_OUTPUTS:
            raise Refused(
                Status.TOO_LARGE,
                f"The file has {size / 2**20:.0f} MB; the limit is {LARGEST_WITH_OUTPUTS >> 20} "
                "MB. Clear all outputs in JupyterLab, save, and hand it in again.",
            )
        if size > LARGEST:
            return _read_large(path)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(Status.UNREADABLE, f"The file cannot be read: {error.strerror}.") from error


def _read_large(path: Path) -> bytes:
    kept = bytearray()
    try:
        with path.open("rb") as file:
            # A file may grow while it is read.
            chunks = (file.read(CHUNK) for _ in range(LARGEST_WITH_OUTPUTS // CHUNK))
            for piece in without_outputs(narrowed(chunks)):
                kept += piece
                if len(kept) > LARGEST:
                    raise Refused(
                        Status.TOO_LARGE,
                        f"The file has more than {LARGEST >> 20} MB even without its outputs, "
                        "which is the limit. Take large pictures and data out of the text of its "
                        "cells, save, and hand it in again.",
                    )
        content = bytes(kept)
        json.loads(decode(content))
    except Tangled as error:
        raise Refused(
            Status.TOO_LARGE,
            f"The file has more than {LARGEST >> 20} MB, of millions of lists within lists. "
            "Clear all outputs in JupyterLab, save, and hand it in again.",
        ) from error
    except (ValueError, RecursionError) as error:
        # Lines are not counted as in the file: no place is told.
        raise _not_json(error, "") from error
    return content


def _not_json(error: Exception, place: str) -> Refused:
    if isinstance(error, Undecodable):
        return Refused(
            Status.UNREADABLE,
            "The file is not valid JSON in UTF-8, in which notebooks are saved: it is another kind "
            "of file, or was damaged on its way. Hand in the file as JupyterLab saves it.",
        )
    return Refused(
        Status.UNREADABLE,
        f"The file is not valid JSON{place}, so no program can open it as a notebook. "
        "Hand in the file as JupyterLab saves it.",
    )


def parse(content: bytes) -> Notebook:
    """Return the notebook in `content`. Raises `Refused` where it is none."""
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Refused(Status.EMPTY, "The file is empty. Save the notebook and hand it in again.")
    try:
        data = json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _not_json(error, place) from error
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        if isinstance(data, dict) and "worksheets" in data:
            raise Refused(
                Status.NOT_A_NOTEBOOK,
                "The notebook has the old format 3. Open it in JupyterLab, save it, and hand "
                "it in again.",
            )
        raise Refused(Status.NOT_A_NOTEBOOK, "The file is JSON, but not a notebook with cells.")
    return read_notebook(data)


def read_notebook(data: Mapping[str, Any]) -> Notebook:
    """Return the notebook in parsed JSON; only that it holds a list `cells` is believed."""
    cells = (_read_cell(item) for item in data["cells"][:MOST_CELLS] if isinstance(item, dict))
    metadata = _mapping(data.get("metadata"))
    lesson = _text(_mapping(metadata.get("course")).get("lesson"))
    return Notebook(tuple(cells), lesson, metadata)


def _read_cell(item: Mapping[str, Any]) -> SubmittedCell:
    metadata = _mapping(item.get("metadata"))
    marks = _mapping(metadata.get("nbgrader"))
    source = item.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    tags = metadata.get("tags")
    return SubmittedCell(
        kind=_text(item.get("cell_type")),
        source=source if isinstance(source, str) else "",
        id=_text(item.get("id")),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        grade_id=_text(marks.get("grade_id")),
        grade=marks.get("grade") is True,
        solution=marks.get("solution") is True,
        raw=item,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""
