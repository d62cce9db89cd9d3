"""Cases that no test told from a wrong program until mutants showed it (``tests/mutation``)."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from deid import registry
from deid.detect import accepts, account, addresses, births, places, shadow, shapes, units
from deid.detect.hide import _merge, hide
from deid.detect.spans import Span
from deid.kernels import flow
from deid.kernels.text import as_text, blank, finish, normalise, normalise_text
from deid.maskers.organisation import organisation
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
        ("0102345678", "phone"),  # ten digits: the fewest
        ("010234567", None),
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


def test_public_houses_are_nobody_s_shop():
    halls = ["图书馆", "文化馆", "档案馆", "博物馆", "纪念馆", "体育馆", "科技馆", "美术馆", "展览馆"]
    cells = pa.array([f"卢氏县{hall}" for hall in halls])
    assert organisation(cells).equals(cells)
    people = pa.array(["Anna Maria", "Abc Def Ghi", "张三", "欧阳建国", "张三茶馆"])
    assert organisation(people).to_pylist() == ["A**", "A**", "张*", "欧阳**", "张**茶馆"]


def test_autonomous_counties_hold_no_province():
    assert units.ends("湖南城步苗族自治县") == {"county": 9}
    assert units.ends("湖南城步县") == {"province": 2, "county": 5}


def test_a_character_that_becomes_several_ends_where_the_next_begins():
    seen = shadow.cast("㈱1")
    assert seen.text == "(株)1"
    assert [seen.original(*part) for part in ((0, 1), (0, 3), (2, 4), (3, 4))] == [
        (0, 1),
        (0, 1),
        (0, 2),
        (1, 2),
    ]


@pytest.mark.parametrize("written", ["〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○幺二三四五六七八九"])
def test_numerals_written_out_are_digits(written):
    assert shadow.cast(written).text == "0123456789"
    assert shadow.cast(f"{written}X").text == "0123456789X"


def test_a_number_too_damaged_holds_no_birth_date():
    cells = ["4.1E+17", "4.1E+14", "4112241974********", "411224197403**1234", None, "4.11224200811217E+17"]
    assert births.birth_dates(pa.array(cells)).to_pylist() == [None] * 5 + [date(2008, 11, 21)]


def test_spans_that_overlap_are_cut_once():
    found = [
        Span(0, 5, "phone"),
        Span(3, 4, "phone"),
        Span(4, 9, "phone"),
        Span(9, 12, "phone"),
        Span(20, 21, "phone"),
    ]
    assert _merge(found) == [(0, 9), (9, 12), (20, 21)]


NUMBERED = {
    "village": "社区居委会 社区 居民委员会 居委会 连队 连 营 分场 街坊 生产队",
    "town": "团场 团 师 农场 街道办事处 街道 街",
    "group": "村民小组 居民小组 小组 村民组 组 生产队 小队 队 社",
}


@pytest.mark.parametrize("kind", NUMBERED)
def test_numbers_stand_only_before_what_is_numbered(kind):
    cells = pa.array(
        [f"{number}{end}" for number in ("3", "第12", "新坪第3") for end in NUMBERED[kind].split()]
    )
    assert pc.all(pc.match_substring_regex(cells, places.PATTERNS[kind])).as_py()
    odd = pa.array(
        [f"3{end}X" for end in NUMBERED[kind].split()] + ["3号", "3家", "1234" + NUMBERED[kind].split()[-1]]
    )
    assert not pc.any(pc.match_substring_regex(odd, places.PATTERNS[kind])).as_py()


def test_no_kernel_is_given_a_null_scalar():
    """Before pyarrow 24, ``if_else`` of a slice and a null scalar copies memory that belongs to nobody."""
    package = Path(__file__).parents[1] / "deid"
    assert [path.name for path in package.rglob("*.py") if "pa.scalar(None" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("text", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("kind", ["person_name", "village", "town", "number", "date", "organisation"])
def test_a_slice_is_read_like_a_copy(kind, text):
    cells = [
        "王梅",
        "李四(代)",
        "新坪村",
        "杜关镇",
        "470",
        "2026年4月",
        "卢氏县人民医院",
        "x",
        "",
        None,
        "张三丰",
    ]
    whole = accepts.accept(kind, pa.array(cells, text)).to_pylist()
    for at in range(len(cells)):
        part = pa.array(cells, text).slice(at, 3)
        assert accepts.accept(kind, part).to_pylist() == whole[at : at + 3]
        assert finish(part, pc.is_valid(part), part).to_pylist() == part.to_pylist()


def test_views_are_text():
    cells = pa.array(["x", None, "卢氏县"], pa.string_view())
    assert as_text(cells).equals(pa.array(["x", None, "卢氏县"], pa.large_string()))


def test_every_window_of_a_run_is_searched():
    search = leaks.Search()
    search.add(["12345678"])
    assert search.windows == {"1234567", "2345678", "12345678"}
    search.add(["9" * 70])
    assert max(map(len, search.windows)) == leaks.LONGEST == 64
    assert search.hits(["9" * 64, "2345 678", "345678", "1234568"]) == 2


@pytest.mark.parametrize(
    "cell", ["X234567", "123456X", "村X12345", "村123456", "XXXXXXX", "1XX4567", "㐀X12345"]
)
def test_an_x_is_part_of_a_run(cell):
    found = leaks.runs(pa.array([cell]))
    assert found == {cell: (cell.removeprefix("㐀"),)} if not cell.startswith("㐀") else found == {}


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ("１３８ 0013－8000", "13800138000"),
        ("١٣٨٠٠١٣٨٠٠٠", "13800138000"),
        ("𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎", "13800138000"),
        ("①③⑧1٣8村", "138138村"),
        ("(138)0013.8000", "13800138000"),
        ("138,0013，8000、1", "138001380001"),
        ("豫Z·00q9/z", "豫Z00Q9Z"),
        ("1’3'8_0—1‐3−8－0（0）", "138013800"),
        ("4112 2419740305 123ｘ", "41122419740305123X"),
        ("4112 2419740305 123×", "41122419740305123X"),
        ("a@b.cn", "A@BCN"),
        ("一二三", "一二三"),
        ("1\u200b3\u00ad8", "138"),
    ],
)
def test_what_the_search_sees(cell, seen):
    """The same number however it is written; words in Chinese are no digits."""
    assert leaks.shadow(cell) == seen


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        ("1234567", ("1234567",)),
        ("123456", None),
        ("12*3456", None),
        ("村123456", ("村123456",)),
        ("村12345", None),
        ("村村123456", ("村123456",)),
        ("村1234567村", ("村1234567",)),
        ("1234567村7654321", ("1234567", "村7654321")),
        ("1234567*7654321", ("1234567", "7654321")),
        ("A@BCDEF", ("A@BCDEF",)),
        ("abcdefg", ("ABCDEFG",)),
        ("１２３４５６７", ("1234567",)),
        ("٣٣٣٣٣٣٣", ("3333333",)),
        ("12 34 56 7", ("1234567",)),
        ("１２３\u200b４５６", None),
        ("？？？？？？？", None),
        ("㐀123456", None),
        ("1２3", None),
    ],
)
def test_a_run_has_seven_characters_of_which_one_may_be_chinese(cell, runs):
    for others in ([], [None, "", "公示"], ["公示公示公示公示", "x"]):
        for kind in (pa.string(), pa.large_string()):
            col = pa.array(["7654321", *others, cell, cell], kind).slice(1)
            assert leaks.runs(col) == ({cell: runs} if runs else {})


COUNT = "09@AZazMmé\u00800\u3fff１Ａ٣㐀\ua000𝟏𠮷"
"""Letters, digits and characters that may stand for them, at the ends of what UTF-8 begins with each byte."""


def test_only_cells_that_surely_hold_no_run_are_passed_over():
    for char in COUNT:
        for kind in (pa.string(), pa.large_string()):
            cells = [
                "9" * 9,
                char * 6,
                f"村{char * 6}",
                f"村-{char * 3}.{char * 3}村",
                None,
                char * 5,
                f"{char * 5}村{char * 5}",
                "",
            ]
            told = leaks.could_hold_run(pa.array(cells, kind).slice(1)).to_pylist()
            assert told == [True, True, True, False, False, False, False], hex(ord(char))
    for han in "\u4000䶵一龥\u9fff":
        cells = [han * 9, f"12345{han}67", f"{han}12345"]
        assert leaks.could_hold_run(pa.array(cells)).to_pylist() == [False] * 3
    for sign in "*-. /:?[`{(,'_\n\x7f":
        assert leaks.could_hold_run(pa.array([sign * 9 + "12345"])).to_pylist() == [False]
    for none in (pa.array([], pa.string()), pa.array(["", None])):
        assert leaks.could_hold_run(none).to_pylist() == [False] * len(none)


def test_no_cells_hold_no_runs():
    for cells in ([], [None], ["", None]):
        assert leaks.runs(pa.array(cells, pa.string())) == {}
    assert not leaks.Search()


def test_a_needle_is_found_however_it_is_written():
    search = leaks.Search()
    search.add(["1234567"])
    assert search
    needles = ["1234567", "123 45-67", "１２３４５６７", "123456", "12345678", "234567", "", "村1234567"]
    assert [search.hits([needle]) for needle in needles] == [1, 1, 1, 0, 0, 0, 0, 0]
    assert search.hits(iter(needles)) == 3
    for mail in ("zhang+san@example.com", f"{'x' * 60}@example.com"):
        found = leaks.Search()
        found.add(run for runs in leaks.runs(pa.array([f"见 {mail}"])).values() for run in runs)
        assert found.hits([mail, f"a{mail}"]) == 1
    short = leaks.Search()
    short.add(["123456"])
    assert not short


def test_a_star_ends_a_run():
    assert leaks.runs(pa.array(["123456*7", "1234567*", "村12345*6"])) == {"1234567*": ("1234567",)}


def test_what_is_planted():
    """Of every kind one, with the characters it has by law, and nobody's."""
    sizes = {kind: len(leaks.shadow(value)) for kind, value in leaks.PLANTED.items()}
    assert sizes == {
        "resident_id": 18, "resident_id_15": 15, "disability_card": 20, "student_number": 19, "phone": 11,
        "landline": 11, "bank_card": 19, "passport": 9, "travel_permit": 11, "plate": 7, "email": 22, "long_number": 15,
    }  # fmt: skip
    cells = pa.array(list(leaks.PLANTED.values()))
    assert len(leaks.runs(cells)) == len(cells)


