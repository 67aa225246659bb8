"""Values as plain data: nothing is lost on the way, and nothing malformed gets in."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from course.values.encoding import (
    DTYPES,
    LARGEST_INT,
    MOST_KEYS,
    MOST_TEXT,
    MalformedValue,
    Opaque,
    describe,
    from_json,
    plain,
    rebuild,
    to_json,
)
from course.values.figures import FigureDescription


def same(one: Any, other: Any) -> bool:
    """Whether both are equal in type, and arrays in dtype and shape, NaN equal to NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(
            one, other, equal_nan=one.dtype.kind in "fc"
        )
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return one == other or (one != one and other != other)
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    return bool(one == other)


KEPT = {
    "none": None,
    "true": True,
    "int": -3,
    "large_int": 10**300,
    "float": 0.1,
    "nan": float("nan"),
    "minus_infinity": float("-inf"),
    "complex": complex(1.5, float("inf")),
    "text": "θ ≥ 0",
    "list": [1, [2.0, None]],
    "tuple": (1, (2, "x")),
    "dict": {"a": [1], "b": {}},
    "array": np.arange(6.0).reshape(2, 3),
    "empty_array": np.empty((0, 3)),
    "no_dimension": np.array(2.5),
    "integers": np.array([1, -(2**63)], dtype="<i8"),
    "unsigned": np.array([2**64 - 1], dtype="<u8"),
    "half": np.array([0.1, np.nan], dtype="<f2"),
    "truths": np.array([True, False]),
    "complex_array": np.array([1 + 2j, complex(np.nan, -np.inf)]),
}


@pytest.mark.parametrize("value", KEPT.values(), ids=KEPT)
def test_round_trip(value: object) -> None:
    assert same(rebuild(*describe(value)), value)
    text = json.dumps(to_json(value), allow_nan=False)
    assert same(from_json(json.loads(text)), value)


class Sub(list):
    pass


CYCLE: list[Any] = []
CYCLE.append(CYCLE)

REDUCED = {
    "numpy_float": (np.float64(2.5), np.array(2.5)),
    "numpy_bool": (np.True_, np.array(True)),
    "big_endian": (np.array([1.5], dtype=">f8"), np.array([1.5])),
    "long_double": (np.array([1.5], dtype=np.longdouble), np.array([1.5])),
    "strided": (np.arange(6.0)[::2], np.array([0.0, 2.0, 4.0])),
    "long_text": ("x" * 9999, "x" * MOST_TEXT),
    "subclass": (Sub([1]), [1]),
    "masked": (np.ma.masked_array([1.0, 2.0], mask=[0, 1]), np.array([1.0, np.nan])),
    "function": (len, Opaque("builtin_function_or_method")),
    "generator": ((i for i in ()), Opaque("generator")),
    "objects": (np.array([None]), Opaque("ndarray of dtype object")),
    "text_array": (np.array(["ab"]), Opaque("ndarray of dtype <U2")),
    "date": (np.datetime64("2020-01-01"), Opaque("datetime64 of dtype datetime64[D]")),
    "number_keys": (
        {1: 2, np.int64(3): 4.0, (1, "a"): None, Fraction(1, 2): "b"},
        {1: 2, 3: 4.0, (1, "a"): None, 0.5: "b"},
    ),
    "object_keys": ({len: 2}, Opaque("dict whose keys are not all text or numbers")),
    "many_number_keys": (
        dict.fromkeys(range(MOST_KEYS + 1)),
        Opaque("dict whose keys are not all text or numbers"),
    ),
    "huge_int": (10**301, Opaque("int beyond 1e300")),
}


@pytest.mark.parametrize(("value", "expected"), REDUCED.values(), ids=REDUCED)
def test_reduction(value: object, expected: object) -> None:
    assert same(plain(value), expected)


def test_cycle_ends() -> None:
    value, depth = plain(CYCLE), 0
    while isinstance(value, list):
        value, depth = value[0], depth + 1
    assert value == Opaque("something nested too deeply")
    assert depth < 100


