"""`course export`: the class's points as a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import (
    Lessons,
    chosen,
    configure_class,
    layout_or_exit,
    talk,
    wrong_use,
)
from course.lessons.catalogue import load_lesson


def export(
    lessons: Lessons = None,
    format: Annotated[str, typer.Option(help="csv, canvas or moodle.")] = "csv",
    db: Annotated[
        str | None, typer.Option(help="Address of the gradebook.", show_default=False)
    ] = None,
    class_folder: Annotated[
        Path | None,
        typer.Option("--class", metavar="FOLDER", help="Folder of the class.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File to write instead of standard output.", show_default=False
        ),
    ] = None,
    unfinished: Annotated[
        bool,
        typer.Option(
            "--unfinished", help="Canvas and Moodle: also totals that still wait for hand grading."
        ),
    ] = False,
) -> None:
    """Write the class's points as a table for a spreadsheet, Canvas or Moodle.

    Without names it takes the lessons that the gradebook knows.
    """
    from autograder.reports.export import FORMATS, known
    from autograder.reports.export import export as table
    from autograder.store.record_store import write_atomically

    layout = layout_or_exit(class_folder)
    configure_class(layout)
    if format not in FORMATS:
        wrong_use(f"There is no format {format!r}; there are {', '.join(FORMATS)}.")
    url = db or layout.database
    names = chosen(layout, lessons)
    if not lessons:
        graded = known(url, names)
        for name in names:
            if name not in graded:
                talk.print(f"The gradebook does not know {name}, which is left out.")
        names = graded
    text = table(format, url, [load_lesson(name) for name in names], layout, unfinished)
    if output is None:
        sys.stdout.write(text)
    else:
        if not output.absolute().parent.is_dir():
            wrong_use(f"{output} cannot be written: there is no folder {output.absolute().parent}.")
        write_atomically(output, text)
