"""More leaks that happened, rebuilt with invented people: land, exams, chat groups, boards, large payment lists."""

import json
import re

import pytest
from click.testing import CliRunner
from test_incidents_social import (
    CLEAR,
    DAY,
    clean,
    mask,
    people,
    posted,
    seen_raw,
    shows_none,
    write_csv,
    write_xlsx,
)

from deid.cli.app import app

VILLAGES = ("三里村", "新坪村", "大湾村")


def deid(*arguments):
    run = CliRunner().invoke(app, [str(one) for one in arguments])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


def farmers(path, listed, write=write_csv):
    """A subsidy list as it comes out of the payment system."""
    rows = [
        [
            n + 1,
            "五里川镇",
            VILLAGES[n % 3],
            one["name"],
            one["id"],
            one["phone"],
            "3.50",
            "92.50",
            "323.75",
            one["account"],
        ]
        for n, one in enumerate(listed)
    ]
    headers = [
        "序号",
        "乡镇",
        "村",
        "农户姓名",
        "身份证号",
        "电话",
        "补贴面积（亩）",
        "补贴标准（元/亩）",
        "补贴金额（元）",
        "一卡通账号",
    ]
    return write(path, "2026年耕地地力保护补贴发放清册", headers, rows)


def test_11_a_list_forwarded_in_chat_groups(tmp_path):
    """A group cannot be taken down: it gets a surname where the board gets the name, and no visitor list at all."""
    listed = people(30)
    visitors = write_csv(
        tmp_path / "visitors.csv", "", ["姓名", "身份证号", "联系电话", "家庭住址"],
        [[one["name"], one["id"], one["phone"], one["address"]] for one in listed],
    )  # fmt: skip
    assert {(CLEAR, "身份证号"), (CLEAR, "联系电话")} <= seen_raw(visitors)
    source = farmers(tmp_path / "list.csv", listed)
    board, group = tmp_path / "board" / "posted.csv", tmp_path / "group" / "posted.csv"
    on_board, _ = posted(mask(source, "gengdi", "village_board", board, "--whole"), board)
    in_group, text = posted(mask(source, "gengdi", "wechat_group", group, "--whole"), group)
    assert {one["name"] for one in listed} <= {cell for row in on_board for cell in row}
    shows_none(text, listed, "name", "id", "phone", "account")
    assert all(re.fullmatch(r".\*{1,2}", row[3]) for row in in_group[1:])
    run = deid("check", board, "--notice", "gengdi", "--channel", "wechat_group", "--json")
    assert run.exit_code == 1


def test_12_several_departments_without_a_shared_rule(tmp_path):
    """Disability, forest and exam annexes about the same people: each cleaned, and judged together in one ledger."""
    listed = people(24)
    disabled = write_csv(
        tmp_path / "disabled.csv", "", ["村", "残疾人姓名", "残疾证号", "补贴类型", "补贴金额"],
        [[VILLAGES[n % 3], one["name"], one["id"] + "43", "重度残疾人护理补贴", "60"] for n, one in enumerate(listed)],
    )  # fmt: skip
    forest = write_xlsx(
        tmp_path / "forest.xlsx", "公益林补偿花名册", ["村", "农户姓名", "身份证号", "公益林面积", "补助金额"],
        [[VILLAGES[n % 3], one["name"], one["id"], "12.5", "187.5"] for n, one in enumerate(listed)],
    )  # fmt: skip
    exam = write_csv(
        tmp_path / "exam.csv", "", ["姓名", "身份证号", "准考证号", "招录机关"],
        [[one["name"], one["id"], f"2026310117{n:02d}", "卢氏县财政局"] for n, one in enumerate(listed)],
    )  # fmt: skip
    assert (CLEAR, "残疾证号") in seen_raw(disabled)
    assert (CLEAR, "身份证号") in seen_raw(forest)
    assert (CLEAR, "身份证号") in seen_raw(exam)
    assert deid("check", tmp_path).exit_code == 1
    book = tmp_path / "office" / "ledger.db"
    book.parent.mkdir()
    assert deid("ledger", "init", "--ledger", book).exit_code == 0
    for source, notice, channel in (
        (disabled, "canji_butie", "village_board"),
        (forest, "tuigeng", "village_board"),
        (exam, "luyong", "website"),
    ):
        output = tmp_path / notice / "posted.csv"
        table, text = posted(mask(source, notice, channel, output, "--whole", "--ledger", book), output)
        assert len(table) == 25
        shows_none(text, listed, "id")
        clean(output, "--notice", notice, "--channel", channel)


