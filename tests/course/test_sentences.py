"""The sentences that students read, word for word."""

from __future__ import annotations

import numpy as np
import pytest

from course.judging.figure_rules import unmet
from course.judging.judge import Agrees, Draws, Refuses, judge
from course.judging.no_numbers import COMPLEX, ONE_BY_ONE, TEXT
from course.judging.requirements import (
    Contoured,
    ContourThrough,
    EqualAspect,
    Labelled,
    Legend,
    Levels,
    Limits,
    Marked,
    OwnScale,
    Panels,
    Requirement,
    Shows,
)
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
from course.values.figures import Contour, Curve, FigureDescription, Panel

SCALAR = Agrees((2,), 4.0, 1e-9)
MATRIX = Agrees(([1, 2],), np.array([[1.0, 2.0], [3.0, 4.0]]), 1e-6)
TALL = Agrees(([1, 2],), np.ones((3, 2)), 1e-9)
SCALAR_THIRD = Agrees((2,), 4 / 3, 1e-9)
REFUSES = Refuses(([],), "ValueError")
DRAWS = Draws((), (Labelled(),))

PASSES = {
    "int": (SCALAR, 4),
    "float": (SCALAR, 4.0),
    "array_of_no_dimension": (SCALAR, np.array(4.0)),
    "float32": (SCALAR, np.array(4, dtype="f4")),
    "rounded_to_float32": (SCALAR_THIRD, np.array(4 / 3, "f4")),
    "list_of_float32": (MATRIX, [[np.array(1, "f4"), 2.0], [3, np.array(4 * (1 + 3e-7), "f4")]]),
    "within_tolerance": (MATRIX, np.array([[1, 2], [3, 4 * (1 + 0.9e-6)]])),
    "nested_lists": (MATRIX, [[1, 2], [3, 4]]),
    "tuple_of_arrays": (MATRIX, (np.array([1.0, 2.0]), np.array([3, 4]))),
    "infinity": (Agrees((), np.inf, 1e-9), float("inf")),
}


@pytest.mark.parametrize(("step", "value"), PASSES.values(), ids=PASSES)
def test_passes(step: Agrees, value: object) -> None:
    assert judge("f", step, Returned(value)) == PASS


def test_expected_error_passes() -> None:
    assert judge("f", REFUSES, Raised("ValueError", ancestry=("ValueError",))) == PASS
    derived = Raised("OwnError", ancestry=("OwnError", "ValueError", "Exception"))
    assert judge("f", REFUSES, derived) == PASS


