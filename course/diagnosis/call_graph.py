"""Which other exercises an answer builds on, and what is said where one of them is wrong.

The same for notebook and grade: who mends the answer that is wrong need not look at this one.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from course.results.outcomes import Outcome, Verdict

LONGEST = 20_000
_CAUSED = (Outcome.FAILED, Outcome.RAISED)
_TEXTS = (tokenize.STRING, tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)


def uses_in(
    answers: Mapping[str, str], helpers: Iterable[str], exercises: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return for each exercise which others its cell calls, in the order of `exercises`.

    `answers` holds the texts of the cells by the exercises that they define, `helpers` those of
    other cells: calls by way of functions that are defined there count as well.

    >>> cells = {"work": "def work(a): return half(a)"}
    >>> uses_in(cells, ["def half(a): return energy(a) / 2"], ["energy", "work"])
    {'work': ('energy',)}
    """
    known = [_called_and_defined(one) for one in helpers]
    uses = {}
    for exercise, source in answers.items():
        called, own = _called_and_defined(source)
        called = called - own
        near = [one for one in known if one[1] & called]
        rest = [one for one in known if not one[1] & called]
        while near:
            called = called.union(*(one[0] for one in near))
            near, rest = (
                [one for one in rest if one[1] & called],
                [one for one in rest if not one[1] & called],
            )
        uses[exercise] = tuple(
            name for name in exercises if name in called and name not in own | {exercise}
        )
    return uses


def blamed_in(told: Mapping[str, Verdict], culprit: str, outcome: Outcome) -> dict[str, Verdict]:
    """Return an exercise's verdicts, its first wrong result being laid to what it calls.

    `outcome` is how the culprit, another exercise, fares in its own checks.
    """
    if outcome is Outcome.NOT_ATTEMPTED:
        # What the other one raises looks as if this one were not written.
        sentence = f"{_calls(culprit)} is not written yet: write that first."
        return {
            name: replace(verdict, message=sentence, discreet=sentence, clue="", discreet_clue="")
            if verdict.outcome is Outcome.NOT_ATTEMPTED
            else verdict
            for name, verdict in told.items()
        }
    clue = f"{_calls(culprit)} does not pass its own checks: mend that first."
    first = next((name for name, verdict in told.items() if verdict.outcome in _CAUSED), None)
    if first is None:
        return dict(told)
    return {**told, first: replace(told[first], clue=clue, discreet_clue=clue)}


def culprit_in(message: str) -> str:
    """Return the exercise that a message blames, empty if none.

    >>> culprit_in("Your code calls `y`, which does not pass its own checks: mend that first.")
    'y'
    """
    found = re.search(r"Your code calls `(\w+)`, which (?:is not written|does not pass)", message)
    return found[1] if found else ""


def _calls(culprit: str) -> str:
    return f"Your code calls `{culprit}`, which"


def _called_and_defined(source: str) -> tuple[frozenset[str], frozenset[str]]:
    # Tokens, not a syntax tree: a parser's stack is no place for a stranger's text.
    if len(source) > LONGEST:
        return frozenset(), frozenset()
    words: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            words.append("" if token.type in _TEXTS else token.string)
    except (tokenize.TokenError, SyntaxError, ValueError):
        # A ValueError tells of half a character, which newer Pythons cannot encode.
        return frozenset(), frozenset()
    called = {name for name, following in pairwise(words) if following == "("}
    defined = frozenset(name for word, name in pairwise(words) if word == "def")
    attributes = {name for word, name in pairwise(words) if word == "."}
    return frozenset(called - attributes - defined), defined
