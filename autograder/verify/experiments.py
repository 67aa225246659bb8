"""Each experiment has a prompt before it and a discussion after it, each figure has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from autograder.build.source import SourceCell, read_source, role_of
from autograder.model.findings import Finding
from autograder.model.layout import Layout

PICTURE = "picture"
DISCUSSIONS = {"discussion", "worked"}
# What shows something with words for those who cannot see it, or is words itself.
SPEAKING = {"show", "explore", "print", "display"}
QUOTED = 60


def silent_experiments(layout: Layout, lesson: str) -> list[Finding]:
    """Return a finding for each experiment without prompt or discussion, each figure without words.

    Raises `SourceError` where the lesson's text breaks a rule.
    """
    file = layout.shown(layout.source(lesson))
    cells = read_source(layout.source(lesson)).notebook.cells
    findings = []
    for place, cell in enumerate(cells):
        if role_of(cell) != "illustration":
            continue
        what = f"cell number {place + 1}, {_quoted(cell.source)},"
        if not _has_words(cell.source):
            sentence = (
                f"{what} shows a figure without alternative text: end it by "
                '`show(figure, alt="what is to be seen")`.'
            )
            findings.append(Finding(file, "alt", sentence))
        if not is_experiment(cell):
            continue
        if "prompt" not in _roles(reversed(cells[:place]), "answer"):
            sentence = (
                f"{what} is an experiment without a prompt: before it, ask for a prediction in a "
                'markdown cell tagged "prompt"; or tag it "picture" as well, if it only shows '
                "what the text has said."
            )
            findings.append(Finding(file, "prompt", sentence))
        if not DISCUSSIONS & _roles(cells[place + 1 :], "prompt"):
            sentence = (
                f"{what} is an experiment without a discussion: after it, say what is to be seen "
                'in a markdown cell tagged "discussion", or "worked" if that gives away an '
                "exercise or a question."
            )
            findings.append(Finding(file, "discussion", sentence))
    return findings


def is_experiment(cell: SourceCell) -> bool:
    """Return whether the cell shows something of which the text has not told."""
    if role_of(cell) != "illustration" or PICTURE in cell.metadata.get("tags", []):
        return False
    return any(map(_shows, _parsed(cell.source).body))


def _roles(cells: Iterator[SourceCell] | Sequence[SourceCell], end: str) -> set[str]:
    """Return the roles of the cells up to the next experiment, or to one of the role `end`."""
    found: set[str] = set()
    for cell in cells:
        if is_experiment(cell) or role_of(cell) == end:
            break
        found.add(role_of(cell))
    return found


def _has_words(source: str) -> bool:
    """Return whether nothing is shown but by what speaks, too."""
    body = _parsed(source).body
    last = body[-1] if body else None
    silent = isinstance(last, ast.Expr) and _called(last.value) not in SPEAKING
    return not silent and "plt.show(" not in source


def _shows(statement: ast.stmt) -> bool:
    """Return whether the statement calls something for its effect; definitions show nothing."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return False
    return isinstance(statement, ast.Expr) or any(
        _shows(inner) for inner in ast.iter_child_nodes(statement) if isinstance(inner, ast.stmt)
    )


def _called(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)


def _parsed(source: str) -> ast.Module:
    # Magics are no Python; none of them shows a figure.
    lines = (line for line in source.split("\n") if not line.startswith(("%", "!", "# %")))
    return ast.parse("\n".join(lines))


def _quoted(source: str) -> str:
    lines = [line for line in source.split("\n") if line.strip() and line[0] not in "%!#"]
    return f"“{(lines or [''])[0][:QUOTED]}”"
