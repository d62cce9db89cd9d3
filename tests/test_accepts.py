"""Closed published columns: what matches in full comes out verbatim, nothing else comes out."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.detect import dates
from deid.detect.accepts import KINDS, accept

PASSES = {
    "village": "三里村 城东社区 第三居委会 新坪村村民委员会 五里川镇新坪村 巴彦嘎查 3连 １２连 第2社区 王家庄 款场村 易地扶贫搬迁安置社区 喀拉喀什兰干村",
    "group": "3组 ３组 第三村民小组 新坪村3组 五里川镇新坪村3组 12 三组 大塘组 3队 新坪村",
    "town": "五里川镇 双庄街道 142团 四合院街道办事处 苏木山苏木 河南省卢氏县五里川镇",
    "county": "卢氏县 三门峡市 市中区 河南省卢氏县 鄂温克族自治旗",
    "place": "卢氏县 五里川镇 新坪村 新坪村3组 河南省 城东社区 恩施土家族苗族自治州",
    "number": "1030 1,030.50元 -12.5 +3 26.47亩 92.5元/亩 ¥300 ￥３００ 1.2万元 500元/人/月 12345678.90 60%",
    "integer": "4 4人 4.0 ４ 1,000",
    "date": "2026 2026年 2026-11 2026/11/20 2026.11.20 2026年11月20日 20261120 202611 ２０２６年 2026年第四季度",
    "month": "11月 2026年11月 1-12月 2026年1月至3月 11 2026-11",
    "sex": "男 女 男性",
    "age": "75 75岁 75周岁 ７５ 100",
    "age_band": "70-79 70-79岁 70～79 80岁以上 60岁以下 80+",
    "organisation": "卢氏县人民医院 卢氏县第一小学 卢氏农业（集团）有限公司 卢氏县残疾人联合会 卢氏县第12中学",
    "percent": "50% 12.5％ 100%",
    "share": "50% 0.5 1/3",
    "person_name": "张三 欧阳修 扎西·多吉 张**",
    "code": "1301001202611 202631011707 RX20260001 260020 １２３４５６",
    "credit_code": "91350100M000100Y43 ９1350100M000100Y43",
    "building": "3号楼 12栋 3幢 A座 5 十二栋",
    "school_class": "三年级 高一 初三年级 2024级 三年级2班 高一(3)班 2班 24护理1班 2024级机电(2)班",
    "estate": "新坪小区 安居花园二期 和顺公租房小区 幸福新村A区",
    "party": "张三 欧阳修 卢氏县新坪商贸有限公司 爱心人士",
    "nameless": "爱心人士 热心群众 社会爱心企业 海外侨胞",
}
HIDDEN = {
    "village": "三里村3组 三里村3组463号 张三 新坪 3组 艾滋病村 患者住三里村 三里村13800138000 某某村 王五欠款三万村 "
    "张建国欠低保款三万元未还村 李小红与张建国婚姻无效村",
    "group": "三里村3组463号 3组19号 1234 张三 新坪合作社",
    "town": "新坪村 镇 五里川镇3号 张三",
    "county": "卢氏 新坪村 县",
    "place": "三里村3组463号 新坪 张三 联系张三三里村 卢氏县敬老院",
    "number": "13800138000 138001.38000 1380013800.0 138,001,380.00 411224.197403051234 4.11224E+17 1030元张三 1-2",
    "integer": "4.5 四 13800138000 4人张三",
    "date": "2026-13 20261340 74-03-05 2026-11/20 13800138000 2026年张三",
    "month": "13月 2026年",
    "sex": "M 男张三",
    "age": "131 75岁张",
    "age_band": "75 200-300",
    "organisation": "张三 欠款三万张建国公司 张建国去世养老院 精神病医院 聋哑学校 13800138000公司 张三住卢氏县医院",
    "percent": "50 150%",
    "share": "150% 2",
    "person_name": "张三、李四 高血压",
    "code": "13800138000 413800138000 19740305 -19740305 X-03982925094 41122419740305 411224197403051234 411224740305123 03982925094 6217001234567890 "
    "202631011707张三 12",
    "credit_code": "110105194912310021 91350100M000100Y44 13800138000 张三 411224197403051234",
    "building": "3号楼2单元401室 张三 竹岭小区3栋 1234",
    "school_class": "三年级张三 高一3班张三 特殊教育班 13800138000 张三1班 24癌症1班 24张三班",
    "estate": "新坪小区3号楼 新坪小区1单元702室 张三 13800138000 小区 住户张三小区 新坪精神病院小区",
    "nameless": "张三 爱心人士张三 爱心人士13800138000 某爱心人士 肺癌患者",
    "party": "张三、李四 张三13800138000 411224197403051234 见附件 肺癌患者张三",
}


@pytest.mark.parametrize("kind", sorted(PASSES))
def test_what_matches_comes_out_verbatim_and_the_rest_is_null(kind):
    passes, hidden = PASSES[kind].split(), HIDDEN[kind].split()
    assert accept(kind, pa.array(passes)).to_pylist() == passes
    assert accept(kind, pa.array(hidden)).to_pylist() == [None] * len(hidden)


def test_every_kind_has_cases_and_keeps_nulls_blanks_and_type():
    assert set(PASSES) | {"word"} == KINDS
    for kind in KINDS:
        for text in (pa.string(), pa.large_string()):
            out = accept(kind, pa.array([None, "", " "], text), allowed=["x"])
            assert out.type == text
            assert out.to_pylist() == [None, "", " "]
            assert accept(kind, pa.array([], text)).to_pylist() == []


def test_blanks_between_units_and_around_are_read_through():
    cells = ["五里川镇 新坪村", " 新坪村 ", "新坪村　"]
    assert accept("village", pa.array(cells)).to_pylist() == cells
    assert accept("date", pa.array(["2026-11-20 00:00:00"])).to_pylist() == ["2026-11-20 00:00:00"]


def test_words_of_a_closed_list():
    cells = pa.array(["低保", " 低保 ", "低保张三", "艾滋病", None, ""])
    listed = ["低保", "艾滋病"]
    assert accept("word", cells, allowed=listed).to_pylist() == ["低保", " 低保 ", None, None, None, ""]
    out = accept("word", cells, allowed=listed, other="其他")
    assert out.to_pylist() == ["低保", " 低保 ", "其他", "其他", None, ""]
    assert accept("word", cells).to_pylist() == [None, None, None, None, None, ""]


def test_an_unknown_kind_is_an_error():
    with pytest.raises(ValueError, match="no kind"):
        accept("free_text", pa.array(["x"]))


PLAIN_KINDS = sorted(KINDS - {"word"})
WORDS = """
张三 三里村 3组 463号 13800138000 411224197403051234 元 1030 . , - 艾滋病 患者 （ ） 2026 年 11 月 岁 % 公司 住 电话
"""
PIECES = st.sampled_from(WORDS.split())
MIXED = st.lists(PIECES, min_size=1, max_size=4).map("".join) | st.text(min_size=1, max_size=12)


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(PLAIN_KINDS), cells=st.lists(MIXED, max_size=8))
def test_a_decision_looks_at_one_cell_and_holds_twice(kind, cells):
    out = accept(kind, pa.array(cells, pa.string()))
    assert out.to_pylist() == [accept(kind, pa.array([cell]))[0].as_py() for cell in cells]
    assert accept(kind, out) == out
    for cell, shown in zip(cells, out.to_pylist(), strict=True):
        assert (
            shown is None
            or cell == shown
            or (kind == "person_name" and cell.startswith(shown, len(cell) - len(cell.lstrip())))
        )


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(PLAIN_KINDS), cell=MIXED)
def test_no_identifier_illness_or_long_number_ever_comes_out(kind, cell):
    shown = accept(kind, pa.array([cell]))[0].as_py() or ""
    assert "13800138000" not in shown
    assert "411224197403051234" not in shown
    assert "艾滋病" not in shown
    longest = 15 if kind == "code" else 11
    assert sum(char.isdigit() for char in shown) < longest or kind in ("date", "month")


@settings(max_examples=100, deadline=None)
@given(number=st.integers(10**10, 10**18), dot=st.integers(1, 17), comma=st.booleans())
def test_a_phone_or_an_id_is_no_number_whatever_stands_in_it(number, dot, comma):
    text = str(number)
    for cell in (text, f"{text[:dot]}.{text[dot:]}", f"{int(text):,}" if comma else f"-{text}"):
        assert accept("number", pa.array([cell])).to_pylist() == [None]


@settings(max_examples=100, deadline=None)
@given(born=st.dates(date(1900, 1, 1), date(2026, 11, 21)))
def test_birth_dates_are_read_in_every_spelling(born):
    year, month, day = born.year, born.month, born.day
    exact = [
        f"{born}",
        f"{year}/{month}/{day}",
        f"{year}.{month:02}.{day:02}",
        f"{year}年{month}月{day}日",
        f"{born:%Y%m%d}",
    ]
    assert set(dates.latest_birth(pa.array(exact)).to_pylist()) == {born}
    vague = [f"{year}-{month:02}", f"{year}年{month}月", f"{year}{month:02}", f"{year}"]
    *months, years = dates.latest_birth(pa.array(vague)).to_pylist()
    assert all(read >= born and (read.year, read.month) == (year, month) for read in months)
    assert years == date(year, 12, 31)


def test_excel_serials_and_what_is_no_date():
    cells = ["27093", "27093.0", "1974-03-05T00:00:00", "19740300", "74-03-05", "1974-02-30", "x", "", None]
    read = dates.latest_birth(pa.array(cells)).to_pylist()
    assert read == [date(1974, 3, 5)] * 3 + [date(1974, 3, 31)] + [None] * 5


def test_ages():
    cells = ["75", "75岁", "75周岁", "７５", "70-79", "80岁以上", "131", "-5", "x", "", None]
    assert dates.ages(pa.array(cells)).to_pylist() == [75, 75, 75, 75, 70, 80, None, None, None, None, None]
