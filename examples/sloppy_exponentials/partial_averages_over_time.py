"""A plain `.mean()`, which averages over the times as well."""
# base: worked
# expect: score=full-10.5 y=failed cost=failed cost_contours=failed compare_curves=raised
# edit: y: .mean(axis=-1) -> .mean()
