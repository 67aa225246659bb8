"""`course study` finds the notebooks that are there, wherever it is started."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course import student_lab, study
from course.lessons.recognition import likely_lessons


@pytest.mark.parametrize("there", ["zebra", "adder"], ids=["the same lesson", "the other lesson"])
@pytest.mark.parametrize("start", ["", "study", "study/figures/old", "notes", "link"])
def test_no_second_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str, there: str
) -> None:
    for folder in ("study/figures/old", "notes", "release/zebra"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "study")
    (tmp_path / "release/zebra/zebra.ipynb").write_text("{}")
    (tmp_path / f"study/{there}.ipynb").write_text('{"mine": 1}')
    monkeypatch.setattr(study, "lesson_names", lambda: ("zebra", "adder"))
    monkeypatch.chdir(tmp_path / start)
    monkeypatch.setenv("PWD", str(tmp_path / start))
    ended = CliRunner().invoke(study.app, ["study", "zebra", "--no-browser"])
    assert ended.exit_code == 0
    found = sorted(one.relative_to(tmp_path) for one in tmp_path.rglob("study/**/*.ipynb"))
    assert found == sorted({Path("study/zebra.ipynb"), Path(f"study/{there}.ipynb")})
    assert (tmp_path / f"study/{there}.ipynb").read_text() == '{"mine": 1}'


@pytest.mark.parametrize(
    ("user", "words", "passed_on"),
    [
        pytest.param(0, ("--allow-root",), ["--allow-root"], id="root who says so"),
        pytest.param(0, (), None, id="root"),
        pytest.param(1000, (), [], id="a user"),
    ],
)
def test_root_is_told_what_to_say(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    user: int,
    words: tuple[str, ...],
    passed_on: list[str] | None,
) -> None:
    started: list[list[str]] = []
    (tmp_path / "study").mkdir()
    (tmp_path / "study/zebra.ipynb").write_text("{}")
    monkeypatch.setattr(study, "lesson_names", lambda: ("zebra",))
    monkeypatch.setattr(study.os, "geteuid", lambda: user)

    def call(command: list[str], env: dict[str, str]) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(student_lab.subprocess, "call", call)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", str(tmp_path))
    ended = CliRunner().invoke(study.app, ["study", *words])
    if passed_on is None:
        assert ended.exit_code == 2
        assert "--allow-root" in ended.output
        assert not started
    else:
        assert ended.exit_code == 0
        assert started[0][started[0].index("jupyterlab") + 2 :] == passed_on


@pytest.mark.parametrize("folder", ["mine", "a class/week 3"])
def test_a_folder_of_the_students_own_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "zebra.ipynb").write_text('{"mine": 1}')
    (tmp_path / "release/adder").mkdir(parents=True)
    (tmp_path / "release/adder/adder.ipynb").write_text("{}")
    monkeypatch.setattr(study, "lesson_names", lambda: ("zebra", "adder"))
    monkeypatch.chdir(tmp_path / folder)
    for name in ("zebra", "adder"):
        assert CliRunner().invoke(study.app, ["study", name, "--no-browser"]).exit_code == 0
    here = sorted(one.name for one in Path().rglob("*.ipynb"))
    assert here == ["adder.ipynb", "zebra.ipynb"]


@pytest.mark.parametrize("folder", ["release/zebra", "solutions"])
def test_the_courses_own_notebooks_are_never_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    for place in ("release/zebra", "solutions"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "zebra.ipynb").write_text("{}")
    monkeypatch.setattr(study, "lesson_names", lambda: ("zebra",))
    monkeypatch.chdir(tmp_path / folder)
    monkeypatch.setenv("PWD", str(tmp_path / folder))
    ended = CliRunner().invoke(study.app, ["study", "--no-browser"])
    assert ended.exit_code == 0
    assert Path("study/zebra.ipynb").exists()


def test_the_students_lab_has_no_panels_for_teachers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}

    def call(command: list[str], env: dict[str, str]) -> int:
        folder = Path(env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
        seen["page"] = json.loads((folder / "labconfig/page_config.json").read_text())
        (server,) = (folder / "jupyter_server_config.d").iterdir()
        seen["server"] = json.loads(server.read_text())["ServerApp"]["jpserver_extensions"]
        return 7

    monkeypatch.setattr(student_lab.subprocess, "call", call)
    assert student_lab.open_lab(tmp_path / "zebra.ipynb") == 7
    assert seen["page"] == {"disabledExtensions": {"@jupyter/nbgrader": True}}
    assert seen["server"] == dict.fromkeys(student_lab.SERVER_PARTS, False)


LESSONS = {
    "what the notebook says": ("emg.ipynb", {"course": {"lesson": "LAST"}}, "LAST"),
    "the file's name": ("LAST.ipynb", {}, "LAST"),
    "another notebook": ("notes.ipynb", {}, None),
    "a lesson that is none": ("LAST.ipynb", {"course": {"lesson": "no_such"}}, "LAST"),
}


@pytest.mark.parametrize("how", ["Jupyter", "VS Code", "IPython in the folder"])
@pytest.mark.parametrize("case", LESSONS)
def test_the_lesson_is_known_from_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str, how: str
) -> None:
    last = study.lesson_names()[-1]
    name, marks, wanted = LESSONS[case]
    path = tmp_path / name.replace("LAST", last)
    path.write_text(json.dumps({"metadata": marks}).replace("LAST", last))
    namespace: dict[str, object] = {}
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    if how == "Jupyter":
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    elif how == "VS Code":
        namespace["__vsc_ipynb_file__"] = str(path)
    else:
        monkeypatch.chdir(tmp_path)
    likely = [one.name for one in likely_lessons(namespace)]
    assert likely == [last] if wanted else len(likely) > 1
