"""What is said of an exception in code that an author wrote: the rule that it breaks, the fix."""

from __future__ import annotations

import ast
import math
import re
from difflib import get_close_matches

WORDS = ("agrees", "equals", "refuses", "draws", "represents", "returns_parts")
HIDDEN_WORDS = ("values", "figure", "expect", "fail")
LONGEST = 300


class WrongWords(TypeError):
    """The words for checks, mistakes or right answers are used wrongly; the message says how."""


EXAMPLES = {
    "check": '@check("spring_energy", title="Two stretches")',
    "misconception": '@misconception("spring_energy", points=2.5, hint="It is twice that.")',
    "right_answer": '@right_answer("spring_energy")',
}


def require(decorator: str, **given: object) -> None:
    """Raise `WrongWords` unless what a decorator is given are texts, and numbers of points.

    >>> require("check", exercise="mass", title="Two masses", weight=1.0)
    """
    for name, value in given.items():
        is_number = name in ("points", "weight")
        if is_number and not _is_number(value):
            wanted = "a number"
        elif not is_number and not isinstance(value, str):
            wanted = "text"
        else:
            continue
        raise WrongWords(
            f"`{name}` of @{decorator} must be {wanted}; it is {str(value)[:60]!r}. Write it as in "
            f"`{EXAMPLES[decorator]}`."
        )


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)


def rule_and_fix(error: BaseException, text: str = "") -> tuple[str, str]:
    """Return the rule that an exception breaks, and what is wrong with the fix, as a sentence.

    `text` is the line of the author's at which it arose.

    >>> rule_and_fix(NameError("name 'npp' is not defined", name="npp"))[0]
    'names'
    """
    said = " ".join(str(error).split())[:LONGEST]
    if isinstance(error, WrongWords):
        return "checks", said
    if isinstance(error, SyntaxError):
        shown = f" in `{(text or error.text or '').strip()}`" if error.text or text else ""
        return "syntax", f"this is not Python: {error.msg}{shown}. Mend this line or the one above."
    if isinstance(error, ImportError):
        return "imports", f"{said}. Mend the name, or install what is missing with pip."
    if isinstance(error, NameError):
        return "names", f"{said}. Define or import it above, or mend how it is spelt."
    if isinstance(error, SystemExit):
        return "runs", f"`{text}` ends Python. Take it out."
    answer = _about_answer(error, said, text)
    if answer:
        return "checks", answer
    if isinstance(error, AttributeError) and (found := re.search(r"'solutions\.(\w+)'", said)):
        return (
            "answer",
            f"the reference functions have no `{error.name}`: define it in an answer cell or a "
            f"given cell of source_notebooks/{found[1]}.py, or mend how it is spelt.",
        )
    if isinstance(error, AssertionError):
        return (
            "checks",
            f"`{text}` fails by itself, which counts as the grader's fault and not the student's: "
            "compare by `student.equals(...)` or `student.agrees(...)`, or, in a hidden check, by "
            "`student.expect(...)`.",
        )
    shown = f"`{text}` raised " if text else ""
    return "runs", f"{shown}{type(error).__name__}{f': {said}' if said else ''}. Mend this code."


def _about_answer(error: BaseException, said: str, text: str) -> str:
    """Return what is wrong with how a check uses its `student`, empty if it is something else."""
    if "'Answer' object is not callable" in said:
        return (
            "a check does not call the student's function by itself, because its code runs "
            f"elsewhere: write `{_as_step(text)}`."
        )
    if "'Answer' object" in said and isinstance(error, AttributeError):
        known = [*WORDS, *HIDDEN_WORDS]
        near = get_close_matches(str(error.name), known, 1)
        meant = f"Did you mean `student.{near[0]}`? " if near else ""
        return f"there is no `student.{error.name}`. {meant}There are {', '.join(known)}."
    if "Answer" in said and isinstance(error, TypeError):
        return f"`{text}` cannot be understood: {said}. See docs/checks.md."
    return ""


def _as_step(text: str) -> str:
    """Return the step that `assert student(10) == 385` means.

    >>> _as_step("assert student(10) == 385")
    'student.equals(385, 10)'
    """
    example = "student.equals(385, 10)"
    try:
        (line,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        return example
    for node in ast.walk(line):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            sides = (node.left, node.comparators[0])
            for call, other in (sides, sides[::-1]):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "student":
                    parts = [other, *call.args]
                    return f"student.equals({', '.join(map(ast.unparse, parts))})"
    return example
