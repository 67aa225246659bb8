"""`course forget`: a student who should not be in the class is taken out of it."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.console import configure_class, layout_or_exit, talk, wrong_use
from autograder.model.phrases import count, number, one_line

if TYPE_CHECKING:
    from autograder.classroom.removal import Kept


def forget(
    student: Annotated[str, typer.Argument(help="The student, as the gradebook names them.")],
    db: Annotated[
        str | None, typer.Option(help="Address of the gradebook.", show_default=False)
    ] = None,
    class_folder: Annotated[
        Path | None,
        typer.Option("--class", metavar="FOLDER", help="Folder of the class.", show_default=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a student from gradebook, records, autograded/ and feedback/.

    What was handed in, in submitted/, stays.
    """
    from autograder.classroom.removal import kept_of, remove, students

    layout = layout_or_exit(class_folder)
    configure_class(layout)
    url = db or layout.database
    kept = kept_of(layout, url, student)
    if not kept:
        near = get_close_matches(student, students(layout, url), 3, 0.5)
        names = ", ".join(one_line(name) for name in near)
        hint = f"Did you mean {names}?" if near else "`course export` lists all."
        wrong_use(f"There is no student {one_line(student)!r} in this class. {hint}")
    _show(kept, layout.class_folder)
    if not yes and not typer.confirm("Remove all this?", err=True):
        talk.print("Nothing was removed.")
        raise typer.Exit(1)
    remove(url, kept)
    talk.print(f"{one_line(student)} was removed.", markup=False)
    if (layout.submitted / student).exists():
        talk.print(
            f"{layout.submitted.name}/ still holds what was handed in: `course grade` takes it "
            "in again, unless you move it away.",
            markup=False,
        )


def _show(kept: Kept, folder: Path) -> None:
    for work in kept.works:
        points = f"{number(work.score)}/{number(work.max_score)}"
        hand = f", {count(work.by_hand, 'mark')} by hand" if work.by_hand else ""
        talk.print(f"gradebook: {work.assignment}, {points} points{hand}", markup=False)
    if kept.in_gradebook and not kept.works:
        talk.print("gradebook: the student's name, no work")
    for path in kept.paths:
        talk.print(one_line(str(path.relative_to(folder))), markup=False)
    if kept.by_hand:
        talk.print(
            f"{count(kept.by_hand, 'mark')} given by a person will be lost: scores, extra credit "
            "or comments.",
            style="bold red",
            markup=False,
        )
