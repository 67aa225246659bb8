"""One pytest session over a batch of submissions, and the engine that runs their code."""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from autograder.checks.author_faults import telling_authors
from autograder.checks.discovery import exercise_modules
from autograder.grading import fixtures
from autograder.grading.multiprocessing_private import Finalize
from autograder.grading.plugin import Ending, GradingPlugin, Job
from autograder.model.limits import Limits
from autograder.sandbox.client import Engine
from autograder.sandbox.levels import Level
from course.lessons.catalogue import Lesson

logger = logging.getLogger(__name__)
PYTEST_OPTIONS = (
    *("-q", "--noconftest", "--no-header", "--tb=no"),
    *("-p", "no:cacheprovider", "-p", "no:faulthandler", "-c", os.devnull),
)


def run_checks(
    lesson: str, jobs: Sequence[Job], engine: Engine, options: Sequence[str] = PYTEST_OPTIONS
) -> list[Ending]:
    """Return what the lesson's checks gave for each job, from one pytest session."""
    plugin = GradingPlugin(jobs, engine, load_reference(lesson), lesson)
    paths = [str(module.__file__) for module in exercise_modules(lesson).values()]
    talk = io.StringIO()
    with contextlib.redirect_stdout(talk), contextlib.redirect_stderr(talk), _pytest_alone():
        pytest.main([*options, "--rootdir", str(Path(paths[0]).parent), *paths], [plugin, fixtures])
    # What is said while pytest's session runs is lost with what it prints.
    _report_faults(plugin.endings)
    return plugin.endings


def limits_of(lesson: Lesson) -> Limits:
    """Return what a submission of the lesson may use: the defaults but for what it states."""
    return replace(Limits(), **lesson.limits)


def load_reference(lesson: str) -> ModuleType:
    """Return the module of the lesson's reference functions.

    Raises `AuthorFault` where it cannot be run.
    """
    # It makes the solutions of other courses known.
    importlib.import_module("autograder.lessons")
    with telling_authors():
        return importlib.import_module(f"solutions.{lesson}")


@cache
def engine_of(limits: Limits, level: Level | None) -> Engine:
    """Return this process's engine, started at the first call and closed with the process."""
    engine = Engine(limits, level)
    # `atexit` is not called in a worker process; and nothing may be left when it has ended.
    Finalize(None, engine.close, exitpriority=0)
    return engine


def _report_faults(endings: Sequence[Ending]) -> None:
    """Tell the instructor once why an exercise could not be explained, not for each student."""
    faults = {
        (exercise, repr(fault)): fault
        for ending in endings
        for exercise, fault in ending.faults.items()
    }
    for (exercise, _), fault in faults.items():
        logger.error("Not all mistakes could be looked for in %s.", exercise, exc_info=fault)


@contextlib.contextmanager
def _pytest_alone() -> Iterator[None]:
    """Keep options and plugins of the user's own pytest out of grading."""
    ours = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
