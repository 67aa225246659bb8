"""The rooms and their order: imports flow one way, and no module grows beyond one idea."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import combinations
from pathlib import Path

import pytest

from autograder.model.layout import find_layout

ROOT = find_layout(Path(__file__).parent).root
# A package may import those before it, and nothing after it.
AUTOGRADER = (
    *("model", "sandbox", "store", "checks", "diagnosis", "build", "intake", "grading"),
    *("gradebook", "reports", "classroom", "mutation", "verify", "scaffold", "demo", "cli"),
)
# Below what students call.
COURSE = ("values", "results", "judging", "diagnosis", "lessons", "kernel", "notebook")
MOST_LINES = 300


def modules() -> list[str]:
    """Return the dotted names of all modules, those that grade exercises left out."""
    paths = (path for top in ("course", "autograder") for path in (ROOT / top).rglob("*.py"))
    names = (path.relative_to(ROOT).with_suffix("") for path in paths)
    return sorted(
        ".".join(one.parts) for one in names if one.parts[:2] != ("autograder", "lessons")
    )


def imported(module: str) -> Iterator[str]:
    """Yield what the module imports of the project, also within functions."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{one.name}" for one in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in ("course", "autograder"))


def rank(name: str) -> tuple[int, int]:
    """Return where a module stands: what it imports must not stand higher."""
    top, _, rest = name.partition(".")
    room = rest.partition(".")[0]
    rooms = COURSE if top == "course" else AUTOGRADER
    # What has no room stands on top of its package.
    return top == "autograder", rooms.index(room) if room in rooms else len(rooms)


@pytest.mark.parametrize("module", modules())
def test_imports_flow_one_way(module: str) -> None:
    # The student's command hands over to the instructor's, where there is one.
    allowed = {"course.command": {"autograder.cli.app.run_teaching"}}.get(module, set())
    wrong = [name for name in imported(module) if rank(name) > rank(module)]
    assert set(wrong) <= allowed


def test_every_room_is_in_the_order() -> None:
    for top, rooms in (("autograder", AUTOGRADER), ("course", COURSE)):
        there = {path.parent.name for path in (ROOT / top).glob("*/__init__.py")}
        assert there - {"lessons"} == set(rooms) - {"lessons"}


def test_no_room_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    # By itself pytest passes over folders called "build", in silence.
    rooms = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    passed_over = pytestconfig.getini("norecursedirs")
    names = [name for room in rooms for name in room.relative_to(ROOT).parts]
    assert [name for name in names if any(fnmatch(name, one) for one in passed_over)] == []


@pytest.mark.parametrize("module", modules())
def test_a_module_holds_one_idea(module: str) -> None:
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_two_modules_differ_by_an_ending() -> None:
    names = sorted({module.rpartition(".")[2] for module in modules()})
    alike = [
        (one, other)
        for one, other in combinations(names, 2)
        if len(start := shared_start(one, other)) >= 5
        and max(len(one), len(other)) - len(start) <= 3
    ]
    assert alike == []


def shared_start(one: str, other: str) -> str:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]
