"""Marks that a regrade moves: whose, from what to what, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.model.phrases import OUTCOME_WORDS, STATUS_WORDS, count, duration, number, one_line
from autograder.model.records import ExerciseRecord, SubmissionRecord
from autograder.model.scores import Hands, Mark, after_penalty, automatic_score, join
from autograder.store.record_store import Stored

SAME = 5e-6
LATE = "handed in late"
# Parts of what a record is based on that are no library's version.
CAUSES = {
    "submission": "another submission",
    "checks": "the lesson's checks changed",
    "grader": "the grader changed",
    "limits": "other limits on time",
}


@dataclass(frozen=True)
class Move:
    """One part of one student's marks that is not what it was; None: there was or is no score.

    `part` is an exercise, a question, or what is taken off for handing in late; `totals` are the
    student's points in the lesson before and after, `reason` says what changed, and by what.
    """

    student: str
    lesson: str
    part: str
    before: float | None
    after: float | None
    totals: tuple[float, float]
    reason: str


def compared(before: Stored | None, after: Stored) -> tuple[Move, ...]:
    """Return what moved in the marks of a submission, nothing for one that is new.

    >>> compared(None, Stored(SubmissionRecord(*"abc", *[None] * 7), {}, {}))
    ()
    """
    if before is None:
        return ()
    hands_after = after.hands or {}
    # Records from before hand scores were noted: those of now are taken to have been there.
    hands_before = hands_after if before.hands is None else before.hands
    old, new = _points(before.record, hands_before), _points(after.record, hands_after)
    totals = _total(before.record, old), _total(after.record, new)
    causes = _causes(before.record, after.record)
    who = after.record.student, after.record.lesson
    moves = []
    for part in dict.fromkeys((*old, *new)):
        one, other = old.get(part), new.get(part)
        if _differ(one, other):
            why = _why(part, before.record, after.record, hands_before, hands_after, causes)
            moves.append(Move(*who, part, one, other, totals, why))
    off, now_off = _taken_off(before.record), _taken_off(after.record)
    if _differ(off, now_off):
        moves.append(
            Move(*who, LATE, -off or 0.0, -now_off or 0.0, totals, _why_late(after.record))
        )
    return tuple(moves)


def moves_table(moves: Sequence[Move]) -> Table:
    """Return a table with one line a part that moved: the student's total, the part, and why."""
    table = Table(box=SIMPLE_HEAD, expand=True)
    table.add_column("Student", overflow="fold", max_width=30)
    table.add_column("Lesson", overflow="fold")
    table.add_column("Total", no_wrap=True)
    table.add_column("Part", overflow="fold")
    table.add_column("Points", no_wrap=True)
    table.add_column("Why", overflow="fold", ratio=1)
    last = None
    for one in moves:
        # As Text, because markup in a name must show and not act.
        is_new = (one.student, one.lesson) != last
        last = (one.student, one.lesson)
        table.add_row(
            Text(one_line(one.student, 60) if is_new else ""),
            Text(one.lesson if is_new else ""),
            Text(_arrow(*one.totals) if is_new else ""),
            Text(one.part),
            Text(_arrow(one.before, one.after)),
            Text(one_line(one.reason, 600)),
        )
    return table


def moves_line(moves: Sequence[Move], *, would: bool) -> str:
    """Return in one sentence how many students' marks moved, or would.

    >>> moves_line([], would=True)
    'No marks would move. Nothing was written.'
    """
    students = len({(one.student, one.lesson) for one in moves})
    if would:
        said = f"The marks of {count(students, 'submission')}" if students else "No marks"
        return f"{said} would move. Nothing was written."
    return f"The marks of {count(students, 'submission')} moved." if students else "No marks moved."


def _points(record: SubmissionRecord, hands: Hands) -> dict[str, float | None]:
    """Return the points of each part, by hand or not, as nbgrader counts them."""
    parts = {one.id: automatic_score(one) for one in record.exercises}
    # What could not be graded has no parts but those that people gave something for.
    parts = parts or dict.fromkeys(hands)
    return {
        name: join(auto, Mark(0.0, auto, *hands.get(name, (None, None)))).given
        for name, auto in parts.items()
    }


