"""The words in which an exercise is proved: checks, known mistakes, right answers, equivalents."""

from autograder.checks.answer import Answer, check
from autograder.checks.equivalents import Equivalent
from autograder.checks.reference_answers import misconception, right_answer

__all__ = ["Answer", "Equivalent", "check", "misconception", "right_answer"]
