"""Figures that a student's cells had when handed in: shown to people, and nothing else is."""

from __future__ import annotations

import json
import struct
import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.grading.grader import grade_batch
from autograder.grading.papers import papers_of
from autograder.intake.figures import (
    LARGEST,
    LARGEST_TOGETHER,
    MOST,
    MOST_OUTPUTS,
    TOO_LARGE,
    TOO_MANY,
)
from autograder.model.layout import Layout
from autograder.model.records import Submission, to_line
from tests.conftest import LESSON
from tests.intake.notebooks import mend
from tests.intake.test_notebook_repair import answered, cell, release

Data = dict[str, Any]


def png(size: int = 0, width: int = 1, height: int = 1) -> str:
    """Return a PNG file of at least `size` bytes in base64."""
    head = struct.pack(">II5B", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"tEXt", b"x" * size), (b"IDAT", zlib.compress(b"\0\0")))
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*chunks, (b"IEND", b""))
    ]
    return b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


PNG = png()


def figure(data: object = PNG, kind: str = "display_data") -> Data:
    bundle = {"image/png": data, "text/plain": "<Figure>", "text/html": "<script>"}
    return {"output_type": kind, "data": bundle, "metadata": {"image/png": {"width": 1}}}


def shown(outputs: object, identifier: str = "f") -> list[Any]:
    """Return the outputs of a cell in the mended notebook, after proving that it is one."""
    notebook = answered()
    for one in notebook["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade_id") == identifier:
            one["outputs"] = outputs
    mended = mend(json.loads(json.dumps(notebook)), release())
    nbformat.validate(mended)
    cells = {one["metadata"].get("nbgrader", {}).get("grade_id"): one for one in mended["cells"]}
    return list(cells[identifier].get("outputs", []))


def kept(outputs: object, identifier: str = "f") -> list[str]:
    """Return the figures of a cell; each is a picture and nothing else."""
    figures = [one for one in shown(outputs, identifier) if one["output_type"] != "stream"]
    for one in figures:
        assert (one["output_type"], one["metadata"]) == ("display_data", {})
        assert list(one["data"]) == ["image/png"]
    return [one["data"]["image/png"] for one in figures]


def said(outputs: object) -> list[str]:
    return [one["text"] for one in shown(outputs) if one["output_type"] == "stream"]


