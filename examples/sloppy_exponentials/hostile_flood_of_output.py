"""A cell that prints without end. It is left out; the answers count."""
# base: worked
# expect: score=full

# %% end
while True:
    print("0123456789" * 1000)
