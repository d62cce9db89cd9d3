"""Equivalence classes against pycanon, and where pycanon is wrong."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycanon import anonymity

from deid.risk.classes import CONTROLLED, classes

cells = st.lists(st.tuples(*[st.sampled_from(["张*", "李*", "", "王**"])] * 3), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(rows=cells)
def test_k_equals_pycanon(rows):
    table = pd.DataFrame(rows, columns=["a", "b", "c"])
    found = classes([pa.array(column) for column in zip(*rows, strict=True)])
    assert found.k_min == anonymity.k_anonymity(table, ["a", "b", "c"])


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["张*", None, ""]), st.sampled_from(["A", None])), min_size=1, max_size=30
    )
)
def test_sizes_equal_a_plain_count(rows):
    found = classes([pa.array(column, pa.string()) for column in zip(*rows, strict=True)])
    assert found.sizes.tolist() == [rows.count(row) for row in rows]
    assert found.k_min == min(map(rows.count, rows))
    assert found.unique_share == pytest.approx(sum(rows.count(row) == 1 for row in rows) / len(rows))


def test_a_null_is_a_class_of_its_own_though_pycanon_drops_it():
    """One row shows nothing and is alone: k is 1. pycanon drops null groups on some pandas and says 2."""
    rows = ["张*", "张*", None]
    assert classes([pa.array(rows)] * 2).k_min == 1
    shown = pd.Series(rows, dtype=object)
    assert anonymity.k_anonymity(pd.DataFrame({"a": shown, "b": shown}), ["a", "b"]) in (1, 2)


def test_blank_and_null_differ():
    assert classes([pa.array(["", None, "", None])]).sizes.tolist() == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("arguments", "level"),
    [
        ({"columns": [pa.array(["张三", "张三"])], "direct": True}, 1),
        ({"columns": [pa.array(["张*"] * 19)]}, 2),
        ({"columns": [pa.array(["张*"] * 20)]}, 3),
        ({"columns": [pa.array(["张*"] * 5)], "threshold": CONTROLLED}, 3),
        ({"columns": [], "rows": 7}, 4),
        ({"columns": []}, 4),
        ({"columns": [pa.array([], pa.string())]}, 3),
    ],
)
def test_level_of_gb_t_42460(arguments, level):
    assert classes(**arguments).level == level


def test_no_rows():
    found = classes([pa.array([], pa.string())])
    assert (found.k_min, found.unique_share, found.sizes.tolist()) == (0, 0.0, [])
    assert classes([], rows=3).sizes.tolist() == [3, 3, 3]


def test_chunked_and_dictionary_columns_and_order():
    names = ["张*", "李*", "张*", "李*", "李*"]
    whole = classes([pa.array(names), pa.array([1, 1, 1, 2, 2])])
    other = classes([pa.chunked_array([names[:2], names[2:]]), pa.array([1, 1, 1, 2, 2]).dictionary_encode()])
    turned = classes([pa.array(names[::-1]), pa.array([2, 2, 1, 1, 1])])
    assert whole.sizes.tolist() == other.sizes.tolist() == turned.sizes.tolist()[::-1] == [2, 1, 2, 2, 2]


def test_many_columns_do_not_overflow():
    rng = np.random.default_rng(1)
    columns = [pa.array(rng.permutation(1000)) for _ in range(12)]
    assert classes(columns).sizes.tolist() == [1] * 1000
