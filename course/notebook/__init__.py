"""What `check` does in a notebook: calls, and pages that show their results."""