FAILS = {
    "value": (
        SCALAR,
        5.0,
        "`f(2)` is 5, expected 4 (± 1e-09 relative).",
        "The values differ from the reference.",
    ),
    "barely": (
        SCALAR,
        4.00000001,
        "`f(2)` is 4.00000001, expected 4 (± 1e-09 relative). "
        "It is right to 8 digits; more are asked for.",
        "The values differ from the reference. "
        "The values are nearly right; more digits are asked for.",
    ),
    "wrong_in_float32": (
        SCALAR,
        np.array(4.0003, dtype="f4"),
        "`f(2)` is 4.0003, expected 4 (± 4.8e-07 relative, the result being float32). "
        "It is right to 4 digits; more are asked for.",
        "The values differ from the reference. "
        "The values are nearly right; more digits are asked for.",
    ),
    "nan": (
        SCALAR,
        float("nan"),
        "`f(2)` is nan, expected 4 (± 1e-09 relative).",
        "The values are not finite numbers.",
    ),
    "finite_for_infinite": (
        Agrees((2,), np.inf, 1e-9),
        1.0,
        "`f(2)` is 1, expected inf (± 1e-09 relative).",
        "The values differ from the reference.",
    ),
    "one_element": (
        MATRIX,
        np.array([[1.0, 2.5], [3.0, 4.0]]),
        "`f([1, 2])[0, 1]` is 2.5, expected 2 (± 1e-06 relative). 1 of 4 values differ. "
        "All other values are right.",
        "The values differ from the reference. All other values are right.",
    ),
    "transposed_shape": (
        TALL,
        np.ones((2, 3)),
        "`f([1, 2])` has shape (2, 3), expected (3, 2). Is it transposed?",
        "The result's shape is wrong. Is it transposed?",
    ),
    "shape": (
        SCALAR,
        np.array([4.0]),
        "`f(2)` has shape (1,), expected (). It has more axes of length 1 than it should.",
        "The result's shape is wrong. It has more axes of length 1 than it should.",
    ),
    "none": (
        SCALAR,
        None,
        "`f(2)` returned None. Does the function end with a `return`?",
        "The function returned None.",
    ),
    "bool": (
        SCALAR,
        True,
        "`f(2)` returned a truth value, expected a number.",
        "The function returned a truth value where numbers are expected.",
    ),
    "complex_array": (
        MATRIX,
        np.ones((2, 2), dtype=complex),
        "`f([1, 2])` returned an array of complex numbers, expected an array of shape (2, 2). "
        f"{COMPLEX}",
        f"The function returned an array of complex numbers where numbers are expected. {COMPLEX}",
    ),
    "text": (
        SCALAR,
        "4",
        f"`f(2)` returned text, expected a number. {TEXT}",
        f"The function returned text where numbers are expected. {TEXT}",
    ),
    "opaque": (
        SCALAR,
        Opaque("generator"),
        f"`f(2)` returned a generator, expected a number. {ONE_BY_ONE}",
        f"The function returned something else where numbers are expected. {ONE_BY_ONE}",
    ),
    "ragged": (
        MATRIX,
        [[1.0], [1.0, 2.0]],
        "`f([1, 2])` returned a list whose items differ in shape, "
        "expected an array of shape (2, 2).",
        "The function returned something else where numbers are expected.",
    ),
    "text_in_list": (
        MATRIX,
        ["1"],
        f"`f([1, 2])` returned a list that holds text, expected an array of shape (2, 2). {TEXT}",
        f"The function returned something else where numbers are expected. {TEXT}",
    ),
    "text_in_nested_lists": (
        MATRIX,
        [[["1"]]],
        f"`f([1, 2])` returned a list that holds text, expected an array of shape (2, 2). {TEXT}",
        f"The function returned something else where numbers are expected. {TEXT}",
    ),
    "type_of_one_letter": (
        SCALAR,
        Opaque("F"),
        "`f(2)` returned an F, expected a number.",
        "The function returned something else where numbers are expected.",
    ),
    "accepts_bad_input": (
        REFUSES,
        0.0,
        "`f([])` should raise ValueError; it returned 0.0.",
        "An input that should raise ValueError is accepted.",
    ),
    "accepts_bad_input_array": (
        REFUSES,
        np.zeros(3),
        "`f([])` should raise ValueError; it returned an array of shape (3,).",
        "An input that should raise ValueError is accepted.",
    ),
    "no_figure": (
        DRAWS,
        3.0,
        "`f()` returned 3.0, expected a matplotlib Figure.",
        "The function did not return a matplotlib Figure.",
    ),
    "axes_for_figure": (
        DRAWS,
        Opaque("Axes"),
        "`f()` returned an Axes, expected a matplotlib Figure.",
        "The function did not return a matplotlib Figure.",
    ),
    "empty_figure": (
        DRAWS,
        FigureDescription(()),
        "`f()`: The figure has no panel number 1.",
        "Something asked for is not drawn.",
    ),
}


@pytest.mark.parametrize(("step", "value", "message", "discreet"), FAILS.values(), ids=FAILS)
def test_failures(
    step: Agrees | Refuses | Draws, value: object, message: str, discreet: str
) -> None:
    got = judge("f", step, Returned(value))
    assert (got.outcome, got.told(hidden=False)) == (Outcome.FAILED, message)
    assert got.told(hidden=True) == discreet


