"""A notebook of the lesson in which not one cell is left."""
# base: release
# delete: everything
# expect: score=0 others=missing derive_hessian=blank
# says: The cell "hessian" is missing.
