"""The pytest side of grading: every check runs once for every submission in a batch.

`GradingPlugin` repeats the checks for each submission and collects one verdict a check;
the fixtures stand in `autograder.grading.fixtures`. pytest does what it does well: finding the
checks, ordering them by submission, keeping errors apart.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.checks.answer import ATTRIBUTE, CheckFailed, CheckInfo
from autograder.checks.discovery import PREFIX, checks_of
from autograder.checks.figure_cache import Drawn
from autograder.diagnosis.partial_credit import Slip, find_slip
from autograder.diagnosis.traces import RIGHT, find_mistake, traces_of
from autograder.sandbox.client import Engine
from autograder.sandbox.session import CodeCell, Session
from course.diagnosis.mistakes import TELLING, Diagnosis, Trace
from course.lessons.catalogue import load_lesson
from course.results.outcomes import PASS, CallResult, Outcome, Verdict

# How the code of a check or of a known mistake can end; only an interrupt goes further.
ENDS = (Exception, SystemExit, pytest.fail.Exception, pytest.skip.Exception)


@dataclass(frozen=True)
class Job:
    """One submission's code, ready to be graded; `label` names it in pytest's output."""

    label: str
    cells: Sequence[CodeCell]


@dataclass
class Ending:
    """What the checks of one job gave so far, and the seconds that it took.

    `results` holds what the calls of failing checks gave, until the mistakes and slips are
    found, which are kept by their exercises; `drawn` holds the figures drawn so far. `faults`
    holds what kept exercises from being explained.
    """

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    results: dict[str, list[CallResult]] = field(default_factory=dict)
    drawn: Drawn = field(default_factory=dict)
    mistakes: dict[str, Diagnosis] = field(default_factory=dict)
    slips: dict[str, Slip] = field(default_factory=dict)
    faults: dict[str, BaseException] = field(default_factory=dict)
    seconds: float = 0.0
    outputs: dict[int, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


class GradingPlugin:
    """A pytest plugin that runs the checks on `jobs`; see `endings` afterwards."""

    def __init__(
        self,
        jobs: Sequence[Job],
        engine: Engine,
        reference: ModuleType,
        lesson: str,
    ) -> None:
        self.endings = [Ending() for _ in jobs]
        self._jobs = jobs
        self._engine = engine
        self.reference = reference
        self._lesson = lesson

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make this run known to the fixtures."""
        config.stash[RUN] = self

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Leave out the checks of other lessons, and tests that are no checks."""
        is_module = collection_path.suffix == ".py"
        is_ours = collection_path.parent.name == self._lesson
        is_check = is_ours and collection_path.stem.startswith(PREFIX)
        return True if is_module and not is_check else None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run each check once a submission, all checks of one submission together."""
        if isinstance(getattr(metafunc.function, ATTRIBUTE, None), CheckInfo):
            numbers = range(len(self._jobs))
            metafunc.parametrize(
                "session",
                numbers,
                ids=[job.label for job in self._jobs],
                indirect=True,
                scope="session",
            )

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Make a submission's public checks before its hidden ones, both in the lesson's order.

        What a hidden call asks could else be stored and told in the error of a public one.
        """

        order = [exercise.id for exercise in load_lesson(self._lesson).exercises]

        def key(item: pytest.Item) -> tuple[int, bool, int]:
            info: CheckInfo = getattr(item.function, ATTRIBUTE)  # type: ignore[attr-defined]
            place = order.index(info.exercise)
            return item.callspec.params["session"], info.hidden, place  # type: ignore[attr-defined]

        items.sort(key=key)

    def open(self, number: int) -> Session:
        """Return the code of job `number`, ready to run in a process of its own."""
        return Session(self._engine, self._jobs[number].cells)

    def find_mistakes(self, number: int) -> None:
        """Find the known mistakes in the exercises of job `number`, all its checks being made."""
        ending = self.endings[number]
        by_exercise: dict[str, dict[str, Trace]] = {}
        for check in checks_of(self._lesson):
            if check.name in ending.verdicts:
                results = tuple(ending.results.pop(check.name, ()))
                trace = Trace(results, ending.verdicts[check.name])
                by_exercise.setdefault(check.exercise, {})[check.name] = trace
        for exercise, own in by_exercise.items():
            # What mistakes give takes long to find out: only where there is one.
            if not any(trace.verdict.outcome in TELLING for trace in own.values()):
                continue
            with _failing_open(exercise, ending):
                found = find_mistake(self._lesson, exercise, own, self.reference)
                if found is not None:
                    ending.mistakes[exercise] = found
            with _failing_open(exercise, ending):
                right = traces_of(self._lesson, exercise, self.reference)[RIGHT]
                slip = find_slip(own, right)
                if slip is not None:
                    ending.slips[exercise] = slip

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, Any, Any]:
        """Turn the end of a check into a verdict; whatever is not the student's fault is ours."""
        report = yield
        params = getattr(item, "callspec", None)
        if params is None or (call.when == "teardown" and call.excinfo is None):
            return report
        verdicts = self.endings[params.params["session"]].verdicts
        name = item.function.__name__  # type: ignore[attr-defined]
        if call.excinfo is None:
            if call.when == "call":
                verdicts.setdefault(name, PASS)
                # Only failures need to be explained, and results can be large.
                self.endings[params.params["session"]].results.pop(name, None)
        elif isinstance(call.excinfo.value, CheckFailed) and call.when == "call":
            verdicts[name] = call.excinfo.value.verdict
        else:
            sentence = "This check failed by a fault of the grader, not of yours."
            verdicts[name] = Verdict(Outcome.GRADER_ERROR, sentence, sentence)
        return report


@contextlib.contextmanager
def _failing_open(exercise: str, ending: Ending) -> Iterator[None]:
    """Keep the fault of what explains an exercise; its verdicts stand without an explanation."""
    try:
        yield
    except ENDS as fault:
        ending.faults.setdefault(exercise, fault)


RUN = pytest.StashKey[GradingPlugin]()
