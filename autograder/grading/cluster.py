"""A Dask cluster that grades: is it there, does it run this code, has it still workers?

A task on a cluster without workers waits for ever; here every wait has an end and a sentence.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from typing import Any

from autograder.model.faults import Fault
from autograder.store.fingerprint import versions_here

CONNECT_SECONDS = 10
# Time for the first worker to come, and for another one when all are gone.
WORKER_SECONDS = 60.0
LOOK_AGAIN = 1.0
GOES_ON = "What was graded is stored; the same command goes on from here."


class NoScheduler(Fault):
    """A Dask cluster was asked for, but Dask is not installed or does not answer."""


class NoWorkers(Fault):
    """The cluster has no workers, or such that would not grade as this machine does."""


class ClusterExecutor(Executor):
    """Dask's executor, whose futures do not wait longer than there are workers."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._inner = client.get_executor()

    def submit(self, function: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """Return a future whose `result` raises `NoScheduler` or `NoWorkers` if none can come."""
        return _Awaited(self._inner.submit(function, *args, **options), self._has_workers)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the connection; what still waits on the cluster is given up."""
        self._client.close()

    def _has_workers(self) -> bool:
        """Return whether a worker is there. Raises `NoScheduler` if nobody can tell."""
        if self._client.status != "running":
            raise _lost(self._address)
        return bool(self._client.scheduler_info()["workers"])


class _Awaited(Future[Any]):
    """A future on a cluster, asked again and again, because its workers may go."""

    def __init__(self, inner: Future[Any], has_workers: Callable[[], bool]) -> None:
        super().__init__()
        self._inner = inner
        self._has_workers = has_workers

    def result(self, timeout: float | None = None) -> Any:
        last_seen = time.monotonic()
        while True:
            try:
                return self._inner.result(timeout=LOOK_AGAIN)
            except CancelledError:
                # Dask gives up all tasks when the scheduler is gone.
                self._has_workers()
                raise
            except TimeoutError:
                if self._inner.done():
                    raise
            if self._has_workers():
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > WORKER_SECONDS:
                raise NoWorkers(
                    f"The Dask cluster has had no worker for {WORKER_SECONDS:g} s. Start workers "
                    f"again (`dask worker ADDRESS`) and repeat the command. {GOES_ON}"
                )


def connect(address: str) -> ClusterExecutor:
    """Return an executor on the cluster of the scheduler at `address`.

    Raises `NoScheduler` or `NoWorkers` when the cluster cannot grade as this machine would.
    """
    client = _client(address)
    try:
        _wait_for_workers(client)
        _compare_versions(client)
    except BaseException:
        # Whatever ends this, an interruption too, must not leave the connection open.
        client.close()
        raise
    return ClusterExecutor(client, address)


def _client(address: str) -> Any:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise NoScheduler(
            "--scheduler needs Dask: run `pip install distributed`, here and on the cluster."
        ) from error
    try:
        return distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, TypeError) as error:
        raise NoScheduler(
            f"No Dask scheduler answers at {address}: {str(error).rstrip('.')}. Start one with "
            "`dask scheduler`, or name the address that it prints, as tcp://HOST:8786."
        ) from error


def _wait_for_workers(client: Any) -> None:
    end = time.monotonic() + WORKER_SECONDS
    while not client.scheduler_info()["workers"]:
        if time.monotonic() > end:
            raise NoWorkers(
                f"The Dask scheduler has no workers, and none came within {WORKER_SECONDS:g} s. "
                "Start one on each machine that is to grade, with `dask worker ADDRESS`."
            )
        time.sleep(min(LOOK_AGAIN, WORKER_SECONDS / 10))


def _compare_versions(client: Any) -> None:
    """Raise `NoWorkers` if a worker would grade by other code, files or libraries."""
    here = versions_here()
    found = client.run(versions_here, on_error="return")
    for worker, there in sorted(found.items()):
        if not isinstance(there, dict):
            raise NoWorkers(
                f"The worker {worker} cannot grade ({type(there).__name__}: {there}). Install "
                "this course there, as it is installed here, and start the worker again."
            )
        other = [
            f"{name} {there.get(name, 'missing')}, not {version}"
            for name, version in here.items()
            if there.get(name) != version
        ]
        if other:
            raise NoWorkers(
                f"The worker {worker} differs from this machine ({'; '.join(other)}), so its marks "
                "could, too. Bring both to the same state, start the worker again, and repeat "
                "the command."
            )


def _lost(address: str) -> NoScheduler:
    return NoScheduler(f"The Dask scheduler at {address} does not answer any more. {GOES_ON}")
