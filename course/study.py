"""`course study`: a lesson's notebook, opened in JupyterLab."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from course.lessons.catalogue import lesson_names

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
        Path, typer.Option(help="Where your notebooks are kept; yours are never overwritten.")
    ] = Path("study"),
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open JupyterLab.")
    ] = True,
) -> None:
    """Open a lesson's notebook in JupyterLab, as you left it last time."""
    name = lesson or next(iter(lesson_names()), "")
    if name not in lesson_names():
        _wrong(f"There is no lesson {name!r}; there are {', '.join(lesson_names())}.")
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
        command = [sys.executable, "-m", "jupyterlab", str(mine)]
        raise typer.Exit(subprocess.call(command))


def run_studying() -> None:
    """Run the student's command line."""
    app()


def _released(name: str) -> Path | None:
    here = Path.cwd()
    paths = (folder / "release" / name / f"{name}.ipynb" for folder in (here, *here.parents))
    return next((path for path in paths if path.exists()), None)


def _wrong(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)
