"""Land, farming, schools, posts, voters, organisations: every type on every channel, judged by the files alone.

The rule files are read as plain YAML, the lists and their truth from the generator behind `deid
sample`, and what was written is read as text.
"""

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from deid.cli.app import app
from deid.synthetic import write_sample

pytestmark = pytest.mark.trust

ROWS, DAY = 60, "2026-11-21"
RULES = Path(__file__).parents[1] / "rules"
NOTICES = (
    "gengdi", "nongji", "nongxian", "yulu_aid", "ruxue", "zhengdi", "fangwu", "zhaijidi", "xuanmin", "tuigeng",
    "luyong", "orgs",
)  # fmt: skip
WRITTEN = {notice: yaml.safe_load((RULES / f"{notice}.yaml").read_text("utf-8")) for notice in NOTICES}
CASES = [(notice, channel) for notice, rule in WRITTEN.items() for channel in rule["channels"]]
NAME = "subject.name"


def deid(*arguments):
    """The command as a clerk gives it."""
    run = CliRunner().invoke(app, [str(one) for one in arguments])
    assert run.exception is None or isinstance(run.exception, SystemExit)
    return run


def shows_whole_names(notice, channel):
    """Whether the rule file lets names through as they stand."""
    column = WRITTEN[notice]["columns"].get(NAME, {})
    treatment = column.get(channel, column)
    return treatment != "drop" and treatment.get("treatment") == "publish"


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """One messy list per notice type, its rows and its truth."""
    folder = tmp_path_factory.mktemp("lists")

    @cache
    def sample(notice):
        source, truth = folder / f"{notice}.csv", folder / f"{notice}.json"
        write_sample(source, notice, rows=ROWS, seed=11, messy=True, truth=truth)
        known = json.loads(truth.read_text("utf-8"))
        table = list(csv.reader(source.read_text("gb18030").splitlines()))
        return source, table[2 : 3 + ROWS], known

    return sample


def posted(source, notice, channel, folder, *more):
    """Mask into an empty folder; the run, the table and all text that was left in the folder."""
    folder.mkdir()
    output = folder / "posted.csv"
    run = deid("mask", source, "--notice", notice, "--channel", channel, "--whole", "--as-of", DAY, "--out", output,
               "--json", *more)  # fmt: skip
    left = "\n".join(path.read_text("utf-8-sig") for path in folder.iterdir())
    table = list(csv.reader(output.read_text("utf-8-sig").splitlines())) if output.exists() else []
    return run, table, left


@pytest.mark.parametrize(("notice", "channel"), CASES, ids=["-".join(case) for case in CASES])
def test_every_type_on_every_channel(tmp_path, made, notice, channel):
    source, raw, known = made(notice)
    form = WRITTEN[notice]["channels"][channel]["form"]
    run, table, left = posted(source, notice, channel, tmp_path / "out")
    hidden = [*known["never"], *known["never_text"]]
    assert len(known["never"]) > ROWS
    everything = f"{left}\n{run.stdout}\n{run.stderr}"
    assert [value for value in hidden if value in everything] == []
    names = {name for _, name, _ in known["shown"] if name}
    if form == "none":
        assert (run.exit_code, table) == (1, [])
        return
    assert run.exit_code == 0, run.stderr
    if form == "aggregate":
        assert all(re.fullmatch(r"—|\d+(\.\d+)?", cell) for row in table[1:] for cell in row[1:])
        assert [name for name in names if name in left] == []
        return
    assert len(table) - 1 == known["rows_posted"] < ROWS
    if shows_whole_names(notice, channel):
        assert names <= {cell.partition("（")[0].partition("(")[0] for row in table[1:] for cell in row}
    else:
        assert [name for name in names if name in left] == []
    judged = deid(
        "check", tmp_path / "out" / "posted.csv", "--notice", notice, "--channel", channel, "--as-of", DAY
    )
    assert judged.exit_code == 0, judged.stderr


@pytest.mark.parametrize("notice", NOTICES)
def test_the_raw_list_is_refused_by_check(made, notice):
    """So a clean verdict above means something."""
    run = deid("check", made(notice)[0], "--json", "--as-of", DAY)
    assert run.exit_code == 1
    assert "clear_identifier" in {one["code"] for one in json.loads(run.stdout)["findings"]}


def column(table, header):
    at = table[0].index(header)
    return [row[at] for row in table[1:]]


def test_neighbours_of_a_homestead_are_not_named(tmp_path, made):
    source, raw, _ = made("zhaijidi")
    _, table, left = posted(source, "zhaijidi", "village_board", tmp_path / "out")
    neighbours = {re.search("南至(.+)家，", cell)[1] for cell in column(raw, "四至范围")}
    assert len(neighbours) > 40
    assert set(column(table, "四至范围")) == {"东至村道，南至邻户，西至水渠，北至耕地"}
    own = {cell for row in table[1:] for cell in row}
    assert [name for name in neighbours - own if name in left] == []


def test_organisations_stay_and_the_persons_in_them_do_not(tmp_path, made):
    source, raw, known = made("orgs")
    _, table, left = posted(source, "orgs", "website", tmp_path / "out")
    owners = set(column(raw, "法定代表人姓名"))
    named_after = [cell for cell in column(raw, "社会组织名称") if any(owner in cell for owner in owners)]
    others = set(column(raw, "社会组织名称")) - set(named_after)
    assert len(named_after) > 10
    assert len(others) > 10
    assert [owner for owner in owners if owner in left] == []
    assert [cell for cell in named_after if cell in left] == []
    shown = set(column(table, "社会组织名称"))
    kept = {row[1] for number, row in enumerate(raw[1:], 1) if number not in known["withheld_rows"]}
    assert others & kept <= shown
    assert set(column(table, "统一社会信用代码")) <= set(column(raw, "统一社会信用代码"))
    assert all(re.fullmatch(r".{1,2}\*{1,2}", cell) for cell in column(table, "法定代表人姓名"))


