"""``deid check``: what it finds, what it leaves alone, whole folders, against the exported list, by the rule."""

import csv
import io
import json
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_OF, all_lists, notice_of, truth

import deid
from deid import messages
from deid.checking import Asked, examine
from deid.checking import folder as folder_module
from deid.checking.first import Bytes, look
from deid.checking.masked import Row, left_for_ids, left_for_phones, masked_in, place_of
from deid.checking.people import doors_in, doors_of, names_inside
from deid.checking.scan import clear_identifiers, kinds_in
from deid.checking.words import door_numbers
from deid.cli.app import app
from deid.detect import scan
from deid.io import from_table
from deid.policy.loader import load_policy
from deid.release.files import Files, mask_file
from deid.release.order import Order
from deid.risk.judge import ReleaseView, judge
from deid.testing import strategies

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 11, 21)
BIG = 1 << 62


def run(*arguments):
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def found(*arguments):
    return json.loads(run(*arguments, "--json").stdout)


def listed(**columns):
    return from_table(pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}))


def check_source(source, **asked):
    return list(examine(source, Asked(**asked)).findings)


def codes(source, **options):
    return {item.code for item in check_source(source, as_of=TODAY, **options)}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# ------------------------------------------------------------------ what is in the clear

CLEAR = {
    "411224197403051234": "resident_id",
    "身份证：411224197403051234": "resident_id",
    "'４１１２２４１９７４０３０５１２３ｘ": "resident_id",
    "411224740305123": "resident_id",
    "35052419391230197642": "disability_card",
    "G411224201603182991": "student_number",
    "138-0013 8000": "phone",
    "+86 13800138000": "phone",
    "联系其子13800138000": "phone",
    "0398-2925094": "phone",
    "6228 4800 1234 5678 910": "bank_card",
    "E12345678": "passport",
    "一三八零零一三八零零零": "phone",
}
HARMLESS = [
    "", "470", "1,234,567.89", "1234567.5元", "2026-01-01 10:30:00", "2026年11月21日", "20261121", "400-123-4567",
    "8008208820", "91110000600037341L", "民发〔2021〕57号", "国令第711号", "监督电话：0398-2925094", "举报电话 13800138000",
    "26.47", "3组", "湖头镇", "欧阳**", "2026-**-**", "**", "曾*翠", "第3季度", "12345", "95598", "***", "新坪村",
]  # fmt: skip


@pytest.mark.parametrize(("cell", "kind"), CLEAR.items())
def test_identifiers_in_the_clear(cell, kind):
    kinds = clear_identifiers(look(pa.array([cell, "无", None]))).kinds
    assert {name: where.tolist() for name, where in kinds.items()} == {kind: [True, False, False]}
    assert "clear_identifier" in codes(listed(甲=["无", cell]))


def test_what_is_no_finding():
    assert check_source(listed(甲=HARMLESS), as_of=TODAY) == []
    assert codes(listed(姓名=["张三"], 监督电话=["13800138000"], 金额=["470"])) == set()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(strategies.cells(), st.text(max_size=30)), max_size=12))
def test_the_quick_search_finds_what_the_slow_one_finds(cells):
    quick = clear_identifiers(look(pa.array(cells, pa.string()))).kinds
    hit = [any(bool(where[at]) for where in quick.values()) for at in range(len(cells))]
    slow = scan.contains_identifier(pa.array(cells, pa.string())).to_pylist()
    missed = [c for c, a, b in zip(cells, hit, slow, strict=True) if b and not a and kinds_in(c)]
    assert missed == []