OUTPUTS: dict[str, tuple[object, int]] = {
    "a figure": ([figure()], 1),
    "two figures": ([figure(), figure(kind="execute_result")], 2),
    "lines": ([figure([PNG[:40], PNG[40:]])], 1),
    "with line ends": ([figure(f"{PNG[:40]}\n{PNG[40:]}\n")], 1),
    "printed text": ([{"output_type": "stream", "name": "stdout", "text": "4.0"}], 0),
    "an error": ([{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}], 0),
    "of an unknown type": ([figure(kind="update_display_data")], 0),
    "no base64": ([figure("iVBORw0KGgo!")], 0),
    "base64 and a tag": ([figure(f'{PNG}"><script>')], 0),
    "other letters": ([figure("é" + PNG)], 0),
    "half a character": ([figure("\ud800")], 0),
    "a signature alone": ([figure("iVBORw0KGgo=")], 0),
    "another format": ([figure(b64encode(b"GIF89a" + bytes(60)).decode())], 0),
    "svg called png": ([figure(b64encode(b"<svg onload='alert(1)'/>" * 9).decode())], 0),
    "no pixels": ([figure(png(width=0))], 0),
    "nothing": ([figure("")], 0),
    "a number": ([figure(7)], 0),
    "a list of numbers": ([figure([7, None])], 0),
    "an object": ([figure({"a": PNG})], 0),
    "no bundle": ([{"output_type": "display_data", "data": PNG}], 0),
    "no data": ([{"output_type": "display_data"}], 0),
    "a type that is a list": ([figure() | {"output_type": ["display_data"]}], 0),
    "only html": ([{"output_type": "display_data", "data": {"text/html": "<b>"}}], 0),
    "only svg": ([{"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}], 0),
    "outputs of no type": ([None, 3, "x", [], {}, figure()], 1),
    "outputs as an object": ({"0": figure()}, 0),
    "outputs as text": (PNG, 0),
    "no outputs": (None, 0),
}


@pytest.mark.parametrize("case", OUTPUTS)
def test_only_figures_are_kept(case: str) -> None:
    outputs, count = OUTPUTS[case]
    assert kept(outputs) == [PNG] * count
    assert said(outputs) == []


def text_of(words: str) -> list[str]:
    return [f"{words}\n"]


LIMITS: dict[str, tuple[Callable[[], list[Data]], int, list[str]]] = {
    "just small enough": (lambda: [figure(png(LARGEST - 200))], 1, []),
    "too large": (lambda: [figure(png(LARGEST)), figure()], 1, text_of(TOO_LARGE)),
    "far too large": (lambda: [figure(png(8 * LARGEST))], 0, text_of(TOO_LARGE)),
    "huge, and no figure": (lambda: [figure("x" * 8 * LARGEST)], 0, []),
    "too many pixels": (lambda: [figure(png(0, 60_000, 60_000))], 0, text_of(TOO_LARGE)),
    "too many": (lambda: [figure()] * (MOST + 2), MOST, text_of(TOO_MANY)),
    "too large together": (
        lambda: [figure(png(LARGEST - 200))] * (LARGEST_TOGETHER // LARGEST + 3),
        LARGEST_TOGETHER // LARGEST,
        text_of(TOO_MANY),
    ),
    "too large and too many": (
        lambda: [figure(png(LARGEST))] + [figure()] * (MOST + 1),
        MOST,
        [f"{TOO_LARGE} {TOO_MANY}\n"],
    ),
    "after more outputs than are looked at": (lambda: [{}] * MOST_OUTPUTS + [figure()], 0, []),
}


@pytest.mark.parametrize("case", LIMITS)
def test_what_is_too_large_is_left_out_and_told(case: str) -> None:
    make, count, words = LIMITS[case]
    outputs = make()
    assert len(kept(outputs)) == count
    assert said(outputs) == words


def test_the_limits_count_for_the_whole_notebook() -> None:
    notebook = answered()
    notebook["cells"] += [cell("code", "plot()") | {"outputs": [figure()]} for _ in range(MOST + 5)]
    mended = mend(notebook, release())
    figures = [one for made in mended["cells"] for one in made.get("outputs", [])]
    assert sum(one["output_type"] == "display_data" for one in figures) == MOST


FLOODS: dict[str, Callable[[], object]] = {
    "outputs": lambda: [figure()] * 100_000,
    "empty outputs": lambda: [{}] * 1_000_000,
    "wrong types": lambda: [None, [], 7, {"data": []}] * 100_000,
    "keys": lambda: [{"output_type": "display_data", "data": {str(n): PNG for n in range(50_000)}}],
    "lines": lambda: [figure(["A"] * 1_000_000)],
    "blanks": lambda: [figure(" " * 5_000_000)],
    "large ones": lambda: [figure("iVBORw0KGgo" + "A" * 600_000)] * 25,
}


@pytest.mark.parametrize("case", FLOODS)
def test_a_flood_costs_no_time(case: str) -> None:
    notebook = answered()
    notebook["cells"][1]["outputs"] = FLOODS[case]()
    start = time.process_time()
    mended = mend(notebook, release())
    assert time.process_time() - start < 1.0
    assert len(json.dumps(mended)) < 2 * LARGEST_TOGETHER


def test_figures_go_to_the_cell_in_which_they_stood() -> None:
    notebook = answered()
    first, second, other = (png(n) for n in (1, 2, 3))
    notebook["cells"][1]["outputs"] = [figure(first)]
    # The second half of an answer; a cell of the student's own; one without its mark.
    notebook["cells"].append(notebook["cells"][1] | {"outputs": [figure(second)]})
    notebook["cells"].append(cell("code", "plot()") | {"outputs": [figure(other)]})
    mended = mend(notebook, release(), {"5": "printed"})
    own = [
        [one.get("data", one.get("text")) for one in c.get("outputs", [])] for c in mended["cells"]
    ]
    pictures = [{"image/png": one} for one in (first, second, other)]
    assert own == [[], pictures[:2], [], [], ["printed", pictures[2]]]


def test_a_check_cell_shows_the_result_alone() -> None:
    assert kept([figure()], "check_f") == []
    assert kept([figure()], "essay") == []


def test_figures_decide_nothing(layout: Layout, worked: Data, tmp_path: Path) -> None:
    plain = json.dumps(worked).encode()
    notebook = json.loads(plain)
    for one in notebook["cells"]:
        if one["cell_type"] == "code":
            one["outputs"] = [figure()] * 4
    given = json.dumps(notebook).encode()
    submissions = [Submission(f"{n}.ipynb", n, LESSON, c) for n, c in (("a", plain), ("b", given))]
    graded = grade_batch(submissions, layout, with_papers=True)
    without, with_figures = (one.record for one in graded)
    assert with_figures.exercises == without.exercises
    assert (with_figures.score, with_figures.outputs) == (without.score, without.outputs)
    assert PNG[:40] not in to_line(with_figures)
    assert papers_of(graded[1], layout).notebook.count(PNG) == MOST
