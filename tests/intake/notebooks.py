"""Notebooks as tests write them, parsed JSON, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from autograder.intake import notebook_repair
from autograder.intake.cell_recovery import retagged
from autograder.intake.parsing import read_notebook

NOTHING: Mapping[str, str] = MappingProxyType({})


def mend(
    submission: Mapping[str, Any], released: Mapping[str, Any], outputs: Mapping[str, str] = NOTHING
) -> dict[str, Any]:
    """Return the mended notebook of a submission, both given as parsed JSON."""
    release = read_notebook(released)
    return notebook_repair.mend(retagged(read_notebook(submission), release), release, outputs)
