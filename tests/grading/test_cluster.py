"""A Dask cluster that is not there, has no workers, loses them, or runs other code.

Dask itself is no requirement; a stand-in takes its place, which behaves as its documentation says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.grading import cluster
from autograder.grading.cluster import NoScheduler, NoWorkers
from autograder.grading.grader import refused_record
from autograder.grading.papers import Graded
from autograder.grading.pool import executor, graded
from autograder.model.faults import Fault
from autograder.model.records import Status, Submission
from autograder.store.fingerprint import versions_here

ADDRESS = "tcp://127.0.0.1:8786"
WORKER = "tcp://10.0.0.7:40001"


class Cluster:
    """A Dask client and its executor; `after` many tasks it calls `trouble` and does no more."""

    def __init__(
        self, after: int = 1000, trouble: Callable[[Cluster, Future[Any]], None] | None = None
    ) -> None:
        self.status = "running"
        self.workers = {WORKER: {}}
        self.versions: Any = versions_here()
        self.closed = False
        self._after = after
        self._trouble = trouble
        self._submitted = 0

    def scheduler_info(self) -> dict[str, Any]:
        return {"workers": self.workers}

    def run(self, function: Callable[[], Any], on_error: str) -> dict[str, Any]:
        return dict.fromkeys(self.workers, self.versions)

    def get_executor(self) -> Cluster:
        return self

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        done: Future[Any] = Future()
        self._submitted += 1
        if self._submitted <= self._after:
            done.set_result(function(*args))
        elif self._trouble is not None:
            self._trouble(self, done)
        return done

    def close(self) -> None:
        self.closed = True


def loses_its_workers(client: Cluster, future: Future[Any]) -> None:
    client.workers = {}


def loses_its_scheduler(client: Cluster, future: Future[Any]) -> None:
    client.status = "closed"


def gives_up(client: Cluster, future: Future[Any]) -> None:
    client.status = "closed"
    future.set_exception(CancelledError())


def grade_one(batch: list[Submission]) -> list[Graded]:
    return [Graded(one, refused_record(one, Status.GRADED, "")) for one in batch]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKER_SECONDS", 0.3)
    monkeypatch.setattr(cluster, "LOOK_AGAIN", 0.05)


def grade_on(client: Cluster, monkeypatch: pytest.MonkeyPatch, done: list[str]) -> None:
    monkeypatch.setitem(
        sys.modules, "distributed", SimpleNamespace(Client=lambda *address, **options: client)
    )
    submissions = [Submission(f"s{n}", f"s{n}", None, b"") for n in range(8)]
    with executor(2, ADDRESS) as start:
        for one in graded(submissions, grade_one, start, 2):
            done.append(one.submission.student)


def test_a_cluster_grades_all(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    client = Cluster()
    grade_on(client, monkeypatch, done)
    assert done == [f"s{n}" for n in range(8)]
    assert client.closed


@pytest.mark.parametrize(
    ("trouble", "fault", "told"),
    [
        pytest.param(loses_its_workers, NoWorkers, "had no worker for 0.3 s", id="workers"),
        pytest.param(loses_its_scheduler, NoScheduler, "does not answer any more", id="scheduler"),
        pytest.param(gives_up, NoScheduler, "does not answer any more", id="all given up"),
    ],
)
def test_a_cluster_that_goes_ends_the_run_and_keeps_what_was_graded(
    trouble: Any, fault: type[Fault], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    client = Cluster(after=3, trouble=trouble)
    with pytest.raises(fault, match=told) as caught:
        grade_on(client, monkeypatch, done)
    assert done == ["s0", "s1", "s2"]
    assert "What was graded is stored" in str(caught.value)
    assert client.closed


def other(name: str, version: str) -> dict[str, str]:
    return {**versions_here(), name: version}


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        pytest.param(other("numpy", "1.0"), f"{WORKER} differs .*numpy 1.0, not", id="a library"),
        pytest.param(other("lesson springs", "beef"), "lesson springs beef, not", id="a lesson"),
        pytest.param(other("the course's folder", "/x"), "folder /x, not", id="another folder"),
        pytest.param({}, "Python missing, not", id="nothing"),
        pytest.param(
            ModuleNotFoundError("No module named 'autograder'"),
            f"{WORKER} cannot grade .*Install this course there",
            id="no package",
        ),
    ],
)
def test_a_worker_that_would_grade_otherwise_is_refused(
    versions: Any, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Cluster()
    client.versions = versions
    with pytest.raises(NoWorkers, match=told):
        grade_on(client, monkeypatch, [])
    assert client.closed


def test_a_cluster_without_workers_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Cluster()
    client.workers = {}
    with pytest.raises(NoWorkers, match=r"has no workers, and none came within 0.3 s"):
        grade_on(client, monkeypatch, [])
    assert client.closed


@pytest.mark.parametrize("error", [OSError("timed out"), ValueError("no such scheme")])
def test_a_scheduler_that_does_not_answer_is_told(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*address: Any, **options: Any) -> None:
        raise error

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=refuse))
    with (
        pytest.raises(NoScheduler, match="No Dask scheduler answers at tcp"),
        executor(2, ADDRESS) as start,
    ):
        start()


def test_dask_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoScheduler, match="pip install distributed"), executor(2, ADDRESS) as start:
        start()
