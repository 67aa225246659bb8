"""One judge: a result compared with a step of a check."""
