"""What was found out once is known again, until something changes that it hangs on."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.model.layout import Layout
from autograder.store import proof_cache
from autograder.store.proof_cache import (
    HERE,
    decisive_code,
    exercise_files,
    fingerprint,
    recall,
    remember,
)

FILES = {
    "autograder/lessons/waves/__init__.py": "",
    "autograder/lessons/waves/test_height.py": "checks of height",
    "autograder/lessons/waves/test_length.py": "checks of length",
    "autograder/lessons/waves/shared.py": "shared",
    "autograder/lessons/waves/lesson_test.py": "tests",
    "solutions/waves.py": "reference",
    "autograder/reports/export.py": "table",
    "autograder/checks/answer.py": "words",
    "course/judging/judge.py": "judge",
}
# Beside what these import of the project, only this is imported, and it decides no grade.
OUTSIDE = {
    *("autograder.model.faults", "autograder.model.layout", "autograder.model.phrases"),
    "autograder.model.findings",
    *("autograder.store.proof_cache", "course.notebook.report", "course.notebook.quiet"),
    # What the notebook alone asks: proofs and grades make calls, and nothing else, as it does.
    *("course.kernel.grading_view", "course.kernel.inputs", "course.kernel.uses"),
}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """Give a course of two exercises, whose code decides."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(proof_cache, "HERE", tmp_path)
    return Layout(tmp_path, tmp_path)


def print_of(course: Layout) -> str:
    return fingerprint([*exercise_files(course, "waves", "height"), *decisive_code()])


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param("autograder/lessons/waves/test_height.py", True, id="own checks"),
        pytest.param("autograder/lessons/waves/shared.py", True, id="what exercises share"),
        pytest.param("autograder/lessons/waves/more.py", True, id="a new shared module"),
        pytest.param("solutions/waves.py", True, id="reference"),
        pytest.param("autograder/checks/answer.py", True, id="words of checks"),
        pytest.param("course/judging/judge.py", True, id="judge"),
        pytest.param("course/values/new.py", True, id="a new module that decides"),
        pytest.param("autograder/lessons/waves/test_length.py", False, id="another exercise"),
        pytest.param("autograder/lessons/waves/test_depth.py", False, id="a new exercise"),
        pytest.param("autograder/lessons/waves/lesson_test.py", False, id="tests of the lesson"),
        pytest.param("autograder/reports/export.py", False, id="a report"),
        pytest.param("autograder/lessons/tides/test_height.py", False, id="another lesson"),
        pytest.param("solutions/tides.py", False, id="reference of another lesson"),
    ],
)
def test_a_fingerprint_changes_with_what_decides(course: Layout, name: str, changes: bool) -> None:
    before = print_of(course)
    path = course.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write("# a comment")
    assert (print_of(course) != before) is changes


def test_a_fingerprint_changes_with_a_missing_file(course: Layout) -> None:
    before = print_of(course)
    course.reference("waves").unlink()
    assert print_of(course) != before


def test_a_fingerprint_changes_with_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint([])
    monkeypatch.setattr(proof_cache, "library_version", lambda library: f"{library} of tomorrow")
    assert fingerprint([]) != before


def test_a_library_that_is_missing_is_no_error() -> None:
    assert fingerprint([], ["no-such-library"]) != fingerprint([], [])


def test_what_is_added_is_part_of_the_fingerprint() -> None:
    assert fingerprint([], more="2 points") != fingerprint([], more="3 points")


def test_code_that_decides_imports_only_code_that_decides() -> None:
    known = set(decisive_code())
    assert len(known) > 20
    missing = {
        name
        for path in known
        for name in _imported(path)
        if name not in OUTSIDE and not _files_of(name) & known
    }
    assert missing == set()


def _files_of(name: str) -> set[Path]:
    place = HERE.joinpath(*name.split("."))
    return {place.with_suffix(".py"), place / "__init__.py"}


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name for name in names if name.startswith(("autograder.", "course."))}


def test_what_is_remembered_is_recalled(tmp_path: Path) -> None:
    path = tmp_path / "build" / "waves.height.json"
    remember(path, "one", {"killed": [1, 2.5, "three"]})
    assert recall(path, "one") == {"killed": [1, 2.5, "three"]}
    remember(path, "two", [])
    assert (recall(path, "one"), recall(path, "two")) == (None, [])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.unlink(), id="gone"),
        pytest.param(lambda path: path.write_text("{"), id="no JSON"),
        pytest.param(lambda path: path.write_text("[]"), id="another form"),
        pytest.param(lambda path: path.write_text('{"found": 1}'), id="no fingerprint"),
        pytest.param(lambda path: path.write_text('{"fingerprint": "one"}'), id="nothing found"),
        pytest.param(lambda path: path.write_text("[" * 100_000), id="nested too deeply"),
        pytest.param(lambda path: path.write_bytes(b"\xff\xfe\x00"), id="no text"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder"),
    ],
)
def test_what_cannot_be_read_is_not_remembered(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    path = tmp_path / "kept.json"
    remember(path, "one", 1)
    damage(path)
    assert recall(path, "one") is None


def test_what_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file where a folder should be")
    remember(tmp_path / "build" / "kept.json", "one", 1)
    assert recall(tmp_path / "build" / "kept.json", "one") is None
