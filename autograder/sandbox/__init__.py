"""The processes that run student code, shut in."""
