"""Later imports give liars, and modules that are loaded are replaced by liars."""
# base: worked
# expect: score=full-4 param_std=failed


# %% param_std
def param_std(H):
    import gradebook

    return gradebook.full_marks


# %% end
import builtins
import importlib.abc
import importlib.machinery
import sys
import types


class Liar(types.ModuleType):
    def __getattr__(self, name):
        return 40.0


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in ("autograder", "course", "gradebook", "pytest", "solutions"):
            return importlib.machinery.ModuleSpec(name, self)
        return None

    def create_module(self, spec):
        return Liar(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Finder())
for name in ("autograder.grading.grader", "autograder.checks.answer", "solutions", "course.judging.judge", "pytest"):
    sys.modules[name] = Liar(name)
