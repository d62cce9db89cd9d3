"""A fifth round of lists from other counties, and names the office vouches for."""

import csv
import json
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from counties import List
from counties_5 import MADE, caozhou
from test_other_counties import leaks
from test_other_counties_2 import deid as command
from test_other_counties_2 import mask, shows_as_meant, told, written
from test_other_counties_3 import codes

import deid
from deid.detect import vouched
from deid.detect.births import latest_births
from deid.detect.names import one_name
from deid.detect.vouched import may_vouch
from deid.engine.columns import assign, promote
from deid.maskers.person_name import person_name
from deid.policy.fields import load_fields
from deid.policy.headers import match_header

FIELDS = load_fields()
DAY = "2026-11-21"
ELSEWHERE = {"orgs": "website"}


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_the_list_shows_what_it_should_and_nobody_else(make, tmp_path):
    made, out = make(), tmp_path / "out.csv"
    channel = ELSEWHERE.get(made.notice, "village_board")
    raw = tmp_path / "raw.csv"
    raw.write_bytes(made.bytes())
    assert command("check", raw, "--as-of", DAY).exit_code == 1
    run = mask(made, tmp_path, channel, ("--out", out))
    shows_as_meant(made, out, run)
    rule = ("--notice", made.notice, "--channel", channel, "--as-of", DAY)
    checked = command("check", out, "--against", raw, *rule)
    assert checked.exit_code == 0, checked.stderr


@pytest.mark.parametrize(
    ("header", "field"),
    [
        # a group that says nothing of whose it is, over what we know
        ("补贴发放情况补贴类别", "subsidy_type"), ("物资发放情况物资名称", "goods"), ("物资发放情况数量", "quantity"), ("保险信息险种", "item"),
        ("房屋信息危房等级", "house_grade"), ("行政区划_苏木（乡镇）", "town"),
        # places, whatever stands between their words
        ("乡（镇、场）", "town"), ("旗（县）", "county"), ("镇（办）", "town"), ("村（队）", "village"), ("村民小组（队）", "group"),
        # money of a year, a standard of money
        ("年度金额", "amount"), ("折合金额", "amount"), ("合计补偿（元）", "amount"), ("月津贴标准", "standard"),
        ("申请人（曾用名）", "subject.name"), ("身份证号（后四位）", "id_tail"),
        # what would change its meaning is read by nobody
        ("核减情况金额", None), ("上年情况险种", None), ("房屋信息面积", None), ("监护人情况乡镇", None), ("患病情况危房等级", None), ("收入情况标准", None),
    ],
)  # fmt: skip
def test_headers_below_a_group(header, field):
    found = match_header(header, FIELDS)
    assert (found.field if found and found.publishable else None) == field


def test_words_of_a_closed_list_below_a_group_are_shown_and_no_others(tmp_path):
    made = List(
        "canji_butie", "410724", ["村", "姓名", "身份证号", "补贴发放情况补贴类别", "金额"], "utf-8-sig"
    )
    for at, word in enumerate(("护理补贴", "生活补贴", "家里困难13800138000")):
        person = made.person()
        made.add(
            "王官营村", person.name, person.id, word, 80 + at, show=("王官营村", person.name, str(80 + at))
        )
    out = tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--out", out))
    assert run.exit_code == 0, run.stderr
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))[1:]
    assert [row[2] for row in rows] == ["护理补贴", "生活补贴", "其他"]
    assert codes(run)["became_other"]["count"] == 1


@pytest.mark.parametrize(
    ("cell", "latest"),
    [
        ("4112241974****1234", date(1974, 12, 31)), ("411224200802**1234", date(2008, 2, 29)), ("4112242010XXXX123X", date(2010, 12, 31)),
        ("411224********1234", None), ("411224201***678", None),  # nobody knows how many digits those stars were
        ("********19741234**", None), ("4112242174****1234", None), ("411224197403051234", None), ("", None),
    ],
)  # fmt: skip
def test_a_mask_that_shows_the_year_tells_the_youngest_age(cell, latest):
    assert latest_births(pa.array([cell])).to_pylist() == [latest]


