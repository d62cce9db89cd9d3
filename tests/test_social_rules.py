"""What the social rules promise beyond the shape of their files."""

import csv
import json
from datetime import date

import pyarrow as pa
import pytest
from click.testing import CliRunner

from deid.cli.app import app
from deid.detect.accepts import accept
from deid.policy.folders import notice_files, rules_folder
from deid.policy.loader import list_policies, load_policy
from deid.policy.nodes import Problems
from deid.policy.withhold import load_reasons
from deid.rulebook.lint import lint
from deid.rulebook.rows import catalogue_rows, look_at_rows
from deid.terms import Severity

TOWN, COUNTY = "乡镇人民政府（街道办事处）", "县级民政部门"
# The rows of 社会救助 that are lists: item, what is published, who publishes, 公示 in working days.
LISTS = [
    ("dibao_review", ("最低生活保障", "审核信息"), "低保初审对象名单及相关信息", (TOWN,), 7),
    ("dibao_result", ("最低生活保障", "审批信息"), "低保对象名单及相关信息", (COUNTY, TOWN), None),
    ("tekun_review", ("特困人员救助供养", "审核信息"), "初审对象名单及相关信息、终止供养名单", (TOWN,), 7),
    ("tekun_end", ("特困人员救助供养", "审核信息"), "初审对象名单及相关信息、终止供养名单", (TOWN,), 7),
    ("tekun_result", ("特困人员救助供养", "审批信息"), "特困人员名单及相关信息", (COUNTY, TOWN), None),
    (
        "linshi",
        ("临时救助", "审核审批信息"),
        "支出型临时救助对象名单、救助金额、救助事由",
        (COUNTY, TOWN),
        None,
    ),
]


@pytest.mark.parametrize(("notice", "item", "content", "publisher", "days"), LISTS, ids=[r[0] for r in LISTS])
def test_the_lists_of_social_assistance_are_the_catalogues_rows(notice, item, content, publisher, days):
    policy = load_policy(notice)
    row, board = policy.catalogue, policy.channels["village_board"]
    assert (row.item, row.content, row.publisher) == (("社会救助", *item), content, publisher)
    assert (str(row.publish_within), row.method, row.level) == (
        "10 working days", "主动公开", ("县级", "乡级", "村级"),
    )  # fmt: skip
    assert "民办函〔2019〕52号" in {basis.number for basis in row.basis}
    assert board.form == "names"
    assert board.scope == "village"
    assert policy.channels["website"].form == "aggregate"
    if days:
        assert (str(board.period.min), str(board.period.target)) == ("7 days", f"{days} working days")


def test_the_rows_that_are_no_lists():
    """Every field of social assistance has its documents and its guide, and no row is also a rule's."""
    rows = [row for row in catalogue_rows() if row.item[0] == "社会救助"]
    kinds = {row.item[1:] for row in rows}
    for two in ("最低生活保障", "特困人员救助供养", "临时救助"):
        assert {(two, "政策法规文件"), (two, "办事指南")} <= kinds
    assert {("综合业务", "政策法规文件"), ("综合业务", "监督检查")} <= kinds
    assert not {row.item for row in catalogue_rows()} & {policy.catalogue.item for policy in list_policies()}
    assert all(row.audience == "全社会" for row in rows)
    assert not any(path.stem == "catalogue" for path in notice_files(rules_folder()))