NO_END = """\
deid: 1
notice: project
title: 项目农户名单公示
domain: 村务公开
row: household
catalogue:
  item: [村务公开, 项目, 名单]
  content: 农户名单
  basis: [{title: 中华人民共和国村民委员会组织法, checked_on: 2026-11-21}]
  publisher: [村民委员会]
  method: 主动公开
  level: [村级]
channels:
  village_board: {audience: 特定群体, form: names, scope: village}
columns:
  village: publish
  subject.name: {required: true, treatment: publish, why: 村民须能认出受益农户}
withhold: [minor, hiv]
review: [保密审查]
"""


def test_13_more_columns_than_needed_and_no_end(tmp_path):
    """Household place, door number and income beside the ID: only what the rule names is left."""
    listed = people(20)
    headers = ["申请人", "身份证号", "户籍所在地", "现住址", "家庭人口", "人均住房面积", "月收入", "审核结果"]
    rows = [
        [one["name"], one["id"], one["address"], one["address"], 3, "14.2", "2350", "合格"] for one in listed
    ]
    source = write_csv(tmp_path / "housing.csv", "公租房申请家庭公示", headers, rows)
    assert {(CLEAR, "身份证号")} <= seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(source, "gongzufang_review", "service_hall", output), output)
    assert {"身份证号", "户籍所在地", "现住址", "月收入"} & set(table[0]) == set()
    shows_none(text, listed, "id", "address")
    assert "2350" not in text


