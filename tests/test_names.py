"""Code and tests know no lesson: its name and its exercises' stand in its own places alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.build.source import read_source
from autograder.model.layout import Layout, find_layout

ROOT = find_layout(Path(__file__).parent).root
LAYOUT = Layout(ROOT, ROOT)
# Documents may name lessons; what else there is at the top belongs to lessons or is generated.
SEARCHED = ("autograder", "course", "tests", "benchmarks", ".ci")
# Where an exercise is named whatever its id, even one letter long.
CALLS = "check|hint|misconception|right_answer|equivalent|find_lesson|exercise"


def searched_files() -> Iterator[Path]:
    """Yield the files of code, tests and settings that belong to no lesson."""
    own = [LAYOUT.exercises / one for one in LAYOUT.lessons()]
    own += [LAYOUT.data, ROOT / "tests" / "toy_course" / "build"]
    inside = (path for top in SEARCHED for path in (ROOT / top).rglob("*"))
    for path in (*ROOT.glob("*"), *inside):
        is_own = any(path.is_relative_to(one) for one in own) or "__pycache__" in path.parts
        if path.is_file() and path.suffix not in (".md", ".log", ".db") and not is_own:
            yield path


def names_of(lesson: str) -> re.Pattern[str]:
    """Return what finds the lesson's name and the ids of its exercises and questions."""
    source = read_source(LAYOUT.source(lesson))
    ids = [one.id for one in (*source.exercises, *source.questions)]
    return pattern(lesson, ids)


def pattern(lesson: str, ids: list[str]) -> re.Pattern[str]:
    """Return what finds a lesson's name, and the ids where they name an exercise.

    An id with an underscore is no word of English: it is found wherever it stands. Another one
    may be a word: it is found in quotes, called, or in `check_ID` and `test_ID`. One of a
    letter or two may be any variable or axis: it is found where only an exercise can stand.
    """
    kinds = [re.escape(lesson)]
    for one in map(re.escape, ids):
        kinds.append(rf"\b(?:check|test)_{one}(?!\w|\()")
        kinds.append(rf"\b(?:{CALLS})\(\s*['\"]{one}['\"]")
        kinds.append(rf"grade_id['\"]?\s*[:=]+\s*['\"]{one}['\"]")
        kinds.append(rf"# %% {one}(?!\w)")
        if "_" in one:
            kinds.append(rf"(?<!\w){one}(?!\w)")
        elif len(one) > 2:
            kinds.append(rf"(?P<quote_{one}>['\"`]){one}(?P=quote_{one})")
            kinds.append(rf"`{one}\(")
    return re.compile("|".join(kinds))


@pytest.mark.parametrize("lesson", LAYOUT.lessons())
def test_no_lesson_is_named_outside_of_its_own_places(lesson: str) -> None:
    names = names_of(lesson)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in searched_files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if names.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        pytest.param("from solutions import comets as reference", True, id="the lesson"),
        pytest.param("the tail_length of it", True, id="an id that is no word"),
        pytest.param("the tail_lengths of it", False, id="a longer name"),
        pytest.param('names = ["orbit"]', True, id="a word in quotes"),
        pytest.param("`orbit(1)` is 3", True, id="a word called"),
        pytest.param("the orbit of a planet", False, id="a word"),
        pytest.param('"an orbit"', False, id="a word among others in quotes"),
        pytest.param('check("r")', True, id="a letter checked"),
        pytest.param("check('r', lesson=lesson)", True, id="a letter checked in a lesson"),
        pytest.param('{"grade_id": "r"}', True, id="a letter as an id"),
        pytest.param("# %% r", True, id="a letter as a recipe's cell"),
        pytest.param('open(path, "r")', False, id="a letter that says how to open"),
        pytest.param("check_r", True, id="a letter's check"),
        pytest.param("check_rows", False, id="another check"),
        pytest.param("test_orbit.py", True, id="a file of checks"),
        pytest.param("def test_orbit() -> None:", False, id="a test named by a word"),
    ],
)
def test_what_names_an_exercise(line: str, is_named: bool) -> None:
    assert bool(pattern("comets", ["tail_length", "orbit", "r"]).search(line)) is is_named


def test_much_is_searched() -> None:
    there = {path.relative_to(ROOT).parts[0] for path in searched_files()}
    assert {"autograder", "course", "tests", "pyproject.toml", "Makefile"} <= there
