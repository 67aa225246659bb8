"""The page on the words of checks agrees with the code: every word, its signature, its example."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder import checks
from autograder.checks.answer import ATTRIBUTE as CHECK
from autograder.checks.answer import Answer, judged_answer
from autograder.checks.call_cache import called_once
from autograder.checks.reference_answers import ATTRIBUTE as VARIANT
from autograder.grading.session import load_reference
from autograder.model.layout import find_layout
from course.checking import call
from course.judging import requirements
from tests.conftest import LESSON

ROOT = find_layout(Path(__file__).parent).root
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
# The heading of a word, and the first code below it.
WORDS = re.findall(
    r"^### `([\w.]+)\(([^\n]*)\)`$[^#]*?```python\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL
)
FUNCTIONS = {"draws": "well_figure", "figure": "well_figure", "represents": "well_expression"}
OTHERS: dict[str, Callable[..., Any]] = {
    **{name: getattr(checks, name) for name in checks.__all__ if name != "Answer"},
    "called_once": called_once,
}


def methods() -> dict[str, Callable[..., Any]]:
    found = inspect.getmembers(Answer, inspect.isfunction)
    return {f"student.{name}": one for name, one in found if not name.startswith("_")}


def shown(function: Callable[..., Any], *, bound: bool) -> str:
    """Return the signature as the page writes it: without types."""
    named = list(inspect.signature(function).parameters.values())[bound:]
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in named]
    return str(inspect.Signature(bare)).removeprefix("(").removesuffix(")")


def test_every_word_is_on_the_page_with_its_signature() -> None:
    right = {name: shown(one, bound=True) for name, one in methods().items()}
    right |= {name: shown(one, bound=False) for name, one in OTHERS.items()}
    assert {name: signature for name, signature, _ in WORDS} == right
    assert len(WORDS) == len(right)


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, _, example in WORDS])
def test_its_example_runs(name: str, example: str) -> None:
    reference: Any = load_reference(LESSON)
    word = name.rpartition(".")[2]
    function = getattr(reference, FUNCTIONS.get(word, "spring_energy"))
    if word == "returns_parts":
        # No function of the toy lesson returns parts.
        def function(k: float) -> tuple[float, list[float]]:
            return k / 2, [k]

        reference = SimpleNamespace(spring_energy=function)

    calls: list[tuple[Any, ...]] = []

    def ask(args: tuple[Any, ...], points: Any = ()) -> Any:
        calls.append(args)
        return call(function, args, 20.0, points)

    student = judged_answer(FUNCTIONS.get(word, "spring_energy"), reference, ask)
    names: dict[str, Any] = {"student": student, "reference": reference, "np": np}
    names |= {"called_once": called_once, **{one: getattr(checks, one) for one in checks.__all__}}
    names |= {one: getattr(requirements, one) for one in ("Panels", "Labelled", "Legend")}
    exec(compile(example, "docs/checks.md", "exec"), names)
    made = [one for one in list(names.values()) if callable(one)]
    for one in made:
        if hasattr(one, CHECK):
            one(student, np.random.default_rng(1))
        elif hasattr(one, VARIANT):
            assert one(3.0, 2.0) == pytest.approx(12.0 if name == "misconception" else 6.0)
    assert calls or name in {"misconception", "right_answer", "Equivalent", "called_once"}


@pytest.mark.parametrize("file", ["CONTRIBUTING.md", "README.md"])
def test_authors_are_led_to_the_page(file: str) -> None:
    assert "](docs/checks.md)" in (ROOT / file).read_text(encoding="utf-8")
