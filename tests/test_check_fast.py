"""``deid check`` takes short cuts through long lists; none of them may change what it finds."""

import random
import sys
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deid.checking import Asked, examine
from deid.checking.first import look, look_once
from deid.checking.scan import _NO_NUMBER, clear_identifiers, kinds_in
from deid.checking.words import word_search
from deid.detect.cells import match
from deid.engine.columns import Column, Columns
from deid.io import from_table
from deid.kernels import bools, compact, normalise_text
from deid.policy.loader import load_policy
from deid.policy.withhold import load_reasons

pytestmark = pytest.mark.usefixtures("english")

module = sys.modules["deid.checking.examine"]

PIECES = (
    "13800138000", "1380013800", "138001380001", "19700101", "411224197403051234", "62284800123456789", "12",
    "2026年4月", "电话", "监督电话：", "村委会", "联系其子", "张三", "，", "。", "；", "：", "、", "(", "-", " ",
    "一三八零零一三八零零零", "三二", "X", "x", "A", "豫", "@", "元", "号", "G", "○", "１３", "*",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
WORDS = ("精神残疾", "精", "神", "二级", "艾滋病", "HIV", "hiv", "无", "阴性", "智力", "残疾", " ", "-", "\u200b", "，",
         "ＨＩＶ", "感染者", "戒毒", "已故", "家暴", "结核", "急难型", "人员", "1", "正常")  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(TEXTS, min_size=1, max_size=30))
def test_every_cell_is_judged_as_if_it_were_read_alone(cells):
    found = clear_identifiers(look(pa.array(cells, pa.string()))).kinds
    for at, cell in enumerate(cells):
        alone = clear_identifiers(look(pa.array([cell], pa.string()))).kinds
        together = {kind for kind, where in found.items() if where[at]}
        assert together == set(alone)
        if not together:
            assert not kinds_in(cell) or len(cell.encode()) < 7


@settings(max_examples=100, deadline=None)
@example(before="监督电话：", after="")
@example(before="一三八零零一三八零零零，监督", after="")
@example(before="一三八零零一三八零零零，村委会电话", after="12")
@given(before=TEXTS, after=TEXTS)
def test_a_mobile_in_plain_text_is_found_as_the_slow_search_finds_it(before, after):
    text = f"{before}13912345678{after}。"
    found = clear_identifiers(look(pa.array([text], pa.string()))).kinds
    assert set(found) == kinds_in(text)


@pytest.mark.trust
@settings(max_examples=100, deadline=None)
@given(cells=st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map("".join), min_size=1, max_size=20))
def test_words_are_found_as_the_reasons_find_them(cells):
    reasons = {name: reason for name, reason in load_reasons().items() if reason.searchable}
    column = Column(0, "备注", "备注", "remark", "remark", "exact", publishable=True)
    search = word_search(reasons, Columns((column,)))
    col = pa.array(cells, pa.string())
    found = search.hits(column, look(col), np.zeros(len(cells), dtype=np.bool_))
    for name, reason in reasons.items():
        meant = bools(reason.hits(col))
        if reason.codes.get("remark"):
            meant |= bools(reason.code_hits("remark", col))
        meant &= np.array([len(cell.encode()) >= 3 for cell in cells])
        assert found.get(name, np.zeros(len(cells), dtype=np.bool_)).tolist() == meant.tolist(), name


def test_no_chinese_character_becomes_a_number():
    """What keeps a cell from being read as one number must still stand in it once text is normalised."""
    chars = [chr(at) for at in range(sys.maxunicode + 1) if not 0xD800 <= at < 0xE000]
    kept = pa.array(chars, pa.string()).filter(match(pa.array(chars, pa.string()), _NO_NUMBER))
    assert len(kept) > 90_000
    plain = compact(kept).to_pylist()
    assert not any(set(text) <= set("0123456789Xx+") for text in plain)
    assert not any(char.isdecimal() for text in plain for char in text)


