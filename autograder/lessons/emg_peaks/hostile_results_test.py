"""Results that are made to hang, to mislead or to crash who judges them, in the real engine."""

from __future__ import annotations

import copy
import json
import tokenize
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.checks.discovery import checks_of
from autograder.checks.in_process import try_check
from autograder.diagnosis.partial_credit import find_slip
from autograder.diagnosis.traces import RIGHT, Traces, mistakes_in, sentences, traces_of
from autograder.grading.grader import grade
from autograder.grading.scoring import exercise_marks
from autograder.grading.session import load_reference
from autograder.intake.call_graph import uses_of
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.model.records import ExerciseRecord, Submission, SubmissionRecord, to_line
from autograder.reports.feedback import render
from autograder.sandbox.session import CodeCell
from course.diagnosis.mistakes import Diagnosis, Trace, diagnose
from course.lessons.catalogue import lesson_names, load_lesson
from course.results.outcomes import Outcome
from course.values.encoding import MalformedValue, rebuild

# SymPy takes two seconds of a fast processor to give up on some of these.
PATIENT = Limits(call_seconds=20.0, submission_seconds=60.0)
IMPATIENT = Limits(call_seconds=4.0, submission_seconds=60.0)
HOSTILE = "emg_peaks"
AREA, EXPRESSION, DERIVATIVES, PARTS = (
    "misprint_area",
    "emg_expression",
    "emg_derivatives",
    "mixture",
)
FAILED, RAISED, TIMED_OUT = Outcome.FAILED, Outcome.RAISED, Outcome.TIMED_OUT
IN_SYMBOLS = "expected a SymPy expression in x, mu, sigma, tau."
NO_VALUE = "`emg_expression()` has no finite value, expected 0.351774."
NO_VALUE_AT = "`emg_expression()` at x = 0.3 has no finite value, expected 0.351774."
NUMBERS = "returned {}, expected a number."
TWO_PARTS = "returned {}, expected 2 parts (value, gradient)."

pytestmark = pytest.mark.long


def result(of: str, expression: str, before: str = "") -> str:
    return (
        f"import numpy as np\nimport sympy as sp\n{before}\ndef {of}(*a):\n    return {expression}"
    )


def loop(step: str, times: int, start: str = 'x = sp.Symbol("x")\n    e = x') -> str:
    return (
        f"import sympy as sp\ndef {EXPRESSION}():\n    {start}\n"
        f"    for number in range({times}):\n        e = {step}\n    return e"
    )


def evil(body: str) -> str:
    return result(EXPRESSION, "Evil()", f"class Evil(sp.Expr):\n    {body}")


