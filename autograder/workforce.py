"""Grading a class in parallel: batches of submissions, mapped over an executor."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from autograder.engine.levels import Level
from autograder.engine.limits import Limits
from autograder.faults import Fault
from autograder.grading import Submission, grade, refused_record
from autograder.layout import Layout
from autograder.records import Status, SubmissionRecord

LARGEST_BATCH = 16


class NoScheduler(Fault):
    """A Dask cluster was asked for, but Dask is not installed or does not answer."""


@contextmanager
def executor(workers: int | None, scheduler: str | None) -> Iterator[Callable[[], Executor]]:
    """Give a function that returns an executor: local processes, or a Dask cluster.

    Each call gives a new one, for when the old one broke; all are shut down at the end.
    Raises `NoScheduler`.
    """
    opened: list[Any] = []

    def start() -> Executor:
        if scheduler is not None:
            opened.append(_dask(scheduler))
            pool: Executor = opened[-1].get_executor()
            return pool
        context = multiprocessing.get_context("spawn")
        opened.append(ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=context))
        return opened[-1]  # type: ignore[no-any-return]

    try:
        yield start
    finally:
        for one in opened:
            if isinstance(one, Executor):
                one.shutdown(wait=True, cancel_futures=True)
            else:
                one.close()


def graded(
    submissions: Sequence[Submission],
    layout: Layout,
    limits: Limits | None,
    level: Level | None,
    start: Callable[[], Executor],
    workers: int,
) -> Iterator[SubmissionRecord]:
    """Yield one record a submission, in their order, as the batches are done.

    A batch whose worker process died is graded again, one submission at a time; the one
    that kills its worker again gets status `grader_error`.
    """
    size = max(1, min(LARGEST_BATCH, len(submissions) // (4 * workers)))
    batches = [submissions[n : n + size] for n in range(0, len(submissions), size)]
    pool = start()
    futures = [_submit(pool, batch, layout, limits, level) for batch in batches]
    for batch, future in zip(batches, futures, strict=True):
        try:
            yield from future.result()
        except BrokenProcessPool:
            for one in batch:
                yield _alone(one, layout, limits, level, start)


def _submit(
    pool: Executor,
    batch: Sequence[Submission],
    layout: Layout,
    limits: Limits | None,
    level: Level | None,
) -> Future[list[SubmissionRecord]]:
    try:
        return pool.submit(grade, list(batch), layout, limits, level)
    except BrokenProcessPool as error:
        failed: Future[list[SubmissionRecord]] = Future()
        failed.set_exception(error)
        return failed


def _alone(
    submission: Submission,
    layout: Layout,
    limits: Limits | None,
    level: Level | None,
    start: Callable[[], Executor],
) -> SubmissionRecord:
    try:
        (record,) = _submit(start(), [submission], layout, limits, level).result()
    except BrokenProcessPool:
        message = "The grader's process died on this submission twice. The score is withheld."
        return refused_record(submission, Status.GRADER_ERROR, message)
    return record


def _dask(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise NoScheduler(
            "--scheduler needs Dask: run `pip install distributed`, here and on the cluster."
        ) from error
    try:
        return Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise NoScheduler(f"No Dask scheduler answers at {address}: {error}.") from error
