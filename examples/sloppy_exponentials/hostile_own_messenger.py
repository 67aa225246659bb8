"""Takes over the talk with the grader and answers every request by itself."""
# base: release
# expect: score=0 others=failed

# %% end
import autograder.sandbox.child

LIE = {"value": {"float": 40.0}, "score": 40.0, "outcome": "passed", "passed": True}
autograder.sandbox.child._answer = lambda *request: (LIE, [])
