"""What the checks of the lesson pay for and what not: answers that used to get points."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from autograder.demo.examples import make_notebook
from autograder.grading.grader import grade
from autograder.model.layout import Layout
from autograder.model.records import ExerciseRecord, Submission, SubmissionRecord
from autograder.verify.recipes import LIMITS, parse_recipe
from course.results.outcomes import Outcome

LESSON = "sloppy_exponentials"
# Slow machines are no reason to fail.
PATIENT = replace(LIMITS, call_seconds=5.0, submission_seconds=60.0)

FIGURE = """\
def cost_contours(thetas0, t):
    side = np.linspace(0.5, 2.5, 40)
    levels = 2.0 ** np.arange(-14, -4)
    table = [[cost({place}, thetas0, t) for t1 in side] for t2 in side]
    figure = Figure()
    axes = figure.subplots()
    axes.{draw}
    axes.plot(thetas0, thetas0[::-1], "o")
    axes.set(xlim=(0.5, 2.5), ylim=(0.5, 2.5), aspect="equal", xlabel="a", ylabel="b")
    {more}
    return figure
"""
LINES = "contour(side, side, table, levels=levels)"


def contour_plot(place: str = "[t1, t2]", draw: str = LINES, more: str = "") -> str:
    return FIGURE.format(place=place, draw=draw, more=more)


RIGHT = {
    "lines": contour_plot(),
    "filled": contour_plot(draw="contourf(side, side, table, levels=levels)"),
    "lines and bands": contour_plot(
        draw=LINES, more="axes.contourf(side, side, table, levels=levels, extend='both')"
    ),
    "logarithms": contour_plot(
        draw="contour(side, side, np.log10(np.maximum(table, 1e-9)), levels=np.log10(levels))"
    ),
    "triangles": contour_plot(
        draw="tricontour(*map(np.ravel, np.meshgrid(side, side)), np.ravel(table), levels=levels)"
    ),
    "box": contour_plot(more="axes.set_aspect('auto'); axes.set_box_aspect(1)"),
    "marked twice": contour_plot(more="axes.scatter(thetas0, thetas0[::-1], marker='x')"),
}
WRONG = {
    "vertical stripes": contour_plot("[t1, t1]"),
    "horizontal stripes": contour_plot("[t2, t2]"),
    "oblique stripes": contour_plot("[(t1 + t2) / 2] * 2"),
    "markers everywhere": contour_plot(
        more="axes.plot(*map(np.ravel, np.meshgrid(*[np.linspace(0.5, 2.5, 60)] * 2)), '.')"
    ),
    "24 levels": contour_plot(
        draw="contour(side, side, table, levels=2.0 ** np.arange(-24, 0))",
    ),
    "34 levels": contour_plot(
        draw="contour(side, side, table, levels=sorted([*levels, *np.linspace(0.001, 0.1, 24)]))",
    ),
    "other costs": contour_plot("[t1, t2 + 0.1]"),
    "reaches of one minimum": contour_plot("[min(t1, 1.3), max(t2, 1.3)]"),
}
CURVES = """\
def compare_curves(thetas0, theta, t):
    figure = Figure()
    panels = figure.subplots(2, 1, {options})
    for axes in panels:
        axes.set(xlabel="t", ylabel="y")
    curves = y(thetas0, t), y([theta], t), y([theta], t) - y(thetas0, t)
    for axes, wanted in zip(panels, {wanted}):
        for k in wanted:
            axes.plot(t, curves[k], label=str(k))
        axes.axhline(0)
    panels[0].legend()
    {more}
    return figure
"""


def two_panels(wanted: str = "([0, 1], [2])", options: str = "", more: str = "") -> str:
    return CURVES.format(wanted=wanted, options=options, more=more)


QUOTIENT = """\
def jacobian(thetas, t):
    thetas, t, h = np.array(thetas, dtype=float), np.asarray(t, dtype=float), {step}
    def moved(by, k):
        shift = np.zeros(len(thetas))
        shift[k] = by
        return y(thetas + shift, t)
    return np.transpose([{quotient} for k in range(len(thetas))])
"""
CENTRAL = "(moved(h, k) - moved(-h, k)) / (2 * h)"
QUOTIENTS = {
    f"central {step}": QUOTIENT.format(step=step, quotient=CENTRAL)
    for step in ("1e-3 / 2", "1e-4", "1e-5", "1e-6", "1e-7")
} | {
    "forward": QUOTIENT.format(step="1e-8", quotient="(moved(h, k) - moved(0, k)) / h"),
    "five points": QUOTIENT.format(
        step="1e-3",
        quotient="(8 * (moved(h, k) - moved(-h, k)) - moved(2 * h, k) + moved(-2 * h, k))"
        " / (12 * h)",
    ),
    "term by term": """\
