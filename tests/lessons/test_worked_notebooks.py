"""Every lesson's worked notebook runs from top to bottom, in time and without an error."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.model.layout import find_layout

LAYOUT = find_layout(Path(__file__).parent)
# Of a processor, because others may keep the machine busy.
MOST_SECONDS = 60.0
SPENT = "import time; print(time.process_time())"

pytestmark = pytest.mark.long


@pytest.mark.parametrize("lesson", LAYOUT.lessons())
def test_the_worked_notebook_runs(lesson: str) -> None:
    notebook = nbformat.read(LAYOUT.worked(lesson), 4)
    notebook.cells.append(nbformat.v4.new_code_cell(SPENT))
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    assert float(notebook.cells.pop().outputs[0].text) < MOST_SECONDS
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    assert not [out for out in outputs if out.output_type == "error"]
    assert not [out for out in outputs if out.get("name") == "stderr"]
    pictures = [out for out in outputs if "<img alt=" in out.get("data", {}).get("text/html", "")]
    assert len(pictures) >= 8
    reports = [out for out in outputs if "text/html" in out.get("data", {})]
    checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    assert len(reports) >= len(checks) > 0