@pytest.mark.parametrize("incident", ["13", "21"])
def test_13_and_21_a_list_without_an_end_is_an_error_in_its_rule(tmp_path, incident):
    """Nobody can take down in time what has no period."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "project.yaml").write_text(NO_END, "utf-8")
    run = deid("rules", "lint", folder, "--json")
    assert run.exit_code == 1
    codes = {one["code"] for one in json.loads(run.stdout)["findings"] if one["severity"] == "error"}
    assert codes == {"names_without_period"}
    assert NO_END.count("period") == 0
    with_end = NO_END.replace("scope: village}", "scope: village, period: {min: 7 days}}")
    (folder / "project.yaml").write_text(with_end, "utf-8")
    assert deid("rules", "lint", folder, "--json").exit_code == 0


def test_14_phone_numbers_in_an_annex_and_a_mask_of_the_house(tmp_path):
    """The annex is refused; a 2+3 mask made by hand does not come through as it stands."""
    listed = people(15)
    phones = write_csv(
        tmp_path / "phones.csv", "", ["单位名称", "联系人", "联系电话"],
        [["五里川镇人民政府", one["name"], one["phone"]] for one in listed],
    )  # fmt: skip
    assert (CLEAR, "联系电话") in seen_raw(phones)
    rows = [
        [VILLAGES[n % 3], one["name"], f"{one['id'][:2]}{'*' * 13}{one['id'][-3:]}", "900"]
        for n, one in enumerate(listed)
    ]
    house = write_csv(tmp_path / "house.csv", "", ["村", "农户姓名", "身份证号", "补偿金额"], rows)
    output = tmp_path / "out" / "posted.csv"
    run = mask(house, "zhengdi", "village_board", output, "--whole")
    assert run.exit_code == 0, run.stderr
    table, text = posted(run, output)
    shown = sum(row[2] in text for row in rows)
    assert (shown, table[0]) == (0, ["村", "农户姓名", "补偿金额"])


@pytest.mark.parametrize("write", [write_csv, write_xlsx], ids=["csv", "xlsx"])
def test_15_boards_of_many_villages(tmp_path, write):
    """Paper boards need the same masks: one file per village, none with a number in it."""
    listed = people(30)
    source = farmers(tmp_path / ("list.csv" if write is write_csv else "list.xlsx"), listed, write)
    assert {(CLEAR, "身份证号"), (CLEAR, "电话"), (CLEAR, "一卡通账号")} <= seen_raw(source)
    refused = mask(source, "gengdi", "village_board", tmp_path / "one" / "posted.csv")
    assert refused.exit_code == 1
    for village, pack in ((name, tmp_path / name) for name in VILLAGES):
        part = [one for n, one in enumerate(listed) if VILLAGES[n % 3] == village]
        rows = [
            [n, "五里川镇", village, one["name"], one["id"], "323.75", one["account"]]
            for n, one in enumerate(part)
        ]
        only = write_csv(
            tmp_path / f"{village}.csv",
            "",
            ["序号", "乡镇", "村", "农户姓名", "身份证号", "补贴金额", "一卡通账号"],
            rows,
        )
        output = pack / "posted.csv"
        table, text = posted(mask(only, "gengdi", "village_board", output), output)
        assert len(table) == 11
        shows_none(text, listed, "id", "phone", "account")
        clean(output, "--notice", "gengdi", "--channel", "village_board")


def test_16_accounts_and_social_cards(tmp_path):
    """一卡通账号, 社保卡号 and 社会保障号码 are all found, and all left out."""
    listed = people(20)
    headers = [
        "村",
        "退耕农户",
        "社会保障号码",
        "社保卡号",
        "一卡通账号",
        "联系电话",
        "退耕面积",
        "树种",
        "补助金额",
    ]
    rows = [
        ["三里村", one["name"], one["id"], f"A{n:08d}", one["account"], one["phone"], "2.0", "核桃", "250"]
        for n, one in enumerate(listed)
    ]
    source = write_csv(tmp_path / "cards.csv", "退耕还林兑现表", headers, rows)
    assert {(CLEAR, "社会保障号码"), (CLEAR, "一卡通账号"), (CLEAR, "联系电话")} <= seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(source, "tuigeng", "village_board", output), output)
    assert table[0] == ["村", "退耕农户", "退耕面积", "树种", "补助金额"]
    shows_none(text, listed, "id", "phone", "account")
    assert not re.search(r"A\d{8}", output.read_text("utf-8-sig"))


def test_18_fifteen_thousand_payments(tmp_path):
    """A large list is cleaned whole, not only its first pages."""
    listed = people(15_000)
    source = farmers(tmp_path / "large.csv", listed)
    assert {(CLEAR, "身份证号"), (CLEAR, "一卡通账号")} <= seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(source, "gengdi", "village_board", output, "--whole"), output)
    assert len(table) == 15_001
    numbers = {one[key] for one in listed for key in ("id", "account", "phone")}
    assert [run for run in re.findall(r"\d{10,}", text) if run in numbers] == []
    clean(output, "--notice", "gengdi", "--channel", "village_board")


def test_19_a_mask_that_still_recombines(tmp_path):
    """6+4 beside the birth date leaves one number: refused. Masked by the tool, neither is left."""
    listed = people(12)
    rows = [
        [one["name"], f"{one['id'][:6]}{'*' * 8}{one['id'][-4:]}", f"{one['id'][6:10]}-{one['id'][10:12]}-{one['id'][12:14]}",
         "河南农业大学", "卢氏县教育局"]
        for one in listed
    ]  # fmt: skip
    headers = ["姓名", "身份证号", "出生日期", "毕业院校", "拟录用单位"]
    weak = write_csv(tmp_path / "weak.csv", "", headers, rows)
    found = seen_raw(weak)
    assert {column for _, column in found} & {"身份证号", "出生日期"}
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(weak, "luyong", "website", output), output)
    assert table[0] == ["姓名", "毕业院校", "拟录用单位"]
    assert [row[1] for row in rows if row[1] in text] == []


def test_20_a_recruitment_notice_with_ids(tmp_path):
    """Eighteen full numbers on a public account: seen in the raw file, gone from the posted one."""
    listed = people(18, born_from=1985)
    listed = [one for one in listed if one["id"][6:10] < "2008"]
    rows = [
        [n + 1, one["name"], one["id"], "202631011" + f"{n:03d}", "卢氏县消防救援大队"]
        for n, one in enumerate(listed)
    ]
    source = write_xlsx(
        tmp_path / "hired.xlsx",
        "拟聘用人员名单",
        ["序号", "姓名", "身份证号", "准考证号", "拟聘用单位"],
        rows,
    )
    assert (CLEAR, "身份证号") in seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(source, "luyong", "wechat_account", output), output)
    shows_none(text, listed, "id")
    assert len(table) == len(listed) + 1
    clean(output, "--notice", "luyong", "--channel", "wechat_account")


def test_21_house_repairs_with_accounts_and_a_project_list_with_doors(tmp_path):
    """IDs, accounts and door numbers are found and left out; the posted list says when it comes down."""
    listed = people(20)
    headers = ["村", "户主姓名", "身份证号", "家庭住址", "危房等级", "补助金额", "银行账号"]
    rows = [
        ["三里村", one["name"], one["id"], one["address"], "D级", "20000", one["account"]] for one in listed
    ]
    source = write_csv(tmp_path / "repairs.csv", "农村危房改造补助农户名单", headers, rows)
    assert {(CLEAR, "身份证号"), (CLEAR, "银行账号")} <= seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    run = mask(source, "weifang", "village_board", output)
    table, text = posted(run, output)
    assert table[0] == ["村", "户主姓名", "危房等级", "补助金额"]
    shows_none(text, listed, "id", "account", "address")
    assert json.loads(run.stdout)["receipt"]["posted_until"] > DAY
