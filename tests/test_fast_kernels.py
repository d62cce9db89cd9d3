"""What is read over whole columns at once says what the patterns and the cell-by-cell readers say."""

import random
import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.detect import han_names, names, phone, remarks, scan
from deid.detect.hide import hide
from deid.detect.name_cells import DENY_OR_MASKED, PLAIN
from deid.engine.own_names import without_own_names
from deid.kernels import blank, compact, flat, normalise, normalise_text, shaped_like
from deid.kernels.known import FEW, known
from deid.kernels.shape import folded
from deid.policy.withhold import as_searched, load_reasons
from deid.tables import name_parts as parts
from deid.tables.surnames import COMPOUND, SINGLE

LAW = settings(max_examples=80, deadline=None)
PIECES = [
    "13800138000", "联系其子", "2026年4月", "，", "。", "（", "）", " ", "　", "1234567", "411224197403051234", "已核查", "元",
    "1", "12", "张三", "张 三", "一二三四五六七", "X", "HIV", "b20", "B２０", "艾滋病", "艾 滋", "\u200b", "-", ".", "@", "é", "\u3400", "𠮷", "'",
    "精神残疾", "１２３", "400-123-4567", "12345678901", "\n", "*",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
columns = st.lists(st.none() | texts | st.text(max_size=8), max_size=12)
kinds = st.sampled_from([pa.string(), pa.large_string()])


def sliced(cells, kind):
    """The column as a slice of a longer one, so that offsets do not begin at 0."""
    return pa.array(["王某", None, *cells, "13800138000"], kind).slice(2, len(cells))


@LAW
@given(columns, kinds)
def test_normal_text_is_that_of_every_cell(cells, kind):
    col = sliced(cells, kind)
    assert normalise(col).to_pylist() == [None if cell is None else normalise_text(cell) for cell in cells]
    gaps = re.compile(r"[\s\-.·‐-―−﹣－_  ]", re.ASCII)
    wanted = [None if cell is None else gaps.sub("", normalise_text(cell)) for cell in cells]
    assert [cell and cell.replace("\v", "") for cell in compact(col).to_pylist()] == [
        cell and cell.replace("\v", "") for cell in wanted
    ]


@LAW
@given(columns, kinds)
def test_a_blank_is_what_the_pattern_says(cells, kind):
    invisible = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    wanted = pc.fill_null(
        pc.match_substring_regex(sliced(cells, kind), rf"^[\s\x{{00a0}}\x{{3000}}{invisible}]*$"), False
    )
    assert blank(sliced(cells, kind)).to_pylist() == wanted.to_pylist()


@LAW
@given(columns, kinds)
def test_shapes_are_the_cells_with_every_digit_written_0(cells, kind):
    col = sliced(cells, kind)
    assert folded(col).to_pylist() == [None if cell is None else re.sub("[0-9]", "0", cell) for cell in cells]
    for pattern in (r"^\d{11}$", r"\d{7}", r"[^0-9]"):
        wanted = pc.fill_null(pc.match_substring_regex(col, pattern), False)
        assert shaped_like(col, pattern).to_pylist() == wanted.to_pylist()
    wanted = pc.fill_null(pc.match_substring_regex(col, r"^1[3-9]\d{9}$"), False)
    assert phone.mobile(col).to_pylist() == wanted.to_pylist()


@LAW
@given(columns, kinds)
def test_remarks_are_hidden_as_cell_by_cell(cells, kind):
    col = sliced(cells, kind)
    assert scan.hidden(col).to_pylist() == [None if cell is None else hide(cell) for cell in cells]
    found = [cell is not None and bool(scan.spans(cell)) for cell in cells]
    told = remarks.mobiles(col)
    for cell, mobile, unread in zip(found, told.found.to_pylist(), told.unread.to_pylist(), strict=True):
        assert unread or cell == mobile


named = st.sampled_from(
    ["张三", "王小丽", "李四（已故）", "古丽·买买提", "张三、李四", "John Smith", "张*", "", "欧阳修", None]
)


@LAW
@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from([*PIECES, "王小丽", "李四", "john smith", "古丽 买买提"]), max_size=5
            ).map("".join),
            named,
        ),
        max_size=10,
    )
)
def test_a_rows_own_names_leave_its_text(rows):
    col = pa.array([hide(text) for text, _ in rows], pa.string())
    wanted = [
        hide(text, [name] if (name := normalise_text(cell or "")) else [])
        for text, (_, cell) in zip(col.to_pylist(), rows, strict=True)
    ]
    assert without_own_names(col, [pa.array([name for _, name in rows], pa.string())]).to_pylist() == wanted