def _total(record: SubmissionRecord, parts: Mapping[str, float | None]) -> float:
    return after_penalty(sum(points or 0.0 for points in parts.values()), _taken_off(record))


def _taken_off(record: SubmissionRecord) -> float:
    return record.penalty.points if record.penalty else 0.0


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > SAME


def _why(
    part: str,
    before: SubmissionRecord,
    after: SubmissionRecord,
    hands_before: Hands,
    hands_after: Hands,
    causes: str,
) -> str:
    """Return what changed in the part: the score by hand, or checks and what they hang on."""
    said = []
    by_hand = hands_before.get(part, (None, None)), hands_after.get(part, (None, None))
    if by_hand[0] != by_hand[1]:
        (score, extra), (new_score, new_extra) = by_hand
        if score != new_score:
            said.append(f"graded by hand: {_arrow(score, new_score)}")
        if extra != new_extra:
            said.append(f"extra credit by hand: {_arrow(extra, new_extra)}")
    old, new = _exercise(before, part), _exercise(after, part)
    by_checks = _by_checks(before, after, old, new)
    if by_checks:
        said.append(f"{by_checks} ({causes})")
    return "; ".join(said) or causes


def _by_checks(
    before: SubmissionRecord,
    after: SubmissionRecord,
    old: ExerciseRecord | None,
    new: ExerciseRecord | None,
) -> str:
    if before.status is not after.status:
        return f"{STATUS_WORDS[before.status]} → {STATUS_WORDS[after.status]}"
    if old is None or new is None:
        return "" if old is new else "the exercise is new" if old is None else "no longer there"
    checks = {one.name: one for one in old.checks}
    said = []
    for check in new.checks:
        was = checks.pop(check.name, None)
        name = f"{'hidden check' if check.hidden else 'check'} {check.name}"
        if was is None:
            said.append(f"{name} is new: {_end(check.outcome)}")
        elif was.outcome is not check.outcome:
            said.append(f"{name}: {_end(was.outcome)} → {_end(check.outcome)}")
    said += [f"check {name} is no longer there" for name in checks]
    if not said and old.misconception != new.misconception:
        said.append(f"mistake: {old.misconception or 'none'} → {new.misconception or 'none'}")
    if not said and _differ(old.points, new.points):
        said.append(f"worth {number(old.points)} → {number(new.points)} points")
    if not said and _differ(old.score, new.score):
        said.append("the same checks pass, with other points")
    return ", ".join(said)


def _causes(before: SubmissionRecord, after: SubmissionRecord) -> str:
    """Return what the two records are based on that is not the same."""
    if not before.basis or not after.basis:
        return "what it was graded with before is not on record"
    if before.sandbox == after.sandbox and before.basis == after.basis:
        return "nothing that is on record changed: time may have run out before"
    changed = [name for name in after.basis if before.basis.get(name) != after.basis[name]]
    said = [sentence for name, sentence in CAUSES.items() if name in changed]
    said += [
        f"{name} {before.basis.get(name, 'unknown')} → {after.basis[name]}"
        for name in changed
        if name not in CAUSES
    ]
    if before.sandbox != after.sandbox:
        said.append(f"isolation: {before.sandbox} → {after.sandbox}")
    return ", ".join(said)


def _why_late(record: SubmissionRecord) -> str:
    if record.penalty is None:
        return "nothing is taken off any more"
    return late_sentence(record.penalty.seconds_late, by_rule=record.penalty.by_rule)


def late_sentence(seconds: float, *, by_rule: bool) -> str:
    """Return how late a submission is and who says what that costs.

    >>> late_sentence(7200, by_rule=True)
    '2 hours late, by the rule of nbgrader_config.py'
    """
    by = "by the rule of nbgrader_config.py" if by_rule else "as the gradebook says"
    return f"{duration(seconds)} late, {by}" if seconds > 0 else by


def _exercise(record: SubmissionRecord, name: str) -> ExerciseRecord | None:
    return next((one for one in record.exercises if one.id == name), None)


def _end(outcome: object) -> str:
    return next(words for key, words in OUTCOME_WORDS.items() if key == outcome).lower()


def _arrow(before: float | None, after: float | None) -> str:
    return " → ".join("–" if one is None else number(one) for one in (before, after))
