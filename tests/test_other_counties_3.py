"""Short lists, short names of places, other spellings: what may be posted is, and a refusal can be mended."""

import csv
import json

import pandas as pd
import pyarrow as pa
import pytest
from counties import List
from counties_3 import MADE, luding, lushi, zhuanglang
from test_other_counties import leaks
from test_other_counties_2 import deid as command
from test_other_counties_2 import mask, shows_as_meant, written

import deid
from deid.checking import strangers
from deid.detect.addresses import full_address_keys, usual
from deid.detect.names import one_name
from deid.engine.columns import assign, promote
from deid.engine.near import ADDRESS, Wanted
from deid.policy.fields import load_fields
from deid.policy.headers import match_header
from deid.terms import Role, Technique

FIELDS = load_fields()
DAY = "2026-11-21"


def codes(run):
    return {found["code"]: found for found in json.loads(run.stdout)["findings"]}


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_the_board_shows_what_it_should_and_nobody_else(make, tmp_path):
    made, out = make(), tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--whole", "--out", out))
    shows_as_meant(made, out, run)
    checked = command("check", out, "--notice", made.notice, "--channel", "village_board", "--as-of", DAY)
    assert checked.exit_code == 0, checked.stderr


@pytest.mark.parametrize("make", [zhuanglang, luding, lushi], ids=lambda make: make.__name__)
def test_the_chat_group_shows_no_full_name(make, tmp_path):
    made, out = make(), tmp_path / "out.csv"
    assert mask(made, tmp_path, "wechat_group", ("--whole", "--out", out)).exit_code == 0
    text = written(out)
    assert not leaks(made, text)
    assert not [full for _, full, _ in made.shown if full != "***" and full in text]


def short(amounts, villages=("思陇村",)):
    """A short list of these amounts."""
    made = List("dibao_result", "450329", ["序号", "乡镇", "村", "户主姓名", "身份证号", "金额"], "utf-8-sig")
    for at, amount in enumerate(amounts):
        person = made.person()
        made.add(at + 1, "修仁镇", villages[at % len(villages)], person.name, person.id, amount)
    return made


@pytest.mark.parametrize(
    ("rows", "odd", "code"),
    [(1, 1, "too_many_hidden"), (3, 1, "too_many_hidden"), (19, 1, "too_many_hidden"), (20, 1, "cells_hidden"),
     (39, 2, "too_many_hidden"), (40, 2, "cells_hidden")],
)  # fmt: skip
def test_odd_cells_are_hidden_and_above_five_percent_refuse_the_list(rows, odd, code, tmp_path):
    made, out = short(["见附表13800138000"] * odd + ["500"] * (rows - odd)), tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--out", out))
    assert codes(run)[code]["count"] == odd
    assert run.exit_code == (code == "too_many_hidden")
    assert out.exists() == (code == "cells_hidden")
    assert not out.exists() or "见附表" not in written(out)
    assert code == "cells_hidden" or "--map 金额=drop" in codes(run)[code]["text"]
    assert codes(run)[code]["rows"] == list(range(1, odd + 1))


def test_dropping_a_column_is_offered_only_where_it_works(tmp_path):
    run = mask(short(["见附表"] * 4), tmp_path, "village_board", ("--out", tmp_path / "out.csv"))
    assert "--map 金额=drop" in run.stderr
    again = mask(
        short(["见附表"] * 4), tmp_path, "village_board", ("--out", tmp_path / "o.csv", "--map", "金额=drop")
    )
    assert again.exit_code == 0, again.stderr
    made = short(["500"] * 4)
    for row in made.rows:
        row[3] = "见附表"
    run = mask(made, tmp_path, "village_board", ("--out", tmp_path / "out.csv"))
    assert codes(run)["too_many_hidden"]["column"] == "户主姓名"
    assert "=drop" not in run.stderr


def office(folder, places):
    path = folder / "office.yaml"
    path.write_text(f"name: 某镇\nplaces: {json.dumps(places, ensure_ascii=False)}\n", "utf-8")
    return path


