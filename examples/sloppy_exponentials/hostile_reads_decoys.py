"""Searches the disk, the environment and its descriptors for a decoy, and tells it in an error.

The tests lay out decoys in the environment, in the class's folder and beside a gradebook.
"""
# base: release
# needs: isolation
# expect: score=0 others=not_attempted y=raised
# says: No decoy here.


# %% y
def y(thetas, t):
    import os
    import sys

    found = [text for text in os.environ.values() if "DECOY" in text]
    found += [text for text in sys.argv + sys.orig_argv if "DECOY" in text]
    seen = 0
    for top in ("/tmp", "/var/tmp", "/home", "/root", os.getcwd()):
        for folder, _, files in os.walk(top):
            seen += len(files)
            found += [os.path.join(folder, name) for name in files if "decoy" in name]
            if seen > 20_000:
                break
    for path in found:
        if os.path.exists(path):
            with open(path, errors="replace") as file:
                raise RuntimeError(file.read())
    raise RuntimeError(found[0] if found else "No decoy here.")
