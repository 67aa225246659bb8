"""What known mistakes give, and what an answer with a slip is worth."""
