"""What other packages do not promise: used in one module each, and missed at once when it moves."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from importlib.metadata import version
from multiprocessing import resource_tracker
from pathlib import Path
from platform import python_version

import libcst
import pytest

from autograder.build.nbgrader_private import schema_settings
from autograder.mutation.mutmut_private import mutation_operators
from tests.test_architecture import ROOT, modules

# Package -> the one module that may use what the package does not promise.
KEEPERS = {
    "mutmut": "autograder.mutation.mutmut_private",
    "nbgrader": "autograder.build.nbgrader_private",
    "multiprocessing": "autograder.grading.multiprocessing_private",
}
# What these do not promise, no module uses.
UNUSED = ("nbconvert", "markdown_it", "mdit_py_plugins")
# The modules that the packages document, or list among their extension points.
DOCUMENTED = {
    *("nbgrader.api", "nbgrader.preprocessors"),
    *("nbconvert.exporters", "nbconvert.preprocessors"),
    *("markdown_it", "markdown_it.token", "markdown_it.rules_block", "markdown_it.rules_inline"),
    "mdit_py_plugins.dollarmath",
    *("multiprocessing", "multiprocessing.shared_memory"),
}
# Package, module and name of all that the keepers use.
USED = [
    ("mutmut", "mutmut.mutation.mutators", "mutation_operators"),
    ("mutmut", "mutmut.mutation.mutators", "OPERATORS_TYPE"),
    ("nbgrader", "nbgrader.converters", "GenerateAssignment"),
    ("nbgrader", "nbgrader.converters.base", "NbGraderException"),
    ("nbgrader", "nbgrader.coursedir", "CourseDirectory"),
    ("nbgrader", "nbgrader.dbutil", "_temp_alembic_ini"),
    ("nbgrader", "nbgrader.utils", "parse_utc"),
    ("multiprocessing", "multiprocessing.resource_tracker", ""),
    ("multiprocessing", "multiprocessing.util", "Finalize"),
]


def imports_of(module: str) -> Iterator[tuple[str, str]]:
    """Yield the module and the name of each import from outside, also within functions."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, one.name) for one in node.names)


def version_of(package: str) -> str:
    """Return the version of a package; of one that Python brings, Python's."""
    return python_version() if package in sys.stdlib_module_names else version(package)


def is_promised(source: str, name: str) -> bool:
    """Return whether a package documents what is imported from it."""
    names = (*source.split("."), name)
    hidden = any(one.startswith("_") and not one.endswith("__") for one in names)
    return not hidden and (source.split(".")[0] not in (*KEEPERS, *UNUSED) or source in DOCUMENTED)


@pytest.mark.parametrize("module", modules())
def test_only_its_keeper_uses_what_a_package_does_not_promise(module: str) -> None:
    wrong = [
        f"{module} imports {name or 'all'} from {source}, which is private: "
        f"move that to {KEEPERS.get(source.split('.')[0], 'a module of its own')}"
        for source, name in imports_of(module)
        if not is_promised(source, name) and KEEPERS.get(source.split(".")[0]) != module
    ]
    assert wrong == []


@pytest.mark.parametrize(("package", "source", "name"), USED, ids=lambda text: text)
def test_what_is_private_is_where_it_was(package: str, source: str, name: str) -> None:
    moved = (
        f"{package} {version_of(package)} has no {source}.{name} any more. Find where it went and "
        f"mend {KEEPERS[package]}, or lower the upper bound of {package} in pyproject.toml."
    )
    try:
        module = importlib.import_module(source)
    except ImportError as error:
        pytest.fail(f"{moved} ({error})")
    assert not name or hasattr(module, name), moved


def test_every_private_name_that_is_used_is_looked_for() -> None:
    found = {
        (source.split(".")[0], source, name)
        for keeper in KEEPERS.values()
        for source, name in imports_of(keeper)
        if source.split(".")[0] in KEEPERS and not is_promised(source, name)
    }
    assert found == set(USED)


def test_mutations_have_the_form_that_is_relied_on() -> None:
    for kind, operator in mutation_operators:
        said = f"mutmut {version('mutmut')} writes its operators in another form: {kind, operator}"
        kinds = kind if isinstance(kind, tuple | list) else (kind,)
        assert all(isinstance(one, type) and issubclass(one, libcst.CSTNode) for one in kinds), said
        assert callable(operator), said


def test_the_settings_of_the_schema_are_a_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with schema_settings(url) as path:
        text = Path(path).read_text(encoding="utf-8")
    assert url in text, f"nbgrader {version('nbgrader')} writes alembic's settings in another form"


def test_the_tracker_of_processes_can_be_ended() -> None:
    assert hasattr(resource_tracker.ResourceTracker, "_stop"), (
        "This Python's multiprocessing has no ResourceTracker._stop any more: see whether it ends "
        "its tracker by itself, and mend autograder/grading/multiprocessing_private.py."
    )
