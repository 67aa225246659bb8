"""A class over worker processes that die, fail, or come back with records."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.grading.grader import refused_record
from autograder.grading.papers import Graded
from autograder.grading.pool import WorkersDie, executor, graded
from autograder.intake.collection import from_paths, from_tree, same_student
from autograder.model.layout import Layout
from autograder.model.records import Status, Submission
from autograder.sandbox.levels import EngineError

pytestmark = pytest.mark.long


def fake_grade(batch: list[Submission]) -> list[Graded]:
    """Grade by name: `dies` ends its process, `fails` raises, all others are graded."""
    for one in batch:
        if one.student.startswith("dies"):
            os._exit(1)
        if one.student.startswith("fails"):
            raise MemoryError
        if one.student.startswith("fault"):
            raise EngineError("no engine")
    return [Graded(one, refused_record(one, Status.GRADED, "")) for one in batch]


def statuses(*students: str, workers: int = 2) -> dict[str, Status]:
    submissions = [Submission(name, name, None, b"") for name in students]
    with executor(workers, None) as start:
        results = list(graded(submissions, fake_grade, start, workers))
    return {one.record.student: one.record.status for one in results}


def test_records_come_in_the_order_of_submissions() -> None:
    names = [f"student{number}" for number in range(20)]
    assert list(statuses(*names)) == names


@pytest.mark.parametrize("bad", ["dies", "fails"])
def test_one_that_fails_twice_does_not_harm_the_others(bad: str) -> None:
    names = ["a", "b", bad, "c", *(f"d{number}" for number in range(12))]
    found = statuses(*names)
    assert list(found) == names
    assert [name for name, status in found.items() if status is not Status.GRADED] == [bad]
    assert found[bad] is Status.GRADER_ERROR


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_failures_that_are_not_in_a_row_stop_nothing(workers: int) -> None:
    names = [f"fails{n}" if n % 6 == 5 else f"student{n}" for n in range(48)]
    found = statuses(*names, workers=workers)
    failed = [name for name, status in found.items() if status is Status.GRADER_ERROR]
    assert failed == [name for name in names if name.startswith("fails")]


def test_workers_that_fail_again_and_again_stop_the_run() -> None:
    with pytest.raises(WorkersDie, match="5 submissions in a row"):
        statuses(*(f"fails{number}" for number in range(9)))


def test_a_fault_with_a_remedy_is_not_hidden() -> None:
    with pytest.raises(EngineError, match="no engine"):
        statuses("a", "fault")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_a_killed_run_leaves_no_process(layout: Layout, tmp_path: Path) -> None:
    worked = next(layout.solutions.glob("*.ipynb"))
    for number in range(12):
        folder = tmp_path / "submitted" / f"s{number}" / worked.stem
        folder.mkdir(parents=True)
        (folder / worked.name).write_bytes(worked.read_bytes())
    course = Path(sys.executable).with_name("course")
    run = subprocess.Popen(
        [course, "grade", "--class", tmp_path],
        cwd=layout.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("records/*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.1)
    family = descendants(run.pid)
    assert family
    run.send_signal(signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 60
    while (left := [pid for pid in family if alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def descendants(pid: int) -> list[int]:
    children = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                children.append(int(status.parent.name))
        except OSError:
            continue
    return [*children, *(one for child in children for one in descendants(child))]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("path", "student"),
    [
        pytest.param("ada.ipynb", "ada", id="a file named after the student"),
        pytest.param("ada/lesson.ipynb", "ada", id="a folder named after the student"),
        pytest.param("ada/lesson/lesson.ipynb", "ada", id="nbgrader's tree"),
        pytest.param("ada/lesson/homework.ipynb", "ada", id="nbgrader's tree, another name"),
    ],
)
def test_paths_tell_the_student(tmp_path: Path, path: str, student: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}")
    (found,) = from_paths([tmp_path], ("lesson",), None)
    assert found.student == student


def test_two_notebooks_of_one_student_are_told(tmp_path: Path) -> None:
    for student in ("ada", "bob"):
        (tmp_path / student).mkdir()
        (tmp_path / student / "homework.ipynb").write_text("{}")
    sentence = same_student(from_paths([tmp_path], ("lesson",), None), ("lesson",))
    assert "both count as the work of 'homework'" in sentence
    assert same_student(from_paths([tmp_path / "ada"], ("lesson",), None), ("lesson",)) == ""


def test_notebooks_of_two_lessons_do_not_clash(tmp_path: Path) -> None:
    lessons = ("one", "two")
    for name in lessons:
        (tmp_path / f"{name}.ipynb").write_text("{}")
    assert same_student(from_paths([tmp_path], lessons, None), lessons) == ""


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "eve" / "lesson"
    folder.mkdir(parents=True)
    (tmp_path / "secret.ipynb").write_text("{}")
    (folder / "lesson.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (found,) = from_tree(tmp_path, ("lesson",))
    assert found.refused is not None
    assert found.refused[0] is Status.NOT_A_FILE
