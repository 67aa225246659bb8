"""The student has a folder and nothing in it."""
# base: worked
# file: missing
# expect: status=missing
# says: nothing was handed in
