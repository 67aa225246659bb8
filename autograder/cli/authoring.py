"""The author's commands: `course new`, `build`, `check` and `mutate`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autograder.cli.console import Lessons, chosen, data, layout_or_exit, talk, wrong_use

CORES = os.cpu_count() or 1
Afresh = Annotated[bool, typer.Option("--afresh", help="Try all again, also what has not changed.")]


def new(
    name: Annotated[
        str,
        typer.Argument(
            metavar="LESSON.EXERCISE",
            help="The lesson, which may be new, and the name of the function that students write.",
            show_default=False,
        ),
    ],
    title: Annotated[
        str | None,
        typer.Option(help="What the heading says; default: the name.", show_default=False),
    ] = None,
    points: Annotated[float, typer.Option(help="What the exercise is worth.")] = 4,
) -> None:
    """Add an exercise to a lesson: a small example that works, to be replaced by yours.

    It goes into source_notebooks/LESSON.py (statement, solution, hints) and a file of its own,
    autograder/lessons/LESSON/test_EXERCISE.py (a public and a hidden check, mistakes that
    students make, right answers). A new lesson also gets an example class in examples/LESSON/.
    What is there stays. Each place to be written holds the word REPLACE, and `course check`
    lists those that are left.
    """
    from autograder.scaffold import drafts, naming

    layout = layout_or_exit()
    try:
        exercise = naming.new_exercise(name, title, points)
        written = drafts.scaffold(layout, exercise)
    except naming.NotScaffolded as error:
        wrong_use(str(error))
    drafts.write(written)
    talk.print(drafts.next_steps(layout, exercise), markup=False)


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
    from autograder.build import course_build

    layout = layout_or_exit()
    names = chosen(layout, lessons)
    if not names:
        wrong_use(f"There is no lesson in {layout.sources}: write LESSON.py there.")
    raise typer.Exit(
        course_build.check_files(layout, names, talk)
        if check
        else course_build.build_lessons(layout, names, talk, take=take_notebook, drop=drop_notebook)
    )


def check(
    lessons: Lessons = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that try answers.")
    ] = os.cpu_count() or 1,
    afresh: Afresh = False,
) -> None:
    """Prove that every exercise's grader accepts right answers, and catches and names mistakes.

    It names each file, the rule that it breaks, and the fix. Exit code 1: something is to be
    mended.
    """
    from autograder.verify import course_check

    layout = layout_or_exit()
    raise typer.Exit(
        course_check.check_lessons(
            layout, chosen(layout, lessons), talk, data, workers, afresh=afresh
        )
    )


def mutate(
    lessons: Lessons = None,
    floor: Annotated[
        float, typer.Option(min=0, max=1, help="Share of mutants that checks must notice.")
    ] = 0.95,
    seconds: Annotated[
        float | None, typer.Option(min=1, help="Time that all may take.", show_default=False)
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that try mutants.")
    ] = os.cpu_count() or 1,
    afresh: Afresh = False,
) -> None:
    """Change every reference function a little, again and again: do the checks notice?

    A change that none notices needs a new check, or a reason why no result changes, below the
    exercise's right answers. Exit code 1: there are such changes, or the score is too low.
    """
    from autograder.mutation import course_mutate

    layout = layout_or_exit()
    names = chosen(layout, lessons)
    raise typer.Exit(
        course_mutate.mutate_lessons(
            names,
            layout,
            talk,
            data,
            floor=floor,
            seconds=seconds,
            workers=workers,
            afresh=afresh,
        )
    )
