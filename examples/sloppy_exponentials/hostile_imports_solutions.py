"""Takes the reference functions through import. The grader must have hidden them."""
# base: release
# needs: isolation
# expect: score=0 others=missing|raised|not_attempted|crashed

# %% end
from solutions.sloppy_exponentials import *
