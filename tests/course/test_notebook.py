"""The student's side: `check`, `hint` and `progress` on a small made-up lesson."""

from __future__ import annotations

import json
import signal
import statistics
import subprocess
import sys
import textwrap
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import course
from course import check, hint, progress
from course.checking import BadUse, CheckFailed, call, evaluate
from course.hints import STATE, hints_shown
from course.judging.judge import Agrees, Draws, Refuses
from course.lessons import catalogue
from course.lessons.catalogue import (
    Exercise,
    Lesson,
    PublicCheck,
    Question,
    UnknownName,
    lesson_to_data,
)
from course.notebook.report import MARKS, NEXT_STEPS, Page, Report, page_of, show
from course.progress import State, choose_lesson, state_of, survey
from course.progress import page_of as progress_page
from course.results.outcomes import Missing, Outcome, Raised, Returned, TimedOut, Verdict
from course.values.formatting import PlainError

INTEGER = np.array([1, 2, 4])
TENSION = Exercise(
    "tension",
    "The Tension of a sum of exponentials",
    4.0,
    ("Derive $J$ first.", "Then\n\n$$\nH = J^T J\n$$", "Write `2 / N**2`."),
    (
        PublicCheck("two", "two rates", 1.0, (Agrees(([1.0, 2.0],), 3.0, 1e-9),)),
        PublicCheck("integer", "integer rates", 1.0, (Agrees((INTEGER,), 7.0, 1e-9),)),
        PublicCheck("none", "no rates", 1.0, (Refuses(([],), "ValueError"),)),
    ),
    1,
)
AREA = Exercise(
    "area",
    "The area of a circle",
    2.0,
    ("Which power of the radius is it?",),
    (PublicCheck("unit", "radius 1", 2.0, (Agrees((1.0,), np.pi, 1e-9),)),),
    0,
)
SKETCH = Exercise(
    "sketch",
    "A drawing",
    1.0,
    (),
    (PublicCheck("drawn", "something is drawn", 1.0, (Draws((), ()),)),),
    0,
)
SMALL = Lesson(
    "small", "A small lesson", 10, (TENSION, AREA, SKETCH), (Question("why", "Why so", 3.0),)
)
OTHER = Lesson("other", "Another lesson", 5, (replace(AREA, id="volume"), AREA), ())


def right(thetas):
    """A right `tension`: the sum of the rates stands for the real one."""
    if len(thetas) == 0:
        raise ValueError("at least one rate is needed")
    return float(np.sum(thetas))


def unwritten(thetas):
    raise NotImplementedError


def forgets_the_check(thetas):
    return float(np.sum(thetas))


def raises(thetas):
    return 1 / 0


def has_lessons(monkeypatch: pytest.MonkeyPatch, *known: Lesson) -> None:
    table = {lesson.name: lesson for lesson in known}
    monkeypatch.setattr(catalogue, "lesson_names", lambda: tuple(table))
    real = catalogue.load_lesson
    monkeypatch.setattr(catalogue, "load_lesson", lambda name: table.get(name) or real(name))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NBGRADER_EXECUTION", "COURSE_GRADING"):
        monkeypatch.delenv(name, raising=False)
    has_lessons(monkeypatch, SMALL)


@pytest.fixture
def defined(request: pytest.FixtureRequest) -> Iterator[dict[str, object]]:
    """The namespace that `check` sees when a test calls it, to put student functions in."""
    namespace = globals()
    before = dict(namespace)
    yield namespace
    for name in set(namespace) - set(before):
        del namespace[name]


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


