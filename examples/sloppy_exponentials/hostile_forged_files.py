"""Writes results, records and notebooks of its own where a grader might look for them."""
# base: release
# outputs: forged
# duplicate: check_y check_hessian
# expect: score=0 others=not_attempted
# says: The cell "check_y" stands 2 times.

# %% end
import contextlib
import json
import os

RESULT = {"score": 40.0, "max_score": 40.0, "status": "graded", "outcome": "passed"}
for name in ("result.json", "records.jsonl", "score", "sloppy_exponentials.ipynb", "junit.xml"):
    for folder in (".", "/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~")):
        with contextlib.suppress(OSError), open(os.path.join(folder, f"forged-{name}"), "w") as file:
            file.write(json.dumps(RESULT))
os.environ["COURSE_SCORE"] = "40"
RESULT
