"""The namespace as grading will see it, for as long as a function is judged."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from course.kernel.differences import Differences, find_differences, relevant
from course.kernel.history import History, look_up, put, watch
from course.kernel.inputs import Inputs, is_library
from course.kernel.left_out import left_out
from course.kernel.saved import saved_notebook
from course.kernel.uses import reached_from
from course.results.outcomes import CallResult, Missing

RANDOM = (
    "It draws random numbers without a seed. When graded, they begin anew: do not rely on those "
    "that come here."
)


@dataclass
class GradingView:
    """What is known of the way from the kernel to grading, while names are hidden."""

    namespace: Mapping[str, object]
    found: Differences = field(default_factory=Differences)
    _sentences: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def instead(self, name: str) -> CallResult:
        """Return what a call of a function gives that will not be defined when graded."""
        return self.found.lost.get(name, Missing())

    def notes(self, name: str, inputs: Inputs | None = None) -> tuple[str, ...]:
        """Return the sentences on how `name` may fare otherwise when graded."""
        told = list(self._sentences.get(name, ()))
        if inputs is not None:
            if inputs.is_random:
                told.append(RANDOM)
            told += [
                f"It reads the file `{one}`. When graded, there are only files that the "
                "notebook's own cells write."
                for one in dict.fromkeys(inputs.files)
            ]
        return tuple(told)


@contextmanager
def as_graded(
    names: tuple[str, ...], released: Mapping[str, str], namespace: Mapping[str, object], shell: Any
) -> Iterator[GradingView]:
    """Let the namespace of the shell hold what grading will define, as far as can be seen.

    `released` holds the cells that grading leaves out (`Lesson.left_out`), `names` the functions on
    which notes may be asked for. What was taken away is put back in the end.
    """
    view = GradingView(namespace)
    if shell is None or namespace is not shell.user_ns or not isinstance(namespace, dict):
        yield view
        return
    history: History = watch(shell)
    saved = saved_notebook(namespace)
    why_not = left_out(history.runs, released, saved)
    view.found = find_differences(history.runs, why_not, saved, namespace)
    for name in names:
        reasons, edited = relevant(view.found, name, namespace)
        view._sentences[name] = (*edited, *reasons, *_own_files(name, namespace))
    with _replaced(view.found.values, namespace):
        yield view


@contextmanager
def _replaced(
    values: Mapping[str, object], namespace: MutableMapping[str, object]
) -> Iterator[None]:
    # Attributes first and last: their modules may be among the names.
    paths = sorted(values, key=lambda path: "." not in path)
    before = {path: look_up(path, namespace) for path in paths}
    try:
        for path in paths:
            put(path, values[path], namespace)
        yield
    finally:
        for path in reversed(paths):
            put(path, before[path], namespace)


def _own_files(name: str, namespace: Mapping[str, object]) -> Iterator[str]:
    told = set()
    for one in sorted(reached_from(name, namespace)):
        value = namespace.get(one)
        home = value if isinstance(value, ModuleType) else None
        if home is None and callable(value):
            home = sys.modules.get(str(getattr(value, "__module__", "")))
        path = getattr(home, "__file__", None)
        if home is None or not isinstance(path, str) or is_library(path) or path in told:
            continue
        told.add(path)
        yield (
            f"`{one}` comes from a file of your own, `{home.__name__}`. Grading has the notebook "
            "alone: put what you need of it into a cell."
        )
