"""Check cells are gone. Nobody needs them for grading: full marks."""
# base: worked
# delete: check_y check_hessian check_param_std
# expect: score=full
# says: The cell "check_hessian" is missing.
