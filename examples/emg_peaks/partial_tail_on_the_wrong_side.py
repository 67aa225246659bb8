"""The exponential step goes to the right in every formula: a peak, but the mirrored one."""
# base: worked
# expect: score=full-9.5 emg_expression=failed emg=failed peak_figure=failed fit_peaks=failed
# says: It is the mirrored peak, with its tail on the right.

# %% emg_expression
def emg_expression():
    x, mu, sigma, tau = sp.symbols("x mu sigma tau")
    z = ((mu - x) / sigma + sigma / tau) / sp.sqrt(2)
    return sp.exp((mu - x) / tau + sigma**2 / (2 * tau**2)) * sp.erfc(z) / (2 * tau)


# %% [markdown] sign_of_exponential
# A particle that waits comes later, so its signal is further right.

# %% emg
def emg(x, mu, sigma, tau):
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    with np.errstate(all="ignore"):
        u = (mu - x) / sigma
        z = (u + sigma / tau) / np.sqrt(2)
        right = np.exp(-(u**2) / 2) * erfcx(z)
        left = np.exp((mu - x) / tau + (sigma / tau) ** 2 / 2) * erfc(z)
        return np.where(z >= 0, right, left) / (2 * tau)
