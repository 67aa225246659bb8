"""What the kernel holds that grading will not: it runs the notebook's own cells, from the top.

Cells that only draw, locked checks and cells that were deleted have no part in it. Their names
are taken away, and names to which they gave another value get back what they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from course.kernel.history import ABSENT, Run, look_up
from course.kernel.reasons import Failure, Why, changed_here, edited, not_defined, only_here
from course.kernel.saved import Saved, SavedCell
from course.kernel.statements import Statement, statements_of
from course.kernel.uses import globals_of, reached_from
from course.results.outcomes import Raised


@dataclass
class Differences:
    """What to take out of a function's sight, and the reasons, by names.

    `values` holds what each name or attribute is when graded, `ABSENT` if nothing; `lost` the
    exception that will keep a name from being defined at all.
    """

    values: dict[str, object] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    lost: dict[str, Raised] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)


def find_differences(
    runs: Sequence[Run],
    why_not: Mapping[int, Why],
    saved: Saved | None,
    namespace: Mapping[str, object],
) -> Differences:
    """Return how the namespace differs from what grading will have, as far as can be seen.

    `why_not` tells which of the runs, by their places, grading leaves out.
    """
    found = Differences()
    kept = {place for place in range(len(runs)) if place not in why_not}
    latest = _latest(runs)
    kept_cells = [place for place in latest if place in kept]
    order, free = _in_order(runs, kept_cells, saved, why_not)
    defined, failed = _replay(order, free, runs, namespace)
    for place in kept:
        defined |= runs[place].unwritten
    for name in dict.fromkeys(name for run in runs for name in run.before):
        if look_up(name, namespace) is ABSENT:
            continue
        binding = [place for place, run in enumerate(runs) if name in run.before]
        if "." not in name and name not in defined:
            found.values[name] = ABSENT
            if name in failed:
                found.lost[name] = failed[name].result
            else:
                why = why_not.get(binding[-1], Why.REWRITTEN)
                found.reasons[name] = only_here(name, runs[binding[-1]], why)
            continue
        last = _last_graded(name, binding, kept, order, runs)
        if last == binding[-1]:
            continue
        after = next(place for place in binding if last is None or place > last)
        value = runs[after].before[name]
        if value is ABSENT and "." not in name:
            # A cell defines it that did not run here.
            continue
        if value is look_up(name, namespace):
            continue
        found.values[name] = value
        found.reasons[name] = changed_here(name, runs[binding[-1]], why_not.get(binding[-1]))
    for name in found.lost:
        found.reasons[name] = not_defined(failed[name], _cause(failed[name].needed, failed, found))
    if saved is not None:
        found.edited = _edited(runs, latest, saved)
    return found


def _cause(needed: str, failed: Mapping[str, Failure], found: Differences) -> str:
    """Return the sentence on the first name of a chain of cells that need one another."""
    for _ in range(len(failed)):
        if needed not in failed:
            break
        needed = failed[needed].needed
    return found.reasons.get(needed, "")


def relevant(
    found: Differences, name: str, namespace: Mapping[str, object]
) -> tuple[list[str], list[str]]:
    """Return the sentences on what `name` hangs on: what grading has not, and what was edited."""
    # What else such a function hangs on matters once it is defined.
    roots = frozenset({name}) if name in found.lost else reached_from(name, namespace)
    reasons = [
        sentence
        for one, sentence in found.reasons.items()
        if one in roots or ("." in one and one.partition(".")[0] in roots)
    ]
    return list(dict.fromkeys(reasons)), [
        sentence for one, sentence in found.edited.items() if one in roots
    ]


def _latest(runs: Sequence[Run]) -> list[int]:
    """Return the places of each cell's last run; without ids each run is a cell."""
    last: dict[str, int] = {}
    for place, run in enumerate(runs):
        last[run.cell or f"run {place}"] = place
    return sorted(last.values())


def _in_order(
    runs: Sequence[Run], places: list[int], saved: Saved | None, why_not: Mapping[int, Why]
) -> tuple[list[int | SavedCell], set[int]]:
    """Return the cells that grading runs, by place or as saved, and those whose order is unknown.

    Where nothing is saved they are in the order in which each ran first without an error.
    """
    if saved is None or not any(runs[place].cell for place in places):
        first: dict[str, int] = {}
        for place, run in enumerate(runs):
            if run.error is None and run.cell:
                first.setdefault(run.cell, place)
        as_run = sorted(places, key=lambda place: first.get(runs[place].cell, place))
        return list[int | SavedCell](as_run), set()
    by_id = {runs[place].cell: place for place in places if runs[place].cell}
    left_out = {runs[place].cell for place in why_not}
    texts = {runs[place].text.strip() for place in places if not runs[place].cell}
    ids = {cell.id for cell in saved.cells}
    free = [place for place in places if runs[place].cell not in ids]
    mine: list[int | SavedCell] = [*free]
    for cell in saved.cells:
        if cell.id in by_id:
            mine.append(by_id[cell.id])
        elif (
            cell.id not in left_out
            and not (cell.is_drawing or cell.is_check)
            and cell.text.strip() not in texts
        ):
            mine.append(cell)
    return mine, set(free)


