"""`course new` gives a new lesson the place after all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.build.header import SourceError, read_order
from autograder.model.layout import Layout
from autograder.scaffold.drafts import scaffold, write
from autograder.scaffold.naming import NewExercise


@pytest.fixture
def empty(tmp_path: Path) -> Layout:
    (tmp_path / "source_notebooks").mkdir()
    return Layout(tmp_path, tmp_path)


def order_of_new(layout: Layout, lesson: str, exercise: str) -> int:
    write(scaffold(layout, NewExercise(lesson, exercise, "A title", 2.0)))
    return read_order(layout.source(lesson))


def test_a_new_lesson_is_the_last(empty: Layout) -> None:
    assert order_of_new(empty, "zebra", "one") == 1
    assert order_of_new(empty, "adder", "two") == 2
    # Lessons need not be numbered without gaps.
    path = empty.source("adder")
    path.write_text(path.read_text(encoding="utf-8").replace("order: 2", "order: 7"))
    assert order_of_new(empty, "badger", "three") == 8


def test_a_further_exercise_leaves_the_order_as_it_is(empty: Layout) -> None:
    assert order_of_new(empty, "zebra", "one") == 1
    assert order_of_new(empty, "adder", "two") == 2
    assert order_of_new(empty, "zebra", "three") == 1


def test_another_lesson_without_an_order_is_told(empty: Layout) -> None:
    order_of_new(empty, "zebra", "one")
    path = empty.source("zebra")
    path.write_text(path.read_text(encoding="utf-8").replace("order: 1", "order: first"))
    with pytest.raises(SourceError, match="`order:` and a whole number from 1 on"):
        order_of_new(empty, "adder", "two")