REPORTS = {
    "right": (
        right,
        """\
        tension: 3 of 3 public checks pass
        3 of 4 points so far; 1 more point is decided by hidden checks when graded.

          ✓ passed  two rates
          ✓ passed  integer rates
          ✓ passed  no rates

        All public checks pass. When your work is graded, hidden checks try it on other inputs.""",
    ),
    "one_fails": (
        forgets_the_check,
        """\
        tension: 2 of 3 public checks pass
        2 of 4 points so far; 1 more point is decided by hidden checks when graded.

          ✓ passed  two rates
          ✓ passed  integer rates
          ✗ failed  no rates

        no rates: `tension([])` should raise ValueError; it returned 0.0.
        `hint("tension")` shows a step towards it; change the cell, run it and check again.""",
    ),
    "unwritten": (
        unwritten,
        """\
        tension: 0 of 3 public checks pass
        0 of 4 points so far; 1 more point is decided by hidden checks when graded.

          ○ not written yet  two rates
          ○ not written yet  integer rates
          ○ not written yet  no rates

        `tension` is not written yet.
        Write it where `raise NotImplementedError` stands now, run the cell and check again. \
`hint("tension")` shows how to begin.""",
    ),
    "a_number": (
        12.0,
        """\
        tension: 0 of 3 public checks pass
        0 of 4 points so far; 1 more point is decided by hidden checks when graded.

          ○ not defined  two rates
          ○ not defined  integer rates
          ○ not defined  no rates

        `tension` is a number, not a function.
        Run the cell that defines `tension`, then check again.""",
    ),
}


@pytest.mark.parametrize(("answer", "expected"), REPORTS.values(), ids=REPORTS)
def test_report_text(answer: object, expected: str) -> None:
    report = evaluate(TENSION, {"tension": answer})
    assert page_of(report).text == textwrap.dedent(expected)


class Quits:
    def __call__(self, thetas):
        sys.exit("enough")


def recurses(thetas):
    return recurses(thetas)


def swallows(thetas):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            continue


def endless_value(thetas):
    value: list = []
    for _ in range(30):
        value = [value, value]
    return value


class BadTextError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


def raises_bad_text(thetas):
    raise BadTextError


CALLS = {
    "returns": (lambda x: [x, 1], Returned([2.0, 1])),
    "changes_its_input": (lambda x: x, Returned(2.0)),
    "no_function": ("text", Missing("str")),
    "raises": (raises, Raised("ZeroDivisionError", "division by zero", line=None)),
    "exits": (Quits(), Raised("SystemExit", "enough")),
    "recurses": (recurses, Raised("RecursionError", None, line=None)),
    "text_raises": (raises_bad_text, Raised("BadTextError", "", line=None)),
    "other_signature": (lambda: 1, Raised("TypeError", None)),
    "never_ends": (swallows, TimedOut(0.2)),
    "never_ends_describing": (endless_value, TimedOut(0.2)),
}


