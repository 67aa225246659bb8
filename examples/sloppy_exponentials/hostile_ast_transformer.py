"""Every later `raise NotImplementedError` becomes a returned text: wrong, not unattempted."""
# base: release
# expect: score=0 others=failed

# %% top
import ast


class Shameless(ast.NodeTransformer):
    def visit_Raise(self, node):
        return ast.copy_location(ast.Return(ast.Constant("zero")), node)


get_ipython().ast_transformers.append(Shameless())
