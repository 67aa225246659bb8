"""Sloppy Fits: lessons on fitting models to data, with exercises that grade themselves.

In a lesson's notebook, or wherever you have written some of its functions:

>>> from course import check, hint, progress
>>> check("hessian")  # doctest: +ELLIPSIS
hessian: 0 of ...
>>> hint("hessian")  # doctest: +ELLIPSIS
hessian: hint 1 of ...
>>> progress(lesson="sloppy_exponentials")  # doctest: +ELLIPSIS
Sloppy exponentials: 0 of ... exercises done, 0 of ... points so far...
"""

from course.checking import check
from course.hints import hint
from course.progress import progress

__all__ = ["check", "hint", "progress"]
