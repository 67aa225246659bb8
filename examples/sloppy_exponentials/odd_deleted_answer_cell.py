"""An answer cell is gone; no other function uses it."""
# base: worked
# delete: axis_slopes
# expect: score=full-3 axis_slopes=missing
# says: The cell "axis_slopes" is missing.
