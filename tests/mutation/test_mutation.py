"""Mutants: which are made, how they end, and what becomes of those that survive."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from autograder.checks.discovery import FoundCheck
from autograder.checks.equivalents import Mutation
from autograder.model.faults import Fault
from autograder.model.layout import Layout
from autograder.mutation import course_mutate, trial
from autograder.mutation.mutants import Mutant, mutants_of
from autograder.mutation.mutation_score import Score, lines_of
from autograder.mutation.trial import Ending, Exercise, Fate, examine, try_mutant
from tests.conftest import LESSON

TABLE = Exercise(
    LESSON, "pull_table", draws=False, seconds=1.0, checks=("test_pull_table_by_hand",)
)
RIGHT = "return np.array([[k / (j + 1) for j in range(len(ks))] for k in ks])"


def lines_after(folder: Path, *body: str, draws: bool = False) -> set[str]:
    """Return what the lines of a function of that body are changed to."""
    path = folder / "lesson.py"
    path.write_text("\n".join(["def f(x, y):", *(f"    {line}" for line in body)]) + "\n")
    return {mutant.mutation.after for mutant in mutants_of(path, "f", draws=draws)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return x + y", {"return x - y", "return x", "return y"}),
        ("return x - y", {"return x + y", "return y - x"}),
        ("return x / (x - y)", {"return x * (x - y)", "return (x - y) / x", "return (x - y)"}),
        ("return (x - y + x) * y", {"return (x - y) * y", "return (x) * y"}),
        ("return x - y - x", {"return x - (x - y)"}),
        ("return x**2", {"return x * 2", "return 2**x", "return x**3", "return x**1"}),
        ("return x @ y", {"return x * y", "return y @ x"}),
        ("return -x", {"return +x"}),
        ("return 0.5 * x", {"return 1.5 * x", "return (-0.5) * x", "return 0.25 * x"}),
        ("return x[0]", {"return x[1]", "return x[(-1)]"}),
        ("return x[1:]", {"return x[:]", "return x[2:]", "return x[0:]"}),
        ("return x[::-1]", {"return x[::]", "return x[::+1]"}),
        ("return x < y", {"return x <= y", "return x >= y"}),
        ("return x == y", {"return x != y"}),
        ("return x and not y", {"return x or not y", "return x and y"}),
        ("return max(x, y)", {"return max(y, x)", "return max(x, None)", "return max(y)"}),
        ("return sum(x, axis=1)", {"return sum(x, )", "return sum(x, axis=2)"}),
        ("return x, y", {"return y, x"}),
        ("return [x, y]", {"return [y, x]"}),
        ("return 1 if x else 2", {"return 1 if (x) and False else 2"}),
        ("x += y", {"x -= y", "x = y"}),
        ("x = y", {"x = None"}),
        ("return f(x, keep=True)", {"return f(x, keep=False)"}),
        ("if x: return y", {"if True: return y", "if False: return y"}),
    ],
)
def test_each_kind_of_change_is_made(tmp_path: Path, line: str, expected: set[str]) -> None:
    assert expected <= lines_after(tmp_path, line)


@pytest.mark.parametrize(
    ("body", "draws"),
    [
        (['"""Return 1 + 1."""', "return x"], False),
        (["'Return 1.'", "return x"], False),
        (["raise ValueError(f'{1 + 1} is not {x - y}', 3)"], False),
        (["x: Table[1, 2]"], False),
        (["grid(color='red', title='1', figsize=(3, 4))"], True),
        (["x.set_xticklabels([1, 2])"], True),
        (["x.colorbar(y, ticks=[1, 2])"], True),
    ],
)
def test_what_is_no_result_is_left_alone(tmp_path: Path, body: list[str], draws: bool) -> None:
    assert lines_after(tmp_path, *body, draws=draws) <= {"return None"}


def test_colours_matter_where_nothing_is_drawn(tmp_path: Path) -> None:
    """`norm` or `loc` is the name of a colour scale in one function, of a number in another."""
    assert "return fft(x, norm=2)" in lines_after(tmp_path, "return fft(x, norm=1)")


def test_a_label_may_vanish_but_says_what_it_likes(tmp_path: Path) -> None:
    after = lines_after(tmp_path, "x.set(xlabel='time', ylabel=f'{x + 1}')", draws=True)
    assert {"x.set(ylabel=f'{x + 1}')", "x.set(xlabel=None, ylabel=f'{x + 1}')"} <= after
    assert not {line for line in after if "XX" in line or "x - 1" in line}


def test_no_two_mutants_are_the_same_code(tmp_path: Path) -> None:
    path = tmp_path / "lesson.py"
    path.write_text("def f(x):\n    return (x + 0) * 1 - x[0 + 1]\n")
    codes = [mutant.code for mutant in mutants_of(path, "f", draws=False)]
    assert len(codes) == len(set(codes)) > 10
    assert path.read_text() not in codes


def test_a_description_does_not_change_when_lines_above_do(layout: Layout, tmp_path: Path) -> None:
    source = layout.reference(LESSON)
    moved = tmp_path / "moved.py"
    moved.write_text("# one\n# more\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    before, after = (mutants_of(path, "pull_table", draws=False) for path in (source, moved))
    assert [one.mutation for one in before] == [one.mutation for one in after]
    assert [one.line + 2 for one in before] == [one.line for one in after]


def test_a_line_that_is_given_is_the_one_that_changes(layout: Layout) -> None:
    source = layout.reference(LESSON)
    lines = source.read_text(encoding="utf-8").split("\n")
    for mutant in mutants_of(source, "spring_work", draws=False):
        assert lines[mutant.line - 1].strip() == mutant.mutation.before


def test_a_function_that_is_not_there_is_named(layout: Layout) -> None:
    with pytest.raises(Fault, match="no function nothing"):
        mutants_of(layout.reference(LESSON), "nothing", draws=False)


def mutant(body: str, line: int = 1) -> Mutant:
    code = f"def pull_table(ks):\n    {body}\n"
    return Mutant(Mutation("pull_table", "return right", body), line, code)


@pytest.mark.parametrize(
    ("body", "fate"),
    [
        (RIGHT, Fate.SURVIVED),
        ("return 2 * pull_table", Fate.KILLED),
        ("return np.ones((2, 2))", Fate.KILLED),
        ("return None", Fate.KILLED),
        ("raise SystemExit", Fate.KILLED),
        ("while True: pass", Fate.TIMED_OUT),
    ],
)
def test_how_a_mutant_ends(body: str, fate: Fate) -> None:
    ending = try_mutant(TABLE, mutant(body).code)
    assert ending.fate is fate
    assert bool(ending.message) is bool(ending.check) is (fate is not Fate.SURVIVED)


def own_check(function: Callable[..., None]) -> Callable[[str], tuple[FoundCheck, ...]]:
    return lambda _: (
        FoundCheck("pull_table", "test_own", "pull_table", "own", True, 1.0, function),
    )


def test_a_check_that_fails_by_its_own_fault_kills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(student: object) -> None:
        raise ZeroDivisionError("of the check")

    monkeypatch.setattr(trial, "checks_of", own_check(stumbles))
    exercise = Exercise(LESSON, "pull_table", draws=False, seconds=1.0, checks=("test_own",))
    expected = Ending(Fate.CONFUSED, "test_own", "ZeroDivisionError: of the check")
    assert try_mutant(exercise, mutant(RIGHT).code) == expected


def test_an_exercise_is_examined_on_its_reference() -> None:
    exercise = examine(LESSON, "pull_table")
    assert not exercise.draws
    assert exercise.seconds == trial.LEAST_SECONDS
    assert len(exercise.checks) == len(set(exercise.checks)) == 2
    assert examine(LESSON, "well_figure").draws


@pytest.mark.parametrize("wrong", [True, False])
def test_checks_that_can_prove_nothing_are_a_fault(
    monkeypatch: pytest.MonkeyPatch, wrong: bool
) -> None:
    def refuses_all(student: trial.FoundCheck) -> None:
        student.equals(0.0, [1.0])  # type: ignore[attr-defined]

    monkeypatch.setattr(trial, "checks_of", own_check(refuses_all) if wrong else lambda _: ())
    with pytest.raises(Fault, match="does not pass for the reference" if wrong else "no check"):
        examine(LESSON, "pull_table")


def quick(lesson: str, name: str) -> Exercise:
    """Examine in no time: this is called in another process, where nothing can be patched."""
    return Exercise(lesson, name, draws=False, seconds=0.1, checks=("test_pull_table_by_hand",))


def ready_made(exercise: Exercise, layout: Layout) -> tuple[Mutant, ...]:
    """Make the mutants of BODIES, in whichever process this is called."""
    return tuple(mutant(body, line) for line, body in enumerate(BODIES, 1))


BODIES = {
    "return np.ones((2, 2))": "killed",
    "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    while True: pass": "crashed",
    "return np.ones(10**10)[:4].reshape(2, 2)": "killed",
    RIGHT: "survived",
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, layout: Layout, tmp_path: Path) -> Layout:
    """A course whose only lesson has one exercise and a mutant for each kind of ending."""
    lesson = SimpleNamespace(exercises=[SimpleNamespace(id="pull_table")])
    monkeypatch.setattr(course_mutate, "load_lesson", lambda _: lesson)
    monkeypatch.setattr(course_mutate, "examine", quick)
    monkeypatch.setattr(course_mutate, "_mutants", ready_made)
    return Layout(tmp_path, tmp_path)


def test_mutants_that_hang_or_die_do_not_harm_the_others(small: Layout) -> None:
    talk = Console(file=io.StringIO())
    (score,) = course_mutate.try_lessons({LESSON: {}}, small, talk, workers=1)
    assert [ending.fate.value for _, ending in score.endings] == list(BODIES.values())
    assert (score.killed, score.share) == (3, 0.75)


def test_time_that_runs_out_is_a_fault(small: Layout) -> None:
    start = time.monotonic()
    with pytest.raises(course_mutate.TooSlow, match=r"After 0\.01 s only 0 of"):
        course_mutate.mutate_lessons(
            [LESSON], small, Console(file=io.StringIO()), Console(), seconds=0.01
        )
    assert time.monotonic() - start < 5


SURVIVOR = Mutation("pull_table", "return right", RIGHT)
MURDERED = Mutation("pull_table", "return right", "return wrong")
ENDINGS = (
    (Mutant(SURVIVOR, 7, ""), Ending(Fate.SURVIVED)),
    *((Mutant(MURDERED, 8, ""), Ending(Fate.KILLED, "test_two", "")) for _ in range(19)),
)
CONFUSED = ((Mutant(SURVIVOR, 7, ""), Ending(Fate.CONFUSED, "test_two", "IndexError: 3")),)


@pytest.mark.parametrize(
    ("endings", "written", "share", "said"),
    [
        (ENDINGS, {SURVIVOR: "Why."}, 1.0, ["1 equivalent, 0 survived. Score 100.0%"]),
        (ENDINGS, {}, 0.95, ["0 equivalent, 1 survived. Score 95.0%", "solutions/one.py:7: pull"]),
        (ENDINGS[1:], {SURVIVOR: "Why."}, 1.0, ["no such mutant is made any more: remove it"]),
        (ENDINGS, {SURVIVOR: "", MURDERED: ""}, 1.0, ["test_two kills it (killed): remove it"]),
        (CONFUSED, {}, 0.0, ["1 survived", "test_two failed by its own fault", "IndexError: 3"]),
        # What a check stumbles over is a fault of the check, not a mutant without effect.
        (CONFUSED, {SURVIVOR: ""}, 0.0, ["1 survived", "test_two kills it (confused): remove it"]),
        ((), {}, 1.0, ["0 mutants"]),
    ],
)
def test_a_score_counts_what_changes_a_result(
    tmp_path: Path,
    endings: tuple[tuple[Mutant, Ending], ...],
    written: dict[Mutation, str],
    share: float,
    said: list[str],
) -> None:
    score = Score("one", endings, written)
    assert score.share == pytest.approx(share)
    text = "\n".join(lines_of(score, Layout(tmp_path, tmp_path), 0.95))
    for part in said:
        assert part in text


@pytest.mark.parametrize(
    ("endings", "written", "floor", "code"),
    [
        (ENDINGS, {SURVIVOR: "Why."}, 0.95, 0),
        (ENDINGS, {}, 0.95, 1),
        (ENDINGS[1:], {SURVIVOR: "Why."}, 0.95, 1),
        (ENDINGS[1:], {}, 1.0, 0),
    ],
)
def test_the_exit_code_says_whether_something_is_to_be_done(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    endings: tuple[tuple[Mutant, Ending], ...],
    written: dict[Mutation, str],
    floor: float,
    code: int,
) -> None:
    score = Score("one", endings, written)
    monkeypatch.setattr(course_mutate, "try_lessons", lambda *_: [score])
    data, talk = Console(file=io.StringIO()), Console(file=io.StringIO())
    assert (
        course_mutate.mutate_lessons(["one"], Layout(tmp_path, tmp_path), talk, data, floor=floor)
        == code
    )
    assert "Score" in data.file.getvalue()  # type: ignore[attr-defined]
