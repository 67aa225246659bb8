"""Recipes of submissions: the example class, good, bad and hostile, as short text files.

A recipe is a text file examples/LESSON/NAME.py, named by its verdict. Its header says what
the submission is, how it is made from the lesson's notebooks, and what grading must give:

    \"\"\"The springs run along the columns: only the table loses points.\"\"\"
    # base: worked
    # expect: score=12.5 pull_table=failed

Below it stand cells. `# %% pull_table` replaces the cell with that grade_id, `# %% top` and
`# %% end` add a cell; `# %% [markdown] why_square` is a written answer. The line
`# -- split --` within a cell splits it in two, as JupyterLab does; `# %timeit` and `# !ls` are
magics. `DIRECTIVES` lists what else the header may say.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import Status
from autograder.sandbox.levels import is_trusting
from course.results.outcomes import Outcome

DIRECTIVES = {
    "base": "the notebook that it starts from: worked, release or nothing",
    "expect": "status=, score= (a number, `full` or `full-4`), others= and EXERCISE=OUTCOME, "
    "where a|b allows either; what is not said is graded, 0, passed; written answers are "
    "`answered` or `blank`",
    "says": "a text that the record must hold in a message or a note",
    "needs": "`isolation`: the verdict holds only where student code is locked in",
    "student": "the student's folder, if not the recipe's name",
    "stub": "exercises whose answer is as in the release",
    "edit": "CELL: OLD -> NEW, a replacement within a cell",
    "duplicate": "cells that stand twice",
    "delete": "cells that are gone, or `everything`",
    "metadata": "`stripped`: cells and notebook carry no metadata, as after pasting",
    "lesson": "the lesson that the notebook claims to be",
    "points": "the points that the student gave to each check cell",
    "claims": "`everything`: answer cells say that they are locked check cells, and all metadata "
    "say full marks",
    "outputs": "`flood` (8 MB of them) or `forged` (full marks in each check cell)",
    "file": "the kind of file, one of FILES",
    "name": "the file's name, if not LESSON.ipynb",
}
OFTEN = ("edit", "says", "expect", "stub", "duplicate", "delete")
FILES = (
    *("notebook", "truncated", "byte_order_mark", "format_3"),
    *("empty", "huge", "picture", "directory", "missing"),
)
# Attacks aim at what Linux offers, and only there are they locked in; never where all is trusted.
ATTACKS_RUN_HERE = sys.platform == "linux" and not is_trusting()
# In the place of a score: all points that need no person, or all but some.
FULL = "full"
# So that an endless loop costs little; who waits for none has all the time that students have.
LIMITS = Limits(cell_seconds=2, call_seconds=2, submission_seconds=20, memory_bytes=2 << 30)


class RecipeError(ValueError):
    """A recipe is not as it must be: the message names file, line and fault."""


@dataclass(frozen=True)
class RecipeCell:
    """A cell of a recipe: a grade_id, `top` or `end`; `line` is where it begins."""

    target: str
    source: str
    line: int


@dataclass(frozen=True)
class Directive:
    """One line of a recipe's header."""

    key: str
    value: str
    line: int


@dataclass(frozen=True)
class Expectation:
    """What grading must give. Each text in `outcomes` may allow several, as in `a|b`.

    Without a `score` it is all that can be had, less what is `lost`.
    """

    status: str
    score: float | None
    lost: float
    outcomes: tuple[tuple[str, str], ...]
    others: str
    says: tuple[str, ...]
    needs_isolation: bool

    def points(self, most: float) -> float:
        """Return the score, of a lesson in which so many points can be had."""
        return most - self.lost if self.score is None else self.score

    def of(self, exercise: str) -> tuple[str, ...]:
        """Return the outcomes that the exercise may have."""
        return tuple(dict(self.outcomes).get(exercise, self.others).split("|"))


