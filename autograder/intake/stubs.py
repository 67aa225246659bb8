"""A stub that was left below an answer: what the student wrote counts, not what was left.

Run as it stands the notebook would end with the stub, as if nothing had been written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from autograder.sandbox.session import CodeCell
from course.notebook.definitions import definitions, magic_over, stubs_at_the_end


def without_stubs(
    cells: Sequence[CodeCell], released: Mapping[str, str]
) -> tuple[list[CodeCell], list[str]]:
    """Return the cells without the stubs that stand below an answer, and whose stubs these were.

    `released` holds the released text of each exercise's cell. The lines of a stub are emptied,
    so that all others keep their numbers; a cell of which nothing is left goes.

    >>> cells = [CodeCell("def f(): return 1"), CodeCell("def f(): raise NotImplementedError")]
    >>> without_stubs(cells, {"f": ""})
    ([CodeCell(source='def f(): return 1', defines='', place=-1)], ['f'])
    """
    emptied: dict[int, set[int]] = {}
    names = []
    for name, text in released.items():
        found = [
            (number, one)
            for number, cell in enumerate(cells)
            if not magic_over(cell.source)
            for one in definitions(cell.source, name)
        ]
        count = stubs_at_the_end([one for _, one in found], (text.strip(),))
        left = found[len(found) - count :]
        if left:
            names.append(name)
        for number, one in left:
            emptied.setdefault(number, set()).update(range(one.start, one.end))
    kept = [
        replace(cell, source=_without(cell.source, emptied[number])) if number in emptied else cell
        for number, cell in enumerate(cells)
    ]
    return [
        cell for number, cell in enumerate(kept) if number not in emptied or cell.source.strip()
    ], names


def _without(source: str, lines: Collection[int]) -> str:
    return "\n".join("" if n in lines else line for n, line in enumerate(source.split("\n")))
