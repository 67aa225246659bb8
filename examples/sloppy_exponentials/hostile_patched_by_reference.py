"""Other modules of the course are patched: they judge nothing where the student's code runs."""
# base: worked
# expect: score=36 param_std=failed


# %% param_std
def param_std(H):
    return [0.0 for _ in H]


# %% end
import course.judging
import course.outcomes
import course.requirements

course.judging.judge = course.judging.numbers = lambda *args: course.outcomes.PASS
course.judging._compare = course.requirements.unmet = lambda *args: course.outcomes.PASS
course.outcomes.Verdict.passed = True
for kind in (course.outcomes.Raised, course.outcomes.Crashed):
    kind.__class__ = type(course.outcomes.Returned)
