"""`pytest autograder --submission FILE`: the checks on one notebook, made as in grading."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder import conftest
from autograder.grading import session
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from tests.conftest import LESSON


@pytest.mark.parametrize("stated", [{}, {"call_seconds": 7.0}, {"memory_bytes": 1 << 30}])
def test_the_limits_of_the_lesson_hold(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, stated: dict[str, Any]
) -> None:
    started: list[Limits] = []

    def engine(limits: Limits) -> SimpleNamespace:
        started.append(limits)
        return SimpleNamespace(close=lambda: None)

    load = conftest.load_lesson
    monkeypatch.setattr(conftest, "Engine", engine)
    monkeypatch.setattr(conftest, "load_lesson", lambda name: replace(load(name), limits=stated))
    monkeypatch.setattr(conftest, "find_layout", lambda _: layout)
    config = SimpleNamespace(
        getoption=lambda *_, **__: str(layout.worked(LESSON)),
        add_cleanup=lambda _: None,
        pluginmanager=SimpleNamespace(register=lambda _: None, get_plugins=list),
    )
    conftest.pytest_configure(config)  # type: ignore[arg-type]
    assert started == [replace(Limits(), **stated)]
    assert started == [session.limits_of(replace(load(LESSON), limits=stated))]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param((), 4, "Say which notebook is to be checked", id="no notebook"),
        pytest.param(("--submission", "nothing.ipynb"), 4, "There is no file", id="no file"),
    ],
)
def test_wrong_use_is_told(course: Layout, words: tuple[str, ...], code: int, said: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "autograder", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=course.root, timeout=120)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_checks_of_the_notebooks_lesson_alone_are_made(course: Layout) -> None:
    (lesson, *_) = course.lessons()
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "autograder"]
    command += ["--submission", str(course.released(lesson))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=course.root, timeout=120)
    places = {line.split("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert {Path(place).parent.name for place in places} == {lesson}
    assert {Path(place).name[:5] for place in places} == {"test_"}
