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
from autograder.build.source import SourceError, parse_source
from autograder.model.layout import Layout
from autograder.model.phrases import number
from autograder.scaffold.naming import NewExercise, NotScaffolded, in_words
from autograder.verify.unfinished import PLACEHOLDER, written_by_hand

# New exercises stand before the lesson's end.
END = "# %% [markdown]\n# ## Key points"
# The four files in the order of `written_by_hand`, with the imports that the templates need.
NEEDS: Mapping[str, Mapping[str, str]] = {
    "notebook": {"check": "from course import check, hint, progress", "np": "import numpy as np"},
    "checks": {
        "check": "from autograder.checks.answer import Student, check",
        "Student": "from autograder.checks.answer import Student, check",
        "np": "import numpy as np",
    },
    "misconceptions": {
        "misconception": "from autograder.checks.reference_answers import misconception",
        "np": "import numpy as np",
    },
    "answers": {
        "right_answer": "from autograder.checks.reference_answers import right_answer",
        "np": "import numpy as np",
    },
}


def scaffold(layout: Layout, new: NewExercise) -> dict[Path, str]:
    """Return the whole texts of the four files with the new exercise; write nothing.

    Raises `NotScaffolded` where anything that exists is in the way.
    """
    _require_free(layout, new)
    files = dict(zip(NEEDS, written_by_hand(layout, new.lesson), strict=True))
    values = {
        "lesson": new.lesson,
        "lesson_title": in_words(new.lesson),
        "id": new.id,
        "title": new.title,
        "points": f"{new.points:.10g}",
        "share": number(new.points / 2),
        "half": _literal(new.points / 2),
        "quarter": _literal(new.points / 4),
        "rule": f"# --- {new.id} ".ljust(95, "-"),
        "number": _number_of(layout, new.lesson),
    }
    texts = {}
    for kind, path in files.items():
        where = str(path.relative_to(layout.root))
        before = _read(path, where) or _render(f"lesson.{kind}", values)
        added = _render(f"exercise.{kind}", values)
        _require_fit(kind, where, before, added, new.id)
        texts[path] = _insert(before, added) if kind == "notebook" else _append(before, added)
    _require_as_asked(texts[files["notebook"]], new)
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
    holds = ("statement, solution, hints", "checks", "misconceptions", "right answers")
    names = [str(path.relative_to(layout.root)) for path in written_by_hand(layout, new.lesson)]
    width = max(map(len, names))
    lines = (f"  {name:{width}}  {what}" for name, what in zip(names, holds, strict=True))
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
        where = str(layout.source(lesson).relative_to(layout.root))
        if mark.search(_read(layout.source(lesson), where)):
            raise NotScaffolded(
                f'There is an exercise "{new.id}" already, in {where}: edit it there, or take '
                "another name. `check` finds exercises by their names, in all lessons."
            )
    for path in written_by_hand(layout, new.lesson)[1:]:
        where = str(path.relative_to(layout.root))
        if new.id in _marked(_read(path, where), where):
            raise NotScaffolded(
                f'{where} holds something for an exercise "{new.id}" already: remove it, or take '
                "another name."
            )
    if worktree.is_edited(layout.sources / new.lesson / f"{new.lesson}.ipynb"):
        raise NotScaffolded(
            f"source_notebooks/{new.lesson}/{new.lesson}.ipynb was edited in Jupyter since it was "
            f"built: run `course build {new.lesson} --take-notebook` first."
        )


def _require_fit(kind: str, where: str, before: str, added: str, identifier: str) -> None:
    """Require that what is added finds its imports, and defines nothing a second time."""
    defined = _defined(before, where)
    for name, line in NEEDS[kind].items():
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


def _number_of(layout: Layout, lesson: str) -> int:
    """Return the number of a further exercise of the lesson. Raises `SourceError`."""
    where = str(layout.source(lesson).relative_to(layout.root))
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


def _marked(text: str, where: str) -> set[str]:
    """Return the exercises for which the module holds checks, misconceptions or answers."""
    functions = (node for node in ast.walk(_tree(text, where)) if isinstance(node, ast.FunctionDef))
    calls = (call for one in functions for call in one.decorator_list if isinstance(call, ast.Call))
    firsts = (call.args[0] for call in calls if call.args)
    return {str(first.value) for first in firsts if isinstance(first, ast.Constant)}


def _insert(text: str, added: str) -> str:
    """Return the text notebook with the cells added before its end."""
    before, end, after = text.partition(END)
    return f"{before.rstrip()}\n\n{added.strip()}\n" + (f"\n{end}{after}" if end else "")


def _append(text: str, added: str) -> str:
    is_head = isinstance(ast.parse(text).body[-1], ast.Import | ast.ImportFrom)
    blank = "\n" if is_head else "\n\n"
    return f"{text.rstrip()}\n{blank}{added.strip()}\n"


def _render(name: str, values: Mapping[str, object]) -> str:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template(f"{name}.jinja").render(values)


def _literal(points: float) -> str:
    text = f"{points:.10g}"
    return text if "." in text else f"{text}.0"
