"""What makes a stored grade stale: the lesson, the code that decides, the libraries; no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.model.layout import Layout
from autograder.store import fingerprint, proof_cache
from autograder.store.fingerprint import deciding_files, lesson_version
from autograder.store.proof_cache import exercise_files
from tests.conftest import LESSON


def deciding(course: Layout, layout: Layout, path: str) -> bool:
    """Return whether the file has a part in the toy's grades."""
    mine = {file.resolve() for file in deciding_files(layout, LESSON)}
    (found,) = [root for root in (course.root, layout.root) if (root / path).is_file()]
    return (found / path).resolve() in mine


@pytest.mark.parametrize(
    ("path", "decides"),
    [
        pytest.param(f"autograder/lessons/{LESSON}/test_pull_table.py", True, id="checks"),
        pytest.param(f"solutions/{LESSON}.py", True, id="references"),
        pytest.param(f"release/{LESSON}/{LESSON}.ipynb", True, id="the release"),
        pytest.param(f"course/data/{LESSON}.json", True, id="points and public checks"),
        pytest.param("course/judging/judge.py", True, id="the judge"),
        pytest.param("course/values/decode.py", True, id="what is read of an answer"),
        pytest.param("autograder/sandbox/child.py", True, id="what runs the code"),
        pytest.param("autograder/intake/alignment.py", True, id="what finds the code"),
        pytest.param("autograder/grading/scoring.py", True, id="what counts the points"),
        pytest.param("autograder/diagnosis/partial_credit.py", True, id="partial credit"),
        pytest.param(f"source_notebooks/{LESSON}.py", False, id="the text"),
        pytest.param(f"examples/{LESSON}/full_worked_notebook.py", False, id="a recipe"),
        pytest.param("autograder/reports/export.py", False, id="an export"),
        pytest.param("autograder/reports/feedback.py", False, id="a page"),
        pytest.param("autograder/gradebook/entries.py", False, id="the gradebook"),
        pytest.param("autograder/mutation/mutants.py", False, id="mutants"),
        pytest.param("autograder/verify/text_lint.py", False, id="course check"),
        pytest.param("autograder/verify/prose.py", False, id="numbers of the prose"),
        pytest.param("course/progress.py", False, id="a table for students"),
        pytest.param("README.md", False, id="the manual"),
    ],
)
def test_what_decides_a_grade(course: Layout, layout: Layout, path: str, decides: bool) -> None:
    assert deciding(course, layout, path) is decides


def test_data_beside_the_checks_decide_too(layout: Layout, tmp_path: Path) -> None:
    moved = Layout(tmp_path, tmp_path)
    folder = moved.exercises / LESSON
    folder.mkdir(parents=True)
    for name in ("test_pull_table.py", "table.csv", "lesson_test.py"):
        (folder / name).touch()
    assert folder / "table.csv" in deciding_files(moved, LESSON)
    assert folder / "table.csv" in exercise_files(moved, LESSON, "pull_table")
    assert folder / "lesson_test.py" not in deciding_files(moved, LESSON)


def test_no_lessons_prose_has_a_part(course: Layout) -> None:
    for lesson in course.lessons():
        assert (course.exercises / lesson / "prose_test.py").is_file()
        assert not [one for one in deciding_files(course, lesson) if "prose" in one.name]


def test_other_lessons_have_no_part(course: Layout, layout: Layout) -> None:
    names = {path.name for path in deciding_files(layout, LESSON)}
    parents = {path.parent.name for path in deciding_files(layout, LESSON)}
    for lesson in course.lessons():
        assert f"{lesson}.py" not in names
        assert lesson not in parents


@pytest.mark.parametrize("library", ["numpy", "scipy", "sympy", "matplotlib", "ipython"])
def test_a_new_version_of_a_library_is_another_grading(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before = lesson_version(layout, LESSON)
    version = proof_cache.library_version
    monkeypatch.setattr(
        proof_cache, "library_version", lambda name: "99.0" if name == library else version(name)
    )
    lesson_version.cache_clear()
    try:
        assert lesson_version(layout, LESSON) != before
    finally:
        lesson_version.cache_clear()


def test_a_file_that_is_gone_is_another_grading(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = fingerprint.fingerprint(deciding_files(layout, LESSON))
    assert fingerprint.fingerprint(deciding_files(Layout(tmp_path, tmp_path), LESSON)) != before
