"""Written answers whose cells lost their marks, found again by their place.

Some editors drop a cell's metadata and id when it is cut and pasted. A function is known by
its name all the same; a text only by the cells of the lesson that it stands between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.intake.parsing import Notebook, SubmittedCell

MOST_PARTS = 50


@dataclass
class _Gap:
    """What stands between two of the lesson's cells, which go by their numbers in the release.

    `texts` holds the places of markdown cells that the lesson does not have, or only as
    placeholders; nothing any more when they are given to a question.
    """

    before: int
    after: int = -1
    texts: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Lost:
    """Neighbouring questions that no cell carries, and the lesson's cells around them."""

    names: list[str]
    before: int
    after: int


_Gaps = Mapping[int, Sequence[_Gap]]


def retagged(notebook: Notebook, released: Notebook) -> Notebook:
    """Return the notebook with the marks of written answers put back where they were lost."""
    marks = lost_marks(notebook.cells, released.cells)
    cells = (
        replace(cell, grade_id=marks[place], found=True) if place in marks else cell
        for place, cell in enumerate(notebook.cells)
    )
    return replace(notebook, cells=tuple(cells)) if marks else notebook


def lost_marks(cells: Sequence[SubmittedCell], released: Sequence[SubmittedCell]) -> dict[int, str]:
    """Return the grade_ids that written answers lost, by the places of their cells.

    Only for a question of the release that no cell carries. Its answer are all texts of the
    student's own where the question stood; if there are none, those that stand one of the
    lesson's cells above or below. Where several questions stood side by side, the texts are
    theirs in order.
    """
    carried = {cell.grade_id for cell in cells}
    questions = {n: cell for n, cell in enumerate(released) if _is_question(cell)}
    if all(question.grade_id in carried for question in questions.values()):
        return {}
    blank = {question.source.strip() for question in questions.values()}
    above, below = _gaps(cells, released)
    waiting = list(_lost(released, carried, below))
    marks: dict[int, str] = {}
    # From sure to likely: each question gets what stands at its place before any looks around.
    for near in (_between, _beside, _around):
        for lost in tuple(waiting):
            gaps = near(lost, above, below)
            texts = sorted({place for gap in gaps for place in gap.texts})
            if texts:
                waiting.remove(lost)
                marks |= _share(lost.names, texts, cells, blank)
                for gap in gaps:
                    gap.texts.clear()
    return marks


def _between(lost: _Lost, above: _Gaps, below: _Gaps) -> list[_Gap]:
    return [gap for gap in below.get(lost.before, ()) if gap.after == lost.after]


def _beside(lost: _Lost, above: _Gaps, below: _Gaps) -> list[_Gap]:
    """Return the gaps at the place when the lesson's cells around it were moved or repeated."""
    return [*below.get(lost.before, ()), *above.get(lost.after, ())]


def _around(lost: _Lost, above: _Gaps, below: _Gaps) -> list[_Gap]:
    """Return the gaps on the other side of the lesson's cells around the place."""
    return [*above.get(lost.before, ()), *below.get(lost.after, ())]


def _gaps(cells: Sequence[SubmittedCell], released: Sequence[SubmittedCell]) -> tuple[_Gaps, _Gaps]:
    """Return the submission's gaps by the lesson's cells that they stand above and below."""
    by_id = {cell.grade_id: number for number, cell in enumerate(released) if cell.grade_id}
    by_text: dict[tuple[str, str], int | None] = {}
    for number, cell in enumerate(released):
        if not _is_question(cell):
            key = (cell.kind, cell.source.strip())
            # A text that the lesson holds twice tells no place, but is no answer either.
            by_text[key] = None if key in by_text else number
    gaps = [_Gap(before=-1)]
    for place, cell in enumerate(cells):
        key = (cell.kind, cell.source.strip())
        found = by_id.get(cell.grade_id, by_text.get(key))
        if found is not None:
            gaps[-1].after = found
            gaps.append(_Gap(before=found))
        elif cell.kind == "markdown" and key[1] and key not in by_text:
            gaps[-1].texts.append(place)
    gaps[-1].after = len(released)
    above: dict[int, list[_Gap]] = {}
    below: dict[int, list[_Gap]] = {}
    for gap in gaps:
        above.setdefault(gap.after, []).append(gap)
        below.setdefault(gap.before, []).append(gap)
    return above, below


def _lost(
    released: Sequence[SubmittedCell], carried: Collection[str], present: Collection[int]
) -> Iterator[_Lost]:
    """Yield the lost questions, those together that no cell which is present parts."""
    before, names = -1, list[str]()
    for number, cell in enumerate(released):
        if number in present:
            if names:
                yield _Lost(names, before, number)
            before, names = number, []
        elif _is_question(cell) and cell.grade_id not in carried:
            names.append(cell.grade_id)
    # Where no cell of the lesson is left, there is no place.
    if names and before >= 0:
        yield _Lost(names, before, len(released))


def _share(
    names: Sequence[str],
    texts: Sequence[int],
    cells: Sequence[SubmittedCell],
    blank: Collection[str],
) -> dict[int, str]:
    """Return whose each text is: one for each question in order, the rest for the last one."""
    if len(texts) > len(names):
        written = [place for place in texts if cells[place].source.strip() not in blank]
        texts = written or texts[: len(names)]
    places = texts[: len(names) - 1 + MOST_PARTS]
    return {place: names[min(n, len(names) - 1)] for n, place in enumerate(places)}


def _is_question(cell: SubmittedCell) -> bool:
    return cell.kind == "markdown" and cell.solution and bool(cell.grade_id)
