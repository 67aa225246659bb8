"""What a student sees: the report on one exercise, as text and as HTML.

The HTML stands alone: inline styles, no script, nothing fetched, and colours that a light
and a dark page both bear. Every mark is a symbol and a word, so no meaning hangs on colour.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from html import escape
from typing import Any

from course.diagnosis.call_graph import culprit_in
from course.judging.judge import UNEVALUATED
from course.lessons.catalogue import Exercise, PublicCheck
from course.results.outcomes import Outcome, Verdict


@dataclass(frozen=True)
class Report:
    """The verdicts on an exercise's public checks; `seconds` is what the student's code took.

    `notes` are sentences on how it may fare otherwise when graded, `printed` is what it printed.
    """

    exercise: Exercise
    results: tuple[tuple[PublicCheck, Verdict], ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    printed: str = ""

    @property
    def passed(self) -> int:
        """The number of checks that pass."""
        return sum(verdict.passed for _, verdict in self.results)

    @property
    def all_pass(self) -> bool:
        """Whether no public check fails."""
        return self.passed == len(self.results)

    @property
    def points(self) -> float:
        """The points of the checks that pass."""
        return sum(check.points for check, verdict in self.results if verdict.passed)

    @property
    def hidden_points(self) -> float:
        """The points that are decided by hidden checks."""
        return self.exercise.points - sum(check.points for check, _ in self.results)

    @property
    def failure(self) -> tuple[PublicCheck, Verdict] | None:
        """The first check that does not pass, if any."""
        return next((result for result in self.results if not result[1].passed), None)


@dataclass(frozen=True)
class Mark:
    """How an outcome is shown: `symbol` and `word` together, and a colour."""

    symbol: str
    word: str
    colour: str


GREEN, RED, AMBER, GREY = "#2a9d5c", "#d64550", "#b87e00", "#808080"
MARKS = {
    Outcome.PASSED: Mark("✓", "passed", GREEN),
    Outcome.FAILED: Mark("✗", "failed", RED),
    Outcome.NOT_ATTEMPTED: Mark("○", "not written yet", GREY),
    Outcome.MISSING: Mark("○", "not defined", GREY),
    Outcome.RAISED: Mark("✗", "raised an error", RED),
    Outcome.EXCEEDED: Mark("✗", "over its limits", RED),
    Outcome.TIMED_OUT: Mark("✗", "out of time", RED),
    Outcome.CRASHED: Mark("✗", "crashed", RED),
    Outcome.GRADER_ERROR: Mark("!", "not judged", AMBER),
    Outcome.MANUAL: Mark("○", "graded by your teacher", GREY),
}
NOTE = Mark("!", "When graded:", AMBER)
_CHANGE = '`hint("{id}")` shows a step towards it; change the cell, run it and check again.'
NEXT_STEPS = {
    Outcome.FAILED: _CHANGE,
    Outcome.RAISED: "Change the cell where it says, run it and check again, "
    'or take a step with `hint("{id}")`.',
    Outcome.EXCEEDED: "Keep less in memory and in files at a time; a loop may take more with every "
    'step. `hint("{id}")` shows a step.',
    Outcome.TIMED_OUT: "Look for a loop that does not end, or let NumPy work on whole arrays "
    'at once. `hint("{id}")` shows a step.',
    Outcome.NOT_ATTEMPTED: "Write it where `raise NotImplementedError` stands now, run the cell "
    'and check again. `hint("{id}")` shows how to begin.',
    Outcome.MISSING: "Run the cell that defines `{id}`, then check again.",
    Outcome.CRASHED: _CHANGE,
    Outcome.GRADER_ERROR: "Your code is not at fault. Please send these lines to your teacher.",
}
PRINTED = "While it was checked, your code printed:"
MOST_LINES = 8
ALL_PASS = "All public checks pass."
HIDDEN_FOLLOW = (
    "All public checks pass. When your work is graded, hidden checks try it on other inputs."
)


@dataclass(frozen=True, repr=False)
class Page:
    """Something to show, as text and, where it can be shown, as HTML or Markdown."""

    text: str
    html: str | None = None
    markdown: str | None = None

    def __repr__(self) -> str:
        return self.text

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.text)

    def _repr_html_(self) -> str | None:
        return self.html

    def _repr_markdown_(self) -> str | None:
        return self.markdown


def show(page: Page) -> None:
    """Display the page in IPython and Jupyter; print its text elsewhere."""
    if shell() is not None:
        from IPython.display import display

        display(page)  # type: ignore[no-untyped-call]
        return
    try:
        print(page.text)
    except UnicodeEncodeError:
        # A terminal that has no ✓ or θ still shows the rest.
        encoding = sys.stdout.encoding or "ascii"
        print(page.text.encode(encoding, "replace").decode(encoding))


def shell() -> Any:
    """Return the IPython shell that runs, None in plain Python; IPython is not imported for it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def page_of(report: Report) -> Page:
    """Return the report as a page of text and HTML.

    >>> check = PublicCheck("two", "two is doubled", 1.0, ())
    >>> exercise = Exercise("double", "Twice as much", 1.0, (), (check,), 0)
    >>> page_of(Report(exercise, ((check, Verdict(Outcome.PASSED)),)))
    double: 1 of 1 public checks pass
    1 of 1 points so far.
    <BLANKLINE>
      ✓ passed  two is doubled
    <BLANKLINE>
    All public checks pass.
    """
    return Page(_text(report), _html(report))


def headline(report: Report) -> str:
    """Return how many checks pass."""
    return f"{report.exercise.id}: {report.passed} of {len(report.results)} public checks pass"


