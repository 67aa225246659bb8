"""Half a surrogate pair, an escape sequence and mark-up as the name of a type.

Messages quote that name; they must still be text that can be written to a file.
"""
# base: worked
# expect: score=full-4 param_std=failed

# %% param_std
import autograder.sandbox.child

honest = autograder.sandbox.child.describe


def lie(value, *others):
    name = "<script>alert(1)</script>\ud800\x1b[2J\u202e"
    return ({"opaque": name}, []) if isinstance(value, str) else honest(value, *others)


autograder.sandbox.child.describe = lie


def param_std(H):
    return "anything"
