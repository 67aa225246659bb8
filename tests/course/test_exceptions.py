"""Does a student read what to do about the errors that are met most often here?"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
import sympy

from autograder.grading.grader import grade
from autograder.model.layout import Layout
from autograder.model.records import Submission
from autograder.reports.next_steps import advise
from course.checking import evaluate
from course.judging.exceptions import ASKS, STOPS, TRUTH
from course.judging.judge import UNEVALUATED
from course.lessons.catalogue import load_lesson
from course.notebook.report import page_of
from tests.conftest import LESSON, QUICK

X = sympy.Symbol("x")


def bad(message: str) -> Callable[..., Any]:
    def function(*_: object) -> object:
        raise TypeError(message)

    return function


def asks(*_: object) -> float:
    return float(input("How much? "))


def debugs(*_: object) -> None:
    breakpoint()


ERRORS = {
    "asks": (asks, ASKS),
    "stops": (debugs, STOPS),
    "NumPy's exp": (lambda: np.exp(X), "as `sympy.exp`"),
    "NumPy's exp of a product": (lambda: np.exp(-2 * X), "as `sympy.exp`"),
    "NumPy's sqrt": (lambda: np.sqrt(X + 1), "as `sympy.sqrt`"),
    "NumPy's arctan": (lambda: np.arctan(X), "as `sympy.atan`"),
    "math's exp": (lambda: math.exp(X), "not SymPy's symbols"),
    "a relation": (lambda: 1 if X > 0 else 0, TRUTH),
    "a large integer": (lambda: np.exp(10**30), "make them `float` first"),
    "another error": (bad("nothing known"), ""),
    "None": (lambda: np.exp(None), ""),
}


@pytest.mark.parametrize(("function", "told"), ERRORS.values(), ids=ERRORS)
def test_the_remedy_is_told(function: Callable[..., Any], told: str) -> None:
    exercise = load_lesson(LESSON).exercise("well_expression")
    failure = evaluate(exercise, {"well_expression": function}).failure
    assert failure is not None
    assert told in failure[1].told(hidden=False)
    assert failure[1].clue or not told
    # What an exception says a student may choose: nothing of it is said of a hidden check.
    assert failure[1].discreet_clue == ""


def test_what_is_printed_is_shown_folded() -> None:
    exercise = load_lesson(LESSON).exercise("well_expression")

    def prints() -> Any:
        print("<b>here</b>")
        k = sympy.Symbol("k")
        return k * X**2 / 2

    report = evaluate(exercise, {"well_expression": prints})
    assert report.all_pass
    assert report.printed == "<b>here</b>"
    page = page_of(report)
    assert "your code printed:\n    <b>here</b>" in page.text
    assert page.html is not None
    assert "<details" in page.html
    assert "&lt;b&gt;here" in page.html


def test_a_flood_of_prints_is_cut() -> None:
    exercise = load_lesson(LESSON).exercise("well_expression")
    report = evaluate(exercise, {"well_expression": lambda: print("line\n" * 100_000)})
    assert len(report.printed) < 5000
    assert len(page_of(report).text.splitlines()) < 30


HARD = """
def well_expression():
    import sympy
    k, x, t = sympy.symbols("k x t")
    return x * sympy.Sum(sympy.log(t) / t ** (1 + k / 100), (t, 1, sympy.oo))
"""
GRADED = {
    "asks": (
        "spring_energy",
        "def spring_energy(k, x):\n    return float(input()) * x",
        ASKS,
        "Take `input` out",
    ),
    "asks as the cell runs": (
        "spring_energy",
        "two = int(input())\ndef spring_energy(k, x):\n    return k * x**2 / two",
        ASKS,
        "Take `input` out",
    ),
    "NumPy's exp": (
        "well_expression",
        "def well_expression():\n    import sympy\n    return np.exp(sympy.Symbol('k'))",
        "as `sympy.exp`",
        "",
    ),
    "a sum": ("well_expression", HARD, UNEVALUATED, "expression that is worked out"),
}


@pytest.mark.parametrize(("name", "text", "told", "advice"), GRADED.values(), ids=GRADED)
def test_the_grade_tells_the_same(
    layout: Layout, worked: dict[str, Any], name: str, text: str, told: str, advice: str
) -> None:
    notebook = deepcopy(worked)
    (cell,) = (one for one in notebook["cells"] if one["id"] == name.replace("_", "-"))
    cell["source"] = text
    content = json.dumps(notebook).encode()
    (record,) = grade([Submission("a.ipynb", "ada", LESSON, content)], layout, QUICK)
    (exercise,) = (one for one in record.exercises if one.id == name)
    assert told in exercise.checks[0].message
    assert advice in " ".join(advise(exercise, load_lesson(LESSON)))
