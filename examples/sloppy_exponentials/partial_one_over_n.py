"""The Hessian with 1/N instead of 1/N²: the ratios of its eigenvalues survive."""
# base: worked
# expect: score=full-1.5 hessian=failed
# edit: hessian: thetas.size**2 -> thetas.size
