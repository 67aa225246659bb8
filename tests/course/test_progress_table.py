"""The table of `progress()` can be read with a keyboard, aloud, and in a narrow window."""

from __future__ import annotations

import re

import pytest

from course.lessons.catalogue import load_lesson
from course.progress import page_of, survey


@pytest.fixture(scope="module")
def html() -> str:
    return page_of(survey(load_lesson("springs"), {})).html


def test_what_scrolls_is_a_named_region_in_the_order_of_tabs(html: str) -> None:
    regions = [tag for tag in re.findall(r"<[^>]*>", html) if "overflow-x: auto" in tag]
    assert regions
    for tag in regions:
        assert 'tabindex="0"' in tag
        assert 'role="region"' in tag
        assert re.search(r'aria-label="[^"]+"', tag)


def test_no_header_is_empty(html: str) -> None:
    headers = re.findall(r"<th\b[^>]*>(.*?)</th>", html)
    assert headers
    assert all(re.sub(r"<[^>]*>", "", header).strip() for header in headers)


def test_titles_may_break_into_lines(html: str) -> None:
    rows = re.findall(r"<tr\b.*?</tr>", html.split("<tbody>")[1])
    assert rows
    for row in rows:
        assert "white-space: normal" in re.findall(r"<td\b[^>]*>", row)[-1]
