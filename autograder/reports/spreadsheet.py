"""Tables as CSV that a spreadsheet opens as it is meant: no formulas, and names with their accents.

In a file the text begins with a byte order mark, without which Excel takes UTF-8 for something
else. Canvas and Moodle pass over it when they import.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TypeAlias

from autograder.model.phrases import one_line

TableCell: TypeAlias = str | float | None
Table: TypeAlias = list[list[TableCell]]

BYTE_ORDER_MARK = "\ufeff"
PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# What spreadsheets take for the start of a formula, in its wide forms too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where the comma is the decimal sign, Excel begins a new cell at a semicolon, also within quotes.
CELL_WITHIN = re.compile(r"(;[\"\s]*)(?=[=+\-@＝＋－＠])")


def disarm(text: str) -> str:
    """Return the text on one line, with an apostrophe before what could be a formula.

    >>> disarm("=1+1"), disarm("-5"), disarm("ada")
    ("'=1+1", '-5', 'ada')

    A semicolon may begin a cell, too.

    >>> disarm("a;=1+1")
    "a;'=1+1"
    """
    clean = one_line(text, 1000)
    if PLAIN_NUMBER.fullmatch(clean):
        return clean
    clean = CELL_WITHIN.sub(r"\1'", clean)
    suspicious = text.startswith(FORMULA_STARTS) or clean.startswith(FORMULA_STARTS)
    return f"'{clean}" if suspicious else clean


def written(table: Table) -> str:
    """Return the table as CSV, without a byte order mark."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for line in table:
        writer.writerow([_cell(one) for one in line])
    return stream.getvalue()


def _cell(value: TableCell) -> str:
    if value is None:
        return ""
    return disarm(value) if isinstance(value, str) else f"{round(value, 6):.12g}"
