"""The records of a class on disk, one JSON file a submission.

They lie in `records/LESSON/STUDENT.json` of the class folder and not beside the autograded
notebooks, because nbgrader copies every file from there into the students' feedback.
Feedback pages and exports are made from them without grading again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.model.faults import Fault
from autograder.model.layout import Layout
from autograder.model.records import SubmissionRecord, from_line, to_line
from autograder.model.scores import Hands

# Device names that Windows takes for files of any extension.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# The format of stored records; raised by one where older code would misread newer records.
FORMAT = 1
LONGEST_NAME = 120
LONGEST_TIMESTAMP = 100


class RecordError(Fault):
    """A file of records cannot be read; the message says which one and what to do."""


@dataclass(frozen=True)
class Stored:
    """What lies in a record's file.

    `answers` holds fingerprints of what was answered, `hands` what people had given when it was
    written: score and extra credit by exercise or question. None: nobody wrote that down.
    """

    record: SubmissionRecord
    answers: Mapping[str, str]
    hands: Hands | None


class NewerRecord(RecordError):
    """A record was written by a later version of the course, and must not be overwritten."""


def record_path(layout: Layout, lesson: str, student: str) -> Path:
    """Return where the record of a student's submission lies."""
    return layout.class_folder / "records" / component(lesson) / f"{component(student)}.json"


def write_record(
    layout: Layout,
    record: SubmissionRecord,
    answers: Mapping[str, str] | None = None,
    hands: Hands | None = None,
) -> Path:
    """Store the record, fingerprints of the answers and hand scores; return the file's path."""
    digests = {name: fingerprint(text) for name, text in sorted((answers or {}).items())}
    path = record_path(layout, record.lesson, record.student)
    # Escaped to ASCII: a lone surrogate, from a file name that is not UTF-8, fits no other way.
    content = {
        "format": FORMAT,
        "answers": digests,
        **({} if hands is None else {"hands": hands}),
        "record": json.loads(to_line(record)),
    }
    write_atomically(path, json.dumps(content, indent=1) + "\n")
    return path


def read_record(layout: Layout, lesson: str, student: str) -> SubmissionRecord | None:
    """Return the stored record of a student's submission, None if there is none.

    Raises `RecordError`.
    """
    path = record_path(layout, lesson, student)
    return _read(path).record if path.exists() else None


def read_stored(layout: Layout, lesson: str, student: str) -> Stored | None:
    """Return all that is stored of a student's submission; None if nothing can be read.

    Raises `NewerRecord`.
    """
    path = record_path(layout, lesson, student)
    try:
        return _read(path) if path.exists() else None
    except NewerRecord:
        raise
    except RecordError:
        return None


def read_records(layout: Layout, lesson: str) -> tuple[SubmissionRecord, ...]:
    """Return all stored records of the lesson, by student. Raises `RecordError`."""
    paths = record_path(layout, lesson, "-").parent.glob("*.json")
    records = [_read(path).record for path in paths]
    return tuple(sorted(records, key=lambda record: record.student))


def read_fingerprints(layout: Layout, lesson: str, student: str) -> dict[str, str]:
    """Return the fingerprints of the answers that were stored last, empty if unknown.

    Raises `NewerRecord`.
    """
    stored = read_stored(layout, lesson, student)
    return {} if stored is None else dict(stored.answers)


def fingerprint(text: str) -> str:
    """Return a digest of a written answer that ignores space at line ends and around it."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode("utf-8", "backslashreplace")).hexdigest()


def timestamp_beside(submission: str) -> str | None:
    """Return what nbgrader's timestamp.txt beside the notebook says, None without one."""
    path = Path(submission).parent / "timestamp.txt"
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST_TIMESTAMP).strip() or None
    except (OSError, ValueError):
        return None


def component(name: str) -> str:
    """Return the name if it is safe as one part of a path, else a safe name derived from it.

    Derived names end in a digest, so that two names do not fall onto one file.

    >>> component("ada.l"), component("../ada")
    ('ada.l', '_ada-60088279')
    """
    plain = re.sub(r"[^\w.@+ -]", "_", name)
    is_safe = (
        plain == name
        and len(name.encode("utf-8", "replace")) <= LONGEST_NAME
        and not name.startswith((".", "-", " "))
        and not name.endswith((".", " "))
        and not RESERVED.fullmatch(name)
        and name != ""
    )
    if is_safe:
        return name
    digest = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    stem = plain.strip("-. ").encode("utf-8", "ignore")[:60].decode("utf-8", "ignore")
    return f"{stem or 'unnamed'}-{digest}"


def write_atomically(path: Path, text: str) -> None:
    """Write the text to `path` so that a reader, or a kill, never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _read(path: Path) -> Stored:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        # Records that tell no format are from before there was one.
        if data.get("format", FORMAT) > FORMAT:
            raise NewerRecord(
                f"{path} is of format {data['format']}, and this version of the course reads "
                f"formats up to {FORMAT}: update the course."
            )
        hands = data.get("hands")
        return Stored(
            from_line(json.dumps(data["record"])),
            dict(data["answers"]),
            None
            if hands is None
            else {name: (given[0], given[1]) for name, given in hands.items()},
        )
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise RecordError(
            f"{path} does not hold a record ({type(error).__name__}: {error}). "
            "Delete it and grade the submission again."
        ) from error
