"""The instructor's commands; those of a lesson's author are in `autograder.cli.app.authoring`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from autograder.cli.authoring import build, check, mutate, new
from autograder.cli.console import (
    Lessons,
    chosen,
    configure_class,
    data,
    layout_or_exit,
    talk,
    wrong_use,
)
from autograder.cli.leaving import forget
from autograder.cli.points import export
from autograder.model.faults import Fault
from autograder.model.layout import Layout
from autograder.sandbox.levels import TRUSTED, Level, is_trusting
from course.lessons.catalogue import load_lesson
from course.study import study

if TYPE_CHECKING:
    from autograder.classroom.class_run import ClassResult

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Build lessons, grade classes, give feedback. Run it in the course's folder.",
)
for command in (new, build, check, mutate, study, export, forget):
    app.command()(command)


@app.command()
def grade(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Notebook files or folders of them; default: submitted/STUDENT/LESSON.",
            show_default=False,
        ),
    ] = None,
    lesson: Annotated[
        str | None, typer.Option(help="The lesson that the submissions answer.", show_default=False)
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(help="Address of the gradebook, as SQLAlchemy takes it.", show_default=False),
    ] = None,
    json_file: Annotated[
        str | None,
        typer.Option(
            "--json",
            metavar="FILE",
            help="Write one JSON object a submission; - for standard output.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that grade.")] = os.cpu_count()
    or 1,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Grade on this Dask cluster.", show_default=False),
    ] = None,
    class_folder: Annotated[
        Path | None,
        typer.Option(
            "--class",
            metavar="FOLDER",
            help="Folder of the class: submitted/, marks "
            "and feedback. Default: the course's folder.",
            show_default=False,
        ),
    ] = None,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="Grade unchanged submissions again, too.")
    ] = False,
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Show whose marks would move, and why; write nothing."),
    ] = False,
    unproven: Annotated[
        bool,
        typer.Option("--unproven", help="Do not try first whether the worked solutions pass."),
    ] = False,
    trust_submissions: Annotated[
        bool,
        typer.Option(
            "--trust-submissions",
            help="Run student code without isolation: for your own work only.",
        ),
    ] = False,
) -> None:
    """Grade submissions: one record each, whatever they hold.

    Without paths it grades nbgrader's tree submitted/STUDENT/LESSON/LESSON.ipynb. Marks go
    into the gradebook, graded notebooks to autograded/, pages for students to feedback/.
    With --json and paths, nothing is stored unless --db is given. A run that was stopped
    goes on where it was; hand-given scores are kept.
    """
    from autograder.classroom import class_run
    from autograder.intake import collection
    from autograder.intake.passed_over import passed_over

    layout = layout_or_exit(class_folder)
    names = chosen(layout, [lesson] if lesson else None)
    absent = [str(path) for path in paths or () if not path.exists()]
    if absent:
        wrong_use(f"There is no {', '.join(absent)}: name notebook files or folders of them.")
    if not paths and not layout.submitted.is_dir():
        wrong_use(f"There is no {layout.submitted}: name notebook files, or put submissions there.")
    found = (
        collection.from_paths(paths, layout.lessons(), lesson)
        if paths
        else collection.from_tree(layout.submitted, names)
    )
    for sentence in () if paths else passed_over(layout.submitted, layout.lessons()):
        talk.print(sentence, style="yellow", markup=False)
    if not found:
        wrong_use("There are no notebooks to grade there.")
    clash = collection.same_student(found, layout.lessons())
    if clash:
        wrong_use(clash)
    stores = db is not None or diff or not (paths and json_file)
    database = (db or layout.database) if stores else None
    level = Level.NONE if trust_submissions else None
    with _json_lines(json_file) as lines:
        order = class_run.Order(
            *(found, database, lines, workers, scheduler, afresh),
            level=level,
            unproven=unproven,
            tries_out=diff,
        )
        graded = class_run.grade_class(layout, order, talk)
    if diff:
        _report_moves(graded, to_stdout=json_file != "-", would=True)
    else:
        _report(graded, layout if stores else None, database, to_stdout=json_file != "-")
    raise typer.Exit(graded.exit_code)


@app.command()
def feedback(
    lessons: Lessons = None,
    db: Annotated[
        str | None, typer.Option(help="Address of the gradebook.", show_default=False)
    ] = None,
    class_folder: Annotated[
        Path | None,
        typer.Option("--class", metavar="FOLDER", help="Folder of the class.", show_default=False),
    ] = None,
) -> None:
    """Write the feedback pages anew, with the scores and comments given by hand.

    Run it after grading the written answers in formgrader. Nothing is graded again.
    """
    from autograder.gradebook.entries import manual_marks
    from autograder.reports.feedback import write_pages
    from autograder.store.record_store import read_records

    layout = layout_or_exit(class_folder)
    configure_class(layout)
    for name in chosen(layout, lessons):
        records = read_records(layout, name)
        if records:
            marks = manual_marks(db or layout.database, name)
            pages = write_pages(layout, records, load_lesson(name), marks)
            talk.print(f"{name}: {len(pages)} pages in {layout.feedback}.")
        else:
            talk.print(f"{name}: no submissions were graded; run `course grade` first.")


@app.command()
def doctor() -> None:
    """Say how well student code is shut in on this machine, and what is missing.

    Each denial is tried from inside, as a student would. Exit code 1: nothing can be graded.
    """
    from autograder.sandbox import doctor as examination

    raise typer.Exit(examination.report_isolation(talk, data))


@app.command()
def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where the class goes; default: build/demo.", show_default=False),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that grade.")] = os.cpu_count()
    or 1,
    afresh: Annotated[bool, typer.Option("--afresh", help="Grade all anew.")] = False,
) -> None:
    """Build the lessons, make a class of the examples, grade it, and say where all lies."""
    from autograder.demo import demonstration

    raise typer.Exit(
        demonstration.demonstrate(layout_or_exit(), folder, workers, afresh, talk, data)
    )


def _report(
    graded: ClassResult, layout: Layout | None, database: str | None, *, to_stdout: bool
) -> None:
    from autograder.reports.class_table import class_table, summary_line

    out = data if to_stdout else talk
    out.print(class_table(graded.records))
    line = summary_line(graded.records, graded.unchanged, graded.again)
    out.print(line, highlight=False, soft_wrap=True)
    if graded.moves:
        _report_moves(graded, to_stdout=to_stdout, would=False)
    if layout is not None and database is not None:
        from autograder.gradebook.database import shown

        place = f"Gradebook: {shown(database)}\nFeedback pages: {layout.feedback}"
        talk.print(place, highlight=False, markup=False)


def _report_moves(graded: ClassResult, *, to_stdout: bool, would: bool) -> None:
    from autograder.reports.moves import moves_line, moves_table

    out = data if to_stdout else talk
    if graded.moves:
        out.print(moves_table(graded.moves))
    out.print(moves_line(graded.moves, would=would), highlight=False, soft_wrap=True)


@contextlib.contextmanager
def _json_lines(file: str | None) -> Iterator[TextIO | None]:
    if file is None:
        yield None
    elif file == "-":
        yield sys.stdout
    else:
        with contextlib.ExitStack() as stack:
            try:
                stream = stack.enter_context(Path(file).open("w", encoding="utf-8"))
            except OSError as error:
                wrong_use(f"{file} cannot be written: {error.strerror}.")
            yield stream


def run_teaching() -> None:
    """Run the command line: a fault that has a remedy is a sentence and exit code 1."""
    if is_trusting():
        talk.print(TRUSTED, style="bold red", markup=False)
    try:
        app()
    except Fault as fault:
        if os.environ.get("COURSE_TRACEBACK") == "1":
            raise
        talk.print(str(fault), style="red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        talk.print("Stopped. What was stored is complete; the same command goes on from here.")
        sys.exit(130)
