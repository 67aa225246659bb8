"""A blank release with the first sections done: symbols, the area, the mixture and its Hessian."""
# base: release
# expect: score=12 others=not_attempted emg_expression=passed misprint_area=passed mixture=passed
# expect: emg_derivatives=passed mixture_hessian=passed sign_of_exponential=answered

# %% emg_expression
def emg_expression():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau")
    z = ((x - mu) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((x - mu) / tau + (sigma / tau) ** 2 / 2) * (1 - sp.erf(z)) / (2 * tau)


# %% [markdown] sign_of_exponential
# A particle that has stayed behind is found to the left of the others, so the tail is there.

# %% misprint_area
def misprint_area(sigma, tau):
    return np.exp((3 - 2 * 2**0.5) * (sigma / tau) ** 2 / 4)


# %% mixture
def mixture(logits, T):
    if len(T) != len(logits):
        raise ValueError(f"T holds {T}")
    weights = np.exp(np.array(logits) - max(logits))
    weights = weights / sum(weights)
    return weights @ T, weights * (T - weights @ T)


# %% emg_derivatives
def emg_derivatives():
    x, mu, sigma, tau, T, J = sp.symbols("x mu sigma tau T J")
    return {
        "mu": J / sigma - T / tau,
        "sigma": sigma * T / tau**2 + J * ((x - mu) / sigma**2 - 1 / tau),
        "tau": J * sigma / tau**2 - T * (x - mu + sigma**2 / tau + tau) / tau**2,
    }


# %% mixture_hessian
def mixture_hessian(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = checked_parts(w, dw, d2w, T, dT, d2T)
    H = 0
    for i in range(len(w)):
        mixed = np.outer(dw[i], dT[i])
        H = H + w[i] * d2T[i] + mixed + mixed.T + d2w[i] * T[i]
    return H
