"""The worked notebook: full marks."""
# base: worked
# expect: score=full
