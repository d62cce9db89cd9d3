"""What a release tells beyond its cells: proxies, order, rows nobody can tell apart."""

import random
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import all_lists, notice_of

from deid.io import from_table
from deid.io.known import open_known
from deid.policy.fields import load_fields
from deid.release.order import Order as Wish
from deid.release.prepare import prepare
from deid.risk.order import Order, keys_of
from deid.risk.proxy import MOST_VALUES, Contingency, Proxy
from deid.risk.recognise import Tells
from deid.risk.twins import Twins, row_digests

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 11, 21)
WORDS = st.sampled_from(["a", "b", "c", "", None])


def text(cells):
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())


# ------------------------------------------------------------------ proxies


def proxies(posted, hidden):
    counts = Contingency([0], [1])
    counts.add({0: text(posted)}, {1: text(hidden)})
    return counts.proxies()


def test_a_column_that_determines_another():
    grade = ["一级", "二级", "三级"] * 20
    kind = ["护理" if cell == "一级" else "生活" for cell in grade]
    amount = [{"一级": 200, "二级": 150, "三级": 100}[cell] for cell in grade]
    assert proxies(amount, grade) == [Proxy(0, 1, 1.0, 1 / 3)]
    assert proxies(kind, grade) == []  # 生活 leaves two grades
    assert proxies([*amount[:-5], *[999] * 5], grade)[0].share >= 0.9


def test_what_is_no_proxy():
    chance = random.Random(1)
    grade = [chance.choice("12") for _ in range(400)]
    assert proxies([chance.choice("abc") for _ in grade], grade) == []
    assert proxies(["x"] * 400, ["1"] * 400) == []  # a constant tells nothing
    assert proxies([chance.choice("ab") for _ in range(400)], ["1"] * 390 + ["2"] * 10) == []  # base rate
    assert proxies(range(150), [chance.choice("12") for _ in range(150)]) == []  # nearly unique
    assert proxies(range(400), grade) == []
    assert proxies(["a", "b"] * 9, ["1", "2"] * 9) == []  # too few rows


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), max_size=60), st.integers(0, 60))
def test_counts_merge(rows, cut):
    whole, first, second = (Contingency([0], [1]) for _ in range(3))
    for counts, part in ((whole, rows), (first, rows[:cut]), (second, rows[cut:])):
        counts.add({0: text(a for a, _ in part)}, {1: text(b for _, b in part)})
    assert first.merge(second).proxies() == whole.proxies()


def test_memory_is_bounded_and_holds_no_cell():
    counts = Contingency([0, 2], [1])
    for start in range(0, 5000, 100):
        names = text(f"张三{at}" for at in range(start, start + 100))
        counts.add({0: names, 2: text(["甲"] * 100)}, {1: text(["残疾一级"] * 100)})
    assert list(counts.pairs) == [(2, 1)]
    assert "张三" not in repr(vars(counts)) and "残疾" not in repr(vars(counts))
    assert all(len(marks) <= MOST_VALUES for marks in counts.posted.values() if marks is not None)


# ------------------------------------------------------------------ order


def told(posted, hidden, kind="text"):
    order = Order(list(range(len(posted))), {9: kind})
    order.add({at: text(cells) for at, cells in enumerate(posted)}, {9: text(hidden)})
    return [one.hidden for one in order.told()]


def ids(births):
    return [f"411224{birth:%Y%m%d}1234" for birth in births]


def test_a_list_sorted_by_what_it_hides():
    chance = random.Random(2)
    names = [chance.choice("赵钱孙李") + chance.choice("甲乙丙丁") for _ in range(60)]
    births = sorted(date(chance.randint(1930, 1990), chance.randint(1, 12), 5) for _ in names)
    assert told([names], ids(births), "resident_id") == [9]
    assert told([names], ids(reversed(births)), "resident_id") == [9]
    assert told([names], [f"{one}43" for one in ids(births)], "disability_card") == [9]
    assert told([names], [f"{day:%Y-%m-%d}" for day in births], "date") == [9]
    assert told([names], sorted(chance.randint(100, 900) for _ in names)) == [9]
    grades = sorted(chance.randint(1, 4) for _ in names)
    assert told([names], ["零一二三四"[grade] + "级" for grade in grades]) == [9]
    moved = births[:]
    moved[10], moved[40] = moved[40], moved[10]
    assert told([names], ids(moved), "resident_id") == [9]  # nearly sorted


def test_what_is_no_order():
    chance = random.Random(3)
    names = [chance.choice("赵钱孙李") for _ in range(60)]
    births = [date(chance.randint(1930, 1990), chance.randint(1, 12), 5) for _ in names]
    assert told([names], ids(births), "resident_id") == []
    assert told([names], ["一级"] * 60) == []  # nothing to sort
    assert told([names], ["二级"] * 58 + ["三级"] * 2) == []  # chance does that too
    assert told([names[:19]], ids(sorted(births)[:19]), "resident_id") == []  # too few rows


