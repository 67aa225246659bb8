"""What a wrong result tells of the mistake: general relations, and known mistakes."""

from __future__ import annotations

import numpy as np
import pytest

from course.diagnosis.mistakes import (
    Diagnosis,
    Mistake,
    Trace,
    diagnose,
    explains,
    trace_from_data,
    trace_to_data,
    with_hint,
)
from course.judging.error_patterns import FACTORS, clue_to_shape, clue_to_values
from course.results.outcomes import (
    PASS,
    CallResult,
    Crashed,
    Missing,
    Outcome,
    Raised,
    Returned,
    TimedOut,
    Verdict,
)
from course.results.resource_limits import Excess
from course.values.encoding import Opaque
from course.values.expressions import ExpressionDescription
from course.values.figures import FigureDescription

V = np.array([1.0, 2.0, 4.0, 7.0])
M = np.array([[1.0, 2.0], [3.0, 5.0]])
ROWS = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 7.0]])
FACTOR = "In this call the values are right up to a constant factor."

VALUES: dict[str, tuple[np.ndarray, np.ndarray, str, str]] = {
    "sign": (-V, V, "All signs are wrong.", "All signs are wrong."),
    "sign of a number": (np.array(-3.0), np.array(3.0), "The sign is wrong.", "The sign is wrong."),
    "transpose": (
        M.T,
        M,
        "It is the transpose of what is expected.",
        "It is the transpose of what is expected.",
    ),
    "reverse": (
        V[::-1],
        V,
        "The values are right, but in reverse order.",
        "The values are right, but in reverse order.",
    ),
    "one place late": (
        np.array([9.0, 1.0, 2.0, 4.0]),
        V,
        "The values are shifted by one place.",
        "The values are shifted by one place.",
    ),
    "one place early": (
        np.array([2.0, 4.0, 7.0, 9.0]),
        V,
        "The values are shifted by one place.",
        "The values are shifted by one place.",
    ),
    "another order": (
        V[[1, 0, 3, 2]],
        V,
        "The values are right, but in another order.",
        "The values are right, but in another order.",
    ),
    "half": (V / 2, V, "All values are 1/2 times what is expected.", FACTOR),
    "minus two": (-2 * V, V, "All values are −2 times what is expected.", FACTOR),
    "degrees": (
        np.array(np.degrees(0.3)),
        np.array(0.3),
        "It is 180/π times what is expected, as of degrees in place of radians.",
        "",
    ),
    "half-life": (
        V * np.log(2),
        V,
        "All values are ln 2 times what is expected, as of a half-life in place of a time "
        "constant.",
        FACTOR,
    ),
    "few digits": (
        V * (1 + np.array([3e-7, 0, -2e-8, 1e-9])),
        V,
        "All are right to 6 digits; more are asked for.",
        "The values are nearly right; more digits are asked for.",
    ),
    "a number of few digits": (
        np.array(1.37175),
        np.array(1.37166965),
        "It is right to 4 digits; more are asked for.",
        "The values are nearly right; more digits are asked for.",
    ),
    "odd factor": (V * 1.7, V, "In this call all values are 1.7 times what is expected.", FACTOR),
    "too large": (
        V + 0.25,
        V,
        "In this call all values are too large by 0.25.",
        "In this call the values are right up to a constant that is added.",
    ),
    "too small": (
        V - 0.25,
        V,
        "In this call all values are too small by 0.25.",
        "In this call the values are right up to a constant that is added.",
    ),
    "square": (
        V**2,
        V,
        "Each value is the square of the value that is expected.",
        "Each value is the square of the value that is expected.",
    ),
    "root of a number": (
        np.array(5.0),
        np.array(25.0),
        "It is the square root of what is expected.",
        "It is the square root of what is expected.",
    ),
    "reciprocal": (
        1 / V,
        V,
        "Each value is the reciprocal of the value that is expected.",
        "Each value is the reciprocal of the value that is expected.",
    ),
    "one element": (
        np.array([1.0, 2.0, 4.0, 8.0]),
        V,
        "All other values are right.",
        "All other values are right.",
    ),
    "a row of the other sign": (
        ROWS * [[1], [-1]],
        ROWS,
        "Only row 1 is wrong. There all signs are wrong.",
        "Only one row is wrong.",
    ),
    "a row by a factor": (
        ROWS * [[1.7], [1]],
        ROWS,
        "Only row 0 is wrong. There all values are 1.7 times what is expected.",
        "Only one row is wrong.",
    ),
    "a row of other numbers": (
        np.array([[1.0, 2.0, 4.0], [0.1, 9.0, 6.0]]),
        ROWS,
        "Only row 1 is wrong.",
        "Only one row is wrong.",
    ),
    "nothing in common": (np.array([0.3, 9.0, 1.0, 5.5]), V, "", ""),
    "two numbers always differ by some factor": (np.array(2.2), np.array(3.0), "", ""),
    "not finite": (np.array([np.nan, 2, 4, 7]), V, "", ""),
    "zeros": (np.zeros(4), V, "", ""),
}


