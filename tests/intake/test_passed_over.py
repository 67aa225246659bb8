"""Nothing below `submitted/` vanishes: it is taken for a lesson, or named with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.intake.collection import from_tree
from autograder.intake.passed_over import passed_over

LESSONS = ("two_springs", "other")


@pytest.mark.parametrize("name", ["two-springs", "Two_Springs", "two springs", "TWO SPRINGS"])
def test_a_folder_spelled_otherwise_is_the_lesson(name: str, tmp_path: Path) -> None:
    path = tmp_path / "ada" / name / "two_springs.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    (found,) = from_tree(tmp_path, LESSONS)
    assert (found.student, found.wanted, found.path) == ("ada", "two_springs", str(path))
    assert passed_over(tmp_path, LESSONS) == ()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("bob.ipynb", "not a student's folder"),
        ("bob/x.ipynb", "not in a lesson's folder"),
        ("bob/notes.py", "not in a lesson's folder"),
        ("bob/three_springs/x.ipynb", "no lesson of this name"),
        ("ada/two_springs/two_springs-1.ipynb", "two_springs.ipynb beside it counts"),
        ("ada/two_springs/two_springs (1).ipynb", "two_springs.ipynb beside it counts"),
        ("ada/two_springs/work.zip", "two_springs.ipynb beside it counts"),
        ("ada/two-springs/two_springs.ipynb", "no lesson of this name"),
        ("ada/.DS_Store", ""),
        ("ada/two_springs/.ipynb_checkpoints/a.ipynb", ""),
        ("ada/two_springs/timestamp.txt", ""),
    ],
)
def test_what_is_not_graded_is_named(path: str, said: str, tmp_path: Path) -> None:
    for name in ("ada/two_springs/two_springs.ipynb", path):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    sentences = passed_over(tmp_path, LESSONS)
    assert len(sentences) == (said != "")
    assert all(said in one for one in sentences)


def test_empty_folders_and_links_are_named(tmp_path: Path) -> None:
    (tmp_path / "eve").mkdir()
    (tmp_path / "link").symlink_to("/")
    first, second = passed_over(tmp_path, LESSONS)
    assert "nothing was handed in" in first
    assert "not a student's folder" in second
