"""Looks for the solutions on disk, near what it can import, and runs them."""
# base: release
# needs: isolation
# expect: score=0 others=missing|raised|not_attempted|crashed

# %% end
import sys
from pathlib import Path

import course

roots = {Path(course.__file__).parents[1], *map(Path, sys.path), *Path.cwd().parents}
for root in roots:
    found = root / "solutions" / "sloppy_exponentials.py"
    if found.exists():
        exec(found.read_text())
