"""`course forget` as an instructor types it: one student goes, all else stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.build.derivation import build_worktree
from autograder.cli.app import app
from autograder.gradebook.database import open_gradebook
from autograder.gradebook.entries import Entry, register, save
from autograder.model.layout import Layout
from autograder.store.record_store import component
from tests.class_records import graded
from tests.conftest import LESSON

NAMES = ("lovelaceada_LATE_12345", "ada", "Zoë")

pytestmark = pytest.mark.long


@pytest.fixture
def here(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    here = Layout(layout.root, tmp_path)
    build_worktree(here, LESSON)
    register(here.database, here, LESSON)
    entries = [Entry(replace(graded(name), lesson=LESSON)) for name in NAMES]
    assert save(here.database, here, entries) == ()
    for name in NAMES:
        for folder in (here.submitted, here.autograded, here.feedback):
            (folder / name / LESSON).mkdir(parents=True)
            (folder / name / LESSON / "page.html").write_text(name)
    with open_gradebook(here.database) as book:
        notebook = book.find_submission_notebook(LESSON, LESSON, NAMES[0])
        notebook.grades[0].manual_score = 1.0
        book.db.commit()
    monkeypatch.chdir(layout.root)
    return here


def kept(here: Layout) -> tuple[set[str], set[Path]]:
    with open_gradebook(here.database) as book:
        names = {student.id for student in book.students}
    files = (path for path in here.class_folder.rglob("*") if path.suffix in (".json", ".html"))
    return names, set(files)


def test_one_student_goes_and_nothing_else(here: Layout) -> None:
    _, before = kept(here)
    words = ["forget", NAMES[0], "--class", str(here.class_folder)]
    refused = CliRunner().invoke(app, words, input="n\n")
    assert refused.exit_code == 1
    assert "1 mark given by a person will be lost" in refused.output
    assert kept(here) == (set(NAMES), before)
    assert CliRunner().invoke(app, [*words, "--yes"]).exit_code == 0
    names, after = kept(here)
    assert names == set(NAMES[1:])
    safe = component(NAMES[0])
    gone = {here.autograded, here.feedback}
    assert before - after == {
        here.class_folder / "records" / LESSON / f"{safe}.json",
        *(folder / NAMES[0] / LESSON / "page.html" for folder in gone),
    }


@pytest.mark.parametrize("name", ["adda", "..", "../ada", "", "/", "."])
def test_an_unknown_student_removes_nothing(here: Layout, name: str) -> None:
    before = kept(here)
    words = ["forget", "--yes", "--class", str(here.class_folder), "--", name]
    refused = CliRunner().invoke(app, words)
    assert refused.exit_code == 2
    assert ("Did you mean ada?" if "ad" in name else "`course export`") in refused.output
    assert kept(here) == before
