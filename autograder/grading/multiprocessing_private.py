"""What is used of Python's multiprocessing and not in its documentation, in one place."""

from __future__ import annotations

import multiprocessing.resource_tracker as resource_tracker
from multiprocessing.util import Finalize

__all__ = ["Finalize", "end_tracker"]


def end_tracker() -> None:
    """End the process that Python starts beside its workers, and wait for it."""
    # A Python without this method is one that ends the process by itself.
    stop = getattr(resource_tracker._resource_tracker, "_stop", None)
    if stop is not None:
        stop()
