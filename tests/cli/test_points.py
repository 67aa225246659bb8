"""`course export` as an instructor types it: files for Excel, rosters, and who is left out."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.build.derivation import build_worktree
from autograder.cli.app import app
from autograder.gradebook.entries import Entry, register, save
from autograder.model.layout import Layout
from tests.class_records import graded, written
from tests.conftest import LESSON

BOM = b"\xef\xbb\xbf"
ROSTER = 'Student,ID,SIS User ID,SIS Login ID,Section\n"Brontë, Zoë",1001,S1,zoe,Group 1\n'

pytestmark = pytest.mark.long


@pytest.fixture
def here(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A class of two, of whom one waits for a person; commands run in the course's folder."""
    here = Layout(layout.root, tmp_path)
    build_worktree(here, LESSON)
    register(here.database, here, LESSON)
    waits, done = written(answered=True), written(answered=False)
    entries = [
        Entry(replace(graded(name), lesson=LESSON, exercises=(*graded().exercises[:2], question)))
        for name, question in (("ada", waits), ("zoe", done))
    ]
    assert save(here.database, here, entries) == ()
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    monkeypatch.chdir(layout.root)
    return here


@pytest.mark.parametrize("format", ["csv", "canvas", "moodle"])
def test_files_open_in_excel_and_pipes_carry_no_mark(here: Layout, format: str) -> None:
    words = ["export", "--class", str(here.class_folder), "--format", format]
    file = here.class_folder / "points.csv"
    assert CliRunner().invoke(app, [*words, "--output", str(file)]).exit_code == 0
    written_there = file.read_bytes()
    assert written_there.startswith(BOM)
    assert written_there.count(BOM) == 1
    assert "Zoë" in written_there.decode("utf-8-sig")
    piped = CliRunner().invoke(app, words)
    assert piped.stdout.encode().replace(b"\r\n", b"\n") == written_there[3:].replace(
        b"\r\n", b"\n"
    )


def test_a_redirected_file_carries_the_mark(here: Layout) -> None:
    command = [sys.executable, "-m", "course", "export", "--class", str(here.class_folder)]
    file = here.class_folder / "points.csv"
    with file.open("wb") as stream:
        subprocess.run(command, stdout=stream, check=True, timeout=120)
    assert file.read_bytes().startswith(BOM + b"student,")


def test_ids_come_from_the_classs_roster_and_who_waits_is_named(here: Layout) -> None:
    words = ["export", "--class", str(here.class_folder), "--format", "canvas"]
    result = CliRunner().invoke(app, words)
    assert '"Brontë, Zoë",1001,S1,zoe,Group 1,10' in result.stdout
    assert ",ada," not in result.stdout
    assert "1 student left out" in result.stderr
    assert "ada" in result.stderr
    everyone = CliRunner().invoke(app, [*words, "--empty-cells"])
    assert "ada,,,ada,,\r\n" in everyone.stdout.replace("\n", "\r\n").replace("\r\r", "\r")
    assert "left out" not in everyone.stderr


def test_another_roster_can_be_given(here: Layout, tmp_path: Path) -> None:
    other = tmp_path / "moodle.csv"
    other.write_text("Username;ID number\nzoe;20-001\n", encoding="utf-8")
    words = ["export", "--class", str(here.class_folder), "--format", "moodle"]
    result = CliRunner().invoke(app, [*words, "--roster", str(other)])
    assert "zoe,,,20-001,,10,graded" in result.stdout
