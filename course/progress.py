"""Where a student stands in a lesson: every exercise's public checks at a glance."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from course.checking import being_graded, evaluate_all
from course.hints import hints_shown
from course.lessons import catalogue
from course.lessons.catalogue import Lesson, UnknownName
from course.lessons.recognition import likely_lessons
from course.notebook.report import (
    AMBER,
    GREEN,
    GREY,
    RED,
    Mark,
    Page,
    Report,
    card,
    marked,
    number,
    show,
    spans,
)
from course.results.outcomes import Outcome

BAR = 30


class State(StrEnum):
    """How far an exercise is."""

    DONE = "done"
    PARTLY = "partly"
    FAILING = "failing"
    NOT_STARTED = "not started"
    MISSING = "missing"
    NOT_JUDGED = "not judged"


MARKS = {
    State.DONE: Mark("✓", State.DONE.value, GREEN),
    State.PARTLY: Mark("◐", State.PARTLY.value, AMBER),
    State.FAILING: Mark("✗", State.FAILING.value, RED),
    State.NOT_STARTED: Mark("○", State.NOT_STARTED.value, GREY),
    State.MISSING: Mark("○", State.MISSING.value, GREY),
    State.NOT_JUDGED: Mark("!", State.NOT_JUDGED.value, AMBER),
}


@dataclass(frozen=True)
class Standing:
    """The reports on a lesson's exercises and the number of hints shown for each, in order."""

    lesson: Lesson
    reports: tuple[Report, ...]
    hints: tuple[int, ...]

    @property
    def done(self) -> int:
        """The number of exercises whose public checks all pass."""
        return sum(report.all_pass for report in self.reports)

    @property
    def points(self) -> float:
        """The points of the public checks that pass."""
        return sum(report.points for report in self.reports)

    @property
    def hidden_points(self) -> float:
        """The points that are decided by hidden checks."""
        return sum(report.hidden_points for report in self.reports)


def progress(*, lesson: str | None = None) -> None:
    """Show how far each exercise of the lesson is, on what the notebook defines now.

    Without a name it is the lesson that the notebook is of, see `course.lessons.recognition`.
    Raises `UnknownName` if there is no lesson of that name, or if it could be several.

    >>> from course import progress
    >>> progress(lesson="springs")  # doctest: +ELLIPSIS
    Springs: 0 of ... exercises done, 0 of ... points so far...
    """
    if being_graded():
        return
    namespace = sys._getframe(1).f_globals
    show(page_of(survey(choose_lesson(namespace, lesson), namespace)))


def survey(lesson: Lesson, namespace: Mapping[str, object]) -> Standing:
    """Return where the student stands whose functions `namespace` holds."""
    return Standing(
        lesson,
        tuple(evaluate_all(lesson, lesson.exercises, namespace)),
        tuple(hints_shown(namespace, lesson.name, one.id) for one in lesson.exercises),
    )


def choose_lesson(namespace: Mapping[str, object], name: str | None = None) -> Lesson:
    """Return the lesson `name`, or the one that the notebook with this namespace is of."""
    if name is not None:
        return catalogue.load_lesson(name)
    best = likely_lessons(namespace)
    if not best:
        raise UnknownName("This package holds no lessons yet.")
    if len(best) > 1:
        names = ", ".join(one.name for one in best)
        raise UnknownName(
            f"It is not clear which lesson this is: {names}. "
            f'Say which, as in progress(lesson="{best[0].name}").'
        )
    return best[0]


def state_of(report: Report) -> State:
    """Return in one word how far the exercise is."""
    outcomes = {verdict.outcome for _, verdict in report.results}
    if Outcome.GRADER_ERROR in outcomes:
        return State.NOT_JUDGED
    if report.all_pass:
        return State.DONE
    if report.passed:
        return State.PARTLY
    if outcomes == {Outcome.MISSING}:
        return State.MISSING
    return State.NOT_STARTED if outcomes == {Outcome.NOT_ATTEMPTED} else State.FAILING


def page_of(standing: Standing) -> Page:
    """Return the standing as a page of text and HTML."""
    return Page(_text(standing), _html(standing))


_COLUMNS = ("", "exercise", "state", "checks", "points", "hints", "title")


def _headline(standing: Standing) -> str:
    return (
        f"{standing.lesson.title}: {standing.done} of {len(standing.reports)} exercises done, "
        f"{number(standing.points)} of {number(standing.lesson.points)} points so far"
    )


def _remarks(standing: Standing) -> list[str]:
    hidden = number(standing.hidden_points)
    if hidden == "0":
        return []
    return [f"Hidden checks decide {hidden} of the points when your work is graded."]