@pytest.mark.parametrize(
    ("footer", "severity"),
    [
        ("制表人：某某 联系电话 13800138000", "warning"),
        ("审核：某某 某某@example.com 代领账号 6222021234567890128", "error"),
        ("制表人：某某 监督电话 0398-2925094", None),
    ],
)
def test_footers_are_read_though_they_are_no_rows(tmp_path, footer, severity):
    path = write(tmp_path / "list.csv", f"序号,村,姓名,金额\n1,张村,赵*,100\n2,张村,钱*,200\n{footer},,,\n")
    result = run(path, "--json")
    found = {item["code"]: item["severity"] for item in json.loads(result.stdout)["findings"]}
    told = found.get("left_out_identifier") or found.get("clear_identifier")  # what may be a row is one
    assert told == severity, found
    assert result.exit_code == (1 if severity == "error" else 0), result.output
    assert "13800138000" not in result.output
    assert "6222021234567890128" not in result.output


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("发放（经办1380 0138 000）", True),
        ("4112 2419 7403 0512 34的款", True),
        ("发放（监督电话0398-2925094）", False),
        ("2026年1-3月发放（元）", False),
    ],
)
def test_headers_are_read_by_everybody(header, told):
    columns = {"乡镇": ["杜关镇"], "村": ["新坪村"], "姓名": ["张三"], header: ["470"]}
    assert ("header_identifier" in codes(listed(**columns))) is told


def test_titles_and_file_names(tmp_path):
    rows = "姓名,村,金额\n张三,新坪村,470\n"
    good = write(tmp_path / "低保20261120.csv", "公示名单 监督电话：0398-2925094\n" + rows)
    assert found(good)["findings"] == []
    title = write(tmp_path / "a.csv", "经办：411224197403051234\n" + rows)
    assert run(title).exit_code != 0
    name = write(tmp_path / "411224197403051234.csv", rows)
    result = run(name, "--json")
    assert result.exit_code == 1
    assert "411224197403051234" not in result.output
    assert [item["code"] for item in json.loads(result.stdout)["findings"]] == ["title_identifier"]
    telling = write(tmp_path / "艾滋病患者补贴.csv", rows)
    assert [item["code"] for item in found(telling)["findings"]] == ["telling_title"]


def test_what_only_some_rules_keep_off_is_a_warning_without_a_rule(tmp_path):
    mild, grave = ("mild_word", "warning"), ("telling_word", "error")
    for remark, wanted in (
        ("肺结核", mild),
        ("智力残疾一级", mild),
        ("智力", mild),
        ("精神", grave),
        ("艾滋病患者", grave),
    ):
        path = write(tmp_path / "list.csv", f"村,姓名,备注\n新坪村,张三,{remark}\n")
        assert wanted in [(item["code"], item["severity"]) for item in found(path)["findings"]], remark


# ------------------------------------------------------------------ masks


def test_columns_that_show_different_parts_of_one_number_do_not_contradict():
    whole = ["411224********1234", "411224************", "41122419740305****"]
    one, two = pa.array([whole[0]] * 2), pa.array([whole[1], whole[2]])
    assert left_for_ids([one, two], Row(), "411224", TODAY).tolist()[0] == left(whole[:1])[0]
    assert left_for_ids([one, two], Row(), "411224", TODAY).tolist()[1] == 1
    counts, _ = judge(ReleaseView(n=2, identifiers=[one, two]), place="411224", as_of=TODAY)
    assert (counts > 0).all()


def left(cells, field="subject.id", **row):
    masked = masked_in(look(pa.array(cells)), field)
    return left_for_ids([masked.ids], Row(**row), place_of([masked.ids]), TODAY).tolist()


def test_stars_that_hide_nothing():
    """Only the check digit hidden: the number is there."""
    assert left(["41122419740305123*", "411224197403051***", "411224************"]) == [
        1,
        100,
        left(["411224************"])[0],
    ]
    assert left(["411224********1234"])[0] > 1000
    assert left(["411224********1234"], birth=pa.array(["1974-03-05"])) == [1]
    assert left(["4112241974********"], town=True, full_name=True)[0] < left(["4112241974********"])[0]
    assert left(["411224XXXXXXXX1234", "张三（411224********1234）", "4112****1234"])[0] > 1000
    assert left(["35052419391230197***", "G4112242016********"], "disability_card")[0] == 1
    assert masked_in(look(pa.array(["张**", "2026-**-**", "***", None])), None) is None


def test_masked_phones_and_the_place():
    masked = masked_in(look(pa.array(["138****8000", "138********"])), "phone")
    assert left_for_phones(masked.phones, "三门峡")[0] < 1000 <= left_for_phones(masked.phones, None)[0]
    source = listed(乡镇=["五里川镇"], 姓名=["张三"], 电话=["138****8000"])
    assert "weak_phone" not in codes(source)
    source.title.append("河南省三门峡市卢氏县2026年低保名单")
    assert "weak_phone" in codes(source)


