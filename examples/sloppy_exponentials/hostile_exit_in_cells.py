"""sys.exit at the top of the notebook, os._exit at its end. The answers between count."""
# base: worked
# expect: score=full

# %% top
import sys

sys.exit("nothing to grade here")

# %% end
import os

os._exit(0)
