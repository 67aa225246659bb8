"""nbgrader's settings for this course: every nbgrader command started here reads them."""

import os
import sys
import warnings
from pathlib import Path

# nbgrader starts `alembic` as a command when it makes a gradebook. Where the virtual
# environment is not activated, that is found only beside this interpreter.
BIN = str(Path(sys.executable).parent)
if BIN not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join((BIN, os.environ.get("PATH", "")))

# nbgrader's own session handling makes SQLAlchemy warn at every new submission.
warnings.filterwarnings("ignore", message="Object of type <Submitted", module="nbgrader")

c = get_config()  # noqa: F821  (defined by nbgrader)

c.CourseDirectory.course_id = "sloppy-fits"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.source_directory = "source_notebooks"

# Hints and worked discussions are the author's: nbconvert takes their cells out. Others are folded.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbconvert.preprocessors.TagRemovePreprocessor",
    "autograder.build.folding.FoldDiscussions",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
]
c.TagRemovePreprocessor.enabled = True
c.FoldDiscussions.enabled = True
c.TagRemovePreprocessor.remove_cell_tags = ["hints", "worked"]
# A release is the same whether `course build` or nbgrader makes it: only these stay.
c.GenerateAssignment.NotebookExporter.ClearMetadataPreprocessor.enabled = True
c.GenerateAssignment.NotebookExporter.ClearMetadataPreprocessor.clear_cell_metadata = False
c.GenerateAssignment.NotebookExporter.ClearMetadataPreprocessor.preserve_nb_metadata_mask = {
    ("course", "lesson"),
    "kernelspec",
}
c.ClearSolutions.text_stub = "*Your answer here.*"

# One way to be graded: nbgrader's autograde and formgrader's button use this course's engine,
# which also mends the notebook and saves the scores.
c.Autograde.exporter_class = "autograder.classroom.nbgrader_bridge.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["autograder.classroom.nbgrader_bridge.GradeSubmission"]
c.Autograde.autograde_preprocessors = [
    "autograder.classroom.nbgrader_bridge.AssignPenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# HTML in students' Markdown is shown, not run.
c.HTMLExporter.filters = {"markdown2html": "autograder.classroom.nbgrader_pages.safe_markdown"}

# One feedback page. It is always made anew, because `course grade` has already put one in
# its place, without the scores that were given by hand since.
c.GenerateFeedback.exporter_class = "autograder.classroom.nbgrader_pages.FeedbackExporter"
c.GenerateFeedback.force = True
