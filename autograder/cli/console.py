"""What the commands share: where they print, and how they end when used wrongly."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from autograder.model.layout import Layout, LayoutError, find_layout

talk = Console(stderr=True, highlight=False, soft_wrap=True)
# A table that goes to a file or a log is not squeezed into 80 columns.
data = Console(highlight=False, width=None if sys.stdout.isatty() else 140)

Lessons = Annotated[
    list[str] | None, typer.Argument(help="Lessons by name; all of them if none is named.")
]


def layout_or_exit(class_folder: Path | None = None) -> Layout:
    """Return the layout of the course here; end with exit code 2 outside a course."""
    try:
        return find_layout(class_folder=class_folder)
    except LayoutError as error:
        wrong_use(str(error))


def chosen(layout: Layout, lessons: list[str] | None) -> tuple[str, ...]:
    """Return the lessons named, or all; end with exit code 2 for a name that is none."""
    known = layout.lessons()
    for name in lessons or ():
        if name not in known:
            wrong_use(f"There is no lesson {name!r}; there are {', '.join(known)}.")
    return tuple(lessons or known)


def configure_class(layout: Layout) -> None:
    """Give the folder of a class, if it is there, the settings that make nbgrader safe."""
    from autograder.classroom.class_config import configure

    if layout.class_folder.is_dir() and (warning := configure(layout)):
        talk.print(warning, style="bold red", markup=False)


def wrong_use(message: str) -> NoReturn:
    """Say how the command was used wrongly and end with exit code 2."""
    talk.print(message, style="red", markup=False)
    raise typer.Exit(2)