def machines(path):
    """A list of buyers: persons, a cooperative, a shop named after its owner, a child."""
    rows = [
        ("序号", "乡镇", "购机者姓名", "证件号码", "机具品目", "购买数量", "补贴金额"),
        ("1", "五里川镇", "张建国", "41122419740305123X", "旋耕机", "1", "1200"),
        ("2", "五里川镇", "卢氏县新坪农机专业合作社", "93411224MA46T0XK8T", "轮式拖拉机", "2", "61200"),
        ("3", "五里川镇", "李春梅农资经营部", "92411224MA9FYQ2C2G", "微耕机", "1", "900"),
        ("4", "五里川镇", "王小宝", "411224201503051234", "微耕机", "1", "900"),
    ]
    rows = [tuple(valid(cell) for cell in row) for row in rows]
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    return rows


def valid(cell):
    """A number with the check character it should have."""
    if re.fullmatch(r"\d{17}[\dX]", cell):
        total = sum(
            int(d) * w
            for d, w in zip(cell, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=False)
        )
        return cell[:17] + "10X98765432"[total % 11]
    if re.fullmatch(r"9[0-9A-Z]{17}", cell):
        letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        total = sum(letters.index(c) * pow(3, at, 31) for at, c in enumerate(cell[:17]))
        return cell[:17] + letters[-total % 31]
    return cell


def test_buyers_of_machines_may_be_organisations(tmp_path):
    """A cooperative has a credit code where others have an ID: it is no person of unknown age."""
    source = tmp_path / "machines.csv"
    machines(source)
    run, table, left = posted(source, "nongji", "website_names", tmp_path / "out")
    assert run.exit_code == 0, run.stderr
    assert column(table, "购机者姓名") == ["张**", "卢氏县新坪农机专业合作社", "李**农资经营部"]
    assert json.loads(run.stdout)["receipt"]["withheld"] == {"minor": 1}
    assert "张建国" not in left
    assert "MA46T0XK" not in left


def write(path, *rows):
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")


def test_exam_numbers_that_hold_an_id_are_not_shown(tmp_path):
    """The whole column goes; one such number among good ones is hidden or refused."""
    source = tmp_path / "hired.csv"
    people = [valid(f"411224199{n}0305{n}10X") for n in range(6)]
    rows = [
        (str(n), "刘德海李国庆王建军赵文斌周志强吴永平"[3 * n : 3 * n + 3], "男", one, one)
        for n, one in enumerate(people)
    ]
    header = ("序号", "姓名", "性别", "身份证号", "准考证号")
    write(source, header, *rows)
    _, table, left = posted(source, "luyong", "website", tmp_path / "all")
    assert table[0] == ["序号", "姓名", "性别"]
    write(source, header, *[(*row[:4], "202631011707" if row[0] != "3" else people[3]) for row in rows])
    run, table, left = posted(source, "luyong", "website", tmp_path / "one")
    assert people[3][6:] not in left
    assert run.exit_code == 1 or table[4][3] == "***"


def test_pupils_under_fourteen_stay_off_and_the_others_show_a_surname(tmp_path):
    source = tmp_path / "pupils.csv"
    born = {"赵文斌": "20130305", "周志强": "20101121", "吴永平": "20050305"}
    write(
        source, ("学生姓名", "身份证号", "学校", "年级", "班级"),
        *[(name, valid(f"411224{day}123X"), "卢氏县第一高级中学", "高一", "3班") for name, day in born.items()],
    )  # fmt: skip
    run, table, left = posted(source, "yulu_aid", "service_hall", tmp_path / "out")
    assert run.exit_code == 0, run.stderr
    assert column(table, "学生姓名") == ["周**", "吴**"]
    assert [name for name in born if name in left] == []


def test_flats_are_shown_by_building_only(tmp_path, made):
    source, raw, _ = made("fangwu")
    _, table, left = posted(source, "fangwu", "service_hall", tmp_path / "out")
    assert "室号" not in table[0]
    assert all(re.fullmatch(r"\d{1,2}号楼", cell) for cell in column(table, "楼栋号"))
    assert [room for room in column(raw, "室号") if room in left] == []


@pytest.mark.parametrize("notice", NOTICES)
def test_each_rule_is_whole(notice):
    """Catalogue with department, a period for every names channel, a chat group without whole names."""
    rule = WRITTEN[notice]
    catalogue = rule["catalogue"]
    assert {"item", "category", "content", "basis", "publisher", "department", "method", "level"} <= set(
        catalogue
    )
    assert len(catalogue["item"]) == 3
    for basis in catalogue["basis"]:
        assert not re.search("第.+[条款]", basis["title"])
        assert basis.get("number") or basis.get("confirm") or basis["title"].startswith("中华人民共和国")
    assert rule["review"] == ["保密审查", "部门负责人", "分管领导"]
    for name, channel in rule["channels"].items():
        if channel["form"] == "names":
            assert channel["period"]
            assert channel["scope"]
        assert name != "wechat_group" or not shows_whole_names(notice, name) or channel["form"] == "none"
        assert name != "website_names" or not shows_whole_names(notice, name)