# By name: the exercise, the code in its cell, how it ends, what the message holds.
RESULTS: dict[str, tuple[str, str, Outcome, str]] = {
    "error not implemented": (
        *(EXPRESSION, evil("def _eval_evalf(self, precision): raise NotImplementedError")),
        *(FAILED, NO_VALUE),
    ),
    "error of any kind": (
        *(EXPRESSION, evil("def _eval_evalf(self, precision): raise AttributeError")),
        *(FAILED, NO_VALUE),
    ),
    "no memory": (
        *(EXPRESSION, evil("def _eval_evalf(self, precision): raise MemoryError")),
        *(Outcome.EXCEEDED, "ran out of the memory"),
    ),
    "no symbols": (EXPRESSION, evil("free_symbols = None"), FAILED, NO_VALUE),
    "count not implemented": (
        *(EXPRESSION, evil("def count_ops(self): raise NotImplementedError")),
        *(FAILED, NO_VALUE),
    ),
    "huge count": (
        *(EXPRESSION, evil("def count_ops(self): return 10**400")),
        *(FAILED, NO_VALUE),
    ),
    "subs of another type": (
        *(EXPRESSION, evil("def subs(self, given): return None")),
        *(FAILED, NO_VALUE),
    ),
    "an exit": (
        EXPRESSION,
        evil("free_symbols = property(lambda self: __import__('sys').exit(3))"),
        RAISED,
        "Exit",
    ),
    "a lie about its class": (
        *(EXPRESSION, evil("__class__ = property(lambda self: list)")),
        *(FAILED, NO_VALUE),
    ),
    "an expression too deep": (
        *(EXPRESSION, loop("sp.sin(e, evaluate=False)", 900)),
        *(FAILED, NO_VALUE),
    ),
    "a power without end": (
        EXPRESSION,
        result(
            EXPRESSION,
            "sp.Pow(sp.Integer(10), sp.Integer(10)**12, evaluate=False) * sp.Symbol('x')",
        ),
        *(TIMED_OUT, "did not end"),
    ),
    "not derived yet": (
        EXPRESSION,
        result(EXPRESSION, "sp.Derivative(sp.Function('f')(sp.Symbol('x')), sp.Symbol('x'))"),
        *(FAILED, NO_VALUE_AT),
    ),
    "infinite": (EXPRESSION, result(EXPRESSION, "sp.zoo"), FAILED, NO_VALUE),
    "infinite and imaginary": (EXPRESSION, result(EXPRESSION, "sp.oo * sp.I"), FAILED, NO_VALUE),
    "a comparison": (EXPRESSION, result(EXPRESSION, "sp.Symbol('x') > 1"), FAILED, IN_SYMBOLS),
    "a matrix": (EXPRESSION, result(EXPRESSION, "sp.Matrix([1, 2])"), FAILED, IN_SYMBOLS),
    "a symbol of markup": (
        *(EXPRESSION, result(EXPRESSION, r'sp.Symbol("<script>\n\x1b[1m`" + 10**6 * "a")')),
        *(FAILED, "holds the symbol <script> [1m`" + 27 * "a" + "; expected only x, mu"),
    ),
    "symbols with long names": (
        EXPRESSION,
        result(EXPRESSION, 'sp.Add(*[sp.Symbol(f"{n}" + 3000 * "b") for n in range(100)])'),
        *(FAILED, "b, …; expected only x, mu"),
    ),
    "half a character as a symbol": (
        *(EXPRESSION, result(EXPRESSION, r'sp.Symbol("A\ud800")')),
        *(FAILED, "holds the symbol A; expected"),
    ),
    "keys of markup": (
        DERIVATIVES,
        result(DERIVATIVES, r'{"<b>\x1b[1m\u202e" + 2000 * "k" + str(n): n for n in range(99)}'),
        *(FAILED, "has the keys <b>[1m" + 32 * "k" + ", <b>"),
    ),
    "a subclass of dict": (
        DERIVATIVES,
        result(DERIVATIVES, "Liar(a)", "class Liar(dict):\n    def keys(self): return ['mu']"),
        *(FAILED, "is empty; expected the keys mu, sigma, tau"),
    ),
    "a description in the place of an expression": (
        DERIVATIVES,
        result(
            DERIVATIVES,
            "{n: ExpressionDescription(('T', 'J'), -1, np.ones(int(n == 'mu'), complex))"
            " for n in ('mu', 'sigma', 'tau')}",
            "from course.values.expressions import ExpressionDescription",
        ),
        *(FAILED, "has no finite value"),
    ),
    "parts beyond number": (
        *(PARTS, result(PARTS, "np.zeros(1 << 20, np.int8)")),
        *(FAILED, TWO_PARTS.format("1048576 parts")),
    ),
    "more than can be judged": (
        *(PARTS, result(PARTS, "np.zeros((1 << 20) + 1, np.int8)")),
        *(FAILED, "ndarray of 1048577 numbers, which is more than can be judged"),
    ),
    "33 dimensions": (
        *(AREA, result(AREA, "np.ones((1,) * 33)")),
        *(FAILED, NUMBERS.format("something nested too deeply")),
    ),
    "32 dimensions": (
        *(AREA, result(AREA, "np.ones((1,) * 32)")),
        *(FAILED, "axes of length 1 than it should"),
    ),
    "lists in lists": (
        *(AREA, result(AREA, "e", "e = 1.0\nfor _ in range(31): e = [e]")),
        *(FAILED, "axes of length 1 than it should"),
    ),
    "a list with a long tail": (
        *(PARTS, result(PARTS, "[1.0, [1.0] * 190_000]")),
        *(FAILED, "is 1, expected 2"),
    ),
    "the largest integer": (AREA, result(AREA, "np.int64(2**63 - 1)"), FAILED, "is 9.22337e+18"),
    "integers beyond floats": (AREA, result(AREA, "10**400"), FAILED, "int beyond 1e300"),
    "half floats": (AREA, result(AREA, "np.float16(65504)"), FAILED, "is 65504, expected"),
    "long floats": (AREA, result(AREA, "np.longdouble('1e4000')"), FAILED, "is inf, expected"),
    "half a character in the source": (
        *(AREA, result(AREA, r"len('\ud800')", "# \ud800")),
        *(RAISED, "UnicodeEncodeError"),
    ),
}


@pytest.fixture(scope="module")
def records(layout: Layout) -> dict[str, SubmissionRecord]:
    """The records of all hostile submissions, and of an honest one after them."""
    path = layout.release / HOSTILE / f"{HOSTILE}.ipynb"
    blank = json.loads(path.read_text(encoding="utf-8"))
    honest = (AREA, result(AREA, "1.04382642787491239", ""))
    endless = {name: case for name, (*case, end, _) in RESULTS.items() if end == TIMED_OUT}
    others = {name: case for name, (*case, end, _) in RESULTS.items() if end != TIMED_OUT}
    found: dict[str, SubmissionRecord] = {}
    for cases, limits in ((endless, IMPATIENT), (others | {"honest": honest}, PATIENT)):
        graded = grade([with_cell(blank, *case) for case in cases.values()], layout, limits)
        found |= zip(cases, graded, strict=True)
    return found