def summary(report: Report) -> str:
    """Return the headline, the first failure and what to do about it."""
    return "\n".join([headline(report), *report.notes, *_advice(report)])


def score_line(report: Report) -> str:
    """Return the points so far and those that are still open."""
    line = f"{number(report.points)} of {number(report.exercise.points)} points so far"
    hidden = number(report.hidden_points)
    if hidden != "0":
        noun, verb = ("point", "is") if hidden == "1" else ("points", "are")
        line += f"; {hidden} more {noun} {verb} decided by hidden checks when graded"
    slow = f" Your code took {report.seconds:.1f} s." if report.seconds >= 1 else ""
    return f"{line}.{slow}"


def number(points: float) -> str:
    """Return points with two decimals at most.

    >>> number(4 / 3), number(4.0)
    ('1.33', '4')
    """
    return f"{round(points, 2) + 0.0:g}"


def spans(text: str) -> str:
    """Return the text escaped for HTML, with what stands in backticks as code.

    >>> spans("`a < b` & more")  # doctest: +ELLIPSIS
    '<code style="...">a &lt; b</code> &amp; more'
    """
    return re.sub(r"`([^`]+)`", rf'<code style="{_CODE}">\1</code>', escape(text))


def _advice(report: Report) -> list[str]:
    if report.failure is None:
        return [HIDDEN_FOLLOW if report.exercise.hidden else ALL_PASS]
    check, verdict = report.failure
    step = NEXT_STEPS.get(verdict.outcome, _CHANGE).format(id=report.exercise.id)
    if verdict.clue == UNEVALUATED:
        step = _CHANGE.format(id=report.exercise.id)
    culprit = culprit_in(verdict.told(hidden=False))
    if culprit:
        step = f'`check("{culprit}")` shows what is wrong there; mend it, then check this again.'
    same_for_all = (Outcome.NOT_ATTEMPTED, Outcome.MISSING)
    place = "" if verdict.outcome in same_for_all else f"{check.title}: "
    return [f"{place}{verdict.told(hidden=False)}", step]


def _text(report: Report) -> str:
    marks = [MARKS[verdict.outcome] for _, verdict in report.results]
    width = max((len(mark.word) for mark in marks), default=0)
    rows = [
        f"  {mark.symbol} {mark.word:{width}}  {check.title}"
        for mark, (check, _) in zip(marks, report.results, strict=True)
    ]
    head = [headline(report), score_line(report)]
    notes = [*(f"! {note}" for note in report.notes), ""] if report.notes else []
    printed = [f"    {line}" for line in report.printed.splitlines()]
    if len(printed) > MOST_LINES:
        printed = [*printed[:MOST_LINES], f"    … {len(printed) - MOST_LINES} more lines"]
    tail = ["", PRINTED, *printed] if printed else []
    return "\n".join([*head, "", *rows, "", *notes, *_advice(report), *tail])


_CODE = (
    "font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.92em; color: inherit; "
    "background: rgba(128, 128, 128, 0.16); border-radius: 3px; padding: 0.05em 0.3em"
)
_LEFT = "text-align: left; margin: 0; padding: 0"


def card(colour: str, label: str, content: str) -> str:
    """Return the HTML `content` framed, with a coloured edge; `label` is for screen readers."""
    return (
        f'<div role="group" aria-label="{escape(label)}" style="border: 1px solid '
        f"rgba(128, 128, 128, 0.4); border-left: 4px solid {colour}; border-radius: 4px; "
        "padding: 0.7em 1em; margin: 0.3em 0; max-width: 52em; line-height: 1.5; "
        f'background: transparent; overflow-wrap: anywhere">{content}</div>'
    )


def marked(mark: Mark) -> str:
    """Return the mark's symbol and word as HTML."""
    return (
        f'<span aria-hidden="true" style="color: {mark.colour}; font-weight: bold; '
        f'display: inline-block; width: 1.3em">{mark.symbol}</span>{mark.word}'
    )


def _html(report: Report) -> str:
    failure = report.failure
    colour = MARKS[failure[1].outcome if failure else Outcome.PASSED].colour
    name, rest = headline(report).split(":", 1)
    rows = "".join(
        f'<li style="{_LEFT}; list-style: none">'
        f'<span style="display: inline-block; min-width: 9.5em">{marked(MARKS[v.outcome])}</span>'
        f"{spans(check.title)}</li>"
        for check, v in report.results
    )
    said, *step = _advice(report)
    following = "".join(
        f'<div style="margin-top: 0.3em"><b>Next:</b> {spans(one)}</div>' for one in step
    )
    notes = "".join(
        f'<div style="margin-bottom: 0.5em">{marked(NOTE)} {spans(note)}</div>'
        for note in report.notes
    )
    printed = (
        f'<details style="margin-top: 0.5em"><summary>{PRINTED[:-1]}</summary>'
        f'<pre style="margin: 0.3em 0; white-space: pre-wrap; color: inherit; '
        f'background: transparent">{escape(report.printed)}</pre></details>'
        if report.printed
        else ""
    )
    return card(
        colour,
        f"Result of check {report.exercise.id}",
        f'<div><b style="font-size: 1.08em"><code style="{_CODE}">{escape(name)}</code>'
        f"{escape(rest)}</b></div>"
        f'<div style="opacity: 0.8">{escape(score_line(report))}</div>'
        f'<ul style="{_LEFT}; margin: 0.6em 0">{rows}</ul>'
        f'{notes}<div style="white-space: pre-wrap">{spans(said)}</div>{following}{printed}',
    )
