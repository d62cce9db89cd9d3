"""The 基层政务公开标准目录 made from the rules, in every format; and the pages of docs/rules."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from openpyxl import load_workbook

from deid import messages
from deid.cli.app import app
from deid.policy.loader import list_policies, rules_folder
from deid.rulebook.catalogue import CATEGORIES, collect

pytestmark = pytest.mark.usefixtures("chinese")

ROOT = Path(__file__).parents[1]
FACTS = ROOT.parent / "shared" / "facts" / "rules.md"
ITEMS = {"低保": "最低生活保障", "特困": "特困人员救助供养", "临时救助": "临时救助"}
CLAUSE = re.compile(r"第[一二三四五六七八九十百零\d]+[条款]")


@pytest.fixture(scope="module")
def fields():
    messages.use("zh")
    return collect()


def run(*args):
    return CliRunner().invoke(app, ["rules", "catalogue", *map(str, args)])


def entry(fields, first, second):
    (aid,) = [field for field in fields if field.name == "社会救助"]
    (found,) = [one for one in aid.entries if one.item[1:] == (first, second)]
    return found


def facts():
    """The rows of the table of indicators in the facts: 二级事项 … 层级."""
    if not FACTS.is_file():
        pytest.skip("the facts are not here")
    text = FACTS.read_text("utf-8")
    rows = text.partition("| 二级事项 | 公开内容 |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip().replace("*", "") for cell in row.strip("|").split("|")] for row in rows]


def test_social_assistance_matches_the_facts_row_by_row(fields):
    rows = facts()
    assert len(rows) == 5
    for name, content, within, publisher, channels, level, _ in rows:
        short, _, second = name.partition(" ")
        found = entry(fields, ITEMS[short], second)
        assert re.sub(r"[\s、]", "", "".join(found.content)).endswith(re.sub(r"[\s、]", "", content)), name
        days = re.search(r"(\d+) working days", within)
        assert days is None or f"{days[1]}个工作日内" in found.within[0], name
        posted = re.search(r"公示(\d+)个工作日", within)
        assert [one for one in found.within if one.startswith("公示")] == (
            [f"公示{posted[1]}个工作日"] if posted else []
        )
        wanted = {"township": "乡镇人民政府（街道办事处）", "county": "县级民政部门"}
        assert {wanted[one] for one in wanted if one in publisher} <= set(found.publisher), name
        assert any("公示栏" in one for one in found.channels)
        assert "网站" not in channels or any("网站" in one for one in found.channels)
        assert not level or found.level == ("县级", "乡级", "村级")


def test_the_exact_row_of_a_result(fields):
    found = entry(fields, "最低生活保障", "审批信息")
    assert found.content == ("低保对象名单及相关信息",)
    assert found.within == ("信息形成或变更之日起10个工作日内",)
    assert found.publisher == ("县级民政部门", "乡镇人民政府（街道办事处）")
    assert found.channels == ("村（社区）公示栏", "村民微信群", "政府网站（汇总数）")
    assert found.audience == ("全社会", "特定群体")
    assert found.method == ("主动公开",)
    assert "《最低生活保障审核确认办法》（民发〔2021〕57号）" in found.basis


def test_every_rule_has_its_row_and_every_row_its_rule(fields):
    items = {tuple(one.item) for field in fields for one in field.entries}
    listed = yaml.safe_load((rules_folder() / "catalogue.yaml").read_text("utf-8"))["rows"]
    wanted = {
        (*p.catalogue.item[:2], "".join(p.catalogue.item[2:]))
        for p in list_policies()
        if p.method != "不予公开"
    }
    wanted |= {(*row["item"][:2], "".join(row["item"][2:])) for row in listed}
    assert items == wanted


def test_rows_stand_by_category_and_no_clause_appears(fields):
    for field in fields:
        assert [name for name, _ in field.groups] == [
            name for name in CATEGORIES if any(one.category == name for one in field.entries)
        ]
        for one in field.entries:
            assert one.content
            assert one.basis
            assert one.channels or one.audience == ()
            assert not CLAUSE.search("".join((*one.content, *one.basis, *one.within)))
    aid = next(field for field in fields if field.name == "社会救助")
    seconds = [one.item[2] for one in aid.entries if one.item[1] == "最低生活保障"]
    assert seconds == ["政策法规文件", "办事指南", "审核信息", "审批信息"]


def test_markdown_and_csv_hold_the_same_cells(tmp_path):
    text = run("--field", "社会救助").stdout
    lines = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    out = tmp_path / "目录.csv"
    assert run("--field", "社会救助", "--out", out).exit_code == 0
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0][2:] == [
        "序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
        "公开对象", "公开方式", "公开层级",
    ]  # fmt: skip
    assert [row[2:] for row in rows[1:]] == [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines
    ]
    assert [row[2] for row in rows[1:]] == [str(number) for number in range(1, len(rows))]


def test_the_workbook_is_laid_out_for_the_printer(tmp_path, fields):
    out = tmp_path / "目录.xlsx"
    assert run("--for", "卢氏县", "--out", out).exit_code == 0
    book = load_workbook(out)
    assert book.sheetnames == [field.name for field in fields]
    sheet = book["社会救助"]
    assert sheet["A1"].value == "卢氏县社会救助领域基层政务公开标准目录"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:O1", "A2:A3", "B2:C2", "D2:D3", "I2:J2", "K2:L2", "M2:O2"} <= merged
    assert [sheet.cell(3, column).value for column in (2, 3, *range(9, 16))] == [
        "一级事项", "二级事项", "全社会", "特定群体", "主动公开", "依申请公开", "县级", "乡级", "村级",
    ]  # fmt: skip
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$1:$3"
    (row,) = [r for r in sheet.iter_rows(min_row=4) if r[3].value == "低保对象名单及相关信息"]
    assert [cell.value for cell in row[8:]] == ["√", "√", "√", None, "√", "√", "√"]
    assert row[7].value == "■村（社区）公示栏\n■村民微信群\n■政府网站（汇总数）"
    numbers = [r[0].value for r in sheet.iter_rows(min_row=4) if isinstance(r[0].value, int)]
    aid = next(field for field in fields if field.name == "社会救助")
    assert numbers == list(range(1, len(aid.entries) + 1))


class Cells(HTMLParser):
    """Counts the cells of each table row, spans included."""

    def __init__(self):
        super().__init__()
        self.widths, self.down, self.tags, self.links = [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.links += [value for key, value in attrs if key in ("src", "href")]
        if tag == "table":
            self.down = []
        if tag == "tr":
            self.widths.append(sum(width for width, left in self.down if left))
            self.down = [(width, left - 1) for width, left in self.down if left > 1]
        if tag in ("th", "td"):
            width = int(found.get("colspan", 1))
            self.widths[-1] += width
            if int(found.get("rowspan", 1)) > 1:
                self.down.append((width, int(found["rowspan"]) - 1))
            assert tag == "td" or found.get("scope")


def test_the_page_is_whole_and_asks_for_nothing_from_elsewhere():
    text = run("--format", "html").stdout
    page = Cells()
    page.feed(text)
    assert set(page.widths) == {15}
    assert not page.links
    assert "script" not in page.tags
    assert '<html lang="zh-CN">' in text
    assert "size: A3 landscape" in text


def test_what_is_unsure_is_marked_and_told(tmp_path):
    result = run("--out", tmp_path / "a.md")
    assert "待核实" in result.stderr
    text = (tmp_path / "a.md").read_text("utf-8")
    assert "（待核实）" in text
    assert "公布前请逐条核实" in text
    data = json.loads(run("--json").stdout)
    assert set(data["to_confirm"]) == {
        "/".join(one["item"]) for one in data["rows"] if one["confirm"] or "待核实" in str(one["basis"])
    }


def test_a_county_adds_rows_and_its_own_documents(tmp_path):
    row = (
        "  - item: [社会救助, 本县事项, 本县指南]\n    category: 业务办理\n    content: 甲|乙<b>\n"
        "    basis: [{title: 本县办法, number: 某发〔2026〕1号}]\n    publisher: [县民政局]\n    method: 依申请公开\n"
        "    level: [县级]\n    channels: [library]\n"
    )
    (tmp_path / "catalogue.yaml").write_text(f"deid: 1\nrows:\n{row}", "utf-8")
    text = run("--field", "社会救助", "--rules", tmp_path, "--rules", "provinces/henan").stdout
    assert "甲\\|乙<b>" in text
    assert "（豫民文〔2020〕102号）（待核实）" in text
    page = run("--field", "社会救助", "--rules", tmp_path, "--format", "html").stdout
    assert "甲|乙&lt;b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    "args", [("--format", "xlsx"), ("--field", "没有的领域"), ("--out", "no-such-folder/x.md")]
)
def test_what_cannot_be_done_is_exit_code_2(args):
    assert run(*args).exit_code == 2


def test_a_file_that_is_there_stays(tmp_path):
    path = tmp_path / "目录.md"
    path.write_text("old")
    assert run("--out", path).exit_code == 2
    assert path.read_text() == "old"
    assert run("--out", path, "--force").exit_code == 0


# ---- the list of notice types, and the pages of docs/rules --------------------------------------------------


def test_the_list_is_a_table_of_types_and_channels():
    text = CliRunner().invoke(app, ["rules", "list"], env={"COLUMNS": "100"}).stdout
    lines = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    for policy in list_policies():
        cells = lines[policy.notice].split()[-len(policy.channels) :]
        forms = {"names": "名", "aggregate": "数", "none": "不"}
        assert sorted(cells) == sorted(forms[channel.form] for channel in policy.channels.values())
        assert f"【{policy.domain}】" in text
        assert all(f"={name}" in text for name in policy.channels)


def test_every_type_has_its_pages_and_stands_in_the_menu():
    """A change of rules/ needs .ci/rule_pages.py; test_docs runs its check together with the reference."""
    notices = {policy.notice for policy in list_policies()}
    pages = {path.name for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert pages == {f"{name}{end}" for name in (*notices, "index") for end in (".md", ".en.md")}
    menu = (ROOT / ".ci" / "mkdocs.yml").read_text("utf-8")
    assert set(re.findall(r"- rules/(\w+)\.md", menu)) == {*notices, "index"}


@pytest.mark.parametrize("notice", [policy.notice for policy in list_policies()])
def test_no_page_shows_afterwards_what_had_to_go(notice):
    text = (ROOT / "docs" / "rules" / f"{notice}.md").read_text("utf-8")
    after = text.partition("处理前（虚构）")[2].partition("上公布")[2].partition("## 命令")[0]
    assert not re.search(r"\d{15,}(?!\w)|1[3-9]\d{9}|12号", after.replace("51411224MJX000000D", ""))
