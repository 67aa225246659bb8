"""The examples in docstrings are true."""

from __future__ import annotations

import ast
import doctest
import importlib
import importlib.util
import re
import time
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot
import pytest
import scipy.special
import sympy

from tests.test_architecture import ROOT, modules

# Imported before the examples are timed: what they take is no part of an example.
HEAVY = (matplotlib.pyplot, scipy.special, sympy)


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings(name: str) -> None:
    if name.endswith("__main__"):
        assert ">>>" not in importlib.util.find_spec(name).loader.get_source(name)
        return
    module = importlib.import_module(name.removesuffix(".__init__"))
    start = time.process_time()
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert failed == 0
    assert time.process_time() - start < 3


# A word on the shape, and one on the kind of numbers, that a docstring on arrays must hold.
SHAPE = re.compile(r"\bshapes?\b|\bscalar\b|\([nmk](, ?[nmk\d]*)*\)")
DTYPE = re.compile(r"\bfloat(32|64)\b|\bcomplex128\b|\bdtypes?\b|\bnumbers\b|\bbool\b|\btruth\b")
ARRAY = re.compile(r"\bndarray\b|\bArray\b|\bNDArray\b")


def on_arrays() -> list[Any]:
    """Return the functions that take or return arrays and the classes that hold some.

    Private ones without a docstring are left out.
    """
    found = []
    for module in modules():
        path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            text = ast.get_docstring(node) or ""
            if ARRAY.search(" ".join(annotations(node))) and not (
                node.name.startswith("_") and not text
            ):
                found.append(pytest.param(text, id=f"{module}.{node.name}"))
    return found


def annotations(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    """Yield the types that a function's arguments and result, or a class's fields, have."""
    if isinstance(node, ast.ClassDef):
        fields = (one for one in node.body if isinstance(one, ast.AnnAssign))
        yield from (ast.unparse(one.annotation) for one in fields)
        return
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    yield from (ast.unparse(one.annotation) for one in given if one.annotation)
    if node.returns:
        yield ast.unparse(node.returns)


@pytest.mark.parametrize("text", on_arrays())
def test_a_docstring_on_arrays_says_shape_and_dtype(text: str) -> None:
    assert SHAPE.search(text)
    assert DTYPE.search(text)
