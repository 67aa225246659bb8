"""What a regrade moves is told: whose marks, from what to what, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from autograder.model.records import Penalty, Status, SubmissionRecord, penalised
from autograder.model.scores import Hands
from autograder.reports.moves import Move, compared, moves_line, moves_table
from autograder.store.record_store import Stored
from course.results.outcomes import Outcome
from tests.class_records import graded, refused

BASIS = {
    "submission": "s1",
    "limits": "None",
    "checks": "c1",
    "grader": "g1",
    "python": "3.11.7",
    "numpy": "1.26.4",
}
WRONG = {"tension": Outcome.FAILED}


def stored(record: SubmissionRecord, hands: Hands | None = None, **basis: Any) -> Stored:
    return Stored(replace(record, basis=BASIS | basis), {}, {} if hands is None else hands)


# before, after -> (part, before, after) of each move; totals; words of the reasons
MOVES: dict[str, tuple[Stored, Stored, list[Any], tuple[float, float], list[str]]] = {
    "a check changed": (
        stored(graded()),
        stored(graded(**WRONG), checks="c2"),
        [("tension", 4.0, 2.0)],
        (10.0, 8.0),
        ["hidden check values: passed → not correct yet (the lesson's checks changed)"],
    ),
    "another submission": (
        stored(graded(sag=Outcome.FAILED)),
        stored(graded(), submission="s2"),
        [("sag", 0.0, 6.0)],
        (4.0, 10.0),
        ["check area: not correct yet → passed (another submission)"],
    ),
    "another library": (
        stored(graded()),
        stored(graded(sag=Outcome.RAISED), numpy="2.0.0"),
        [("sag", 6.0, 0.0)],
        (10.0, 4.0),
        ["stopped with an error (numpy 1.26.4 → 2.0.0)"],
    ),
    "more than one cause": (
        stored(graded()),
        stored(graded(sag=Outcome.FAILED), python="3.12.1", grader="g2"),
        [("sag", 6.0, 0.0)],
        (10.0, 4.0),
        ["the grader changed, python 3.11.7 → 3.12.1"],
    ),
    "time had run out": (
        stored(graded(sag=Outcome.TIMED_OUT)),
        stored(graded()),
        [("sag", 0.0, 6.0)],
        (4.0, 10.0),
        ["took too long → passed", "time may have run out"],
    ),
    "graded by hand": (
        stored(graded()),
        stored(graded(), {"explain": (3.5, 0.5)}),
        [("explain", None, 4.0)],
        (10.0, 14.0),
        ["graded by hand: – → 3.5; extra credit by hand: – → 0.5"],
    ),
    "a hand score stands": (
        stored(graded(), {"tension": (3.0, None)}),
        stored(graded(**WRONG), {"tension": (3.0, None)}, checks="c2"),
        [],
        (0.0, 0.0),
        [],
    ),
    "unreadable now": (
        stored(graded(answered=False)),
        stored(refused("ada"), submission="s2"),
        [("tension", 4.0, None), ("sag", 6.0, None), ("explain", 0.0, None)],
        (10.0, 0.0),
        ["graded → unreadable (another submission)"],
    ),
    "our fault": (
        stored(graded()),
        stored(graded(sag=Outcome.GRADER_ERROR), checks="c2"),
        [("sag", 6.0, None)],
        (10.0, 4.0),
        ["graded → grader's fault"],
    ),
    "late": (
        stored(graded()),
        stored(penalised(graded(), Penalty(2.5, 7200.0, True))),
        [("handed in late", 0.0, -2.5)],
        (10.0, 7.5),
        ["2 hours late, by the rule of nbgrader_config.py"],
    ),
    "an extension": (
        stored(penalised(graded(), Penalty(2.5, 7200.0, True))),
        stored(graded()),
        [("handed in late", -2.5, 0.0)],
        (7.5, 10.0),
        ["nothing is taken off any more"],
    ),
    "nothing": (stored(graded()), stored(graded(), checks="c2"), [], (0.0, 0.0), []),
    "hand scores of before were not noted": (
        Stored(replace(graded(), basis=BASIS), {}, None),
        stored(graded(), {"explain": (3.5, None)}),
        [],
        (0.0, 0.0),
        [],
    ),
    "the basis of before was not noted": (
        Stored(graded(), {}, {}),
        stored(graded(sag=Outcome.FAILED)),
        [("sag", 6.0, 0.0)],
        (10.0, 4.0),
        ["what it was graded with before is not on record"],
    ),
}


@pytest.mark.parametrize("case", MOVES)
def test_what_moved_and_why(case: str) -> None:
    before, after, parts, totals, words = MOVES[case]
    moves = compared(before, after)
    assert [(one.part, one.before, one.after) for one in moves] == parts
    assert all(one.totals == totals for one in moves)
    reasons = " | ".join(one.reason for one in moves)
    assert [word for word in words if word not in reasons] == []


def test_new_submissions_move_nothing() -> None:
    assert compared(None, stored(graded())) == ()


def test_other_points_for_the_same_checks_are_told() -> None:
    record = graded(**WRONG)
    first = replace(record.exercises[0], score=1.0, misconception="forgets_half")
    changed = replace(record, exercises=(first, *record.exercises[1:]))
    (move,) = compared(stored(record), stored(changed, checks="c2"))
    assert "mistake: none → forgets_half (the lesson's checks changed)" in move.reason


def test_the_table_names_each_student_once() -> None:
    moves = [
        Move("ada", "toy", "tension", 4.0, 2.0, (10.0, 2.0), "because"),
        Move("ada", "toy", "sag", 6.0, 0.0, (10.0, 2.0), "of that"),
        Move("[red]bob", "toy", "sag", None, 6.0, (0.0, 6.0), "and this"),
    ]
    console = Console(width=120, color_system=None)
    with console.capture() as capture:
        console.print(moves_table(moves))
    text = capture.get()
    assert text.count("ada") == 1
    for words in ("10 → 2", "4 → 2", "6 → 0", "[red]bob", "– → 6", "and this"):
        assert words in text
    assert moves_line(moves, would=False) == "The marks of 2 submissions moved."


def test_a_refused_status_tells_its_words() -> None:
    (move, *_) = compared(stored(graded()), stored(refused("ada", Status.MISSING)))
    assert "nothing handed in" in move.reason
