"""One slip in an answer that is right otherwise: found from numbers, worth half the points."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from autograder.diagnosis.partial_credit import find_slip
from autograder.grading.grader import grade
from autograder.model.layout import Layout
from autograder.model.records import Submission
from course.diagnosis.mistakes import Trace
from course.results.outcomes import PASS, Outcome, Raised, Returned, Verdict
from course.values.expressions import ExpressionDescription
from tests.conftest import LESSON, QUICK

FACTOR = "Apart from one constant factor all is right"
TRANSPOSED = "The result is right, but transposed"
SHIFT = "Apart from a constant that is added all is right"
ORDER = "The parts are right, but in another order"
COLUMNS = "The columns are right, but in another order"
PART = "Part of the result is right"
MATRIX = np.array([[1.0, 2.0], [3.0, 5.0]])


def expression(*values: float) -> ExpressionDescription:
    return ExpressionDescription(("x",), 3, np.array(values, dtype=complex))


def traced(values: Sequence[object], outcome: Outcome) -> Trace:
    return Trace(tuple(map(Returned, values)), Verdict(outcome))


WIDE = np.arange(2000.0).reshape(200, 10)
# What the failing checks gave, one value each, and what is right; then what is said.
SLIPS: Mapping[str, tuple[list[object], list[object], str]] = {
    "one factor": ([2.0, 6.0], [1.0, 3.0], FACTOR),
    "one sign": ([np.array([-1.0, 2.0])], [np.array([1.0, -2.0])], FACTOR),
    "a factor in lists": ([[3, 6, 9]], [[1, 2, 3]], FACTOR),
    "a factor in expressions": ([expression(2.0, 8.0)], [expression(1.0, 4.0)], FACTOR),
    "two factors": ([2.0, 9.0], [1.0, 3.0], ""),
    "any single number": ([2.0], [1.0], ""),
    "a constant": ([2.0, 2.0], [1.0, 3.0], ""),
    "a constant for a constant": ([2.0, 2.0], [1.0, 1.0], ""),
    "nothing but zeros": ([np.zeros(3)], [np.array([1.0, 2.0, 3.0])], ""),
    "no number": ([np.nan, 2.0], [1.0, 1.0], ""),
    "another shape": ([[1.0, 2.0, 3.0]], [[1.0, 2.0]], ""),
    "transposed": ([MATRIX.T], [MATRIX], TRANSPOSED),
    "a factor in a dict": ([{"a": 2.0, "b": 6.0}], [{"b": 3.0, "a": 1.0}], FACTOR),
    "a factor in a tuple": ([(2.0, [4.0, 6.0])], [(1.0, [2.0, 3.0])], FACTOR),
    "a factor in other keys": ([{"a": 2.0, "c": 6.0}], [{"a": 1.0, "b": 3.0}], ""),
    "few digits": ([np.array([1.0, 2.0]) * (1 + 1e-7)], [np.array([1.0, 2.0])], ""),
    "a number added": ([3.0, 5.0], [1.0, 3.0], SHIFT),
    "a little noise": ([np.array([1.0001, 2.0001])], [np.array([1.0, 2.0])], ""),
    "reversed": ([np.array([3.0, 1.0])], [np.array([1.0, 3.0])], ORDER),
    "rows exchanged": ([MATRIX[::-1]], [MATRIX], ORDER),
    "columns exchanged": ([MATRIX[:, ::-1]], [MATRIX], COLUMNS),
    "keys exchanged": ([{"a": 2.0, "b": 1.0}], [{"a": 1.0, "b": 2.0}], ORDER),
    "parts exchanged": ([([3.0, 4.0], 1.0)], [(1.0, [3.0, 4.0])], ORDER),
    "other orders": ([MATRIX[::-1], MATRIX], [MATRIX, MATRIX[::-1]], ORDER),
    "one row of two": ([MATRIX * [[1], [7]]], [MATRIX], PART),
    "one row of three": (
        [np.array([[1.0, 2.0], [0.0, 0.0], [0.0, 0.0]])],
        [np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])],
        "",
    ),
    "a row that never varies": (
        [np.array([[0.0, 0.0], [9.0, 9.0]])],
        [np.array([[0.0, 0.0], [3.0, 4.0]])],
        "",
    ),
    "one key": (
        [{"a": expression(1.0, 2.0), "b": expression(9.0, 9.0)}],
        [{"a": expression(1.0, 2.0), "b": expression(3.0, 4.0)}],
        PART,
    ),
    "a key that is missing": (
        [{"a": expression(1.0, 2.0)}],
        [{"a": expression(1.0, 2.0), "b": expression(3.0, 4.0)}],
        PART,
    ),
    "one part of a tuple": ([(np.arange(3.0), "text")], [(np.arange(3.0), np.ones(2))], PART),
    "a dict with keys of any kind": ([{1: 2, "a": 3.0}] * 2, [1.0, 2.0], ""),
    "numbers of any size": ([1e308, -1e308], [-1e308, 1e308], FACTOR),
    "one value of many": ([np.arange(40.0) % 39], [np.arange(40.0)], PART),
    "the thirteenth part": ([np.arange(13.0) % 12], [np.arange(13.0)], PART),
    "half of 200 parts": ([np.arange(200.0) * ([1, 7] * 100)], [np.arange(200.0)], PART),
    "less than half of 200": ([np.arange(200.0) * ([1, 7, 7, 7] * 50)], [np.arange(200.0)], ""),
    "200 parts in reverse": ([np.arange(200.0)[::-1]], [np.arange(200.0)], ORDER),
    "200 rows in reverse": ([WIDE[::-1]], [WIDE], ORDER),
    "a dict of 40 keys, in reverse": (
        [{str(n): float(39 - n) for n in range(40)}],
        [{str(n): float(n) for n in range(40)}],
        ORDER,
    ),
    "200 parts times a factor": ([list(2 * np.arange(200.0))], [list(np.arange(200.0))], FACTOR),
}


@pytest.mark.parametrize(("got", "right", "sentence"), SLIPS.values(), ids=SLIPS)
def test_slips(got: list[object], right: list[object], sentence: str) -> None:
    own = {str(n): traced([value], Outcome.FAILED) for n, value in enumerate(got)}
    expected = {str(n): traced([value], Outcome.PASSED) for n, value in enumerate(right)}
    found = find_slip(own, expected)
    assert (found.sentence if found else "") == sentence
    assert found is None or found.checks == tuple(own)


def test_another_row_each_time_is_no_slip_of_both() -> None:
    own = {
        "one": traced([MATRIX * [[1], [7]]], Outcome.FAILED),
        "other": traced([MATRIX * [[7], [1]]], Outcome.FAILED),
    }
    found = find_slip(own, dict.fromkeys(own, traced([MATRIX], Outcome.PASSED)))
    assert found is not None
    assert found.checks == ("one",)


def test_a_slip_counts_in_the_checks_that_share_it() -> None:
    got = {"one": [2.0, 4.0], "other": [6.0, 8.0], "far": [2.0, 9.0], "none": [None, 1.0]}
    right = {"one": [1.0, 2.0], "other": [3.0, 4.0], "far": [1.0, 3.0], "none": [1.0, 2.0]}
    own = {name: traced([value], Outcome.FAILED) for name, value in got.items()}
    found = find_slip(own, {name: traced([value], PASS.outcome) for name, value in right.items()})
    assert found is not None
    assert (found.checks, found.sentence) == (("one", "other"), FACTOR)


def test_one_check_of_many_is_chance() -> None:
    got = {"one": [2.0, 4.0], "other": [6.0, 9.0], "third": [5.0, 3.0]}
    right = {"one": [1.0, 2.0], "other": [3.0, 4.0], "third": [1.0, 2.5]}
    own = {name: traced([value], Outcome.FAILED) for name, value in got.items()}
    expected = {name: traced([value], Outcome.PASSED) for name, value in right.items()}
    assert find_slip(own, expected) is None


def test_other_faults_are_left_to_their_own_checks() -> None:
    own = {
        "passes": Trace((), PASS),
        "values": traced([2.0, 6.0], Outcome.FAILED),
        "refuses": traced([1.0], Outcome.FAILED),
        "raises": Trace((Raised("KeyError"),), Verdict(Outcome.RAISED)),
        "late": Trace((), Verdict(Outcome.TIMED_OUT)),
    }
    right = {
        "passes": traced([5.0], Outcome.PASSED),
        "values": traced([1.0, 3.0, 4.0], Outcome.PASSED),
        "refuses": Trace((Raised("ValueError"),), PASS),
        "raises": traced([5.0], Outcome.PASSED),
        "late": traced([5.0], Outcome.PASSED),
    }
    found = find_slip(own, right)
    assert found is not None
    assert found.checks == ("values",)


def test_a_slip_on_no_list_earns_half_and_says_so(layout: Layout) -> None:
    notebook = json.loads(layout.worked(LESSON).read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "pull_table":
            cell["source"] = "".join(cell["source"]) + (
                "\n\nright = pull_table\ndef pull_table(ks):\n    return 1.7 * right(ks)\n"
            )
    content = json.dumps(notebook).encode()
    (record,) = grade([Submission("a.ipynb", "ada", LESSON, content)], layout, QUICK)
    (one,) = (one for one in record.exercises if one.id == "pull_table")
    failed = [check for check in one.checks if check.outcome is Outcome.FAILED]
    assert failed
    assert one.outcome is Outcome.FAILED
    assert all(check.score == check.points / 2 for check in failed)
    assert failed[0].message.endswith(
        "Apart from one constant factor all is right: half of the points are given."
    )


def test_looking_for_a_slip_in_many_parts_takes_no_time() -> None:
    for many in (np.arange(20_000.0), np.arange(20_000.0).reshape(2_000, 10)):
        own = {str(n): traced([many[::-1]], Outcome.FAILED) for n in range(3)}
        start = time.process_time()
        find_slip(own, dict.fromkeys(own, traced([many], Outcome.PASSED)))
        assert time.process_time() - start < 3