@dataclass(frozen=True)
class Recipe:
    """One submission of the example class: how it is made, and what grading must give."""

    name: str
    path: Path
    about: str
    directives: tuple[Directive, ...]
    cells: tuple[RecipeCell, ...]

    @property
    def lesson(self) -> str:
        """The lesson whose example class it belongs to."""
        return self.path.parent.name

    @property
    def hostile(self) -> bool:
        """Whether its code attacks the grader; such code runs on Linux only."""
        return self.name.startswith("hostile_")

    @property
    def limits(self) -> Limits:
        """What grading it may cost: little where something may run without end."""
        ends = {one for _, allowed in self.expected.outcomes for one in allowed.split("|")}
        may_hang = self.hostile or Outcome.TIMED_OUT in ends | {self.expected.others}
        return LIMITS if may_hang else Limits()

    @property
    def student(self) -> str:
        """The student's id."""
        return self.get("student", self.name)

    @property
    def expected(self) -> Expectation:
        """What grading must give."""
        pairs = dict(re.findall(r"(\w+)=(\S+)", self.get("expect")))
        told = pairs.pop("score", "0")
        try:
            score, lost = (None, _lost(told)) if told.startswith(FULL) else (float(told), 0.0)
        except ValueError:
            raise self.fault("the score in `expect` is no number", "expect") from None
        status, others = pairs.pop("status", "graded"), pairs.pop("others", "passed")
        says = tuple(one.value for one in self.directives if one.key == "says")
        isolated = self.get("needs") == "isolation"
        return Expectation(status, score, lost, tuple(pairs.items()), others, says, isolated)

    def get(self, key: str, default: str = "") -> str:
        """Return the directive's value; values of several lines are joined by a space."""
        values = [one.value for one in self.directives if one.key == key]
        return " ".join(values) if values else default

    def fault(self, what: str, at: str | int) -> RecipeError:
        """Return the error that says what is wrong at a line or at a directive's line."""
        if isinstance(at, str):
            at = next((one.line for one in self.directives if one.key == at), 1)
        return RecipeError(f"{self.path}:{at}: {what}.")


def read_recipes(
    layout: Layout, lesson: str, hostile: bool = ATTACKS_RUN_HERE
) -> tuple[Recipe, ...]:
    """Return the lesson's recipes by name. Raises `RecipeError` for one that is malformed.

    hostile: whether to include code that attacks the grader.
    """
    paths = sorted(layout.recipes(lesson).glob("*.py"))
    recipes = (parse_recipe(path.read_text(encoding="utf-8"), path) for path in paths)
    return tuple(recipe for recipe in recipes if hostile or not recipe.hostile)


def parse_recipe(text: str, path: Path) -> Recipe:
    """Return the recipe in `text`; `path` names it, also in errors."""
    head, *parts = re.split(r"^# %%[ \t]*(.*)\n", text, flags=re.MULTILINE)
    line = head.count("\n") + 1
    cells = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        source = body.strip("\n")
        if title.startswith("[markdown]"):
            source = re.sub(r"^# ?", "", source, flags=re.MULTILINE)
        else:
            source = re.sub(r"^( *)# ([%!]\w)", r"\1\2", source, flags=re.MULTILINE)
        cells.append(RecipeCell(title.removeprefix("[markdown]").strip(), source, line))
        line += body.count("\n") + 1
    directives = tuple(
        Directive(found[1], found[2].strip(), number)
        for number, row in enumerate(head.split("\n"), start=1)
        if (found := re.match(r"# (\w+):(.*)", row))
    )
    try:
        about = ast.get_docstring(ast.parse(head)) or ""
    except SyntaxError as error:
        raise RecipeError(f"{path}:{error.lineno}: the header is not Python.") from error
    recipe = Recipe(path.stem, path, about, directives, tuple(cells))
    _validate(recipe)
    return recipe


def _lost(told: str) -> float:
    """Return the points lost in "full-4", 0 in "full". Raises `ValueError`."""
    return float(told.removeprefix(FULL).removeprefix("-") or 0) if told != FULL else 0.0


def _validate(recipe: Recipe) -> None:
    seen: set[str] = set()
    for one in recipe.directives:
        if one.key not in DIRECTIVES:
            known = ", ".join(DIRECTIVES)
            raise recipe.fault(f'"{one.key}" is no directive; there are {known}', one.line)
        if one.key in seen and one.key not in OFTEN:
            raise recipe.fault(f'"{one.key}" is given twice', one.line)
        seen.add(one.key)
    if not recipe.about:
        raise recipe.fault("the header has no docstring that says what the submission is", 1)
    if not recipe.get("expect"):
        raise recipe.fault("the header has no line `# expect:`", 1)
    _validate_expectation(recipe)
    if recipe.get("file", "notebook") not in FILES:
        raise recipe.fault(
            f'"{recipe.get("file")}" is no kind of file; there are {", ".join(FILES)}', "file"
        )
    if not re.fullmatch(r"[^/\0]+", recipe.student) or recipe.student in (".", ".."):
        raise recipe.fault("the student's name is no name of a folder", "student")


def _validate_expectation(recipe: Recipe) -> None:
    expected = recipe.expected
    if expected.status not in set(Status):
        raise recipe.fault(f'"{expected.status}" is no status', "expect")
    for _, either in (*expected.outcomes, ("others", expected.others)):
        for one in either.split("|"):
            if one not in {*Outcome, "answered", "blank"}:
                raise recipe.fault(f'"{one}" is no outcome', "expect")
