"""Builtins are replaced that a comparison might use. Only the wrong answer loses its points."""
# base: worked
# expect: score=full-4 param_std=failed


# %% param_std
def param_std(H):
    return [0.0 for _ in H]


# %% end
import builtins

builtins.float = builtins.abs = builtins.len = lambda *args: 0
builtins.isinstance = builtins.callable = builtins.all = lambda *args: True
