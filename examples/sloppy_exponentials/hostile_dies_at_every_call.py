"""Every function ends its process, so that a new one must be made again and again."""
# base: release
# expect: score=0 others=crashed

# %% end
import os

for name in list(globals()):
    if callable(globals()[name]) and not name.startswith("_"):
        globals()[name] = lambda *args: os._exit(1)
