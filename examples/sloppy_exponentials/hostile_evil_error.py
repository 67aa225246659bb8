"""Errors whose text, name and class fight back."""
# base: worked
# expect: score=full-9 param_std=raised|crashed axis_ratio=raised|crashed measurement_ratio=raised|crashed


# %% param_std
class Mute(Exception):
    def __str__(self):
        raise SystemExit("no comment")


def param_std(H):
    raise Mute


# %% axis_ratio
class Nameless(type):
    @property
    def __name__(cls):
        return object()


def axis_ratio(H):
    raise Nameless("Error", (Exception,), {})


# %% measurement_ratio
def measurement_ratio(H):
    raise type("<img src=x onerror=alert(1)>", (Exception,), {})("</pre><script>alert(2)</script>")