ENDS: dict[str, tuple[object, CallResult, Outcome, str, str]] = {
    "missing": (
        SCALAR,
        Missing(),
        Outcome.MISSING,
        "There is no function called `f`.",
        "There is no function called `f`.",
    ),
    "overwritten": (
        SCALAR,
        Missing("number"),
        Outcome.MISSING,
        "`f` is a number, not a function.",
        "`f` is a number, not a function.",
    ),
    "not_attempted": (
        SCALAR,
        Raised("NotImplementedError", ancestry=("NotImplementedError", "RuntimeError")),
        Outcome.NOT_ATTEMPTED,
        "`f` is not written yet.",
        "`f` is not written yet.",
    ),
    "raised": (
        SCALAR,
        Raised("ZeroDivisionError", "division by zero", ("ZeroDivisionError",), 3),
        Outcome.RAISED,
        "`f(2)` raised ZeroDivisionError in line 3 of its cell: division by zero.",
        "The call raised an exception.",
    ),
    "raised_somewhere": (
        SCALAR,
        Raised("KeyError"),
        Outcome.RAISED,
        "`f(2)` raised KeyError.",
        "The call raised an exception.",
    ),
    "raised_while_defining": (
        SCALAR,
        Raised("NameError", "name 'np' is not defined", ("NameError",), 1, while_defining=True),
        Outcome.RAISED,
        "The cell that should define `f` raised NameError in line 1 of its cell: "
        "name 'np' is not defined.",
        "The cell that should define `f` raised NameError in line 1 of its cell: "
        "name 'np' is not defined.",
    ),
    "raised_with_a_sentence": (
        SCALAR,
        Raised("KeyError", "There is none."),
        Outcome.RAISED,
        "`f(2)` raised KeyError: There is none.",
        "The call raised an exception.",
    ),
    **{
        excess.value: (
            REFUSES,
            Raised("OSError", "No", line=3, excess=excess),
            Outcome.EXCEEDED,
            f"`f([])` {did} in line 3 of its cell.",
            f"The call {did}.",
        )
        for excess, did in {
            Excess.MEMORY: "ran out of the memory that it may use",
            Excess.FILE_SIZE: "wrote a larger file than it may",
            Excess.FOLDER_SIZE: "filled the folder that it may write to",
            Excess.OPEN_FILES: "opened more files than it may at a time",
            Excess.PROCESSES: "started more threads or processes than it may",
        }.items()
    },
    "exceeded_while_defining": (
        SCALAR,
        Raised("MemoryError", excess=Excess.MEMORY, while_defining=True),
        Outcome.EXCEEDED,
        "The cell that should define `f` ran out of the memory that it may use.",
        "The cell that should define `f` ran out of the memory that it may use.",
    ),
    "other_error": (
        REFUSES,
        Raised("TypeError", "no", ("TypeError", "Exception")),
        Outcome.FAILED,
        "`f([])` should raise ValueError; it raised TypeError.",
        "An input that should raise ValueError raises TypeError.",
    ),
    "timed_out": (
        SCALAR,
        TimedOut(2.5),
        Outcome.TIMED_OUT,
        "`f(2)` did not end within 2.5 s.",
        "The call did not end within 2.5 s.",
    ),
    "out_of_time_in_all": (
        SCALAR,
        TimedOut(60.0, by_all=True),
        Outcome.TIMED_OUT,
        "`f(2)` gave no result: the 60 s that it may take in all were used up by the notebook.",
        "The call gave no result: the 60 s that it may take in all were used up by the notebook.",
    ),
    "crashed": (
        SCALAR,
        Crashed("it ran out of memory"),
        Outcome.CRASHED,
        "`f(2)` ended the process that ran it: it ran out of memory.",
        "The call ended the process that ran it.",
    ),
}


@pytest.mark.parametrize(
    ("step", "result", "outcome", "message", "discreet"), ENDS.values(), ids=ENDS
)
def test_other_ends(
    step: Agrees | Refuses, result: CallResult, outcome: Outcome, message: str, discreet: str
) -> None:
    assert judge("f", step, result) == Verdict(outcome, message, discreet)


X = np.linspace(0.0, 1.0, 11)
GOOD = Panel(
    title="",
    xlabel="x",
    ylabel="y",
    xlim=(0.0, 1.0),
    ylim=(0.0, 2.0),
    xscale="linear",
    yscale="linear",
    equal_aspect=True,
    curves=(Curve(X, 2 * X, "double", marker=False, connected=True),),
    points=np.array([[0.5, 1.0]]),
    levels=(0.25, 0.5),
    contours=(Contour((0.5,), np.array([[0.1, 0.1], [0.2, 0.2]])),),
    gaps=np.array([[0.15, 0.15]]),
    legend=("double",),
)
BARE = Panel(
    title="",
    xlabel="x",
    ylabel=" ",
    xlim=(0.0, 3.0),
    ylim=(0.0, 9.0),
    xscale="linear",
    yscale="linear",
    equal_aspect=False,
    curves=(),
    points=np.empty((0, 2)),
    levels=(),
    contours=(),
    gaps=np.empty((0, 2)),
    legend=(),
)

