"""A lesson's place in the course: the header of its text states it, its data carry it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.build.derivation import lesson_data, load_reference, solution_module
from autograder.build.header import SourceError, read_order
from autograder.build.source import parse_source, read_source
from autograder.model.layout import Layout
from course.lessons.catalogue import load_lesson
from tests.conftest import LESSON

HEADER = """# ---
# jupyter:
#   course:
#     lesson: toy
#     minutes: 10
{order}#     title: Toy
# ---

# %% [markdown]
# # Toy
"""


def read_toy(path: Path) -> object:
    return parse_source(path.read_text(encoding="utf-8"), "toy", str(path))


def text_with(order: str) -> str:
    return HEADER.format(order=order and f"#     order: {order}\n")


@pytest.mark.parametrize("order", [pytest.param(1, id="first"), pytest.param(12, id="twelfth")])
def test_the_header_states_the_order(order: int, tmp_path: Path) -> None:
    path = tmp_path / "toy.py"
    path.write_text(text_with(str(order)), encoding="utf-8")
    assert parse_source(path.read_text(encoding="utf-8"), "toy", "toy.py").order == order
    assert read_order(path) == order


@pytest.mark.parametrize(
    ("order", "told"),
    [
        pytest.param("", "it holds nothing.", id="missing"),
        pytest.param("0", "it holds `0`.", id="zero"),
        pytest.param("-2", "it holds `-2`.", id="negative"),
        pytest.param("1.5", "it holds `1.5`.", id="not whole"),
        pytest.param("true", "it holds `True`.", id="truth value"),
        pytest.param("first", "it holds `first`.", id="word"),
    ],
)
def test_anything_else_is_refused(order: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "toy.py"
    path.write_text(text_with(order), encoding="utf-8")
    for read in (read_toy, read_order):
        with pytest.raises(SourceError) as caught:
            read(path)
        assert str(caught.value) == (
            f"{path}: the header must hold, below `course:`, the lesson's place in the course as "
            f"`order:` and a whole number from 1 on; {told}"
        )


def test_data_carry_the_order_of_the_header(layout: Layout) -> None:
    source = read_source(layout.source(LESSON))
    reference = load_reference(LESSON, solution_module(source))
    assert lesson_data(source, reference).order == source.order == load_lesson(LESSON).order