def test_last_digits_beside_a_birth_date_are_as_good_as_the_number():
    made = List("gaoling", "370687", [])
    people = [made.person(age=82 + at) for at in range(4)]
    names = {"街道": ["东村街道"] * 4, "姓名": [one.name for one in people]}
    data = {**names, "身份证后四位": [one.id[-4:] for one in people], "出生年月": [f"{one.birth:%Y.%m}" for one in people]}  # fmt: skip
    found = {(one.code, one.column) for one in deid.check(pd.DataFrame(data))}
    assert ("weak_mask", "身份证后四位") in found
    with_rule = deid.check(pd.DataFrame(data), notice="gaoling", channel="village_board")
    assert {one.column for one in with_rule if one.code == "dropped_column"} >= {"身份证后四位", "出生年月"}
    assert not deid.check(pd.DataFrame(names), notice="gaoling", channel="village_board")


def test_lists_side_by_side_are_refused_as_such(tmp_path):
    made = List("dibao_result", "511325", ["序号", "姓名", "身份证号", "金额", "", "序号", "姓名", "身份证号", "金额"], "utf-8-sig")  # fmt: skip
    for at in range(4):
        left, right = made.person(), made.person()
        made.add(at, left.name, left.id, 300, "", at + 4, right.name, right.id, 400)
    run = mask(made, tmp_path, "village_board", ("--out", tmp_path / "out.csv"))
    assert run.exit_code == 1
    assert codes(run).keys() == {"side_by_side"}
    assert "=drop" not in run.stderr  # it would leave out every second person


def test_rows_that_name_villages_count_as_villages(tmp_path):
    made = caozhou()
    made.behind(["赵堂村"])
    person = made.person()
    made.add(7, person.name, person.id, "5.5", "432.85")
    out = tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--out", out))
    assert (run.exit_code, codes(run)["several_villages"]["count"]) == (1, 2)
    run = mask(made, tmp_path, "village_board", ("--whole", "--out", out))
    assert run.exit_code == 0, run.stderr
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + 7
    assert codes(run).keys() >= {"village_rows", "group_rows", "footer_rows"}


@pytest.mark.parametrize(
    "line", ["村名：411224197403051234", "王建国", "12", "村主任：王建国 411224197403051234"]
)
def test_a_row_that_could_be_somebodys_is_none_of_a_village(line, tmp_path):
    made = caozhou()
    made.behind([line])
    run = mask(made, tmp_path, "village_board", ("--out", tmp_path / "out.csv"))
    assert "village_rows" not in codes(run) or codes(run)["village_rows"]["count"] == 1
    blank = line == "12"  # a template goes on numbering below the list
    assert (codes(run).get("age_unknown", {}).get("count") == 1) is not blank


def test_what_the_system_calls_its_columns_may_stand_above_the_header(tmp_path):
    made = List("weifang", "532527", ["乡镇", "村", "户主姓名", "身份证号", "补助金额"], "utf-8-sig",
                above=[["XZMC", "CMC", "XM", "SFZH", "BZ_JE"]])  # fmt: skip
    person = made.person()
    made.add("午街铺镇", "逸圃村", person.name, person.id, "21000")
    run = mask(made, tmp_path, "village_board", ("--out", tmp_path / "out.csv"))
    assert run.exit_code == 0, run.stderr


