"""A file of zero bytes."""
# base: worked
# file: empty
# expect: status=empty
# says: The file is empty.
