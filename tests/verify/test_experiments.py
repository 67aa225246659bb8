"""What a lesson is asked for beside its exercises: prompts, discussions, words, minutes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.model.layout import Layout
from autograder.verify.experiments import silent_experiments
from autograder.verify.section_times import untimed_sections
from tests.conftest import LESSON

PROMPT = '# %% [markdown] tags=["prompt"]\n# Which way?\n'
SEEN = '# %% [markdown] tags=["discussion"]\n# That way.\n'
KEPT_BACK = '# %% [markdown] tags=["worked"]\n# That way.\n'
RUN = '# %% tags=["illustration"]\n'
PICTURE = '# %% tags=["illustration", "picture"]\n'
ANSWER = '# %% nbgrader={"grade_id": "mass", "solution": true}\ndef mass(): ...\n'
CHECK = '# %% nbgrader={"grade": true, "grade_id": "check_mass", "points": 1}\ncheck("mass")\n'
HINTS = '# %% [markdown] exercise="mass" tags=["hints"]\n# 1. Weigh it.\n'
EXERCISE = "# %% [markdown]\n# ### Exercise 1. Mass (1 point)\n" + ANSWER + CHECK + HINTS
# The cells, and the rules that they break.
EXPERIMENTS: dict[str, tuple[str, list[str]]] = {
    "whole": (PROMPT + RUN + "print(1)\n" + SEEN, []),
    "kept back": (PROMPT + RUN + "print(1)\n" + KEPT_BACK, []),
    "bare": (RUN + "print(1)\n", ["prompt", "discussion"]),
    "no discussion": (PROMPT + RUN + "print(1)\n", ["discussion"]),
    "a prompt for another": (
        (PROMPT + RUN + "print(1)\n") + (RUN + "print(2)\n" + SEEN),
        ["discussion", "prompt"],
    ),
    "a discussion of the next": (
        (PROMPT + RUN + "print(1)\n") + (PROMPT + RUN + "print(2)\n" + SEEN),
        ["discussion"],
    ),
    "a prompt before an exercise": (
        PROMPT + EXERCISE + RUN + "print(1)\n" + SEEN,
        ["prompt"],
    ),
    "printed in a loop": (RUN + "for n in (1, 2):\n    print(n)\n", ["prompt", "discussion"]),
    "definitions alone": (RUN + 'def f():\n    """Say it."""\n    print(1)\n', []),
    "a silent figure": (PROMPT + RUN + "figure\n" + SEEN, ["alt"]),
    "a silent figure of a call": (PICTURE + "portrait(2)\n", ["alt"]),
    "pyplot": (PICTURE + "plt.plot([1])\nplt.show()\n", ["alt"]),
    "a picture": (PICTURE + 'show(figure, alt="A line.")\n', []),
    "sliders": (PROMPT + RUN + 'explore(f, alt="A line.", a=(0, 1, 0))\n' + SEEN, []),
    "magics": (PICTURE + '# %matplotlib inline\nshow(figure, alt="A line.")\n', []),
}
TIMES: dict[str, tuple[str, int, list[str]]] = {
    "whole": ("# ## 1. Rest (20 min)\n" + RUN, 20, []),
    "no heading": (RUN, 20, []),
    "two": ("# ## Rest (15 min)\n" + RUN + "# %% [markdown]\n# ## Work (5 min)\n" + RUN, 20, []),
    "no work": ("# ## Rest (20 min)\n" + RUN + "# %% [markdown]\n# ## Key points\n", 20, []),
    "no minutes": ("# ## Rest\n" + RUN, 20, ["`## Rest (20 min)`"]),
    "too long": ("# ## Rest (50 min)\n" + RUN, 50, ["takes 50 minutes, more than 40"]),
    "another sum": ("# ## Rest (25 min)\n" + RUN, 20, ["`minutes: 20`, but the sections add up"]),
    "another text": ("# ## Rest (20 min)\n" + RUN, 30, ["add up to 20"]),
}


def lesson_of(cells: str, folder: Path, minutes: int = 20, said: int = 20) -> Layout:
    """Return a course whose lesson has these cells below its title."""
    header = (
        f"# ---\n# jupyter:\n#   course:\n#     lesson: {LESSON}\n#     minutes: {minutes}\n"
        "#     order: 1\n#     title: Springs\n# ---\n\n"
    )
    title = f"# %% [markdown]\n# # Springs\n#\n# **Time:** about {said} minutes.\n"
    layout = Layout(folder, folder)
    shutil.rmtree(layout.sources, ignore_errors=True)
    layout.sources.mkdir(parents=True)
    layout.source(LESSON).write_text(header + title + "# %% [markdown]\n" + cells)
    return layout


@pytest.mark.parametrize("case", EXPERIMENTS)
def test_an_experiment_has_prompt_discussion_and_words(case: str, tmp_path: Path) -> None:
    cells, rules = EXPERIMENTS[case]
    findings = silent_experiments(lesson_of(cells, tmp_path), LESSON)
    assert [one.rule for one in findings] == rules
    assert all("cell number " in one.sentence for one in findings)


@pytest.mark.parametrize("case", TIMES)
def test_sections_say_how_long_they_take(case: str, tmp_path: Path) -> None:
    cells, minutes, words = TIMES[case]
    findings = untimed_sections(lesson_of(cells, tmp_path, minutes, minutes), LESSON)
    assert len(findings) == len(words)
    assert all(word in one.sentence for word, one in zip(words, findings, strict=True))


def test_the_first_cell_says_the_sum(tmp_path: Path) -> None:
    layout = lesson_of("# ## Rest (20 min)\n" + RUN, tmp_path, said=25)
    (finding,) = untimed_sections(layout, LESSON)
    assert "“about 20 minutes”" in finding.sentence
