"""Stored records name their format: older ones are read, newer ones say what to do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.model.layout import Layout, layout_of
from autograder.store.record_store import (
    FORMAT,
    RecordError,
    read_fingerprints,
    read_record,
    read_records,
    record_path,
    write_record,
)
from tests.class_records import graded
from tests.conftest import LESSON


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path, tmp_path)


def stored(layout: Layout, **changes: Any) -> Path:
    """Store a record with changes in what the file holds, None for what is missing there."""
    path = write_record(layout, graded("ada"), {"explain": "Because."})
    data = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    data = {key: value for key, value in data.items() if value is not None}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_the_format_comes_first(layout: Layout) -> None:
    data = json.loads(stored(layout).read_text(encoding="utf-8"))
    assert next(iter(data.items())) == ("format", 1) == ("format", FORMAT)


@pytest.mark.parametrize("told", [pytest.param(1, id="now"), pytest.param(None, id="before")])
def test_records_of_now_and_before_are_read(layout: Layout, told: int | None) -> None:
    stored(layout, format=told)
    record = graded("ada")
    assert read_record(layout, record.lesson, "ada") == record
    assert read_records(layout, record.lesson) == (record,)
    assert list(read_fingerprints(layout, record.lesson, "ada")) == ["explain"]


def test_a_newer_record_says_to_update(layout: Layout) -> None:
    path = stored(layout, format=2, record={"unheard": "of"})
    for read in (
        lambda: read_record(layout, graded("ada").lesson, "ada"),
        lambda: read_records(layout, graded("ada").lesson),
    ):
        with pytest.raises(RecordError) as caught:
            read()
        assert str(caught.value) == (
            f"{path} is of format 2, and this version of the course reads formats up to 1: "
            "update the course."
        )


def test_a_format_that_is_no_number_is_no_record(layout: Layout) -> None:
    stored(layout, format="new")
    with pytest.raises(RecordError, match="does not hold a record"):
        read_record(layout, graded("ada").lesson, "ada")


@pytest.mark.parametrize("words", [(), ("--afresh",)], ids=["resumed", "afresh"])
def test_a_newer_record_is_not_overwritten(course: Layout, tmp_path: Path, words: Any) -> None:
    toy = layout_of(LESSON)
    here = Layout(toy.root, tmp_path)
    path = here.submitted / "ada" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    shutil.copy(toy.worked(LESSON), path)
    newer = record_path(here, LESSON, "ada")
    newer.parent.mkdir(parents=True)
    newer.write_text('{"format": 99}')
    command = [sys.executable, "-m", "course", "grade", "--class", str(tmp_path), *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=toy.root, timeout=120)
    assert done.returncode == 1
    assert "is of format 99" in done.stderr
    assert "Traceback" not in done.stderr
    assert newer.read_text() == '{"format": 99}'
