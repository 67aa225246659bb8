"""`course check`: every exercise proves its grader, and nothing lies about that belongs to none."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.build import worktree
from autograder.build.derivation import derive, stale
from autograder.checks.discovery import FoundCheck, checks_of, exercise_modules
from autograder.checks.reference_answers import (
    Misconception,
    RightAnswer,
    misconceptions_of,
    right_answers_of,
)
from autograder.diagnosis.traces import forget_traces
from autograder.grading.grader import grade
from autograder.grading.pool import executor
from autograder.grading.session import load_reference
from autograder.model.findings import Finding
from autograder.model.layout import Layout
from autograder.model.records import Submission
from autograder.verify.classes import class_faults
from autograder.verify.experiments import silent_experiments
from autograder.verify.kept_results import (
    is_known_up_to_date,
    is_known_well_graded,
    keep_proof,
    keep_up_to_date,
    keep_well_graded,
    kept_proof,
)
from autograder.verify.lesson_order import shared_places
from autograder.verify.proof import Proof, prove
from autograder.verify.section_times import untimed_sections
from autograder.verify.statements import unstated_points
from autograder.verify.text_lint import unsuitable_words
from autograder.verify.unfinished import unfinished
from course.lessons.catalogue import lesson_names, load_lesson
from course.results.outcomes import Outcome

# What each lesson is asked for beside the proofs of its exercises.
RULES = (
    *(unfinished, unstated_points, unsuitable_words, class_faults),
    *(silent_experiments, untimed_sections),
)


@dataclass(frozen=True)
class Result:
    """What the check of a course found: a proof an exercise, and all that is to be mended."""

    proofs: tuple[Proof, ...]
    findings: tuple[Finding, ...]


def check_lessons(
    layout: Layout,
    lessons: Sequence[str],
    talk: Console,
    data: Console,
    workers: int,
    *,
    afresh: bool = False,
) -> int:
    """Print a table of the proofs, and every finding; return 0 if there is none, else 1.

    What did not change since it was proved is not proved again, unless `afresh`.
    """
    result = examine(layout, lessons, talk, workers, afresh=afresh)
    data.print(_table(result.proofs))
    for finding in result.findings:
        data.print(str(finding), style="red", markup=False, soft_wrap=True)
    if result.findings:
        talk.print(f"{len(result.findings)} to be mended.")
    else:
        talk.print(f"Every exercise proves its grader: {', '.join(lessons)}.")
    return 1 if result.findings else 0


def examine(
    layout: Layout,
    lessons: Sequence[str],
    talk: Console,
    workers: int,
    *,
    afresh: bool = False,
) -> Result:
    """Return the proofs of all exercises of the lessons, and the findings.

    What was found before counts, unless `afresh`, where nothing has changed that it hangs on.
    """
    waiting = [finding for name in lessons for rule in RULES for finding in rule(layout, name)]
    waiting += shared_places(layout)
    old = [finding for name in lessons for finding in _out_of_date(layout, name, afresh)]
    ownerless = _files_of_no_lesson(layout)
    if old or any(finding.file.startswith("course/data/") for finding in ownerless):
        # What was built from other sources proves nothing.
        return Result((), (*old, *ownerless, *waiting))
    findings = [*orphans(layout, lessons), *waiting]
    names = [(name, one.id) for name in lessons for one in load_lesson(name).exercises]
    proofs = {} if afresh else _kept(layout, names)
    with executor(workers, None) as start:
        pool = start()
        tasks: list[Future[Proof | list[Finding]]] = []
        # The longest file takes longest, as a rule, and must not be the last to begin.
        for name in sorted(set(names) - set(proofs), key=lambda one: _size(layout, *one)):
            tasks.append(pool.submit(_prove, layout, *name, afresh))
        tasks += [
            pool.submit(graded_as_it_must_be, layout, name)
            for name in lessons
            if afresh or not is_known_well_graded(layout, name)
        ]
        hidden = not talk.is_terminal
        for task in track(tasks, "Proving", console=talk, transient=True, disable=hidden):
            outcome = task.result()
            if isinstance(outcome, Proof):
                proofs[outcome.lesson, outcome.exercise] = outcome
            else:
                findings += outcome
    ordered = tuple(proofs[name] for name in names)
    return Result(ordered, (*findings, *(one for proof in ordered for one in proof.findings)))


def graded_as_it_must_be(layout: Layout, lesson: str) -> list[Finding]:
    """Return what is wrong with the grades of the release and of the worked notebook."""
    release, worked = layout.released(lesson), layout.worked(lesson)
    submissions = [Submission(str(p), p.stem, lesson, p.read_bytes()) for p in (release, worked)]
    findings = []
    for path, record, wanted in zip(
        (release, worked),
        grade(submissions, layout),
        (Outcome.NOT_ATTEMPTED, Outcome.PASSED),
        strict=True,
    ):
        where = layout.shown(path)
        if not record.exercises:
            findings.append(Finding(where, "graded", f"{record.status}: {record.message}"))
        findings += [
            Finding(
                where,
                "stub" if wanted is Outcome.NOT_ATTEMPTED else "reference",
                f'exercise "{one.id}" ends as {one.outcome}, it must end as {wanted}: '
                f"{one.message} Mend its cell in source_notebooks/{lesson}.py or its checks.",
            )
            for one in record.exercises
            if one.outcome not in (wanted, Outcome.MANUAL)
        ]
    if not findings:
        keep_well_graded(layout, lesson)
    return findings


def orphans(layout: Layout, lessons: Sequence[str]) -> list[Finding]:
    """Return what belongs to no lesson, and what belongs to no exercise of its lesson."""
    return [*_files_of_no_lesson(layout), *(o for name in lessons for o in _strays(layout, name))]


def _files_of_no_lesson(layout: Layout) -> list[Finding]:
    known = {*layout.lessons(), "__init__"}
    here = layout.root
    places = {
        "autograder/lessons": "*",
        "solutions": "*.*",
        "course/data": "*.json",
        "examples": "*",
        "release": "*",
    }
    paths = [path for place, pattern in places.items() for path in (here / place).glob(pattern)]
    return [
        Finding(
            layout.shown(path),
            "orphan",
            f"there is no source_notebooks/{path.stem}.py that it belongs to: remove or rename it.",
        )
        for path in sorted(paths)
        if path.stem not in known
        and path.name != "__pycache__"
        and not (path.parent == layout.release and _is_assignment(layout, path.name))
    ]


def _is_assignment(layout: Layout, name: str) -> bool:
    """Return whether it is an assignment of nbgrader's own, whose source is a notebook."""
    notebooks = (layout.sources / name).glob("*.ipynb")
    return any(not worktree.is_built(path) for path in notebooks)


