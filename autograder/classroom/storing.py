"""What was graded, put in its places: gradebook, records, notebooks and pages for people.

`course grade` and nbgrader's own autograde store by the same function.

Importing this module imports nbgrader, which takes a second: import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from traitlets.config import Config

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
    done: Callable[[entries.Saved], object] = lambda saved: None,
    settings: Config | None = None,
) -> tuple[str, ...]:
    """Store all submissions as they come; return a sentence for each that could not be stored.

    `done` is called after each. A kill leaves every submission as it was or complete; the pages
    are written last, because they show what people gave. `settings` are nbgrader's, default
    those of the class's folder. Raises `NewerRecord` rather than write over what is newer.
    """
    by_lesson: dict[str, list[SubmissionRecord]] = {}

    def note(saved: entries.Saved) -> None:
        by_lesson[saved.record.lesson].append(saved.record)
        done(saved)

    def to_save() -> Iterator[entries.Entry]:
        for one in graded:
            papers = Papers({}, "")
            if one.record.lesson:
                if one.record.lesson not in by_lesson:
                    make_known(layout, database, one.record.lesson)
                    by_lesson[one.record.lesson] = []
                # Raised before anything of the student is written over.
                record_store.read_fingerprints(layout, one.record.lesson, one.record.student)
                papers = papers_of(one, layout)
                record_store.write_atomically(autograded_path(layout, one.record), papers.notebook)
            yield entries.Entry(one.record, papers.answers)
            if not one.record.lesson:
                done(unsaved(one.record))

    problems = entries.save(database, layout, to_save(), note, settings=settings)
    for lesson, records in by_lesson.items():
        student = records[0].student if len(records) == 1 else None
        marks = entries.manual_marks(database, lesson, student)
        write_pages(layout, records, load_lesson(lesson), marks)
    return problems


def try_out(
    layout: Layout,
    database: str,
    graded: Iterable[Graded],
    done: Callable[[entries.Saved], object],
) -> tuple[str, ...]:
    """Do what `store` does to the marks, write nothing, and return the same sentences."""
    known = entries.known_lessons(database) if entries.exists(database) else frozenset()

    def to_save() -> Iterator[entries.Entry]:
        for one in graded:
            if one.record.lesson in known:
                yield entries.Entry(one.record)
            else:
                done(unsaved(one.record))

    if not known:
        # Opening the gradebook would make one.
        for _ in to_save():
            pass
        return ()
    return entries.save(database, layout, to_save(), done, keep=False)


def unsaved(record: SubmissionRecord) -> entries.Saved:
    """Return what stands for a submission of which the gradebook knows nothing."""
    return entries.Saved(record_store.Stored(record, {}, None), None)


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
