"""A discussion is there for the student, too, but folded: first the experiment, then what it shows.

In the lesson's text it is a markdown cell tagged `discussion`; nbgrader's release folds it.
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor

DISCUSSION = "discussion"
SUMMARY = "What you should have seen"


class FoldDiscussions(Preprocessor):
    """Puts each discussion of a notebook into a `<details>` element."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Return the cell, folded if it is a discussion, and the resources as they were."""
        if DISCUSSION in cell.metadata.get("tags", []):
            cell.source = folded(cell.source)
        return cell, resources


def folded(text: str) -> str:
    """Return the Markdown folded; words in bold at its beginning are what stays visible.

    >>> print(folded("**What happened.** The spring broke."))
    <details><summary>What happened</summary>
    <BLANKLINE>
    The spring broke.
    <BLANKLINE>
    </details>
    """
    lead = re.match(r"\*\*([^*<>]+?)\.?\*\*\s*", text)
    summary = lead[1] if lead else SUMMARY
    body = text[lead.end() :] if lead else text
    # Between blank lines, what stands inside of HTML is Markdown still.
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"