@pytest.mark.parametrize(("got", "expected", "text", "discreet"), VALUES.values(), ids=VALUES)
def test_clues_to_values(got: np.ndarray, expected: np.ndarray, text: str, discreet: str) -> None:
    assert clue_to_values(got, expected, 1e-9) == (text, discreet)


@pytest.mark.parametrize("factor", FACTORS, ids=FACTORS.get)
def test_every_factor_is_told_by_its_name(factor: float) -> None:
    text, discreet = clue_to_values(factor * V, V, 1e-9)
    assert FACTORS[factor].partition(",")[0] in text
    assert discreet == FACTOR


SHAPES = {
    "transposed": ((2, 3), (3, 2), "Is it transposed?"),
    "an axis too many": ((1, 3), (3,), "It has more axes of length 1 than it should."),
    "an axis too few": ((3,), (3, 1), "It has fewer axes of length 1 than it should."),
    "flat": ((6,), (2, 3), "The number of values is right, their arrangement is not."),
    "an array for a number": ((3,), (), "One number is expected."),
    "one too few": ((3,), (4,), "There is one value too few."),
    "one too many": ((5,), (4,), "There is one value too many."),
    "nothing in common": ((5,), (2,), ""),
    "a number for a row": ((), (3,), "It is one number, where a row is expected."),
    "a row for a table": (
        (3,),
        (3, 3),
        "It is a row of numbers, where a table with rows and columns is expected.",
    ),
    "a table for a row": (
        (3, 3),
        (3,),
        "It is a table with rows and columns, where a row is expected.",
    ),
}


@pytest.mark.parametrize(("got", "expected", "text"), SHAPES.values(), ids=SHAPES)
def test_clues_to_shapes(got: tuple[int, ...], expected: tuple[int, ...], text: str) -> None:
    assert clue_to_shape(np.ones(got), np.ones(expected)) == (text, text)


# --- known mistakes --------------------------------------------------------------------------


def failing(*results: CallResult, says: str = "wrong") -> Trace:
    return Trace(results, Verdict(Outcome.FAILED, says))


def got(*values: object) -> Trace:
    return failing(*map(Returned, values))


RIGHT = Trace((Returned(4.0),), PASS)
FIGURE = Returned(FigureDescription(()))

EXPLAINS = {
    "the same value": (got(2.0), got(2.0), True),
    "the same to rounding": (got(2.0), got(2.0 * (1 + 1e-12)), True),
    "nearer to right than to the mistake": (got(4.0 + 1e-8), got(4.0 - 1e-8), False),
    "another value": (got(2.0), got(2.1), False),
    "a list for an array": (got([1.0, 2.0]), got(np.array([1.0, 2.0])), True),
    "another shape": (got(np.ones(2)), got(np.ones((1, 2))), False),
    "nan like nan": (got(float("nan")), got(float("nan")), True),
    "inf unlike a number": (got(float("inf")), got(2.0), False),
    "inf like inf": (got(float("inf")), got(float("inf")), True),
    "text like text": (got("a"), got("b"), True),
    "text unlike a number": (got("a"), got(2.0), False),
    "complex unlike real": (got(np.ones(2, complex)), got(np.ones(2)), False),
    "the same exception": (
        failing(Raised("KeyError", "'a' at 1.5")),
        failing(Raised("KeyError", "'b' at 3")),
        True,
    ),
    "an exception in words of one's own": (
        failing(Raised("ValueError", "y is too small")),
        failing(Raised("ValueError", "the truth value is ambiguous")),
        False,
    ),
    "another exception": (failing(Raised("KeyError")), failing(Raised("TypeError")), False),
    "an exception for a value": (failing(Raised("KeyError")), got(2.0), False),
    "late": (failing(TimedOut(1)), failing(TimedOut(1)), False),
    "crashed": (failing(Crashed("")), failing(Crashed("")), False),
    "more calls": (got(4.0, 2.0), got(2.0), False),
    "figures of one fault": (failing(FIGURE, says="a"), failing(FIGURE, says="a"), True),
    "figures of two faults": (failing(FIGURE, says="a"), failing(FIGURE, says="b"), False),
    "a mistake that passes": (got(4.0), RIGHT, False),
}


@pytest.mark.parametrize(("own", "made", "same"), EXPLAINS.values(), ids=EXPLAINS)
def test_a_mistake_explains_what_it_gives(own: Trace, made: Trace, same: bool) -> None:
    assert explains(made, own, RIGHT) is same


