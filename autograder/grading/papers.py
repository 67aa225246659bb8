"""What is kept beside a submission's record: its answers, and its notebook for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.intake.alignment import Aligned, align, align_anyway, answers_of
from autograder.intake.notebook_repair import add_results, mend
from autograder.intake.parsing import Refused
from autograder.model.layout import Layout
from autograder.model.records import Submission, SubmissionRecord


@dataclass(frozen=True)
class Papers:
    """What is kept beside a record: the answers, and the notebook that people look at.

    `answers` are by the ids of their questions and exercises; `notebook` is the text of a file,
    mended and with our results in it.
    """

    answers: Mapping[str, str]
    notebook: str


@dataclass(frozen=True)
class Graded:
    """A submission with its record; `papers` is None until somebody asks for them."""

    submission: Submission
    record: SubmissionRecord
    papers: Papers | None = None


def papers_of(one: Graded, layout: Layout) -> Papers:
    """Return the submission's papers, made now where grading did not make them.

    What cannot be read as a notebook gives the release.
    """
    if one.papers is not None:
        return one.papers
    try:
        return make_papers(align(one.submission, layout), one.record)
    except Refused:
        return make_papers(align_anyway(one.submission, one.record.lesson, layout), one.record)


def make_papers(aligned: Aligned, record: SubmissionRecord) -> Papers:
    """Return the papers of a submission that was graded with the record."""
    notebook = mend(aligned.notebook, aligned.released, record.outputs)
    add_results(notebook, record)
    answers = answers_of(aligned) if record.exercises else {}
    return Papers(answers, json.dumps(notebook, indent=1) + "\n")
