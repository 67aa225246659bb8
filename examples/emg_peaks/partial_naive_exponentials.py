"""Softmax and softplus are typed as they stand: right in the middle, overflowing far out."""
# base: worked
# expect: score=full-4 mixture=failed softplus=failed inverse_softplus=failed
# says: The same number may be subtracted from all logits first.

# %% mixture
def mixture(logits, T):
    logits, T = np.asarray(logits, dtype=float), np.asarray(T, dtype=float)
    if logits.shape != T.shape:
        raise ValueError(f"T must hold {logits.size} numbers, got {T}")
    weights = np.exp(logits) / np.exp(logits).sum()
    return weights @ T, weights * (T - weights @ T)


# %% softplus
def softplus(z):
    z = np.asarray(z, dtype=float)
    s = 1 / (1 + np.exp(-z))
    return np.array([np.log(1 + np.exp(z)), s, s * (1 - s)])


# %% inverse_softplus
def inverse_softplus(y):
    y = np.asarray(y, dtype=float)
    if np.any(y <= 0):
        raise ValueError(f"y must be positive, got {y}")
    return np.log(np.exp(y) - 1)