def test_what_is_accepted_for_refused_is_alike() -> None:
    refuses = Trace((Raised("ValueError"),), PASS)
    assert explains(got(0.0), got(float("nan")), refuses)


HALF, TWIN, SQUARE, ROOT, LONG = (
    Mistake(name, f"{name}.") for name in ("half", "twin", "square", "root", "long")
)
NAN, LENGTH = float("nan"), 1.2345678
LATE = Trace((TimedOut(5.0),), Verdict(Outcome.TIMED_OUT, "late"))
MADE = {
    (HALF, "public"): got(2.0),
    (HALF, "hidden"): got(8.0),
    (TWIN, "public"): got(2.0),
    (TWIN, "hidden"): got(8.0),
    (SQUARE, "public"): got(2.0),
    (SQUARE, "hidden"): got(9.0),
    (ROOT, "public"): got(1.0),
    (ROOT, "hidden"): RIGHT,
    (LONG, "public"): got(LENGTH),
    (LONG, "hidden"): got(3.0),
}


@pytest.mark.parametrize(
    ("public", "hidden", "found"),
    [
        pytest.param(
            got(2.0), got(9.0), Diagnosis(SQUARE, "public", {"public", "hidden"}), id="specific"
        ),
        pytest.param(
            *(got(2.0), got(8.0), Diagnosis(HALF, "public", {"public", "hidden"})),
            id="the first of equals",
        ),
        pytest.param(LATE, got(8.0), Diagnosis(HALF, "hidden", {"hidden"}), id="later check"),
        pytest.param(got(2.0), LATE, Diagnosis(HALF, "public", {"public"}), id="no result later"),
        pytest.param(got(2.0), got(7.0), None, id="another number contradicts"),
        pytest.param(got(2.0), RIGHT, None, id="a right number contradicts"),
        pytest.param(got(LENGTH), RIGHT, None, id="a right number contradicts even a long one"),
        pytest.param(
            *(got(2.0), failing(), Diagnosis(HALF, "public", {"public"}, alone=False)),
            id="wrong before the mistake shows",
        ),
        pytest.param(
            *(got(2.0), got(NAN), Diagnosis(HALF, "public", {"public"}, alone=False)),
            id="no number in another check",
        ),
        pytest.param(
            *(got(2.0), failing(Raised("TypeError"))),
            Diagnosis(HALF, "public", {"public"}, alone=False),
            id="an exception in another check",
        ),
        pytest.param(got(1.0), RIGHT, Diagnosis(ROOT, "public", {"public"}), id="one check only"),
        pytest.param(got(3.0), got(7.0), None, id="none"),
        pytest.param(RIGHT, RIGHT, None, id="right"),
    ],
)
def test_the_most_specific_mistake_is_found(
    public: Trace, hidden: Trace, found: Diagnosis | None
) -> None:
    own = {"public": public, "hidden": hidden}
    mistakes = (HALF, TWIN, SQUARE, ROOT, LONG)
    assert diagnose(own, lambda _: RIGHT, mistakes, lambda *key: MADE[key]) == found


def test_what_explains_a_part_only_is_said_to() -> None:
    found = Diagnosis(HALF, "public", frozenset({"public"}), alone=False)
    verdict = with_hint(got(2.0).verdict, found)
    assert verdict.clue == verdict.discreet_clue
    assert verdict.clue.startswith("half. Something else is wrong too")
    assert with_hint(verdict, Diagnosis(HALF, "public", frozenset())).clue == "half."


@pytest.mark.parametrize(("own", "named"), [("LLo", True), ("Loo", False), ("Lo", False)])
def test_most_of_the_checks_must_be_explained(own: str, named: bool) -> None:
    traces = {str(n): got(LENGTH if kind == "L" else 7.0) for n, kind in enumerate(own)}
    made = got(LENGTH)
    found = diagnose(traces, lambda _: RIGHT, (LONG,), lambda *_: made)
    assert found == (Diagnosis(LONG, "0", frozenset({"0", "1"}), alone=False) if named else None)


def test_a_mistake_may_be_known_by_results_that_are_only_near() -> None:
    own, made = {"a": got(LENGTH * 1.001)}, got(LENGTH)
    for nearness, is_found in ((1e-4, False), (0.02, True)):
        mistake = Mistake("fit", "fit.", nearness)
        assert bool(diagnose(own, lambda _: RIGHT, (mistake,), lambda *_: made)) is is_found


def test_figures_prove_nothing() -> None:
    own = {"public": failing(FIGURE, says="no label")}
    found = diagnose(own, lambda _: RIGHT, (HALF,), lambda *_: own["public"])
    assert found == Diagnosis(HALF, "public", frozenset())


