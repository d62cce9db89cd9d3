"""What a person meets at the terminal: before and after, refusals that say what to do, completion."""

import json
import os
import re
import shlex
import subprocess
from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pytest
from click.testing import CliRunner
from pages_helpers import COMMON, HEADER, WITHHELD, as_csv, rows

from deid import messages
from deid.cli.app import app
from deid.cli.tables import width
from deid.io import from_table
from deid.release import Order
from deid.release.prepare import prepare
from deid.rulebook.treated import treated

pytestmark = pytest.mark.usefixtures("chinese")

BODY = rows(6)
HELP = "  怎么办: "


@pytest.fixture
def listed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "名单.csv").write_bytes(as_csv(BODY))
    return tmp_path / "名单.csv"


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def on_a_terminal(monkeypatch, columns, *arguments):
    """The command as it runs where standard output is a terminal so wide."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("deid.cli.preview.sys", Terminal)
    return run(*arguments)


class Terminal:
    stdin, stdout = SimpleNamespace(buffer=None), SimpleNamespace(isatty=lambda: True)


# ---- for programs


def told(*arguments):
    done = run("preview", *arguments, "--json")
    return done.exit_code, json.loads(done.stdout)


def test_counts_are_told_to_programs_too(listed):
    """One object on standard output, whatever the channel."""
    code, answer = told(listed, "--notice", "dibao_result", "--channel", "website", "--as-of", "2026-11-20")
    assert (code, answer["status"], answer["rows"]) == (0, "preview", [])
    assert isinstance(answer["findings"], list)


def test_programs_and_people_get_one_verdict(listed):
    """What would be refused is refused, with --strict for a warning too; the rows are shown all the same."""
    unknown = listed.with_name("b.csv")
    unknown.write_text(listed.read_text("utf-8-sig").replace("开户行账号", "某栏"), "utf-8")
    for more, status in (((), "preview"), (("--strict",), "refused")):
        code, answer = told(unknown, *COMMON, *more)
        assert (code, answer["status"]) == (status == "refused", status)
        assert run("preview", unknown, *COMMON, *more).exit_code == code
        assert len(answer["rows"]) > 0


def test_rows_for_programs_are_keyed_by_their_headers(listed):
    _, answer = told(listed, *COMMON)
    assert answer["rows"] and not [key for row in answer["rows"] for key in row if "#" in key]


def test_no_column_is_lost_where_two_have_one_header(listed):
    doubled = listed.with_name("b.csv")
    text = listed.read_text("utf-8-sig").replace("保障人口（人）", "数").replace("月保障金额（元）", "数")
    doubled.write_text(text, "utf-8")
    ways = ("--map", "数#1=member_count", "--map", "数#2=amount")
    _, answer = told(doubled, *COMMON, *ways)
    assert [answer["rows"][0][key] for key in ("数#1", "数#2")] == [BODY[0][6], BODY[0][7]]
    for nth in ("3", "0", "x", "²"):  # there is no third; whichever column was meant, it is not the first
        asked = run("preview", doubled, *COMMON, *ways[:2], "--map", f"数#{nth}=amount")
        assert (asked.exit_code, "--map" in asked.stderr) == (2, True)


# ---- before and after


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_is_wider_than_the_window(listed, monkeypatch, columns):
    result = on_a_terminal(monkeypatch, columns, "preview", listed, *COMMON)
    assert result.exit_code == 0, result.output
    assert max(map(width, result.stdout.splitlines())) <= columns
    for row in BODY[:3]:
        assert row[4] in result.stdout


def test_each_column_stands_under_its_header(listed, monkeypatch):
    """Headers, before and after line up although characters differ in width."""
    lines = on_a_terminal(monkeypatch, 300, "preview", listed, *COMMON).stdout.splitlines()
    head, before, after = lines[0], lines[3], lines[4]
    for header, raw, shown in (
        ("户主姓名", "曾杰翠", "曾杰翠"),
        ("村", "果角村", "果角村"),
        ("身份证号", BODY[0][4], "—"),
    ):
        at = width(head[: head.index(header)])
        assert cells_at(before, at).startswith(raw)
        assert cells_at(after, at).startswith(shown)


def cells_at(line, column):
    used = 0
    for at, char in enumerate(line):
        if used == column:
            return line[at:]
        used += width(char)
    return ""


def test_a_row_that_is_kept_back_says_why_and_shows_nothing(listed, monkeypatch):
    lines = on_a_terminal(monkeypatch, 300, "preview", listed, *COMMON).stdout.splitlines()
    held = next(iter(WITHHELD)) + 1
    at = next(nth for nth, line in enumerate(lines) if line.startswith(f"{held} "))
    assert "整行不公示" in lines[at + 1]
    assert BODY[held - 1][3] not in lines[at + 1]


LISTED = {
    "序号": "1",
    "村": "新坪村",
    "户主姓名": "李梅旺",
    "身份证号": "41122419740305123X",
    "监护人姓名": "王刚",
    "备用号": "411224197403051234",
    "本县某栏": "甲",
    "另一栏": "乙",
    "保障类别": "A类",
    "月保障金额": "470",
    "性别": "男",
    "病种": "糖尿病",
}


@pytest.mark.parametrize(
    ("channel", "header", "action", "told"),
    [
        ("village_board", "序号", "number", "从 1 编起"),
        ("village_board", "户主姓名", "publish", "最低生活保障审核确认办法"),
        ("wechat_group", "户主姓名", "mask", "张*"),
        ("village_board", "保障类别", "publish", "只可能是：A类"),
        ("village_board", "现保障类别", "drop", "表头只是推断得出"),
        ("wechat_group", "保障类别", "drop", "没有列为该渠道的公开栏目"),
        ("village_board", "村组", "publish", "列为公开栏目"),  # stands for the village
        ("wechat_group", "村组", "drop", "没有列为该渠道的公开栏目"),
        ("website", "户主姓名", "drop", "不列名单"),
        ("website", "月保障金额", "aggregate", "计数或求和"),
        ("village_board", "身份证号", "drop", "直接标识符"),
        ("village_board", "性别", "drop", "准标识符"),
        ("village_board", "病种", "drop", "敏感属性"),
        ("village_board", "监护人姓名", "drop", "监护人的信息"),
        ("village_board", "备用号", "drop", "不论表头怎么写"),
        ("village_board", "本县某栏", "drop", "不认识这一列"),
        ("village_board", "另一栏", "drop", "--map …=drop"),
    ],
)
def test_what_becomes_of_a_column_and_why(channel, header, action, told):
    swapped = {"现保障类别": "保障类别", "村组": "村"}  # the list has this header instead
    cells = {(header if one == swapped.get(header) else one): cell for one, cell in LISTED.items()}
    source = from_table(pa.table({name: [cell] * 20 for name, cell in cells.items()}))
    order = Order(
        "dibao_result", channel=channel, as_of=date(2026, 11, 21), whole=True, maps={"另一栏": "drop"}
    )
    prepared = prepare(source, order)
    listed = treated(prepared.policy, prepared.channel, prepared.plan, prepared.fields)
    assert [one.index for one in listed] == list(range(len(cells)))
    one = listed[list(cells).index(header)]
    assert one.action == action
    assert told in one.how + one.why
    assert not any(cell in str(one) for cell in cells.values() if len(cell) > 4)


def test_a_member_of_a_family_is_said_to_be_one(listed, monkeypatch):
    header = ["户号", "与户主关系", *HEADER]
    body = [[str(nth // 2), ["户主", "之妻"][nth % 2], *row] for nth, row in enumerate(BODY[:2])]
    listed.write_bytes(as_csv(body, header))
    lines = on_a_terminal(monkeypatch, 300, "preview", listed, *COMMON).stdout.splitlines()
    at = next(nth for nth, line in enumerate(lines) if line.startswith("2 "))
    assert "家庭成员，并入户主的行" in lines[at + 1]
    assert BODY[1][3] not in lines[at + 1]


def test_raw_cells_never_reach_a_file(listed):
    """Not a terminal: after only."""
    result = run("preview", listed, *COMMON)
    assert result.exit_code == 0
    assert "曾杰翠" in result.stdout
    assert not any(row[at] in result.output for row in BODY for at in (4, 5, 8, 9))
    assert not any(BODY[nth][3] in result.stdout for nth in WITHHELD if nth < 6 and nth != 3)


def test_the_command_to_go_on_with_is_named(listed, monkeypatch):
    result = on_a_terminal(monkeypatch, 100, "preview", listed.name, *COMMON, "--rows", "2")
    line = result.stderr.strip().splitlines()[-1]
    command = shlex.split(line[line.index("deid ") :])
    assert command[:3] == ["deid", "mask", "名单.csv"]
    assert "--rows" not in command
    assert command[-2:] == ["--out", "〈公示.csv〉"]
    again = run(*command[1:-1], "公示.csv")
    assert again.exit_code == 0, again.output


@pytest.mark.parametrize(
    ("text", "wide"), [("a", 1), ("张", 2), ("ｱ", 1), ("Ａ", 2), ("e\u0301", 1), ("\u200b", 0), ("𠮷", 2)]
)
def test_width_of_a_text(text, wide):
    assert width(text) == wide


# ---- twenty things that go wrong, each with the command that would settle it

BAD = {
    "no such file": (["mask", "名单1.csv", *COMMON, "--out", "公示.csv"], "deid mask 名单.csv"),
    "no channel": (["mask", "名单.csv", "--notice", "dibao_result", "--out", "o.csv"], "--channel village_board"),
    "wrong channel": (["mask", "名单.csv", "--notice", "dibao_result", "--channel", "tv", "--out", "o.csv"], "--channel village_board"),
    "no such notice": (["mask", "名单.csv", "--notice", "dibao_resul", "--channel", "village_board", "--out", "o.csv"], "--notice dibao_re"),
    "several villages": (["mask", "名单.csv", *COMMON[:4], "--out", "o.csv"], "--whole"),
    "output exists": (["mask", "名单.csv", *COMMON, "--out", "旧.csv"], "--force"),
    "date": (["mask", "名单.csv", *COMMON[:-1], "2026年1月", "--out", "o.csv"], "--as-of 〈年-月-日〉"),
    "county": (["mask", "名单.csv", *COMMON, "--place", "4112", "--out", "o.csv"], "--place 〈六位代码〉"),
    "map form": (["mask", "名单.csv", *COMMON, "--map", "户名", "--out", "o.csv"], "--map 〈表头〉=〈字段〉"),
    "map field": (["mask", "名单.csv", *COMMON, "--map", "村=hamlett", "--out", "o.csv"], "deid rules fields"),
    "map header": (["mask", "名单.csv", *COMMON, "--map", "组=group", "--out", "o.csv"], "--map 〈表头〉=〈字段〉"),
    "missing column": (["mask", "无名.csv", *COMMON, "--out", "o.csv"], "--map 〈表头〉=subject.name"),
    "two columns": (["mask", "两列.csv", *COMMON, "--out", "o.csv"], "=drop"),
    "no public form": (["mask", "名单.csv", "--notice", "ertong", "--channel", "village_board", "--out", "o.csv"], "deid rules show ertong"),
    "kind of output": (["mask", "名单.csv", *COMMON, "--out", "o.txt"], "--out o.csv"),
    "output folder": (["mask", "名单.csv", *COMMON, "--out", "新 夹/o.csv"], "mkdir -p '新 夹'"),
    "encoding name": (["mask", "名单.csv", *COMMON, "--encoding", "ebcdic", "--out", "o.csv"], "--encoding utf-8"),
    "encoding": (["mask", "编码.csv", *COMMON, "--encoding", "utf-8", "--out", "o.csv"], "--encoding gb18030"),
    "key": (["mask", "名单.csv", *COMMON, "--slips", "内部/查询码.csv", "--out", "公/o.csv"], "--key-file 〈密钥文件〉"),
    "masker": (["maskers", "show", "fone"], "deid maskers list"),
}  # fmt: skip


@pytest.fixture
def trouble(listed):
    folder = listed.parent
    (folder / "旧.csv").write_text("x", "utf-8")
    (folder / "内部").mkdir()
    (folder / "公").mkdir()
    (folder / "编码.csv").write_bytes(as_csv(BODY).decode().encode("gb18030"))
    (folder / "无名.csv").write_bytes(
        as_csv([[*row[:3], *row[4:]] for row in BODY], [*HEADER[:3], *HEADER[4:]])
    )
    (folder / "两列.csv").write_bytes(as_csv([[*row, row[7]] for row in BODY], [*HEADER, "月保障金额（元）"]))
    return folder


@pytest.mark.parametrize("name", BAD)
def test_what_goes_wrong_says_what_to_do(trouble, name):
    arguments, wanted = BAD[name]
    result = run(*arguments)
    assert result.exit_code in (1, 2), result.output
    helped = [line.removeprefix(HELP) for line in result.stderr.splitlines() if line.startswith(HELP)]
    assert any(wanted in line for line in helped), result.stderr
    assert not (trouble / "o.csv").exists()
    assert not any(cell in result.output for row in BODY for cell in (row[4], row[5], row[8], row[9]))


SETTLED = ("no such file", "no channel", "several villages", "output exists", "two columns", "kind of output", "encoding name", "encoding")  # fmt: skip


@pytest.mark.parametrize("name", SETTLED)
def test_the_command_that_is_offered_settles_it(trouble, name):
    """Copied as it stands; where it still asks for more (〈…〉), it is not offered as settled."""
    result = run(*BAD[name][0])
    for _ in range(3):  # one fault may stand behind another
        offered = [line.removeprefix(HELP) for line in result.stderr.splitlines() if line.startswith(HELP)]
        ready = [line for line in offered if "〈" not in line]
        result = run(*shlex.split(ready[0])[1:])
        if result.exit_code == 0:
            return
    raise AssertionError(result.output)


def test_an_error_tells_its_place(trouble):
    result = run(*BAD["two columns"][0])
    assert "  --> 两列.csv · 月保障金额" in result.stderr


def test_a_name_with_a_number_in_it_is_not_echoed(trouble):
    odd = trouble / f"{BODY[0][4]}.csv"
    odd.write_bytes(as_csv(BODY))
    result = run("mask", odd, *COMMON[:4], "--out", "o.csv")
    assert BODY[0][4] not in result.output
    assert "〈INPUT〉" in result.stderr


def test_the_list_names_the_notice_type_it_looks_like(trouble):
    header = ["残疾人姓名", "残疾证号", "残疾等级", "补贴金额", "村"]
    (trouble / "残.csv").write_bytes(as_csv([["甲某", "", "一级", "100", "新坪村"]], header))
    result = run("mask", "残.csv", "--notice", "no_such", "--channel", "village_board", "--out", "o.csv")
    assert result.exit_code == 2
    assert "canji_butie（残疾人两项补贴发放公布）" in result.stderr
    assert "--notice canji_butie" in result.stderr
    result = run(
        "mask",
        "残.csv",
        "--notice",
        "dibao_result",
        "--channel",
        "village_board",
        "--out",
        "o.csv",
        "--map",
        "残疾人姓名=drop",
    )
    assert "nearest_notice" in result.stderr


def test_english_speaks_too(trouble):
    messages.use("en")
    result = run(*BAD["output exists"][0])
    assert "  help: deid mask 名单.csv --out 旧.csv" in result.stderr


# ---- completion


def completed(monkeypatch, words):
    """What bash would be offered."""
    monkeypatch.setenv("_DEID_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    result = CliRunner().invoke(app, [], prog_name="deid", complete_var="_DEID_COMPLETE")
    return [line.partition(",")[2] for line in result.stdout.splitlines() if line]


def test_commands_options_and_values_complete(monkeypatch):
    assert "mask" in completed(monkeypatch, ["deid", "ma"])
    assert "--notice" in completed(monkeypatch, ["deid", "mask", "--no"])
    assert completed(monkeypatch, ["deid", "mask", "x.csv", "--notice", "canji"]) == ["canji_butie"]
    offered = completed(monkeypatch, ["deid", "mask", "x.csv", "--notice", "dibao_result", "--channel", "w"])
    assert offered == ["wechat_group", "website"]
    assert "phone" in completed(monkeypatch, ["deid", "maskers", "show", "ph"])


def test_without_a_type_every_channel_is_offered_and_a_fault_offers_none(monkeypatch, tmp_path):
    channels = completed(monkeypatch, ["deid", "mask", "x.csv", "--channel", "w"])
    assert {"wechat_account", "wechat_group", "website", "website_names"} <= set(channels)
    (tmp_path / "bad.yaml").write_text("deid: 1\nnotice: other\n", "utf-8")
    broken = ["deid", "mask", "x.csv", "--rules", str(tmp_path)]
    assert completed(monkeypatch, [*broken, "--notice", ""]) == []
    assert completed(monkeypatch, [*broken, "--notice", "no_such", "--channel", "w"]) == []


def test_a_shell_that_click_does_not_know_yet(monkeypatch):
    """PowerShell came to click later than the others."""
    monkeypatch.setattr("deid.cli.completion.get_completion_class", lambda _: None)
    result = run("completion", "powershell")
    assert result.exit_code == 2 and "powershell" in result.stderr.lower()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_there_is_a_script_for_each_shell(shell):
    result = run("completion", shell)
    assert result.exit_code == 0, result.output
    assert "_DEID_COMPLETE" in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="bash")
def test_bash_takes_the_script():
    script = run("completion", "bash").stdout
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"complete .* deid$", script, re.MULTILINE)
