"""How an exercise's mutants ended before: what did not change is not tried again."""

from __future__ import annotations

from pathlib import Path

from autograder.checks.equivalents import Mutation
from autograder.model.layout import Layout
from autograder.mutation.mutants import Mutant
from autograder.mutation.trial import Ending, Fate
from autograder.store.proof_cache import (
    LIBRARIES,
    decisive_code,
    exercise_files,
    fingerprint,
    recall,
    remember,
)

Endings = tuple[tuple[Mutant, Ending], ...]
MUTATING = ("autograder.mutation", "autograder.grading.session")
MUTATORS = (*LIBRARIES, "libcst", "mutmut")


def kept_endings(layout: Layout, lesson: str, exercise: str) -> Endings | None:
    """Return the mutants of the exercise as it is now, and their ends; None if not known yet."""
    kept = recall(_path(layout, lesson, exercise), _version(layout, lesson, exercise))
    try:
        return tuple(
            (
                Mutant(Mutation(exercise, before, after), line, code),
                Ending(Fate(fate), check, message),
            )
            for before, after, line, code, fate, check, message in kept
        )
    except (TypeError, ValueError):
        return None


def keep_endings(layout: Layout, lesson: str, exercise: str, endings: Endings) -> None:
    """Keep how the exercise's mutants ended, until something changes that it hangs on."""
    found = [
        [
            *(mutant.mutation.before, mutant.mutation.after, mutant.line, mutant.code),
            *(ending.fate, ending.check, ending.message),
        ]
        for mutant, ending in endings
    ]
    remember(_path(layout, lesson, exercise), _version(layout, lesson, exercise), found)


def _path(layout: Layout, lesson: str, exercise: str) -> Path:
    return layout.root / "build" / "mutants" / f"{lesson}.{exercise}.json"


def _version(layout: Layout, lesson: str, exercise: str) -> str:
    files = [*exercise_files(layout, lesson, exercise), *decisive_code(MUTATING)]
    return fingerprint(files, MUTATORS)