def rows(count, seed=3):
    """An ugly list: what nobody may post, among much that anybody may."""
    chance = random.Random(seed)
    cells = [
        lambda: chance.choice(("新坪村", "前进村", "A类", "B类", "")),
        lambda: f"13{chance.randrange(10**9):09}",
        lambda: f"联系其子13{chance.randrange(10**9):09}",
        lambda: f"411224********{chance.randrange(10**4):04}",
        lambda: f"41122419{chance.randrange(30, 99)}0305{chance.randrange(10**4):04}",
        lambda: f"新坪村{chance.randrange(9)}组{chance.randrange(99)}号",
        lambda: chance.choice(("艾滋病患者", "精神残疾二级", "已故", "正常")),
        lambda: f"138****{chance.randrange(10**4):04}",
    ]
    names = ["赵建国", "钱梅", "孙**", "李*"]
    return pa.table(
        {
            "村": pa.array([chance.choice(("新坪村", "前进村")) for _ in range(count)]),
            "姓名": pa.array(
                [chance.choice(names[2:] if nth < count // 2 else names) for nth in range(count)]
            ),
            "身份证号": pa.array([chance.choice(cells[3:5])() for _ in range(count)]),
            "年龄": pa.array([str(chance.randrange(5, 99)) for _ in range(count)]),
            "备注": pa.array([*(chance.choice(cells)() for _ in range(count - 1)), "a@b.com"]),
        }
    )


@pytest.mark.parametrize("notice", [None, "dibao_result"])
def test_batches_and_threads_change_nothing(notice, monkeypatch):
    table = rows(6000)
    asked = Asked(policy=load_policy(notice) if notice else None)
    verdicts = []
    for at_once, pieces in ((1 << 16, 6000), (1000, 500), (700, 333), (1, 1500)):
        monkeypatch.setattr(module, "_ROWS", at_once)
        source = from_table(table)
        whole = pa.Table.from_batches(list(source.batches())).combine_chunks()
        source.kept = whole.to_batches(max_chunksize=pieces)
        verdicts.append(examine(source, asked))
    assert verdicts[0].findings
    assert all(verdict == verdicts[0] for verdict in verdicts[1:])
    late = [found for found in verdicts[0].findings if found.rows and found.rows[0] > 4000]
    assert late  # or row numbers of later batches are proven by nothing


def test_a_full_name_counts_for_the_batches_after_it(monkeypatch):
    """It tells the sex, and so halves the numbers that fit a masked one."""
    monkeypatch.setattr(module, "_ROWS", 100)
    count = 600
    table = pa.table(
        {
            "姓名": pa.array(["赵建国"] + ["钱**"] * (count - 1)),
            "身份证号": pa.array(["41122419740305****"] * count),
        }
    )
    source = from_table(table)
    source.kept = pa.Table.from_batches(list(source.batches())).to_batches(max_chunksize=100)
    weak = [found for found in examine(source, Asked()).findings if found.code == "weak_mask"]
    assert [found.count for found in weak] == [count]


def test_few_distinct_cells_are_looked_at_once():
    col = pa.array(["新坪村", "前进村"] * 4000)
    once = look_once(col)
    assert len(once.seen.cells) == 2
    assert once.seen.cells.take(pa.array(once.codes)).equals(col)
    assert look_once(pa.array([str(nth) for nth in range(8000)])).codes is None
    assert look_once(pa.array(["甲", None] * 4000)).codes is None


def test_an_error_while_reading_ends_the_check(monkeypatch):
    monkeypatch.setattr(module, "_ROWS", 100)
    source = from_table(rows(300))
    parts = list(source.batches())

    def broken():
        yield from parts
        yield from parts
        raise ValueError

    class Broken:
        headers, title, file_name, findings = source.headers, [], "a.csv", []
        batches = staticmethod(broken)

    with pytest.raises(ValueError, match=r"^$"):
        examine(Broken(), Asked())


def test_the_characters_of_a_phone_in_other_scripts_are_read():
    for digits in ("१३८००१३८०००", "13800138000", "１３８ ００１３ ８０００"):
        found = clear_identifiers(look(pa.array([digits], pa.string()))).kinds
        assert set(found) == {"phone"}, unicodedata.name(digits[0])
    assert normalise_text("①") == "1"
