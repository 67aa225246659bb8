"""Derivatives by x where those by mu are asked for: one wrong sign, in symbols and in numbers."""
# base: worked
# edit: emg_derivatives: "mu": J / sigma - T / tau -> "mu": T / tau - J / sigma
# edit: emg_grad: quotient / sigma - 1 / tau -> 1 / tau - quotient / sigma
# edit: emg_grad: (u / sigma + tau * -> -(u / sigma + tau *
# expect: score=full-6.5 emg_derivatives=failed emg_grad=failed fit_peaks=failed
# says: The first row is the derivative by x.
