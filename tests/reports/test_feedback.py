"""The feedback page: what it says, and what no text of a student can make of it."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.model.layout import Layout
from autograder.model.phrases import STATUS_WORDS, harmless
from autograder.model.records import Status, SubmissionRecord, exercise_record
from autograder.model.scores import Mark, StudentMarks
from autograder.reports.feedback import code_in, render, write_pages
from autograder.store import record_store
from course.results.outcomes import Outcome
from tests.class_records import LESSON, check, graded, refused

EVIL = '<script>alert(1)</script><img src="http://evil.example/x.png" onerror=alert(1)>'


class Page(HTMLParser):
    """The text, tags and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.attributes = "", [], []  # type: ignore[var-annotated]
        self._skips = False
        self.feed(html)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += " "
        self.tags.append(tag)
        self.attributes += [(tag, *attr) for attr in attrs]
        self._skips = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._skips:
            self.text += data


def text_of(record: SubmissionRecord, **cells: Mark) -> str:
    return Page(render(record, LESSON, StudentMarks(record.student, cells=cells))).text


SAYS = {
    "all right": (graded(), {}, ["10 of 15 points so far", "✓ Passed · 4 of 4 points"]),
    "waits": (graded(), {}, ["1 part worth 5 points waits for your teacher.", "– of 5 points"]),
    "no essay": (graded(answered=False), {}, ["10 of 15 points", "No answer was written."]),
    "graded by hand": (
        graded(),
        {"explain": Mark(5.0, None, 3.5, 0.5, False, "Which eigenvalue?")},
        ["14 of 15 points", "Your teacher gave 3.5 of 5. Extra credit: 0.5.", "Which eigenvalue?"],
    ),
    "overruled": (
        graded(tension=Outcome.FAILED, answered=False),
        {"tension": Mark(4.0, 2.0, 3.0, None, False)},
        ["9 of 15 points", "Your teacher gave 3 of 4. The automatic score was 2."],
    ),
    "changed since": (
        graded(),
        {"explain": Mark(5.0, None, 3.0, None, True)},
        ["13 of 15 points so far", "Your work changed since: it waits for your teacher."],
    ),
    "our fault": (
        graded(tension=Outcome.GRADER_ERROR),
        {},
        ["Something failed in the grader, not in your work", "6 of 15 points so far"],
    ),
    "failed": (
        graded(tension=Outcome.FAILED, message="`tension([1])` is `1`, expected `2`."),
        {},
        ["✗ Not correct yet", "tension([1]) is 1, expected 2.", 'hint("tension") helps one step'],
    ),
    "hidden": (graded(), {}, ["values hidden check ✓ Passed"]),
    "not attempted": (
        graded(sag=Outcome.NOT_ATTEMPTED),
        {},
        ["○ Not attempted", "Find “The peak” in the notebook", "To work on next: The peak."],
    ),
    "crashed": (graded(sag=Outcome.CRASHED), {}, ["✗ Ended the program", "what ends the program"]),
    "slow": (graded(sag=Outcome.TIMED_OUT), {}, ["✗ Took too long", "a loop that does not end"]),
    "renamed": (graded(sag=Outcome.MISSING), {}, ["a function named exactly sag"]),
    "raised": (graded(sag=Outcome.RAISED), {}, ["Restart Kernel and Run All Cells"]),
    "notes": (graded(notes=("The cell was split.",)), {}, ["About your notebook", "was split."]),
    "unreadable": (refused(), {}, ["Not graded", "not JSON: it ends in", "Then hand in again."]),
    "unreadable, graded by hand": (
        refused(),
        {"sag": Mark(6.0, 0.0, 5.0, None, False, "Seen on paper.")},
        ["The peak", "5 of 6", "Seen on paper."],
    ),
}


@pytest.mark.parametrize("case", SAYS)
def test_the_page_says(case: str) -> None:
    record, cells, sentences = SAYS[case]
    text = text_of(record, **cells)
    assert [one for one in sentences if one not in text] == []


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words_and_a_page(status: Status) -> None:
    assert STATUS_WORDS[status]
    text = text_of(refused(status=status))
    assert ("Not graded" in text) == (status is not Status.GRADED)
    assert "{" not in text


def test_a_failure_of_ours_is_not_explained_in_the_instructors_words() -> None:
    assert "pytest" not in text_of(graded(tension=Outcome.GRADER_ERROR))


def test_a_message_is_said_once() -> None:
    text = text_of(graded(tension=Outcome.FAILED, message="It is negative."))
    assert text.count("It is negative.") == 1


EVIL_RECORDS = {
    "student": graded(EVIL),
    "message": graded(tension=Outcome.FAILED, message=f"`{EVIL}` and {EVIL}"),
    "notes": graded(notes=(EVIL,)),
    "status message": replace(refused(), message=EVIL),
}


@pytest.mark.parametrize("case", EVIL_RECORDS)
def test_text_of_a_student_stays_text(case: str) -> None:
    html = render(EVIL_RECORDS[case], LESSON, None)
    page = Page(html)
    assert not {"script", "img", "iframe", "link", "object"} & set(page.tags)
    assert not [one for one in page.attributes if one[1].startswith("on")]
    assert "<script>alert(1)</script>" in page.text