def test_names_by_table_are_those_of_the_patterns():
    """Every surname, every word that is no name alone and with a character before or behind it."""
    words = [*parts.ILLNESS, *parts.STATUS, *parts.NOTES, *parts.WHOLE, *COMPOUND]
    rng = random.Random(3)
    chars = sorted(
        {char for word in words for char in word} | set(parts.ENDINGS) | set("伟芳敏静丽磊洋勇艳杰娟涛超英")
    )
    surnames = sorted(SINGLE)
    cells = [
        *words,
        *(first + word for word in words for first in "王李欧东张"),
        *(word + char for word in words for char in "丽故伟"),
    ]
    cells += [surname + char for surname in surnames for char in ("伟", "病", "某")]
    cells += ["".join(rng.choice(part) for part in (surnames, chars, chars)) for _ in range(20_000)]
    cells += ["abcdef", "123456789", "é张", "王\u3400", "王𠮷", "", "王", "张三丰李", None]
    col = pa.array(cells, pa.string())
    wanted = pc.and_not(
        pc.fill_null(pc.match_substring_regex(col, PLAIN), False),
        pc.fill_null(pc.match_substring_regex(col, DENY_OR_MASKED), False),
    )
    assert names.plain(col).to_pylist() == wanted.to_pylist()
    assert han_names.sure(col).sum() > 5_000


def test_no_sign_of_a_reason_is_missed_by_shape():
    """All phrases and words, in wide letters, with blanks inside, among digits, alone."""
    reasons = load_reasons()
    for reason in reasons.values():
        signs = [*reason.phrases, *reason.words]
        cells = [
            made
            for sign in signs
            for made in (sign, f"12{sign}3", sign.upper(), f"{sign[:1]} {sign[1:]}", f"，{sign}。")
        ]
        if not cells:
            continue
        col = pa.array(cells)
        hits = reason.hits(col)
        assert pc.sum(hits).as_py() > len(signs) / 2
        may = reason.may_hit(as_searched(folded(col)))
        assert not pc.any(pc.and_not(hits, may)).as_py()
    phrases = tuple(phrase for reason in reasons.values() for phrase in reason.phrases)
    short = pa.array(
        [made for phrase in phrases if len(phrase) < 4 for made in (phrase, "王" + phrase, phrase + "王")]
    )
    sure = han_names.without(short, phrases)
    for cell, clean in zip(short.to_pylist(), sure, strict=True):
        assert not (clean and any(phrase in cell for phrase in phrases))


@LAW
@given(columns, kinds, st.sampled_from(["密", "公", "部"]))
def test_rows_with_a_character_are_found(cells, kind, char):
    cells = [*cells, char, f"x{char}", char * 3, f"{char}，"]
    wanted = [cell is not None and char in cell for cell in cells]
    assert flat.rows_with_text(sliced(cells, kind), [char, "绝"]).tolist() == [
        hit or (cell is not None and "绝" in cell) for hit, cell in zip(wanted, cells, strict=True)
    ]


def test_answers_are_remembered_and_many_are_asked_at_once():
    asked = []

    def ask(col):
        asked.append(col.to_pylist())
        return pc.match_substring(col, "a")

    name = object()
    assert known(name, pa.array(["a", "b"]), ask).tolist() == [True, False]
    assert known(name, pa.array(["b", "ca"]), ask).tolist() == [False, True]
    assert asked == [["a", "b"], ["ca"]]
    many = pa.array([str(n) for n in range(FEW + 1)])
    assert not known(name, many, ask).any()
    assert len(asked) == 3


@pytest.mark.parametrize("step", [3, 4, 5, 64])
def test_the_ends_of_a_stretch_hide_nothing(monkeypatch, step):
    monkeypatch.setattr(flat, "_STEP", step)
    col = pa.array(["秘密", "x公y", "", "部", "张三密"])
    assert flat.rows_with_text(col, ["密", "公", "部"]).tolist() == [True, True, False, True, True]
    assert flat.rows_with(col, lambda part: part == ord("y")).tolist() == [False, True, False, False, False]
