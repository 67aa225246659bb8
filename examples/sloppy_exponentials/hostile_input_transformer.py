"""An input transformer swallows every later cell. The notebook harms only itself."""
# base: worked
# expect: score=0 others=missing

# %% top
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\n"])
