"""Five exercises done, the rest untouched, one of four questions answered."""
# base: worked
# stub: jacobian hessian axis_ratio axis_slopes eigenvalue_ratios measurement_ratio param_std
# stub: derive_hessian measurements_needed evenly_spread
# expect: score=full-23 y=passed cost=passed cost_contours=passed best_single_rate=passed
# expect: compare_curves=passed others=not_attempted
# expect: constrained_minimum=answered derive_hessian=blank measurements_needed=blank evenly_spread=blank
