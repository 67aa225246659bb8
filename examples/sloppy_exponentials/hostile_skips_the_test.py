"""Errors that mean something to test runners: skipped, expected, passed. They are errors."""
# base: release
# expect: score=0 others=not_attempted param_std=raised axis_ratio=raised
# expect: measurement_ratio=raised

# %% top
import unittest


class Skipped(BaseException):
    """As pytest names it."""


class CheckFailed(Exception):
    """As the grader names it."""

    verdict = passed = True


# %% param_std
def param_std(H):
    raise Skipped("passed")


# %% axis_ratio
def axis_ratio(H):
    raise unittest.SkipTest("passed")


# %% measurement_ratio
def measurement_ratio(H):
    raise CheckFailed("passed")
