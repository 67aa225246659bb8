"""Lessons as data: titles, points, hints and the public checks of every exercise.

The data are JSON files, one a lesson, that `course build` derives from the lesson's text
notebook and from the public checks. They hold inputs, expected values and hints, no code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any

from course.diagnosis.mistakes import Mistake, Trace, trace_from_data, trace_to_data
from course.diagnosis.result_equality import NEARNESS
from course.judging.judge import Agrees, Draws, Refuses, Step
from course.judging.parts import Parts
from course.judging.requirements import from_data, to_data
from course.judging.symbolic import Represents, step_from_data, step_to_data
from course.lessons.data_files import data_files, order_in
from course.values.encoding import from_json, to_json
from course.values.formatting import PlainError

# The format of the data; raised by one where older code would misread newer data.
FORMAT = 1
_NOTHING: Mapping[str, object] = MappingProxyType({})


class UnknownName(PlainError, LookupError):
    """A lesson or an exercise that does not exist; the message lists those that do."""


class BrokenData(PlainError):
    """A file of the course's data holds no lesson."""


@dataclass(frozen=True)
class PublicCheck:
    """One check that students may see: its steps are calls with expected results.

    `wrong` holds what the known mistakes that fail it give in it, by their names.
    """

    name: str
    title: str
    points: float
    steps: tuple[Step, ...]
    wrong: Mapping[str, Trace] = field(default_factory=dict)


