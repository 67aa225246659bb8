"""Lessons as data: what is written is read back, and bad names are told apart."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from course.judging.judge import Agrees, Draws, Refuses
from course.judging.requirements import (
    KINDS,
    Contoured,
    ContourThrough,
    EqualAspect,
    Labelled,
    Legend,
    Levels,
    Limits,
    Marked,
    OwnScale,
    Panels,
    Requirement,
    Shows,
    from_data,
    to_data,
)
from course.lessons import catalogue
from course.lessons.catalogue import (
    Exercise,
    Lesson,
    PublicCheck,
    Question,
    UnknownName,
    lesson_from_data,
    lesson_to_data,
)
from course.lessons.recognition import find_lesson

STEPS = {
    "number": Agrees((1, 2.5), 0.1, 1e-9),
    "array": Agrees(([1, 2], np.linspace(0, 1, 3)), np.array([[0.1, np.inf]]), 1e-6),
    "integers": Agrees((np.array([1, 2]),), np.array([3, 4]), 0.0),
    "refusal": Refuses(([],), "ValueError"),
    "drawing": Draws((0.5,), (Panels(2), Shows("the model", (0.0, 1.0), (2.0, 3.0), 1, 0.01))),
}
EVERY: list[Requirement] = [
    Panels(2),
    Labelled(1),
    EqualAspect(),
    Limits((0.5, 2.5), (0.0, 1.0), 1, 0.1),
    Levels((0.25, 0.5), exact=True),
    Contoured(),
    ContourThrough(0.5, ((1.0, 2.0), (2.0, 1.0)), 0.01),
    Marked(((1.0, 2.0),), 0.01, most=4),
    Shows("the model", (0.0, 1.0), (2.0, 3.0)),
    OwnScale((0.5, 2.0), 1, 0.5),
    Legend(2),
]


def lesson_of(*checks: PublicCheck) -> Lesson:
    exercise = Exercise("double", "Twice as much", 3.0, ("First $x$", "Then `2 * x`"), checks, 2)
    return Lesson("small", "A small lesson", 20, (exercise,), (Question("why", "Why", 2.0),))


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_round_trip(step: Agrees | Refuses | Draws) -> None:
    lesson = lesson_of(PublicCheck("one", "One check", 1.0, (step, step)))
    text = json.dumps(lesson_to_data(lesson), allow_nan=False)
    again = lesson_from_data(json.loads(text))
    assert json.dumps(lesson_to_data(again)) == text
    (exercise,) = again.exercises
    assert replace(exercise, checks=()) == replace(lesson.exercises[0], checks=())
    assert again.questions == lesson.questions
    assert (again.name, again.title, again.minutes) == ("small", "A small lesson", 20)
    got = exercise.checks[0].steps[0]
    assert type(got) is type(step)
    for one, other in zip(got.args, step.args, strict=True):
        assert type(one) is type(other)
        np.testing.assert_array_equal(one, other)
    if isinstance(step, Agrees):
        np.testing.assert_array_equal(got.expected, step.expected)
        assert got.rtol == step.rtol
    elif isinstance(step, Refuses):
        assert got.error == step.error
    else:
        assert got.requirements == step.requirements


@pytest.mark.parametrize("requirement", EVERY, ids=lambda one: type(one).__name__)
def test_requirement_round_trip(requirement: Requirement) -> None:
    assert from_data(json.loads(json.dumps(to_data(requirement)))) == requirement


def test_every_requirement_is_tried() -> None:
    assert {type(one).__name__ for one in EVERY} == set(KINDS)


def test_points_add_up() -> None:
    lesson = lesson_of()
    twice = replace(lesson, exercises=lesson.exercises * 2)
    assert twice.points == 6.0


def test_find_lesson(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"small": lesson_of(), "other": replace(lesson_of(), name="other", exercises=())}
    monkeypatch.setattr(catalogue, "lesson_names", lambda: tuple(table))
    monkeypatch.setattr(catalogue, "load_lesson", table.__getitem__)
    assert find_lesson("double") is table["small"]
    assert find_lesson("double", "other") is table["other"]
    with pytest.raises(UnknownName) as caught:
        find_lesson("duoble")
    assert str(caught.value) == 'There is no exercise "duoble". Did you mean "double"?'


def test_real_lessons_load() -> None:
    for name in catalogue.lesson_names():
        assert catalogue.load_lesson(name).name == name


def test_unknown_lesson() -> None:
    with pytest.raises(UnknownName, match='There is no lesson "no_such"'):
        catalogue.load_lesson("no_such")