def nested(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {"none": True}
    for _ in range(levels):
        document = {"list": [document]}
    return document


BYTES = b"\0" * 16
MALFORMED = {
    "nothing": None,
    "empty": {},
    "list": [1],
    "number": 1,
    "unknown_kind": {"pickle": "gASV"},
    "int_as_text": {"int": "1"},
    "int_as_bool": {"int": True},
    "int_too_large": {"int": LARGEST_INT * 10},
    "float_as_text": {"float": "1.5"},
    "float_as_list": {"float": []},
    "float_too_large": {"float": 10**400},
    "bool_as_int": {"bool": 1},
    "text_as_int": {"text": 1},
    "pair_of_one": {"pairs": [[{"int": 1}]]},
    "pair_whose_key_is_a_list": {"pairs": [[{"list": []}, {"int": 1}]]},
    "pairs_without_end": {"pairs": [[{"int": number}, {"int": 1}] for number in range(1001)]},
    "complex_of_one": {"complex": [{"float": 1.0}]},
    "complex_of_ints": {"complex": [{"int": 1}, {"int": 1}]},
    "items_not_listed": {"list": {"a": 1}},
    "bad_item": {"list": [{"list": [3]}]},
    "too_deep": nested(70),
    "object_dtype": {"array": "|O", "shape": [2], "buffer": 0},
    "structured_dtype": {"array": "<f8,<f8", "shape": [1], "buffer": 0},
    "dtype_is_list": {"array": ["<f8"], "shape": [2], "buffer": 0},
    "no_shape": {"array": "<f8", "buffer": 0},
    "shape_is_int": {"array": "<f8", "shape": 2, "buffer": 0},
    "negative_shape": {"array": "<f8", "shape": [-2], "buffer": 0},
    "two_negative": {"array": "<f8", "shape": [-1, -2], "buffer": 0},
    "truth_in_shape": {"array": "<f8", "shape": [True, 2], "buffer": 0},
    "huge_shape": {"array": "<f8", "shape": [2**39, 2**39], "buffer": 0},
    "many_dimensions": {"array": "<f8", "shape": [1] * 65, "buffer": 0},
    "short_buffer": {"array": "<f8", "shape": [3], "buffer": 0},
    "long_buffer": {"array": "<f8", "shape": [1], "buffer": 0},
    "no_buffer": {"array": "<f8", "shape": [2], "buffer": 1},
    "negative_buffer": {"array": "<f8", "shape": [2], "buffer": -1},
    "truth_as_buffer": {"array": "<f8", "shape": [2], "buffer": False},
    "too_few_values": {"array": "<f8", "shape": [2], "values": [1.0]},
    "values_not_listed": {"array": "<f8", "shape": [2], "values": "ab"},
    "text_among_values": {"array": "<f8", "shape": [1], "values": ["1.5"]},
    "nan_among_integers": {"array": "<i8", "shape": [1], "values": ["nan"]},
    "value_too_large": {"array": "|u1", "shape": [1], "values": [256]},
    "float_value_too_large": {"array": "<f8", "shape": [1], "values": [10**400]},
    "complex_among_floats": {"array": "<f8", "shape": [1], "values": [[1.0, 2.0]]},
    "three_parts": {"array": "<c16", "shape": [1], "values": [[1.0, 2.0, 3.0]]},
    "nested_parts": {"array": "<c16", "shape": [1], "values": [[[1.0, 2.0], 3.0]]},
    "figure_of_number": {"figure": {"int": 1}},
    "figure_of_nothing": {"figure": {"dict": {}}},
    "figure_of_text": {"figure": {"dict": {"panels": {"text": "abc"}}}},
    "figure_panel_lacks_parts": {"figure": {"dict": {"panels": {"list": [{"dict": {}}]}}}},
}


@pytest.mark.parametrize("document", MALFORMED.values(), ids=MALFORMED)
def test_malformed_is_refused(document: object) -> None:
    with pytest.raises(MalformedValue):
        rebuild(document, [BYTES])


def test_dtypes_hold_no_objects() -> None:
    assert not any(np.dtype(name).hasobject for name in DTYPES)


def test_rebuilt_arrays_can_be_written_to() -> None:
    plain(np.zeros(2))[0] = 1


def test_figure_round_trip() -> None:
    figure_module = pytest.importorskip("matplotlib.figure")
    figure = figure_module.Figure()
    left, right = figure.subplots(1, 2)
    left.plot([0, 1], [1, 2], "o", label="data")
    left.set(xlabel="x", ylabel="y", title="title", xlim=(0, 1), ylim=(0, 2))
    left.legend()
    grid = np.linspace(0, 1, 20)
    figure.colorbar(right.contourf(grid, grid, np.add.outer(grid, grid), levels=[0.5, 1.0, 1.5]))
    right.scatter([0.5], [0.25])
    for got in (plain(figure), from_json(json.loads(json.dumps(to_json(figure))))):
        assert isinstance(got, FigureDescription)
        first, second = got.panels
        assert (first.xlabel, first.ylabel, first.title) == ("x", "y", "title")
        assert (first.xlim, first.ylim, first.legend) == ((0.0, 1.0), (0.0, 2.0), ("data",))
        assert first.curves[0].marker
        assert not first.curves[0].connected
        assert second.levels == (0.5, 1.0, 1.5)
        assert second.points.tolist() == [[0.5, 0.25]]
        assert second.contours


numbers = st.floats() | st.complex_numbers() | st.integers(-LARGEST_INT, LARGEST_INT)
arrays = npst.arrays(
    st.sampled_from(sorted(DTYPES)), npst.array_shapes(min_dims=0, max_dims=3, min_side=0)
)
letters = st.characters(exclude_categories=("C", "Z"))
leaves = st.none() | st.booleans() | numbers | st.text(letters, max_size=20) | arrays
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_any_value_round_trip(value: object) -> None:
    assert same(plain(value), value)
    assert same(from_json(json.loads(json.dumps(to_json(value), allow_nan=False))), value)


KINDS = [
    *("none", "bool", "int", "float", "complex", "text", "list", "tuple", "dict", "pairs"),
    *("array", "shape", "buffer", "values", "figure", "opaque", "panels"),
]
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KINDS),
            inner | st.sampled_from(["<f8", "<c16", "|b1", 0]),
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(documents)
def test_any_document_is_read_or_refused(document: object) -> None:
    try:
        rebuild(document, [BYTES])
    except MalformedValue:
        return


def test_a_list_that_holds_itself_is_cut_short() -> None:
    loop: list = []
    loop += [loop, loop]
    assert len(str(describe(loop))) < 20_000_000


def test_a_small_reply_cannot_become_a_large_value() -> None:
    array = {"array": "|i1", "shape": [1000], "buffer": 0}
    with pytest.raises(MalformedValue, match="used already"):
        rebuild({"list": [array, array]}, [bytes(1000)])
