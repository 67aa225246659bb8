"""The function got a name of its own, so that nothing called `axis_slopes` exists."""
# base: worked
# expect: score=full-3 axis_slopes=missing
# edit: axis_slopes: def axis_slopes -> def slopes_of_axes
