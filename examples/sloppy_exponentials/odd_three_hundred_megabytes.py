"""A file of 300 MB, sparse on disk, that must not be read into memory."""
# base: worked
# file: huge
# expect: status=too_large
# says: Clear all outputs
