"""Arrays that are none: negative lengths, object dtype, one buffer used again and again."""
# base: release
# expect: score=0 others=not_attempted param_std=crashed measurement_ratio=crashed
# expect: axis_ratio=crashed axis_slopes=crashed

# %% end
import autograder.sandbox.child

LIES = {
    "negative": ({"array": "<f8", "shape": [-1], "buffer": 0}, [b"12345678"]),
    "object": ({"array": "|O", "shape": [1], "buffer": 0}, [b"12345678"]),
    "again": ({"list": [{"array": "|u1", "shape": [64], "buffer": 0}] * 9}, [b"1" * 64]),
    "many": ({"array": "<f8", "shape": [0], "buffer": 0}, [b""] * 100_000),
}
honest = autograder.sandbox.child.describe


def lie(value, *others):
    return LIES[value] if isinstance(value, str) else honest(value, *others)


autograder.sandbox.child.describe = lie
param_std = lambda H: "negative"
measurement_ratio = lambda H: "object"
axis_ratio = lambda H: "again"
axis_slopes = lambda H: "many"
