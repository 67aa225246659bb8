"""What `course check` found before: an exercise that did not change is not proved again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from autograder.model.findings import Finding
from autograder.model.layout import Layout
from autograder.store.proof_cache import (
    LIBRARIES,
    decisive_code,
    exercise_files,
    files_beside,
    fingerprint,
    recall,
    remember,
)
from autograder.verify.proof import Proof

PROVING = ("autograder.verify.proof", "autograder.model.findings", "autograder.model.phrases")
GRADING = ("autograder.grading", "autograder.intake", "autograder.model", "autograder.sandbox")
BUILDERS = (*LIBRARIES, "jupytext", "nbconvert", "nbformat", "nbgrader")


def kept_proof(layout: Layout, lesson: str, exercise: str) -> Proof | None:
    """Return the proof of the exercise as it is now, None if there is none yet."""
    kept = recall(_proof_path(layout, lesson, exercise), _proof_version(layout, lesson, exercise))
    try:
        return Proof(**{**kept, "findings": tuple(Finding(**one) for one in kept["findings"])})
    except (LookupError, TypeError):
        return None


def keep_proof(layout: Layout, proof: Proof) -> None:
    """Keep the proof until something changes that it hangs on."""
    version = _proof_version(layout, proof.lesson, proof.exercise)
    remember(_proof_path(layout, proof.lesson, proof.exercise), version, asdict(proof))


def is_known_up_to_date(layout: Layout, lesson: str) -> bool:
    """Return whether the lesson's generated files were found to be those of its source."""
    return recall(_path(layout, lesson, "built"), _built_version(layout, lesson)) is True


def keep_up_to_date(layout: Layout, lesson: str) -> None:
    """Keep that the generated files are up to date, until one of them or their source changes."""
    remember(_path(layout, lesson, "built"), _built_version(layout, lesson), True)


def is_known_well_graded(layout: Layout, lesson: str) -> bool:
    """Return whether the release and the worked notebook were found to be graded as they must."""
    return recall(_path(layout, lesson, "graded"), _graded_version(layout, lesson)) is True


def keep_well_graded(layout: Layout, lesson: str) -> None:
    """Keep that both are graded as they must be, until they or the code that grades change."""
    remember(_path(layout, lesson, "graded"), _graded_version(layout, lesson), True)


def _path(layout: Layout, lesson: str, what: str) -> Path:
    # No exercise's name holds a space.
    return layout.root / "build" / "proofs" / f"{lesson} {what}.json"


def _proof_path(layout: Layout, lesson: str, exercise: str) -> Path:
    return layout.root / "build" / "proofs" / f"{lesson}.{exercise}.json"


def _proof_version(layout: Layout, lesson: str, exercise: str) -> str:
    files = [*exercise_files(layout, lesson, exercise), *decisive_code(PROVING)]
    return fingerprint(files, more=_data_of(layout, lesson, exercise))


def _data_of(layout: Layout, lesson: str, exercise: str) -> str:
    """Return what students' machines know of the exercise: its points, hints, public checks."""
    try:
        data = json.loads(layout.lesson_data(lesson).read_bytes())
        return json.dumps([one for one in data["exercises"] if one["id"] == exercise])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _built_version(layout: Layout, lesson: str) -> str:
    files = [layout.source(lesson), layout.root / "nbgrader_config.py", *_generated(layout, lesson)]
    code = decisive_code(("autograder.build", "autograder.model", "autograder.checks"))
    return fingerprint([*files, *_exercises(layout, lesson), *code], BUILDERS)


def _graded_version(layout: Layout, lesson: str) -> str:
    code = decisive_code((*GRADING, "course"))
    return fingerprint([*_generated(layout, lesson), *_exercises(layout, lesson), *code])


def _generated(layout: Layout, lesson: str) -> list[Path]:
    return [
        layout.released(lesson),
        layout.worked(lesson),
        layout.reference(lesson),
        layout.lesson_data(lesson),
    ]


def _exercises(layout: Layout, lesson: str) -> list[Path]:
    return files_beside(layout.exercises / lesson)
