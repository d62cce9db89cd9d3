"""Cases that no test told from a wrong program until mutants showed it (``tests/mutation``)."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from deid.detect import accepts, addresses, places, shadow, shapes, units
from deid.detect.hide import hide
from deid.kernels import flow
from deid.kernels.text import blank
from deid.risk import leaks


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_a_null_is_not_blank(kind):
    assert blank(pa.array(["", None, "x", " ", "　"], kind)).to_pylist() == [True, False, False, True, True]
    assert blank(pa.array([None, "x"], kind)).to_pylist() == [False, False]


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("110105194912310021", "resident_id"),  # a birth date, a wrong check digit
        ("110105194913310021", "resident_id"),  # no such month, the right check digit
        ("110105194913310026", "long_number"),  # neither
        ("411224740305123", "resident_id"),
        ("411224741305123", "long_number"),
        ("11010519491231002X43", "disability_card"),
        ("6217000012340000123", "bank_card"),
        ("2217000012340000123", "long_number"),
        ("13800138000", "phone"),
        ("03982925094", "phone"),
        ("1380013800012", "phone"),
        ("2026010112301", None),
        ("123456789", None),
    ],
)
def test_what_a_run_of_digits_is(digits, kind):
    assert shapes.kind(digits) == kind


def test_the_check_digit_of_the_case_above():
    assert shapes.check_fits("110105194913310021")
    assert not shapes.check_fits("110105194913310026")
    assert not shapes.check_fits("110105194912310021")


@pytest.mark.parametrize(
    ("spelt", "digits"),
    [
        ("三百", "300"),
        ("一百零三", "103"),
        ("二百一十五", "215"),
        ("十九", "19"),
        ("二十", "20"),
        ("二〇三", "203"),
    ],
)
def test_a_door_written_out_is_the_same_door(spelt, digits):
    written, plain = (f"河南省三门峡市卢氏县杜关镇新坪村五组{door}号" for door in (spelt, digits))
    keys = addresses.full_address_keys(pa.array([written, plain.replace("五组", "5组")])).to_pylist()
    assert keys[0] == keys[1] is not None


@pytest.mark.parametrize("label", ["住址", "家庭住址", "户籍地址", "现住址", "居住地址", ""])
def test_a_label_is_taken_off_a_whole_column_too(label):
    cells = [f"{label}河南省三门峡市卢氏县", "河南省三门峡市卢氏县", None]
    assert addresses.tidied(pa.array(cells)).to_pylist() == [addresses.tidy(cells[0]), cells[1], None]
    assert addresses.tidy(cells[0]) == cells[1]


def test_the_short_name_of_a_province_alone_is_none():
    assert units.ends("河南人家") == {}
    assert units.ends("河南") == {"province": 2}
    assert units.ends("河南卢氏县") == {"province": 2, "county": 5}


@pytest.mark.parametrize("gap", ["\u2028", "\u2029", "\u1680", "\x85", "\u3000", "\u00a0"])
def test_any_gap_is_a_gap(gap):
    assert shadow.cast(f"号{gap}1").text == "号 1"
    told = hide(f"电话138{gap}0013{gap}8000")
    assert "0013" not in told
    assert "8000" not in told


def test_a_column_of_addresses_is_tidied_like_each_of_them():
    cells = [f"新坪村{chr(code)}5组" for code in range(0x20, 0x7F)]
    assert addresses.tidied(pa.array(cells)).to_pylist() == [addresses.tidy(cell) for cell in cells]


def test_runs_are_of_seven_characters():
    cells = ["a/b/c/d/e/f", "1234567", "村12-34-567号", "公示公示公示公示", None, ""]
    assert leaks.runs(pa.array(cells)) == {"1234567": ("1234567",), "村12-34-567号": ("村1234567",)}


def test_no_more_is_read_ahead_than_threads_can_work_on(monkeypatch):
    monkeypatch.setattr(flow, "threads", lambda: 2)
    taken = []
    items = (taken.append(at) or at for at in range(50))
    for done, _ in enumerate(flow.in_order(abs, items), start=1):
        assert len(taken) <= done + 2 + 1
    assert len(taken) == 50


ENDINGS = {
    "village": "村民委员会 村委会 村委 行政村 自然村 中心村 村 社区居民委员会 社区居委会 社区 居民委员会 居委会 居委 居民区 "
    "家委会 嘎查村 嘎查 牧委会 生产队 连队 连 分场 农场 林场 牧场 渔场 茶场 管区 作业区 屯 庄 寨 堡 营 坊 圩 垸",
    "group": "村民小组 居民小组 选民小组 小组 村民组 居民组 组 生产队 小队 大队 队 社 屯 庄 寨 自然村 片区",
    "town": "街道办事处 街道办 街道 地区办事处 办事处 民族苏木 苏木 民族乡 乡 镇 区公所 开发区 工业园区 园区 管理区 示范区 "
    "管委会 团场 农场 林场 牧场 渔场 茶场 园艺场 良种场 原种场",
    "county": "自治县 县 市辖区 新区 林区 特区 开发区 区 自治旗 旗 市",
}


@pytest.mark.parametrize("kind", ENDINGS)
def test_every_ending_of_a_place_is_known(kind):
    cells = pa.array([f"新坪{end}" for end in ENDINGS[kind].split()])
    assert pc.all(pc.match_substring_regex(cells, places.PATTERNS[kind])).as_py()
    longer = pc.binary_join_element_wise(cells, "X", "")
    assert not pc.any(pc.match_substring_regex(longer, places.PATTERNS[kind])).as_py()


def test_two_names_run_together_are_not_one_foreign_one():
    cells = ["马丽金娅", "马依罗古", "林莎林莎", "买买提艾力", "古丽努尔", None]
    assert accepts.accept("person_name", pa.array(cells)).to_pylist() == [None] * 3 + [
        "买买提艾力",
        "古丽努尔",
        None,
    ]
