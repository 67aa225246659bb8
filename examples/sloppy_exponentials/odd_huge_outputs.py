"""Eight megabytes of outputs in the cells. They are thrown away: full marks."""
# base: worked
# outputs: flood
# expect: score=full
