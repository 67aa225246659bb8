"""sys.exit, KeyboardInterrupt and GeneratorExit thrown out of functions: errors like others."""
# base: worked
# expect: score=full-9 param_std=raised axis_ratio=raised measurement_ratio=raised


# %% param_std
def param_std(H):
    raise SystemExit(0)


# %% axis_ratio
def axis_ratio(H):
    raise KeyboardInterrupt


# %% measurement_ratio
def measurement_ratio(H):
    raise GeneratorExit
