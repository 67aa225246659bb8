"""Text, truth values, and dicts and lists that hold them: what is wrong with a result."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course.judging.comparison import describe_got, symbols_named
from course.judging.error_patterns import Clue, Difference
from course.values.decode import printable

MOST_SHOWN = 60
Compare = Callable[[str, Any, object], Difference | None]


def is_record(expected: object) -> bool:
    """Return whether what is expected is compared here, and not as numbers.

    >>> is_record("text"), is_record({"a": 1.0}), is_record([1.0, 2.0]), is_record([1, "a"])
    (True, True, False, True)
    """
    if isinstance(expected, list | tuple):
        return any(map(is_record, expected))
    return isinstance(expected, str | Mapping | bool | np.bool_)


def unlike_record(
    call: str, expected: Any, value: Any, compare_numbers: Compare
) -> Difference | None:
    """Return how `value` differs from what is expected, None if it does not.

    Spaces at the ends of lines and blank lines at the end of a text do not count. Numbers in a
    record are compared by `compare_numbers`, with the place of each in front.
    """
    if not is_record(expected):
        return compare_numbers(call, expected, value)
    if isinstance(expected, str):
        return _unlike_text(call, expected, value)
    if isinstance(expected, bool | np.bool_):
        return _unlike_truth(call, bool(expected), value)
    if isinstance(expected, Mapping):
        return _unlike_dict(call, expected, value, compare_numbers)
    if not isinstance(value, list | tuple) or len(value) != len(expected):
        is_list = isinstance(value, list | tuple)
        got = f"{len(value)} items" if is_list else describe_got(value)
        return Difference(
            f"`{call}` returned {got}, expected a list of {len(expected)} items.",
            "The result is not a list of the right length.",
        )
    pairs = enumerate(zip(expected, value, strict=True))
    found = (
        unlike_record(f"{call}[{place}]", one, other, compare_numbers)
        for place, (one, other) in pairs
    )
    return next((fault for fault in found if fault), None)


def same_text(one: str, other: str) -> bool:
    """Return whether two texts are the same but for spaces at the ends of lines.

    >>> same_text("a \\nb\\n", "a\\nb"), same_text("a b", "ab")
    (True, False)
    """
    return _settled(one) == _settled(other)


def _settled(text: str) -> str:
    lines = unicodedata.normalize("NFC", printable(text)).split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def _unlike_text(call: str, expected: str, value: object) -> Difference | None:
    if not isinstance(value, str):
        return Difference(
            f"`{call}` returned {describe_got(value)}, expected the text {_quoted(expected)}.",
            "The result is not text.",
        )
    if same_text(expected, value):
        return None
    got, wanted = _settled(value), _settled(expected)
    place = next(
        (n for n, pair in enumerate(zip(got, wanted, strict=False)) if pair[0] != pair[1]),
        min(len(got), len(wanted)),
    )
    start = max(0, place - MOST_SHOWN // 2) if place >= MOST_SHOWN else 0
    return Difference(
        f"`{call}` is {_quoted(got, start)}, expected {_quoted(wanted, start)}.",
        "The text differs from what is expected.",
        _clue_to_text(got, wanted, place),
    )


def _clue_to_text(got: str, wanted: str, place: int) -> Clue:
    for sentence, change in (
        ("Only capital letters differ.", str.casefold),
        ("Only spaces and line ends differ.", lambda text: "".join(text.split())),
        ("Only punctuation and spaces differ.", _letters),
    ):
        if got and change(got) == change(wanted):
            return Clue(sentence, sentence)
    if not got:
        return Clue("The text is empty.", "The text is empty.")
    if wanted.startswith(got):
        return Clue("The text ends too early.", "The text ends too early.")
    if got.startswith(wanted):
        return Clue("The text goes on where it should end.", "The text goes on too long.")
    return Clue(f"They differ from character {place + 1} on.", "")


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _unlike_truth(call: str, expected: bool, value: object) -> Difference | None:
    if isinstance(value, np.ndarray) and value.dtype.kind == "b" and not value.shape:
        value = bool(value)
    if not isinstance(value, bool):
        return Difference(
            f"`{call}` returned {describe_got(value)}, expected {expected}.",
            "The result is not a truth value.",
        )
    if value == expected:
        return None
    return Difference(f"`{call}` is {value}, expected {expected}.", "The truth value is wrong.")


def _unlike_dict(
    call: str, expected: Mapping[Any, Any], value: Any, compare_numbers: Compare
) -> Difference | None:
    if not isinstance(value, Mapping):
        return Difference(
            f"`{call}` returned {describe_got(value)}, expected a dictionary with the keys "
            f"{_keys(expected)}.",
            "The result is not a dictionary.",
        )
    missing = [key for key in expected if key not in value]
    extra = [key for key in value if key not in expected]
    if missing or extra:
        parts = [f"lacks {_named(missing)}"] if missing else []
        parts += [f"has {_named(extra)}, which is not expected"] if extra else []
        return Difference(
            f"The dictionary `{call}` {' and '.join(parts)}; expected {_named(list(expected))}.",
            "The dictionary has other keys.",
            _clue_to_keys(missing, extra),
        )
    found = (
        unlike_record(f"{call}[{key!r}]", one, value[key], compare_numbers)
        for key, one in expected.items()
    )
    return next((fault for fault in found if fault), None)


def _clue_to_keys(missing: list[Any], extra: list[Any]) -> Clue:
    def changed(keys: list[Any]) -> list[str]:
        return sorted(str(key).strip().casefold() for key in keys)

    if changed(missing) != changed(extra):
        return Clue()
    kinds = {type(key) for key in missing} != {type(key) for key in extra}
    sentence = (
        "The keys are of another type: text is no number."
        if kinds
        else "Only capital letters or spaces of the keys differ."
    )
    return Clue(sentence, sentence)


def _named(keys: list[Any]) -> str:
    return f"the key{'s' if len(keys) > 1 else ''} {_keys(keys)}"


def _keys(keys: Any) -> str:
    return symbols_named([repr(key) for key in keys])


def _quoted(text: str, start: int = 0) -> str:
    shown = text[start : start + MOST_SHOWN]
    before, after = ("…" if start else ""), ("…" if start + MOST_SHOWN < len(text) else "")
    return f"{before}{shown!r}{after}"
