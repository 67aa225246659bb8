"""A course of one's own, whose checks tests may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.model.layout import Layout
from tests.conftest import LESSON, TOY


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A copy of the toy course with a class of one right submission; commands run there."""
    root = tmp_path / "course"
    shutil.copytree(TOY, root, ignore=shutil.ignore_patterns("__pycache__", "build"))
    # The toy's settings are those of the course that it lies in.
    settings = root / "nbgrader_config.py"
    text = settings.read_text(encoding="utf-8")
    place = 'str(Path(__file__).resolve().parents[2] / "nbgrader_config.py")'
    assert place in text
    project = str(TOY.parents[1] / "nbgrader_config.py")
    settings.write_text(text.replace(place, repr(project)), encoding="utf-8")
    here = Layout(root, tmp_path / "class")
    path = here.submitted / "ada" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    shutil.copy(here.worked(LESSON), path)
    # Worker processes load the lesson from here; this process has the toy's loaded already.
    monkeypatch.setenv("COURSE_ELSEWHERE", str(root))
    monkeypatch.chdir(root)
    return here
