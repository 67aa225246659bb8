"""The notebook that JupyterLab and nbgrader work on, kept in step with the text.

It is built from the text and not committed. A mark in its metadata tells the state in which
it was built, so that an edit made in JupyterLab is noticed and can be brought to the text.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import nbformat

from autograder.build.source import notebook_to_text
from autograder.model.faults import Fault
from autograder.store.record_store import write_atomically

IGNORED_HEAD = (
    "# Built from LESSON.py by `course build`; edits made there are offered back to the text."
)


class EditedNotebook(Fault):
    """The built notebook was edited; the message says how to keep or to drop the edit."""


def write(path: Path, notebook: Any, text: str) -> Path:
    """Write `notebook`, built from `text`, to `path`, and return the path.

    Raises `EditedNotebook` if what is there was edited since it was built.
    """
    if is_edited(path):
        raise EditedNotebook(
            f"{path} was edited in Jupyter since it was built. "
            f"`course build {path.stem} --take-notebook` brings the edit to the text; "
            f"`course build {path.stem} --drop-notebook` builds it anew from the text."
        )
    copy = nbformat.from_dict(notebook)
    copy.metadata["built"] = {"cells": _digest(notebook.cells), "text": _hash(text)}
    path.parent.mkdir(parents=True, exist_ok=True)
    content = nbformat.writes(copy, version=nbformat.NO_CONVERT) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")
    return path


def keep_out_of_git(path: Path) -> None:
    """Have git pass over the built notebook, and over nothing else that lies beside it.

    By name, because an assignment of somebody's own has its source in such a folder, too.
    """
    ignored = path.parent.parent / ".gitignore"
    line = f"/{path.parent.name}/{path.name}"
    text = ignored.read_text(encoding="utf-8") if ignored.is_file() else IGNORED_HEAD
    if line not in text.splitlines():
        write_atomically(ignored, f"{text.rstrip()}\n{line}\n")


def is_built(path: Path) -> bool:
    """Return whether the notebook at `path` was built from a text, edited since or not."""
    notebook = _read(path)
    return notebook is not None and bool(_mark(notebook, "text"))


def is_edited(path: Path) -> bool:
    """Return whether the notebook at `path` is no longer as it was built."""
    notebook = _read(path)
    return notebook is not None and _mark(notebook, "cells") != _digest(notebook.cells)


def take(path: Path, text: str) -> str:
    """Return the text with the edits of the notebook at `path`.

    Raises `EditedNotebook` if the text changed as well since the notebook was built.
    """
    notebook = _read(path)
    if notebook is None:
        raise EditedNotebook(f"{path} is not there or not a notebook: nothing to take from it.")
    if _mark(notebook, "text") != _hash(text):
        raise EditedNotebook(
            f"Both {path} and its text changed since the notebook was built. Bring one of the "
            f"changes over by hand, then run `course build {path.stem} --drop-notebook`."
        )
    return notebook_to_text(notebook, text)


def _read(path: Path) -> Any:
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (OSError, ValueError):
        return None


def _mark(notebook: Any, key: str) -> str:
    return str(notebook.metadata.get("built", {}).get(key, ""))


def _digest(cells: list[Any]) -> str:
    kept = [
        [cell.cell_type, cell.source, cell.metadata.get("nbgrader"), cell.metadata.get("tags")]
        for cell in cells
    ]
    return _hash(json.dumps(kept, sort_keys=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
