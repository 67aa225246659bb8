"""From a submission's cells to its record, one or a class of them."""
