"""`course build`: derive, compare, write, and say what was done."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from autograder.build import worktree
from autograder.build.derivation import build_worktree, derive, stale, write
from autograder.model.layout import Layout


def check_files(layout: Layout, lessons: Sequence[str], talk: Console) -> int:
    """Say which generated files are not up to date; return the exit code."""
    old = [path for name in lessons for path in stale(derive(layout, name))]
    for path in old:
        talk.print(f"{path.relative_to(layout.root)} is not up to date.", style="red")
    if old:
        talk.print("Run `course build` and commit what it writes.")
        return 1
    talk.print(f"All generated files are up to date: {', '.join(lessons)}.")
    return 0


def build_lessons(
    layout: Layout, lessons: Sequence[str], talk: Console, *, take: bool, drop: bool
) -> int:
    """Write all generated files of the lessons; return the exit code."""
    for name in lessons:
        _build_one(layout, name, talk, take=take, drop=drop)
    return 0


def _build_one(layout: Layout, name: str, talk: Console, *, take: bool, drop: bool) -> None:
    source, notebook = layout.source(name), layout.source_notebook(name)
    if take and worktree.is_edited(notebook):
        source.write_text(worktree.take(notebook, source.read_text("utf-8")), "utf-8")
        talk.print(f"{source.relative_to(layout.root)}: edits taken from the notebook.")
    if (take or drop) and notebook.exists():
        notebook.unlink()
    build_worktree(layout, name)
    changed = write(derive(layout, name))
    names = ", ".join(str(path.relative_to(layout.root)) for path in changed)
    talk.print(f"{name}: {f'wrote {names}' if changed else 'all up to date'}.")