@pytest.fixture
def dropped_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the alarm be dropped in silence, as Python does while it collects garbage.

    pytest's own hook takes so long that the next ring interrupts it.
    """
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)


@pytest.mark.usefixtures("dropped_rings")
@pytest.mark.parametrize(("function", "expected"), CALLS.values(), ids=CALLS)
def test_call(function: object, expected: object) -> None:
    got = call(function, (2.0,), limit=0.2)
    assert type(got) is type(expected)
    if not isinstance(got, Raised):
        assert got == expected
        return
    assert got.type == expected.type
    assert expected.message is None or got.message == expected.message
    assert got.ancestry[0] == got.type
    assert got.ancestry[-1] == "object"
    assert (got.line > 0) is (expected.line is None)


def test_inputs_are_fresh_for_each_call() -> None:
    def spoils(thetas):
        thetas[:] = 0
        return 7.0

    assert [evaluate(TENSION, {"tension": spoils}).results[1][1].passed for _ in range(2)] == [
        True,
        True,
    ]
    assert INTEGER.tolist() == [1, 2, 4]


def test_interrupt_passes_through() -> None:
    def interrupted(thetas):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(TENSION, {"tension": interrupted})


def test_prints_and_warnings_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    def noisy(thetas):
        print("noise")
        print("noise", file=sys.stderr)
        warnings.warn("noise", stacklevel=1)
        return right(thetas)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert evaluate(TENSION, {"tension": noisy}).all_pass
    assert capsys.readouterr() == ("", "")


def test_our_fault_is_not_the_students(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Verdict:
        raise IndexError("oops")

    monkeypatch.setattr("course.checking.judge", broken)
    report = evaluate(AREA, {"area": lambda radius: 3.0})
    assert report.failure is not None
    assert report.failure[1].outcome is Outcome.GRADER_ERROR
    assert state_of(report) is State.NOT_JUDGED
    text = page_of(report).text
    assert "The course's own code failed: IndexError: oops (test_notebook.py, line " in text
    assert "Your code is not at fault." in text


def test_late_check_spares_the_others() -> None:
    # Of processor time: other tests run beside this one.
    start = time.process_time()
    report = evaluate(TENSION, {"tension": swallows}, limit=0.2)
    assert time.process_time() - start < 0.5
    assert [verdict.outcome for _, verdict in report.results] == [Outcome.TIMED_OUT] * 3
    assert "was not run" in report.results[1][1].message


def test_timer_is_restored() -> None:
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(True))
    handler = signal.getsignal(signal.SIGALRM)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.15)
        evaluate(AREA, {"area": lambda radius: time.sleep(0.3)}, limit=5)
        assert signal.getsignal(signal.SIGALRM) is handler
        time.sleep(0.05)
        assert rang == [True]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("dropped_rings")
def test_a_ring_that_is_lost_is_followed_by_another() -> None:
    class Swallows:
        def __del__(self) -> None:
            # Python drops what is raised here.
            time.sleep(0.15)

    def collects(radius):
        Swallows()
        while True:
            pass

    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert call(collects, (1.0,), limit=0.05) == TimedOut(0.05)
    assert time.process_time() - start < 1


def test_works_in_a_thread() -> None:
    reports: list[Report] = []
    thread = threading.Thread(
        target=lambda: reports.append(evaluate(TENSION, {"tension": right})), daemon=True
    )
    thread.start()
    thread.join(10)
    assert reports[0].all_pass


def test_figures_are_closed_and_start_anew() -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("agg")
    kept = pyplot.figure()

    def sketch():
        figure, axes = pyplot.subplots()
        axes.plot([0, 1], [1, 2])
        return figure

    try:
        assert evaluate(SKETCH, {"sketch": sketch}).all_pass
        assert pyplot.get_fignums() == [kept.number]
        many = call(lambda: pyplot.plot(np.zeros(300_000))[0].figure, ())
        assert many.value.type == "Figure that is too large to be judged"
    finally:
        pyplot.close(kept)


def test_check_takes_name_or_function(
    defined: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    defined["tension"] = right
    check("tension")
    by_name = capsys.readouterr().out
    assert by_name.startswith("tension: 3 of 3 public checks pass\n")

    def tension(thetas):
        return right(thetas)

    check(tension)
    assert capsys.readouterr().out == by_name


BAD_USES = {
    "misspelt": (
        lambda: check("tenson"),
        UnknownName,
        'There is no exercise "tenson". Did you mean "tension"?',
    ),
    "misspelt_with_lesson": (
        lambda: hint("tenson", lesson="small"),
        UnknownName,
        'Lesson small has no exercise "tenson". Did you mean "tension"? '
        "There are: tension, area, sketch.",
    ),
    "nothing_like_it": (
        lambda: check("xyz"),
        UnknownName,
        'There is no exercise "xyz". There are: tension, area, sketch.',
    ),
    "no_name": (
        lambda: check(),
        BadUse,
        'Say which exercise, as in check("tension"); progress() shows them all.',
    ),
    "no_name_for_hint": (
        lambda: hint(),
        BadUse,
        'Say which exercise, as in hint("tension"); progress() shows them all.',
    ),
    "unknown_lesson": (
        lambda: progress(lesson="smal"),
        UnknownName,
        'There is no lesson "smal". Did you mean "small"? There are: small.',
    ),
    "a_number": (
        lambda: check(3),  # type: ignore[arg-type]
        BadUse,
        'An exercise is named by its function\'s name in quotes, as in check("tension"); '
        "this is of type int.",
    ),
}


@pytest.mark.parametrize(("use", "kind", "sentence"), BAD_USES.values(), ids=BAD_USES)
def test_bad_use(use, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind) as caught:
        use()
    assert str(caught.value) == sentence
    assert " ".join(caught.value._render_traceback_()) == sentence


UNKNOWN = {
    # what the notebook defines, and the exercise asked for -> what it is told
    "nothing_defined": (
        (),
        "xyz",
        'There is no exercise "xyz". There are:\nsmall: tension, area, sketch\nother: volume, area',
    ),
    "one_lesson": (
        ("tension",),
        "xyz",
        'There is no exercise "xyz". There are: tension, area, sketch.',
    ),
    "the_other_lesson": (
        ("volume",),
        "xyz",
        'There is no exercise "xyz". There are: volume, area.',
    ),
    "in_both": (
        ("area",),
        "xyz",
        'There is no exercise "xyz". There are:\nsmall: tension, area, sketch\nother: volume, area',
    ),
    "alike": (("volume",), "volum", 'There is no exercise "volum". Did you mean "volume"?'),
    "alike in another lesson": (
        ("tension",),
        "volum",
        'There is no exercise "volum". There are: tension, area, sketch.',
    ),
    "none_small": (
        ("tension",),
        "",
        'Say which exercise, as in check("tension"); progress() shows them all.',
    ),
    "none_other": (
        ("volume",),
        "",
        'Say which exercise, as in check("volume"); progress() shows them all.',
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_an_unknown_exercise(
    case: str, defined: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    names, asked, sentence = UNKNOWN[case]
    has_lessons(monkeypatch, SMALL, OTHER)
    defined.update(dict.fromkeys(names, right))
    with pytest.raises(PlainError) as caught:
        check(asked)
    assert str(caught.value) == sentence


def test_without_lessons_there_are_no_exercises(monkeypatch: pytest.MonkeyPatch) -> None:
    has_lessons(monkeypatch)
    with pytest.raises(UnknownName) as caught:
        check("xyz")
    assert str(caught.value) == 'There is no exercise "xyz". There are: none yet.'
    with pytest.raises(BadUse, match="Say which exercise"):
        check()


def test_exercise_in_two_lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    has_lessons(monkeypatch, SMALL, OTHER)
    with pytest.raises(UnknownName) as caught:
        check("area")
    assert str(caught.value) == (
        'Exercise "area" is in small and in other: say which, as in check("area", lesson="small").'
    )


@pytest.mark.parametrize(
    ("answer", "fails"), [(right, False), (raises, True)], ids=["right", "wrong"]
)
def test_nbgrader_sees_failure(
    answer: object,
    fails: bool,
    defined: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    defined["tension"] = answer
    if not fails:
        check("tension")
        return
    with pytest.raises(CheckFailed) as caught:
        check("tension")
    shown = "\n".join(caught.value._render_traceback_())
    assert shown.startswith("tension: 0 of 3 public checks pass\ntwo rates: `tension([1.0, 2.0])` ")
    assert "raised ZeroDivisionError in line " in shown
    assert "public checks pass" in capsys.readouterr().out, "the report is shown first"


def test_silent_when_graded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COURSE_GRADING", "1")
    check("tension")
    check("no such exercise")
    hint("tension")
    progress()
    assert capsys.readouterr() == ("", "")
    assert STATE not in globals()


def test_hints_step_by_step(defined: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(4):
        hint("tension")
        texts.append(capsys.readouterr().out)
    assert texts[0] == (
        "tension: hint 1 of 3\n\nStep 1 (new)\nDerive $J$ first.\n\n"
        'hint("tension") once more shows the next step.\n'
    )
    assert "Step 1\nDerive $J$ first.\n\nStep 2 (new)\nThen\n\n$$\nH = J^T J\n$$" in texts[1]
    assert texts[2].endswith("Step 3 (new)\nWrite `2 / N**2`.\n\nThat was the last step.\n")
    assert texts[3] == texts[2]
    assert hints_shown(defined, "small", "tension") == 3
    assert hints_shown(defined, "small", "area") == 0
    hint("sketch")
    assert capsys.readouterr().out == "sketch: there are no hints.\n"


def test_hints_survive_a_spoilt_memory(
    defined: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    defined[STATE] = "spoilt"
    hint("tension")
    assert capsys.readouterr().out.startswith("tension: hint 1 of 3")


STATES = {
    "done": (right, State.DONE),
    "partly": (forgets_the_check, State.PARTLY),
    "failing": (lambda thetas: 0.0, State.FAILING),
    "raising": (lambda thetas: [][0], State.FAILING),
    "not_started": (unwritten, State.NOT_STARTED),
    "overwritten": (3, State.MISSING),
}


@pytest.mark.parametrize(("answer", "state"), STATES.values(), ids=STATES)
def test_states(answer: object, state: State) -> None:
    assert state_of(evaluate(TENSION, {"tension": answer})) is state


def test_progress_text() -> None:
    namespace = {"tension": forgets_the_check, "area": lambda radius: np.pi * radius**2}
    text = progress_page(survey(SMALL, namespace)).text
    assert text == textwrap.dedent("""\
        A small lesson: 1 of 3 exercises done, 4 of 7 points so far
        █████████████████░░░░░░░░░▒▒▒▒ 57%, 14% (▒) decided when graded

           exercise  state      checks  points  hints   title
        1  tension   ◐ partly   2 of 3  2 of 4  0 of 3  The Tension of a sum of \