@dataclass(frozen=True)
class Exercise:
    """A function that the student writes. `hidden` counts the checks made only when grading."""

    id: str
    title: str
    points: float
    hints: tuple[str, ...]
    checks: tuple[PublicCheck, ...]
    hidden: int
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question answered in words and graded by a person."""

    id: str
    title: str
    points: float


@dataclass(frozen=True)
class Lesson:
    """A lesson's exercises and questions in the order in which they stand.

    `limits` holds what grading allows this lesson beyond the defaults, by name; `order` is the
    lesson's place in the course, from 1 on. `left_out` holds the cells that grading does not run:
    the digests of drawings' texts (see `text_digest`), by the cells' ids; those of checks are
    empty.
    """

    name: str
    title: str
    minutes: int
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...]
    limits: Mapping[str, Any] = field(default_factory=dict)
    order: int = 1
    left_out: Mapping[str, str] = field(default_factory=dict)

    def exercise(self, identifier: str) -> Exercise:
        """Return the exercise of that id; `UnknownName` if the lesson has none."""
        for exercise in self.exercises:
            if exercise.id == identifier:
                return exercise
        known = [exercise.id for exercise in self.exercises]
        raise UnknownName(
            f'Lesson {self.name} has no exercise "{identifier}".{_known(identifier, known)}'
        )

    @property
    def points(self) -> float:
        """The points that are given automatically."""
        return sum(exercise.points for exercise in self.exercises)


def lesson_names() -> tuple[str, ...]:
    """Return the names of all lessons that there are data of, in the order of the course."""
    found = data_files()
    return tuple(sorted(found, key=lambda name: (order_in(found[name]), name)))


@cache
def load_lesson(name: str) -> Lesson:
    """Return the lesson of that name; `UnknownName` if there is none."""
    if name not in lesson_names():
        raise UnknownName(f'There is no lesson "{name}".{_known(name, lesson_names())}')
    text = data_files()[name].read_text(encoding="utf-8")
    try:
        data = json.loads(text)
        if data.get("format", FORMAT) > FORMAT:
            raise BrokenData(
                f"course/data/{name}.json is of format {data['format']}, and this version of the "
                f"course reads formats up to {FORMAT}: update the course."
            )
        return lesson_from_data(data)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BrokenData(
            f"course/data/{name}.json holds no lesson ({error}): install the course again, or "
            "if you write it, remove the file and run `course build`."
        ) from error


def lesson_to_data(lesson: Lesson) -> dict[str, Any]:
    """Return the lesson as a JSON object."""
    return {
        "format": FORMAT,
        "generated": f"by `course build` from source_notebooks/{lesson.name}.py and "
        f"autograder/lessons/{lesson.name}/; do not edit",
        "lesson": lesson.name,
        "order": lesson.order,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "exercises": [
            {
                "id": exercise.id,
                "title": exercise.title,
                "points": exercise.points,
                "hints": list(exercise.hints),
                "hidden": exercise.hidden,
                "mistakes": {mistake.name: mistake.hint for mistake in exercise.mistakes},
                **_nearness_to_data(exercise.mistakes),
                "checks": [_check_to_data(check) for check in exercise.checks],
            }
            for exercise in lesson.exercises
        ],
        "limits": dict(lesson.limits),
        "left_out": dict(lesson.left_out),
        "questions": [vars(question).copy() for question in lesson.questions],
    }


def _nearness_to_data(mistakes: Sequence[Mistake]) -> dict[str, Any]:
    unusual = {one.name: one.nearness for one in mistakes if one.nearness != NEARNESS}
    return {"nearness": unusual} if unusual else {}


def lesson_from_data(data: dict[str, Any]) -> Lesson:
    """Return the lesson that `lesson_to_data` wrote."""
    return Lesson(
        data["lesson"],
        data["title"],
        data["minutes"],
        tuple(
            Exercise(
                item["id"],
                item["title"],
                item["points"],
                tuple(item["hints"]),
                tuple(_check_from_data(check) for check in item["checks"]),
                item["hidden"],
                tuple(
                    Mistake(name, hint, item.get("nearness", {}).get(name, NEARNESS))
                    for name, hint in item["mistakes"].items()
                ),
            )
            for item in data["exercises"]
        ),
        tuple(Question(**item) for item in data["questions"]),
        data["limits"],
        data["order"],
        data.get("left_out", {}),
    )


def text_digest(text: str) -> str:
    """Return a short digest of a cell's text, blank lines and spaces around it left out.

    >>> text_digest(" x = 1 ") == text_digest("x = 1")
    True
    """
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:16]


def _known(name: str, names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    close = get_close_matches(name, names, n=1)
    guess = f' Did you mean "{close[0]}"?' if close else ""
    return f"{guess} There are: {', '.join(names) or 'none yet'}."


def _check_to_data(check: PublicCheck) -> dict[str, Any]:
    steps = [_step_to_data(step) for step in check.steps]
    return {
        "name": check.name,
        "title": check.title,
        "points": check.points,
        "steps": steps,
        "wrong": {name: trace_to_data(trace) for name, trace in check.wrong.items()},
    }


def _check_from_data(data: dict[str, Any]) -> PublicCheck:
    steps = tuple(_step_from_data(step) for step in data["steps"])
    wrong = {name: trace_from_data(trace) for name, trace in data["wrong"].items()}
    return PublicCheck(data["name"], data["title"], data["points"], steps, wrong)


def _step_to_data(step: Step) -> dict[str, Any]:
    args = to_json(tuple(step.args))
    if isinstance(step, Agrees):
        absolute = {"atol": step.atol} if step.atol else {}
        return {"args": args, "expected": to_json(step.expected), "rtol": step.rtol, **absolute}
    if isinstance(step, Refuses):
        return {"args": args, "error": step.error}
    if isinstance(step, Represents):
        return {"args": args, "represents": step_to_data(step)}
    if isinstance(step, Parts):
        parts = {"names": step.names, "values": step.expected, "within": step.within}
        return {"args": args, "parts": to_json(parts)}
    return {"args": args, "draws": [to_data(one) for one in step.requirements]}


def _step_from_data(data: dict[str, Any]) -> Step:
    args = from_json(data["args"])
    if "expected" in data:
        return Agrees(args, from_json(data["expected"]), data["rtol"], data.get("atol", 0.0))
    if "error" in data:
        return Refuses(args, data["error"])
    if "represents" in data:
        return step_from_data(args, data["represents"])
    if "parts" in data:
        parts = from_json(data["parts"])
        return Parts(args, parts["names"], parts["values"], parts["within"])
    return Draws(args, tuple(from_data(one) for one in data["draws"]))