def jacobian(thetas, t):
    T, R, h = np.asarray(t, dtype=float)[:, None], np.array(thetas, dtype=float), 1e-5
    return (np.exp(-(R + h) * T) - np.exp(-(R - h) * T)) / (2 * h * len(R))
""",
}
QUOTIENT_ONLY = {"test_jacobian_quotient": True}
ANSWERS: dict[str, tuple[str, str]] = {
    **{f"right {name}": ("cost_contours", source) for name, source in RIGHT.items()},
    **{f"wrong {name}": ("cost_contours", source) for name, source in WRONG.items()},
    **{name: ("jacobian", source) for name, source in QUOTIENTS.items()},
    "own scale": ("compare_curves", two_panels()),
    "own symmetric scale": (
        "compare_curves",
        two_panels(more="m = np.abs(curves[2]).max(); panels[1].set_ylim(-1.2 * m, 1.2 * m)"),
    ),
    "all in both": ("compare_curves", two_panels("([0, 1, 2], [0, 1, 2])")),
    "shared scale": ("compare_curves", two_panels(options="sharey=True")),
    "slopes of eigenvectors": (
        "axis_slopes",
        "def axis_slopes(H):\n"
        "    w, V = np.linalg.eigh(H)\n"
        "    return [np.inf if V[0, k] == 0 else V[1, k] / V[0, k] for k in (1, 0)]\n",
    ),
}


@pytest.fixture(scope="module")
def blank(layout: Layout) -> dict[str, Any]:
    """The release as parsed JSON."""
    return json.loads(layout.released(LESSON).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def worked(layout: Layout) -> dict[str, Any]:
    """The worked notebook as parsed JSON."""
    return json.loads(layout.worked(LESSON).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def records(
    layout: Layout, worked: dict[str, Any], blank: dict[str, Any]
) -> dict[str, SubmissionRecord]:
    """The records of the worked notebook with one answer changed, by the answer's name."""
    submissions = []
    for name, (exercise, source) in ANSWERS.items():
        notebook = copy.deepcopy(worked)
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
                cell["source"] = source
        submissions.append(Submission(name, name, None, json.dumps(notebook).encode()))
    for path in sorted((layout.root / "examples" / LESSON).glob("empty_*.py")):
        recipe = parse_recipe(path.read_text(encoding="utf-8"), path)
        notebook = make_notebook(recipe, {"worked": worked, "release": blank})
        content = json.dumps(notebook).encode()
        submissions.append(Submission(recipe.name, recipe.name, LESSON, content))
    graded = grade(submissions, layout, PATIENT)
    return {one.path: record for one, record in zip(submissions, graded, strict=True)}


def exercise(record: SubmissionRecord, name: str) -> ExerciseRecord:
    return next(one for one in record.exercises if one.id == name)


def passed(one: ExerciseRecord) -> dict[str, bool]:
    return {check.name: True for check in one.checks if check.outcome is Outcome.PASSED}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_contour_plot_passes(name: str, records: dict[str, SubmissionRecord]) -> None:
    one = exercise(records[f"right {name}"], "cost_contours")
    assert [check.message for check in one.checks if check.message] == []
    assert records[f"right {name}"].score == 40


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_contour_plot_gets_what_is_right_of_it(
    name: str, records: dict[str, SubmissionRecord]
) -> None:
    one = exercise(records[f"wrong {name}"], "cost_contours")
    right = "levels" if name == "markers everywhere" else "minima"
    assert passed(one).keys() == {"test_cost_contours_frame", f"test_cost_contours_{right}"}
    assert one.score == 2


@pytest.mark.parametrize("name", ["empty_constants", "empty_always_refuses"])
def test_constants_and_refusals_get_nothing(
    name: str, records: dict[str, SubmissionRecord]
) -> None:
    record = records[name]
    assert {one.id: passed(one) for one in record.exercises if passed(one)} == {}
    assert record.score == 0


@pytest.mark.parametrize("name", QUOTIENTS)
def test_finite_differences_pass_only_the_quotient_check(
    name: str, records: dict[str, SubmissionRecord]
) -> None:
    assert passed(exercise(records[name], "jacobian")) == QUOTIENT_ONLY


@pytest.mark.parametrize("name", ["own scale", "own symmetric scale", "slopes of eigenvectors"])
def test_right_answers_pass(name: str, records: dict[str, SubmissionRecord]) -> None:
    assert records[name].score == 40


@pytest.mark.parametrize("name", ["all in both", "shared scale"])
def test_the_difference_needs_a_scale_of_its_own(
    name: str, records: dict[str, SubmissionRecord]
) -> None:
    one = exercise(records[name], "compare_curves")
    assert passed(one) == {"test_compare_curves_frame": True}
    message = next(check.message for check in one.checks if check.message)
    assert "give it a scale of its own." in message
    assert one.misconception == "shares_the_vertical_scale"
