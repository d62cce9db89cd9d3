"""Leaks that happened, rebuilt with invented people: the tool must clean or refuse each, and see the raw file.

Files are made with the standard library and openpyxl; what came out is read as bytes. Nothing of deid is
imported but the command itself.
"""

import csv
import json
from datetime import date, timedelta

import openpyxl
import pytest
from click.testing import CliRunner

from deid.cli.app import app

DAY = "2026-11-21"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = ("建国", "秀英", "桂兰", "志强", "玉梅", "德福", "春花", "文华", "国庆", "海燕", "永红", "金凤")


def person(number: int, region: str = "411224", born_from: int = 1940) -> dict[str, str]:
    """An invented adult: name, ID, phone, account, address, the same for the same number."""
    born = date(born_from, 1, 1) + timedelta(days=number * 397 % 18_000)
    first17 = f"{region}{born:%Y%m%d}{number % 999:03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]
    return {
        "name": SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)],
        "id": first17 + check,
        "phone": f"139{number * 7919 % 10**8:08d}",
        "account": f"62{number * 10**9 + 7:017d}",
        "address": f"和平街道柳树社区{number % 9 + 1}组{number + 12}号",
    }


def people(count: int, region: str = "411224", born_from: int = 1940) -> list[dict[str, str]]:
    return [person(number, region, born_from) for number in range(11, 11 + count)]


def write_csv(path, title, headers, rows):
    with path.open("w", encoding="gb18030", newline="") as file:
        lines = csv.writer(file)
        if title:
            lines.writerow([title])
        lines.writerow(headers)
        lines.writerows(rows)
    return path


def write_xlsx(path, title, headers, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headers))
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def mask(source, notice, channel, output, *more):
    output.parent.mkdir(exist_ok=True)
    command = [
        "mask",
        source,
        "--notice",
        notice,
        "--channel",
        channel,
        "--as-of",
        DAY,
        "--out",
        output,
        "--json",
    ]
    run = CliRunner().invoke(app, [*map(str, command), *map(str, more)])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


def posted(run, output) -> tuple[list[list[str]], str]:
    """The rows of a released file and everything that lies beside it, as text."""
    assert run.exit_code == 0, run.stderr
    everything = "\n".join(path.read_text("utf-8-sig") for path in sorted(output.parent.iterdir()))
    return list(csv.reader(output.read_text("utf-8-sig").splitlines())), everything + run.stdout + run.stderr


def seen_raw(path, *more) -> set[tuple[str, str]]:
    """The errors `deid check` finds in a file nobody masked, as (code, header); it must refuse it."""
    run = CliRunner().invoke(app, ["check", str(path), "--as-of", DAY, "--json", *map(str, more)])
    assert run.exit_code == 1, run.stdout
    found = json.loads(run.stdout)["findings"]
    return {(one["code"], one["column"]) for one in found if one["severity"] == "error"}


def clean(path, *more) -> None:
    run = CliRunner().invoke(app, ["check", str(path), "--json", *map(str, more)])
    assert run.exit_code == 0, run.stdout


def shows_none(text: str, listed: list[dict[str, str]], *fields: str) -> None:
    assert [one[field] for one in listed for field in fields if one[field] in text] == []


CLEAR = "clear_identifier"


def test_1_hiv_disguised_as_a_remark_in_english(tmp_path):
    """A cheap-rent list with HIV患者 in the remarks: those two and their households stay back."""
    listed = people(40)
    ill, family = listed[4], listed[5]
    family["address"] = ill["address"]
    notes = {4: "HIV患者", 20: "ＨＩＶ 患者"}
    rows = [
        [n, one["name"], one["id"], one["address"], 2, "11.50", "合格", notes.get(n, "")]
        for n, one in enumerate(listed)
    ]
    headers = ["序号", "申请人", "身份证号", "现住址", "家庭人数", "人均住房面积", "审核结果", "备注"]
    source = write_csv(tmp_path / "list.csv", "廉租住房第二批公示名单", headers, rows)
    assert seen_raw(source) >= {("telling_word", "备注"), (CLEAR, "身份证号")}
    for channel in ("service_hall", "website_names"):
        output = tmp_path / channel / "posted.csv"
        table, text = posted(mask(source, "gongzufang_review", channel, output), output)
        assert len(table) - 1 == 37
        assert "备注" not in table[0]
        text = output.read_text("utf-8-sig").upper()
        assert "HIV" not in text
        shows_none(text, listed, "id", "address")
        shows_none(text, [ill, family, listed[20]], "name")
        clean(output, "--notice", "gongzufang_review", "--channel", channel)


