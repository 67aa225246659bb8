"""`course study`: a lesson's notebook, opened in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from course.lessons.catalogue import lesson_names
from course.student_lab import open_lab

FOLDER = "study"

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Study the lessons in JupyterLab.",
)


@app.callback()
def course() -> None:
    """Study the lessons in JupyterLab."""


@app.command()
def study(
    lesson: Annotated[
        str | None, typer.Argument(help="The lesson; default: the first.", show_default=False)
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where your notebooks are kept; yours are never overwritten. Default: study.",
            show_default=False,
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open JupyterLab.")
    ] = True,
    allow_root: Annotated[
        bool, typer.Option("--allow-root", help="Open JupyterLab although you are root.")
    ] = False,
) -> None:
    """Open a lesson's notebook in JupyterLab, as you left it last time."""
    name = lesson or next(iter(lesson_names()), "")
    if name not in lesson_names():
        _wrong(f"There is no lesson {name!r}; there are {', '.join(lesson_names())}.")
    folder = folder or _kept_in()
    mine = folder / f"{name}.ipynb"
    if not mine.exists():
        released = _released(name)
        if released is None:
            _wrong(
                f"There is no {mine}, and no release/{name}/{name}.ipynb here or above to copy. "
                "Put the notebook that you were given there."
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(released, mine)
        except OSError as error:
            _wrong(f"{mine} cannot be written: {error.strerror}. Name another --folder.")
    typer.echo(f"Your notebook is {mine}.", err=True)
    if browser:
        if importlib.util.find_spec("jupyterlab") is None:
            _wrong("JupyterLab is not installed here: run `pip install jupyterlab`.")
        if getattr(os, "geteuid", lambda: 1)() == 0 and not allow_root:
            _wrong(
                "You are root, and JupyterLab runs as root only if you say so: "
                "`course study --allow-root`. Better use an account of your own."
            )
        raise typer.Exit(open_lab(mine, ["--allow-root"] if allow_root else []))


def run_studying() -> None:
    """Run the student's command line."""
    app()


def _kept_in() -> Path:
    # A second folder inside of the first would hold blank copies, which look like lost work.
    here = Path.cwd()
    if _holds_lessons(here) and not {"release", "solutions", "source_notebooks"} & {
        here.name,
        here.parent.name,
    }:
        # Wherever the student keeps them; only those of the course itself are not the student's.
        return Path()
    # The shell's path, where it is true, keeps the names of links that were followed.
    shell = Path(os.environ.get("PWD", ""))
    same = shell.is_absolute() and shell.exists() and shell.samefile(Path.cwd())
    for here in (shell, Path.cwd()) if same else (Path.cwd(),):
        for folder in (here, *here.parents):
            if folder.name == FOLDER and _holds_lessons(folder):
                return folder
            if (folder / FOLDER).is_dir() and _holds_lessons(folder / FOLDER):
                return folder / FOLDER
    return Path(FOLDER)


def _holds_lessons(folder: Path) -> bool:
    return any((folder / f"{name}.ipynb").exists() for name in lesson_names())


def _released(name: str) -> Path | None:
    here = Path.cwd()
    paths = (folder / "release" / name / f"{name}.ipynb" for folder in (here, *here.parents))
    return next((path for path in paths if path.exists()), None)


def _wrong(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)
