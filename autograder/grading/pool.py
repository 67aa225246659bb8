"""Grading a class in parallel: batches of submissions, mapped over an executor."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager

from autograder.grading.cluster import connect
from autograder.grading.grader import refused_record
from autograder.grading.multiprocessing_private import end_tracker
from autograder.grading.papers import Graded
from autograder.model.faults import Fault
from autograder.model.records import Status, Submission
from autograder.sandbox import kernel

LARGEST_BATCH = 8
MOST_FAILURES = 5
GradeBatch = Callable[[list[Submission]], list[Graded]]


class WorkersDie(Fault):
    """The processes that grade fail again and again: not a matter of one submission."""


@contextmanager
def executor(workers: int, scheduler: str | None) -> Iterator[Callable[[], Executor]]:
    """Give a function that returns an executor: local processes, or a Dask cluster.

    Each call gives a new one, for when the old one broke; at the end all are shut down, at
    once if the end is an interruption. Raises `NoScheduler` or `NoWorkers`.
    """
    opened: list[Executor] = []

    def start() -> Executor:
        if scheduler is not None:
            opened.append(connect(scheduler))
            return opened[-1]
        context = multiprocessing.get_context("spawn")
        local = ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)
        opened.append(local)
        return local

    try:
        yield start
    except BaseException:
        # After an interruption nobody waits for what the processes are doing.
        for child in multiprocessing.active_children():
            child.kill()
        raise
    finally:
        for one in opened:
            one.shutdown(wait=True, cancel_futures=True)
        end_tracker()


def graded(
    submissions: Sequence[Submission],
    grade_batch: GradeBatch,
    start: Callable[[], Executor],
    workers: int,
) -> Iterator[Graded]:
    """Yield one result a submission, in their order, as the batches are done.

    A batch that failed is graded again, one submission at a time; the one that fails again
    gets status `grader_error`. Raises `WorkersDie` when that happens too often in a row.
    """
    size = max(1, min(LARGEST_BATCH, len(submissions) // (4 * workers)))
    pending = deque(submissions[n : n + size] for n in range(0, len(submissions), size))
    alone = _Alone(grade_batch, start)
    while pending:
        pool = start()
        futures = [pool.submit(grade_batch, list(batch)) for batch in pending]
        for future in futures:
            try:
                yield from future.result()
                pending.popleft()
                alone.forget_failures()
            except Fault:
                raise
            except BrokenExecutor:
                # The other batches are lost with the process: they go to a new pool.
                yield from map(alone.grade, pending.popleft())
                break
            except Exception:
                # A bug of ours, met by one submission, must not end the class.
                yield from map(alone.grade, pending.popleft())


class _Alone:
    """Grades submissions one at a time, in a pool that is replaced when it breaks."""

    def __init__(self, grade_batch: GradeBatch, start: Callable[[], Executor]) -> None:
        self._grade_batch = grade_batch
        self._start = start
        self._pool: Executor | None = None
        self._failures = 0

    def forget_failures(self) -> None:
        """Note that grading works: failures before this are no longer in a row."""
        self._failures = 0

    def grade(self, submission: Submission) -> Graded:
        """Return it with its record, of status `grader_error` if grading fails again."""
        self._pool = self._pool or self._start()
        try:
            (one,) = self._pool.submit(self._grade_batch, [submission]).result()
        except Fault:
            raise
        except Exception as error:
            if isinstance(error, BrokenExecutor):
                self._pool = None
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                raise WorkersDie(
                    f"Grading failed on {self._failures} submissions in a row, the last being "
                    f"{submission.path} ({type(error).__name__}: {error}). Is there enough memory? "
                    "What was graded is stored; the same command goes on from here."
                ) from error
            message = (
                "The grader failed on this submission, not the student: the score is withheld "
                f"({type(error).__name__}: {error})."
            )
            record = refused_record(submission, Status.GRADER_ERROR, message[:500])
            return Graded(submission, record)
        self._failures = 0
        return one


def _follow_parent() -> None:
    """Make this worker end with its parent, however that ends, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
