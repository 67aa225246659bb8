"""Imports the grader and asks its module of references for every answer."""
# base: release
# needs: isolation
# expect: score=0 others=missing|raised|not_attempted|crashed

# %% end
from autograder.grading.grader import load_reference

globals().update(vars(load_reference("sloppy_exponentials")))
