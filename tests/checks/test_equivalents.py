"""Equivalent mutants as they are written down, and what is wrong with those that are not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.checks import Equivalent, equivalents
from autograder.checks.equivalents import Mutation, equivalents_of
from autograder.model.faults import Fault

ENTRY = Equivalent("a", ["b", ""], "Because.")


def written(monkeypatch: pytest.MonkeyPatch, *entries: object, **others: object) -> None:
    """Let a lesson of one exercise hold the entries, or something else of that name."""
    module = SimpleNamespace(__file__="test_twice.py", **{equivalents.NAME: entries, **others})
    monkeypatch.setattr(equivalents, "exercise_modules", lambda _: {"twice": module})


def test_equivalents_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    written(monkeypatch)
    assert equivalents_of("toy") == {}
    written(monkeypatch, ENTRY)
    assert equivalents_of("toy") == {
        Mutation("twice", "a", "b"): "Because.",
        Mutation("twice", "a", ""): "Because.",
    }


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        pytest.param(["text"], "number 1: this is no `Equivalent", id="a text"),
        pytest.param([Equivalent("a", ["b"], " ")], "number 1: reason must be", id="no reason"),
        pytest.param([ENTRY, Equivalent("", ["b"], "So.")], "number 2: before must", id="no line"),
        pytest.param([Equivalent("a", "b", "So.")], "after must be a list", id="a text after"),
        pytest.param([Equivalent("a", [], "So.")], "after must be a list", id="nothing after"),
        pytest.param([Equivalent("a", [1], "So.")], "after must be a list", id="a number after"),
        pytest.param([ENTRY, ENTRY], "number 2: 'b' is written down twice", id="twice"),
    ],
)
def test_what_is_wrong_with_equivalents_is_named(
    monkeypatch: pytest.MonkeyPatch, entries: list[object], message: str
) -> None:
    written(monkeypatch, *entries)
    with pytest.raises(Fault, match=message):
        equivalents_of("toy")


def test_equivalents_that_are_no_tuple_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    written(monkeypatch, **{equivalents.NAME: ENTRY})
    with pytest.raises(Fault, match=r"test_twice\.py: EQUIVALENT_MUTANTS must be a tuple"):
        equivalents_of("toy")
