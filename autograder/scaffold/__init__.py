"""`course new`: a new exercise as a small example that works."""
