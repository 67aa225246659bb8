"""The formula as SymPy prints it, and its logarithm: not a number where exponentials overflow."""
# base: worked
# expect: score=full-6 emg=failed emg_logpdf=failed emg_grad=failed
# says: an exponential that overflows has been multiplied by an erfc that is zero

# %% emg
def emg(x, mu, sigma, tau):
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    z = ((x - mu) / sigma + sigma / tau) / np.sqrt(2)
    return np.exp((x - mu) / tau + sigma**2 / (2 * tau**2)) * erfc(z) / (2 * tau)


# %% emg_logpdf
def emg_logpdf(x, mu, sigma, tau):
    return np.log(emg(x, mu, sigma, tau))


# %% emg_grad
def emg_grad(x, mu, sigma, tau):
    T = emg(x, mu, sigma, tau)
    x, mu, sigma, tau = checked(x, mu, sigma, tau)
    J = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (np.sqrt(2 * np.pi) * tau)
    return np.array(
        [
            J / sigma - T / tau,
            T * sigma / tau**2 - J * (1 / tau + (mu - x) / sigma**2),
            J * sigma / tau**2 + T * ((mu - x) / tau**2 - sigma**2 / tau**3) - T / tau,
        ]
    )
