"""The last cell wipes every name. What is gone is missing."""
# base: worked
# expect: score=0 others=missing

# %% end
get_ipython().run_line_magic("reset", "-f")
