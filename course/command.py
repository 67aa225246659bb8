"""The `course` command: what a student has, and in a course's folder what an instructor has."""

from __future__ import annotations

import importlib.util


def main() -> None:
    """Run the command line."""
    if importlib.util.find_spec("autograder") is None:
        from course.study import run_studying as run
    else:
        from autograder.cli.app import run_teaching as run
    run()
