"""Ways to change one node of a function's code that the library of mutations lacks.

Each takes a node and yields what may stand in its place, in the form of mutmut's own
`mutation_operators`, so that both lists can be used as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from autograder.mutation.mutmut_private import OPERATORS_TYPE

Items = Sequence[cst.BaseElement] | Sequence[cst.Arg]

ORDER_MATTERS = (cst.Subtract, cst.Divide, cst.Power, cst.MatrixMultiply, cst.FloorDivide)
OPPOSITES: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.GreaterThanEqual,
    cst.LessThanEqual: cst.GreaterThan,
    cst.GreaterThan: cst.LessThanEqual,
    cst.GreaterThanEqual: cst.LessThan,
}


def number(node: cst.Integer | cst.Float) -> Iterator[cst.BaseExpression]:
    """Yield the number less one and, of a number with a point, its double and its half."""
    value = node.evaluated_value
    yield _literal(value - 1)
    if isinstance(value, float):
        yield _literal(2 * value)
        yield _literal(value / 2)


def dropped_term(node: cst.BinaryOperation) -> Iterator[cst.BaseExpression]:
    """Yield each side of the operation alone: a sum less a term, a product less a factor."""
    for side in (node.left, node.right):
        yield side.with_changes(lpar=[*node.lpar, *side.lpar], rpar=[*side.rpar, *node.rpar])


def swapped_sides(node: cst.BinaryOperation) -> Iterator[cst.BaseExpression]:
    """Yield the operation with its sides exchanged, where that is another one."""
    if isinstance(node.operator, ORDER_MATTERS):
        yield node.with_changes(left=_shut_in(node.right), right=_shut_in(node.left))


def matrix_product(node: cst.MatrixMultiply) -> Iterator[cst.CSTNode]:
    """Yield the product of elements in place of that of matrices."""
    yield cst.Multiply()


def opposite(node: cst.BaseCompOp) -> Iterator[cst.CSTNode]:
    """Yield the comparison that holds where this one does not."""
    if type(node) in OPPOSITES:
        yield OPPOSITES[type(node)]()


def swapped_arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Yield the call with two neighbouring positional arguments exchanged."""
    plain = [arg for arg in node.args if arg.keyword is None and not arg.star]
    for first in range(len(plain) - 1):
        yield node.with_changes(args=_swapped(node.args, first))


def swapped_elements(node: cst.Tuple | cst.List) -> Iterator[cst.CSTNode]:
    """Yield the tuple or list with two neighbouring elements exchanged."""
    for first in range(len(node.elements) - 1):
        yield node.with_changes(elements=_swapped(node.elements, first))


def dropped_bound(node: cst.Slice) -> Iterator[cst.CSTNode]:
    """Yield the slice without its start, its stop or its step."""
    for part in ("lower", "upper", "step"):
        if getattr(node, part) is not None:
            yield node.with_changes(**{part: None})


def forced_branch(node: cst.If) -> Iterator[cst.CSTNode]:
    """Yield the statement with its branch taken always, and never."""
    for truth in ("True", "False"):
        yield node.with_changes(
            test=cst.Name(truth), whitespace_before_test=cst.SimpleWhitespace(" ")
        )


own_operators: OPERATORS_TYPE = [
    (cst.Integer, number),
    (cst.Float, number),
    (cst.BinaryOperation, dropped_term),
    (cst.BinaryOperation, swapped_sides),
    (cst.MatrixMultiply, matrix_product),
    (cst.BaseCompOp, opposite),
    (cst.Call, swapped_arguments),
    (cst.Tuple, swapped_elements),
    (cst.List, swapped_elements),
    (cst.Slice, dropped_bound),
    (cst.If, forced_branch),
]


def _literal(value: float) -> cst.BaseExpression:
    # A sign binds less tightly than a power: (-1)**n is not -1**n.
    written = cst.parse_expression(f"({value!r})" if value < 0 else repr(value))
    assert isinstance(written, cst.BaseExpression)
    return written


def _shut_in(node: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(node, cst.BinaryOperation | cst.UnaryOperation) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def _swapped(items: Items, first: int) -> list[cst.CSTNode]:
    """Return the items with two neighbours' values exchanged; commas and spaces stay."""
    swapped: list[cst.CSTNode] = list(items)
    one, other = items[first], items[first + 1]
    swapped[first] = one.with_changes(value=other.value)
    swapped[first + 1] = other.with_changes(value=one.value)
    return swapped