NOT_FOUND = None
OTHER_MASKS = {
    "an account whose last digit is a check digit": ("bank_account", "62220212345678***23", 100),
    "an account that shows the bank": ("bank_account", "622202*********0123", 10**8),
    "an account that shows ten digits is no ID number": ("bank_account", "6222021234*********", 10**8),
    "the same where nothing says what the column holds": (None, "6222021234*********", 10**8),
    "the worse of two": ("bank_account", "62220212345678***23，622202*********0123", 100),
    "a passport": ("passport", "E1234****", 1000),
    "no stars, or nothing else": ("bank_account", "6222021234567890123，*******************", NOT_FOUND),
    "a date": (None, "2026****", NOT_FOUND),
    "a page of text": ("bank_account", "62220212345678***23" + "好" * 2000, NOT_FOUND),
}


@pytest.mark.parametrize("case", OTHER_MASKS)
def test_other_masked_numbers(case):
    """How many fit is told by the stars alone; what is none is not counted."""
    field, cell, fit = OTHER_MASKS[case]
    masked = masked_in(look(pa.array([cell])), field)
    if fit is NOT_FOUND:
        assert masked is None
    else:
        assert masked.others.tolist() == [fit] and masked.ids.null_count == 1
        told = codes(listed(姓名=["张三"], **{"银行账号" if field == "bank_account" else "证号": [cell]}))
        assert ("weak_mask" in told) == (fit < 1000 and field == "bank_account")


def test_a_phone_with_too_few_stars():
    """Two stars for four digits hide four: in a column of phones it is as weak as with four."""
    masked = masked_in(look(pa.array(["138**8000"])), "phone")
    assert masked.phones.to_pylist() == ["138****8000"]
    assert masked_in(look(pa.array(["138**8000"])), None) is None
    unheard_of = left_for_phones(masked.phones, "不存在的市").tolist()
    assert unheard_of == left_for_phones(masked.phones, None).tolist()  # then any city is possible
    assert left_for_phones(pa.array(["1380013****"]), "三门峡").tolist() == [
        10_000
    ]  # a number of another city
    assert left_for_phones(pa.nulls(2, pa.string()), None).tolist() == [np.iinfo(np.int64).max] * 2
    assert (
        left_for_ids([pa.nulls(2, pa.string())], Row(), None, TODAY).tolist() == [np.iinfo(np.int64).max] * 2
    )


def test_masks_that_repeat_are_counted_in_every_row():
    """Cells are looked at once each, however often they stand there."""
    weak, good = "41122419740305123*", "411224************"
    found = {
        one.code: one
        for one in check_source(listed(姓名=["张三"] * 6000, 身份证号=[good, weak, good] * 2000), as_of=TODAY)
    }
    assert found["weak_mask"].count == 2000
    assert found["weak_mask"].rows[:3] == (2, 5, 8)


def test_several_masks_of_one_row_are_read_together():
    one = listed(姓名=["张三"], 身份证号=["411224********12**"], 残疾证号=["******19740305******43"])
    each = [
        listed(姓名=["张三"], 身份证号=["411224********12**"]),
        listed(姓名=["张三"], 残疾证号=["******19740305******43"]),
    ]
    assert "weak_mask" in codes(one)
    assert examine(one, Asked(TODAY)).least < min(examine(part, Asked(TODAY)).least for part in each)


def test_masks_of_other_people_are_judged_alone():
    """What the row shows of the subject narrows nothing of the guardian."""
    weak, good = "41122419740305123*", "411224************"
    rows = {"姓名": ["张三"], "出生日期": ["1974-03-05"], "监护人姓名": ["李*"]}
    assert "weak_mask" in codes(listed(**rows, 监护人身份证号=[weak]))
    assert "weak_mask" not in codes(listed(**rows, 监护人身份证号=[good]))