exponentials
        2  area      ✓ done     1 of 1  2 of 2  0 of 1  The area of a circle
        3  sketch    ○ missing  0 of 1  0 of 1  0 of 0  A drawing

        Hidden checks decide 1 of the points when your work is graded.
        Graded by your teacher:
          Why so (3 points)""")


def test_progress_chooses_the_lesson(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_lesson({}) is SMALL
    has_lessons(monkeypatch, SMALL, OTHER)
    assert choose_lesson({"tension": right}) is SMALL
    assert choose_lesson({"volume": right}) is OTHER
    assert choose_lesson({"tension": right}, "other") is OTHER
    with pytest.raises(UnknownName) as caught:
        choose_lesson({"area": right})
    assert str(caught.value) == (
        "It is not clear which lesson this is: small, other. "
        'Say which, as in progress(lesson="small").'
    )
    has_lessons(monkeypatch)
    with pytest.raises(UnknownName, match="no lessons yet"):
        choose_lesson({})


class Balanced(HTMLParser):
    """Reads HTML and keeps what would do harm."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def raises_html(thetas):
    raise ValueError('<script>alert(1)</script> `<img src=x onerror=alert(1)>` "quoted" & co')


HTML = {
    "right": lambda: page_of(evaluate(TENSION, {"tension": right})),
    "hostile": lambda: page_of(evaluate(TENSION, {"tension": raises_html})),
    "hostile_type": lambda: page_of(
        evaluate(TENSION, {"tension": lambda _: type("<script>", (), {})()})
    ),
    "progress": lambda: progress_page(survey(SMALL, {"tension": raises_html})),
}


