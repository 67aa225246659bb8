"""What an example class must hold: recipes that can be read, a full one and an empty one."""

from __future__ import annotations

from pathlib import Path

from autograder.model.findings import Finding
from autograder.model.layout import Layout
from autograder.verify.recipes import RecipeError, parse_recipe

VERDICTS = ("full", "partial", "empty", "odd", "hostile")
# What the least class consists of: who gets all points, and who gets none.
LEAST = {
    "full": "add full_worked_notebook.py, with the lines `# base: worked` and "
    "`# expect: score=full` below a docstring that says what it is.",
    "empty": "add empty_blank_release.py, with the lines `# base: release` and "
    "`# expect: score=0 others=not_attempted` below a docstring that says what it is.",
}


def class_faults(layout: Layout, lesson: str) -> list[Finding]:
    """Return a finding for each recipe that is malformed, and for each that is missing."""
    folder = layout.recipes(lesson)
    paths = sorted(folder.glob("*.py"))
    verdicts = {_verdict(path) for path in paths}
    missing = [
        Finding(layout.shown(folder), "examples", f"the example class has no {verdict}_*.py: {fix}")
        for verdict, fix in LEAST.items()
        if verdict not in verdicts
    ]
    return [*missing, *(fault for path in paths for fault in _faults(layout, path))]


def _faults(layout: Layout, path: Path) -> list[Finding]:
    sentences = []
    if _verdict(path) not in VERDICTS:
        names = ", ".join(f"{verdict}_" for verdict in VERDICTS)
        sentences.append(f"a recipe is named by its verdict: begin its name with one of {names}.")
    try:
        parse_recipe(path.read_text(encoding="utf-8"), path)
    except RecipeError as error:
        line, _, fault = str(error).removeprefix(f"{path}:").partition(": ")
        sentences.append(f"line {line}: {fault}")
    except (OSError, ValueError) as error:
        sentences.append(f"the file cannot be read as UTF-8 text ({error}): mend it.")
    return [Finding(layout.shown(path), "examples", sentence) for sentence in sentences]


def _verdict(path: Path) -> str:
    verdict, _, what = path.stem.partition("_")
    return verdict if what else ""
