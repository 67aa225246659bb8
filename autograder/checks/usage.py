"""How the words of a check are used: a slip is told with the call that was meant."""

from __future__ import annotations

import builtins
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any, ParamSpec, TypeVar

import numpy as np

from autograder.checks.author_sentences import WrongWords
from course.judging import requirements
from course.values.formatting import format_argument

Given = ParamSpec("Given")
Result = TypeVar("Result")

EXAMPLES = {
    "agrees": "student.agrees(3.0, [0.5, 1.0])",
    "equals": "student.equals(6.0, 3.0, 2.0)",
    "refuses": 'student.refuses(0.0, 1.0, error="ValueError")',
    "draws": "student.draws(3.0, shows=(Labelled(), Legend(1)))",
    "represents": 'student.represents(points=[{"k": 3.0, "x": 2.0}])',
    "returns_parts": "student.returns_parts(3.0, value=(2.0, 1e-9), slope=([0.5], 1e-9))",
    "values": "student.values(3.0, [0.5, 1.0])",
    "figure": "student.figure(3.0)",
    "expect": 'student.expect(total == 1, f"The sum is {total}, not 1.", "The sum is not 1.")',
    "fail": 'student.fail("The sum is 0.9, not 1.", "The sum is not 1.")',
}
SLACKS = ("rtol", "atol")


