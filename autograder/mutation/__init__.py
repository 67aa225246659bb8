"""Small changes of reference functions, which the checks must notice."""