def test_a_header_of_three_levels_is_read_with_the_rows_the_refusal_names(tmp_path):
    made = List("weifang", "532527", ["", "", "姓名", "身份证号", "", "合计", "中央"], "utf-8-sig",
                above=[["序号", "基本情况", "", "", "危房情况", "资金", ""], ["", "乡镇", "户主信息", "", "鉴定等级", "补助资金", ""]])  # fmt: skip
    person = made.person()
    made.add(1, "午街铺镇", person.name, person.id, "D级", "21000", "14000")
    refused = mask(made, tmp_path, "village_board", ("--out", tmp_path / "out.csv"))
    assert refused.exit_code == 2
    assert "--header-rows 1-3" in json.loads(refused.stdout)["message"]
    run = mask(made, tmp_path, "village_board", ("--header-rows", "1-3", "--out", tmp_path / "out.csv"))
    assert run.exit_code == 0, run.stderr
    assert (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[
        1
    ] == f"1,午街铺镇,{person.name},D级,21000"


@pytest.mark.parametrize(
    ("notice", "field", "headers", "meant"),
    [
        ("gengdi", "area", ["种植面积", "核定补贴面积"], ["核定补贴面积"]),
        ("gengdi", "area", ["申报面积", "实际种植面积"], ["申报面积", "实际种植面积"]),  # nobody can say
        ("gengdi", "area", ["确权面积"], ["确权面积"]),
        ("gengdi", "area", ["确权面积", "补贴面积"], ["补贴面积"]),
        ("nongxian", "insured_quantity", ["承保数量", "出险数量"], ["出险数量"]),
        ("gongzufang_review", "house_area", ["现住房面积", "人均住房面积"], ["人均住房面积"]),
        ("gongzufang_review", "status", ["审核意见", "审核结果"], ["审核结果"]),
        ("ruxue", "school", ["毕业学校", "录取学校"], ["录取学校"]),
        ("dibao_result", "category", ["人员类别", "低保类别"], ["低保类别"]),
        ("linshi", "cause", ["致贫原因", "救助事由"], ["救助事由"]),
        ("canji_butie", "subsidy_type", ["补贴项目", "补贴类型"], ["补贴类型"]),
        ("zhaijidi", "land_area", ["宅基地面积", "拟批准宅基地面积"], ["拟批准宅基地面积"]),
        ("luyong", "hiring_unit", ["招聘单位", "拟聘单位"], ["拟聘单位"]),
        ("orgs", "registration_office", ["业务主管单位", "登记管理机关"], ["登记管理机关"]),
        ("yulu_aid", "major", ["院系", "专业"], ["专业"]),
    ],
)  # fmt: skip
def test_what_was_granted_is_posted_and_not_what_was_asked_or_held_before(notice, field, headers, meant):
    columns = promote(assign(headers, FIELDS, {}), deid.load_policy(notice))
    assert [one.header for one in columns.items if one.serves == field] == meant


@pytest.mark.parametrize("name", ["张伟1", "张伟B", "张丽华2", "张伟①"])
def test_two_of_one_name_are_told_apart_in_the_source_only(name):
    plain = name[:-1]
    assert one_name(pa.array([name])).to_pylist() == [plain]
    assert person_name(pa.array([name])).to_pylist() == [plain[0] + "*" * (len(plain) - 1)]


@pytest.mark.parametrize("cell", ["张伟13", "张伟6级", "高血压1", "低保2", "孙子1", "张伟、李娜1", "1张伟"])
def test_a_figure_makes_no_name_of_anything_else(cell):
    assert one_name(pa.array([cell])).to_pylist() == [None]


def office(folder, names):
    path = folder / "office.yaml"
    path.write_text(f"name: 某镇\nnames: {json.dumps(names, ensure_ascii=False)}\n", "utf-8")
    return path


RARE = ("盘王凤英", "丌国庆", "丌兰", "乙三平")


def with_rare_names():
    made = List("dibao_result", "431122", ["序号", "村", "户主姓名", "身份证号", "监护人姓名", "金额", "备注"], "utf-8-sig")  # fmt: skip
    for at, name in enumerate(RARE):
        person = made.person(name=name)
        made.add(at + 1, "水口村", name, person.id, "盘王春花", 500 + at, "盘王凤英代领",
                 show=("水口村", name, str(500 + at)))  # fmt: skip
    made.texts |= {"盘王春花", "代领"}
    return made


def test_names_the_office_vouches_for_are_names(tmp_path):
    made, out = with_rare_names(), tmp_path / "posted" / "out.csv"
    out.parent.mkdir()
    run = mask(made, tmp_path, "village_board", ("--out", out))
    assert run.exit_code == 1
    assert "office.yaml" in codes(run)["too_many_hidden"]["text"]
    own = ("--office", office(tmp_path, ["盘王凤英", "盘王春花", "丌", "乙"]))
    run = mask(made, tmp_path, "village_board", ("--out", out, *own))
    assert run.exit_code == 0, run.stderr
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))[1:]
    assert [row[2] for row in rows] == list(RARE)
    assert not leaks(made, written(out))
    receipt = written(out.with_name("out.csv.receipt.json"))
    assert [one["count"] for one in json.loads(receipt)["findings"] if one["code"] == "names_vouched"] == [4]
    assert not [name for name in RARE if name in receipt + told(run)]
    rule = ("--notice", made.notice, "--channel", "village_board", "--as-of", DAY)
    assert command("check", out, *rule).exit_code == 1
    assert command("check", out, *rule, *own).exit_code == 0


