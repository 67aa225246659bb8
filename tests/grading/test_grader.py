"""From bytes to records, with the real lesson and the real engine."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.checks.discovery import checks_of
from autograder.grading import grader
from autograder.grading.grader import grade, grade_batch
from autograder.grading.papers import papers_of
from autograder.grading.session import load_reference
from autograder.model.layout import Layout
from autograder.model.records import Status, Submission, SubmissionRecord, from_line, to_line
from course.lessons.catalogue import lesson_names
from course.results.outcomes import Outcome
from tests.conftest import LESSON, QUICK
from tests.intake.notebooks import mend

Data = dict[str, Any]
OTHER = next(name for name in lesson_names() if name != LESSON)


def graded(layout: Layout, notebook: Data | bytes, wanted: str | None = None) -> SubmissionRecord:
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    (record,) = grade([Submission("a.ipynb", "ada", wanted, content)], layout, QUICK)
    return record


def cell_of(notebook: Data, identifier: str) -> Data:
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == identifier
    )


def without_times(record: SubmissionRecord) -> SubmissionRecord:
    return replace(record, seconds=0.0)


def test_the_worked_notebook_gets_full_marks(layout: Layout, worked: Data) -> None:
    record = graded(layout, worked)
    assert (record.status, record.score, record.max_score) == (Status.GRADED, 14.0, 14.0)
    assert {one.outcome for one in record.exercises} == {Outcome.PASSED, Outcome.MANUAL}


def test_the_release_gets_nothing_and_is_not_attempted(layout: Layout, blank: Data) -> None:
    record = graded(layout, blank)
    assert (record.status, record.score, record.max_score) == (Status.GRADED, 0.0, 14.0)
    outcomes = {one.id: one.outcome for one in record.exercises}
    written = {"why_square"}
    assert {name for name, one in outcomes.items() if one is Outcome.MANUAL} == written
    assert {one for name, one in outcomes.items() if name not in written} == {Outcome.NOT_ATTEMPTED}


def test_grading_again_gives_the_same_record(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    cell_of(notebook, "pull_table")["source"] = "def pull_table(ks): return [[1.0]]"
    first, second = (without_times(graded(layout, notebook)) for _ in range(2))
    assert first == second


def test_records_survive_their_json(layout: Layout, worked: Data) -> None:
    record = graded(layout, worked)
    assert from_line(to_line(record)) == record


def test_a_record_has_the_fields_that_others_rely_on(layout: Layout, worked: Data) -> None:
    line = json.loads(to_line(graded(layout, worked)))
    assert {"submission", "student", "lesson", "status", "message", "sandbox"} <= line.keys()
    assert {"score", "max_score", "seconds", "exercises"} <= line.keys()
    exercise = line["exercises"][0]
    assert {"id", "points", "score", "outcome", "message", "misconception"} <= exercise.keys()
    check = exercise["checks"][0]
    assert {"name", "hidden", "outcome", "score", "points", "message"} <= check.keys()


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        pytest.param(b"", Status.EMPTY, "empty", id="no bytes"),
        pytest.param(b" \n\n", Status.EMPTY, "empty", id="white space"),
        pytest.param(b'{"cells": [', Status.UNREADABLE, "not valid JSON", id="cut off"),
        pytest.param(b"\x89PNG\r\n\x1a\n\xff\xfe", Status.UNREADABLE, "JSON", id="a picture"),
        pytest.param(b"[" * 200_000, Status.UNREADABLE, "JSON", id="200,000 brackets"),
        pytest.param(b"[1, 2]", Status.NOT_A_NOTEBOOK, "not a notebook", id="a list"),
        pytest.param(b"{}", Status.NOT_A_NOTEBOOK, "not a notebook", id="an empty object"),
        pytest.param(b'{"worksheets": []}', Status.NOT_A_NOTEBOOK, "format 3", id="format 3"),
        pytest.param(b'{"cells": []}', Status.WRONG_LESSON, "no exercise", id="no cells"),
        pytest.param(
            b'{"cells": [{"cell_type": "code", "source": ["print(1)"], "metadata": {}}]}',
            Status.WRONG_LESSON,
            "no exercise",
            id="another notebook",
        ),
        pytest.param(
            b'{"cells": [3, null, {"source": 5, "metadata": [], "cell_type": {}}]}',
            Status.WRONG_LESSON,
            "no exercise",
            id="cells that are none",
        ),
    ],
)
def test_what_cannot_be_graded_is_told(
    layout: Layout, content: bytes, status: Status, words: str
) -> None:
    record = graded(layout, content)
    assert record.status is status
    assert words in record.message
    assert (record.score, record.exercises) == (0.0, ())


def test_a_notebook_of_another_lesson_is_told(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    notebook["metadata"]["course"] = {"lesson": OTHER}
    for cell in notebook["cells"]:
        cell["metadata"], cell["source"] = {}, ""
    record = graded(layout, notebook, LESSON)
    assert record.status is Status.WRONG_LESSON
    assert OTHER in record.message
    assert record.max_score == 14.0


def duplicate_check(notebook: Data) -> None:
    cells = notebook["cells"]
    cells.insert(0, copy.deepcopy(cell_of(notebook, "check_spring_energy")))


def duplicate_answer(notebook: Data) -> None:
    cells = notebook["cells"]
    cells.append(copy.deepcopy(cell_of(notebook, "pull_table")))


def split_answer(notebook: Data) -> None:
    cell = cell_of(notebook, "well_expression")
    second = copy.deepcopy(cell)
    second["source"], cell["source"] = cell["source"], "import numpy as np\n"
    notebook["cells"].insert(notebook["cells"].index(cell) + 1, second)


def delete_check(notebook: Data) -> None:
    notebook["cells"].remove(cell_of(notebook, "check_spring_work"))


def edit_check(notebook: Data) -> None:
    cell_of(notebook, "check_spring_work")["source"] = "raise RuntimeError('edited')"


def lose_metadata(notebook: Data) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id")
    notebook["metadata"] = {}


def lie_about_cells(notebook: Data) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"] = "yes"


Y_FOUND = 'The cell "spring_energy" had lost its mark; its function was found by name.'


@pytest.mark.parametrize(
    ("mangle", "note"),
    [
        pytest.param(
            duplicate_check, 'The cell "check_spring_energy" stands 2 times.', id="twice a check"
        ),
        pytest.param(
            duplicate_answer, 'The cell "pull_table" stands 2 times.', id="twice an answer"
        ),
        pytest.param(
            split_answer, 'The cell "well_expression" stands 2 times.', id="a split answer"
        ),
        pytest.param(
            delete_check, 'The cell "check_spring_work" is missing.', id="a deleted check"
        ),
        pytest.param(
            edit_check,
            'The locked cell "check_spring_work" was edited; the edit is ignored.',
            id="an edited check",
        ),
        pytest.param(lose_metadata, Y_FOUND, id="no metadata at all"),
        pytest.param(lie_about_cells, Y_FOUND, id="nonsense for metadata"),
    ],
)
def test_mangled_cells_cost_nothing(
    layout: Layout, worked: Data, mangle: Callable[[Data], None], note: str
) -> None:
    notebook = copy.deepcopy(worked)
    mangle(notebook)
    record = graded(layout, notebook)
    assert (record.status, record.score) == (Status.GRADED, 14.0)
    assert note in record.notes


# --- cells that lost their marks, as after cutting and pasting in some editors -----------------

QUESTION = "why_square"
FOUND = f'The cell "{QUESTION}" had lost its mark; its text was found by its place.'


def lose_mark(notebook: Data, identifier: str, source: str, move: int = 0) -> None:
    """Let a cell's id and metadata be lost, as by cutting it and pasting it `move` cells below."""
    cells = notebook["cells"]
    cell = cell_of(notebook, identifier)
    place = cells.index(cell)
    cells.remove(cell)
    pasted = {**cell, "id": f"pasted-{place}", "metadata": {}, "source": source}
    cells.insert(place + move, pasted)