@pytest.mark.parametrize("make", HTML.values(), ids=HTML)
def test_html_is_sound_and_escaped(make) -> None:
    page = make()
    parser = Balanced()
    parser.feed(page.html)
    assert parser.open == []
    assert not parser.tags & {"script", "img", "link", "style", "iframe"}
    assert parser.names <= {
        *("style", "role", "scope", "title"),
        *(
            "tabindex",
            "aria-hidden",
            "aria-label",
            "aria-valuemin",
            "aria-valuemax",
            "aria-valuenow",
        ),
    }
    assert "<script" not in page.html
    assert "http" not in page.html


def test_every_outcome_has_mark_and_next_step() -> None:
    assert set(MARKS) == set(Outcome)
    assert set(NEXT_STEPS) == set(Outcome) - {Outcome.PASSED, Outcome.MANUAL}


def test_ipython_shows_html_and_lines(shell: InteractiveShell) -> None:
    with capture_output() as captured:
        shell.run_cell("from course import check, hint")
        shell.run_cell("# mine\ndef tension(thetas):\n    print('noise')\n    return thetas[9]")
        shell.run_cell("check('tension'); check('area'); hint('tension')")
    first, second, third = (output.data for output in captured.outputs)
    assert "raised IndexError in line 4 of its cell" in first["text/plain"]
    assert "raised IndexError in line 4 of its cell" in first["text/html"]
    assert second["text/plain"].startswith("area: 0 of 1")
    assert "**`tension`: hint 1 of 3**" in third["text/markdown"]
    assert third["text/plain"].startswith("tension: hint 1 of 3")
    assert "text/html" not in third
    assert "noise" not in captured.stdout


