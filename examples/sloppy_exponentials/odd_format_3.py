"""A notebook in the format of 2013, which has worksheets."""
# base: worked
# file: format_3
# expect: status=not_a_notebook
# says: old format 3
