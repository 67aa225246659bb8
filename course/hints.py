"""The hints of an exercise, one step at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, MutableMapping

from course.checking import being_graded, exercise_name
from course.lessons.recognition import find_lesson
from course.notebook.report import Page, show

# The notebook itself remembers how many steps it has shown, so a new kernel starts afresh.
STATE = "_course_hints_shown"


def hint(exercise: str | Callable[..., object] = "", *, lesson: str | None = None) -> None:
    """Show the hints of an exercise that were shown before, and the next one.

    `exercise` and `lesson` are as in `check`, and so are the errors.

    >>> from course import hint
    >>> hint("spring_energy")  # doctest: +ELLIPSIS
    spring_energy: hint 1 of ...
    """
    if being_graded():
        return
    namespace = sys._getframe(1).f_globals
    name = exercise_name(exercise, "hint", namespace)
    found = find_lesson(name, lesson, namespace)
    ladder = found.exercise(name).hints
    count = min(hints_shown(namespace, found.name, name) + 1, len(ladder))
    _remember(namespace, found.name, name, count)
    show(page_of(name, ladder, count))


def hints_shown(namespace: Mapping[str, object], lesson: str, exercise: str) -> int:
    """Return how many hints of the exercise the notebook with this namespace has shown."""
    state = namespace.get(STATE)
    count = state.get((lesson, exercise)) if isinstance(state, dict) else None
    return count if isinstance(count, int) else 0


def page_of(exercise: str, ladder: tuple[str, ...], count: int) -> Page:
    """Return the first `count` hints of the ladder as Markdown and as text, the newest marked.

    >>> page_of("double", ("Add it to itself.", "Write 2 * number."), 1)
    double: hint 1 of 2
    <BLANKLINE>
    Step 1 (new)
    Add it to itself.
    <BLANKLINE>
    hint("double") once more shows the next step.
    """
    if not ladder:
        return Page(
            f"{exercise}: there are no hints.", markdown=f"`{exercise}`: there are no hints."
        )
    last = count == len(ladder)
    again = f'hint("{exercise}")'
    end = "That was the last step." if last else f"{again} once more shows the next step."
    text = [f"{exercise}: hint {count} of {len(ladder)}"]
    markdown = [f"**`{exercise}`: hint {count} of {len(ladder)}**"]
    for number, step in enumerate(ladder[:count], 1):
        newest = number == count
        text.append(f"Step {number}{' (new)' if newest else ''}\n{step}")
        # A rule sets the newest apart; a quotation would put its marks into display formulas.
        markdown.extend(["---", f"**➜ Step {number}, new**"] if newest else [f"*Step {number}*"])
        markdown.append(step)
    text.append(end)
    markdown.extend(["---", f"*{end.replace(again, f'`{again}`')}*"])
    return Page("\n\n".join(text), markdown="\n\n".join(markdown))


def _remember(
    namespace: MutableMapping[str, object], lesson: str, exercise: str, count: int
) -> None:
    state = namespace.get(STATE)
    if not isinstance(state, dict):
        state = namespace[STATE] = {}
    state[lesson, exercise] = count
