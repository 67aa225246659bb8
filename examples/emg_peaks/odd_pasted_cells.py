"""All cells were pasted into a new notebook: no metadata are left, and nothing is lost."""
# base: worked
# metadata: stripped
# expect: score=full
