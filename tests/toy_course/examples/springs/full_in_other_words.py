"""Loops and lists in place of arrays."""
# base: worked
# expect: score=full

# %% spring_energy
def spring_energy(k, x):
    if k <= 0:
        raise ValueError("k")
    if np.ndim(x) == 0:
        return k * float(x) ** 2 / 2
    return [spring_energy(k, part) for part in x]

# %% spring_work
def spring_work(k, start, end):
    return spring_energy(k, end) - spring_energy(k, start)

# %% pull_table
def pull_table(ks):
    return [[k / (j + 1) for j in range(len(ks))] for k in ks]

# %% well_figure
def well_figure(k):
    figure = Figure()
    axes = figure.subplots()
    axes.plot(STRETCH, np.array(spring_energy(k, STRETCH)), label="energy")
    axes.set(xlabel="x", ylabel="E")
    axes.legend()
    return figure
