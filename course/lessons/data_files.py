"""The files of lesson data: where they lie, and which place in the course each of them tells."""

from __future__ import annotations

import math
import os
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

ELSEWHERE = "COURSE_ELSEWHERE"
ORDER = re.compile(r'^ "order": (\d+),$', re.MULTILINE)
# How many characters of a file are read for its order, which stands near the top.
TOP = 1000


def other_courses() -> tuple[Path, ...]:
    """Return the folders of further courses, whose lessons are known as well as this one's.

    The environment variable `COURSE_ELSEWHERE` names them, as PATH names folders.
    """
    listed = os.environ.get(ELSEWHERE, "")
    return tuple(Path(folder) for folder in listed.split(os.pathsep) if folder)


def data_files() -> dict[str, Traversable]:
    """Return the files of data of all lessons, by the lessons' names."""
    folders: list[Traversable] = [files("course") / "data"]
    folders += [folder / "course" / "data" for folder in other_courses()]
    return {
        entry.name.removesuffix(".json"): entry
        for folder in folders
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    }


def order_in(file: Traversable) -> float:
    """Return the lesson's place in the course by its data; those that tell none come last."""
    # Names are asked for often: a whole file is not read for them.
    with file.open(encoding="utf-8", errors="replace") as text:
        told = ORDER.search(text.read(TOP))
    return int(told[1]) if told else math.inf
