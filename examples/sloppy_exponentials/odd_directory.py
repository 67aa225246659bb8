"""A folder with the name of the notebook."""
# base: worked
# file: directory
# expect: status=not_a_file
# says: not a notebook file
