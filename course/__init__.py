"""Sloppy Fits: lessons on fitting models to data, with exercises that grade themselves.

In a lesson's notebook, or wherever you have written some of its functions:

>>> from course import check, hint, progress
>>> check("spring_energy")  # doctest: +ELLIPSIS
spring_energy: 0 of ...
>>> hint("spring_energy")  # doctest: +ELLIPSIS
spring_energy: hint 1 of ...
>>> progress(lesson="springs")  # doctest: +ELLIPSIS
Springs: 0 of ... exercises done, 0 of ... points so far...
"""

from course.checking import being_graded, check
from course.drawing import house_style, show
from course.exploration import explore
from course.hints import hint
from course.kernel.history import watch
from course.kernel.waiting import wait_quietly
from course.lessons.recognition import is_exercise
from course.notebook.report import shell
from course.progress import progress

__all__ = ["check", "explore", "hint", "house_style", "progress", "show"]

if shell() is not None and not being_graded():
    wait_quietly(shell(), is_exercise)
    # From now on, because nobody can tell afterwards what a cell changed.
    watch(shell())
