"""The feedback page of one student: one HTML file that needs no network and no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from autograder.model.layout import Layout
from autograder.model.phrases import OUTCOME_WORDS, count, duration, harmless, number, one_line
from autograder.model.records import CheckRecord, ExerciseRecord, Status, SubmissionRecord
from autograder.model.scores import (
    JoinedPoints,
    Mark,
    StudentMarks,
    after_penalty,
    automatic_score,
    is_unanswered,
    join,
)
from autograder.reports.next_steps import advise, explain
from autograder.reports.rounding import in_digits, in_hundredths
from autograder.store.record_store import component, write_atomically
from course.lessons.catalogue import Lesson
from course.results.outcomes import Outcome

MOST_NOTES = 20
SYMBOLS = {Outcome.PASSED: "✓", Outcome.MANUAL: "✎", Outcome.NOT_ATTEMPTED: "○"}


@dataclass(frozen=True)
class _Check:
    title: str
    hidden: bool
    result: str
    symbol: str
    tone: str
    points: str
    message: str


@dataclass(frozen=True)
class _Part:
    """An exercise or question as the page shows it."""

    anchor: str
    title: str
    name: str
    is_question: bool
    result: str
    symbol: str
    tone: str
    points: str
    message: str
    teacher: str
    comment: Markup
    checks: tuple[_Check, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class _Total:
    given: str
    possible: str
    late: str
    waiting: str
    share: float


def render(record: SubmissionRecord, lesson: Lesson, marks: StudentMarks | None = None) -> str:
    """Return the page of one submission, with the teacher's marks where there are any."""
    cells = marks.cells if marks else {}
    results = [(one, join(automatic_score(one), cells.get(one.id))) for one in record.exercises]
    parts = [
        _part(number_, one, points, lesson, cells.get(one.id))
        for number_, (one, points) in enumerate(results, 1)
    ]
    if not parts:
        parts = _hand_marked(lesson, cells)
    return _template().render(
        lesson=lesson,
        student=one_line(record.student, 120),
        is_graded=record.status is Status.GRADED,
        headline=explain(record.status, lesson.name),
        message="" if record.status is Status.GRADER_ERROR else record.message,
        total=_total(record, [points for _, points in results], marks),
        notes=record.notes[:MOST_NOTES],
        more_notes=max(0, len(record.notes) - MOST_NOTES),
        parts=parts,
        todo=[part for part in parts if part.steps][:3],
    )


def write_pages(
    layout: Layout,
    records: Iterable[SubmissionRecord],
    lesson: Lesson,
    marks: Mapping[str, StudentMarks] | None = None,
) -> list[Path]:
    """Write feedback/STUDENT/LESSON/LESSON.html for each record of the lesson; return the paths.

    A page is replaced whole or not at all. Names that are no safe folder names are replaced
    by safe ones.
    """
    paths = []
    for record in records:
        name = component(lesson.name)
        path = layout.feedback / component(record.student) / name / f"{name}.html"
        write_atomically(path, render(record, lesson, (marks or {}).get(record.student)))
        paths.append(path)
    return paths


def code_in(text: str, limit: int = 2000) -> Markup:
    """Return the text as HTML: escaped, made harmless, with `...` in backticks as code.

    >>> code_in("`f(1)` is <b>")
    Markup('<code>f(1)</code> is &lt;b&gt;')
    """
    pieces = harmless(text, limit).split("`")
    if len(pieces) % 2 == 0:
        # The last backtick has no partner and stands for itself.
        pieces[-2:] = ["`".join(pieces[-2:])]
    html = [
        Markup("<code>{}</code>").format(piece) if inside and piece else escape(piece)
        for inside, piece in ((position % 2, piece) for position, piece in enumerate(pieces))
    ]
    return Markup("").join(html)


@cache
def _template() -> Template:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else harmless(str(value)),
    )
    environment.filters["code"] = code_in
    environment.filters["number"] = number
    return environment.get_template("feedback.html")


def _part(
    position: int, exercise: ExerciseRecord, points: JoinedPoints, lesson: Lesson, mark: Mark | None
) -> _Part:
    is_question = exercise.outcome is Outcome.MANUAL
    result = _question_result(exercise, points) if is_question else OUTCOME_WORDS[exercise.outcome]
    return _Part(
        anchor=f"part-{position}",
        title=exercise.title,
        name="" if is_question else exercise.id,
        is_question=is_question,
        result=result,
        symbol=SYMBOLS.get(exercise.outcome, "✗"),
        tone=_tone(exercise, points),
        points=f"{_given(points)} of {number(exercise.points)}",
        message=exercise.message,
        teacher=_teacher(exercise, points),
        comment=_comment(mark),
        checks=_checks(exercise),
        steps=advise(exercise, lesson),
    )


