"""One exercise proves its grader: right answers are accepted, mistakes caught and named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from autograder.checks.discovery import FoundCheck, checks_of, refuse_silence
from autograder.checks.in_process import try_checks
from autograder.checks.reference_answers import (
    Misconception,
    RightAnswer,
    misconceptions_of,
    right_answers_of,
)
from autograder.diagnosis.partial_credit import find_slip
from autograder.diagnosis.traces import RIGHT, find_mistake, traces_of
from autograder.grading.scoring import exercise_marks
from autograder.model.findings import Finding
from autograder.model.layout import Layout
from autograder.model.phrases import count
from course.diagnosis.mistakes import Trace
from course.lessons.catalogue import Exercise
from course.lessons.known_mistakes import with_known_mistake
from course.results.outcomes import CallResult, Raised

FEWEST_MISCONCEPTIONS = 4
FEWEST_RIGHT_ANSWERS = 3
FEWEST_HINTS = 2
# No student's mistake ends so: the code of the misconception itself is broken.
BROKEN = ("NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError", "SyntaxError")


@dataclass(frozen=True)
class Proof:
    """How well one exercise's grader judges: how many of how many, and what is to be mended."""

    lesson: str
    exercise: str
    accepted: int
    right: int
    caught: int
    named: int
    wrong: int
    findings: tuple[Finding, ...]


def prove(layout: Layout, lesson: str, exercise: Exercise, reference: ModuleType) -> Proof:
    """Return the proof for one exercise: all its checks on all its answers, right and wrong."""
    checks = [check for check in checks_of(lesson) if check.exercise == exercise.id]
    right = [one for one in right_answers_of(lesson) if one.exercise == exercise.id]
    wrong = [one for one in misconceptions_of(lesson) if one.exercise == exercise.id]
    where = layout.shown(layout.exercise(lesson, exercise.id))
    source = layout.shown(layout.source(lesson))
    findings = [*_counts(source, where, exercise, right, wrong)]
    refused = [one for one in (_refused(where, one, checks, reference) for one in right) if one]
    traces = traces_of(lesson, exercise.id, reference)
    caught = identified = 0
    for one in wrong:
        own = traces[one.name]
        catches = [not trace.verdict.passed for trace in own.values()]
        faults = [*_faults_of(where, lesson, exercise, one, own, reference)]
        caught += any(catches)
        identified += not any(fault.rule == "named" for fault in faults) and any(catches)
        findings += faults
    return Proof(
        lesson,
        exercise.id,
        len(right) - len(refused),
        len(right),
        caught,
        identified,
        len(wrong),
        (*findings, *refused),
    )


def _counts(
    source: str,
    where: str,
    exercise: Exercise,
    right: list[RightAnswer],
    wrong: list[Misconception],
) -> list[Finding]:
    found = []
    for things, fewest, what, place in (
        (wrong, FEWEST_MISCONCEPTIONS, "misconception", where),
        (right, FEWEST_RIGHT_ANSWERS, "right answer", where),
        (exercise.hints, FEWEST_HINTS, "hint", source),
    ):
        if len(things) < fewest:
            sentence = (
                f'exercise "{exercise.id}" has {count(len(things), what)}, at least {fewest} are '
                f"needed: add some to {place}."
            )
            found.append(Finding(source, "enough", sentence))
    return found


def _refused(
    where: str, answer: RightAnswer, checks: list[FoundCheck], reference: ModuleType
) -> Finding | None:
    by_name = {check.name: check for check in checks}
    for name, trace in try_checks(checks, answer.function, reference).items():
        refuse_silence(by_name[name], trace.results)
        if not trace.verdict.passed:
            return Finding(
                where,
                "accepted",
                f'right answer "{answer.name}" of "{answer.exercise}" fails {name}: '
                f"{trace.verdict.message} Mend the check, or the answer if it is wrong.",
            )
    return None


def _faults_of(
    where: str,
    lesson: str,
    exercise: Exercise,
    one: Misconception,
    own: Mapping[str, Trace],
    reference: ModuleType,
) -> list[Finding]:
    what = f'misconception "{one.name}" of "{exercise.id}"'
    if all(trace.verdict.passed for trace in own.values()):
        return [Finding(where, "caught", f"{what} passes all checks: add a check that it fails.")]
    broken = next((e for t in own.values() for e in t.results if _is_broken(e)), None)
    if isinstance(broken, Raised):
        sentence = f"{what} cannot run: {broken.type}: {broken.message}. Mend its code."
        return [Finding(where, "runs", sentence)]
    findings = []
    found = find_mistake(lesson, exercise.id, own, reference)
    verdicts = {name: trace.verdict for name, trace in own.items()}
    slip = find_slip(own, traces_of(lesson, exercise.id, reference)[RIGHT])
    marks = exercise_marks(lesson, exercise, verdicts, found, slip)
    if marks.misconception != one.name or not any(
        one.hint in check.message for check in marks.checks
    ):
        findings.append(
            Finding(
                where,
                "named",
                f'{what} is taken for "{marks.misconception}": their results are the same. '
                "Write the more specific one first, or add a check that tells them apart.",
            )
        )
    elif marks.score != one.points or not marks.score < exercise.points:
        findings.append(
            Finding(
                where,
                "points",
                f"{what} declares {one.points:g} points and gets {marks.score:g} of "
                f"{exercise.points:g}: declare what it gets, or mend the weights of the checks.",
            )
        )
    public = {check.name: own[check.name] for check in exercise.checks}
    told = with_known_mistake(exercise, public)
    if not all(trace.verdict.passed for trace in public.values()) and not any(
        verdict.clue == one.hint for verdict in told.values()
    ):
        findings.append(
            Finding(
                where,
                "told",
                f"{what} fails public checks, and `check` gives another hint: a public check must "
                "tell it from the one that gives the same results there.",
            )
        )
    return findings


def _is_broken(result: CallResult) -> bool:
    return isinstance(result, Raised) and result.type in BROKEN