def test_nothing_is_recognised_in_a_blank_or_a_null():
    cells = pa.array([None, "", "　"])
    for name in registry.names():
        recognise = registry.spec(registry.get(name)).recognise
        if recognise is not None:
            assert recognise(cells).to_pylist() == [False, False, False], name


def test_where_a_number_holds_an_id():
    held = {name: registry.spec(registry.get(name)).contains_id for name in registry.names()}
    assert {name: at for name, at in held.items() if at is not None} == {
        "disability_card": 0, "resident_id": 0, "social_security_number": 0, "student_number": 1,
    }  # fmt: skip


def test_only_what_nobody_sees_goes():
    kept = {
        "\u2010": "\u2010",
        "\u2070": "0",
        "\ufe10": ",",
        "\u180d": "\u180d",
        "\u206f": "",
        "\u202e": "",
        "\u200f": "",
    }
    for char, plain in kept.items():
        assert normalise_text(f"1\u200b2{char}3") == f"12{plain}3"


def test_a_column_is_normalised_like_each_of_its_cells():
    codes = (code for code in range(0x20, 0x10000) if not 0xD800 <= code < 0xE000)
    cells = [f"1{chr(code)}2" for code in codes]
    assert normalise(pa.array(cells)).to_pylist() == list(map(normalise_text, cells))


@pytest.mark.parametrize(
    "code", [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x2060, 0xFEFF, 0xFE0F]
)
def test_what_nobody_sees_goes(code):
    assert normalise_text(f"1{chr(code)}2") == "12"


def test_small_figures_side_by_side_are_no_number():
    for text in ("分别为12 300 1200 40 55", "合计1234567元", "补贴 1234567.50"):
        assert hide(text) == text, text
    for text in ("记1234567", "记 1234567 8901234"):
        assert "1234567" not in hide(text), text


def test_an_account_in_full_is_no_starred_one():
    assert account.read_starred("6228480012345678910") is None
    assert account.read_starred("6228 **** **** 678910") == "6228********678910"
