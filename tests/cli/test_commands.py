"""The `course` command as an instructor types it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.model.layout import Layout, layout_of
from autograder.sandbox.levels import TRUST
from course.lessons.catalogue import lesson_names
from tests.conftest import LESSON
from tests.sandbox.processes import adopt_orphans, children

PROJECT = Path(__file__).parents[2]
AUTHORS = ("build", "check", "mutate", "new")
COMMANDS = (*AUTHORS, "demo", "doctor", "export", "feedback", "forget", "grade", "study")

pytestmark = pytest.mark.long


def course(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("course"), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=cwd)


@pytest.fixture
def class_folder(layout: Layout, tmp_path: Path) -> Path:
    worked = layout.worked(LESSON)
    blank = layout.released(LESSON)
    for student, notebook in (("ada", worked), ("bob", blank)):
        folder = tmp_path / "submitted" / student / LESSON
        folder.mkdir(parents=True)
        shutil.copy(notebook, folder / f"{LESSON}.ipynb")
    (tmp_path / "submitted" / "eve" / LESSON).mkdir(parents=True)
    return tmp_path


def test_help_names_every_command_and_documents_every_option(layout: Layout) -> None:
    text = CliRunner().invoke(app, ["--help"]).output
    found = set(re.findall(r"^│ (\w+)\s{2,}", text, flags=re.MULTILINE))
    assert found == set(COMMANDS)
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    reference = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"course {command}" in readme
        options = re.findall(r"(--[a-z-]+)", CliRunner().invoke(app, [command, "--help"]).output)
        for option in set(options) - {"--help"}:
            assert option in reference, f"course {command} {option}"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["grade", "no-such-file.ipynb"], 2, "There is no", id="no such file"),
        pytest.param(["grade", "--lesson", "nothing"], 2, "no lesson 'nothing'", id="no lesson"),
        pytest.param(["grade", "--workers", "0"], 2, "--workers", id="no workers"),
        pytest.param(["grade", "examples"], 2, "no notebooks", id="a folder without notebooks"),
        pytest.param(["build", "nothing"], 2, "no lesson 'nothing'", id="build nothing"),
        pytest.param(["export", "--format", "xls"], 2, "csv, canvas, moodle", id="a format"),
        pytest.param(["export", "--class", "/nonexistent"], 1, "no gradebook", id="no gradebook"),
        pytest.param(
            ["grade", "solutions", "--json", "-", "--scheduler", "x:1"], 1, "Dask", id="no Dask"
        ),
        pytest.param(["new", "demo"], 2, "with a dot between", id="new without an exercise"),
        pytest.param(
            ["new", f"{LESSON}.pull_table"], 2, 'exercise "pull_table" already', id="new, not new"
        ),
        pytest.param(["nonsense"], 2, "nonsense", id="no command"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(
    layout: Layout, words: list[str], code: int, said: str
) -> None:
    done = course(*words, cwd=layout.root)
    assert done.returncode == code, done.stderr
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_outside_a_course_the_command_says_so(tmp_path: Path) -> None:
    done = course("grade", cwd=tmp_path)
    assert done.returncode == 2
    assert "not in a course" in done.stderr


def test_json_lines_go_to_standard_output_alone(layout: Layout, tmp_path: Path) -> None:
    names = [f"solutions/{LESSON}.ipynb", f"release/{LESSON}/{LESSON}.ipynb"]
    done = course("grade", "--json", "-", *names, cwd=layout.root)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["submission"], line["score"]) for line in lines] == [
        (names[0], 14.0),
        (names[1], 0.0),
    ]


def test_files_with_json_touch_no_gradebook(layout: Layout, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    paths = [layout.solutions, "--json", file, "--class", tmp_path]
    assert course("grade", *paths, cwd=layout.root).returncode == 0
    assert len(file.read_text().splitlines()) == len(layout.lessons())
    assert [path.name for path in tmp_path.iterdir()] == ["lines.jsonl"]


def test_a_class_is_graded_resumed_exported_and_given_feedback(
    layout: Layout, class_folder: Path
) -> None:
    done = course("grade", "--class", class_folder, cwd=layout.root)
    assert done.returncode == 0, done.stderr
    assert "3 submissions" in done.stdout
    with sqlite3.connect(class_folder / "gradebook.db") as database:
        (students,) = database.execute("select count(*) from submitted_assignment").fetchone()
    assert students == 3
    for student in ("ada", "bob", "eve"):
        page = class_folder / "feedback" / student / LESSON / f"{LESSON}.html"
        assert "http" not in page.read_text(encoding="utf-8").replace('http-equiv="', "")
        assert (class_folder / "autograded" / student / LESSON / f"{LESSON}.ipynb").exists()

    record = class_folder / "records" / LESSON / "bob.json"
    out_of_time = record.read_text(encoding="utf-8").replace("not_attempted", "timed_out")
    record.write_text(out_of_time, encoding="utf-8")
    again = course("grade", "--class", class_folder, "--json", "-", cwd=layout.root)
    assert again.returncode == 0, again.stderr
    assert "; 1 unchanged, 1 graded again because time had run out" in again.stderr
    scores = {line["student"]: line["score"] for line in map(json.loads, again.stdout.splitlines())}
    assert scores == {"ada": 14.0, "bob": 0.0, "eve": 0.0}

    table = course("export", LESSON, "--class", class_folder, cwd=layout.root)
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert {(row["student"], row["status"]) for row in rows} == {
        ("ada", "graded"),
        ("bob", "graded"),
        ("eve", "missing"),
    }
    # A course of two lessons, of which the gradebook knows one.
    left_out = next(name for name in lesson_names() if name != LESSON)
    larger = Layout(class_folder / "course", class_folder)
    (larger.root / "autograder").mkdir(parents=True)
    larger.sources.mkdir()
    shutil.copy(layout.source(LESSON), larger.sources)
    shutil.copy(layout_of(left_out).source(left_out), larger.sources)
    all_lessons = course("export", "--class", class_folder, cwd=larger.root)
    assert (all_lessons.returncode, all_lessons.stdout) == (0, table.stdout)
    assert f"does not know {left_out}, which is left out" in all_lessons.stderr
    named = course("export", LESSON, left_out, "--class", class_folder, cwd=larger.root)
    assert (named.returncode, named.stdout) == (1, "")
    assert f"does not know lesson {left_out}" in named.stderr

    pages = course("feedback", LESSON, "--class", class_folder, cwd=layout.root)
    assert pages.returncode == 0
    assert "3 pages" in pages.stderr


def test_study_copies_the_release_once(layout: Layout, tmp_path: Path) -> None:
    words = ("study", "--no-browser", "--folder", tmp_path)
    assert course(*words, cwd=layout.root).returncode == 0
    mine = tmp_path / f"{LESSON}.ipynb"
    mine.write_text("my work", encoding="utf-8")
    assert course(*words, cwd=layout.root).returncode == 0
    assert mine.read_text(encoding="utf-8") == "my work"


def test_what_ran_without_isolation_is_graded_again_with_it(
    layout: Layout, class_folder: Path
) -> None:
    words = ("grade", "--class", class_folder, "--json", "-")

    def levels(*more: str) -> set[str]:
        done = course(*words, *more, cwd=layout.root)
        lines = map(json.loads, done.stdout.splitlines())
        return {line["sandbox"] for line in lines if line["student"] != "eve"}

    assert levels("--trust-submissions") == {"none"}
    assert levels() == {"full"}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what runs")
def test_nothing_is_left_running(layout: Layout) -> None:
    worked = layout.worked(LESSON)
    before = {*children(os.getpid())}
    adopt_orphans(True)
    try:
        assert (
            course(
                "grade", "--json", "-", worked, worked, "--workers", 2, cwd=layout.root
            ).returncode
            == 0
        )
        assert {*children(os.getpid())} - before == set()
    finally:
        adopt_orphans(False)


def test_python_m_course_is_the_command() -> None:
    command = [sys.executable, "-m", "course", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "course" in done.stdout) == (0, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_trust_in_the_environment_is_never_silent(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [sys.executable, "-m", "course", command, "--help"]
    trusting = {**os.environ, TRUST: "1"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=trusting)
    assert f"{TRUST}=1 is set: student code runs without isolation" in done.stderr
    assert TRUST not in done.stdout
