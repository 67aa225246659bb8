"""The cells that ran in this kernel: their texts, how they ended, what they changed.

IPython keeps texts alone. A `History` listens to its events from the import of `course` on, and
holds what names were before a cell changed them, so that a function can be judged without it.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping, MutableMapping
from copy import copy
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from course.kernel.statements import bound_in, statements_of

LARGEST_COPY = 10_000_000


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()


@dataclass
class Run:
    """One run of a cell. `cell` is its id, empty where the frontend tells none.

    `text` is what stood in the cell, `code` the same as Python. `before` holds what the names were
    that it changed, by name, as `np.exp` for an attribute; `unwritten` those of them that do not
    stand in its text, as after `import *`. `error` is the exception that ended it.
    """

    cell: str
    text: str
    code: str
    when: float
    before: dict[str, object] = field(default_factory=dict)
    error: BaseException | None = None
    is_syntax: bool = False
    unwritten: set[str] = field(default_factory=set)

    @property
    def first_line(self) -> str:
        """The first line that says something, shortened."""
        lines = [line.strip() for line in self.text.splitlines()]
        line = next((one for one in lines if one and not one.startswith(("#", "%"))), "")
        return f"{line[:60]}…" if len(line) > 60 else line


class History:
    """The runs of a shell's cells, oldest first, and the one that goes on now."""

    def __init__(self, shell: Any) -> None:
        self.runs: list[Run] = []
        self._shell = shell
        self._now: Run | None = None
        self._names: frozenset[str] = frozenset()
        for text in list(shell.history_manager.input_hist_raw)[1:-1]:
            # What was before nobody knows any more.
            run = self._run("", text)
            run.before = dict.fromkeys(bound_in(run.code), ABSENT)
            self.runs.append(run)

    def begin(self, info: Any) -> None:
        """Note what the cell that is about to run may change."""
        run = self._run(getattr(info, "cell_id", None) or "", info.raw_cell or "")
        namespace = self._shell.user_ns
        for one in statements_of(run.code) or ():
            changed = one.changes | {name for name in one.binds if name in one.changes}
            for name in one.binds - changed:
                run.before.setdefault(name, namespace.get(name, ABSENT))
            for name in changed:
                run.before.setdefault(name, _copied(namespace.get(name, ABSENT)))
            for path in one.patches:
                owner, attribute = place_of(path, namespace)
                if isinstance(owner, ModuleType):
                    run.before.setdefault(path, getattr(owner, attribute, ABSENT))
        self._names, self._now = frozenset(namespace), run

    def end(self, result: Any) -> None:
        """Note how the cell ended and what it did change."""
        run, namespace = self._now, self._shell.user_ns
        if run is None:
            # The cell that imported the course.
            run = self._run(getattr(result.info, "cell_id", None) or "", result.info.raw_cell or "")
            run.before = dict.fromkeys(bound_in(run.code), ABSENT)
            self._names = frozenset(namespace)
        self._now = None
        run.error = result.error_before_exec or result.error_in_exec
        run.is_syntax = result.error_before_exec is not None or (
            isinstance(run.error, SyntaxError) and statements_of(run.code) is None
        )
        if run.error is not None:
            # Where it ended early it did not come to all of its names.
            run.before = {
                name: old
                for name, old in run.before.items()
                if "." in name or namespace.get(name, ABSENT) is not old
            }
        for name in {*namespace} - self._names | _starred(run.code):
            if not re.fullmatch(r"_+|_i+|_\d+|_i\d+|_dh|_oh|_ih", name) and (
                name not in run.before and name in namespace
            ):
                run.before[name] = ABSENT
                run.unwritten.add(name)
        self.runs.append(run)

    def _run(self, cell: str, text: str) -> Run:
        try:
            code = self._shell.transform_cell(text)
        except Exception:
            code = text
        return Run(cell, text, code, time.time())


def watch(shell: Any) -> History:
    """Return the history of an IPython shell, which is kept from the first call on."""
    for callback in shell.events.callbacks["post_run_cell"]:
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, History):
            return owner
    history = History(shell)
    shell.events.register("pre_run_cell", history.begin)
    shell.events.register("post_run_cell", history.end)
    return history


def place_of(path: str, namespace: Mapping[str, object]) -> tuple[object, str]:
    """Return the object whose attribute a path such as `np.exp` is, None if none, and its name."""
    root, *parts = path.split(".")
    owner: object = namespace.get(root)
    for part in parts[:-1]:
        owner = getattr(owner, part, None)
    return owner, parts[-1] if parts else root


def put(path: str, value: object, namespace: MutableMapping[str, object]) -> None:
    """Give a name or an attribute the value; take it away if that is `ABSENT`."""
    if "." not in path:
        if value is ABSENT:
            namespace.pop(path, None)
        else:
            namespace[path] = value
        return
    owner, attribute = place_of(path, namespace)
    if value is ABSENT:
        if hasattr(owner, attribute):
            delattr(owner, attribute)
    else:
        setattr(owner, attribute, value)


def look_up(path: str, namespace: Mapping[str, object]) -> object:
    """Return what a name or an attribute is now, `ABSENT` if nothing."""
    if "." not in path:
        return namespace.get(path, ABSENT)
    owner, attribute = place_of(path, namespace)
    return getattr(owner, attribute, ABSENT)


def _starred(code: str) -> set[str]:
    """Return the names that `from module import *` brings, also if they were there before."""
    names: set[str] = set()
    for module in re.findall(r"^from\s+([\w.]+)\s+import\s+\*", code, re.MULTILINE):
        held = vars(sys.modules.get(module, object))
        names |= set(held.get("__all__", (name for name in held if not name.startswith("_"))))
    return names


def _copied(value: object) -> object:
    if isinstance(value, list | dict | set):
        return copy(value)
    size = getattr(value, "nbytes", None)
    if type(value).__module__ == "numpy" and isinstance(size, int) and size <= LARGEST_COPY:
        return copy(value)
    return value
