"""Running student code in processes of its own."""