def test_columns_of_the_row_narrow_the_mask():
    wide = listed(姓名=["张三"], 身份证号=["411224************"], 性别=["男"], 出生日期=["1974-03-05"])
    assert examine(wide, Asked(TODAY)).least <= 500
    assert "weak_mask" in codes(wide)


# ------------------------------------------------------------------ words, doors, columns, minors


def test_words_and_doors():
    rows = listed(
        姓名=["张三", "李四", "王五（已故）"],
        备注=["艾 滋 病患者", "ＨＩＶ", "无精神病史"],
        村=["新坪村1组19号", "前进村", "前进村"],
    )
    by_code = {item.code: item for item in check_source(rows, as_of=TODAY)}
    assert by_code["telling_word"].rows == (1, 2)
    assert by_code["mild_word"].rows == (3,)
    assert by_code["door_number"].rows == (1,)
    assert codes(listed(姓名=["艾军", "强艳"], 村=["救助站村", "前进村"], 金额=["1", "2"])) == set()


def test_doors():
    yes = ["新坪村1组19号", "中山路12号", "新坪村一组十九号", "3栋2单元301室"]
    no = ["新坪村", "3组", "民发〔2021〕57号", "财社〔2013〕217号文", "12号公告", "第3批"]
    assert door_numbers(look(pa.array([*yes, *no]))).tolist() == [True] * len(yes) + [False] * len(no)


def test_columns_by_their_header():
    source = listed(
        姓名=["张三"], 残疾等级=["一级"], 出生日期=["1974-03-05"], 监护人姓名=["李四"], 家庭住址=["新坪村"]
    )
    told = [item.column for item in check_source(source, as_of=TODAY) if item.code == "telling_column"]
    assert told == ["残疾等级", "出生日期", "监护人姓名", "家庭住址"]
    assert codes(listed(救助对象=["张三"], 救助原因=["其他"])) == set()
    assert codes(listed(救助对象=["张三"], 救助原因=["肺癌"])) == {"telling_column"}


def test_minors():
    assert "perhaps_minor" in codes(listed(姓名=["张三"], 年龄=["12"]))
    assert "perhaps_minor" in codes(listed(姓名=["张三"], 身份证号=["411224201503********"[:18]]))
    assert "perhaps_minor" not in codes(listed(姓名=["张三"], 年龄=["80"]))
    assert "minor_listed" in codes(listed(姓名=["张三"], 年龄=["12"]), policy=load_policy("gaoling"))


# ------------------------------------------------------------------ by the rule


def test_the_rules_own_view():
    policy = load_policy("dibao_result")
    source = listed(
        村=["新坪村"], 户主姓名=["张三"], 致贫原因=["缺劳动力"], 甲乙丙=["丁"], 月保障金额=["470元左右"]
    )
    by_code = {
        item.code: item for item in check_source(source, as_of=TODAY, policy=policy, channel="village_board")
    }
    assert by_code["dropped_column"].column == "致贫原因"
    assert by_code["unnamed_column"].column == "column 4"
    assert by_code["not_as_ruled"].column == "月保障金额"
    full = listed(村=["新坪村"], 户主姓名=["张三"], 月保障金额=["470"])
    assert codes(full, policy=policy, channel="village_board") == set()
    assert codes(full, policy=policy, channel="wechat_group") == {"not_as_ruled"}
    assert "names_not_here" in codes(full, policy=policy, channel="website")
    assert codes(full, policy=policy) == {"any_channel"}
    assert "form_none" in codes(listed(姓名=["张三"]), policy=load_policy("ertong"), channel="village_board")


def test_small_counts_on_the_website():
    policy = load_policy("canji_butie")
    table = listed(乡镇=["甲镇", "乙镇"], 人数=["87", "3"], 金额=["99690", "1100"])
    assert "small_cells" in codes(table, policy=policy, channel="website")
    table = listed(乡镇=["甲镇", "乙镇"], 人数=["87", "—"], 金额=["99690", "—"])
    assert codes(table, policy=policy, channel="website") == set()


# ------------------------------------------------------------------ against the exported list