def question(layout: Layout, notebook: Data) -> tuple[SubmissionRecord, str, str, str]:
    """Return the record, its message on the question, and the answer as stored and as shown."""
    submission = Submission("a.ipynb", "ada", LESSON, json.dumps(notebook).encode())
    (graded,) = grade_batch([submission], layout, QUICK)
    record, papers = graded.record, papers_of(graded, layout)
    assert record.status is Status.GRADED
    (one,) = [one for one in record.exercises if one.id == QUESTION]
    shown = cell_of(json.loads(papers.notebook), QUESTION)["source"]
    return record, one.message, papers.answers[QUESTION], shown


@pytest.mark.parametrize("move", [0, -1, 1])
def test_an_answer_without_its_mark_is_found(layout: Layout, blank: Data, move: int) -> None:
    notebook = copy.deepcopy(blank)
    lose_mark(notebook, QUESTION, "A million.", move)
    record, message, stored, shown = question(layout, notebook)
    assert (message, stored, shown) == ("", "A million.", "A million.")
    assert FOUND in record.notes
    assert not any("missing" in note for note in record.notes)


def test_all_answers_are_found_when_all_marks_are_lost(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    lose_metadata(notebook)
    record, *_ = question(layout, notebook)
    assert {one.message for one in record.exercises if one.outcome is Outcome.MANUAL} == {""}
    assert sum("found by its place" in note for note in record.notes) == 1
    assert sum("found by name" in note for note in record.notes) == 5


def test_a_blank_answer_without_its_mark_is_none(layout: Layout, blank: Data) -> None:
    notebook = copy.deepcopy(blank)
    placeholder = cell_of(notebook, QUESTION)["source"]
    lose_mark(notebook, QUESTION, placeholder)
    record, message, stored, shown = question(layout, notebook)
    assert (message, shown) == (grader.NO_ANSWER, "".join(placeholder))
    assert stored == shown
    assert FOUND in record.notes


@pytest.mark.parametrize("behind", ["spring_energy", "check_spring_energy", QUESTION])
def test_a_note_is_no_answer_while_the_question_is_there(
    layout: Layout, blank: Data, behind: str
) -> None:
    notebook = copy.deepcopy(blank)
    place = notebook["cells"].index(cell_of(notebook, behind)) + 1
    note = {"cell_type": "markdown", "id": "note", "metadata": {}, "source": "To do."}
    notebook["cells"].insert(place, note)
    record, message, _, shown = question(layout, notebook)
    assert (message, record.notes) == (grader.NO_ANSWER, ())
    assert shown == "".join(cell_of(blank, QUESTION)["source"])


def test_a_note_beside_a_deleted_question_is_shown_as_its_answer(
    layout: Layout, blank: Data
) -> None:
    notebook = copy.deepcopy(blank)
    lose_mark(notebook, QUESTION, "A note of mine.")
    notebook["cells"].insert(
        0, {"cell_type": "markdown", "id": "note", "metadata": {}, "source": "Far away."}
    )
    assert question(layout, notebook)[1:] == ("", "A note of mine.", "A note of mine.")


def test_a_function_without_its_mark_is_not_called_missing(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    lose_mark(notebook, "pull_table", cell_of(notebook, "pull_table")["source"], 2)
    record = graded(layout, notebook)
    assert record.score == 14.0
    assert record.notes == (
        'The cell "pull_table" had lost its mark; its function was found by name.',
    )


def test_a_deleted_answer_is_missing(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    notebook["cells"].remove(cell_of(notebook, "pull_table"))
    record = graded(layout, notebook)
    (one,) = [one for one in record.exercises if one.id == "pull_table"]
    assert (one.outcome, one.score) == (Outcome.MISSING, 0.0)
    assert record.score == 11.0


def test_unchanged_illustrations_do_not_run(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    for cell in notebook["cells"]:
        if "illustration" in cell["metadata"].get("tags", []):
            cell["source"] = "while True: pass"
    assert graded(layout, notebook).score == 14.0


@pytest.mark.parametrize("form", ["def pull_table(ks): return {}", "pull_table = lambda ks: {}"])
def test_an_answer_in_an_illustration_counts(layout: Layout, worked: Data, form: str) -> None:
    notebook = copy.deepcopy(worked)
    notebook["cells"].remove(cell_of(notebook, "pull_table"))
    one = next(c for c in notebook["cells"] if "illustration" in c["metadata"].get("tags", []))
    one["source"] = form.format("[[k / (j + 1) for j in range(len(ks))] for k in ks]")
    assert graded(layout, notebook).score == 14.0


def test_hidden_checks_tell_neither_input_nor_value(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    cell_of(notebook, "pull_table")["source"] = (
        "def pull_table(ks): return [[(k / (j + 1)) ** 2 for j in range(len(ks))] for k in ks]"
    )
    record = graded(layout, notebook)
    hidden = [
        check.message
        for one in record.exercises
        for check in one.checks
        if check.hidden and check.message
    ]
    squares = "Each value is the square of the value that is expected."
    assert hidden == [f"The values differ from the reference. {squares}"]


def test_a_check_that_gives_no_result_withholds_the_score(
    layout: Layout, worked: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_one(*args: Any, **options: Any) -> Any:
        endings = run_checks(*args, **options)
        del endings[0].verdicts["test_pull_table_by_hand"]
        return endings

    run_checks = grader.run_checks
    monkeypatch.setattr(grader, "run_checks", lose_one)
    record = graded(layout, worked)
    assert (record.status, record.score) == (Status.GRADER_ERROR, None)
    (one,) = [one for one in record.exercises if one.id == "pull_table"]
    assert (one.outcome, one.score) == (Outcome.GRADER_ERROR, None)


def test_a_bug_in_a_reference_withholds_the_score(
    layout: Layout, worked: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(thetas: object) -> object:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(load_reference(LESSON), "pull_table", broken)
    record = graded(layout, worked)
    assert (record.status, record.score) == (Status.GRADER_ERROR, None)
    assert "not the student" in record.message


def test_one_bad_submission_does_not_stop_the_others(layout: Layout, worked: Data) -> None:
    good = json.dumps(worked).encode()
    contents = [b"", good, b"{", good]
    records = grade([Submission("x", str(n), None, c) for n, c in enumerate(contents)], layout)
    assert [record.student for record in records] == ["0", "1", "2", "3"]
    assert [record.score for record in records] == [0.0, 14.0, 0.0, 14.0]


def test_every_exercise_has_public_and_hidden_checks_worth_its_points(
    layout: Layout, worked: Data
) -> None:
    record = graded(layout, worked)
    for one in record.exercises:
        if one.outcome is not Outcome.MANUAL:
            assert {check.hidden for check in one.checks} == {True, False}
            assert sum(check.points for check in one.checks) == pytest.approx(one.points)
    assert sum(len(one.checks) for one in record.exercises) == len(checks_of(LESSON))


def test_what_cells_print_is_kept_cut_and_marked(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    loud = {"cell_type": "code", "id": "loud", "metadata": {}, "outputs": []}
    notebook["cells"][0:0] = [{**loud, "source": "print('a' * 30)"}]
    notebook["cells"].append({**loud, "id": "flood", "source": "print('b' * 10**6)"})
    content = json.dumps(notebook).encode()
    limits = replace(QUICK, output_characters=100)
    (record,) = grade([Submission("a.ipynb", "ada", None, content)], layout, limits)
    assert record.score == 14.0
    first, last = list(record.outputs.values())
    assert first == "a" * 30 + "\n"
    assert last == "b" * 69 + "\n[cut here: 1000001 characters in all]"
    released = json.loads((layout.release / LESSON / f"{LESSON}.ipynb").read_bytes())
    mended = mend(notebook, released, record.outputs)
    assert mended["cells"][0]["outputs"][0]["text"] == first


def test_running_out_of_memory_is_said_so(layout: Layout, worked: Data) -> None:
    notebook = copy.deepcopy(worked)
    cell_of(notebook, "pull_table")["source"] = "def pull_table(ks): return bytearray(10**12)"
    record = graded(layout, notebook)
    (one,) = [one for one in record.exercises if one.id == "pull_table"]
    assert one.outcome is Outcome.EXCEEDED
    assert "ran out of the memory that it may use" in one.message
