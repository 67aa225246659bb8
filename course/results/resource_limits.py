"""Which limit of a submission an exception tells of."""

from __future__ import annotations

import errno
from enum import StrEnum


class Excess(StrEnum):
    """A limit other than that of time."""

    MEMORY = "memory"
    FILE_SIZE = "file_size"
    FOLDER_SIZE = "folder_size"
    OPEN_FILES = "open_files"
    PROCESSES = "processes"


SENTENCES = {
    Excess.MEMORY: "ran out of the memory that it may use",
    Excess.FILE_SIZE: "wrote a larger file than it may",
    Excess.FOLDER_SIZE: "filled the folder that it may write to",
    Excess.OPEN_FILES: "opened more files than it may at a time",
    Excess.PROCESSES: "started more threads or processes than it may",
}


def excess_of(error: BaseException) -> Excess | None:
    """Return the limit that the exception says was hit, None if it says nothing of the kind.

    >>> excess_of(MemoryError())
    <Excess.MEMORY: 'memory'>
    """
    if isinstance(error, MemoryError):
        return Excess.MEMORY
    if isinstance(error, OSError):
        return _BY_NUMBER.get(error.errno) if type(error.errno) is int else None
    if type(error) is RuntimeError and error.args == ("can't start new thread",):
        return Excess.PROCESSES
    return None


_BY_NUMBER = {
    errno.ENOMEM: Excess.MEMORY,
    errno.EFBIG: Excess.FILE_SIZE,
    errno.ENOSPC: Excess.FOLDER_SIZE,
    errno.EDQUOT: Excess.FOLDER_SIZE,
    errno.EMFILE: Excess.OPEN_FILES,
    errno.EAGAIN: Excess.PROCESSES,
}