RAW = {
    "乡镇": ["五里川镇"] * 5,
    "村": ["新坪村", "新坪村", "前进村", "前进村", "前进村"],
    "户主姓名": ["曾杰翠", "刘梅旺", "沈军军", "高兴水", "胡芳"],
    "身份证号": [
        "411224195708198537",
        "41122419710210478X",
        "411224201511210788",
        "411224198001086500",
        "411224197602197329",
    ],
    "家庭住址": ["新坪村1组19号", "新坪村2组3号", "前进村3组4号", "前进村5组6号", "前进村7组8号"],
    "监护人姓名": ["", "李建国", "", "", ""],
    "月保障金额": ["470", "1040", "1370", "240", "1020"],
    "备注": ["", "", "", "艾滋病患者", ""],
}


def against(rows, notice=None, **more):
    raw = listed(**RAW)
    policy = load_policy(notice) if notice else None
    return {
        item.code: item for item in check_source(listed(**rows), raw=raw, as_of=TODAY, policy=policy, **more)
    }


@pytest.mark.parametrize("notice", [None, "dibao_result"])
def test_people_who_must_not_stand_there(notice):
    good = {
        "村": ["新坪村", "新坪村", "前进村"],
        "户主姓名": ["曾杰翠", "刘梅旺", "胡芳"],
        "月保障金额": ["470", "1040", "1020"],
    }
    channel = {"channel": "village_board"} if notice else {}
    assert against(good, notice, **channel) == {}
    bad = {
        name: [*cells, extra]
        for (name, cells), extra in zip(good.items(), ["前进村", "高兴水", "240.00"], strict=True)
    }
    assert against(bad, notice, **channel)["withheld_row"].rows == (4,)
    minor = {
        name: [*cells, extra]
        for (name, cells), extra in zip(good.items(), ["前进村", "沈军军", "1370"], strict=True)
    }
    assert against(minor, notice, **channel)["withheld_row"].count == 1
    masked = {**bad, "户主姓名": ["曾**", "刘**", "胡*", "高**"]}
    channel = {"channel": "wechat_group"} if notice else {}
    assert against(masked, notice, **channel)["withheld_row"].rows == (4,)


@pytest.mark.parametrize(
    "less",
    [
        {"姓名": RAW["户主姓名"]},  # two columns for one field: which is meant is not known
        {"身份证号": None},  # nobody's age can be told
    ],
    ids=["in doubt", "no ages"],
)
def test_a_raw_list_the_rule_would_refuse_keeps_people_back_all_the_same(less):
    raw = listed(**{name: cells for name, cells in {**RAW, **less}.items() if cells is not None})
    rows = listed(
        村=["新坪村", "前进村"],
        户主姓名=["曾杰翠", "高兴水"],
        月保障金额=["470", "240"],
        家庭住址=["", "新坪村2组3号"],
    )
    asked = {"policy": load_policy("dibao_result"), "channel": "village_board", "as_of": TODAY}
    told = {one.code: one for one in check_source(rows, raw=raw, **asked)}
    assert told["withheld_row"].rows == (2,)
    assert told["raw_door"].rows == (2,)
    assert str(told["raw_not_judged"].severity) == "warning"


def test_hidden_values_that_show():
    base = {"村": ["新坪村"], "户主姓名": ["曾杰翠"], "月保障金额": ["470"]}
    assert against(base) == {}
    assert "raw_value" in against({**base, "甲": ["编号 41122419710210478X 号"]})
    assert "raw_value" in against({**base, "甲": ["41122419570819"]})
    assert "raw_name" in against({**base, "甲": ["李建国代领"]})
    assert "raw_name" in against({**base, "户主姓名": ["曾杰翠（李建国）"]})
    assert "raw_door" in against({**base, "甲": ["住1组19号"]})
    assert "raw_door" in against({**base, "村": ["新坪村1组19号"]})
    assert "raw_door" not in against({**base, "甲": ["9组19号"]})


