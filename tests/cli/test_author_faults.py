"""What an author gets wrong is told by file, line, rule and fix, by whichever command meets it."""

from __future__ import annotations

import importlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import lessons
from autograder.checks.discovery import exercise_modules
from autograder.cli.app import run_teaching
from autograder.model.layout import Layout
from tests.conftest import LESSON, TOY

CHECKS = "autograder/lessons/springs/test_pull_table.py"
TEXT = "source_notebooks/springs.py"
STEP = "    student.equals([[1.0, 0.5], [4.0, 2.0]], [1, 4])\n"
STEPS = f"{STEP}    student.agrees([2.0, 3.0, 5.0])\n"
HIDDEN = """\
    for count in (1, 3, 4):
        student.agrees(rng.uniform(0.5, 6.0, count))
"""
IMPORTS = "import numpy as np\n"
RIGHT = '@right_answer("pull_table")\ndef outer_product(ks):\n'
MISTAKE = '@misconception("pull_table", points=1.5, hint="Rows and columns are exchanged'
DEFINED = "def pull_table(ks):"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Layout]:
    """A copy of the toy course in which this process loads all anew; commands run there."""
    exercise_modules(LESSON)
    root = tmp_path / "course"
    shutil.copytree(TOY, root, ignore=shutil.ignore_patterns("__pycache__", "build"))
    settings = root / "nbgrader_config.py"
    text = settings.read_text(encoding="utf-8")
    place = 'str(Path(__file__).resolve().parents[2] / "nbgrader_config.py")'
    assert place in text
    # The toy's settings are those of the course that it lies in.
    project = str(TOY.parents[1] / "nbgrader_config.py")
    settings.write_text(text.replace(place, repr(project)), encoding="utf-8")
    names = (f"autograder.lessons.{LESSON}", f"solutions.{LESSON}")
    before = {name: one for name, one in sys.modules.items() if name.startswith(names)}
    for name in before:
        del sys.modules[name]
    monkeypatch.setenv("COURSE_ELSEWHERE", str(root))
    monkeypatch.setattr(lessons, "__path__", [str(root / "autograder" / "lessons")])
    monkeypatch.syspath_prepend(str(root))
    monkeypatch.chdir(root)
    importlib.invalidate_caches()
    yield Layout(root, root)
    for name in [name for name in sys.modules if name.startswith(names)]:
        del sys.modules[name]
    sys.modules.update(before)


def spoil(here: Layout, file: str, before: str, after: str) -> str:
    """Change the file, and return the line on which the change begins."""
    path = here.root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, text.count(before)
    path.write_text(text.replace(before, after), encoding="utf-8")
    return str(text[: text.index(before)].count("\n") + 1)