def with_cell(notebook: dict[str, Any], exercise: str, source: str) -> Submission:
    own = copy.deepcopy(notebook)
    for cell in own["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
            cell["source"] = source
    return Submission("a.ipynb", "ada", HOSTILE, json.dumps(own).encode())


def exercise_of(record: SubmissionRecord, name: str) -> ExerciseRecord:
    return next(one for one in record.exercises if one.id == name)


@pytest.mark.parametrize("name", RESULTS)
def test_a_hostile_result_is_judged_like_any_other(
    records: dict[str, SubmissionRecord], name: str
) -> None:
    exercise, _, outcome, message = RESULTS[name]
    record = records[name]
    got = exercise_of(record, exercise)
    assert (record.score, got.score, got.outcome) == (0.0, 0.0, outcome)
    assert message in got.message
    assert all(len(check.message) < 700 for check in got.checks)
    page = render(record, load_lesson(HOSTILE))
    assert not any(evil in page for evil in ("<script>", "<b><b>", "\x1b", "\u202e", "\ud800"))
    hidden = " ".join(check.message for check in got.checks if check.hidden)
    assert not any(own in hidden for own in ("script", "aaa", "kkk", "Liar", "Evil"))


def test_the_engine_is_fine_afterwards(records: dict[str, SubmissionRecord]) -> None:
    got = exercise_of(records["honest"], AREA)
    assert got.checks[0].message.startswith("`misprint_area(2, 0.5)` is 1.04383, expected 1.98634")


def test_hostile_results_have_the_same_record_each_time(
    layout: Layout, records: dict[str, SubmissionRecord]
) -> None:
    path = layout.release / HOSTILE / f"{HOSTILE}.ipynb"
    blank = json.loads(path.read_text(encoding="utf-8"))
    name = "keys of markup"
    submission = with_cell(blank, *RESULTS[name][:2])
    again = grade([submission] * 20, layout, PATIENT)
    assert {to_line(replace(one, seconds=0.0)) for one in again} == {
        to_line(replace(records[name], seconds=0.0))
    }


def test_forged_arrays_cannot_hold_more_than_honest_ones() -> None:
    item = {"array": "|i1", "shape": [1 << 18]}
    document = {"list": [{**item, "buffer": number} for number in range(5)]}
    with pytest.raises(MalformedValue, match="more numbers"):
        rebuild(document, [bytes(1 << 18)] * 5)


def test_a_text_that_a_newer_python_cannot_read_blames_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells = [CodeCell("def cost(a): return y('\ud800')", "cost")]
    assert uses_of(cells, ("y", "cost")) == {"cost": ("y",)}

    def read_nothing(readline: object) -> None:
        "\ud800".encode()

    monkeypatch.setattr(tokenize, "generate_tokens", read_nothing)
    assert uses_of(cells, ("y", "cost")) == {"cost": ()}


# --- points of known mistakes ----------------------------------------------------------------

Function = Callable[..., Any]


def raising(error: type[Exception]) -> Function:
    def function(*args: Any) -> Any:
        raise error

    return function


def returning(value: object) -> Function:
    return lambda *args: value


def filled(value: float, place: int) -> Function:
    return lambda *args: np.full(np.shape(args[place]), value) if args else value


def repeated(place: int) -> Function:
    return lambda *args: args[place] if len(args) > 1 else args


ERRORS = (
    *(ArithmeticError, AttributeError, IndexError, KeyError, NameError, OverflowError),
    *(RuntimeError, TypeError, ValueError, ZeroDivisionError, np.linalg.LinAlgError),
)
FORGERS: Sequence[Function] = (
    *map(raising, ERRORS),
    *map(returning, (None, "text", object(), [], [None], {}, np.empty(0), 0.0, 1.0)),
    *map(returning, (float("nan"), float("inf"), (float("nan"), float("nan")))),
    *(filled(value, place) for value in (0.0, 1.0, np.nan, np.inf) for place in (0, -1)),
    *(repeated(place) for place in (0, 1, -1)),
)


def diagnosed(
    lesson: str, exercise: str, own: Mapping[str, Trace], traces: Traces
) -> Diagnosis | None:
    return diagnose(
        own,
        traces[RIGHT].__getitem__,
        sentences(lesson, exercise),
        lambda mistake, check: traces[mistake.name][check],
    )


@pytest.mark.parametrize("lesson", lesson_names())
def test_no_mistake_earns_its_points_to_who_shows_no_work(lesson: str) -> None:
    reference = load_reference(lesson)
    for exercise in load_lesson(lesson).exercises:
        if not mistakes_in(lesson, exercise.id):
            continue
        checks = [check for check in checks_of(lesson) if check.exercise == exercise.id]
        traces = traces_of(lesson, exercise.id, reference)
        for forger in FORGERS:
            with warnings.catch_warnings(action="ignore"):
                own = {check.name: try_check(check, forger, reference) for check in checks}
            copied = {
                check.name: own[check.name] if check.hidden else traces[RIGHT][check.name]
                for check in checks
            }
            for shown in (own, copied):
                verdicts = {name: trace.verdict for name, trace in shown.items()}
                found = diagnosed(lesson, exercise.id, shown, traces)
                plain = exercise_marks(lesson, exercise, verdicts)
                slip = find_slip(shown, traces[RIGHT])
                told = exercise_marks(lesson, exercise, verdicts, found, slip)
                assert told.score == plain.score
