"""`course demo`: the whole road on the example class."""
