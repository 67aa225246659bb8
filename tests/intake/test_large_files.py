"""Notebooks without their outputs: dropped while a large file is read, and nothing else is."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from autograder.intake.figures import NOT_READ, Album
from autograder.intake.large_files import LEFT_OUT, Damaged, without_outputs
from autograder.intake.parsing import LARGEST, Refused, parse, read_bytes
from autograder.model.records import Status

Data = dict[str, Any]
MB = 1 << 20
PNG: Data = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo"}, "metadata": {}}


def code(outputs: object, source: object = "f()") -> Data:
    return {"cell_type": "code", "metadata": {}, "outputs": outputs, "source": source}


def stream(text: str) -> Data:
    return {"output_type": "stream", "name": "stdout", "text": text}


def notebook(*cells: Data, **more: object) -> Data:
    return {"cells": list(cells), "metadata": {"course": {"lesson": "springs"}}, **more}


def chunks(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def lean(content: str, size: int = MB) -> Any:
    return json.loads(b"".join(without_outputs(chunks(content.encode(), size))))


# What is written, and what is left of it.
LEFT: dict[str, tuple[Data, Data]] = {
    "no outputs": (notebook(code([])), notebook(code([]))),
    "text": (notebook(code([stream("a" * 99)])), notebook(code([]))),
    "a figure": (notebook(code([PNG])), notebook(code(LEFT_OUT))),
    "a figure named in a text": (notebook(code([stream('"image/png"')])), notebook(code([]))),
    "quotes, strokes and brackets": (
        notebook(code([stream('\\"]}\\\\'), [[{"a": "}"}], []]], 'x = "\\"]}" # "outputs": [1]')),
        notebook(code([], 'x = "\\"]}" # "outputs": [1]')),
    ),
    "letters beyond ASCII": (notebook(code([stream("ü€")], "ü€𝛼")), notebook(code([], "ü€𝛼"))),
    "numbers and words": (notebook(code([1.5, None, True, [[-1e9]]])), notebook(code([]))),
    "outputs that are no list": (
        notebook(code({"a": {}}), code("]"), code(7)),
        notebook(*[code([])] * 3),
    ),
    "outputs elsewhere": (
        notebook({"outputs_of": [1], "metadata": {"outputs": [2]}}, outputs=[3]),
        notebook({"outputs_of": [1], "metadata": {"outputs": [2]}}, outputs=[3]),
    ),
    "cells within a cell": (
        notebook({"source": {"cells": [code([1])]}}),
        notebook({"source": {"cells": [code([1])]}}),
    ),
    "cells that are none": ({"cells": [1, None, [code([1])]]}, {"cells": [1, None, [code([1])]]}),
    "cells that are no list": ({"cells": "outputs"}, {"cells": "outputs"}),
    "widgets": (
        {"cells": [], "metadata": {"widgets": {"state": {}}}},
        {"cells": [], "metadata": {"widgets": []}},
    ),
    "no notebook": ({"cells": {"a": [[]]}}, {"cells": {"a": [[]]}}),
    "the old format": ({"worksheets": [notebook(code([1]))]}, {"worksheets": [notebook(code([]))]}),
}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, MB])
@pytest.mark.parametrize("case", LEFT)
def test_outputs_are_dropped_and_nothing_else(case: str, size: int) -> None:
    written, left = LEFT[case]
    for form in (
        json.dumps(written),
        json.dumps(written, indent=1, ensure_ascii=False),
        json.dumps(written, separators=(",", ":")) + "\r\n",
        "\ufeff" + json.dumps(written, indent="\t"),
    ):
        text = b"".join(without_outputs(chunks(form.encode(), size))).decode("utf-8-sig")
        assert json.loads(text) == left


def test_keys_that_come_twice_are_dropped_twice_and_escaped_ones_too() -> None:
    text = '{"cells": [{"outputs": [1], "outputs": [2]}], "cells": [{"\\u006futputs": [3]}]}'
    for size in (1, 5, MB):
        assert lean(text, size) == {"cells": [{"outputs": []}]}
    left = b"".join(without_outputs([text.encode()]))
    assert not set(left) & set(b"123")


DAMAGED = (
    *("", " ", "\0\0", "\x89PNG", "{", '{"a', '{"a\\', "{1: 2}", "[,", "}", '{"a": [[]}'),
    *('{"cells": [{"outputs": [1', '{"cells": [{"outputs": "a\\"}]}', '{"cells" []}', '{"cells":'),
)


@pytest.mark.parametrize("text", DAMAGED)
def test_damage_is_told(text: str) -> None:
    for size in (1, MB):
        with pytest.raises((Damaged, json.JSONDecodeError)):
            lean(text, size)


# Above the limit for files that are read as they are.
FLOOD = [stream("all work and no play\n" * 1000)] * 1100
DEEP = "[" * 100_000 + "]" * 100_000


def large(first: object = FLOOD, encoding: str = "utf-8", **more: object) -> bytes:
    cells = code(first, "f = 1"), code([PNG], "g = 'ü'")
    return json.dumps(notebook(*cells, **more), ensure_ascii=False, indent=1).encode(encoding)


READ: dict[str, Callable[[], bytes]] = {
    "text": large,
    "one long string": lambda: large("x" * 25 * MB),
    "figures": lambda: large([{"data": {"image/jpeg": "A" * MB}}] * 25),
    "lists of numbers": lambda: large([[1.25, -3e8], {}] * 700_000),
    "deep outputs": lambda: large([*FLOOD, "deep"]).replace(b'"deep"', DEEP.encode()),
    "widgets": lambda: large(
        [], metadata={"widgets": {"state": FLOOD}, "course": {"lesson": "springs"}}
    ),
    "with a mark": lambda: large(encoding="utf-8-sig"),
    # Two bytes and four for each letter.
    "UTF-16": lambda: large(FLOOD[::2], "utf-16"),
    "UTF-16 BE without a mark": lambda: large(FLOOD[::2], "utf-16-be"),
    "UTF-32": lambda: large(FLOOD[::4], "utf-32"),
    "Latin-1": lambda: large(encoding="latin-1"),
}


@pytest.mark.parametrize("case", READ)
def test_a_large_notebook_is_read_without_its_outputs(case: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(READ[case]())
    assert path.stat().st_size > LARGEST
    content = read_bytes(path)
    assert len(content) < 2000
    found = parse(content)
    assert [cell.source for cell in found.cells] == ["f = 1", "g = 'ü'"]
    assert found.lesson == "springs"
    (told,) = Album().take(found.cells[1].raw["outputs"])
    assert told["text"] == f"{NOT_READ}\n"


def test_a_file_at_the_limit_is_read_as_it_is(tmp_path: Path) -> None:
    content = large("x" * 19 * MB)
    content += b" " * (LARGEST - len(content))
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    assert read_bytes(path) == content


NO_JSON = (Status.UNREADABLE, "not valid JSON")
MUCH_LEFT = (Status.TOO_LARGE, "even without its outputs")
TANGLED = (Status.TOO_LARGE, "Clear all outputs")
TREES = b"[" + b"[[[[[0]]]]]," * 3 * MB + b"0]"
REFUSED: dict[str, tuple[Callable[[], bytes], tuple[Status, str]]] = {
    "a long text": (lambda: large(text="x" * 21 * MB), MUCH_LEFT),
    "pasted pictures": (lambda: large(attachments={"image/png": "A" * 21 * MB}), MUCH_LEFT),
    "a string alone": (lambda: b'"' + b"x" * 21 * MB + b'"', MUCH_LEFT),
    "a long key": (lambda: b'{"' + b"x" * 21 * MB + b'": 1}', MUCH_LEFT),
    "other JSON": (lambda: b"[" + b"[1], " * 5 * MB + b"2]", MUCH_LEFT),
    "cells by the million": (lambda: b'{"cells": [' + b"{}," * 7 * MB + b"2]}", TANGLED),
    "lists by the million": (lambda: large("x").replace(b'"x"', TREES), TANGLED),
    "cut in its outputs": (lambda: large()[: LARGEST + 1], NO_JSON),
    "cut at its end": (lambda: large()[:-1], NO_JSON),
    "a picture": (lambda: b"\x89PNG\r\n" * 4 * MB, NO_JSON),
    "zeros": (lambda: bytes(21 * MB), NO_JSON),
    "deep": (lambda: large(deep=7).replace(b'"deep": 7', b'"deep": %b' % DEEP.encode()), NO_JSON),
    "more behind it": (lambda: large() + b"x", NO_JSON),
    "damaged letters": (lambda: large().replace(b"f = 1", b"\xc3\xbc \xc3"), NO_JSON),
    "UTF-16, cut": (lambda: large(FLOOD[::2], "utf-16")[:-1], NO_JSON),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_for_what_is_left(case: str, tmp_path: Path) -> None:
    make, (status, told) = REFUSED[case]
    path = tmp_path / "a.ipynb"
    path.write_bytes(make())
    assert path.stat().st_size > LARGEST
    with pytest.raises(Refused, match=told) as caught:
        read_bytes(path)
    assert caught.value.status is status
    assert " line " not in str(caught.value)


def test_no_more_than_200_mb_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    with path.open("wb") as file:
        file.truncate(201 * MB)
    with pytest.raises(Refused, match=r"201 MB; the limit is 200 MB\. Clear") as caught:
        read_bytes(path)
    assert caught.value.status is Status.TOO_LARGE


def test_what_is_dropped_takes_no_memory() -> None:
    one = json.dumps(stream("x" * 1000)).encode() + b","
    many = chain([b'{"cells": [{"outputs": ['], repeat(one * 500, 50), [b"1]}]}"])
    tracemalloc.start()
    try:
        assert b"".join(without_outputs(many)) == b'{"cells": [{"outputs": []}]}'
        assert tracemalloc.get_traced_memory()[1] < 5 * MB
    finally:
        tracemalloc.stop()
