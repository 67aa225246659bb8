"""`course export`: the class's points as a table."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Annotated, TextIO

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

PLACES = {"canvas": "Canvas", "moodle": "Moodle"}


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
    roster: Annotated[
        Path | None,
        typer.Option(
            help="Export of Canvas or Moodle that knows the students' ids; default: roster.csv "
            "in the folder of the class, if it is there.",
            show_default=False,
        ),
    ] = None,
    empty_cells: Annotated[
        bool,
        typer.Option(
            "--empty-cells",
            help="Canvas and Moodle: also those without a total, whose scores there are cleared.",
        ),
    ] = False,
) -> None:
    """Write the class's points as a table for a spreadsheet, Canvas or Moodle.

    Without names it takes the lessons that the gradebook knows.
    """
    from autograder.reports.export import FORMATS, known
    from autograder.reports.lms_export import left_out, strangers
    from autograder.reports.roster import FILE, NOBODY, read_roster
    from autograder.reports.spreadsheet import BYTE_ORDER_MARK
    from autograder.reports.standings import collect
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
    own = layout.class_folder / FILE
    people = read_roster(roster or own) if roster or own.is_file() else NOBODY
    rows = collect(url, [load_lesson(name) for name in names], layout)
    text = FORMATS[format](rows, unfinished, people, empty_cells)
    said = [strangers(rows, people)]
    if format in PLACES and not empty_cells:
        said.append(left_out(rows, unfinished, people, PLACES[format]))
    for sentence in filter(None, said):
        talk.print(sentence, markup=False)
    if output is None:
        sys.stdout.write(BYTE_ORDER_MARK * _is_file(sys.stdout) + text)
    else:
        if not output.absolute().parent.is_dir():
            wrong_use(f"{output} cannot be written: there is no folder {output.absolute().parent}.")
        write_atomically(output, BYTE_ORDER_MARK + text)


def _is_file(stream: TextIO) -> bool:
    """Return whether what is written goes to a file on disk, not to a person or a program."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False
