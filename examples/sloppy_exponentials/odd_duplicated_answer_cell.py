"""An answer cell stands twice, and both say the same: full marks."""
# base: worked
# duplicate: hessian
# expect: score=full
# says: The cell "hessian" stands 2 times.
