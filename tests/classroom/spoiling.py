"""Checks made wrong on purpose, and the command that meets them."""

from __future__ import annotations

from typer.testing import CliRunner, Result

from autograder.cli.app import app
from autograder.model.layout import Layout
from tests.conftest import LESSON

RIGHT = "student.equals([[1.0, 0.5], [4.0, 2.0]], [1, 4])"


def spoil(here: Layout, before: str, after: str) -> None:
    path = here.exercise(LESSON, "pull_table")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def grade(here: Layout, *more: str) -> Result:
    words = ["grade", "--class", str(here.class_folder), "--workers", "1", *more]
    return CliRunner().invoke(app, words)
