"""What is told of a batch ahead, or given up early, changes nothing of what is found."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.frames.column import series_like
from deid.frames.table import text_table
from deid.io import from_table
from deid.kernels.text import forget_all
from deid.release import prepare as preparing
from deid.release.order import Order as Wish
from deid.risk import recognise
from deid.risk.order import Order

BATCH = 10


def text(cells):
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())


def watched(rows, most):
    """The order told of rows of two hidden columns and a posted one, in batches and in two merged parts."""
    order, later = Order([0], {1: "number", 2: "number"}, most), Order([0], {1: "number", 2: "number"}, most)
    for start in range(0, len(rows), BATCH):
        part = list(zip(*rows[start : start + BATCH], strict=True))
        (order if start < len(rows) // 2 else later).add(
            {0: text(part[0])}, {1: text(part[1]), 2: text(part[2])}
        )
    return order.merge(later)


def nearly_sorted(size):
    swaps = st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=size // 4)
    return swaps.map(lambda pairs: _swapped(list(range(size)), pairs))


def _swapped(values, pairs):
    for one, other in pairs:
        values[one], values[other] = values[other], values[one]
    return values


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=100, max_size=100), nearly_sorted(100), nearly_sorted(100))
def test_a_column_given_up_early_was_never_sorted(posted, one, other):
    rows = list(zip(posted, one, other, strict=True))
    assert watched(rows, len(rows)).told() == watched(rows, None).told()


def test_a_column_out_of_order_is_given_up():
    rows = [(0, at, at * 37 % 100) for at in range(100)]
    order = watched(rows, len(rows))
    assert order.open == {1}
    assert [one.hidden for one in order.told()] == [1]


def prepared_list(rows):
    births = [f"19{30 + at % 60}0{1 + at % 9}1{at % 9}" for at in range(rows)]
    table = pa.table(
        {
            "村": text(["新坪村", "旧坪村"][at % 2] for at in range(rows)),
            "姓名": text("赵钱孙李"[at % 4] + "建国" for at in range(rows)),
            "身份证号": text(f"411224{birth}{at:03d}X" for at, birth in enumerate(births)),
            "月供养金额": text(700 + at % 3 for at in range(rows)),
        }
    )
    source = from_table(table)
    return source, preparing.prepare(
        source, Wish("tekun_result", channel="village_board", whole=True, as_of=date(2026, 11, 21))
    )


@pytest.mark.parametrize("most", [7, 40, 45, 1000])
def test_digests_told_ahead(monkeypatch, most):
    monkeypatch.setattr(recognise, "MOST_ROWS", most)
    source, prepared = prepared_list(80)
    ahead, plain = (recognise.Tells(prepared.plan.columns, prepared.fields.by_id) for _ in range(2))
    for batch in source.batches():
        for start in range(0, batch.num_rows, 20):
            part = batch.slice(start, 20)
            masked = prepared.plan.mask(part, start)
            plain.add(masked.batch, part, masked.kept)
            ahead.add(masked.batch, part, masked.kept, ahead.digests(masked.batch))
    assert ahead.findings() == plain.findings()
    assert ahead.twins.counts() == plain.twins.counts()
    assert ahead.twins.rows == plain.twins.rows == min(most, 80)
    forget_all()


@pytest.mark.parametrize("dtype", ["object", "string", "string[python]", "string[pyarrow]"])
def test_a_series_is_made_of_text(dtype):
    old = pd.Series(["a", None, "c"], index=[5, 5, 7], name="n", dtype=dtype)
    made = series_like(old, pa.array(["x", None, ""], pa.large_string()))
    pd.testing.assert_series_equal(made, pd.Series(["x", None, ""], index=[5, 5, 7], name="n", dtype=dtype))
    assert series_like(old, pa.array(["x"], pa.large_string()), pd.Index([9])).to_dict() == {9: "x"}


def test_cells_of_objects_as_text():
    frame = pd.DataFrame({"a": ["1", None], "b": ["x", np.nan], "c": ["y", 2]}, dtype=object)
    assert text_table(frame).to_pydict() == {"a": ["1", None], "b": ["x", None], "c": ["y", "2"]}
