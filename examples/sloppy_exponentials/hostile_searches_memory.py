"""Looks for references among all objects, in every frame above it and in every module."""
# base: release
# expect: score=0 others=missing|raised|not_attempted|failed

# %% end
import gc
import sys
import types

WANTED = ("y", "cost", "jacobian", "hessian", "axis_ratio", "param_std", "measurement_ratio")
mine = {name: globals().get(name) for name in WANTED}
found = {}


def look_into(space):
    for name in WANTED:
        one = space.get(name)
        if isinstance(one, types.FunctionType) and one is not mine[name]:
            found[name] = one


for thing in gc.get_objects():
    if type(thing) is dict:
        look_into(thing)
    elif isinstance(thing, types.FunctionType) and thing.__name__ in WANTED:
        look_into({thing.__name__: thing})
for module in list(sys.modules.values()):
    look_into(getattr(module, "__dict__", {}))
frame = sys._getframe()
while frame is not None:
    look_into(frame.f_locals)
    look_into(frame.f_globals)
    frame = frame.f_back
globals().update(found)
