"""The worked notebook, handed in as it is: full marks."""
# base: worked
# expect: score=full
