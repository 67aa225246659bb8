"""The upload broke off: the file ends in the middle of a cell."""
# base: worked
# file: truncated
# expect: status=unreadable
# says: not valid JSON
