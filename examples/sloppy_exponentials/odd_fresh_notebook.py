"""The answers pasted into a new notebook, without any metadata.

Functions are known by their names: full marks.
"""
# base: worked
# metadata: stripped
# expect: score=full
# says: The cell "hessian" had lost its mark; its function was found by name.
