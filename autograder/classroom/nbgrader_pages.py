"""The pages that nbgrader makes of submissions: safe for the grader's browser, one feedback.

nbgrader_config.py names these. Students write Markdown, and nbconvert shows the HTML in it
as it stands: scripts would run in the instructor's session when formgrader opens the page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter

from autograder.gradebook import entries
from autograder.model.layout import layout_of
from autograder.reports.feedback import render
from autograder.reports.markdown import notebook_html
from autograder.store.record_store import read_record
from course.lessons.catalogue import load_lesson


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """Return Markdown as HTML, with HTML in it shown as text; a filter for templates."""
    return notebook_html(source, context.get("cell", {}).get("attachments", {}))


class FeedbackExporter(HTMLExporter):
    """The course's own feedback page, wherever there is a record to make it from.

    `course grade` and nbgrader write to the same place, and nbgrader's page needs a network.
    """

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the page for the submission whose graded notebook is `filename`."""
        resources = resources if resources is not None else {}
        facts = resources["nbgrader"]
        student, lesson = facts["student"], facts["assignment"]
        converter: Any = self.parent
        layout = layout_of(lesson, Path(converter.coursedir.root))
        record = read_record(layout, lesson, student)
        if record is None:
            return super().from_filename(filename, resources, **options)
        marks = entries.manual_marks(facts["db_url"], lesson, student)
        resources["output_extension"] = self.file_extension
        return render(record, load_lesson(lesson), marks.get(student)), resources
