"""What student code returns, as plain data."""
