"""Expressions that cannot be finished: a tower of powers, and a sum of more terms than atoms."""
# base: release
# expect: score=0 others=not_attempted emg_expression=timed_out|exceeded
# expect: emg_derivatives=timed_out|exceeded

# %% emg_expression
def emg_expression():
    tower = sp.Symbol("x")
    for _ in range(6):
        tower = sp.Pow(sp.Integer(9) ** 9, tower, evaluate=False)
    return sp.Mod(sp.Pow(sp.Integer(7), sp.Integer(10) ** 12, evaluate=False), 11) + tower


# %% emg_derivatives
def emg_derivatives():
    k, x, T, J = sp.symbols("k x T J")
    endless = sp.Sum(sp.sin(k**k * x) / k, (k, 1, 10**30))
    nested = sp.Integral(sp.exp(sp.sin(k) ** k * x * J * T), (k, 0, sp.oo))
    return {"mu": endless, "sigma": nested, "tau": endless * nested}