def test_2_medical_aid_with_diseases_on_a_website(tmp_path):
    """Names, addresses, phones and illnesses: a website gets numbers only, a board neither illness nor phone."""
    listed = people(50)
    ills = ("尿毒症", "肺癌", "股骨头坏死", "高血压")
    rows = [
        ["杏林街道", "柳树社区", one["name"], one["id"], one["address"], one["phone"], ills[n % 4], 500 + n]
        for n, one in enumerate(listed)
    ]
    headers = ["街道", "社区", "姓名", "身份证号", "家庭住址", "联系电话", "患病病种", "救助金额（元）"]
    source = write_xlsx(tmp_path / "list.xlsx", "城市医疗救助花名册", headers, rows)
    assert seen_raw(source, "--notice", "yiliao", "--channel", "village_board") >= {
        (CLEAR, "身份证号"),
        (CLEAR, "联系电话"),
        ("dropped_column", "患病病种"),
    }
    assert "names_not_here" in {
        code for code, _ in seen_raw(source, "--notice", "yiliao", "--channel", "website")
    }
    for channel in ("website", "wechat_group", "village_board"):
        output = tmp_path / channel / "posted.csv"
        table, text = posted(mask(source, "yiliao", channel, output), output)
        assert len(table) > 1
        shows_none(text, listed, "id", "phone", "address", *(["name"] if channel != "village_board" else []))
        assert not any(ill in text for ill in ills)
        clean(output, "--notice", "yiliao", "--channel", channel)


def test_3_the_address_was_masked_the_id_was_not(tmp_path):
    """77 IDs beside starred addresses: one masked column does not make a file safe."""
    listed = people(77)
    rows = [[n, one["name"], one["id"], "阳光社区****"] for n, one in enumerate(listed, 1)]
    headers = ["序号", "姓名", "身份证号", "家庭住址"]
    source = write_csv(tmp_path / "list.csv", "孕前优生健康检查人员名单", headers, rows)
    assert (CLEAR, "身份证号") in seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(source, "jiangfu", "village_board", output, "--whole"), output)
    assert table[0] == ["序号", "姓名"]
    shows_none(text, listed, "id")
    clean(output)


def test_4_a_payment_file_used_as_the_notice(tmp_path):
    """The bank's file has accounts and no member counts: bank, account, phone and ID are left out."""
    listed = people(60)
    rows = [
        [n, "柳树村", one["name"], one["id"], "农村商业银行罗塘支行", one["account"], 360, one["phone"]]
        for n, one in enumerate(listed, 1)
    ]
    headers = ["序号", "村", "户主姓名", "身份证号码", "开户行", "账号", "发放金额", "联系电话"]
    source = write_csv(tmp_path / "list.csv", "农村低保金发放花名册（银行代发）", headers, rows)
    assert seen_raw(source) >= {(CLEAR, "身份证号码"), (CLEAR, "账号"), (CLEAR, "联系电话")}
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(source, "dibao_result", "village_board", output), output)
    assert table[0] == ["序号", "村", "户主姓名", "发放金额"]
    assert len(table) - 1 == 60
    shows_none(text, listed, "id", "account", "phone")
    assert "罗塘支行" not in text
    clean(output, "--notice", "dibao_result", "--channel", "village_board")


OWN_RULE = """deid: 1
notice: {notice}
title: {title}
domain: 就业
row: person
catalogue:
  item: [就业, 就业服务, {title}]
  content: 名单
  basis: [{{title: 中华人民共和国政府信息公开条例, number: 国令第711号, checked_on: 2026-11-21}}]
  publisher: [县级人力资源社会保障部门]
  method: 主动公开
  level: [县级]
channels:
  website_names: {{audience: 全社会, form: names, scope: county, period: {{target: 5 working days}}}}
columns:
  seq: publish
  subject.name: {{required: true, website_names: {{mask: person_name, show: surname}}}}
  amount: publish
  organisation: publish
withhold: [minor, hiv]
"""


