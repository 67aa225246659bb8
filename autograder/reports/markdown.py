"""Markdown that others wrote, as HTML in which nothing of theirs runs or breaks the page.

Formulas stay as they were written, for MathJax or for the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from autograder.model.phrases import harmless
from autograder.reports.formulas import bracketed_formulas

ATTACHMENT = "attachment:"
HARMFUL = "#harmful-link"
LONGEST_COMMENT = 10_000
# Where a picture was stored in several forms, the one that shows the most.
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")

Rule = Callable[[Sequence[Token], int, Any, Any], str]


class SafeMarkdown(MarkdownIt):
    """Markdown to HTML in which HTML is shown as text, and formulas as they were written."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        super().__init__("js-default", {"html": False, "xhtmlOut": True})
        self.use(dollarmath_plugin, allow_labels=False, double_inline=True)
        self.use(bracketed_formulas)
        for name, rule in {**FORMULAS, **rules}.items():
            self.add_render_rule(name, _bound(rule))

    def normalizeLink(self, url: str) -> str:
        """Return the address, or one that leads nowhere in place of one that runs something."""
        link = super().normalizeLink(url)
        return link if super().validateLink(link) else HARMFUL

    def validateLink(self, url: str) -> bool:
        """Return True: a link that would run something is one by now that leads nowhere."""
        return True


def notebook_html(source: str, attachments: Mapping[str, Any]) -> str:
    """Return a notebook's Markdown as HTML; `attachments` are the pictures of its cell."""
    return str(SafeMarkdown(NOTEBOOK).render(source, {"attachments": attachments}))


def comment_html(source: str) -> Markup:
    """Return a comment in Markdown as HTML.

    The page that it is for has headings of its own, and fetches no pictures.

    >>> comment_html("**Good** <b>")
    Markup('<p><strong>Good</strong> &lt;b&gt;</p>')
    """
    # What is cut and made harmless is the source, in which no tag can be torn.
    return Markup(SafeMarkdown(COMMENT).render(harmless(source, LONGEST_COMMENT)).strip())


def _bound(rule: Rule) -> Callable[..., str]:
    # The library binds a rule to its renderer, which ours have no need of.
    return lambda renderer, tokens, place, options, env: rule(tokens, place, options, env)


def _formula(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    return escape(f"{token.markup}{token.content}{token.info or token.markup}", quote=False)


def _formula_alone(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return f"<p>{_formula(tokens, place, options, env)}</p>\n"


def _plain_code(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return f"<pre><code>{escape(tokens[place].content, quote=False)}</code></pre>\n"


def _coloured_code(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    language = tokens[place].info.strip().partition(" ")[0]
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return _plain_code(tokens, place, options, env)
    return str(highlight(tokens[place].content, lexer, HtmlFormatter()))


def _bold_heading(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return "<p><strong>" if tokens[place].nesting > 0 else "</strong></p>\n"


def _linked_picture(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    source = str(tokens[place].attrs["src"])
    return f'<a href="{escape(source)}">{escape(tokens[place].content or source)}</a>'


def _picture(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """Return the picture; a sentence for one that is lacking."""
    source = str(tokens[place].attrs["src"])
    if source.startswith(ATTACHMENT):
        # Jupyter writes "my%20photo.png" for what it stores as "my photo.png".
        name = unquote(source.removeprefix(ATTACHMENT))
        forms = env["attachments"].get(name) or {}
        kind = next((one for one in (*PICTURES, *forms) if one in forms), None)
        if kind is None:
            return f"<em>(The picture {escape(name)} is not in the notebook.)</em>"
        source = f"data:{kind};base64,{forms[kind]}"
    title = tokens[place].attrs.get("title")
    shown = f' title="{escape(str(title))}"' if title else ""
    return f'<img src="{escape(source)}" alt="{escape(tokens[place].content)}"{shown} />'


FORMULAS: dict[str, Rule] = {
    "math_inline": _formula,
    "math_inline_double": _formula,
    "math_block": _formula_alone,
    "math_bracketed": _formula,
}
NOTEBOOK: dict[str, Rule] = {"fence": _coloured_code, "image": _picture}
COMMENT: dict[str, Rule] = {
    "fence": _plain_code,
    "code_block": _plain_code,
    "heading_open": _bold_heading,
    "heading_close": _bold_heading,
    "image": _linked_picture,
}
