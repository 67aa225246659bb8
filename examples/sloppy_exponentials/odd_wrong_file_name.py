"""The right notebook, called homework.ipynb. It is not found, and the student is told."""
# base: worked
# name: homework.ipynb
# expect: status=missing