def test_an_order_that_a_posted_column_explains():
    chance = random.Random(4)
    income = sorted((chance.randint(1000, 9000) for _ in range(80)), reverse=True)
    amount = [10_000 - cell for cell in income]
    assert told([amount], income) == []
    villages = sorted(chance.choice("甲乙丙丁") for _ in range(80))
    inside = [
        at
        for village in "甲乙丙丁"
        for at in sorted(chance.randint(1, 999) for cell in villages if cell == village)
    ]
    assert told([villages], inside) == [9]  # within each village the hidden order shows
    chance.shuffle(inside)
    assert told([villages], inside) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.one_of(st.none(), st.integers(0, 30))), max_size=80),
    st.integers(0, 80),
)
def test_order_merges(rows, cut):
    def watch(part):
        order = Order([0], {1: "number"})
        order.add({0: text(a for a, _ in part)}, {1: text(b for _, b in part)})
        return order

    first = watch(rows[:cut])
    batches = watch(rows[:cut])
    batches.add({0: text(a for a, _ in rows[cut:])}, {1: text(b for _, b in rows[cut:])})
    merged, whole = first.merge(watch(rows[cut:])), watch(rows)
    assert merged.told() == whole.told() == batches.told()
    assert merged.rows == whole.rows == batches.rows


def test_keys():
    assert keys_of(text(["411224197403051234"]), "resident_id") == keys_of(text(["1974-03-05"]), "date")
    assert np.isnan(keys_of(text([None, ""]), "text")).all()
    assert keys_of(text(["3", "10", "x"]), "number").tolist()[:2] == [3.0, 10.0]


# ------------------------------------------------------------------ rows nobody can tell apart


def test_twins():
    twins = Twins()
    twins.add({0: text(["张*", "张*", "张*", "李*"]), 1: text([470, 470, 480, 470])}, [0])
    assert twins.counts() == (2, 1)
    assert Twins().counts() == (0, 0)
    other = Twins()
    other.add({0: text(["李*"]), 1: text([470])}, [0])
    assert twins.merge(other).counts() == (4, 1)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=40))
def test_digests_are_equal_where_rows_are(rows):
    digests = row_digests([text(a for a, _ in rows), text(b for _, b in rows)]).tolist()
    assert len(set(digests)) == len(set(rows))
    assert len(set(zip(digests, rows, strict=True))) == len(set(rows))
    sliced = row_digests(
        [text(["x", *(a for a, _ in rows)]).slice(1), text(["y", *(b for _, b in rows)]).slice(1)]
    )
    assert sliced.tolist() == digests


# ------------------------------------------------------------------ in a release


def tells(source, wish):
    prepared = prepare(source, wish)
    watch = Tells(prepared.plan.columns, prepared.fields.by_id)
    for batch in source.batches():
        masked = prepared.plan.mask(batch)
        watch.add(masked.batch, batch, masked.kept)
    return watch.findings()


def test_a_release_with_a_proxy_and_an_order(tmp_path):
    chance = random.Random(5)
    births = sorted(date(chance.randint(1930, 1990), chance.randint(1, 12), 15) for _ in range(60))
    care = [chance.choice(["全护理", "半护理", "全自理"]) for _ in births]
    table = pa.table(
        {
            "村": text(["新坪村"] * 60),
            "姓名": text(chance.choice("赵钱孙李") + chance.choice("建国梅兰") for _ in births),
            "身份证号": text(ids(births)),
            "自理能力": text(care),
            "月供养金额": text({"全护理": 1900, "半护理": 1200, "全自理": 700}[cell] for cell in care),
        }
    )
    found = tells(
        from_table(table), Wish(notice="tekun_result", channel="village_board", as_of=TODAY, whole=True)
    )
    by_code = {item.code: item for item in found}
    assert by_code["proxy"].column == "月供养金额"
    assert "自理能力" in by_code["proxy"].text and "bands" in by_code["proxy"].text
    assert by_code["order-tells"].column == "身份证号"
    assert by_code["indistinguishable"].severity == "note"
    assert not any(cell in item.text for item in found for cell in ("1900", "全护理", "411224"))


@pytest.mark.parametrize("path", all_lists(), ids=lambda path: path.stem)
def test_the_lists_are_in_no_telling_order(path):
    for channel in ("village_board", "wechat_group"):
        wish = Wish(notice=notice_of(path), channel=channel, as_of=TODAY, whole=True)
        assert {item.code for item in tells(open_known(path), wish)} <= {"indistinguishable"}


def test_fields_are_known():
    assert {"care_ability", "disability_grade", "income"} <= set(load_fields().by_id)
