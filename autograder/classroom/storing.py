"""What was graded, put in its places: gradebook, records, notebooks and pages for people.

`course grade` and nbgrader's own autograde store by the same function.

Importing this module imports nbgrader, which takes a second: import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from autograder.build.derivation import build_worktree
from autograder.gradebook import entries
from autograder.grading.papers import Graded, Papers, papers_of
from autograder.model.layout import Layout
from autograder.model.records import SubmissionRecord
from autograder.reports.feedback import write_pages
from autograder.store import record_store
from course.lessons.catalogue import load_lesson


def store(
    layout: Layout,
    database: str,
    graded: Iterable[Graded],
    done: Callable[[Graded], object] = lambda one: None,
) -> tuple[str, ...]:
    """Store all submissions as they come; return a sentence for each that could not be stored.

    `done` is called after each. A kill leaves every submission as it was or complete; the pages
    are written last, because they show what people gave. Raises `NewerRecord` rather than write
    over what is newer.
    """
    by_lesson: dict[str, list[SubmissionRecord]] = {}

    def to_save() -> Iterator[entries.Entry]:
        for one in graded:
            papers = Papers({}, "")
            if one.record.lesson:
                if one.record.lesson not in by_lesson:
                    make_known(layout, database, one.record.lesson)
                by_lesson.setdefault(one.record.lesson, []).append(one.record)
                # Raised before anything of the student is written over.
                record_store.read_fingerprints(layout, one.record.lesson, one.record.student)
                papers = papers_of(one, layout)
                record_store.write_atomically(autograded_path(layout, one.record), papers.notebook)
            yield entries.Entry(one.record, papers.answers)
            done(one)

    problems = entries.save(database, layout, to_save())
    for lesson, records in by_lesson.items():
        student = records[0].student if len(records) == 1 else None
        marks = entries.manual_marks(database, lesson, student)
        write_pages(layout, records, load_lesson(lesson), marks)
    return problems


def make_known(layout: Layout, database: str, lesson: str) -> None:
    """Make sure that the gradebook knows the lesson, and that nbgrader finds its notebook."""
    build_worktree(layout, lesson)
    entries.register(database, layout, lesson)


def autograded_path(layout: Layout, record: SubmissionRecord) -> Path:
    """Return where formgrader looks for the submission."""
    # In nbgrader's tree the student's name is a folder's name already, O'Neill's as well.
    name = record.student
    is_in_tree = name not in ("", ".", "..") and Path(record.submission).is_relative_to(
        layout.submitted / name
    )
    folder = name if is_in_tree else record_store.component(name)
    return layout.autograded / folder / record.lesson / f"{record.lesson}.ipynb"
