"""What the cells run in this kernel tell of a function that is not there, or not written."""

from __future__ import annotations

from collections.abc import Mapping

from course.notebook.definitions import definitions, magic_over, stubs_at_the_end
from course.notebook.report import shell

OVERWRITTEN = (
    "You wrote it in another cell, and the untouched cell was run after that one: delete the "
    "untouched cell, and run yours again. When your work is graded, what is written counts."
)


def sources_run(namespace: Mapping[str, object]) -> list[str]:
    """Return the texts of the cells that were run in `namespace`, in order; none if unknown."""
    running = shell()
    if running is None or namespace is not getattr(running, "user_ns", None):
        return []
    history = getattr(getattr(running, "history_manager", None), "input_hist_raw", [])
    return [text for text in history if isinstance(text, str)]


def hiding_magic(name: str, namespace: Mapping[str, object]) -> str:
    """Return the cell magic that kept the cell with the function from defining it, if one did."""
    for source in reversed(sources_run(namespace)):
        if any(definitions(source, name)):
            return magic_over(source)
    return ""


def is_overwritten(name: str, namespace: Mapping[str, object]) -> bool:
    """Return whether the function was written, and its stub run after that."""
    sources = [text for text in sources_run(namespace) if not magic_over(text)]
    return stubs_at_the_end([one for text in sources for one in definitions(text, name)]) > 0
