"""The instructor's side of wording: statuses, outcomes, and text that others wrote."""

from __future__ import annotations

import re
import unicodedata

from autograder.model.records import Status
from course.results.outcomes import Outcome

STATUS_WORDS = {
    Status.GRADED: "graded",
    Status.GRADER_ERROR: "grader's fault",
    Status.MISSING: "nothing handed in",
    Status.NOT_A_FILE: "not a file",
    Status.EMPTY: "empty file",
    Status.TOO_LARGE: "file too large",
    Status.UNREADABLE: "unreadable",
    Status.NOT_A_NOTEBOOK: "not a notebook",
    Status.WRONG_LESSON: "other lesson",
}

OUTCOME_WORDS = {
    Outcome.PASSED: "Passed",
    Outcome.FAILED: "Not correct yet",
    Outcome.NOT_ATTEMPTED: "Not attempted",
    Outcome.MISSING: "Function not found",
    Outcome.RAISED: "Stopped with an error",
    Outcome.EXCEEDED: "Used more than it may",
    Outcome.TIMED_OUT: "Took too long",
    Outcome.CRASHED: "Ended the program",
    Outcome.GRADER_ERROR: "Grader's fault",
    Outcome.MANUAL: "Graded by your teacher",
}

LONGEST_COMMENT = 2_000
# What Markdown, HTML or formulas are made of; within a word an underscore is only that.
SIGNS = re.compile(r"[&<>*\[\]`#!$\\~|]|(?<!\w)_|_(?!\w)")
# They join letters and emoji in names of many languages and turn nothing around.
JOINERS = "\u200c\u200d"


def harmless(text: str, limit: int = 2000) -> str:
    """Return the text cut to `limit` characters, without characters that act instead of show.

    Control characters, direction overrides, invisible characters and halves of surrogate
    pairs become a replacement mark; line ends and tabs stay.

    >>> harmless("a\\x1b[31mb\\u202ec")
    'a�[31mb�c'
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    lines = cut.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\ufffd" if _acts(one) else one for one in lines)


def one_line(text: str, limit: int = 200) -> str:
    """Return the text as `harmless` does, on one line.

    >>> one_line("Ada\\n  Lovelace")
    'Ada Lovelace'
    """
    return " ".join(harmless(text, limit).split())


def as_markdown(text: str) -> str:
    """Return the text as Markdown that shows it, on one line, whatever signs it holds.

    >>> as_markdown("a_b.ipynb [x](y) <b>")
    'a_b.ipynb &#91;x&#93;(y) &#60;b&#62;'
    """
    line = one_line(text, LONGEST_COMMENT)
    return SIGNS.sub(lambda found: f"&#{ord(found[0])};", line)


def number(value: float, digits: int = 2) -> str:
    """Return the number with at most so many decimals and no needless zeros.

    >>> number(4.0), number(2.666)
    ('4', '2.67')
    """
    return f"{round(value, digits):.10g}"


def count(amount: int, noun: str) -> str:
    """Return the amount with its noun.

    >>> count(1, "check"), count(2, "check")
    ('1 check', '2 checks')
    """
    return f"{amount} {noun}{'' if amount == 1 else 's'}"


def duration(seconds: float) -> str:
    """Return the time in its largest unit.

    >>> duration(90), duration(7200), duration(200_000)
    ('2 minutes', '2 hours', '2.3 days')
    """
    for unit, noun in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            amount = number(seconds / unit, 1 if unit > 60 else 0)
            return f"{amount} {noun}{'' if amount == '1' else 's'}"
    return count(max(1, round(seconds)), "second")


def _acts(character: str) -> bool:
    if character in "\n\t" or character in JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