def guarded(method: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return a method of `Answer` that raises `WrongWords` where it is used wrongly."""

    @functools.wraps(method)
    def use(*args: Given.args, **named: Given.kwargs) -> Result:
        __tracebackhide__ = True
        word = method.__name__
        said = slip_in(word, inspect.signature(method), args, named)
        if said:
            raise WrongWords(f"{said} docs/checks.md tells what `student.{word}` takes.")
        return method(*args, **named)

    return use


def slip_in(
    word: str, signature: inspect.Signature, args: Sequence[Any], named: Mapping[str, Any]
) -> str:
    """Return what is wrong with a use of `student.WORD`, with the right call; empty if nothing is.

    The first of `args` is the `Answer`.
    """
    answer, *given = args
    error, others = _exception_among(word, given, named)
    if error:
        call = ", ".join([*map(format_argument, others), f'error="{error}"'])
        return f"An exception is asked for by its name: write `student.refuses({call})`."
    try:
        bound = signature.bind(*args, **named)
    except TypeError as problem:
        return f"`student.{word}` {_told(str(problem), named)}: write it as in `{EXAMPLES[word]}`."
    bound.apply_defaults()
    values = bound.arguments
    said = _slip_in_values(word, values) or _slip_in_slacks(values)
    if said:
        return f"{said}: write it as in `{EXAMPLES[word]}`."
    expects_type_error = values.get("error") == "TypeError"
    return "" if "args" not in values or expects_type_error else _miscalled(word, answer, values)


def _exception_among(
    word: str, given: Sequence[Any], named: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    """Return the name of an exception that is given as it must not be, and the other arguments."""
    for place, value in enumerate(given):
        name = _exception_name(value, texts=word == "refuses")
        if name:
            return name, [*given[:place], *given[place + 1 :]]
    for key, value in named.items():
        name = _exception_name(value, texts=key != "error" and word == "refuses")
        if name and word != "returns_parts":
            return name, list(given)
    return "", list(given)


def _exception_name(value: object, *, texts: bool) -> str:
    if isinstance(value, type) and issubclass(value, BaseException):
        return value.__name__
    if isinstance(value, BaseException):
        return type(value).__name__
    if texts and isinstance(value, str):
        known = getattr(builtins, value, None)
        return value if isinstance(known, type) and issubclass(known, BaseException) else ""
    return ""


def _told(problem: str, named: Mapping[str, Any]) -> str:
    """Return Python's words on arguments that do not fit, as the end of a sentence."""
    if problem.startswith("got an unexpected keyword"):
        name = problem.rpartition("argument ")[2].strip("'")
        if name in named:
            return f"takes no `{name}=`; the function's own arguments are given by place"
    if problem.startswith("multiple values"):
        return f"got {problem}; what is expected stands first"
    return problem.replace("missing a required", "lacks a required")


def _slip_in_values(word: str, values: Mapping[str, Any]) -> str:
    """Return what is wrong with what a word is given besides the function's own arguments."""
    if word == "equals" and callable(values["expected"]):
        return "`student.equals` takes the expected value first, not a function"
    if word == "refuses":
        name = values["error"]
        if not isinstance(name, str) or not name.isidentifier():
            return f"`error` is the name of an exception, as text; it is {_shown(name)}"
    if word == "draws":
        return _slip_in_shows(values)
    if word == "represents":
        return _slip_in_points(values)
    if word == "returns_parts":
        return _slip_in_parts(values.get("parts", {}))
    if word == "expect" and not isinstance(values["condition"], bool | np.bool_):
        shown = _shown(values["condition"])
        return f"`condition`, which stands first, must be True or False; it is {shown}"
    # Where the condition holds there may be nothing to say.
    is_told = word != "expect" or not values["condition"]
    for name in ("message", "discreet"):
        given = values.get(name, "nothing asked")
        if not isinstance(given, str) or (is_told and not given.strip()):
            return f"`{name}` must be a sentence, as text; it is {_shown(values[name])}"
    return ""


def _slip_in_shows(values: Mapping[str, Any]) -> str:
    shows = values["shows"]
    if any(map(_is_requirement, values.get("args", ()))):
        return "requirements of a figure stand in `shows=(…,)`"
    if not isinstance(shows, tuple | list) or not shows or not all(map(_is_requirement, shows)):
        return (
            "`shows` must be a tuple of requirements from course.judging.requirements; it is "
            f"{_shown(shows)}"
        )
    return ""


def _is_requirement(value: object) -> bool:
    return type(value).__module__ == requirements.__name__


def _slip_in_points(values: Mapping[str, Any]) -> str:
    points, names = values["points"], values["required"]
    if not isinstance(points, list | tuple) or not points or not all(map(_is_point, points)):
        return (
            "`points` must be a list of dicts, each with a number for every symbol; it is "
            f"{_shown(points)}"
        )
    if not isinstance(names, list | tuple) or not all(isinstance(one, str) for one in names):
        return f"`required` must be a tuple of names; it is {_shown(names)}"
    return ""


def _is_point(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(map(_is_number, value.values()))


def _slip_in_parts(parts: Mapping[str, Any]) -> str:
    if not parts:
        return "`student.returns_parts` names at least one part with what is expected of it"
    for name, pair in parts.items():
        if not isinstance(pair, tuple) or len(pair) != 2:
            return (
                f"the part `{name}` must be a pair, the value expected and the difference allowed; "
                f"it is {_shown(pair)}"
            )
        within = np.asarray(pair[1])
        if within.dtype.kind not in "iuf" or not (within >= 0).all():
            return (
                f"the difference allowed in the part `{name}`, which stands second, must be 0 or "
                f"more; it is {_shown(pair[1])}"
            )
    return ""


def _slip_in_slacks(values: Mapping[str, Any]) -> str:
    for name in SLACKS:
        if name in values and not (_is_number(values[name]) and 0 <= values[name] < np.inf):
            return f"`{name}` must be a number, 0 or more; it is {_shown(values[name])}"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _miscalled(word: str, answer: Any, values: Mapping[str, Any]) -> str:
    """Return what is wrong with the arguments for the function, which the reference shows."""
    function = getattr(answer.reference, answer.name, None)
    if function is None:
        return ""
    signature = inspect.signature(function)
    try:
        signature.bind(*values["args"])
    except TypeError as problem:
        first = "the expected value first, then " if word == "equals" else ""
        given = ", ".join(map(format_argument, values["args"]))
        takes = ", ".join(signature.parameters)
        return (
            f"`student.{word}` takes {first}the arguments of `{answer.name}({takes})`; those are "
            f"given as `({given})`: {problem}. Write it as in `{EXAMPLES[word]}`."
        )
    return ""


def _shown(value: object) -> str:
    text = " ".join(repr(value).split())
    return f"`{text[:60]}…`" if len(text) > 60 else f"`{text}`"
