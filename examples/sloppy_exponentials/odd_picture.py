"""A picture whose ending was changed to .ipynb."""
# base: worked
# file: picture
# expect: status=unreadable
# says: not valid JSON
