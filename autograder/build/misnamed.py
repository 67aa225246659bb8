"""Answer cells that do not define the function that they are named after, or hide no solution."""

from __future__ import annotations

import ast
from types import ModuleType

from autograder.build.source import BEGIN, END, SourceLesson, grade_id, role_of
from autograder.checks.author_faults import AuthorFault, fault_at


def refuse_misnamed(source: SourceLesson, text: str, reference: ModuleType) -> None:
    """Raise `AuthorFault` for the first answer cell that is not what its `grade_id` says.

    `text` is the lesson's, `reference` the module that its cells define.
    """
    for cell in source.notebook.cells:
        if role_of(cell) != "answer":
            continue
        name = grade_id(cell)
        if not callable(getattr(reference, name, None)):
            raise _misnamed(source, text, name, cell.source)
        lines = [line.strip() for line in cell.source.splitlines()]
        for mark in (BEGIN, END):
            if mark not in lines:
                raise fault_at(
                    f"source_notebooks/{source.name}.py",
                    _line(text, name),
                    "markers",
                    f'the answer cell "{name}" has no line `{mark}`: the solution stands between '
                    f"`{BEGIN}` and `{END}`.",
                )


def _misnamed(source: SourceLesson, text: str, name: str, code: str) -> AuthorFault:
    defined = [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    what = f"defines `{'`, `'.join(defined)}`" if defined else "defines no function"
    return fault_at(
        f"source_notebooks/{source.name}.py",
        _line(text, name),
        "answer",
        f'the answer cell "{name}" {what}, not `{name}`: a function and the grade_id of its cell '
        "have one name. Rename one of them.",
    )


def _line(text: str, name: str) -> int:
    """Return the line at which the cell begins, 0 if it is not found."""
    marks = (
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith("# %%") and f'"grade_id": "{name}"' in line
    )
    return next(marks, 0)