def test_short_names_of_places_are_accepted_from_the_office_only(tmp_path):
    made, out = short(["500"] * 6, ("永宁", "李家")), tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--whole", "--out", out))
    assert run.exit_code == 1
    assert codes(run).keys() >= {"too_many_hidden", "bare_places"}
    told_of = ("--office", office(tmp_path, ["永宁", "李家"]))
    assert codes(mask(made, tmp_path, "village_board", ("--out", out, *told_of))).keys() >= {
        "several_villages"
    }
    run = mask(made, tmp_path, "village_board", ("--whole", "--out", out, *told_of))
    assert run.exit_code == 0, run.stderr
    assert [row[2] for row in list(csv.reader(out.read_text("utf-8-sig").splitlines()))[1:]] == [
        "永宁",
        "李家",
    ] * 3
    rule = ("--notice", made.notice, "--channel", "village_board", "--as-of", DAY)
    assert command("check", out, *rule).exit_code == 1
    assert command("check", out, *rule, *told_of).exit_code == 0
    other = short(["500"] * 6, ("永宁", "张丽芳"))
    run = mask(other, tmp_path, "village_board", ("--whole", "--force", "--out", out, *told_of))
    assert run.exit_code == 1
    assert not out.exists()


@pytest.mark.parametrize("place", ["张三13800138000", "艾滋病村", "", "见附表，第3页", "永" * 16])
def test_an_office_lists_names_of_places_and_nothing_else(place, tmp_path):
    told_of = ("--office", office(tmp_path, ["永宁", place]))
    run = mask(short(["500"] * 3), tmp_path, "village_board", ("--out", tmp_path / "out.csv", *told_of))
    assert run.exit_code == 2
    assert not place or place not in run.stderr + run.stdout


def test_one_household_has_one_key_however_its_group_is_counted():
    same = ["五里川镇新坪村三组20号", "五里川镇新坪村3组20号", "五里川镇新坪村第三组20号", "五里川镇新坪村第3村民小组20号",
            "五里川镇新坪村三组二十号", "卢氏县五里川镇新坪村三村民小组20号"]  # fmt: skip
    cells = pa.array(
        [*same, "五里川镇新坪村4组20号", "五里川镇新坪村三组王家湾20号", "五里川镇新坪村3组王家湾20号"]
    )
    keys = full_address_keys(cells).to_pylist()
    assert set(keys[:6]) == {"五里川镇新坪村3组20号"}
    assert keys[6] not in keys[:6]
    assert keys[7] == keys[8] != keys[0]
    assert not usual(cells)[[0, 2, 7]].any()
    assert Wanted(ADDRESS, {keys[0]}).near(cells)[:6].all()


def test_only_types_that_would_fit_better_are_named(tmp_path):
    made = zhuanglang()
    made.header[4] = made.header[5] = "其他"
    run = mask(made, tmp_path, "village_board", ("--whole", "--out", tmp_path / "out.csv"))
    assert run.exit_code == 1
    assert "no_age" in codes(run)
    assert "nearest_notice" not in codes(run)
    made = short(["500"] * 4)
    made.header[3] = "丙"
    assert codes(mask(made, tmp_path, "village_board", ("--out", tmp_path / "out.csv"))).keys() == {
        "missing_column"
    }


def test_a_program_obeys_the_rules_and_the_office_of_the_environment(tmp_path, monkeypatch):
    rule = "deid: 1\nnotice: dibao_result\ncolumns: {amount: drop}\n"
    (tmp_path / "dibao_result.yaml").write_text(rule, "utf-8")
    made = short(["500"] * 4, ("永宁",))
    data = pd.DataFrame(made.rows, columns=made.header)
    with pytest.raises(deid.RefusedError):
        deid.mask(data, made.notice, channel="village_board")
    monkeypatch.setenv("DEID_RULES", str(tmp_path))
    monkeypatch.setenv("DEID_OFFICE", str(office(tmp_path, ["永宁"])))
    posted = deid.mask(data, made.notice, channel="village_board").data
    assert list(posted.columns) == ["序号", "乡镇", "村", "户主姓名"]
    assert deid.load_policy("dibao_result").treatment("amount", "village_board").action == "drop"
    assert not deid.check(posted, notice="dibao_result", channel="village_board")
    kept = deid.mask(data, made.notice, channel="village_board", rules=tmp_path).data
    assert list(kept.columns) == list(posted.columns)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("种植者姓名", "subject.name"), ("农牧户姓名", "subject.name"), ("受灾户主姓名", "householder.name"),
        ("拟保障人口（人）", "covered_count"), ("受损面积（亩）", "area_part"), ("临时救助金（元）", "amount"),
        ("两项补贴金额（元/月·人）", "amount"), ("身份证号/残疾证号码", "disability_card"), ("一折通帐号", "bank_account"),
        ("数量（床/袋）", "quantity"), ("村庄", "village"), ("村（居、分场）", "village"), ("月补助（元）", "amount"),
        ("机具型号", "machine_model"), ("监护人一折通帐号", "bank_account"), ("被征收土地面积", "area"),
    ],
)  # fmt: skip
def test_other_spellings(header, field):
    found = match_header(header, FIELDS)
    assert found is not None
    assert found.field == field


