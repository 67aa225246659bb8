"""A function of ours that takes long is called once for each input."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from course.values.encoding import describe


def called_once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with a memory of its results; each caller gets a copy of its own.

    Many known mistakes begin with the same right result, which a fit takes long to find. What
    raises is called each time.

    >>> double = called_once(lambda values: [2 * value for value in values])
    >>> double([1.5]).append(0), double([1.5])
    (None, [3.0])
    """
    results: dict[tuple[str, tuple[bytes, ...]], Any] = {}

    @functools.wraps(function)
    def ask(*args: Any) -> Any:
        document, buffers = describe(args)
        key = json.dumps(document), tuple(buffers)
        if key not in results:
            results[key] = function(*args)
        return deepcopy(results[key])

    return ask
