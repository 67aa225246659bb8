"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import time

import pytest

from tests.test_architecture import modules


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings(name: str) -> None:
    if name.endswith("__main__"):
        assert ">>>" not in importlib.util.find_spec(name).loader.get_source(name)
        return
    module = importlib.import_module(name.removesuffix(".__init__"))
    start = time.process_time()
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert failed == 0
    assert time.process_time() - start < 2