@pytest.mark.parametrize(
    "header", ["受灾户", "脱贫户", "特困户", "监护人姓名/身份证号", "保障对象姓名及身份证号", "劳动力人数"]
)
def test_what_names_nobody_alone_still_does_not(header):
    assert match_header(header, FIELDS) is None or header in FIELDS.exact


@pytest.mark.parametrize(
    ("headers", "field", "meant"),
    [
        (["姓名", "投保户", "村"], "subject.name", ["姓名"]),
        (["投保户姓名", "投保户"], "subject.name", ["投保户姓名"]),
        (["申请人", "姓名"], "subject.name", ["申请人", "姓名"]),
        (["补贴金额", "基本生活供养金", "合计"], "amount", ["合计"]),
        (["金额", "补贴金额"], "amount", ["金额", "补贴金额"]),
        (["合计", "发放合计"], "amount", ["合计", "发放合计"]),
        (["低保类别", "家庭类型"], "category", ["低保类别"]),
    ],
)
def test_of_two_columns_the_sure_one_is_taken_and_doubt_is_left_to_the_office(headers, field, meant):
    columns = promote(assign(headers, FIELDS, {}), deid.load_policy("dibao_result"))
    assert [one.header for one in columns.items if one.serves == field] == meant


@deid.masker(
    "pass_card", title="通行卡", role=Role.DIRECT, technique=Technique.MASKING, source="invented",
    recognise=lambda col: pa.compute.match_substring_regex(pa.compute.replace_substring(col, "-", ""), r"^\d{6}T\d{8}$"),
    shows=lambda _: (12, 0),
)  # fmt: skip
def pass_card(col, /):
    return pa.compute.utf8_replace_slice(col, 12, 15, "***")


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """A county's own field, read by a masker from elsewhere."""
    known = strangers.registry.get
    monkeypatch.setattr(
        strangers.registry, "get", lambda name: pass_card if name == "pass_card" else known(name)
    )
    field = "{title: 通行卡, kind: text, role: direct, masker: pass_card, headers: [通行卡号]}"
    (tmp_path / "fields.yaml").write_text(f"deid: 1\nfields:\n  pass_card: {field}\n", "utf-8")
    return tmp_path


def found_in(data, raw, rules):
    return {
        (one.code, one.column)
        for one in deid.check(pd.DataFrame(data), against=pd.DataFrame(raw), rules=rules)
    }


def test_check_knows_the_numbers_of_a_plugin(plugin):
    raw = {"姓名": ["张三丰", "李四光"], "村": ["杜村"] * 2, "通行卡号": ["411224T2021-0317", "411224T20210318"],
           "备注": ["", "旧卡411224T2021-0319"]}  # fmt: skip
    posted = {"姓名": raw["姓名"], "村": raw["村"], "通行卡号": ["411224740305***"] * 2}
    assert not {one for one in found_in(posted, raw, plugin) if one[0] in ("weak_mask", "raw_value")}
    for text in ("已发卡411224T2021-0317", "411224T-2021-0318", "已发 411224T20210317 完", "411224T20210319"):
        assert ("raw_value", "说明") in found_in({**posted, "说明": [text, "无"]}, raw, plugin)
    weak = {**posted, "通行卡号": ["4112247403051**", "411224197403051***"]}
    assert ("weak_mask", "通行卡号") in found_in(weak, raw, plugin)
    elsewhere = {**posted, "说明": ["411224740305***"] * 2}
    assert ("weak_mask", "说明") in found_in(elsewhere, raw, plugin)


@pytest.mark.parametrize(
    "name", ["鲁茸定主", "三郎彭措", "切羊措", "马海伍加", "吉克木呷", "再同古丽", "胡安别克", "马五十三", "韩阿乙草", "图门乌力吉", "税小兰", "占小兵", "呙小红"]
)  # fmt: skip
def test_names_of_few_are_names(name):
    assert one_name(pa.array([name])).to_pylist() == [name]


@pytest.mark.parametrize(
    "cell",
    [
        "税费减免",
        "占地款",
        "资助生",
        "资料缺",
        "摆摊户",
        "增加",
        "公布",
        "牙齿痛",
        "鲁茸定主切羊措",
        "马五十",
        "三级",
        "鲁茸低保",
    ],
)
def test_notes_that_begin_like_a_name_are_none(cell):
    assert one_name(pa.array([cell])).to_pylist() == ([cell] if cell == "马五十" else [None])
