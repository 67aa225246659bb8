"""A check cell stands twice. Check cells are not run: full marks."""
# base: worked
# duplicate: check_hessian
# expect: score=full
# says: The cell "check_hessian" stands 2 times.
