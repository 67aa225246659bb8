"""Tells what it was asked in names of types and in texts of errors. Hidden checks stay silent."""
# base: release
# expect: score=0 others=failed|raised|not_attempted

# %% end
asked = []


def note(args):
    asked.append(f"asked:{args!r}"[:400])


def telling_type(*args):
    note(args)
    return [type("; ".join(asked[-3:]), (), {})()]


def telling_error(*args):
    note(args)
    raise type(asked[-1], (Exception,), {})(asked[-1])


cost = best_single_rate = hessian = axis_slopes = jacobian = telling_type
y = axis_ratio = measurement_ratio = param_std = eigenvalue_ratios = telling_error