def expression(*values: float, symbols: tuple[str, ...] = ("x",)) -> ExpressionDescription:
    return ExpressionDescription(symbols, 3, np.array(values, dtype=complex))


REFUSED = Trace((Raised("ValueError"),), PASS)
WORK = {
    "an exception": ({"a": failing(Raised("TypeError"))}, {"a": RIGHT}, set()),
    "nan": ({"a": got(NAN), "b": got([NAN, NAN])}, {"a": RIGHT, "b": RIGHT}, set()),
    "an infinite expression": ({"a": got({"x": expression(NAN)})}, {"a": RIGHT}, set()),
    "what is refused": (
        *({"a": failing(Raised("ValueError")), "b": Trace((), PASS)}, {"a": RIGHT, "b": REFUSED}),
        set(),
    ),
    "nan beside a number": ({"a": got([NAN, 1.0])}, {"a": RIGHT}, {"a"}),
    "nan beside an expression": ({"a": got((NAN, expression(1)))}, {"a": RIGHT}, {"a"}),
    "nan where another check passes": (
        {"a": got(NAN), "b": Trace((), PASS)},
        dict.fromkeys("ab", RIGHT),
        {"a"},
    ),
    "nan in one check of two": (
        {"a": got(NAN), "b": got(2.0)},
        dict.fromkeys("ab", RIGHT),
        {"a", "b"},
    ),
}


@pytest.mark.parametrize(("own", "right", "proven"), WORK.values(), ids=WORK)
def test_what_any_function_can_give_proves_nothing(
    own: dict[str, Trace], right: dict[str, Trace], proven: set[str]
) -> None:
    found = diagnose(own, lambda name: right[name], (HALF,), lambda _, name: own[name])
    assert found == Diagnosis(HALF, "a", frozenset(proven))


@pytest.mark.parametrize("size", [1, 100])
def test_a_large_result_is_told_apart_at_once(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    looked_at = []
    monkeypatch.setattr("course.diagnosis.result_equality.numbers", looked_at.append)
    assert not explains(got([1.0, 2.0]), got([1.0, [3.0] * size]), RIGHT)
    assert not looked_at


@pytest.mark.parametrize(
    "result",
    [
        Returned(2.5),
        Returned([1, (2.0, None)]),
        Returned("text"),
        Returned(Opaque("Axes")),
        Raised("KeyError"),
        Raised("MemoryError", excess=Excess.MEMORY),
        Missing(),
    ],
    ids=repr,
)
def test_traces_become_data_and_come_back(result: CallResult) -> None:
    trace = failing(result, says="")
    assert trace_from_data(trace_to_data(trace)) == trace


def test_arrays_and_figures_become_data_and_come_back() -> None:
    trace = failing(Returned(np.array([1.0, np.nan])), FIGURE, says="no label")
    back = trace_from_data(trace_to_data(trace))
    assert back.verdict == trace.verdict
    assert explains(back, trace, RIGHT)
    assert explains(trace_from_data(trace_to_data(got(np.ones(2)))), got(np.ones(2)), RIGHT)


PARTS = (2.0, np.array([1.0, 2.0]))
STRUCTURED = {
    "equal expressions": (expression(1, 2), expression(1, 2), True),
    "other values": (expression(1, 2), expression(1, 3), False),
    "other symbols": (expression(1), expression(1, symbols=("t",)), False),
    "fewer values": (expression(1), expression(1, 1), False),
    "values of other number": (expression(1, 1, 1), expression(1, 1), False),
    "an expression unlike a number": (expression(1), 1.0, False),
    "equal dicts": ({"a": expression(1)}, {"a": expression(1)}, True),
    "dicts of other keys": ({"a": expression(1)}, {"b": expression(1)}, False),
    "equal parts": (PARTS, [2.0, [1.0, 2.0]], True),
    "one part differs": (PARTS, (2.0, np.array([1.0, 2.5])), False),
    "one part of another shape": (PARTS, (2.0, [[1.0, 2.0]]), False),
    "an array of another shape": (np.ones((2, 2)), np.ones((2, 3)), False),
    "a list for an array": ([[1.0, 2.0]], np.array([[1.0, 2.0]]), True),
    "fewer parts": (PARTS, (2.0,), False),
}


@pytest.mark.parametrize(("own", "made", "same"), STRUCTURED.values(), ids=STRUCTURED)
def test_structured_results_are_compared_part_by_part(
    own: object, made: object, same: bool
) -> None:
    assert explains(got(made), got(own), RIGHT) is same
    stored = trace_from_data(trace_to_data(got(made)))
    assert explains(stored, got(own), RIGHT) is same
