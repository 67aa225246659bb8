"""`course demo`: the whole road on the example class, in a folder of its own."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console

from autograder.build import course_build
from autograder.classroom import class_run
from autograder.demo.examples import write_class
from autograder.intake import collection
from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.reports.class_table import class_table, summary_line

# Endless loops are part of the class; an honest function answers within milliseconds.
LIMITS = Limits(cell_seconds=3.0, call_seconds=2.0, submission_seconds=20.0)


def demonstrate(
    layout: Layout,
    folder: Path | None,
    workers: int,
    afresh: bool,
    talk: Console,
    data: Console,
) -> int:
    """Build, write the example class, grade it, report; return the exit code."""
    start = time.perf_counter()
    place = (folder or layout.root / "build" / "demo").resolve()
    lessons = layout.lessons()
    code = course_build.build_lessons(layout, lessons, talk, take=False, drop=False)
    if code:
        return code
    here = Layout(layout.root, place)
    for lesson in lessons:
        write_class(here, lesson, here.submitted)
    submissions = collection.from_tree(here.submitted, lessons)
    order = class_run.Order(
        submissions, here.database, None, workers, None, afresh, LIMITS, reuses_timeouts=True
    )
    graded = class_run.grade_class(here, order, talk)
    programs = layout.root / ".venv" / "bin"
    data.print(class_table(graded.records))
    line = summary_line(graded.records, graded.unchanged, graded.again)
    data.print(line, soft_wrap=True)
    data.print(
        f"Built, graded and reported in {time.perf_counter() - start:.1f} s.\n"
        f"Submissions     {here.submitted}\n"
        f"Gradebook       {here.class_folder / 'gradebook.db'}\n"
        f"Feedback pages  {here.feedback}\n"
        f"Formgrader      cd {place} && {programs / 'jupyter'} lab\n"
        f"Hand scores     {programs / 'course'} feedback --class {place}\n"
        f"Table of points {programs / 'course'} export --class {place}",
        soft_wrap=True,
    )
    return graded.exit_code
