"""Identifiers inside text: found in any grouping and width, covered whole; what may stay, stays."""

import json
import re

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lists import all_lists
from stdnum.cn import uscc

from deid.detect import scan
from deid.kernels import normalise_text
from deid.testing import strategies

quick = settings(max_examples=100, deadline=None)
AROUND = st.sampled_from(["", "身份证：", "联系其子", "（", "电话 ", "备注,"])
AFTER = st.sampled_from(["", "。", "代领", "）", "，已核查", ";"])
GAPS = [" ", "-", ".", "  ", "\u00a0", "—", "·", " - "]


@st.composite
def spread(draw, values):
    """A value with gaps anywhere, perhaps full-width."""
    value = draw(values)
    marks = draw(
        st.lists(st.sampled_from(["", "", "", *GAPS]), min_size=len(value) - 1, max_size=len(value) - 1)
    )
    text = "".join(a + b for a, b in zip(value, [*marks, ""], strict=True))
    wide = draw(st.booleans())
    return value, text.translate({c: c + 0xFEE0 for c in range(0x30, 0x5B)}) if wide else text


NUMBERS = st.one_of(
    strategies.resident_ids(),
    strategies.resident_ids(wrong_check=True),
    strategies.disability_cards(),
    strategies.bank_cards(),
    strategies.mobiles(),
    strategies.landlines(),
)


@settings(max_examples=300, deadline=None)
@given(spread(NUMBERS), AROUND, AFTER)
def test_numbers_are_found_in_any_grouping(pair, before, after):
    value, text = pair
    cell = before + text + after
    assert scan.contains_identifier(pa.array([cell])).to_pylist() == [True]
    hidden = scan.hide(cell)
    left = re.sub(r"[^0-9]", "", normalise_text(hidden))
    assert len(left) < 7, (value, cell, hidden)
    assert scan.hide(hidden) == hidden


@quick
@given(st.one_of(strategies.passports(), strategies.travel_permits(), strategies.plates(), strategies.emails(),
                 strategies.student_numbers()), AROUND, AFTER)  # fmt: skip
@example("H4000000000", "", "")  # its digits look like an office number
def test_other_identifiers_are_found(value, before, after):
    cell = before + value + after
    spans = scan.spans(cell)
    assert [cell[span.start : span.end] for span in spans] == [value]
    assert scan.contains_identifier(pa.array([cell])).to_pylist() == [True]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=40), strategies.cells().map(lambda cell: cell or "")))
@example("Ⅹ" * 3 + "４１１２２４１９７４０３０５１２３Ｘ")
@example("629464944499789199")  # a card whose digits also pass the check of 统一社会信用代码
@example("000000000000000000")
@example("A＠A.A")
@example("0@A.A")
@example("000000X0000000")
@example("①③⑧⓪⓪①③⑧⓪⓪⓪")
@example("㈠㈡㈢13800138000㎏")
def test_any_text_has_an_answer(text):
    """Spans lie inside the text in order; hiding is final; both searches agree."""
    spans = scan.spans(text)
    ends = [0, *(at for span in spans for at in (span.start, span.end))]
    assert ends == sorted(ends)
    assert not spans or spans[-1].end <= len(text)
    assert scan.contains_identifier(pa.array([text])).to_pylist() == [bool(spans)]
    hidden = scan.hide(text)
    assert scan.hide(hidden) == hidden
    assert not scan.spans(hidden)
    runs = re.findall(r"(?<![0-9A-Z.,])[0-9]{15,}", hidden.upper())
    assert all(uscc.is_valid(run) and run[0] in "159" for run in runs)


STAYS = ["", "已核查", "2026年复审", "20260101", "2026-01-01", "2026.1.1", "2026年1月1日至2026年12月31日", "2026-01-01 10:30:00",
         "2026-11-20 2026-11-21", "民发〔2021〕57号", "国令第649号", "月保障金额470元", "1234567元", "1,234,567.89元", "￥123456.78",
         "26.47", "面积26.47亩", "4001234567", "400-123-4567", "800 820 8820", "12345", "95598", "邮编472200", "3组463号",
         "91110000600037341L", "第3季度", "100%", "B20", "2026", "1/2", "新坪村1组19号"]  # fmt: skip


@pytest.mark.parametrize("text", STAYS)
def test_what_is_no_identifier_stays(text):
    assert scan.spans(text) == []
    assert scan.hide(text) == text
    assert scan.contains_identifier(pa.array([text])).to_pylist() == [False]
    assert scan.kind_of(pa.array([text])) == {}


GOES = {"电话2925094": "电话***", "292-5094": "***", "编号1234567": "编号***", "20261234567": "***", "13800138000元": "***元",
        "411224199001": "***", "4.11224200811217E+17": "***E+17"}  # fmt: skip


@pytest.mark.parametrize(("text", "hidden"), GOES.items())
def test_long_runs_do_not_stay(text, hidden):
    assert scan.hide(text) == hidden


KINDS = {
    "411224197403051234": "resident_id",
    "'41122419740305123x": "resident_id",
    "411224740305123": "resident_id",
    "4.11224200811217E+17": "resident_id",
    "35052419391230197642": "disability_card",
    "G411224201603182991": "student_number",
    "+86 138-0013-8000": "phone",
    "0398-2925094": "phone",
    "6292 1742 1809 6792 903": "bank_card",
    "zhang.san@example.cn": "email",
    "豫M·12345": "plate",
    "E12345678": "passport",
    "H12345678": "travel_permit",
}


@pytest.mark.parametrize(("cell", "kind"), KINDS.items())
def test_kind_of_a_column(cell, kind):
    assert scan.kind_of(pa.array([cell, None, "", "无", cell])) == {kind: 2}


@pytest.mark.parametrize("path", all_lists(), ids=lambda path: path.name)
def test_everything_the_lists_may_not_show_is_found(path):
    """Every identifier of the truth files, alone and in a sentence."""
    never = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["never"]
    for form in ("{}", "见{}。"):
        found = scan.contains_identifier(pa.array([form.format(value) for value in never]))
        missed = [value for value, hit in zip(never, found.to_pylist(), strict=True) if not hit]
        assert missed == []


def test_names_are_hidden_however_they_are_written():
    names = ["李四（子）", "扎西·多吉", "王", "张*", "John Smith"]
    assert scan.hide("李 四和扎西•多吉、扎西多吉，王张*", names) == "***和***、***，王张*"
    assert scan.hide("john smith came", names) == "*** came"


def test_a_text_too_long_is_hidden_whole():
    text = "无" * 30_000
    assert scan.hide(text + "1") == "***"


def test_identifiers_of_a_column():
    col = pa.array(["411224197403051234", "联系 138 0013 8000", "2026-01-01", None, "无"])
    assert scan.identifiers(col) == ["138 0013 8000", "411224197403051234"]
