"""A student whose name has letters beyond ASCII, and a space."""
# base: worked
# student: Ζωή Čapek-O'Neill 李
# expect: score=full