def test_names_and_doors_of_others():
    wanted = {"李四", "李建国", "扎西多吉"}
    yes = ["李四", "李四代领", "由李建国转交", "李 四", "监护人：李四"]
    no = ["李四光", "木李四", "王五", "", "李"]
    assert [names_inside(cell, wanted, is_name=False) for cell in yes] == [True] * len(yes)
    assert [names_inside(cell, wanted, is_name=False) for cell in no] == [False] * len(no)
    doors = doors_of(pa.array(["河南省三门峡市卢氏县五里川镇新坪村1组19号"]))
    assert doors_in(["五里川镇新坪村1组19号", "新坪村一组十九号", "在1组19号", "1组29号"], doors) == [
        "五里川镇新坪村1组19号",
        "新坪村一组十九号",
        "在1组19号",
    ]


# ------------------------------------------------------------------ whole lists


@pytest.mark.parametrize("path", all_lists(), ids=lambda path: path.stem)
def test_own_outputs_are_clean_and_the_raw_list_is_not(path, tmp_path):
    notice = notice_of(path)
    for channel in ("village_board", "wechat_group", "website"):
        out = tmp_path / f"{channel}.csv"
        mask_file(Files(path, out), Order(notice=notice, channel=channel, whole=True, as_of=TODAY))
        for options in (
            (),
            ("--notice", notice, "--channel", channel, "--against", path),
            ("--against", path),
            ("--notice", notice),
        ):
            result = found(out, "--as-of", AS_OF, *options)
            worse = [item for item in result["findings"] if item["severity"] != "note"]
            assert worse == [], (channel, options)
            assert result["status"] == "clean"
    raw = run(path, "--as-of", AS_OF, "--json")
    assert raw.exit_code == 1
    named = {
        item["column"] for item in json.loads(raw.stdout)["findings"] if item["code"] == "clear_identifier"
    }
    assert named & {"身份证号", "身份证号码", "残疾证号"}
    assert not [never for never in truth(path)["never"] if never in raw.output]


def test_a_leaky_copy_is_caught_against_its_raw_list(tmp_path):
    """Every withheld person put back, a door and another's name: all are named."""
    path = next(item for item in all_lists() if item.name.startswith("dibao"))
    text = path.read_bytes().decode(truth(path)["encoding"])
    lines = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if row and row[0].isdigit()]
    bad = io.StringIO()
    writer = csv.writer(bad, lineterminator="\r\n")
    writer.writerow(["序号", "乡镇", "村", "户主姓名", "月保障金额"])
    writer.writerows([row[0], row[1], row[2], row[3], row[8]] for row in lines)
    copy = write(tmp_path / "copy.csv", bad.getvalue())
    items = found(
        copy, "--against", path, "--notice", "dibao_result", "--channel", "village_board", "--as-of", AS_OF
    )
    withheld = next(item for item in items["findings"] if item["code"] == "withheld_row")
    wanted = len(truth(path)["withheld_rows"])
    assert wanted * 0.9 <= withheld["count"] <= wanted
    assert {"not_as_ruled", "raw_door"} <= {item["code"] for item in items["findings"]}


