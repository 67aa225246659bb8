"""`course grade --diff` shows what would move and writes nothing; the next run moves just that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.model.layout import Layout
from tests.classroom.spoiling import RIGHT, grade, spoil
from tests.conftest import LESSON

pytestmark = pytest.mark.long


def files(here: Layout) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in here.class_folder.rglob("*") if path.is_file()}


def test_before_the_first_run_nothing_moves_and_nothing_is_made(other: Layout) -> None:
    before = files(other)
    result = grade(other, "--diff")
    assert result.exit_code == 0, result.output
    assert "No marks would move. Nothing was written." in result.output
    assert files(other) == before


def test_a_changed_check_is_shown_before_and_after(other: Layout) -> None:
    assert grade(other).exit_code == 0
    spoil(other, RIGHT, RIGHT.replace("0.5]", "0.25]"))
    before = files(other)
    shown = grade(other, "--diff", "--unproven")
    assert files(other) == before
    moved = grade(other, "--unproven")
    for result in (shown, moved):
        text = " ".join(result.output.split())
        assert "ada springs 14 → 12.5 pull_table 3 → 1.5" in text
        assert "test_pull_table_by_hand: passed → not correct yet" in text
    assert "would move. Nothing was written." in shown.output
    assert "The marks of 1 submission moved." in moved.output
    assert "→" not in grade(other, "--unproven").output


def test_another_submission_is_named_as_the_cause(other: Layout) -> None:
    assert grade(other).exit_code == 0
    path = other.submitted / "ada" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "pull_table":
            cell["source"] = "def pull_table(ks):\n    return 1 / 0"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    text = " ".join(grade(other).output.split())
    assert "14 → 11 pull_table 3 → 0" in text
    assert "another submission" in text