def test_ipython_drops_what_the_function_displays(shell: InteractiveShell) -> None:
    with capture_output() as captured:
        shell.run_cell("from IPython.display import display; from course import check")
        shell.run_cell("def area(radius):\n    display('noise')\n    return 0.0")
        shell.run_cell("check('area')")
    assert len(captured.outputs) == 1


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("check('tenson')", 'There is no exercise "tenson". Did you mean "tension"?'),
        ("check('tension')", "tension: 0 of 3 public checks pass\nThere is no function"),
    ],
    ids=["unknown", "nbgrader"],
)
def test_ipython_shows_no_traceback(
    cell: str, sentence: str, shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with capture_output() as captured:
        shell.run_cell("from course import check")
        result = shell.run_cell(cell)
    assert result.error_in_exec is not None
    assert captured.stdout.startswith(sentence)
    assert "Traceback" not in captured.stdout + captured.stderr


PLAIN = """
import json, sys
from course import check, hint, progress
from course.lessons import catalogue as lessons
small = lessons.lesson_from_data(json.load(open(sys.argv[1], encoding="utf-8")))
lessons.lesson_names = lambda: (small.name,)
lessons.load_lesson = lambda name: small
def tension(thetas):
    if len(thetas) == 0:
        raise ValueError
    return sum(thetas) + 1e-3
check("tension")
hint("tension")
progress()
assert not {"scipy", "sympy", "IPython", "matplotlib"} & set(sys.modules), "light"
"""


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_plain_python(encoding: str, tmp_path: Path) -> None:
    lesson = tmp_path / "small.json"
    lesson.write_text(json.dumps(lesson_to_data(SMALL)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, str(lesson)],
        capture_output=True,
        env={"PYTHONIOENCODING": encoding, "PYTHONPATH": str(Path(course.__path__[0]).parent)},
        check=False,
    )
    out = done.stdout.decode(encoding)
    assert done.stderr == b""
    assert done.returncode == 0
    mark = "✗" if encoding == "utf-8" else "?"
    assert f"  {mark} failed  two rates" in out
    assert "`tension([1.0, 2.0])` is 3.001, expected 3 (" in out
    assert "Step 1 (new)\nDerive $J$ first." in out
    assert "A small lesson: 0 of 3 exercises done, 1 of 7 points so far" in out


def test_check_answers_quickly(
    defined: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    pause = 0.02

    def tension(thetas):
        time.sleep(pause)
        return right(thetas)

    defined["tension"] = tension
    times = []
    for _ in range(7):
        start = time.perf_counter()
        check("tension")
        times.append(time.perf_counter() - start - 3 * pause)
    assert statistics.median(times) < 0.2
    assert "3 of 3" in capsys.readouterr().out


def test_slow_code_is_told_its_time() -> None:
    report = replace(evaluate(AREA, {}), seconds=2.34)
    assert "0 of 2 points so far. Your code took 2.3 s." in page_of(report).text


def test_page_shows_its_text_in_ipython(shell: InteractiveShell) -> None:
    with capture_output() as captured:
        show(Page("θ\nand more"))
    (output,) = captured.outputs
    assert output.data == {"text/plain": "θ\nand more"}
