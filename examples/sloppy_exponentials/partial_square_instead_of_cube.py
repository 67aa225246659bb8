"""The Hessian divides by the square of the sum. Its eigenvalue ratios are wrong too."""
# base: worked
# expect: score=full-5 hessian=failed eigenvalue_ratios=failed
# edit: hessian: ** 3 -> ** 2
