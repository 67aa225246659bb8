"""Mended notebooks: each cell of the lesson once, answers kept, nothing else believed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from autograder.intake.notebook_repair import add_results
from autograder.model.records import (
    CheckRecord,
    ExerciseRecord,
    Status,
    SubmissionRecord,
    exercise_record,
)
from course.results.outcomes import Outcome
from tests.intake.notebooks import mend

Data = dict[str, Any]
ORDER = ["", "f", "check_f", "essay"]
PIXEL = "iVBORw0KGgo="


def cell(kind: str, source: Any, identifier: str = "", **marks: Any) -> Data:
    made: Data = {"cell_type": kind, "metadata": {}, "source": source}
    if identifier:
        made["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "grade_id": identifier,
            "grade": False,
            "solution": False,
            "locked": True,
            "task": False,
            **marks,
        }
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    return made


def release() -> Data:
    return {
        "cells": [
            cell("markdown", "# A lesson") | {"id": "title"},
            cell("code", "raise NotImplementedError", "f", solution=True, locked=False),
            cell("code", 'check("f")', "check_f", grade=True, points=4.0),
            cell("markdown", "*Your answer here.*", "essay", solution=True, grade=True, points=3.0),
        ],
        "metadata": {"course": {"lesson": "toy"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def answered() -> Data:
    notebook = release()
    notebook["cells"][1]["source"] = "f = 1"
    notebook["cells"][3]["source"] = "Because."
    return notebook


def edited(change: Callable[[list[Any]], object]) -> Data:
    """Return the answered notebook after the change, mended, and proven to be one."""
    notebook = answered()
    change(notebook["cells"])
    mended = mend(notebook, release())
    nbformat.validate(mended)
    return mended


def ids(notebook: Data) -> list[str]:
    return [one["metadata"].get("nbgrader", {}).get("grade_id", "") for one in notebook["cells"]]


def source_of(notebook: Data, identifier: str) -> str:
    return next(
        one["source"]
        for one in notebook["cells"]
        if one["metadata"].get("nbgrader", {}).get("grade_id") == identifier
    )


@pytest.mark.parametrize(
    ("change", "order", "answer"),
    [
        pytest.param(lambda cells: None, ORDER, "f = 1", id="untouched"),
        pytest.param(
            lambda cells: cells.insert(3, copy.deepcopy(cells[2])), ORDER, "f = 1", id="check_twice"
        ),
        pytest.param(
            lambda cells: cells.insert(2, copy.deepcopy(cells[1])),
            ORDER,
            "f = 1",
            id="answer_twice",
        ),
        pytest.param(
            lambda cells: cells.insert(2, cells[1] | {"source": "f = 2"}),
            ORDER,
            "f = 1\n\nf = 2",
            id="answer_split",
        ),
        pytest.param(
            lambda cells: cells.pop(1), ORDER, "raise NotImplementedError", id="answer_deleted"
        ),
        pytest.param(lambda cells: cells.pop(2), ORDER, "f = 1", id="check_deleted"),
        pytest.param(
            lambda cells: cells.clear(), ORDER[1:], "raise NotImplementedError", id="all_deleted"
        ),
        pytest.param(
            lambda cells: cells[2].update(source="4.0"), ORDER, "f = 1", id="check_edited"
        ),
        pytest.param(
            lambda cells: cells[1].update(cell_type="markdown"), ORDER, "f = 1", id="answer_retyped"
        ),
        pytest.param(
            lambda cells: cells[1].update(source=["f = ", 1, "1"]), ORDER, "f = 1", id="source_list"
        ),
        pytest.param(lambda cells: cells[1].update(source=7), ORDER, "", id="source_number"),
        pytest.param(
            lambda cells: cells.insert(1, cell("code", "g = 2")),
            ["", "", *ORDER[1:]],
            "f = 1",
            id="own_cell",
        ),
        pytest.param(
            lambda cells: cells.append(cell("code", "1", "unknown", grade=True, points=99)),
            [*ORDER, ""],
            "f = 1",
            id="unknown_id",
        ),
        pytest.param(
            lambda cells: cells.extend([None, 3, "cell", []]), ORDER, "f = 1", id="no_cells"
        ),
    ],
)
def test_the_lessons_cells_stand_once_and_in_order(
    change: Callable[[list[Any]], object], order: list[str], answer: str
) -> None:
    mended = edited(change)
    assert ids(mended) == order
    assert source_of(mended, "f") == answer
    assert source_of(mended, "check_f") == 'check("f")'


def test_deleted_cells_come_back_where_they_were() -> None:
    def change(cells: list[Any]) -> None:
        cells.insert(2, cell("markdown", "between"))
        del cells[3]

    mended = edited(change)
    assert [one["source"] for one in mended["cells"]] == [
        "# A lesson",
        "f = 1",
        'check("f")',
        "between",
        "Because.",
    ]


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        7,
        "text",
        [],
        {"nbgrader": None},
        {"nbgrader": []},
        {"nbgrader": {"grade_id": ["f"]}},
        {"nbgrader": {"grade_id": {"f": 1}}},
        {"nbgrader": {"grade_id": 1.5, "schema_version": 0}},
        {"tags": {"worked": 1}, "nbgrader": {}},
    ],
)
def test_metadata_of_any_type_are_dropped(metadata: object) -> None:
    mended = edited(lambda cells: cells[1].update(metadata=metadata))
    assert source_of(mended, "f") == "raise NotImplementedError"
    (own,) = [one for one in mended["cells"] if one["source"] == "f = 1"]
    assert own["metadata"] == {}


def test_students_cannot_change_what_a_cell_counts() -> None:
    marks = {"grade_id": "check_f", "points": 4000.0, "solution": True, "locked": False}
    mended = edited(lambda cells: cells[2].update(source="4.0", metadata={"nbgrader": marks}))
    assert mended["cells"][2]["metadata"] == release()["cells"][2]["metadata"]
    assert mended["cells"][2]["source"] == 'check("f")'


def test_cell_types_that_do_not_exist_become_raw() -> None:
    mended = edited(lambda cells: cells.append({"cell_type": ["code"], "source": "x"}))
    assert mended["cells"][-1]["cell_type"] == "raw"


def test_outputs_and_notebook_metadata_are_not_believed() -> None:
    notebook = answered()
    forged = {"output_type": "stream", "name": "stdout", "text": "4.0"}
    notebook["cells"][2]["outputs"] = [forged]
    notebook["cells"].append(cell("code", "g = 2") | {"outputs": [forged]})
    notebook["metadata"] = {"course": {"lesson": "other"}, "kernelspec": {"name": "evil"}}
    mended = mend(notebook, release())
    assert all(not one.get("outputs") for one in mended["cells"])
    assert mended["metadata"] == release()["metadata"]


def test_neither_notebook_is_changed() -> None:
    submission, original = answered(), release()
    mended = mend(submission, original)
    add_results(mended, record(exercise(4.0)))
    assert (submission, original) == (answered(), release())


@pytest.mark.parametrize(
    ("attachments", "kept"),
    [
        pytest.param({"a.png": {"image/png": PIXEL}}, {"a.png": {"image/png": PIXEL}}, id="png"),
        pytest.param({"a.svg": {"image/svg+xml": "<svg/>"}}, {}, id="svg_may_hold_scripts"),
        pytest.param({"a.html": {"text/html": "<script>"}}, {}, id="html"),
        pytest.param({"a.png": {"image/png": ["x"]}}, {}, id="no_text"),
        pytest.param({"a.png": "x"}, {}, id="no_bundle"),
        pytest.param(["a.png"], {}, id="a_list"),
    ],
)
def test_pictures_in_written_answers_are_kept(attachments: object, kept: Data) -> None:
    mended = edited(lambda cells: cells[3].update(attachments=attachments))
    assert mended["cells"][3].get("attachments", {}) == kept


def test_pictures_of_both_halves_of_an_answer_are_kept() -> None:
    def change(cells: list[Any]) -> None:
        cells[3]["attachments"] = {"a.png": {"image/png": PIXEL}}
        second = {"source": "More.", "attachments": {"b.png": {"image/png": PIXEL}}}
        cells.append(cells[3] | second)

    essay = edited(change)["cells"][3]
    assert essay["source"] == "Because.\n\nMore."
    assert sorted(essay["attachments"]) == ["a.png", "b.png"]


def test_cell_ids_are_stable_and_different() -> None:
    def change(cells: list[Any]) -> None:
        for _ in range(2):
            cells.insert(1, cell("code", "g = 2") | {"id": "check-f"})

    mended = edited(change)
    assert [one["id"] for one in mended["cells"]] == [
        "submitted-0",
        "submitted-1",
        "submitted-2",
        "f",
        "check-f",
        "essay",
    ]


# --- answers whose cells lost their marks, as after cutting and pasting in some editors --------


STUB = "*Your answer here.*"


def asking(*order: str) -> Data:
    """Return a release with an exercise, two questions and the text around them.

    Each of `order` is a question's id or the text of a lesson cell.
    """
    questions = {"why", "proof"}
    marks = {"solution": True, "grade": True, "locked": False, "points": 3.0}
    cells = [
        cell("markdown", STUB, one, **marks) if one in questions else cell("markdown", one)
        for one in order
    ]
    return release() | {"cells": release()["cells"][:3] + cells}


APART = ("# Why?", "why", "# Proof", "proof", "# End")
TOGETHER = ("# Why and proof?", "why", "proof", "# End")


def mended_cells(order: tuple[str, ...], *written: str) -> list[str]:
    """Return how the mended cells below the exercise read, as "id: source".

    written: the submission's cells there, as "id: source", or a source without a mark.
    """
    released = asking(*order)
    marked = {name: one for name, one in zip(ids(released), released["cells"], strict=True) if name}
    cells = released["cells"][:3]
    for one in written:
        name, _, source = one.rpartition(": ")
        cells.append(marked[name] | {"source": source} if name else cell("markdown", one))
    mended = mend({"cells": cells}, released)
    nbformat.validate(mended)
    assert mended["cells"][1]["source"] == "raise NotImplementedError"
    assert mended["cells"][2]["source"] == 'check("f")'
    names = ids(mended)
    return [
        f"{name}: {one['source']}" if name else one["source"]
        for name, one in zip(names, mended["cells"], strict=True)
    ][3:]


@pytest.mark.parametrize(
    ("order", "written", "mended"),
    [
        pytest.param(
            APART,
            ("# Why?", "As.", "# Proof", "proof: QED.", "# End"),
            ["# Why?", "why: As.", "# Proof", "proof: QED.", "# End"],
            id="at_its_place",
        ),
        pytest.param(
            APART,
            ("As.", "# Why?", "# Proof", "proof: QED.", "# End"),
            ["why: As.", "# Why?", "# Proof", "proof: QED.", "# End"],
            id="one_cell_up",
        ),
        pytest.param(
            APART,
            ("# Why?", "# Proof", "As.", "proof: QED.", "# End"),
            ["# Why?", "# Proof", "why: As.", "proof: QED.", "# End"],
            id="one_cell_down",
        ),
        pytest.param(
            APART,
            ("# Why?", "As.", "# Proof", "QED.", "# End"),
            ["# Why?", "why: As.", "# Proof", "proof: QED.", "# End"],
            id="two_questions_with_text_between",
        ),
        pytest.param(
            TOGETHER,
            ("# Why and proof?", "As.", "QED.", "# End"),
            ["# Why and proof?", "why: As.", "proof: QED.", "# End"],
            id="two_questions_side_by_side",
        ),
        pytest.param(
            TOGETHER,
            ("# Why and proof?", STUB, "QED.", "# End"),
            ["# Why and proof?", f"why: {STUB}", "proof: QED.", "# End"],
            id="two_side_by_side_and_one_not_answered",
        ),
        pytest.param(
            TOGETHER,
            ("# Why and proof?", "why: As.", "QED.", "# End"),
            ["# Why and proof?", "why: As.", "proof: QED.", "# End"],
            id="one_of_two_side_by_side",
        ),
        pytest.param(
            APART,
            ("# Why?", "As.", "And as.", "# Proof", "proof: QED.", "# End"),
            ["# Why?", "why: As.\n\nAnd as.", "# Proof", "proof: QED.", "# End"],
            id="split",
        ),
        pytest.param(
            APART,
            ("# Why?", "why: As.", "# Proof", "My note.", "proof: QED.", "# End", "My end."),
            ["# Why?", "why: As.", "# Proof", "My note.", "proof: QED.", "# End", "My end."],
            id="notes_while_the_questions_are_there",
        ),
        pytest.param(
            APART,
            (
                "My start.",
                "# Why?",
                "As.",
                "# Proof",
                "My note.",
                "proof: QED.",
                "# End",
                "My end.",
            ),
            [
                "My start.",
                "# Why?",
                "why: As.",
                "# Proof",
                "My note.",
                "proof: QED.",
                "# End",
                "My end.",
            ],
            id="notes_elsewhere_beside_a_lost_mark",
        ),
        pytest.param(
            APART,
            ("# Why?", "# Proof", "proof: QED.", "# End", "My end."),
            [f"why: {STUB}", "# Why?", "# Proof", "proof: QED.", "# End", "My end."],
            id="a_note_far_from_a_deleted_question",
        ),
        pytest.param(
            APART,
            ("# Why?", "My note.", "# Proof", "proof: QED.", "# End"),
            ["# Why?", "why: My note.", "# Proof", "proof: QED.", "# End"],
            id="a_note_where_a_deleted_question_was",
        ),
        pytest.param(
            APART,
            ("# Why?", STUB, "# Proof", "proof: QED.", "# End"),
            ["# Why?", f"why: {STUB}", "# Proof", "proof: QED.", "# End"],
            id="not_answered",
        ),
        pytest.param(
            APART,
            ("# Why?", STUB, "As.", "# Proof", "proof: QED.", "# End"),
            ["# Why?", STUB, "why: As.", "# Proof", "proof: QED.", "# End"],
            id="answered_below_the_placeholder",
        ),
        pytest.param(
            APART,
            ("# Why?", "# End", "# Proof", "proof: QED."),
            [f"why: {STUB}", "# Why?", "# End", "# Proof", "proof: QED."],
            id="a_text_of_the_lesson_is_no_answer",
        ),
        pytest.param(
            APART,
            ("# Why?", "  ", "# Proof", "proof: QED.", "# End"),
            [f"why: {STUB}", "# Why?", "  ", "# Proof", "proof: QED.", "# End"],
            id="an_empty_cell_is_no_answer",
        ),
        pytest.param(
            APART,
            ("Mine.", "My own."),
            ["why: Mine.", "proof: My own."],
            id="no_text_of_the_lesson_left",
        ),
    ],
)
def test_answers_without_marks_are_found_by_their_place(
    order: tuple[str, ...], written: tuple[str, ...], mended: list[str]
) -> None:
    assert mended_cells(order, *written) == mended


def test_without_any_cell_of_the_lesson_there_is_no_place() -> None:
    mended = mend({"cells": [cell("markdown", "Mine.")]}, release())
    assert ids(mended) == ["", "f", "check_f", "essay"]
    assert source_of(mended, "essay") == STUB


def test_only_written_answers_are_found_by_their_place() -> None:
    def change(cells: list[Any]) -> None:
        cells[1:3] = [cell("markdown", "def f(): 1"), cell("markdown", "4.0")]

    mended = edited(change)
    assert source_of(mended, "f") == "raise NotImplementedError"
    assert source_of(mended, "check_f") == 'check("f")'
    assert source_of(mended, "essay") == "Because."


def test_pictures_in_answers_without_marks_are_kept() -> None:
    def change(cells: list[Any]) -> None:
        pictures = {"attachments": {"a.png": {"image/png": PIXEL}}}
        cells[3] = cell("markdown", "![a](attachment:a.png)") | pictures

    essay = edited(change)["cells"][3]
    assert essay["metadata"]["nbgrader"]["grade_id"] == "essay"
    assert essay["attachments"] == {"a.png": {"image/png": PIXEL}}


def exercise(score: float, outcome: Outcome = Outcome.PASSED) -> ExerciseRecord:
    own = CheckRecord("test_f", "One is one", True, outcome, score, 4.0, "f is 1.")
    return exercise_record("f", "F", 4.0, (own,))


def record(*exercises: ExerciseRecord) -> SubmissionRecord:
    return SubmissionRecord(
        "a.ipynb", "ada", "toy", Status.GRADED, "", "none", 0.0, 4.0, 0.0, exercises
    )


def outputs(one: ExerciseRecord) -> list[Any]:
    notebook = mend(answered(), release())
    add_results(notebook, record(one))
    nbformat.validate(notebook)
    assert not notebook["cells"][1]["outputs"]
    result: list[Any] = notebook["cells"][2]["outputs"]
    return result


def failing(message: str) -> ExerciseRecord:
    checks = (
        CheckRecord("test_a", "One is one", False, Outcome.PASSED, 1.0, 1.0, ""),
        CheckRecord("test_b", "Two is `two`", True, Outcome.FAILED, 0.5, 3.0, message),
    )
    return exercise_record("f", "F", 4.0, checks)


SENTENCE = "It equals the result without the factor 2. " * 2
CREDIT = "With this one mistake the exercise gives 1.5 of 4 points."
RESULTS = {
    "passed": (exercise(4.0), "f: 4 of 4 points.\npassed: One is one. f is 1.\n", "4.0"),
    "failed": (
        exercise(0.0, Outcome.FAILED),
        "f: 0 of 4 points.\nfailed: One is one. f is 1.\n",
        "0.0",
    ),
    "a long explanation": (
        failing(SENTENCE + CREDIT),
        "f: 1.5 of 4 points.\n"
        "passed: One is one.\n"
        "failed: Two is `two`. It equals the result without the factor 2. It equals the result "
        "without\n"
        "        the factor 2. With this one mistake the exercise gives 1.5 of 4 points.\n",
        "1.5",
    ),
    "lines": (
        failing("One.\n\n  Two."),
        "f: 1.5 of 4 points.\npassed: One is one.\nfailed: Two is `two`. One.\n        Two.\n",
        "1.5",
    ),
    "one long word": (
        failing("x" * 150),
        "f: 1.5 of 4 points.\n"
        "passed: One is one.\n"
        f"failed: Two is `two`. {'x' * 73}\n"
        f"        {'x' * 77}\n",
        "1.5",
    ),
}


@pytest.mark.parametrize("case", RESULTS)
def test_results_stand_below_the_check(case: str) -> None:
    one, text, score = RESULTS[case]
    talk, result = outputs(one)
    assert talk["text"] == text
    assert result["data"] == {"text/plain": score}


def test_a_withheld_score_leaves_no_output_that_could_be_read_as_one() -> None:
    assert outputs(exercise(0.0, Outcome.GRADER_ERROR)) == []