ROW = """  - item: [社会救助, 综合业务, {name}]
    category: 通用政策
    content: 文件
    basis: [{{title: 社会救助暂行办法{clause}, number: 国令第649号, checked_on: 2026-11-21}}]
    publisher: [县级民政部门]
    method: 主动公开
    level: [县级]
    channels: [{channel}]
"""


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (ROW.format(name="甲", clause="", channel="website"), None),
        (ROW.format(name="甲", clause="", channel="facebook"), "unknown_channel"),
        (ROW.format(name="甲", clause="", channel=""), "no_channels"),
        (ROW.format(name="甲", clause="第八条", channel="website"), "clause_number"),
        (ROW.format(name="甲", clause="", channel="website") * 2, "row_twice"),
        (
            ROW.format(name="甲", clause="", channel="website").replace("    method: 主动公开\n", ""),
            "missing_key",
        ),
        (ROW.format(name="甲", clause="", channel="website") + "    persons: 3\n", "unknown_key"),
        (ROW.format(name="甲", clause="", channel="website") + "    confirm: true\n", "unconfirmed"),
    ],
)
def test_catalogue_rows_are_checked(tmp_path, rows, code):
    (tmp_path / "catalogue.yaml").write_text(f"deid: 1\nrows:\n{rows}", "utf-8")
    found = Problems()
    look_at_rows(tmp_path, date(2026, 11, 22), found)
    assert [one.code for one in found] == ([code] if code else [])
    if code:
        assert found[0].file.endswith("catalogue.yaml")
        assert found[0].severity is (Severity.NOTE if code == "unconfirmed" else Severity.ERROR)


def test_the_shipped_rules_have_no_errors_and_hide_nothing_unconfirmed():
    found = lint(rules_folder())
    assert [one for one in found if one.severity is not Severity.NOTE] == []
    noted = {one.text for one in found if one.code == "unconfirmed"}
    for policy in list_policies():
        for basis in policy.catalogue.basis:
            assert basis.checked_on or any(basis.title in text for text in noted)


# ---- reasons ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "hits", "misses"),
    [
        ("special_family", ["特扶", "计划生育特别扶助", "失独家庭", "独生子女死亡", "独生子女伤残家庭"],
         ["奖励扶助", "独生子女", "双女户", "非特扶", "无子女死亡情况"]),
        ("donor_objects", ["匿名", "匿名捐赠", "不愿公开姓名", "不同意公示", "无名氏"], ["爱心捐赠", "同意公开", "匿名信"]),
    ],
)  # fmt: skip
def test_the_words_of_new_reasons(reason, hits, misses):
    known = load_reasons()[reason]
    assert known.hits(pa.array(hits)).to_pylist() == [True] * len(hits)
    assert known.hits(pa.array(misses)).to_pylist() == [False] * len(misses)


def test_emergency_relief_is_told_by_its_column_and_never_by_a_title():
    known = load_reasons()["emergency_relief"]
    assert not known.searchable
    assert known.code_hits("category", pa.array(["急难型", "急难型临时救助", "支出型", "非急难型"])).to_pylist() == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("notice", "more"),
    [("yiliao", "infectious_disease"), ("jiangfu", "special_family"), ("linshi", "emergency_relief"),
     ("juanzeng", "donor_objects"), *((name, "minor") for name in (
        "dibao_review", "dibao_result", "tekun_review", "tekun_result", "tekun_end", "shouzai_review", "shouzai_goods",
        "canji_butie", "gaoling", "gongzufang_review", "gongzufang_alloc", "weifang", "fanpin"))],
)  # fmt: skip
def test_whom_each_list_of_names_keeps_back(notice, more):
    known = {one.reason: one.under for one in load_policy(notice).withhold}
    assert {"minor", "hiv", "mental_disorder", "drug_rehabilitation", "victim", more} <= set(known)
    assert known["minor"] == 18


def test_nobody_is_named_where_no_document_asks_for_it():
    """低保边缘 and children anywhere, 监测对象 outside the village."""
    for notice in ("dibao_edge", "ertong"):
        assert {channel.form for channel in load_policy(notice).channels.values()} <= {"none", "aggregate"}
    fanpin = load_policy("fanpin").channels
    assert [name for name, channel in fanpin.items() if channel.form == "names"] == ["village_board"]
    assert (fanpin["village_board"].period.kind, str(fanpin["village_board"].period.min)) == (
        "once",
        "5 days",
    )


# ---- shapes -------------------------------------------------------------------------------------------------


def test_estates_show_no_door_and_no_person():
    good = ["新坪小区", "安居花园二期", "和顺公租房小区", "幸福新村A区"]
    bad = ["新坪小区3号楼", "新坪小区1单元702室", "张建国", "13800138000", "小区", "住户张三小区"]
    assert accept("estate", pa.array(good)).to_pylist() == good
    assert accept("estate", pa.array(bad)).null_count == len(bad)


