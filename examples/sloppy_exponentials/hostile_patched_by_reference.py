"""Other modules of the course are patched: they judge nothing where the student's code runs."""
# base: worked
# expect: score=full-4 param_std=failed


# %% param_std
def param_std(H):
    return [0.0 for _ in H]


# %% end
import course.judging.judge
import course.results.outcomes
import course.judging.requirements

course.judging.judge.judge = course.judging.judge.numbers = lambda *args: course.results.outcomes.PASS
course.judging.judge._compare = course.judging.requirements.unmet = lambda *args: course.results.outcomes.PASS
course.results.outcomes.Verdict.passed = True
for kind in (course.results.outcomes.Raised, course.results.outcomes.Crashed):
    kind.__class__ = type(course.results.outcomes.Returned)
