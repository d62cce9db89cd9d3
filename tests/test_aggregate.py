"""Tables with suppression, against linear algebra and against every other choice of what to hide."""

from decimal import Decimal
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.risk import aggregate
from deid.risk.aggregate import tabulate

MIN = 5
group = st.tuples(st.integers(1, 12), st.sampled_from([0, 0, 0, 1, 3, 5, 6]), st.integers(0, 4)).map(
    lambda g: (g[0], min(g[0], g[1]), g[2] * 100)
)
tables = st.lists(group, max_size=6)


def subsets(places):
    return chain.from_iterable(combinations(places, size) for size in range(len(places) + 1))


def small(table, members):
    """May not be known: fewer than MIN people, or fewer than MIN of them on no named list."""
    people = sum(table[place][0] for place in members)
    unnamed = sum(table[place][1] for place in members)
    return people < MIN or 0 < unnamed < MIN


def equations(size, shown, total):
    """What the table tells, one equation per shown line."""
    lines = [np.eye(size)[place] for place in shown] + ([np.ones(size)] if total else [])
    return np.array(lines).reshape(len(lines), size)


def told(known, wanted):
    """Does ``wanted`` follow from the equations ``known``?"""
    if not len(known):
        return False
    return np.linalg.matrix_rank(np.vstack([known, wanted])) == np.linalg.matrix_rank(known)


def leaks(table, shown, total):
    """A group or a union of groups too small to be known that the shown lines tell."""
    size = len(table)
    known = equations(size, shown, total)
    hidden = [place for place in range(size) if place not in shown]
    if any(told(known, np.eye(size)[place]) for place in hidden):
        return True
    for members in subsets(range(size)):
        if members and small(table, members) and told(known, np.isin(np.arange(size), members).astype(float)):
            return True
    if total and hidden:  # sums of what cannot be less than one person, or less than nothing
        people = sum(table[place][0] for place in hidden)
        return people == len(hidden) or all(table[place][2] == 0 for place in hidden)
    return False


def make(table):
    counts, withheld, amounts = (
        (list(column) for column in zip(*table, strict=True)) if table else ([], [], [])
    )
    keys = [(f"town {place // 2}", f"village {place}") for place in range(len(table))]
    return tabulate(keys, counts, withheld, {"amount": [Decimal(a) for a in amounts]}, min_cell=MIN)


def lines(found):
    return [place for place, row in enumerate(found.groups) if row.shown], found.total.shown


@settings(max_examples=100, deadline=None)
@given(table=tables)
def test_nothing_small_can_be_solved_for(table):
    assert not leaks(table, *lines(make(table)))


@settings(max_examples=60, deadline=None)
@given(table=tables)
def test_no_other_choice_shows_more(table):
    shown, total = lines(make(table))
    best = max(
        (len(some) + with_total)
        for some in subsets(range(len(table)))
        for with_total in (False, True)
        if not leaks(table, list(some), with_total) and (table or not with_total)
    )
    assert len(shown) + total == best


@settings(max_examples=60, deadline=None)
@given(table=tables)
def test_a_line_shows_all_its_true_values_or_none(table):
    found = make(table)
    for row, (count, _, amount) in zip(found.groups, table, strict=True):
        assert (row.count, row.measures["amount"]) in [(count, amount), (None, None)]
    sums = (sum(g[0] for g in table), sum(g[2] for g in table))
    assert (found.total.count, found.total.measures["amount"]) in [sums, (None, None)]
    assert found.all_suppressed == (found.suppressed == len(table) + 1)


def test_the_oracle_sees_a_planted_bug(monkeypatch):
    """Without complementary suppression the one small group is the total less the others."""
    monkeypatch.setattr(aggregate._Groups, "residual", lambda self, hidden: True)
    table = [(12, 0, 100), (9, 0, 100), (2, 0, 100)]
    assert leaks(table, *lines(make(table)))


@pytest.mark.parametrize(
    ("counts", "withheld", "shown"),
    [
        ([40, 30, 25], [0, 0, 0], [40, 30, 25, 95]),
        ([40, 30, 5], [0, 0, 0], [40, None, None, 75]),  # one more hidden, the smallest
        ([40, 12, 13], [0, 0, 0], [40, None, None, 65]),  # two small ones hide each other
        ([40, 10, 9], [0, 0, 0], [None, None, None, 59]),
        ([40, 1, 1], [0, 0, 0], [None, None, None, 42]),
        ([5, 6], [0, 0], [None, None, None]),
        ([15, 16], [0, 0], [None, None, 31]),
        ([15], [0], [None, None]),
        ([40], [0], [40, 40]),
        ([40, 40], [0, 3], [40, None, None]),  # 3 people are on no named list: the total would tell
        ([40, 60, 80], [25, 0, 20], [40, 60, 80, 180]),
        ([50, 60, 80], [10, 15, 0], [None, None, 80, 190]),
        ([50, 60, 80], [10, 5, 0], [None, None, 80, None]),
        ([], [], [None]),
    ],
)
def test_known_tables(counts, withheld, shown):
    found = tabulate([(str(place),) for place in range(len(counts))], counts, withheld, {}, min_cell=20)
    assert [row.count for row in found.rows] == shown
    assert found.all_suppressed == (set(shown) == {None})
    assert found.total.key is None


def test_a_sum_of_nothing_tells_of_each():
    """Two hidden groups whose amounts add to 0 got nothing, both of them: the total is not shown."""
    found = tabulate(
        [("a",), ("b",), ("c",)],
        [40, 15, 15],
        [0, 0, 0],
        {"amount": [Decimal(9), Decimal(0), Decimal(0)]},
        min_cell=20,
    )
    assert [row.count for row in found.rows] == [None, None, None, 70]


def test_sums_are_decimal():
    found = tabulate(
        [("a",), ("b",)], [20, 20], [0, 0], {"amount": [Decimal("0.1"), Decimal("0.2")]}, min_cell=20
    )
    assert found.total.measures == {"amount": Decimal("0.3")}


@pytest.mark.parametrize(
    "arguments",
    [
        ([("a",)], [1, 2], [0], {}, 5),
        ([("a",)], [1], [0], {"amount": []}, 5),
        ([("a",), ("a",)], [20, 20], [0, 0], {}, 5),
        ([("a",)], [1], [2], {}, 5),
        ([("a",)], [1], [-1], {}, 5),
        ([("a",)], [1], [0], {}, 0),
    ],
)
def test_impossible_groups_are_refused(arguments):
    *groups, least = arguments
    with pytest.raises(ValueError, match=r"min_cell|equally|twice|between"):
        tabulate(*groups, min_cell=least)