def test_a_party_is_one_person_or_an_organisation():
    shown = accept("party", pa.array(["张建国", "李秀英（已故）", "卢氏县新坪商贸有限公司"])).to_pylist()
    assert shown == ["张建国", "李秀英", "卢氏县新坪商贸有限公司"]
    bad = ["张建国13800138000", "张三、李四", "411224197403051234", "见附件", "肺癌患者张三"]
    assert accept("party", pa.array(bad)).null_count == len(bad)


# ---- lists --------------------------------------------------------------------------------------------------


def mask(tmp_path, notice, channel, headers, rows):
    source, output = tmp_path / "list.csv", tmp_path / "out" / "posted.csv"
    output.parent.mkdir(exist_ok=True)
    with source.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    command = ["mask", source, "--notice", notice, "--channel", channel, "--as-of", "2026-11-21", "--force"]
    run = CliRunner().invoke(app, [*map(str, command), "--out", str(output), "--json"])
    assert run.exit_code == 0, run.stderr
    listed = list(csv.reader(output.read_text("utf-8-sig").splitlines()))
    return listed, json.loads(run.stdout)["receipt"]


DONORS = [
    ["新坪商贸有限公司", "", "善款", "20000", "助学", "同意"],
    ["王建国", "13911112222", "棉被", "300", "救灾", "是"],
    ["赵秀英", "13911113333", "大米", "500", "救灾", "否"],
    ["匿名", "", "善款", "800", "助老", ""],
    ["孙桂兰", "13911114444", "轮椅", "1200", "助老", ""],
]
DONOR_HEADERS = ["捐赠人", "联系电话", "捐赠物资", "捐赠金额", "用途", "是否同意公开"]


def test_donors_who_object_stay_off_and_organisations_stay(tmp_path):
    """Whole names on the board, surnames on the website; companies on both."""
    board, receipt = mask(tmp_path, "juanzeng", "village_board", DONOR_HEADERS, DONORS)
    assert [row[0] for row in board[1:]] == ["新坪商贸有限公司", "王建国", "孙桂兰"]
    assert receipt["withheld"] == {"donor_objects": 2}
    web, _ = mask(tmp_path, "juanzeng", "website_names", DONOR_HEADERS, DONORS)
    assert [row[0] for row in web[1:]] == ["新坪商贸有限公司", "王**", "孙**"]
    assert [row[2] for row in web[1:]] == ["20000-20499", "0-499", "1000-1499"]


def test_only_spending_relief_is_listed(tmp_path):
    """The catalogue names 支出型 only: rows of 急难型 stay back, whatever column says so."""
    headers = ["姓名", "年龄", "救助类型", "救助金额"]
    rows = [["王建国", "50", "支出型", "1000"], ["李秀英", "61", "急难型", "3000"]]
    listed, receipt = mask(tmp_path, "linshi", "village_board", headers, rows)
    assert [row[0] for row in listed[1:]] == ["王建国"]
    assert receipt["withheld"] == {"emergency_relief": 1}


def test_goods_are_closed_words(tmp_path):
    """What is no known good, such as a note about a neighbour, becomes 其他物资."""
    headers = ["村", "户主姓名", "年龄", "物资名称", "数量", "使用情况"]
    rows = [
        ["新坪村", "王建国", "50", "棉被", "2床", "已领取"],
        ["新坪村", "李秀英", "61", "给张三代领的大米", "50斤", "患病自用"],
    ]
    listed, _ = mask(tmp_path, "shouzai_goods", "village_board", headers, rows)
    assert listed[1:] == [
        ["新坪村", "王建国", "棉被", "2床", "已领取"],
        ["新坪村", "李秀英", "其他物资", "50斤", "其他"],
    ]


def test_both_columns_of_a_rebuilt_house_show(tmp_path):
    """危房等级 and 改造方式 are two fields."""
    headers = ["村", "户主姓名", "年龄", "危房等级", "改造方式", "补助金额"]
    listed, _ = mask(
        tmp_path,
        "weifang",
        "village_board",
        headers,
        [["新坪村", "王建国", "50", "D级", "原址重建", "20000"]],
    )
    assert listed[1] == ["新坪村", "王建国", "D级", "原址重建", "20000"]
