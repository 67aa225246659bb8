"""`course new`: a new exercise as a small example that works, to be replaced piece by piece.

The texts are templates in `templates/new`: one for each file of a lesson that is not there
yet, and one for what an exercise adds to it. Nothing that exists is changed but by addition.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.build import worktree
from autograder.build.header import SourceError, read_order
from autograder.build.source import parse_source
from autograder.model.layout import Layout
from autograder.model.phrases import number
from autograder.scaffold.naming import NewExercise, NotScaffolded, in_words
from autograder.verify.unfinished import PLACEHOLDER

# New exercises stand before the lesson's end.
END = "# %% [markdown]\n# ## Key points"
# What the cells of a new exercise use.
NEEDS = {"check": "from course import check, hint, progress", "np": "import numpy as np"}


def scaffold(layout: Layout, new: NewExercise) -> dict[Path, str]:
    """Return the whole texts of all files with the new exercise; write nothing.

    They are the lesson's text and the exercise's file; for a new lesson also the package that
    holds the file, and two recipes of an example class. Raises `NotScaffolded` where anything
    that exists is in the way.
    """
    _require_free(layout, new)
    values = {
        "lesson": new.lesson,
        "lesson_title": in_words(new.lesson),
        "order": _next_order(layout) if not layout.source(new.lesson).exists() else 0,
        "id": new.id,
        "title": new.title,
        "points": f"{new.points:.10g}",
        "share": number(new.points / 2),
        "half": _literal(new.points / 2),
        "quarter": _literal(new.points / 4),
        "number": _number_of(layout, new.lesson),
    }
    source, exercise = layout.source(new.lesson), layout.exercise(new.lesson, new.id)
    recipes = layout.recipes(new.lesson)
    where = layout.shown(source)
    before = _read(source, where) or _render("lesson.notebook", values)
    added = _render("exercise.notebook", values)
    _require_fit(where, before, added, new.id)
    texts = {source: _insert(before, added), exercise: _render("exercise.file", values)}
    _require_as_asked(texts[source], new)
    for path, name in (
        (exercise.parent / "__init__.py", "lesson.package"),
        (recipes / "full_worked_notebook.py", "lesson.full"),
        (recipes / "empty_blank_release.py", "lesson.empty"),
    ):
        if not path.exists():
            texts[path] = _render(name, values)
    return texts


def write(texts: Mapping[Path, str]) -> None:
    """Write all texts or none. Raises `NotScaffolded` if a file cannot be written."""
    drafts = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in texts}
    written: list[Path] = []
    try:
        for path, draft in drafts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(draft)
            draft.write_bytes(texts[path].encode())
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        raise NotScaffolded(f"{error.filename} cannot be written: {error.strerror}.") from error
    finally:
        for draft in written:
            draft.unlink(missing_ok=True)


def next_steps(layout: Layout, new: NewExercise) -> str:
    """Return what was written, and what its author does next."""
    files = {
        layout.source(new.lesson): "statement, solution, hints",
        layout.exercise(new.lesson, new.id): "checks, misconceptions, right answers",
        layout.recipes(new.lesson): "an example class",
    }
    width = max(len(layout.shown(path)) for path in files)
    lines = (f"  {layout.shown(path):{width}}  {what}" for path, what in files.items())
    return "\n".join(
        (
            f"{new.lesson}.{new.id} is there, a toy that works:",
            *lines,
            "Next:",
            f"  course build {new.lesson}",
            f"  course check {new.lesson}    lists the lines that hold {PLACEHOLDER}: write there",
            "Repeat both until nothing is left to be mended.",
        )
    )


def _require_free(layout: Layout, new: NewExercise) -> None:
    """Require that no lesson has the exercise, and that no edit waits in JupyterLab."""
    mark = re.compile(rf'"grade_id":\s*"(check_)?{new.id}"')
    for lesson in layout.lessons():
        where = layout.shown(layout.source(lesson))
        if mark.search(_read(layout.source(lesson), where)):
            raise NotScaffolded(
                f'There is an exercise "{new.id}" already, in {where}: edit it there, or take '
                "another name. `check` finds exercises by their names, in all lessons."
            )
    file = layout.exercise(new.lesson, new.id)
    if file.exists():
        raise NotScaffolded(
            f"{layout.shown(file)} is there already: remove it, or take another name."
        )
    if worktree.is_edited(layout.source_notebook(new.lesson)):
        raise NotScaffolded(
            f"{layout.shown(layout.source_notebook(new.lesson))} was edited in Jupyter since it "
            f"was built: run `course build {new.lesson} --take-notebook` first."
        )


def _require_fit(where: str, before: str, added: str, identifier: str) -> None:
    """Require that what is added finds its imports, and defines nothing a second time."""
    defined = _defined(before, where)
    for name, line in NEEDS.items():
        if name not in defined:
            raise NotScaffolded(f"{where} does not import `{name}`: add the line `{line}`.")
    for name in sorted(_defined(added, where) & defined):
        raise NotScaffolded(
            f"{where} defines `{name}` already: rename it there, or take another name than "
            f'"{identifier}".'
        )


def _require_as_asked(text: str, new: NewExercise) -> None:
    """Require that the text notebook is read as it was meant: a title may hold anything."""
    asked = (new.id, new.title, new.points)
    try:
        exercises = parse_source(text, new.lesson, f"source_notebooks/{new.lesson}.py").exercises
    except SourceError as error:
        raise NotScaffolded(f"The exercise does not fit the lesson. {error}") from error
    if asked not in [(one.id, one.title, one.points) for one in exercises]:
        raise NotScaffolded(
            f"The title {new.title!r} does not fit in a heading: take one line of words, without "
            "a number before and points after them."
        )


def _next_order(layout: Layout) -> int:
    """Return the place of a further lesson: the last. Raises `SourceError`."""
    return max((read_order(layout.source(one)) for one in layout.lessons()), default=0) + 1


def _number_of(layout: Layout, lesson: str) -> int:
    """Return the number of a further exercise of the lesson. Raises `SourceError`."""
    where = layout.shown(layout.source(lesson))
    text = _read(layout.source(lesson), where)
    return len(parse_source(text, lesson, where).exercises) + 1 if text else 1


def _read(path: Path, where: str) -> str:
    try:
        return path.read_bytes().decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise NotScaffolded(f"{where} cannot be read ({error}): mend it first.") from error


def _tree(text: str, where: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise NotScaffolded(f"{where} is not Python ({error}): mend it first.") from error


def _defined(text: str, where: str) -> set[str]:
    """Return all names that the module's own statements bind."""
    found: set[str] = set()
    for node in ast.walk(_tree(text, where)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(one.asname or one.name).partition(".")[0] for one in node.names}
    for statement in _tree(text, where).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found.add(statement.name)
        else:
            names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            found |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return found


def _insert(text: str, added: str) -> str:
    """Return the text notebook with the cells added before its end."""
    before, end, after = text.partition(END)
    return f"{before.rstrip()}\n\n{added.strip()}\n" + (f"\n{end}{after}" if end else "")


def _render(name: str, values: Mapping[str, object]) -> str:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template(f"{name}.jinja").render(values)


def _literal(points: float) -> str:
    text = f"{points:.10g}"
    return text if "." in text else f"{text}.0"
