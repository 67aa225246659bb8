"""Every number that a lesson's discussions state is computed anew."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from autograder.build.source import read_source, role_of
from autograder.model.layout import find_layout
from autograder.verify.prose import Claim, unproved_numbers

COURSE = find_layout(Path(__file__).parent)
CLAIMS: dict[str, tuple[Claim, ...]] = {
    lesson: importlib.import_module(f"autograder.lessons.{lesson}.prose_test").CLAIMS
    for lesson in COURSE.lessons()
}
ALL = [(lesson, claim) for lesson, claims in CLAIMS.items() for claim in claims]
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def prose() -> dict[str, list[tuple[str, str]]]:
    """Return the role and the text of each lesson's Markdown cells."""
    return {
        lesson: [
            (role_of(cell), cell.source)
            for cell in read_source(COURSE.source(lesson)).notebook.cells
            if cell.cell_type == "markdown"
        ]
        for lesson in CLAIMS
    }


@pytest.mark.parametrize(("lesson", "claim"), ALL, ids=[claim.text[:60] for _, claim in ALL])
def test_a_number_is_what_is_computed(
    prose: dict[str, list[tuple[str, str]]], lesson: str, claim: Claim
) -> None:
    assert any(claim.text in text for _, text in prose[lesson]), "no such sentence in the lesson"
    assert claim.holds(), f"computed: {claim.value()}"


@pytest.mark.parametrize("lesson", CLAIMS)
def test_no_number_of_a_discussion_is_left_out(
    prose: dict[str, list[tuple[str, str]]], lesson: str
) -> None:
    unproved = [
        words
        for role, text in prose[lesson]
        if role in ("discussion", "worked")
        for words in unproved_numbers(text, CLAIMS[lesson])
    ]
    assert unproved == []
