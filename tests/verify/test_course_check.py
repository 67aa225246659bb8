"""`course check`: graders that are right pass, and everything that is missing is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from autograder import lessons
from autograder.checks.discovery import checks_of, exercise_modules
from autograder.checks.reference_answers import (
    Misconception,
    RightAnswer,
    misconceptions_of,
    right_answers_of,
)
from autograder.diagnosis import traces
from autograder.grading.session import load_reference
from autograder.model.faults import Fault
from autograder.model.findings import Finding
from autograder.model.layout import Layout
from autograder.verify import course_check, proof, text_lint
from course.lessons.catalogue import load_lesson
from tests.conftest import LESSON

EXERCISE = "pull_table"
HINT = "It is the table of the eigenvalues."


def table(ks: Any) -> Any:
    return np.divide.outer(np.asarray(ks, dtype=float), np.arange(1, len(ks) + 1))


def wrong(
    name: str, function: Callable[..., object], points: float = 0.0, hint: str = HINT
) -> Misconception:
    return Misconception(EXERCISE, name, points, hint, function)


def prove(
    monkeypatch: pytest.MonkeyPatch,
    layout: Layout,
    misconceptions: list[Misconception] | None = None,
    answers: list[RightAnswer] | None = None,
    hints: int = 2,
) -> list[Finding]:
    """Return the findings on the exercise with some of its answers replaced."""
    known = misconceptions_of(LESSON) if misconceptions is None else tuple(misconceptions)
    right = right_answers_of(LESSON) if answers is None else tuple(answers)
    for module in (proof, traces):
        monkeypatch.setattr(module, "misconceptions_of", lambda _: known)
        # What is tried here must not be kept for others.
        monkeypatch.setattr(module, "traces_of", traces._simulate)
    monkeypatch.setattr(proof, "right_answers_of", lambda *_: right)
    exercise = load_lesson(LESSON).exercise(EXERCISE)
    exercise = replace(exercise, hints=exercise.hints[:hints])
    return list(proof.prove(layout, LESSON, exercise, load_reference(LESSON)).findings)


def test_the_exercise_as_it_is_has_no_findings(
    monkeypatch: pytest.MonkeyPatch, layout: Layout
) -> None:
    assert prove(monkeypatch, layout) == []


def unwritten(ks: Any) -> float:
    raise NotImplementedError


FEW = {
    "misconceptions": (
        {"misconceptions": []},
        'exercise "pull_table" has 0 misconceptions, at least 4 are needed: add some to '
        "autograder/lessons/springs/test_pull_table.py.",
    ),
    "right answers": (
        {"answers": []},
        'exercise "pull_table" has 0 right answers, at least 3 are needed: add some to '
        "autograder/lessons/springs/test_pull_table.py.",
    ),
    "hints": (
        {"hints": 1},
        'exercise "pull_table" has 1 hint, at least 2 are needed: add some to '
        "source_notebooks/springs.py.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), FEW.values(), ids=FEW)
def test_too_few_are_told(
    monkeypatch: pytest.MonkeyPatch, layout: Layout, change: dict, sentence: str
) -> None:
    assert [one.sentence for one in prove(monkeypatch, layout, **change)] == [sentence]


BROKEN = {
    "passes all checks": (wrong("right_after_all", table), "caught"),
    "too many points": (wrong("squared", lambda ks: table(ks) ** 2, 3.0), "points"),
    "too few points": (wrong("order", lambda ks: table(ks) * (ks[0] == int(ks[0]))), "points"),
    "a name that is not there": (wrong("misspelt", lambda ks: tabel(ks)), "runs"),  # noqa: F821
    "not written": (wrong("unwritten", unwritten), "named"),
}


@pytest.mark.parametrize(("misconception", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_broken_misconception_is_told(
    monkeypatch: pytest.MonkeyPatch, layout: Layout, misconception: Misconception, rule: str
) -> None:
    found = prove(monkeypatch, layout, [misconception])
    rules = {one.rule: one for one in found}
    assert rule in rules
    assert f'misconception "{misconception.name}"' in rules[rule].sentence


def test_mistakes_that_give_the_same_are_told(
    monkeypatch: pytest.MonkeyPatch, layout: Layout
) -> None:
    twins = [wrong(name, lambda ks: table(ks) ** 2) for name in ("one", "other")]
    found = prove(monkeypatch, layout, twins)
    (named,) = (one for one in found if one.rule == "named")
    assert named.sentence == (
        'misconception "other" of "pull_table" is taken for "one": their results are the same. '
        "Write the more specific one first, or add a check that tells them apart."
    )


def test_a_right_answer_that_is_refused_is_told(
    monkeypatch: pytest.MonkeyPatch, layout: Layout
) -> None:
    answers = [RightAnswer(EXERCISE, "negative", lambda ks: -table(ks))] * 3
    found = prove(monkeypatch, layout, answers=answers)
    assert {one.rule for one in found} == {"accepted"}
    assert 'right answer "negative" of "pull_table" fails test_pull_table_by_hand' in str(found[0])


@pytest.mark.parametrize(
    "path",
    [
        "autograder/lessons/old_lesson/test_twice.py",
        "solutions/old_lesson.ipynb",
        "course/data/old_lesson.json",
        "release/old_lesson/old_lesson.ipynb",
        "examples/old_lesson/full.py",
    ],
)
def test_files_of_no_lesson_are_told(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).touch()
    (tmp_path / "source_notebooks").mkdir()
    (found,) = course_check.orphans(Layout(tmp_path, tmp_path), ())
    assert found.rule == "orphan"
    assert "there is no source_notebooks/old_lesson.py" in found.sentence


def test_answers_to_no_exercise_are_told(monkeypatch: pytest.MonkeyPatch, layout: Layout) -> None:
    (known, *_) = misconceptions_of(LESSON)
    stray = replace(known, name="stray", exercise="pull_tabel")
    monkeypatch.setattr(course_check, "misconceptions_of", lambda _: (stray,))
    (found,) = course_check.orphans(layout, [LESSON])
    assert str(found) == (
        f"autograder/lessons/springs/test_{known.exercise}.py: orphan: "
        f'"stray" belongs to "pull_tabel": the file is of "{known.exercise}" alone. '
        "Rename or move it."
    )


def test_a_file_of_no_exercise_is_told(monkeypatch: pytest.MonkeyPatch, layout: Layout) -> None:
    there = {**exercise_modules(LESSON), "old": ModuleType("old")}
    monkeypatch.setattr(course_check, "exercise_modules", lambda _: there)
    (found,) = course_check.orphans(layout, [LESSON])
    assert str(found) == (
        "autograder/lessons/springs/test_old.py: orphan: "
        'the lesson has no exercise "old": rename or remove the file.'
    )


def test_two_checks_of_one_name_are_told(monkeypatch: pytest.MonkeyPatch, layout: Layout) -> None:
    first, *others = checks_of(LESSON)
    twin = replace(others[-1], name=first.name)
    monkeypatch.setattr(course_check, "checks_of", lambda _: (first, *others, twin))
    (found,) = course_check.orphans(layout, [LESSON])
    assert found.rule == "unique"
    assert found.file == f"autograder/lessons/springs/test_{twin.file}.py"
    assert found.sentence == (
        f'"{first.name}" stands in test_{first.file}.py too: rename one of them.'
    )


def test_the_release_and_the_worked_notebook_are_graded_as_they_must_be(layout: Layout) -> None:
    assert course_check.graded_as_it_must_be(layout, LESSON) == []


def test_a_stub_that_is_filled_in_is_told(tmp_path: Path, layout: Layout) -> None:
    changed = tmp_path / "release" / LESSON / f"{LESSON}.ipynb"
    changed.parent.mkdir(parents=True)
    text = (layout.release / LESSON / f"{LESSON}.ipynb").read_text()
    changed.write_text(text.replace("raise NotImplementedError", "return 1.0", 1))
    (tmp_path / "solutions").symlink_to(layout.solutions)
    found = course_check.graded_as_it_must_be(Layout(tmp_path, tmp_path), LESSON)
    assert [one.rule for one in found] == ["stub"]
    assert "it must end as not_attempted" in found[0].sentence


def test_a_slip_of_the_pen_is_told_with_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "slips"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "test_twice.py").write_text("def twice(x:\n    return 2 * x\n")
    monkeypatch.setattr(lessons, "__path__", [*lessons.__path__, str(tmp_path)])
    with pytest.raises(Fault, match=r"test_twice\.py, line 1: "):
        right_answers_of("slips")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("Divide by the *first* value.", [], id="a sentence"),
        pytest.param("$n!$ is large, $$n! > 2^n$$, and `a != b`.", [], id="formulas"),
        pytest.param("See [the paper](https://example.org/a/b.py).", [], id="an address"),
        pytest.param("![a peak](peak.svg)", [], id="a picture"),
        pytest.param("In km/h, either/or, 1/2/3.", [], id="strokes"),
        pytest.param("```python\nopen('/tmp/a/b')\n```", [], id="a program"),
        pytest.param("Look into /tmp/a.", ["a path"], id="a path"),
        pytest.param("Look into ../notes/a.", ["a path"], id="a path upwards"),
        pytest.param(r"Look into C:\\tmp.", ["a path"], id="a path of Windows"),
        pytest.param("Look into `solutions.py`.", ["a path"], id="a file of Python"),
        pytest.param("Well done!", ["an exclamation mark"], id="a raised voice"),
        pytest.param(
            "Traceback: /home/ada/a.py!",
            ["a traceback", "a path", "an exclamation mark"],
            id="all at once",
        ),
    ],
)
def test_words_for_students(text: str, faults: list[str]) -> None:
    assert text_lint.faults_in(text) == faults


WORDS = {
    "a hint of the notebook": (
        ("1. ", "1. Look into /home/ada/notes. "),
        'hint number 1 of "spring_energy" holds a path: “Look into /home/ada/notes. ',
    ),
    "a statement": (
        ("# # ", "# # Wow! "),
        "text cell number 1 holds an exclamation mark: “# Wow! ",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), WORDS.values(), ids=WORDS)
def test_unsuitable_words_are_told(
    tmp_path: Path, layout: Layout, change: tuple[str, str], sentence: str
) -> None:
    changed = Layout(tmp_path, tmp_path).source(LESSON)
    changed.parent.mkdir(parents=True)
    text = layout.source(LESSON).read_text()
    start = text.index('tags=["hints"]') if "hint" in sentence else 0
    changed.write_text(text[:start] + text[start:].replace(*change, 1))
    (found,) = text_lint.unsuitable_words(Layout(tmp_path, tmp_path), LESSON)
    assert (found.file, found.rule) == (f"source_notebooks/{LESSON}.py", "words")
    assert found.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("hint", "sentence"),
    [
        ("See /solutions/lesson.", "holds a path: “See /solutions/lesson.”"),
        ("squared", "must be a sentence with its full stop: “squared”"),
    ],
)
def test_unsuitable_hints_of_misconceptions_are_told(
    monkeypatch: pytest.MonkeyPatch, layout: Layout, hint: str, sentence: str
) -> None:
    monkeypatch.setattr(text_lint, "misconceptions_of", lambda _: (wrong("one", table, hint=hint),))
    (found,) = text_lint.unsuitable_words(layout, LESSON)
    assert found.sentence == f'the hint of misconception "one" of "pull_table" {sentence}'


def test_data_of_no_lesson_are_told_before_anything_is_graded(
    monkeypatch: pytest.MonkeyPatch, layout: Layout
) -> None:
    ghost = Finding("course/data/ghost.json", "orphan", "remove or rename it.")
    monkeypatch.setattr(course_check, "_files_of_no_lesson", lambda _: [ghost])
    result = course_check.examine(layout, [LESSON], Console(quiet=True), 1)
    assert result == course_check.Result((), (ghost,))
