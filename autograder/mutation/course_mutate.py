"""`course mutate`: do the checks notice when a reference function is changed a little?

Every mutant is killed by a check, or written down beside the checks as
one that changes no result, with the reason. Anything else is an error.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from autograder.checks.equivalents import Mutation, equivalents_of
from autograder.grading.pool import executor
from autograder.model.faults import Fault
from autograder.model.layout import Layout
from autograder.mutation.kept_endings import Endings, keep_endings, kept_endings
from autograder.mutation.mutants import Mutant, mutants_of
from autograder.mutation.mutation_score import Score, lines_of
from autograder.mutation.trial import Ending, Exercise, Fate, examine, try_mutant
from course.lessons.catalogue import load_lesson

Task = tuple[Exercise, Mutant]
Name = tuple[str, str]
Result = TypeVar("Result")


class TooSlow(Fault):
    """The mutants of all lessons could not be tried within the time allowed."""


def mutate_lessons(
    lessons: Sequence[str],
    layout: Layout,
    talk: Console,
    data: Console,
    *,
    floor: float = 0.95,
    seconds: float | None = None,
    workers: int = 1,
    afresh: bool = False,
) -> int:
    """Print each lesson's mutation score and its survivors; return 0 if nothing is to be done.

    It returns 1 for a score below `floor`, a survivor that is not written down and an entry
    that is written down in vain. Raises `TooSlow` if it takes more than `seconds`, and `Fault`
    if a check does not pass for its reference function or what is written down is malformed.
    The mutants of an exercise that did not change are not tried again, unless `afresh`.
    """
    reasons = {lesson: equivalents_of(lesson) for lesson in lessons}
    start = time.monotonic()
    scores = try_lessons(reasons, layout, talk, seconds, workers, afresh)
    for score in scores:
        for line in lines_of(score, layout, floor):
            data.print(line, soft_wrap=True, markup=False)
    talk.print(f"Tried in {time.monotonic() - start:.0f} s.")
    good = all(score.share >= floor and not score.survivors and not score.stale for score in scores)
    return 0 if good else 1


def try_lessons(
    reasons: Mapping[str, Mapping[Mutation, str]],
    layout: Layout,
    talk: Console,
    seconds: float | None = None,
    workers: int = 1,
    afresh: bool = False,
) -> list[Score]:
    """Return the score of each lesson, given the reasons that are written down for it.

    Raises `TooSlow` and `Fault` as `mutate_lessons` does.
    """
    names = [(one, task.id) for one in reasons for task in load_lesson(one).exercises]
    known = {} if afresh else {name: kept_endings(layout, *name) for name in names}
    fates = {name: endings for name, endings in known.items() if endings is not None}
    new = [name for name in names if name not in fates]
    fates |= _try_exercises(new, layout, talk, seconds, workers)
    for name in new:
        keep_endings(layout, *name, fates[name])
    return [
        Score(
            lesson,
            tuple(one for name in names if name[0] == lesson for one in fates[name]),
            reasons[lesson],
        )
        for lesson in reasons
    ]


def _try_exercises(
    names: Sequence[Name], layout: Layout, talk: Console, seconds: float | None, workers: int
) -> dict[Name, Endings]:
    """Return how the mutants of each exercise end."""
    deadline = time.monotonic() + seconds if seconds is not None else float("inf")
    done: list[Ending] = []
    tasks: list[Task] = []
    try:
        with executor(workers, None) as start:
            pool = start()
            futures = [pool.submit(examine, lesson, name) for lesson, name in names]
            with talk.status("Timing the reference functions"):
                exercises = [_result(future, deadline) for future in futures]
            # Those that take longest must not be the last to begin.
            exercises.sort(key=lambda one: -one.seconds)
            making = [pool.submit(_mutants, one, layout) for one in exercises]
            tasks = [
                (one, mutant)
                for one, made in zip(exercises, making, strict=True)
                for mutant in _result(made, deadline)
            ]
            endings = _try_all(tasks, pool, start, deadline)
            hidden = not talk.is_terminal
            for ending in track(endings, "Mutants", len(tasks), console=talk, disable=hidden):
                done.append(ending)
    except TimeoutError as error:
        raise TooSlow(
            f"After {seconds:g} s only {len(done)} of {len(tasks)} mutants had been tried: allow "
            "more with --seconds, or find the checks that take long."
        ) from error
    tried = list(zip(tasks, done, strict=True))
    return {
        name: tuple((mutant, end) for (one, mutant), end in tried if (one.lesson, one.name) == name)
        for name in names
    }


def _mutants(exercise: Exercise, layout: Layout) -> tuple[Mutant, ...]:
    path = layout.reference(exercise.lesson)
    return mutants_of(path, exercise.name, draws=exercise.draws)


def _try_all(
    tasks: Sequence[Task], pool: Executor, start: Callable[[], Executor], deadline: float
) -> Iterator[Ending]:
    """Yield how each mutant ends, in their order; one that ends its process has crashed."""
    pending = deque(tasks)
    while pending:
        try:
            futures = [_submit(pool, task) for task in pending]
            for future in futures:
                ending = _result(future, deadline)
                pending.popleft()
                yield ending
        except BrokenExecutor:
            # Whose fault it was is not known: the next one is tried alone, the others again.
            yield _alone(pending.popleft(), start(), deadline)
            pool = start()


def _alone(task: Task, pool: Executor, deadline: float) -> Ending:
    try:
        return _result(_submit(pool, task), deadline)
    except BrokenExecutor:
        return Ending(Fate.CRASHED, "", "Its process died.")


def _submit(pool: Executor, task: Task) -> Future[Ending]:
    exercise, mutant = task
    return pool.submit(try_mutant, exercise, mutant.code)


def _result(future: Future[Result], deadline: float) -> Result:
    left = deadline - time.monotonic()
    return future.result(timeout=None if left == float("inf") else max(left, 0.0))