# ------------------------------------------------------------------ folders


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "posted"
    write(root / "2024" / "good.csv", "村,姓名,金额\n新坪村,张三,470\n")
    write(root / "2024" / "leak.csv", "姓名,身份证号\n张三,411224197403051234\n")
    write(root / "2024" / "weak.csv", "姓名,身份证号\n张三,41122419740305123*\n")
    write(root / "hiv.csv", "姓名,备注\n张三,艾滋病患者\n")
    write(root / "over.csv", "村,姓名,金额\n新坪村,张三,470\n")
    write(root / "over.csv.receipt.json", json.dumps({"posted_until": "2026-11-01", "channel": "x"}))
    write(root / "page.html", "<html><td>张三</td><td>411224197403051234</td></html>")
    write(root / "letter.docx", "PK")
    (root / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (root / "broken.xlsx").write_bytes(b"PK\x03\x04broken")
    write(root / ".hidden.csv", "姓名,身份证号\n张三,411224197403051234\n")
    return root


ACTIONS = {
    "2024/good.csv": "keep", "2024/leak.csv": "correct", "2024/weak.csv": "correct", "hiv.csv": "take_down",
    "over.csv": "take_down", "page.html": "correct", "letter.docx": "by_hand", "photo.jpg": "by_hand",
    "broken.xlsx": "by_hand",
}  # fmt: skip


def test_a_list_that_is_never_posted_there_comes_down(tmp_path):
    path = write(tmp_path / "list.csv", "村,姓名,金额\n新坪村,张三,470\n")
    told = json.loads(run(path, "--notice", "ertong", "--channel", "village_board", "--json").stdout)
    assert told["files"][0]["action"] == "take_down"


def test_a_folder_gets_one_line_per_file(folder):
    result = run(folder, "--json", "--as-of", AS_OF)
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert {item["file"]: item["action"] for item in data["files"]} == ACTIONS
    by_file = {item["file"]: item for item in data["files"]}
    assert by_file["2024/leak.csv"]["candidates"] == by_file["2024/weak.csv"]["candidates"] == 1
    assert by_file["over.csv"]["period_over"] and by_file["over.csv"]["posted_until"] == "2026-11-01"
    assert "411224197403051234" not in result.output
    assert "take down 2" in result.stderr


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_the_table_is_written(folder, tmp_path, kind):
    table = tmp_path / f"table.{kind}"
    write(folder / "=cmd().csv", "村,姓名,金额\n新坪村,张三,470\n")
    messages.use("zh")
    run(folder, "--report", table, "--as-of", AS_OF, "--lang", "zh")
    if kind == "json":
        rows = [[item["file"], item["action"]] for item in json.loads(table.read_text("utf-8"))["files"]]
        assert dict(rows).items() >= ACTIONS.items()
        return
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    else:
        openpyxl = pytest.importorskip("openpyxl")
        rows = [list(row) for row in openpyxl.load_workbook(table).active.iter_rows(values_only=True)]
    assert rows[0] == ["文件", "行数", "发现", "最少候选号码数", "公示至", "公示期", "建议", "说明"]
    told = {row[0]: row[6] for row in rows[1:]}
    assert told["2024/good.csv"] == "保留" and told["over.csv"] == "下架" and told["2024/leak.csv"] == "更正"
    assert "'=cmd().csv" in told
    assert "411224197403051234" not in str(rows)


def test_a_sample_is_drawn_by_its_seed(folder):
    first, again = (found(folder, "--sample", 3, "--seed", 7) for _ in range(2))
    assert [item["file"] for item in first["files"]] == [item["file"] for item in again["files"]]
    assert len(first["files"]) == 3
    assert first["sample"] == {"of": len(ACTIONS), "seed": 7}
    others = {
        tuple(item["file"] for item in found(folder, "--sample", 3, "--seed", seed)["files"])
        for seed in range(6)
    }
    assert len(others) > 1


def test_the_exported_list_is_opened_as_it_lies(tmp_path):
    """It may lie in another sheet and encoding than the posted one; messages name its own options."""
    openpyxl = pytest.importorskip("openpyxl")
    header, rows = ["村", "姓名", "身份证号"], [["新坪村", "张三", "411224197403051234"]]
    posted = write(tmp_path / "a.csv", "村,姓名,金额\n新坪村,张三,411224197403051234\n")
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("全县")):
        for row in (header, *rows):
            sheet.append(row)
    raw = tmp_path / "raw.xlsx"
    book.save(raw)
    doubtful = run(posted, "--against", raw)
    assert doubtful.exit_code == 2
    assert "--against-sheet" in doubtful.stderr and " --sheet" not in doubtful.stderr
    for sheet in ("2", "全县"):
        told = found(posted, "--against", raw, "--against-sheet", sheet)
        assert "raw_value" in [item["code"] for item in told["findings"]]
    big5 = tmp_path / "raw.csv"
    big5.write_bytes("鄉鎮,姓名,身份證號\r\n新坪村,張三,411224197403051234\r\n".encode("big5"))
    how = ("--against-encoding", "big5", "--against-header-rows", "1")
    assert "raw_value" in [item["code"] for item in found(posted, "--against", big5, *how)["findings"]]


def test_what_cannot_run(folder, tmp_path):
    assert run(folder, "--report", tmp_path / "table.txt").exit_code == 2
    assert run(folder / "broken.xlsx").exit_code == 2
    assert run(tmp_path / "none.csv").exit_code == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(empty).exit_code == 2
    assert run(write(tmp_path / "prose.txt", "今天天气很好\n")).exit_code == 2
    assert run(write(tmp_path / "text.txt", "张三的电话是13800138000\n")).exit_code == 1