def _strays(layout: Layout, lesson: str) -> list[Finding]:
    known = {exercise.id for exercise in load_lesson(lesson).exercises}
    files = [
        Finding(
            layout.shown(layout.exercise(lesson, name)),
            "orphan",
            f'the lesson has no exercise "{name}": rename or remove the file.',
        )
        for name in exercise_modules(lesson)
        if name not in known
    ]
    named: list[FoundCheck | Misconception | RightAnswer] = [*checks_of(lesson)]
    named += [*misconceptions_of(lesson), *right_answers_of(lesson)]
    strays = [
        Finding(
            layout.shown(layout.exercise(lesson, one.file)),
            "orphan",
            f'"{one.name}" belongs to "{one.exercise}": the file is of "{one.file}" alone. '
            "Rename or move it.",
        )
        for one in named
        if one.exercise != one.file
    ]
    return [*files, *strays, *_twice(layout, lesson)]


def _twice(layout: Layout, lesson: str) -> list[Finding]:
    """Return the checks whose name another check of the lesson has: verdicts go by names."""
    first: dict[str, str] = {}
    return [
        Finding(
            layout.shown(layout.exercise(lesson, one.file)),
            "unique",
            f'"{one.name}" stands in {first[one.name]} too: rename one of them.',
        )
        for one in checks_of(lesson)
        if first.setdefault(one.name, layout.exercise(lesson, one.file).name)
        != layout.exercise(lesson, one.file).name
    ]


def _out_of_date(layout: Layout, lesson: str, afresh: bool) -> list[Finding]:
    if lesson not in lesson_names():
        where = layout.shown(layout.source(lesson))
        return [Finding(where, "built", "the lesson was never built: run `course build`.")]
    if not afresh and is_known_up_to_date(layout, lesson):
        return []
    paths = stale(derive(layout, lesson))
    if not paths:
        keep_up_to_date(layout, lesson)
    return [
        Finding(layout.shown(path), "built", "not up to date: run `course build`.")
        for path in paths
    ]


def _kept(layout: Layout, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Proof]:
    kept = {name: kept_proof(layout, *name) for name in names}
    return {name: proof for name, proof in kept.items() if proof is not None}


def _size(layout: Layout, lesson: str, exercise: str) -> int:
    return -len(layout.exercise(lesson, exercise).read_bytes())


def _prove(layout: Layout, lesson: str, exercise: str, afresh: bool) -> Proof:
    if afresh:
        forget_traces(layout, lesson, exercise)
    task, reference = load_lesson(lesson).exercise(exercise), load_reference(lesson)
    proof = prove(layout, lesson, task, reference)
    keep_proof(layout, proof)
    return proof


def _table(proofs: Sequence[Proof]) -> Table:
    table = Table("lesson", "exercises", "right accepted", "wrong caught", "wrong named")
    rows = [(lesson, list(group)) for lesson, group in groupby(proofs, lambda one: one.lesson)]
    if len(rows) > 1:
        rows.append(("all", list(proofs)))
    for name, own in rows:
        right, wrong = sum(one.right for one in own), sum(one.wrong for one in own)
        table.add_row(
            name,
            str(len(own)),
            f"{sum(one.accepted for one in own)} / {right}",
            f"{sum(one.caught for one in own)} / {wrong}",
            f"{sum(one.named for one in own)} / {wrong}",
        )
    return table
