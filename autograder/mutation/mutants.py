"""The mutants of a reference function: its code with one small thing changed, mechanically.

The changes are those of mutmut's library and of `autograder.mutation.operators`. What cannot be a
result stays as it is: docstrings, type hints, the messages of exceptions and, in functions
that draw, what no requirement looks at.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper

from autograder.checks.equivalents import Mutation
from autograder.model.faults import Fault
from autograder.mutation.mutmut_private import mutation_operators
from autograder.mutation.operators import own_operators

OPERATORS = (*mutation_operators, *own_operators)

# Of a drawing no requirement looks at colours, sizes, layout and the marks on its axes, ...
COSMETIC_KEYWORDS = {
    *("alpha", "antialiased", "cmap", "color", "colors", "edgecolor", "edgecolors", "norm"),
    *("facecolor", "facecolors", "markeredgecolor", "markerfacecolor", "mec", "mfc", "extend"),
    *("dashes", "linestyle", "linestyles", "linewidth", "linewidths", "ls", "lw"),
    *("figsize", "dpi", "fontsize", "markersize", "ms", "markeredgewidth", "mew", "zorder"),
    *("layout", "constrained_layout", "height_ratios", "width_ratios", "loc", "ticks", "title"),
}
COSMETIC_METHODS = {
    *("clabel", "colorbar", "grid", "minorticks_off", "minorticks_on", "suptitle", "set_title"),
    *("set_xticks", "set_yticks", "set_xticklabels", "set_yticklabels", "tick_params"),
    *("tight_layout",),
}
# ... and of these it asks whether they are there, not what they say.
TEXT_KEYWORDS = {"label", "xlabel", "ylabel"}
TEXT_METHODS = {"set_xlabel", "set_ylabel"}


@dataclass(frozen=True)
class Mutant:
    """One mutation of a function: where it is in the module, and the function's new code."""

    mutation: Mutation
    line: int
    code: str


def mutants_of(path: Path, name: str, *, draws: bool) -> tuple[Mutant, ...]:
    """Return the mutants of the function `name` of the module at `path`, in their lines' order.

    `draws`: the function makes a figure. Two mutants never have the same meaning to Python,
    and none has that of the function itself. Raises `Fault` if the module has no such function.

    >>> from autograder.model.layout import layout_of
    >>> path = layout_of("springs").reference("springs")
    >>> mutants_of(path, "spring_work", draws=False)[-1].mutation.before
    'return spring_energy(k, end) - spring_energy(k, start)'
    """
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    functions = (one for one in wrapper.module.body if isinstance(one, cst.FunctionDef))
    function = next((one for one in functions if one.name.value == name), None)
    if function is None:
        raise Fault(
            f"{path}: there is no function {name}, though an exercise has that name. "
            "Run `course build` and try again."
        )
    print_ = wrapper.module.code_for_node
    original = print_(function)
    start = wrapper.module.code[: wrapper.module.code.index(original)].count("\n") + 1
    seen = {_meaning(original)}
    mutants = []
    mutator = _Mutator(draws)
    function.body.visit(mutator)
    for node, replacement in mutator.replacements:
        changed = function.deep_replace(node, replacement)
        assert isinstance(changed, cst.FunctionDef)
        code = print_(changed)
        meaning = _meaning(code)
        if meaning is not None and meaning not in seen:
            seen.add(meaning)
            offset, before, after = _difference(original, code)
            mutants.append(Mutant(Mutation(name, before, after), start + offset, code))
    return tuple(sorted(mutants, key=lambda mutant: mutant.line))


class _Mutator(cst.CSTVisitor):
    """Walks through a function's body and notes down what may stand in place of each node."""

    def __init__(self, draws: bool) -> None:
        super().__init__()
        self._draws = draws
        self.replacements: list[tuple[cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_no_result(node) or (self._draws and _is_cosmetic(node)):
            return False
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                self.replacements += [
                    (node, changed)
                    for changed in operator(node)
                    if not (self._draws and _changes_cosmetics(node, changed))
                ]
        return True


def _is_no_result(node: cst.CSTNode) -> bool:
    # An expression that is a statement and a string is a docstring.
    return isinstance(node, cst.Annotation | cst.Raise) or (
        isinstance(node, cst.Expr)
        and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)
    )


def _is_cosmetic(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Arg):
        return _keyword(node) in COSMETIC_KEYWORDS | TEXT_KEYWORDS
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return node.func.attr.value in COSMETIC_METHODS | TEXT_METHODS
    return False


def _changes_cosmetics(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Return whether a call was changed in an argument that is cosmetic."""
    if not (isinstance(node, cst.Call) and isinstance(changed, cst.Call)):
        return False
    kept = {id(arg) for arg in changed.args}
    return any(id(arg) not in kept and _keyword(arg) in COSMETIC_KEYWORDS for arg in node.args)


def _keyword(arg: cst.Arg) -> str:
    return arg.keyword.value if arg.keyword is not None else ""


def _meaning(code: str) -> str | None:
    """Return the code as Python understands it, None if it does not."""
    try:
        tree = ast.parse(code)
        compile(tree, "<mutant>", "exec")
    except SyntaxError:
        return None
    return ast.dump(tree)


def _difference(original: str, code: str) -> tuple[int, str, str]:
    """Return how many lines are the same at the start, and what differs before and after."""
    old, new = original.split("\n"), code.split("\n")
    shorter = min(len(old), len(new))
    same = next((k for k in range(shorter) if old[k] != new[k]), shorter)
    tail = next((k for k in range(shorter - same) if old[-1 - k] != new[-1 - k]), shorter - same)
    before, after = (
        " ".join(line.strip() for line in lines[same : len(lines) - tail]) for lines in (old, new)
    )
    return same, before, after
