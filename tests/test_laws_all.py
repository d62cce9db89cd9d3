"""Every shipped rule and channel keeps the laws of a release; and every law catches a release that breaks it.

Maskers have theirs in test_masker_laws.py.
"""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from deid.engine.column_plan import ColumnPlan
from deid.engine.plan import Plan
from deid.errors import BrokenMaskerError, RuleError, UsageError
from deid.policy.loader import list_policies
from deid.receipt import Receipt
from deid.release import Order
from deid.release.sinks import MemorySink
from deid.testing import RELEASE_LAWS, Listed, check_policy, check_release, lists, releases
from deid.testing.lists import MARK

pytestmark = pytest.mark.trust

POLICIES = {policy.notice: policy for policy in list_policies()}
PAIRS = [(notice, name) for notice, policy in POLICIES.items() for name, channel in policy.channels.items()
         if channel.form != "none"]  # fmt: skip
FIRST = dict(reversed([(notice, (notice, name)) for notice, name in PAIRS]))


@pytest.mark.parametrize("notice", POLICIES)
def test_a_rule_keeps_the_laws(notice):
    """One list for the first channel of each rule; the long run tries all."""
    check_release(*FIRST[notice], examples=1)


@pytest.mark.long
@pytest.mark.parametrize("notice", POLICIES)
def test_a_rule_keeps_the_laws_for_long(notice):
    check_policy(notice, examples=30)


def test_all_rules_are_there():
    folder = Path(__file__).parents[1] / "rules"
    files = {path.stem for path in folder.glob("*.yaml")} - {"fields", "withhold", "catalogue"}
    assert files == set(POLICIES) == set(FIRST)
    assert len(PAIRS) > 80


def test_nothing_is_shown_where_nothing_may_be():
    check_policy("ertong", examples=1)
    with pytest.raises((RuleError, ValueError)):
        check_policy("no_such_rule", examples=1)


@settings(max_examples=20, deadline=None)
@given(lists("dibao_result"))
def test_lists_are_whole(listed):
    assert listed.headers[-1] == MARK
    assert 1 <= len(listed.rows) <= 8
    assert {len(row) for row in listed.rows} == {len(listed.headers)}
    assert len(set(listed.marks)) == len(listed.rows)


# ---- releases that break one law each


def tells(monkeypatch):
    real = Plan.mask

    def talkative(self, batch, *more):
        print(batch.column(batch.num_columns - 1).to_pylist())
        return real(self, batch, *more)

    monkeypatch.setattr(Plan, "mask", talkative)


def stumbles(monkeypatch):
    def broken(self, cells):
        raise KeyError("no")

    monkeypatch.setattr(ColumnPlan, "apply", broken)


def made(monkeypatch, change):
    """What is handed over is not what was proven."""
    real = MemorySink.table
    monkeypatch.setattr(MemorySink, "table", lambda self: change(self, real(self)))


def shows_the_unknown(monkeypatch):
    seen = []
    real = Plan.mask
    monkeypatch.setattr(
        Plan, "mask", lambda self, batch, *more: seen.append(batch) or real(self, batch, *more)
    )

    def change(sink, out):
        mark = seen[-1].column(seen[-1].num_columns - 1)[0].as_py()
        return out.set_column(
            1, out.schema.field(1), pa.array([mark] * out.num_rows, out.schema.field(1).type)
        )

    made(monkeypatch, change)


def loses_a_row(monkeypatch):
    made(monkeypatch, lambda sink, out: out.slice(1))


def looks_at_batches(monkeypatch):
    def change(sink, out):
        cells = pa.array([f"{len(sink._batches)}村"] * out.num_rows, out.schema.field(1).type)
        return out.set_column(1, out.schema.field(1), cells)

    made(monkeypatch, change)


def looks_at_places(monkeypatch):
    def change(sink, out):
        cells = pa.array([f"{at}村" if at else out.column(3)[0].as_py() for at in range(out.num_rows)])
        return out.set_column(1, out.schema.field(1), cells.cast(out.schema.field(1).type))

    made(monkeypatch, change)


BAD = [
    ("silent", tells), ("total", stumbles), ("closed", shows_the_unknown), ("aligned", loses_a_row),
    ("batches", looks_at_batches), ("order", looks_at_places),
]  # fmt: skip


@pytest.mark.parametrize(("law", "spoil"), BAD, ids=[law for law, _ in BAD])
def test_a_bad_release_is_caught(monkeypatch, law, spoil):
    spoil(monkeypatch)
    with pytest.raises(BrokenMaskerError) as caught:
        check_release("dibao_result", "village_board", examples=40)
    assert caught.value.code == law
    assert law in RELEASE_LAWS


def test_a_release_that_counts_everybody_is_caught(monkeypatch):
    """A random list seldom holds somebody to keep back, so this one does."""
    real = Receipt.public
    monkeypatch.setattr(Receipt, "public", lambda self: {**real(self), "rows": self.rows_in})
    with pytest.raises(BrokenMaskerError) as caught:
        releases.keep_the_laws(few("艾滋病患者"), ORDER)
    assert caught.value.code == "kept-back"


ORDER = Order("dibao_result", channel="village_board", whole=True, place="411224", as_of=date(2026, 11, 20))
TYPED = "62170012345678901"


def few(remark, *typed):
    """Three households, the second with a remark."""
    rows = [
        ("新坪村", f"王小{char}", f"41122419740305{at}238", f"60{at}", "") for at, char in enumerate("明红强")
    ]
    rows[1] = (*rows[1][:4], remark)
    return Listed(("村", "户主姓名", "身份证号", "月保障金额", "备注"), tuple(rows), typed)


@pytest.mark.parametrize("law", ["closed", "silent", None])
def test_a_number_typed_where_none_belongs_is_looked_for(monkeypatch, law):
    if law == "closed":
        made(
            monkeypatch,
            lambda sink, out: out.set_column(
                1, out.schema.field(1), pa.array([TYPED] * len(out), out.schema.field(1).type)
            ),
        )
    elif law == "silent":
        tells(monkeypatch)
    listed = few(f"卡号{TYPED}", f"卡号{TYPED}", "无", None)
    if law is None:
        releases.keep_the_laws(listed, ORDER)
        return
    with pytest.raises(BrokenMaskerError) as caught:
        releases.keep_the_laws(listed, ORDER)
    assert caught.value.code == law


def test_an_error_is_an_answer_but_may_quote_nothing(monkeypatch):
    nowhere = replace(ORDER, channel="nowhere")
    assert releases.run(few(""), nowhere).outcome is None
    releases.keep_the_laws(few(""), nowhere)

    def quoting(*_):
        raise UsageError(f"cannot read {TYPED}")

    monkeypatch.setattr(releases, "release_list", quoting)
    with pytest.raises(BrokenMaskerError) as caught:
        releases.keep_the_laws(few("", TYPED), ORDER)
    assert caught.value.code == "silent"
