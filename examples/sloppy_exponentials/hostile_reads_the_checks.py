"""Reads the grader's sources, checks and data, by import, by path and by the loader."""
# base: release
# needs: isolation
# expect: score=0 others=missing|raised|not_attempted|failed

# %% end
import importlib
import importlib.util
import os
import sys

import course

loot = []
root = os.path.dirname(os.path.dirname(course.__file__))
for name in ("autograder.test_sloppy_exponentials", "autograder.grading.grader", "autograder.checks.answer"):
    try:
        loot.append(importlib.import_module(name))
    except Exception:
        pass
    try:
        loot.append(importlib.util.find_spec(name).loader.get_source(name))
    except Exception:
        pass
for folder in ("autograder", "autograder/engine", "course", "solutions", "tests", "submitted"):
    for path in (os.path.join(root, folder), os.path.join(root, folder, "__init__.py")):
        for read in (os.listdir, lambda path: open(path).read()):
            try:
                loot += read(path)
            except OSError:
                pass
if loot:
    # The points of a found answer would show in the score.
    def hessian(thetas):
        theta = np.asarray(thetas, dtype=float)
        return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3