REQUIREMENTS: dict[str, tuple[Requirement, str]] = {
    "panels": (Panels(1), "The figure needs 1 panel; it has 0."),
    "panels_several": (Panels(2), "The figure needs 2 panels; it has 1."),
    "labelled": (Labelled(), "The figure has no label on its y axis."),
    "equal_aspect": (
        EqualAspect(),
        'The figure needs equal aspect: try axes.set_aspect("equal").',
    ),
    "limits": (
        Limits((0.0, 1.0), (0.0, 2.0)),
        "The figure shows x from 0 to 3; it should run from 0 to 1.",
    ),
    "levels": (Levels((0.25, 0.5)), "The figure has no contours."),
    "levels_exactly": (Levels((0.25, 0.5), exact=True), "The figure has no contours."),
    "contoured": (Contoured(), "The figure has no contours."),
    "contoured_in_full": (Contoured(0, (0.1, 0.2), (0.1, 0.2)), "The figure has no contours."),
    "contour": (
        ContourThrough(0.5, ((0.1, 0.1),), 0.01),
        "The figure has no contour at the level 0.5.",
    ),
    "marked": (Marked(((0.5, 1.0),), 0.01), "The figure has no marker at (0.5, 1)."),
    "marked_alone": (
        Marked(((0.5, 1.0),), 0.01, most=1),
        "The figure has no marker at (0.5, 1).",
    ),
    "own_scale": (
        OwnScale((0.0, 2.0)),
        "The figure shows y from 0 to 9, while what it should show runs from 0 to 2: "
        "give it a scale of its own.",
    ),
    "shows": (Shows("twice x", (0.0, 1.0), (0.0, 2.0)), "The figure has no line."),
    "legend": (Legend(1), "The figure needs a legend with 1 entry; it has 0."),
}


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ({"x": (0.1, 0.2)}, ""),
        ({"x": (0.0995, 0.2005)}, ""),
        ({"x": (0.1, 0.205)}, "from x = 0.1 to 0.2 only; they should go on from 0.1 to 0.205"),
        ({"x": (0.1, 0.2), "y": (0.0, 0.2)}, "from y = 0.1 to 0.2 only; they should go on from 0 "),
    ],
    ids=repr,
)
def test_contours_reach_the_ends_of_their_grid(
    ends: dict[str, tuple[float, float]], sentence: str
) -> None:
    said = unmet(Contoured(**ends), FigureDescription((GOOD,)))
    assert sentence in said
    assert bool(sentence) == bool(said)


@pytest.mark.parametrize(("requirement", "sentence"), REQUIREMENTS.values(), ids=REQUIREMENTS)
def test_requirements(requirement: Requirement, sentence: str) -> None:
    count = 0 if requirement == Panels(1) else 1
    assert unmet(requirement, FigureDescription((BARE,) * count)) == sentence
    assert unmet(requirement, FigureDescription((GOOD, GOOD))) == ""


ELSEWHERE: dict[str, tuple[Requirement, str]] = {
    "another_panel": (Legend(2, panel=1), "Panel 2 needs a legend with 2 entries; it has 1."),
    "no_such_panel": (Labelled(panel=2), "The figure has no panel number 3."),
    "levels": (
        Levels((0.25, 0.5, 1.0)),
        "Panel 1 has no contour at the level 1: 1 of the 3 levels asked for are missing.",
    ),
    "levels_too_many": (
        Levels((0.25,), exact=True),
        "Panel 1 has a contour at the level 0.5, which is not asked for.",
    ),
    "marked_too_often": (
        Marked((), 0.01, most=0),
        "Panel 1 has too many markers: 1, where 0 would do.",
    ),
    "own_scale_too_wide": (
        OwnScale((0.1, 0.3)),
        "Panel 1 shows y from 0 to 2, while what it should show runs from 0.1 to 0.3: "
        "give it a scale of its own.",
    ),
    "own_scale_too_narrow": (
        OwnScale((0.0, 2.5)),
        "Panel 1 shows y from 0 to 2, while what it should show runs from 0 to 2.5: "
        "show all of it.",
    ),
    "contour": (
        ContourThrough(0.5, ((0.9, 0.1),), 0.05),
        "Panel 1: the contour at 0.5 should pass near (0.900, 0.100); it does not.",
    ),
    "other_line": (
        Shows("three x", (0.0, 1.0), (0.0, 3.0)),
        "Panel 1 has no line that shows three x.",
    ),
    "line_too_short": (
        Shows("twice x", (0.0, 2.0), (0.0, 4.0)),
        "Panel 1 has no line that shows twice x.",
    ),
}


@pytest.mark.parametrize(("requirement", "sentence"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_requirements_among_panels(requirement: Requirement, sentence: str) -> None:
    assert unmet(requirement, FigureDescription((GOOD, GOOD))) == sentence
