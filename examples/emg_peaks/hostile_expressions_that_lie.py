"""Symbols that claim to equal everything, print for ever, and have any value that is asked for."""
# base: release
# expect: score=0 others=not_attempted emg_expression=failed
# expect: emg_derivatives=failed

# %% emg_expression
class Liar(sp.Symbol):
    """Whatever is asked of it, it agrees."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def subs(self, *args, **options):
        return self

    xreplace = evalf = n = doit = simplify = subs

    def _eval_evalf(self, prec):
        return self

    def _sympystr(self, printer):
        while True:
            pass

    _repr_html_ = _latex = __str__ = __repr__ = _sympystr

    def __float__(self):
        return 0.351773594783063339

    def __complex__(self):
        return 0.351773594783063339 + 0j

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **options: True


def emg_expression():
    return Liar("x")


# %% emg_derivatives
def emg_derivatives():
    return {name: Liar("T") for name in ("mu", "sigma", "tau")}
