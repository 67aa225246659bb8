"""Formulas in Markdown stay as they were written, and hostile Markdown takes no time."""

from __future__ import annotations

import time
from html import escape

import pytest

from autograder.reports.markdown import comment_html, notebook_html

FORMULAS = [
    pytest.param("$a_1 * b_2 * c_3$", id="inline"),
    pytest.param("$ a_i + b_i $", id="inline with spaces"),
    pytest.param(r"$\{a\} \_ \\ b$", id="inline with escapes"),
    pytest.param("$[a](b)$ and $`c`$", id="inline like a link"),
    pytest.param("$a < b & c > d$", id="inline with comparisons"),
    pytest.param("$$a_1 * b * c$$", id="display"),
    pytest.param("so $$a_1 * b * c$$ holds", id="display within a sentence"),
    pytest.param("$$\na_1\n- b_1\n+ c_1\n\n# d\n$$", id="display on lines of its own"),
    pytest.param(r"\(a_1 * b * c\)", id="round brackets"),
    pytest.param(r"so \(a_1 < b_1\), and \[c*d*e\] too", id="brackets within a sentence"),
    pytest.param("\\[\na\n- b\n1. c\n\\]", id="square brackets on lines of their own"),
    pytest.param("\\[a\n\n- b\\]", id="square brackets around an empty line"),
    pytest.param("\\begin{align}\na_1 &= b \\\\\n- c &= d * e * f\n\\end{align}", id="environment"),
    pytest.param(r"so \begin{matrix}a*b*c\end{matrix}", id="environment within a sentence"),
]


@pytest.mark.parametrize("source", FORMULAS)
def test_a_formula_stays_as_it_was_written(source: str) -> None:
    expected = f"<p>{escape(source, quote=False)}</p>"
    assert notebook_html(source, {}).strip() == expected
    assert comment_html(source) == expected


def test_jupyters_double_backslashes_become_the_brackets_that_mathjax_knows() -> None:
    source = "\\\\(a_1 * b * c\\\\) and\n\n\\\\[\nd\n- e\n\\\\]"
    html = notebook_html(source, {})
    assert html == "<p>\\(a_1 * b * c\\) and</p>\n<p>\\[\nd\n- e\n\\]</p>\n"


NO_FORMULAS = [
    pytest.param("`$a$` costs", "<p><code>$a$</code> costs</p>", id="code"),
    pytest.param("\\$5 and **6** \\$", "<p>$5 and <strong>6</strong> $</p>", id="escaped dollars"),
    pytest.param("a \\( *b*", "<p>a ( <em>b</em></p>", id="bracket without an end"),
    pytest.param("- a\n- \\[b\n", "<ul>\n<li>a</li>\n<li>[b</li>\n</ul>", id="end of an item"),
    pytest.param("    \\[b\n    \\]", "<pre><code>\\[b\n\\]</code></pre>", id="indented code"),
]


@pytest.mark.parametrize(("source", "html"), NO_FORMULAS)
def test_what_is_no_formula_is_markdown(source: str, html: str) -> None:
    assert notebook_html(source, {}).strip().replace("\n</code>", "</code>") == html


COLOURED = "```python\nf(1) < 2\n```"


def test_code_in_a_notebook_has_colours() -> None:
    html = notebook_html(COLOURED, {})
    assert html.startswith('<div class="highlight"><pre>')
    assert "&lt;" in html


@pytest.mark.parametrize(
    "forms", [{}, None, {"x.png": {}}], ids=["no picture", "nothing", "no form"]
)
def test_a_picture_that_is_lacking_is_a_sentence(forms: dict[str, object] | None) -> None:
    html = notebook_html("![a](attachment:x.png)", forms or {})
    assert html == "<p><em>(The picture x.png is not in the notebook.)</em></p>\n"


REPEATED = [
    "\\(",
    "\\[",
    "\\\\(",
    "$",
    "$$ ",
    "$ $$",
    "\\begin{a}",
    "[",
    "![",
    "> ",
    "*a",
    "`",
    "<a ",
]


@pytest.mark.parametrize("piece", REPEATED)
@pytest.mark.parametrize("between", ["", "\n"], ids=["in a line", "in lines"])
def test_repeated_openings_take_no_time(piece: str, between: str) -> None:
    start = time.process_time()
    comment_html((piece + between) * 10_000)
    assert time.process_time() - start < 2
