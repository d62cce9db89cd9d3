"""Addresses: the units that are read, what is left of them, which are precise to a household."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.detect import addresses
from deid.maskers.address import address

HOME = "河南省三门峡市卢氏县五里川镇新坪村1组19号"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (HOME, ["河南省", "三门峡市", "卢氏县", "五里川镇", "新坪村"]),
        ("吉林省吉林市船营区大东街道", ["吉林省", "吉林市", "船营区", "大东街道"]),
        ("河南三门峡市卢氏县", ["河南", "三门峡市", "卢氏县"]),
        ("青海省海南藏族自治州共和县恰卜恰镇", ["青海省", "海南藏族自治州", "共和县", "恰卜恰镇"]),
        ("湖南省津市市白衣镇金林村", ["湖南省", "津市市", "白衣镇", "金林村"]),
        ("河南省卢氏县五里川镇河南村", ["河南省", "卢氏县", "五里川镇", "河南村"]),
        ("宿城区双庄街道红旗社区", ["宿城区", "双庄街道", "红旗社区"]),
        ("黑龙江省大兴安岭地区加格达奇区东山街道", ["黑龙江省", "大兴安岭地区", "加格达奇区", "东山街道"]),
        (
            "上海市浦东新区花木街道东城社区居委会",
            ["上海市", "上海市", "浦东新区", "花木街道", "东城社区居委会"],
        ),
        ("五里川镇敬老院", ["五里川镇"]),
        ("张三", []),
        ("", []),
    ],
)
def test_units(text, units):
    assert list(addresses.split(text).values()) == units


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (HOME, "五里川镇新坪村1组19号"),
        ("五里川镇新坪村一组十九号", "五里川镇新坪村1组19号"),
        ("河南省 卢氏县 五里川镇新坪村１组１９号", "五里川镇新坪村1组19号"),
        ("五里川镇新坪村1组19号（已拆）", "五里川镇新坪村1组19号"),
        ("安溪县凤城镇阳光小区3号楼2单元501室", "凤城镇阳光小区3号楼2单元501室"),
        ("安溪县凤城镇阳光小区3-2-501", "凤城镇阳光小区3-2-501"),
        ("安溪县凤城镇中山路123号", "凤城镇中山路123号"),
        ("五里川镇新坪村1组", None),
        ("五里川镇新坪村", None),
        ("安溪县凤城镇阳光小区3号楼", None),
        ("河南省三门峡市卢氏县五里川镇新坪村***", None),
        ("", None),
        (None, None),
    ],
)
def test_household_keys(text, key):
    assert addresses.full_address_keys(pa.array([text], pa.string())).to_pylist() == [key]


WORDS = """
河南省 北京市 重庆 三门峡市 沙市区 市中区 卢氏县 城关镇 镇海区 五里川镇 中关村街道 新坪村 红旗社区 新村路 阳光小区 王家庄
第八师 142团 3连 1组 19号 3号楼 501室 一组 联系13800138000 （张三） 张三 住 县城 *** * ，
"""
UNITS = st.sampled_from(WORDS.split())
TEXTS = st.lists(UNITS, max_size=7).map("".join) | st.text(max_size=15)


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(TEXTS | st.none(), max_size=8), level=st.sampled_from(addresses.LEVELS))
def test_what_shows_is_the_beginning_and_twice_changes_nothing(cells, level):
    out = address(pa.array(cells, pa.string()), level=level)
    assert address(out, level=level) == out
    for cell, shown in zip(cells, out.to_pylist(), strict=True):
        if cell is None:
            assert shown is None
        elif cell.strip() and shown not in ("********", cell):
            kept = shown.removesuffix("***")
            assert addresses.tidy(cell).startswith(kept)
            assert "13800138000" not in shown


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_a_higher_level_never_shows_more(text):
    shown = [address(pa.array([text]), level=level)[0].as_py() for level in addresses.LEVELS]
    lengths = [0 if cell == "********" else len(cell.removesuffix("***")) for cell in shown if cell.strip()]
    assert lengths == sorted(lengths)


@settings(max_examples=40, deadline=None)
@given(left=st.lists(TEXTS, max_size=4), right=st.lists(TEXTS, max_size=4))
def test_batch_boundaries_do_not_matter(left, right):
    for function in (address, addresses.full_address_keys):
        apart = [function(pa.array(side, pa.string())) for side in (left, right)]
        assert function(pa.array(left + right, pa.string())) == pa.concat_arrays(apart)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_type_and_nulls_stay(kind):
    out = address(pa.array([HOME, None, ""], kind))
    assert out.type == kind
    assert out.to_pylist() == ["河南省三门峡市卢氏县五里川镇新坪村***", None, ""]
