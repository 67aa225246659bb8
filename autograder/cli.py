"""The instructor's commands: `course build`, `grade`, `feedback`, `export`, `demo`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.layout import Layout, LayoutError, find_layout

app = typer.Typer()
talk = Console(stderr=True, highlight=False)

Lessons = Annotated[
    list[str] | None, typer.Argument(help="Lessons by name; all of them if none is named.")
]


def layout_or_exit(class_folder: Path | None = None) -> Layout:
    """Return the layout of the course here; end with exit code 2 outside a course."""
    try:
        return find_layout(class_folder=class_folder)
    except LayoutError as error:
        talk.print(str(error), style="red")
        raise typer.Exit(2) from error


def chosen(layout: Layout, lessons: list[str] | None) -> tuple[str, ...]:
    """Return the lessons named, or all; end with exit code 2 for a name that is none."""
    known = layout.lessons()
    for name in lessons or ():
        if name not in known:
            talk.print(f"There is no lesson {name!r}; there are {', '.join(known)}.", style="red")
            raise typer.Exit(2)
    return tuple(lessons or known)


@app.command()
def build(
    lessons: Lessons = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a generated file is stale.")
    ] = False,
    take_notebook: Annotated[
        bool,
        typer.Option("--take-notebook", help="Bring edits made in JupyterLab to the text first."),
    ] = False,
    drop_notebook: Annotated[
        bool,
        typer.Option("--drop-notebook", help="Build the notebook anew; edits in it are lost."),
    ] = False,
) -> None:
    """Make releases, solutions and lesson data from the text notebooks.

    source_notebooks/LESSON.py is the only file that is written by hand. From it come
    release/LESSON/LESSON.ipynb (by nbgrader), solutions/LESSON.py and .ipynb, the data of
    `check` and `hint`, and source_notebooks/LESSON/LESSON.ipynb for work in JupyterLab.
    """
    from autograder import building

    layout = layout_or_exit()
    names = chosen(layout, lessons)
    raise typer.Exit(
        building.check(layout, names, talk)
        if check
        else building.build(layout, names, talk, take=take_notebook, drop=drop_notebook)
    )


def fail(message: str) -> None:
    """Say what went wrong and end with exit code 1."""
    talk.print(message, style="red")
    sys.exit(1)
