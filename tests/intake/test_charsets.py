"""Notebooks in other encodings: read, or refused in a sentence that tells what to do."""

from __future__ import annotations

import codecs
import json

import pytest

from autograder.intake.parsing import Refused, parse
from autograder.model.records import Status

TEXT = "Größe: naïve café"
NOTEBOOK = json.dumps(
    {"cells": [{"cell_type": "markdown", "metadata": {}, "source": TEXT}]}, ensure_ascii=False
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(NOTEBOOK.encode(), id="UTF-8"),
        pytest.param(NOTEBOOK.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(NOTEBOOK.encode("utf-16"), id="UTF-16"),
        pytest.param(codecs.BOM_UTF16_LE + NOTEBOOK.encode("utf-16-le"), id="UTF-16 LE, marked"),
        pytest.param(codecs.BOM_UTF16_BE + NOTEBOOK.encode("utf-16-be"), id="UTF-16 BE, marked"),
        pytest.param(NOTEBOOK.encode("utf-16-le"), id="UTF-16 LE without a mark"),
        pytest.param(NOTEBOOK.encode("utf-16-be"), id="UTF-16 BE without a mark"),
        pytest.param(NOTEBOOK.encode("utf-32"), id="UTF-32"),
        pytest.param(NOTEBOOK.encode("utf-32-be"), id="UTF-32 BE without a mark"),
        pytest.param(NOTEBOOK.encode("latin-1"), id="Latin-1"),
        pytest.param(NOTEBOOK.replace("ï", "…").replace("…", "ï").encode("cp1252"), id="Windows"),
        pytest.param(b"\r\n" + NOTEBOOK.encode(), id="a blank line first"),
    ],
)
def test_it_is_read(content: bytes) -> None:
    assert [cell.source for cell in parse(content).cells] == [TEXT]


def test_what_windows_adds_to_latin_1_is_read() -> None:
    content = NOTEBOOK.replace("naïve", "“naïve” – €").encode("cp1252")
    assert parse(content).cells[0].source == TEXT.replace("naïve", "“naïve” – €")


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        pytest.param(
            NOTEBOOK.encode().replace("ö".encode(), b"\xc3"),
            Status.UNREADABLE,
            "not valid JSON in UTF-8",
            id="UTF-8, damaged",
        ),
        pytest.param(
            NOTEBOOK.encode("utf-16")[:-1],
            Status.UNREADABLE,
            "not valid JSON in UTF-8",
            id="UTF-16, cut",
        ),
        pytest.param(
            NOTEBOOK.encode("utf-16")[:-20], Status.UNREADABLE, "not valid JSON", id="cut, whole"
        ),
        pytest.param(NOTEBOOK.encode("cp500"), Status.UNREADABLE, "not", id="of a mainframe"),
        pytest.param(b"\x1f\x8b\x08\x00\x81\x8d", Status.UNREADABLE, "not", id="an archive"),
        pytest.param(codecs.BOM_UTF16_LE, Status.EMPTY, "empty", id="a mark alone"),
        pytest.param(codecs.BOM_UTF8 + b"\r\n", Status.EMPTY, "empty", id="a mark and a line"),
    ],
)
def test_it_is_refused_in_a_sentence(content: bytes, status: Status, told: str) -> None:
    with pytest.raises(Refused, match=told) as caught:
        parse(content)
    assert caught.value.status is status