def test_a_vouched_name_is_masked_like_any_other(tmp_path):
    made, out = with_rare_names(), tmp_path / "out.csv"
    own = ("--office", office(tmp_path, ["盘王凤英", "丌", "乙"]))
    run = mask(made, tmp_path, "wechat_group", ("--out", out, *own))
    assert run.exit_code == 0, run.stderr
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))[1:]
    assert [row[2] for row in rows] == ["盘**", "丌**", "丌*", "乙**"]
    assert not [name for name in RARE if name in written(out)]


@pytest.mark.parametrize(
    "cell", ["盘王凤英、丌兰", "盘王凤英代领", "盘王凤英13800138000", "丌病", "丌兰的儿", "王凤英盘", "王盘王凤英", "某丌", "丌国庆平安"]
)  # fmt: skip
def test_only_the_vouched_spelling_and_nothing_else_is_a_name(cell, tmp_path):
    data = pd.DataFrame({"户主姓名": [cell], "身份证号": ["431122197403051234"], "金额": ["500"]})
    with pytest.raises(deid.RefusedError):
        deid.mask(data, "dibao_result", channel="village_board", office=office(tmp_path, ["盘王凤英", "丌"]))


def test_vouched_names_count_in_columns_of_names_only(tmp_path):
    """Neither a village nor a word of a closed list becomes right because it is somebody's name."""
    rows = {
        "村": ["盘王凤英"] * 2,
        "户主姓名": ["丌兰", "李娜"],
        "身份证号": ["431122197403051234"] * 2,
        "金额": ["500"] * 2,
    }
    own = office(tmp_path, ["盘王凤英", "丌"])
    with pytest.raises(deid.RefusedError) as refused:
        deid.mask(pd.DataFrame(rows), "dibao_result", channel="village_board", office=own)
    assert {one.column for one in refused.value.findings if one.code == "too_many_hidden"} == {"村"}


@pytest.mark.parametrize(
    "name", ["", "张三13800138000", "五保户", "张三妻", "艾滋病", "无", "见", "张三、李四", "张三（户主）", "张某某", "盘" * 9, "Sum", "a", "·", "孤儿"]
)  # fmt: skip
def test_an_office_vouches_for_names_and_nothing_else(name, tmp_path):
    assert not may_vouch(name) or name == "孤儿"
    run = mask(with_rare_names(), tmp_path, "village_board",
               ("--out", tmp_path / "out.csv", "--office", office(tmp_path, ["盘王凤英", name])))  # fmt: skip
    assert run.exit_code == 2
    assert not name or name not in run.stdout.replace("--out", "") or len(name) == 1
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "name", ["盘王凤英", "丌", "纳兰·容若", "Nguyen Thi Hoa", "Aishah", "盘 王 凤 英", "阿木去乎"]
)
def test_what_is_built_like_a_name_may_be_vouched_for(name):
    assert may_vouch(name)


def test_what_nobody_vouches_for_has_no_masked_form():
    cells = pa.array(["丌兰", "张三", "盘王凤英", "13800138000", "（丌兰）", None])
    assert vouched.masked(cells, ["丌"]).to_pylist() == ["丌*", None, None, None, None, None]
