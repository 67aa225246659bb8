"""JupyterLab as a student needs it: without the panels that nbgrader adds for teachers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PANELS = ("@jupyter/nbgrader",)
SERVER_PARTS = tuple(
    f"nbgrader.server_extensions.{one}"
    for one in ("formgrader", "validate_assignment", "assignment_list", "course_list")
)


def open_lab(notebook: Path, options: Sequence[str] = ()) -> int:
    """Open a notebook in JupyterLab, and return its exit code when it ends.

    The settings that hide the panels hold for this JupyterLab alone.
    """
    with tempfile.TemporaryDirectory(prefix="student-lab-") as folder:
        write_settings(Path(folder))
        command = [sys.executable, "-m", "jupyterlab", str(notebook), *options]
        return subprocess.call(command, env=with_settings(os.environ, Path(folder)))


def write_settings(folder: Path) -> None:
    """Write Jupyter's settings without nbgrader into a folder."""
    page = {"disabledExtensions": dict.fromkeys(PANELS, True)}
    server = {"ServerApp": {"jpserver_extensions": dict.fromkeys(SERVER_PARTS, False)}}
    for path, settings in (
        (folder / "labconfig" / "page_config.json", page),
        (folder / "jupyter_server_config.d" / "student_lab.json", server),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")


def with_settings(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the environment in which Jupyter reads the folder's settings before all others.

    >>> with_settings({"JUPYTER_CONFIG_PATH": "/etc/own"}, Path("/tmp/lab"))
    {'JUPYTER_CONFIG_PATH': '/tmp/lab:/etc/own'}
    """
    paths = [str(folder), environment.get("JUPYTER_CONFIG_PATH", "")]
    return {**environment, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
