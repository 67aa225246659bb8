"""The Hessians lack what a product adds: no mixed terms, no second term of the chain rule."""
# base: worked
# expect: score=full-3 mixture_hessian=failed raw_hessian=failed
# says: The mixed terms are missing.

# %% mixture_hessian
def mixture_hessian(w, dw, d2w, T, dT, d2T):
    w, dw, d2w, T, dT, d2T = checked_parts(w, dw, d2w, T, dT, d2T)
    return np.einsum("i,ikl->kl", w, d2T) + np.einsum("i,ikl->kl", T, d2w)


# %% raw_hessian
def raw_hessian(g, H, raw):
    (raw,) = real_numbers(ROW, raw=raw)
    (g,) = real_numbers(raw.shape, g=g)
    (H,) = real_numbers((raw.size, raw.size), H=H)
    s = softplus(raw)[1]
    return s[:, np.newaxis] * H * s
