"""Faults that have a remedy."""


class Fault(Exception):
    """Something that an instructor or author can put right; the message says what and how.

    Commands print the message and end with exit code 1. Any other exception is a bug of ours
    and keeps its traceback.
    """
