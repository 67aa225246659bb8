"""The model without 1/N. Whatever draws or sums the curve is wrong with it."""
# base: worked
# expect: score=full-8.25 y=failed cost=failed cost_contours=failed compare_curves=failed
# edit: y: .mean(axis=-1) -> .sum(axis=-1)
