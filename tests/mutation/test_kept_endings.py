"""How mutants ended is known again while nothing has changed that it hangs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checks.equivalents import Mutation
from autograder.model.layout import Layout
from autograder.mutation.kept_endings import keep_endings, kept_endings
from autograder.mutation.mutants import Mutant
from autograder.mutation.trial import Ending, Fate

ENDINGS = tuple(
    (
        Mutant(Mutation("height", "return x + 1", f"return x + {number}"), 3, "def height(x): ..."),
        Ending(fate, "test_height", "It is too high."),
    )
    for number, fate in enumerate(Fate)
)


@pytest.fixture
def course(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path, tmp_path)
    for path in (layout.exercise("waves", "height"), layout.reference("waves")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    return layout


def test_endings_are_known_again(course: Layout) -> None:
    assert kept_endings(course, "waves", "height") is None
    keep_endings(course, "waves", "height", ENDINGS)
    assert kept_endings(course, "waves", "height") == ENDINGS
    assert kept_endings(course, "waves", "length") is None


@pytest.mark.parametrize("name", ["autograder/lessons/waves/test_height.py", "solutions/waves.py"])
def test_endings_are_not_known_after_a_change(course: Layout, name: str) -> None:
    keep_endings(course, "waves", "height", ENDINGS)
    (course.root / name).write_text("x = 2\n")
    assert kept_endings(course, "waves", "height") is None


@pytest.mark.parametrize("found", ["[1]", "[[1]]", "3", '{"a": 1}'])
def test_endings_of_another_form_are_not_known(course: Layout, found: str) -> None:
    keep_endings(course, "waves", "height", ())
    (path,) = (course.root / "build" / "mutants").iterdir()
    path.write_text(path.read_text().replace("[]", found))
    assert kept_endings(course, "waves", "height") is None
