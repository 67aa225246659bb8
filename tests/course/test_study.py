"""`course study` finds the notebooks that are there, wherever it is started."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from course import study


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
    monkeypatch.setattr(study.subprocess, "call", lambda command: started.append(command) or 0)
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
