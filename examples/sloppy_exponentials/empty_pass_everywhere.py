"""`pass` instead of an answer, in three functions: they return None."""
# base: release
# expect: score=0 others=not_attempted hessian=failed jacobian=failed y=failed
# says: returned None
# edit: y: raise NotImplementedError() -> pass
# edit: jacobian: raise NotImplementedError() -> pass
# edit: hessian: raise NotImplementedError() -> pass