def said_by(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    monkeypatch.setattr("sys.argv", ["course", *command.split()])
    with pytest.raises(SystemExit) as end:
        run_teaching()
    assert end.value.code == 1
    told = capsys.readouterr()
    return " ".join((told.err + told.out).split())


# The file, what stands there, what is written in its place; lines further down, rule, fix.
SLIPS: dict[str, tuple[str, str, str, int, str, str]] = {
    "an assert on a call": (
        *(CHECKS, STEP, "    assert student([1, 4]) == [[1.0, 0.5], [4.0, 2.0]]\n", 0),
        *("checks", "write `student.equals([[1.0, 0.5], [4.0, 2.0]], [1, 4])`"),
    ),
    "an error where an argument stands": (
        *(CHECKS, STEP, "    student.refuses(ValueError, 0)\n", 0),
        *("checks", 'write `student.refuses(0, error="ValueError")`'),
    ),
    "a call of the student": (
        *(CHECKS, STEP, "    student(10)\n", 0),
        *("checks", "does not call the student's function by itself"),
    ),
    "an assert of other things": (
        *(CHECKS, STEP, "    assert 1 + 1 == 3\n", 0),
        *("checks", "compare by `student.equals(...)`"),
    ),
    "a syntax error": (
        *(CHECKS, STEP, "    student.equals(\n", 0),
        *("syntax", "'(' was never closed in `student.equals(`. Mend this line"),
    ),
    "a wrong indent": (
        *(CHECKS, STEP, f"  {STEP}", 1),
        *("syntax", "this is not Python: unindent does not match"),
    ),
    "an import of nothing": (
        *(CHECKS, IMPORTS, "import nowhere\nimport numpy as np\n", 0),
        *("imports", "No module named 'nowhere'. Mend the name, or install"),
    ),
    "an import of a name that is none": (
        *(
            CHECKS,
            "from solutions import springs as reference\n",
            "from solutions.springs import q",
        ),
        *(0, "imports", "cannot import name 'q' from 'solutions.springs'"),
    ),
    "an unknown name at the top": (
        *(CHECKS, RIGHT, f"WAYS = nothing_yet\n{RIGHT}", 0),
        *("names", "name 'nothing_yet' is not defined. Define or import it"),
    ),
    "an unknown name in a check": (
        *(CHECKS, STEP, "    student.agrees(nothing_yet)\n", 0),
        *("names", "name 'nothing_yet' is not defined"),
    ),
    "a word that is none": (
        *(CHECKS, STEP, "    student.equal(1.0, [1, 4])\n", 0),
        *("checks", "there is no `student.equal`. Did you mean `student.equals`?"),
    ),
    "a word without its value": (
        *(CHECKS, STEP, "    student.equals()\n", 0),
        *("checks", "lacks a required argument: 'expected': write it as in"),
    ),
    "an expected value of nothing": (
        *(CHECKS, STEP, "    student.equals(None, [1, 4])\n", 0),
        *("checks", "`equals` is given None, with which no result can be compared"),
    ),
    "an expected set": (
        *(CHECKS, STEP, "    student.equals({1.0}, [1, 4])\n", 0),
        *("checks", "`equals` is given a set, with which no result can be compared"),
    ),
    "an expected complex number": (
        *(CHECKS, STEP, "    student.equals({'a': 1j}, [1, 4])\n", 0),
        *("checks", "`equals` is given 1j, with which no result can be compared"),
    ),
    "an expected expression": (
        *(CHECKS, STEP, "    import sympy; student.equals(sympy.Symbol('x'), [1, 4])\n", 0),
        *("checks", "compare its values by `student.represents("),
    ),
    "a word with another option": (
        *(CHECKS, STEP, "    student.agrees([1, 4], tol=1e-3)\n", 0),
        *("checks", "takes no `tol=`; the function's own arguments are given by place"),
    ),
    "a fixture that is none": (
        *(CHECKS, "_by_hand(student: Answer)", "_by_hand(students: Answer)", -1),
        *("checks", "asks for `students`; a check may ask for student, reference, rng. Did you"),
    ),
    "a check that asks nothing": (
        *(CHECKS, STEPS, "    pass\n", -2),
        *("checks", "`test_pull_table_by_hand` asks nothing of the student"),
    ),
    "one name twice": (
        *(CHECKS, "def test_pull_table_random(", "def test_pull_table_by_hand(", 0),
        *("unique", "`test_pull_table_by_hand` stands in line 14 too, and is lost there"),
    ),
    "points that are text": (
        *(CHECKS, MISTAKE, MISTAKE.replace("1.5", '"1.5"'), 0),
        *("checks", "`points` of @misconception must be a number; it is '1.5'"),
    ),
    "a right answer without brackets": (
        *(CHECKS, RIGHT, RIGHT.replace('("pull_table")', ""), 0),
        *("checks", "`exercise` of @right_answer must be text; it is"),
    ),
    "a check without a title": (
        *(CHECKS, '@check("pull_table", title="Two and three springs")', '@check("pull_table")', 0),
        *("runs", "missing 1 required keyword-only argument: 'title'"),
    ),
    "an unknown name in a solution": (
        *(
            TEXT,
            "    ks = np.asarray(ks, dtype=float)\n",
            "    ks = npp.asarray(ks, dtype=float)\n",
        ),
        *(0, "names", "name 'npp' is not defined"),
    ),
    "an unknown name in a given cell": (
        *(TEXT, "STRETCH = np.linspace(-1, 1, 41)\n", "STRETCH = np.linspace(-1, 1, many)\n", 0),
        *("names", "name 'many' is not defined"),
    ),
    "a syntax error in a solution": (
        *(TEXT, f"{DEFINED}\n", "def pull_table(ks)\n", 0),
        *("syntax", "expected ':' in `def pull_table(ks)`"),
    ),
    "a function of another name": (
        *(TEXT, DEFINED, "def pulltable(ks):", -1),
        *("answer", 'the answer cell "pull_table" defines `pulltable`, not `pull_table`'),
    ),
}


@pytest.mark.parametrize("case", SLIPS)
def test_the_build_tells_slips_by_their_place(
    here: Layout,
    case: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, before, after, below, rule, fix = SLIPS[case]
    line = int(spoil(here, file, before, after)) + below
    said = said_by("build", monkeypatch, capsys)
    assert said.startswith(f"{file}, line {line}: {rule}: "), said
    assert fix in said
    assert "Traceback" not in said
    assert len(said) < 600


UNREADABLE = {
    "no UTF-8": (lambda text: text.encode() + b"# \xff\n", "this is not UTF-8. Save the file as"),
    "a header that is no YAML": (
        lambda text: text.replace("#     title: Springs", "#     title: [Springs").encode(),
        "the header between the two lines `# ---` cannot be read",
    ),
    "minutes in words": (
        lambda text: text.replace("minutes: 20", "minutes: twenty").encode(),
        "`minutes: twenty` in the header must be a number",
    ),
    "points in words": (
        lambda text: re.sub('"points": [0-9.]+', '"points": "four"', text, count=1).encode(),
        '`"points": "four"`, which is no number',
    ),
    "no end of a solution": (
        lambda text: re.sub("    ### END SOLUTION\n", "", text, count=1).encode(),
        "no line `### END SOLUTION`",
    ),
    "no marks of a solution": (
        lambda text: re.sub("    ### (BEGIN|END) SOLUTION\n", "", text, count=2).encode(),
        "no line `### BEGIN SOLUTION`",
    ),
}


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("case", UNREADABLE)
def test_a_text_that_is_no_lesson_is_told(
    here: Layout,
    case: str,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoiled, sentence = UNREADABLE[case]
    path = here.source(LESSON)
    before = path.read_text(encoding="utf-8")
    path.write_bytes(spoiled(before))
    assert path.read_bytes() != before.encode()
    said = said_by(command, monkeypatch, capsys)
    assert sentence in said
    assert "source_notebooks/springs.py" in said
    assert "Traceback" not in said


# Slips that only running all checks tells of, or another command meets first.
LATER: dict[str, tuple[str, str, str, str]] = {
    "a hidden check that asserts": (
        "check",
        *(HIDDEN, "    assert student([1.0]) == [[1.0]]\n"),
        f"{CHECKS}, line 21: checks: a check does not call the student's function by itself, "
        "because its code runs elsewhere: write `student.equals([[1.0]], [1.0])`.",
    ),
    "a hidden check with a name that is none": (
        "mutate",
        *(HIDDEN, "    student.agrees(nowhere)\n"),
        f"{CHECKS}, line 21: names: name 'nowhere' is not defined.",
    ),
    "a hidden check that asks nothing": (
        "check",
        *(HIDDEN, "    rng.uniform()\n"),
        "checks: `test_pull_table_random` asks nothing of the student",
    ),
    "a syntax error": (
        "mutate",
        *(HIDDEN, "    student.agrees(\n"),
        f"{CHECKS}, line 21: syntax: this is not Python: '(' was never closed",
    ),
    "an import": (
        "check",
        *(IMPORTS, "import nowhere\nimport numpy as np\n"),
        f"{CHECKS}, line 5: imports: No module named 'nowhere'.",
    ),
    "text where the solution gives numbers": (
        "check",
        *(HIDDEN, '    student.equals("text", [1.0])\n'),
        "`pull_table([1.0])` returned an array of shape (1, 1), expected the text 'text'.",
    ),
    "a right answer that raises": (
        "check",
        *(RIGHT, f"{RIGHT}    nowhere\n"),
        'right answer "outer_product" of "pull_table" fails test_pull_table_by_hand: '
        "`pull_table([1, 4])` raised NameError",
    ),
    "a hidden check that asserts, when graded": (
        "grade",
        *(HIDDEN, "    assert student([1.0]) == [[1.0]]\n"),
        "line 21: checks: a check does not call the student's function by itself",
    ),
    "an import, when graded": (
        "grade",
        *(IMPORTS, "import nowhere\nimport numpy as np\n"),
        f"{CHECKS}, line 5: imports: No module named 'nowhere'.",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("case", LATER)
def test_other_commands_tell_slips_by_their_place(
    here: Layout,
    case: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command, before, after, sentence = LATER[case]
    spoil(here, CHECKS, before, after)
    if command == "grade":
        path = here.submitted / "ada" / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        shutil.copy(here.worked(LESSON), path)
    elif "right answer" in case:
        monkeypatch.setattr("autograder.verify.course_check.is_known_up_to_date", lambda *_: True)
    said = said_by(f"{command} --workers 1", monkeypatch, capsys)
    assert sentence in said
    assert "Traceback" not in said


def test_a_traceback_is_there_for_those_who_ask(
    here: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(here, CHECKS, IMPORTS, "import nowhere\nimport numpy as np\n")
    monkeypatch.setenv("COURSE_TRACEBACK", "1")
    monkeypatch.setattr("sys.argv", ["course", "build"])
    with pytest.raises(Exception, match="No module named") as end:
        run_teaching()
    assert isinstance(end.value.__cause__, ModuleNotFoundError)
