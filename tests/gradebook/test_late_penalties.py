"""What is taken off for handing in late: one number in nbgrader, pages, tables and records."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from rich.console import Console

from autograder.gradebook.entries import Entry, GradebookError, manual_marks, register, save
from autograder.model.layout import Layout
from autograder.model.records import SubmissionRecord
from autograder.reports.class_table import class_table
from autograder.reports.export import export
from autograder.reports.feedback import render
from autograder.store.record_store import read_record
from course.results.outcomes import Outcome
from tests.class_records import LESSON, graded, layout_in, refused

DUE = datetime(2026, 3, 1, 12, 0, 0)
ZERO = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
PLUGIN = """
from nbgrader.plugins import BasePlugin

class Hourly(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        {body}
"""
PER_HOUR = "return total_seconds_late / 3600"
OWN = "c.AssignLatePenalties.plugin_class = 'hourly.Hourly'\n"
# settings, plugin's body, hours after the due date, hours of extension, record -> taken off
RULES: dict[str, tuple[str, str, float, float, SubmissionRecord, float]] = {
    "in time": (ZERO, "", -1, 0, graded(answered=False), 0.0),
    "on the second": (ZERO, "", 0, 0, graded(answered=False), 0.0),
    "late counts nothing": (ZERO, "", 1, 0, graded(answered=False), 10.0),
    "late counts nothing, partly right": (
        *(ZERO, "", 1, 0),
        graded(sag=Outcome.FAILED, answered=False),
        4.0,
    ),
    "no rule": ("", "", 5, 0, graded(answered=False), 0.0),
    "a point an hour": (OWN, PER_HOUR, 3, 0, graded(answered=False), 3.0),
    "a part of an hour": (OWN, PER_HOUR, 0.25, 0, graded(answered=False), 0.25),
    "with an extension": (OWN, PER_HOUR, 3, 2, graded(answered=False), 1.0),
    "within an extension": (OWN, PER_HOUR, 3, 4, graded(answered=False), 0.0),
    "more than there is": (OWN, PER_HOUR, 40, 0, graded(answered=False), 10.0),
    "less than nothing": (OWN, "return -2", 1, 0, graded(answered=False), 0.0),
    "says nothing": (OWN, "return None", 1, 0, graded(answered=False), 0.0),
    "a part of the score": (OWN, "return 0.1 * score", 1, 0, graded(answered=False), 1.0),
    "waits for a person": (OWN, PER_HOUR, 3, 0, graded(), 3.0),
    "unreadable": (OWN, PER_HOUR, 3, 0, refused("ada"), 0.0),
}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = layout_in(tmp_path)
    register(layout.database, layout, "toy")
    return layout


def set_up(
    layout: Layout, settings: str, body: str = PER_HOUR, hours: float = 0.0, record: Any = None
) -> Entry:
    (layout.root / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}")
    if OWN in settings:
        module = f"hourly_{abs(hash((str(layout.root), body)))}"
        (layout.root / f"{module}.py").write_text(PLUGIN.format(body=body))
        text = (layout.root / "nbgrader_config.py").read_text()
        (layout.root / "nbgrader_config.py").write_text(text.replace("hourly.", f"{module}."))
    change(layout, lambda book: setattr(book.find_assignment("toy"), "duedate", DUE))
    return Entry(record or graded(answered=False), timestamp=at(hours))


def at(hours: float) -> str:
    return f"{DUE + timedelta(hours=hours)} UTC"


def change(layout: Layout, how: Any) -> None:
    with Gradebook(layout.database) as book:
        how(book)
        book.db.commit()


def extend(layout: Layout, hours: float) -> None:
    def how(book: Gradebook) -> None:
        book.update_or_create_student("ada")
        book.update_or_create_submission("toy", "ada").extension = timedelta(hours=hours)

    change(layout, how)


def by_nbgrader(layout: Layout) -> dict[str, str]:
    path = layout.root / "nbgrader.csv"
    with Gradebook(layout.database) as book:
        CsvExportPlugin(to=str(path)).export(book)
    with path.open(encoding="utf-8") as file:
        (line,) = csv.DictReader(file)
    return line


def by_course(layout: Layout) -> dict[str, str]:
    text = export("csv", layout.database, [LESSON], layout)
    return next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def stored(layout: Layout) -> SubmissionRecord:
    record = read_record(layout, "toy", "ada")
    assert record is not None
    return record


def assert_one_number(layout: Layout, off: float) -> None:
    """Check that all who tell the points of Ada tell the same."""
    record, theirs, ours = stored(layout), by_nbgrader(layout), by_course(layout)
    assert float(theirs["late_submission_penalty"]) == pytest.approx(off)
    assert float(ours["late_penalty"] or 0.0) == pytest.approx(off)
    assert (record.penalty.points if record.penalty else 0.0) == pytest.approx(off)
    if not record.exercises:
        return
    score = float(theirs["score"])
    if ours["waiting"] == "":
        assert float(ours["total"]) == pytest.approx(score)
    page = render(record, LESSON, manual_marks(layout.database, "toy")["ada"])
    assert f"{score:g} of 15 points" in page
    assert ("taken off" in page) is (off > 0)
    # The records and the table count automatic points alone.
    automatic = float(ours["automatic"])
    assert record.score == pytest.approx(max(0.0, automatic - off))
    console = Console(width=140, color_system=None)
    with console.capture() as capture:
        console.print(class_table([record]))
    assert f" {record.score:g}/10" in capture.get()
    assert ("taken off" in capture.get()) is (off > 0)


@pytest.mark.parametrize("case", RULES)
def test_one_number_everywhere(layout: Layout, case: str) -> None:
    settings, body, hours, extension, record, off = RULES[case]
    entry = set_up(layout, settings, body, hours, record)
    if extension:
        extend(layout, extension)
    for _ in range(2):
        assert save(layout.database, layout, [entry]) == ()
        assert_one_number(layout, off)


def test_without_a_due_date_nothing_is_late(layout: Layout) -> None:
    entry = set_up(layout, OWN, PER_HOUR, 5)
    change(layout, lambda book: setattr(book.find_assignment("toy"), "duedate", None))
    extend(layout, 1)
    assert save(layout.database, layout, [entry]) == ()
    assert_one_number(layout, 0.0)


def test_the_time_beside_the_notebook_counts(layout: Layout, monkeypatch: Any) -> None:
    entry = set_up(layout, OWN)
    monkeypatch.chdir(layout.root)
    folder = Path(entry.record.submission).parent
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-03-01 15:00:00 CET")
    assert save(layout.database, layout, [replace(entry, timestamp=None)]) == ()
    assert_one_number(layout, 2.0)


def give_by_hand(book: Gradebook) -> None:
    grade = book.find_grade("explain", "toy", "toy", "ada")
    grade.manual_score, grade.needs_manual_grade = 5.0, False


def test_hand_scores_count_at_the_next_grading(layout: Layout) -> None:
    entry = set_up(layout, ZERO, "", 1, graded())
    save(layout.database, layout, [entry])
    change(layout, give_by_hand)
    assert_one_number(layout, 10.0)
    save(layout.database, layout, [entry])
    assert_one_number(layout, 15.0)


@pytest.mark.parametrize("settings", ["", OWN, ZERO], ids=["no rule", "a rule", "all"])
def test_what_a_person_took_off_stays(layout: Layout, settings: str) -> None:
    entry = set_up(layout, settings, PER_HOUR, -5)
    save(layout.database, layout, [entry])

    def take_off(book: Gradebook) -> None:
        book.find_submission_notebook("toy", "toy", "ada").late_submission_penalty = 2.0

    change(layout, take_off)
    for _ in range(2):
        save(layout.database, layout, [entry])
        assert_one_number(layout, 2.0)


@pytest.mark.parametrize("what", ["an extension", "no rule any more", "handed in again"])
def test_what_a_rule_took_off_is_given_back(layout: Layout, what: str) -> None:
    entry = set_up(layout, OWN, PER_HOUR, 3)
    save(layout.database, layout, [entry])
    assert_one_number(layout, 3.0)
    if what == "an extension":
        extend(layout, 10)
    elif what == "no rule any more":
        set_up(layout, "")
    else:
        entry = replace(entry, timestamp=at(-1))
    save(layout.database, layout, [entry])
    assert_one_number(layout, 0.0)


@pytest.mark.parametrize(
    ("body", "said"),
    [("return 1 / 0", "division by zero"), ("return float('nan')", "nan"), ("return 'x'", "'x'")],
)
def test_a_rule_that_gives_no_number_is_told(layout: Layout, body: str, said: str) -> None:
    entry = set_up(layout, OWN, body, 3)
    (problem,) = save(layout.database, layout, [entry])
    assert problem.startswith("ada: not saved")
    assert "late penalty" in problem
    assert said in problem


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("c.AssignLatePenalties.plugin_class = 'nowhere.Rule'\n", "nowhere"),
        ("c.LateSubmissionPlugin.penalty_method = 'half'\n", "half"),
        ("import nowhere_else\n", "nowhere_else"),
        ("c.x = (\n", "SyntaxError"),
    ],
)
def test_settings_that_cannot_be_used_are_told(layout: Layout, settings: str, said: str) -> None:
    entry = set_up(layout, settings)
    with pytest.raises(GradebookError, match="AssignLatePenalties") as error:
        save(layout.database, layout, [entry])
    assert said in str(error.value)
    assert read_record(layout, "toy", "ada") is None


def test_the_settings_of_the_classs_folder_count(layout: Layout, tmp_path: Path) -> None:
    entry = set_up(layout, "", "", 1)
    here = Layout(layout.root, tmp_path / "class")
    here.class_folder.mkdir()
    (here.class_folder / "nbgrader_config.py").write_text(f"c = get_config()\n{ZERO}")
    save(layout.database, here, [entry])
    record = read_record(here, "toy", "ada")
    assert record is not None
    assert (record.score, record.penalty and record.penalty.points) == (0.0, 10.0)


def test_trying_out_leaves_gradebook_and_records_as_they_were(layout: Layout) -> None:
    entry = set_up(layout, OWN, PER_HOUR, 3)
    save(layout.database, layout, [entry])
    files = [layout.root / "gradebook.db", *layout.root.glob("records/*/*")]
    before = [path.read_bytes() for path in files]
    seen: list[Any] = []
    worse = graded(sag=Outcome.FAILED, answered=False)
    others = [replace(entry, record=worse), Entry(graded("bob"), timestamp=at(2))]
    save(layout.database, layout, others, seen.append, keep=False)
    assert [path.read_bytes() for path in files] == before
    assert sorted(layout.root.glob("records/*/*")) == files[1:]
    ada, bob = seen
    assert (ada.before.record.score, ada.record.score, bob.before) == (7.0, 1.0, None)


def test_records_tell_the_penalty_in_json(layout: Layout) -> None:
    save(layout.database, layout, [set_up(layout, OWN, PER_HOUR, 3)])
    (path,) = layout.root.glob("records/*/ada.json")
    assert json.loads(path.read_text())["record"]["penalty"] == {
        "points": 3.0,
        "seconds_late": 10800.0,
        "by_rule": True,
    }
