"""Floods standard error, the display and the warnings. Nobody keeps it; the answers count."""
# base: release
# expect: score=4 hessian=passed others=not_attempted

# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% end
import sys
import warnings

from IPython.display import HTML, display

for _ in range(50):
    sys.stderr.write("0123456789" * 100_000)
    display(HTML("<script>alert(1)</script>" * 10_000))
for number in range(2_000):
    warnings.warn(f"the end is near: {number}")
"0123456789" * 10_000_000
