"""No code, two written answers for a person to read."""
# base: release
# expect: score=0 others=not_attempted
# expect: derive_hessian=answered measurements_needed=answered constrained_minimum=blank

# %% [markdown] derive_hessian
# Differentiate twice; at the minimum the residual vanishes, so that only $J^T J$ is left.
#
# $$ H_{\alpha\beta} = \frac{1}{N^2} \int_0^\infty t^2 e^{-(\theta_\alpha + \theta_\beta) t}\, dt $$

# %% [markdown] measurements_needed
# In proportion to the variance along each direction: $n \propto 1/\lambda$.