def test_text_of_every_length_and_encoding_is_searched(tmp_path):
    number, path = "411224197403051234", tmp_path / "notice.txt"
    cases = {
        "UTF-16": ("关于低保的通知\n" + number).encode("utf-16"),
        "GBK": ("关于低保的通知\n" + number).encode("gbk"),
        "a character cut by the first look": ("a" * 65535 + "好\n" + number).encode(),
        "more lines than are held": ("今天天气很好\n" * 70_000 + number).encode(),
        "one line as long": ("好" * 70_000 + number).encode(),
    }
    for case, content in cases.items():
        path.write_bytes(content)
        result = run(path, "--json")
        assert result.exit_code == 1 and number not in result.output, case
        assert "clear_identifier" in {item["code"] for item in json.loads(result.stdout)["findings"]}, case
    path.write_bytes(number.encode() + bytes(range(256)))  # no text: said to be unread rather than clean
    assert run(path).exit_code == 2


def test_a_file_changed_since_its_release(tmp_path):
    path = write(tmp_path / "a.csv", "村,姓名,金额\n新坪村,张三,470\n")
    write(tmp_path / "a.csv.receipt.json", json.dumps({"output_sha256": "0" * 64, "posted_until": None}))
    assert [item["code"] for item in found(path)["findings"]] == ["changed_since"]
    write(tmp_path / "a.csv.receipt.json", "no json")
    assert found(path)["findings"] == []


def test_every_sheet_of_a_workbook_is_looked_at(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["村", "姓名", "金额"])
    book.active.append(["新坪村", "张三", 470])
    hidden = book.create_sheet("底稿")
    hidden.append(["姓名", "身份证号"])
    hidden.append(["张三", "411224197403051234"])
    hidden.sheet_state = "hidden"
    notes = book.create_sheet("x")
    notes.append(["随便写的", "13800138000"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    result = run(path, "--json")
    assert result.exit_code == 1
    found_codes = [item["code"] for item in json.loads(result.stdout)["findings"]]
    assert found_codes.count("clear_identifier") == 2
    assert "411224197403051234" not in result.output
    for name in ("底稿", "x"):
        del book[name]
    book.active["A1"].comment = openpyxl.comments.Comment("核对 411224197403051234", "office")
    book.save(path)
    assert "beside_cells" in [item["code"] for item in found(path)["findings"]]


def test_one_verdict_is_never_a_crash(tmp_path, monkeypatch):
    """Whatever goes wrong with one file, the others are judged, and no text of the error is shown."""

    def stumble(*_):
        raise ValueError("411224197403051234")

    monkeypatch.setattr(folder_module, "judge_file", stumble)
    write(tmp_path / "a.csv", "x")
    write(tmp_path / "b.csv", "x")
    result = run(tmp_path, "--json")
    assert result.exit_code == 1
    assert [item["code"] for item in json.loads(result.stdout)["findings"]] == ["not_checked"] * 2
    assert "411224197403051234" not in result.output


def test_called_from_python():
    frame = pa.table({"姓名": ["张三"], "身份证号": ["411224197403051234"]})
    for _ in range(2):
        assert [item.code for item in deid.check(frame)] == ["clear_identifier"]


def test_batches_do_not_matter():
    table = pa.table({name: pa.array(cells * 40, pa.string()) for name, cells in RAW.items()})
    whole = from_table(table)
    parts = from_table(table)
    parts.kept = [
        batch.rename_columns([f"c{at}" for at in range(table.num_columns)])
        for batch in table.to_batches(max_chunksize=7)
    ]
    assert check_source(whole, as_of=TODAY) == check_source(parts, as_of=TODAY)


def test_looks():
    assert look(pa.array(["张三", None])).kinds == Bytes.HAN
    assert look(pa.array(["1"])).kinds == Bytes.DIGIT
    assert look(pa.array([], pa.string())).longest == 0
    assert look(pa.array(["aaa", "1"]).slice(1)).kinds == Bytes.DIGIT