def _replay(
    order: Sequence[int | SavedCell],
    free: Collection[int],
    runs: Sequence[Run],
    namespace: Mapping[str, object],
) -> tuple[set[str], dict[str, Failure]]:
    """Return the names that the cells define in this order, and why others fail to be."""
    recorded = {name for run in runs for name in run.before}
    defined = {name for name in namespace if name not in recorded}
    failed: dict[str, Failure] = {}
    for one in order:
        if isinstance(one, SavedCell):
            statements = statements_of(one.text) or ()
            defined |= {name for item in statements for name in item.binds}
            continue
        run = runs[one]
        static = statements_of(run.code)
        if run.is_syntax or static is None:
            kind = "SyntaxError" if run.error is None else type(run.error).__name__
            _fail(failed, _held(run, runs), run, kind)
        elif run.error is not None:
            defined |= set(run.before)
            missed = {name for item in static for name in item.binds} - set(run.before)
            _fail(failed, missed, run, type(run.error).__name__)
        elif one in free:
            defined |= set(run.before)
        else:
            _step(run, static, defined, failed, namespace)
    return defined, {name: why for name, why in failed.items() if name not in defined}


def _step(
    run: Run,
    statements: Sequence[Statement],
    defined: set[str],
    failed: dict[str, Failure],
    namespace: Mapping[str, object],
) -> None:
    """Let the cell's statements define their names, up to one that misses a name."""
    defined |= run.unwritten
    for place, item in enumerate(statements):
        absent = next((name for name in sorted(_needs(item, namespace)) if name not in defined), "")
        names = {name for other in statements[place:] for name in other.binds}
        if "input" in item.calls and "input" not in defined:
            text = "EOF when reading a line"
            failed.update(dict.fromkeys(names, Failure(run, "EOFError", text)))
            return
        # What is not here either is for the cell itself to tell.
        if absent in namespace:
            failed.update(dict.fromkeys(names, Failure(run, "NameError", needed=absent)))
            return
        defined |= item.binds


def _needs(item: Statement, namespace: Mapping[str, object]) -> set[str]:
    called = {name for one in item.calls for name in globals_of(namespace.get(one), namespace)}
    return set(item.needs) | called


def _held(run: Run, runs: Sequence[Run]) -> set[str]:
    """Return what the cell defined in the runs before it could not be read any more."""
    same = [one for one in runs if one.cell == run.cell and run.cell]
    names = {name for one in same for name in one.before if "." not in name}
    return names | set(_defined_by_pattern(run.text))


def _defined_by_pattern(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = line.split("(")[0].split()
        if len(words) == 2 and words[0] in ("def", "class") and not line[:1].isspace():
            yield words[1].rstrip(":")


def _fail(failed: dict[str, Failure], names: Collection[str], run: Run, kind: str) -> None:
    error = run.error
    text = str(getattr(error, "msg", "") or error or "")[:300]
    failed.update(dict.fromkeys(names, Failure(run, kind, text, _line_of(error))))


def _line_of(error: BaseException | None) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    line, trace = 0, error.__traceback__ if error is not None else None
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _last_graded(
    name: str,
    binding: Sequence[int],
    kept: Collection[int],
    order: Sequence[int | SavedCell],
    runs: Sequence[Run],
) -> int | None:
    """Return the place of the run whose value counts when graded, None if none is known."""
    ordered = [one for one in order if isinstance(one, int) and one in binding and one in kept]
    # An untouched placeholder does not win over an answer, wherever it stands.
    written = [one for one in ordered if "raise NotImplementedError" not in runs[one].text]
    return next(reversed(written or ordered), None)


def _edited(runs: Sequence[Run], latest: Sequence[int], saved: Saved) -> dict[str, str]:
    texts = {cell.id: cell.text for cell in saved.cells}
    found: dict[str, str] = {}
    for place in latest:
        run = runs[place]
        text = texts.get(run.cell, run.text) if run.cell else run.text
        if text.strip() != run.text.strip() and saved.when > run.when:
            names = (name for one in runs if one.cell == run.cell for name in one.before)
            found |= {name: edited(name, saved.when) for name in names}
    return found
