"""Markdown that others wrote, as HTML in which nothing of theirs runs or breaks the page.

Importing this module imports nbconvert, which takes a moment: import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.model.phrases import harmless

ATTACHMENT = "attachment:"
LONGEST_COMMENT = 10_000


class SafeRenderer(IPythonRenderer):
    """Markdown to HTML in which HTML is shown as text."""

    def block_mermaidjs(self, code: str) -> str:
        """Return a diagram as its text: nbconvert would put it into the page unescaped."""
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return the picture; a sentence for one that is lacking, which nbconvert refuses."""
        if url.startswith(ATTACHMENT):
            # Jupyter writes "my%20photo.png" for what it stores as "my photo.png".
            name = unquote(url.removeprefix(ATTACHMENT))
            if name not in self.attachments:
                return f"<em>(The picture {escape(name)} is not in the notebook.)</em>"
            url = ATTACHMENT + name
        return str(super().image(text, url, title))


class CommentRenderer(SafeRenderer):
    """The same for a comment on a page that has headings of its own and fetches nothing."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Return a heading as a line in bold."""
        return f"<p><strong>{text}</strong></p>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link to the picture."""
        return str(self.link(text or escape(url), url, title))

    def block_code(self, code: str, info: str | None = None) -> str:
        """Return the code as it stands: the page has no colours for it."""
        return f"<pre><code>{escape(code)}</code></pre>\n"


def notebook_html(source: str, attachments: Mapping[str, Any]) -> str:
    """Return a notebook's Markdown as HTML; `attachments` are the pictures of its cell."""
    return _html(source, SafeRenderer, attachments)


def comment_html(source: str) -> Markup:
    """Return a comment in Markdown as HTML.

    >>> comment_html("**Good** <b>")
    Markup('<p><strong>Good</strong> &lt;b&gt;</p>')
    """
    # What is cut and made harmless is the source, in which no tag can be torn.
    return Markup(_html(harmless(source, LONGEST_COMMENT), CommentRenderer, {}).strip())


def _html(source: str, kind: type[SafeRenderer], attachments: Mapping[str, Any]) -> str:
    renderer = kind(escape=True, allow_harmful_protocols=False, attachments=dict(attachments))
    return str(MarkdownWithMath(renderer=renderer).render(source))
