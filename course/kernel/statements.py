"""What the statements of a cell bind, change and need when they run, read from their text."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass

BUILTINS = frozenset(vars(builtins))
# Methods that change the list, dictionary, set or array that they are called on.
CHANGING = frozenset(
    (
        *("add", "append", "clear", "discard", "extend", "fill", "insert", "pop", "popitem", "put"),
        *("remove", "resize", "reverse", "setdefault", "setflags", "sort", "update"),
    )
)
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Their names are their own.
_SCOPES = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.ClassDef)


@dataclass(frozen=True)
class Statement:
    """One statement at the top of a cell, by names.

    `binds` holds the names that it gives a value, `changes` those whose value it changes in place,
    `patches` attributes of names, as in `np.exp = …`, `needs` the names that must have a value
    before, `calls` those of them that are called.
    """

    binds: frozenset[str]
    changes: frozenset[str]
    patches: frozenset[str]
    needs: frozenset[str]
    calls: frozenset[str]


def statements_of(source: str) -> tuple[Statement, ...] | None:
    """Return the statements of a cell, its magics already transformed; None if it is no Python.

    >>> one, = statements_of("def area(r, n=SIZE): return r * PI")
    >>> sorted(one.binds), sorted(one.needs)
    (['area'], ['SIZE'])
    """
    try:
        return tuple(_statement(node) for node in ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def bound_in(source: str) -> frozenset[str]:
    """Return all names that the cell binds or changes, and attributes that it sets.

    >>> sorted(bound_in("x[0] = 1; np.exp = abs; import os.path"))
    ['np.exp', 'os', 'x']
    """
    found = statements_of(source) or ()
    return frozenset().union(*(one.binds | one.changes | one.patches for one in found))


def _statement(node: ast.stmt) -> Statement:
    nodes = list(_now(node))
    binds = frozenset(name for one in _now(node, _SCOPES) for name in _bound(one))
    inner = frozenset(name for one in nodes for name in _bound(one)) - binds
    loads = frozenset(
        one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    )
    changes = {
        _root(one.value)
        for one in nodes
        if isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load)
    }
    changes |= {
        _root(one.target)
        for one in nodes
        if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name)
    }
    calls = set()
    for one in nodes:
        if not isinstance(one, ast.Call):
            continue
        if isinstance(one.func, ast.Name):
            calls.add(one.func.id)
        elif isinstance(one.func, ast.Attribute) and one.func.attr in CHANGING:
            changes.add(_root(one.func.value))
    patches = frozenset(
        ast.unparse(one)
        for one in nodes
        if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load) and _root(one)
    )
    # What is tried, or looked for first, need not be there.
    careful = isinstance(node, ast.Try | ast.If)
    augmented = frozenset(
        one.target.id
        for one in nodes
        if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name)
    )
    own = binds - augmented
    needs = frozenset() if careful else (loads - own | augmented) - BUILTINS - inner
    if isinstance(node, ast.Assign | ast.AnnAssign) and not careful:
        # `x = x + 1` needs what it binds.
        needs |= loads - BUILTINS - inner
    return Statement(binds, frozenset(changes - {""}), patches, needs, frozenset(calls) & loads)


def _now(node: ast.AST, closed: tuple[type[ast.AST], ...] = ()) -> Iterator[ast.AST]:
    """Yield the nodes that run with the statement, without what is within those `closed`.

    Bodies of functions run later.
    """
    yield node
    if isinstance(node, closed):
        return
    if isinstance(node, _LATER):
        later = {id(one) for one in (node.body if isinstance(node.body, list) else [node.body])}
        children = [one for one in ast.iter_child_nodes(node) if id(one) not in later]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from _now(child, closed)


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            if alias.name != "*":
                yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif (isinstance(node, ast.ExceptHandler) and node.name) or (
        isinstance(node, ast.MatchAs | ast.MatchStar) and node.name
    ):
        yield node.name


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