def _checks(exercise: ExerciseRecord) -> tuple[_Check, ...]:
    worth = [one.points for one in exercise.checks]
    scores = [one.score or 0.0 for one in exercise.checks]
    possible = in_digits(worth)
    # A mistake's share in a check may be a third. Where the checks' own points are no whole
    # number of hundredths, each is rounded alone, so that none earns more than it is worth.
    given = in_digits(scores) or (in_hundredths(scores) if possible else list(map(number, scores)))
    texts = zip(exercise.checks, given, possible or map(number, worth), strict=True)
    return tuple(_check(*one, exercise) for one in texts)


def _check(check: CheckRecord, given: str, possible: str, exercise: ExerciseRecord) -> _Check:
    return _Check(
        title=check.title,
        hidden=check.hidden,
        result=OUTCOME_WORDS[check.outcome],
        symbol=SYMBOLS.get(check.outcome, "✗"),
        tone="good" if check.outcome is Outcome.PASSED else "bad",
        points=f"{'–' if check.score is None else given} of {possible}",
        # The exercise's message is that of its first failure: said once is enough.
        message="" if check.message == exercise.message else check.message,
    )


def _comment(mark: Mark | None) -> Markup:
    if mark is None or not mark.comment:
        return Markup("")
    # Few pages have a comment, and the others need not pay for the import.
    from autograder.reports.markdown import comment_html

    return comment_html(mark.comment)


def _question_result(exercise: ExerciseRecord, points: JoinedPoints) -> str:
    if points.manual is not None:
        return OUTCOME_WORDS[Outcome.MANUAL]
    return "No answer written" if is_unanswered(exercise) else "Waiting for your teacher"


def _tone(exercise: ExerciseRecord, points: JoinedPoints) -> str:
    if points.waits or exercise.outcome is Outcome.GRADER_ERROR:
        return "open"
    if exercise.outcome is Outcome.MANUAL:
        return "plain" if points.manual is not None else "bad"
    return "good" if exercise.outcome is Outcome.PASSED else "bad"


def _given(points: JoinedPoints) -> str:
    return "–" if points.given is None else number(points.given)


def _teacher(exercise: ExerciseRecord, points: JoinedPoints) -> str:
    """Return what the teacher gave, or still has to give, as a sentence."""
    said = []
    if points.manual is not None:
        said.append(f"Your teacher gave {number(points.manual)} of {number(exercise.points)}.")
        if points.automatic is not None and exercise.outcome is not Outcome.MANUAL:
            said.append(f"The automatic score was {number(points.automatic)}.")
    if points.extra:
        said.append(f"Extra credit: {number(points.extra)}.")
    if points.waits:
        again = "Your work changed since: it" if points.manual is not None else "This"
        said.append(f"{again} waits for your teacher.")
    return " ".join(said)


def _hand_marked(lesson: Lesson, cells: Mapping[str, Mark]) -> list[_Part]:
    """Return what a teacher gave by hand to a submission that could not be graded."""
    titles = {one.id: one.title for one in lesson.exercises}
    titles |= {one.id: one.title for one in lesson.questions}
    parts = []
    for position, (name, title) in enumerate(titles.items(), 1):
        mark = cells.get(name)
        if mark is None or not mark.touched:
            continue
        exercise = ExerciseRecord(name, title, mark.points, None, Outcome.MANUAL, "", None, ())
        points = JoinedPoints(None, mark.manual, mark.extra, join(None, mark).given, False)
        parts.append(_part(position, exercise, points, lesson, mark))
    return parts


def _total(
    record: SubmissionRecord, results: list[JoinedPoints], marks: StudentMarks | None
) -> _Total | None:
    if not results:
        return None
    earned = sum(points.given for points in results if points.given is not None)
    given, late = after_penalty(earned, marks.late_penalty if marks else _recorded(record)), ""
    if given < earned:
        late = (
            f"Your work was handed in late{_how_late(record)}: {number(earned - given)} of "
            f"{number(earned)} points are taken off."
        )
    possible = sum(one.points for one in record.exercises)
    pairs = zip(record.exercises, results, strict=True)
    open_ones = [one.points for one, points in pairs if points.waits]
    waiting = ""
    if open_ones:
        waiting = (
            f"{count(len(open_ones), 'part')} worth {number(sum(open_ones))} points "
            f"{'waits' if len(open_ones) == 1 else 'wait'} for your teacher."
        )
    share = given / possible if possible else 0.0
    return _Total(number(given), number(possible), late, waiting, share)


def _recorded(record: SubmissionRecord) -> float:
    return record.penalty.points if record.penalty else 0.0


def _how_late(record: SubmissionRecord) -> str:
    seconds = record.penalty.seconds_late if record.penalty else 0.0
    return f" by {duration(seconds)}" if seconds else ""