def own_rule(tmp_path, notice, title):
    """A county's own rule for a list nobody shipped one for."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / f"{notice}.yaml").write_text(OWN_RULE.format(notice=notice, title=title), "utf-8")
    return ("--rules", folder)


@pytest.mark.parametrize(
    ("notice", "title", "headers", "fields"),
    [
        ("chuangye", "创业补贴", ["姓名", "身份证号", "联系电话", "补贴金额"], ("name", "id", "phone", None)),
        ("zhengshu", "合格证书发放", ["姓名", "身份证号", "证书编号", "准考证号"], ("name", "id", "account", "account")),
    ],
    ids=["5a-subsidy", "5b-exam"],
)  # fmt: skip
def test_5_phone_id_and_certificate_numbers(tmp_path, notice, title, headers, fields):
    """Start-up subsidies with phones, exam certificates with two numbers: a rule of five lines drops them."""
    listed = people(45)
    rows = [[2000 if field is None else one[field] for field in fields] for one in listed]
    source = write_csv(tmp_path / "list.csv", f"{title}人员名单", headers, rows)
    assert (CLEAR, "身份证号") in seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    rules = own_rule(tmp_path, notice, title)
    table, text = posted(mask(source, notice, "website_names", output, *rules), output)
    assert len(table) - 1 == 45
    shows_none(text, listed, "id", "phone", "account", "name")
    clean(output)


def test_6_a_staff_register_with_the_ids_of_officials(tmp_path):
    """Officials are persons too: their IDs and 执法证号 go, name masked, unit stays."""
    listed = people(30, born_from=1955)
    rows = [[one["name"], "县市场监督管理局", one["id"], f"1603{n:06d}"] for n, one in enumerate(listed)]
    headers = ["姓名", "机构名称", "身份证号", "执法证号"]
    source = write_csv(tmp_path / "list.csv", "行政执法人员名册", headers, rows)
    assert (CLEAR, "身份证号") in seen_raw(source)
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(
        mask(source, "zhifa", "website_names", output, *own_rule(tmp_path, "zhifa", "执法人员")), output
    )
    assert table[0] == ["姓名", "机构名称"]
    assert table[1][1] == "县市场监督管理局"
    shows_none(text, listed, "id", "name")
    assert "1603" not in output.read_text("utf-8-sig")
    clean(output)


def test_7_an_attachment_is_judged_like_the_page_and_has_an_end(tmp_path):
    """Poverty records in a workbook: on the village board name and size of the household, for five days."""
    listed = people(400)
    rows = [
        ["柳树村", one["name"], one["id"], "小学", "患有大病", 3, "缺劳动力"] for n, one in enumerate(listed)
    ]
    headers = ["村", "户主姓名", "户主身份证号", "文化程度", "健康状况", "家庭人口数", "致贫原因"]
    source = write_xlsx(tmp_path / "附件.xlsx", "贫困户信息明细", headers, rows)
    assert seen_raw(source, "--notice", "fanpin", "--channel", "village_board") >= {
        (CLEAR, "户主身份证号"),
        ("dropped_column", "健康状况"),
        ("dropped_column", "文化程度"),
    }
    output = tmp_path / "out" / "posted.csv"
    run = mask(source, "fanpin", "village_board", output)
    table, text = posted(run, output)
    assert table[0] == ["村", "户主姓名", "家庭人口数"]
    assert len(table) - 1 == 400
    shows_none(text, listed, "id")
    assert "大病" not in output.read_text("utf-8-sig")
    assert json.loads(run.stdout)["receipt"]["posted_until"] == "2026-11-27"
    clean(output, "--notice", "fanpin", "--channel", "village_board")
    refused = mask(source, "fanpin", "wechat_group", tmp_path / "group" / "posted.csv")
    assert refused.exit_code == 1


def test_8_student_aid_with_bank_cards_and_no_end(tmp_path):
    """Pupils: no ID, no card; under-14s and whole names of the others stay away, and the list has an end."""
    listed = [person(n, born_from=2009) for n in range(11, 61)]
    for n, one in enumerate(listed):
        born = f"{2008 + n % 7}0{n % 9 + 1}15"
        first17 = f"411224{born}{n:03d}"
        one["id"] = (
            first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]
        )
    rows = [
        [one["name"], one["id"], "县第一高级中学", "一年级", one["account"], one["phone"], 1500]
        for one in listed
    ]
    headers = ["学生姓名", "身份证号", "学校", "年级", "银行卡号", "家长电话", "资助金额"]
    source = write_csv(tmp_path / "list.csv", "国家助学金受助学生名单", headers, rows)
    assert seen_raw(source) >= {(CLEAR, "身份证号"), (CLEAR, "银行卡号"), (CLEAR, "家长电话")}
    output = tmp_path / "out" / "posted.csv"
    run = mask(source, "yulu_aid", "website_names", output)
    table, text = posted(run, output)
    grown = [one for one in listed if int(one["id"][6:10]) < 2012]
    assert len(grown) <= len(table) - 1 < len(listed)
    shows_none(text, listed, "id", "account", "phone", "name")
    assert json.loads(run.stdout)["receipt"]["posted_until"] > DAY
    clean(output)


def test_9_two_notices_of_one_bureau(tmp_path):
    """公租房 and 危房改造 of the same people: the folder is refused as it is, and clean after masking both."""
    listed = people(120)
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    one_list = write_csv(
        raw / "公租房.csv",
        "公共租赁住房选房名单",
        ["选房顺序号", "姓名", "身份证号", "小区"],
        [[n, one["name"], one["id"], "安居小区"] for n, one in enumerate(listed, 1)],
    )
    other = write_csv(
        raw / "危房改造.csv",
        "农村危房改造资金发放表",
        ["村", "户主姓名", "身份证号", "银行账号", "危房等级", "补助金额"],
        [["柳树村", one["name"], one["id"], one["account"], "D级", 20000] for one in listed],
    )
    assert seen_raw(raw) >= {(CLEAR, "身份证号"), (CLEAR, "银行账号")}
    for source, notice, channel in (
        (one_list, "gongzufang_alloc", "service_hall"),
        (other, "weifang", "village_board"),
    ):
        output = out / f"{notice}.csv"
        table, text = posted(mask(source, notice, channel, output), output)
        assert len(table) - 1 == 120
        shows_none(text, listed, "id", "account")
    clean(out)


@pytest.mark.parametrize(
    "region", ["370785", "419001", "420323", "152224", "150623", "469027", "460105", "441802"]
)
def test_10_full_ids_as_usual_practice(tmp_path, region):
    """Lists of eight counties with whole IDs: seen, and gone."""
    listed = people(30, region)
    rows = [["柳树村", one["name"], one["id"], 2, 600] for one in listed]
    source = write_csv(tmp_path / "l.csv", "", ["村", "户主姓名", "身份证号", "保障人口", "金额"], rows)
    assert seen_raw(source) == {(CLEAR, "身份证号")}
    output = tmp_path / "out" / "posted.csv"
    table, text = posted(mask(source, "dibao_result", "village_board", output), output)
    assert table[0] == ["村", "户主姓名", "保障人口", "金额"]
    assert len(table) - 1 == 30
    shows_none(text, listed, "id")
    clean(output, "--notice", "dibao_result", "--channel", "village_board")


def test_17_a_sensitive_group_with_full_ids(tmp_path):
    """特困人员: street, community, name, sex, category, amount, full ID, just these columns."""
    listed = people(200)
    rows = [
        ["和平街道", "柳树社区", one["name"], "女" if int(one["id"][16]) % 2 == 0 else "男", "分散供养", 980, one["id"]]
        for one in listed
    ]  # fmt: skip
    headers = ["街道", "社区", "姓名", "性别", "类别", "金额", "身份证号"]
    source = write_xlsx(tmp_path / "list.xlsx", "城乡特困人员供养名单", headers, rows)
    assert (CLEAR, "身份证号") in seen_raw(source)
    for channel in ("village_board", "wechat_group", "website"):
        output = tmp_path / channel / "posted.csv"
        table, text = posted(mask(source, "tekun_result", channel, output), output)
        shows_none(text, listed, "id")
        assert "身份证号" not in table[0]
        assert not {"性别", "类别"} & set(table[0])
        if channel == "village_board":
            assert len(table) - 1 == 200
        else:
            shows_none(text, listed, "name")
        clean(output, "--notice", "tekun_result", "--channel", channel)
