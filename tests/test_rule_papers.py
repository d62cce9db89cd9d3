"""``deid rules show | tell | pia``, and what a release says without an assessment."""

import hashlib
import json
import re
from datetime import date

import pytest
import yaml
from click.testing import CliRunner
from ledger_helpers import entry
from lists import AS_OF

from deid import messages
from deid.cli.app import app
from deid.ledger import Ledger, Shown, State, queries
from deid.policy.folders import notice_files, rules_folder

SHIPPED = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in notice_files(rules_folder())}
FIELDS = yaml.safe_load((rules_folder() / "fields.yaml").read_text("utf-8"))["fields"]
LIST = "序号,村,户主姓名,身份证号,月保障金额\r\n" + "".join(
    f"{n},新坪村,{name},{number},470\r\n"
    for n, (name, number) in enumerate([("曾杰翠", "411224195708198537"), ("胡芳", "411224197602197329")], 1)
)


@pytest.fixture(autouse=True)
def no_language(monkeypatch):
    """As on a server: no language chosen, and a locale that is not Chinese."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    messages.use(None)
    yield
    messages.use(None)


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def said(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def names_channels(rule):
    return [name for name, channel in rule["channels"].items() if channel["form"] == "names"]


def treatment(column, channel):
    """What a rule file says about one column on one channel, read by the rules of the design."""
    if isinstance(column, str):
        return column
    one = column.get(channel)
    if one is None:
        one = "mask" if "mask" in column else column.get("treatment", "drop")
    return one if isinstance(one, str) else "mask" if "mask" in one else one.get("treatment", "drop")


# ---- show


@pytest.mark.parametrize("notice", SHIPPED)
def test_show_says_what_each_channel_does(notice):
    rule = SHIPPED[notice]
    data = json.loads(said("rules", "show", notice, "--json"))
    assert [one["channel"] for one in data["channels"]] == list(rule["channels"])
    for one in data["channels"]:
        told = {column["field"]: column["treatment"] for column in one["columns"]}
        spelled = rule["columns"] if one["form"] == "names" else {}
        assert told == {field: treatment(column, one["channel"]) for field, column in spelled.items()}
    messages.use("zh")
    text = said("rules", "show", notice)
    for basis in rule["catalogue"]["basis"]:
        line = next(line for line in text.splitlines() if f"《{basis['title']}》" in line)
        assert ("待核实" in line) == bool(basis.get("confirm"))
    for field, column in rule["columns"].items():
        ways = {treatment(column, channel) for channel in names_channels(rule)}
        assert (f"公开：{FIELDS[field]['title']}" in text) == ("publish" in ways)
        assert (f"部分显示：{FIELDS[field]['title']}" in text) == ("mask" in ways)
    rest = [
        set(line.partition("包括")[2].strip("。").split("、"))
        for line in text.splitlines()
        if "其余各列" in line
    ]
    for channel, hidden in zip(names_channels(rule), rest, strict=True):
        for field in ("subject.id", "phone", "bank_account", "remark"):
            shown = treatment(rule["columns"].get(field, "drop"), channel) != "drop"
            assert (FIELDS[field]["title"] in hidden) != shown
    assert "{" not in text


def test_show_one_channel():
    messages.use("zh")
    text = said("rules", "show", "dibao_result", "--channel", "wechat_group")
    assert "村微信群" in text
    assert "村公示栏" not in text
    assert "姓名，显示成 张**" in text
    assert run("rules", "show", "dibao_result", "--channel", "newspaper").exit_code == 2
    assert run("rules", "show", "none").exit_code == 2


def test_unconfirmed_facts_are_counted():
    messages.use("zh")
    text = said("rules", "show", "gengdi")
    assert re.search(r"待核实 [1-9]\d* 处", text)
    assert "待核实" not in said("rules", "show", "dibao_result")


# ---- tell


@pytest.fixture
def office(tmp_path):
    path = tmp_path / "office.yaml"
    text = "name: 卢氏县民政局\npublisher: 卢氏县人民政府\ncounty: '411224'\nphone: 0398-7000000\n"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("notice", SHIPPED)
def test_tell_is_chinese_and_whole(notice, office):
    """Channels, what shows on each, what never shows, the phone: Chinese though the locale is not."""
    rule = SHIPPED[notice]
    text = said("rules", "tell", notice, "--office", office)
    assert "卢氏县民政局" in text
    assert "0398-7000000" in text
    assert "【待填" not in text
    for basis in rule["catalogue"]["basis"]:
        assert f"《{basis['title']}》" in text
    shown = {
        field
        for channel in names_channels(rule)
        for field, column in rule["columns"].items()
        if treatment(column, channel) != "drop"
    }
    never = (
        next(line for line in text.splitlines() if line.startswith("不公开的内容"))
        .partition("：")[2]
        .split("，以及")[0]
    )
    hidden = set(never.split("、"))
    for field in ("subject.id", "phone", "bank_account", "address", "health", "remark"):
        assert (FIELDS[field]["title"] in hidden) == (field not in shown), field
    if names_channels(rule):
        assert "不公开名单" not in text
    else:
        assert "任何地方都不公开名单" in text


def test_tell_leaves_blanks_without_an_office():
    result = run("rules", "tell", "dibao_result")
    assert result.stdout.count("【待填") == 2
    assert "【待填" in result.stderr
    data = json.loads(said("rules", "tell", "dibao_result", "--json"))
    assert (data["blanks"], data["status"]) == (2, "clean")


def test_tell_in_english(office):
    messages.use("en")
    text = said("rules", "tell", "dibao_result", "--office", office)
    assert "village board (your village only)" in text
    assert "What is not published" in text


# ---- pia


def test_an_assessment_is_drafted_for_every_rule(tmp_path, office):
    for notice, rule in SHIPPED.items():
        first, again = (said("rules", "pia", notice, "--office", office, "--as-of", AS_OF) for _ in range(2))
        assert first == again
        assert re.findall(r"^## ([一二三四五六七八])、", first, re.MULTILINE) == list("一二三四五六七八")
        assert rule["title"] in first and "卢氏县人民政府" in first
        assert first.count("【待填：") >= 8
        for basis in rule["catalogue"]["basis"]:
            assert f"《{basis['title']}》" in first
        for channel in names_channels(rule):
            for column in rule["columns"].values():
                why = column.get(channel, column) if isinstance(column, dict) else {}
                if isinstance(why, dict) and "why" in why:
                    assert why["why"] in first


def test_the_worst_row_stands_in_the_assessment():
    """An age band of ten years and a full name: half of 36.5 thousand births, and no sequence beyond it."""
    text = said("rules", "pia", "gaoling", "--as-of", AS_OF)
    row = next(line for line in text.splitlines() if line.startswith("| 村公示栏") and "下限" in line)
    assert int(re.search(r"\| ([\d,]+) \| 1,000", row)[1].replace(",", "")) > 1000
    assert row.endswith("| 不低于下限 |")


def filled(text):
    return re.sub("【待填[:：][^】]*】", "已填", text)


def test_the_finished_assessment_gives_its_digest(tmp_path, office):
    draft, final = tmp_path / "评估.md", tmp_path / "定稿.md"
    said("rules", "pia", "dibao_result", "--office", office, "--out", draft)
    assert run("rules", "pia", "dibao_result", "--out", draft).exit_code == 2  # it stands already
    assert run("rules", "pia", "dibao_result", "--out", tmp_path / "a.pdf").exit_code == 2
    assert run("rules", "pia", "dibao_result", "--finished", draft).exit_code == 1
    assert run("rules", "pia", "dibao_result", "--finished", tmp_path / "none.md").exit_code == 2
    final.write_text(filled(draft.read_text("utf-8")), "utf-8")
    lines = said("rules", "pia", "dibao_result", "--finished", final)
    assert yaml.safe_load(lines) == {"pia": {"dibao_result": hashlib.sha256(final.read_bytes()).hexdigest()}}


def masked(tmp_path, *more, channel="village_board"):
    source, out = tmp_path / "list.csv", tmp_path / "out" / "posted.csv"
    source.write_bytes(LIST.encode())
    out.parent.mkdir(exist_ok=True)
    command = ["mask", source, "--notice", "dibao_result", "--channel", channel, "--as-of", AS_OF]
    result = run(*command, "--out", out, "--force", "--json", *more)
    receipt = out.with_name("posted.csv.receipt.json").read_bytes()
    return result, [one["code"] for one in json.loads(result.stdout)["findings"]], receipt


def test_a_release_without_an_assessment_is_warned_of(tmp_path, office):
    """Only where an office file is given; with its digest, or on a channel of totals, nothing is said."""
    alone, codes, public = masked(tmp_path)
    assert (alone.exit_code, "pia_missing" in codes) == (0, False)
    warned, codes, with_office = masked(tmp_path, "--office", office)
    assert (warned.exit_code, codes.count("pia_missing")) == (0, 1)
    assert b"pia_missing" not in with_office
    strict, _, _ = masked(tmp_path, "--office", office, "--strict")
    assert strict.exit_code == 1
    assert "pia_missing" not in masked(tmp_path, "--office", office, channel="website")[1]
    with office.open("a", encoding="utf-8") as file:
        file.write(f"pia:\n  tekun_result: {'0f' * 32}\n")
    assert "pia_missing" in masked(tmp_path, "--office", office)[1]
    with office.open("a", encoding="utf-8") as file:
        file.write(f"  dibao_result: {'0f' * 32}\n")
    assessed, codes, again = masked(tmp_path, "--office", office, "--strict")
    assert "pia_missing" not in codes
    assert again == with_office


@pytest.mark.parametrize(
    "text", ["pia: {a: 12}", "pia: [a]", f"pia: {{a: {'g' * 64}}}", f"pia: {{a: {'0' * 65}}}"]
)
def test_a_wrong_digest_is_refused(tmp_path, text):
    path = tmp_path / "office.yaml"
    path.write_text(text, "utf-8")
    assert run("rules", "tell", "dibao_result", "--office", path).exit_code == 2


def test_receipts_are_kept_three_years(tmp_path):
    """Of a list taken down; one that nobody took down keeps its receipt for ever."""
    with Ledger.create(tmp_path / "l.db") as book:
        for notice, state in (("down", State.WITHDRAWN), ("never", State.DISCARDED), ("posted", None)):
            made = book.write(entry(notice, Shown(), receipt=json.dumps({"notice": notice})))
            if state is not State.DISCARDED:
                book.move(made.id, State.CONFIRMED)
            if state:
                book.move(made.id, state, date(2026, 3, 10))
        assert queries.purge(book, date(2029, 3, 9)) == 0
        assert [json.loads(one.receipt)["notice"] for one in book.entries()] == ["down", "never", "posted"]
        assert queries.purge(book, date(2029, 3, 10)) == 2
        assert [json.loads(one.receipt)["notice"] for one in book.entries()] == ["posted"]


def test_what_a_local_rule_shows_is_not_said_to_be_hidden(tmp_path):
    """A rule that shows the county digits of an ID, on every paper."""
    text = """