def page_with(comment: str) -> str:
    mark = Mark(5.0, comment=comment)
    return render(graded(), LESSON, StudentMarks("a", cells={"explain": mark}))


COMMENTS = {
    "words": ("Well done.", "<p>Well done.</p>"),
    "bold": ("**Good**", "<p><strong>Good</strong></p>"),
    "code": ("Use `np.dot`.", "<p>Use <code>np.dot</code>.</p>"),
    "list": ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    "formula": ("$a_1 < b_2$", "<p>$a_1 &lt; b_2$</p>"),
    "code block": ("```python\nf(1) < 2\n```", "<pre><code>f(1) &lt; 2\n</code></pre>"),
    "heading": ("# Part 1", "<p><strong>Part 1</strong></p>"),
    "html": ("a <b>b</b>", "<p>a &lt;b&gt;b&lt;/b&gt;</p>"),
    "block of html": ("<style>b</style>", "<p>&lt;style&gt;b&lt;/style&gt;</p>"),
    "link": ("[here](https://a.example)", '<p><a href="https://a.example">here</a></p>'),
    "script in a link": ("[a](javascript:b)", '<p><a href="#harmful-link">a</a></p>'),
    "picture": (
        "![a<](http://evil.example/x.png)",
        '<p><a href="http://evil.example/x.png">a&lt;</a></p>',
    ),
    "diagram": ("```mermaid\n</pre><b>\n```", "<pre><code>&lt;/pre&gt;&lt;b&gt;\n</code></pre>"),
    "acting characters": ("a\u202eb", "<p>a\ufffdb</p>"),
}


@pytest.mark.parametrize("case", COMMENTS)
def test_a_comment_of_the_teacher_is_markdown(case: str) -> None:
    comment, html = COMMENTS[case]
    assert f"Your teacher writes:</strong></p>\n{html}\n</div>" in page_with(comment)


HOSTILE_COMMENTS = [
    EVIL,
    f"[{EVIL}](http://a)",
    f"[a](http://a {EVIL!r})",
    f"![{EVIL}]({EVIL})",
    f"```{EVIL}\n{EVIL}\n```",
    f"`{EVIL}`",
    f"$${EVIL}$$",
    f"\\begin{{a}}{EVIL}\\end{{a}}",
    f"# {EVIL}",
    f"| a |\n|---|\n| {EVIL} |",
    '[a](http://a" onclick="alert(1))',
    "[a]: javascript:alert(1)\n\n[a] and <javascript:alert(1)>",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "> " * 200 + EVIL,
    "[" * 5000 + EVIL,
    "*" * 20_000,
    "</div></article></main><script>",
]


@pytest.mark.parametrize("comment", HOSTILE_COMMENTS, ids=lambda text: text[:20])
def test_a_comment_runs_nothing(comment: str) -> None:
    plain, page = Page(page_with("Well done.")), Page(page_with(comment))
    assert not {"script", "img", "iframe", "link", "object"} & set(page.tags)
    assert not [one for one in page.attributes if one[1].startswith("on")]
    links = [str(value) for _, name, value in page.attributes if name == "href"]
    assert all(one.startswith(("#", "http")) for one in links)
    assert page.tags.count("article") == plain.tags.count("article")
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


SHARES = {
    # points and score of each check -> how they are written
    "halves": ([(1, 1), (0.5, 0)], ["1 of 1", "0 of 0.5"]),
    "quarters": ([(2.25, 2.25), (0.25, 0)], ["2.25 of 2.25", "0 of 0.25"]),
    "sixteenths": (
        [(2, 1.25), (1, 0.625), (0.5, 0.3125), (0.5, 0.3125)],
        ["1.25 of 2", "0.625 of 1", "0.3125 of 0.5", "0.3125 of 0.5"],
    ),
    "thirds": (
        [(2, 4 / 3), (1, 1), (0.5, 1 / 3), (0.5, 1 / 3)],
        ["1.34 of 2", "1 of 1", "0.33 of 0.5", "0.33 of 0.5"],
    ),
    "sevenths": (
        [(0.5, 2 / 7), (0.5, 2 / 7), (1, 3 / 7)],
        ["0.29 of 0.5", "0.28 of 0.5", "0.43 of 1"],
    ),
    "points that are thirds": (
        [(4 / 3, 0), (4 / 3, 4 / 3), (4 / 3, 4 / 3)],
        ["0 of 1.33", "1.33 of 1.33", "1.33 of 1.33"],
    ),
}


@pytest.mark.parametrize("case", SHARES)
def test_the_points_of_the_checks_add_up(case: str) -> None:
    shares, texts = SHARES[case]
    parts = [
        replace(check(f"c{n}", points=round(points, 6)), score=round(score, 6))
        for n, (points, score) in enumerate(shares)
    ]
    whole = exercise_record("tension", "The Tension", 4.0, tuple(parts))
    page = Page(render(replace(graded(), exercises=(whole,)), LESSON))
    found = re.findall(r"Passed ([\d.]+ of [\d.]+) ", page.text)
    assert found[1:] == texts


