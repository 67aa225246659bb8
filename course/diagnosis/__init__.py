"""Which known mistake gives just this result."""
