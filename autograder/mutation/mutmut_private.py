"""What is used of mutmut and not in its documentation, in one place.

Any version of mutmut may move these; `tests/test_private_apis.py` says which one is gone.
"""

from __future__ import annotations

from mutmut.mutation.mutators import OPERATORS_TYPE, mutation_operators

__all__ = ["OPERATORS_TYPE", "mutation_operators"]
