"""The notebook as it was released: no marks."""
# base: release
# expect: score=0 others=not_attempted sign_of_exponential=blank why_softplus=blank
# expect: what_the_fit_knows=blank