deid: 1
notice: probe
title: 试验公示
domain: 试验
row: person
catalogue:
  item: [试验]
  content: 名单
  basis: [{title: 中华人民共和国政府信息公开条例, number: 国令第711号, checked_on: 2026-11-21}]
  publisher: [县级民政部门]
  method: 主动公开
  level: [县级]
channels:
  village_board: {form: names, scope: village, period: {min: 7 days}}
columns:
  village: publish
  subject.id: {mask: resident_id, show_first: 6, show_last: 0}
  sex: {treatment: publish, confirm: true}
withhold: [minor, hiv]
"""
    (tmp_path / "probe.yaml").write_text(text, "utf-8")
    messages.use("zh")
    shown = said("rules", "show", "probe", "--rules", tmp_path)
    assert "部分显示：身份证号，显示成 411224************" in shown
    assert "公开：性别（待核实）" in shown
    rest = next(line for line in shown.splitlines() if "其余各列" in line)
    assert "联系电话" in rest
    assert "身份证号" not in rest
    told = said("rules", "tell", "probe", "--rules", tmp_path)
    never = next(line for line in told.splitlines() if line.startswith("不公开的内容"))
    assert "联系电话" in never
    assert "身份证号" not in never
    assessed = said("rules", "pia", "probe", "--rules", tmp_path, "--as-of", AS_OF)
    assert "| 身份证号 | 直接标识符 | 村公示栏 | 显示成 411224************ | 【待填：" in assessed
    assert "不显示残疾证号、联系电话" in assessed
    assert "规则中待核实：性别" in assessed