@pytest.mark.parametrize("record", [graded(), refused()], ids=["graded", "refused"])
def test_the_page_needs_no_network(record: SubmissionRecord) -> None:
    html = render(record, LESSON)
    assert not re.search(r"(?i)https?:|//|url\(|@import|src=", html)
    links = [value for _, name, value in Page(html).attributes if name == "href"]
    assert all(value is not None and value.startswith("#") for value in links)
    assert (
        "meta",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    ) in Page(html).attributes


def test_links_lead_to_parts_and_headings_label_sections() -> None:
    attributes = Page(render(graded(tension=Outcome.FAILED), LESSON)).attributes
    ids = [value for _, name, value in attributes if name == "id"]
    asked = [value for _, name, value in attributes if name in ("href", "aria-labelledby")]
    assert len(ids) == len(set(ids))
    assert {str(value).lstrip("#") for value in asked} <= set(ids)


ACTING = {
    "escape sequence": "a\x1b[31mb",
    "null": "a\x00b",
    "override": "a\u202eb\u2066c",
    "invisible": "a\u200bb\ufeff",
    "half a pair": "a\udcffb",
    "line separator": "a\u2028b",
}


@pytest.mark.parametrize("case", ACTING)
def test_characters_that_act_are_shown_instead(case: str) -> None:
    clean = harmless(ACTING[case])
    assert "\ufffd" in clean
    html = render(graded(ACTING[case], notes=(ACTING[case],)), LESSON)
    assert not set(html) & set("\x1b\x00\u202e\u2066\u200b\ufeff\udcff\u2028")
    html.encode("utf-8")


def test_names_of_many_languages_stay() -> None:
    for name in ("Ömer Şahin", "名前", "علی\u200cرضا", "Zoë 👩\u200d🔬"):
        assert harmless(name) == name


def test_long_texts_are_cut() -> None:
    message = "x" * 1_000_000
    record = graded("s" * 5000, tension=Outcome.FAILED, message=message, notes=(message,) * 50)
    html = render(record, LESSON)
    assert len(html) < 60_000
    assert "… and 30 more." in html


CODE = {
    "`f(1)` is 2": "<code>f(1)</code> is 2",
    "a ` alone": "a ` alone",
    "`a` and ` alone": "<code>a</code> and ` alone",
    "`<b>`": "<code>&lt;b&gt;</code>",
    "none": "none",
}


@pytest.mark.parametrize("text", CODE)
def test_backticks_become_code(text: str) -> None:
    assert code_in(text) == CODE[text]


UNSAFE = ["../../etc", "..", ".", "", "/etc/passwd", "a/b", "a\\b", "a\x00b", "x" * 400, "-rf"]
UNSAFE += ["con", "NUL.txt", "~", "b\udcffb", "a\nb", " a", "a.", ".ssh", "C:\\x", EVIL]


@pytest.mark.parametrize("student", UNSAFE, ids=lambda name: ascii(name)[:20])
def test_no_name_leaves_the_folders(student: str, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "course", tmp_path / "class")
    (page,) = write_pages(layout, [graded(student)], LESSON)
    assert page.resolve().relative_to(layout.feedback.resolve()).parts[1:] == ("toy", "toy.html")
    stored = record_store.write_record(layout, graded(student))
    assert stored.resolve().parent == (layout.class_folder / "records" / "toy").resolve()
    assert record_store.read_record(layout, "toy", student) == graded(student)
    assert {path.name for path in tmp_path.iterdir()} == {"class"}


def test_different_unsafe_names_get_different_pages(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    pages = write_pages(layout, [graded(name) for name in UNSAFE], LESSON)
    assert len(set(pages)) == len(UNSAFE)


def test_pages_are_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout(tmp_path, tmp_path)
    (page,) = write_pages(layout, [graded()], LESSON)
    before = page.read_bytes()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_pages(layout, [graded(tension=Outcome.FAILED)], LESSON)
    assert page.read_bytes() == before
    assert os.listdir(page.parent) == ["toy.html"]  # noqa: PTH208


def test_records_come_back_as_they_were_stored(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    records = (graded("ada", sag=Outcome.FAILED, message="ü `x`"), refused("bob"))
    for record in records:
        record_store.write_record(layout, record, {"explain": "An answer."})
    assert record_store.read_records(layout, "toy") == records
    assert record_store.read_record(layout, "toy", "cy") is None
    digests = record_store.read_fingerprints(layout, "toy", "ada")
    assert digests == {"explain": record_store.fingerprint("An answer. \n")}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"answers": {}, "record": {}}'])
def test_a_damaged_record_is_named(content: str, tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path)
    path = record_store.write_record(layout, graded())
    path.write_text(content)
    with pytest.raises(record_store.RecordError, match=r"ada\.json does not hold a record"):
        record_store.read_records(layout, "toy")
    assert record_store.read_fingerprints(layout, "toy", "ada") == {}
