"""Every answer cell is still there, without a word in it: the functions do not exist."""
# base: release
# expect: score=0 others=missing

# %% y

# %% cost

# %% cost_contours

# %% best_single_rate

# %% compare_curves

# %% jacobian

# %% hessian

# %% axis_ratio

# %% axis_slopes

# %% eigenvalue_ratios

# %% measurement_ratio

# %% param_std