def _questions(standing: Standing) -> list[str]:
    return [
        f"{one.title} ({number(one.points)} {'point' if one.points == 1 else 'points'})"
        for one in standing.lesson.questions
    ]


def _cells(place: int, report: Report, hints: int) -> tuple[str, ...]:
    exercise = report.exercise
    mark = MARKS[state_of(report)]
    return (
        str(place),
        exercise.id,
        f"{mark.symbol} {mark.word}",
        f"{report.passed} of {len(report.results)}",
        f"{number(report.points)} of {number(exercise.points)}",
        f"{hints} of {len(exercise.hints)}",
        exercise.title,
    )


def _rows(standing: Standing) -> list[tuple[str, ...]]:
    pairs = zip(standing.reports, standing.hints, strict=True)
    return [_cells(place, report, hints) for place, (report, hints) in enumerate(pairs, 1)]


def _shares(standing: Standing) -> tuple[float, float]:
    # Of all points: what is won, and what hidden checks decide.
    whole = standing.lesson.points or 1.0
    return standing.points / whole, standing.hidden_points / whole


def _bar(standing: Standing) -> str:
    won, hidden = _shares(standing)
    full, open_part = round(BAR * won), round(BAR * hidden)
    bar = "█" * full + "░" * (BAR - full - open_part) + "▒" * open_part
    return f"{bar} {won:.0%}" + (f", {hidden:.0%} (▒) decided when graded" if open_part else "")


def _text(standing: Standing) -> str:
    rows = [_COLUMNS, *_rows(standing)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = [_headline(standing), _bar(standing), ""]
    for place, *others in rows:
        cells = (cell.ljust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join([place.rjust(widths[0]), *cells]).rstrip())
    lines += ["", *_remarks(standing)]
    if standing.lesson.questions:
        lines += ["Graded by your teacher:", *(f"  {one}" for one in _questions(standing))]
    return "\n".join(lines).rstrip()


_STRIPES = "repeating-linear-gradient(135deg, rgba(128, 128, 128, 0.45) 0 4px, transparent 4px 8px)"
_CELL = (
    "text-align: left; padding: 0.25em 1em 0.25em 0; vertical-align: top; white-space: nowrap; "
    "max-width: none"
)
_TITLE = _CELL.replace("white-space: nowrap", "white-space: normal; min-width: 10em")
_TABLE = (
    "border: none; border-collapse: collapse; table-layout: auto; margin: 0; font-size: 0.95em; "
    "overflow-wrap: normal"
)


def _html(standing: Standing) -> str:
    won, hidden = (f"{100 * share:.0f}" for share in _shares(standing))
    bar = (
        f'<div role="progressbar" aria-label="points so far" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{won}" style="border: 1px solid '
        "rgba(128, 128, 128, 0.5); border-radius: 4px; height: 0.7em; margin: 0.5em 0; "
        'overflow: hidden">'
        f'<div style="float: left; width: {won}%; height: 100%; background: {GREEN}"></div>'
        f'<div title="decided by hidden checks" style="float: right; width: {hidden}%; '
        f'height: 100%; background: {_STRIPES}"></div></div>'
    )
    head = "".join(f'<th scope="col" style="{_CELL}">{name or "no."}</th>' for name in _COLUMNS)
    body = "".join(
        _html_row(row, MARKS[state_of(report)])
        for row, report in zip(_rows(standing), standing.reports, strict=True)
    )
    questions = "".join(
        f'<li style="text-align: left; margin: 0">{spans(one)}</li>' for one in _questions(standing)
    )
    by_hand = (
        f'<div style="margin-top: 0.5em">Graded by your teacher:</div>'
        f'<ul style="margin: 0; padding-left: 1.5em">{questions}</ul>'
        if questions
        else ""
    )
    return card(
        GREEN if standing.done == len(standing.reports) else GREY,
        f"Progress in {standing.lesson.title}",
        f"<div><b>{escape(_headline(standing))}</b></div>{bar}"
        f'<div style="overflow-x: auto" tabindex="0" role="region" aria-label="Exercises">'
        f'<table style="{_TABLE}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<div style="opacity: 0.8; margin-top: 0.4em">{escape(" ".join(_remarks(standing)))}</div>'
        f"{by_hand}",
    )


def _html_row(row: tuple[str, ...], mark: Mark) -> str:
    place, name, _, checks, points, hints, title = row
    cells = "".join(
        f'<td style="{_CELL}">{cell}</td>' for cell in (marked(mark), checks, points, hints)
    )
    cells += f'<td style="{_TITLE}">{spans(title)}</td>'
    return (
        f'<tr style="background: transparent"><td style="{_CELL}">{place}</td>'
        f'<th scope="row" style="{_CELL}">{spans(f"`{name}`")}</th>{cells}</tr>'
    )
