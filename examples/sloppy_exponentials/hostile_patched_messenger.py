"""The code that describes results is replaced where it runs, beside the student's code.

What comes out is no value, a figure that is none, an array of 2**78 numbers: wrong answers.
"""
# base: worked
# expect: score=full-11 param_std=crashed axis_ratio=crashed jacobian=crashed

# %% end
import autograder.sandbox.child
import course.values.encoding

LIES = {
    "verdict": {"score": 40.0, "outcome": "passed"},
    "figure": {"figure": {"dict": {"panels": {"list": [{"none": True}]}}}},
    "array": {"array": "<f8", "shape": [2**39, 2**39], "values": []},
}
honest = autograder.sandbox.child.describe


def lie(value, *others):
    return (LIES[value], []) if isinstance(value, str) else honest(value, *others)


autograder.sandbox.child.describe = lie


def param_std(H):
    return "verdict"


def axis_ratio(H):
    return "figure"


def jacobian(thetas, t):
    return "array"
