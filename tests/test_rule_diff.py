"""`deid rules diff`: what is published now that was not, in words and as data."""

import json

import pytest
from click.testing import CliRunner

from deid import messages
from deid.cli.app import app
from deid.policy.loader import list_policies, rules_folder
from deid.rulebook.diff import compare, read_book
from deid.rulebook.diff_words import SECTIONS, section, words

pytestmark = pytest.mark.usefixtures("english")


def put(folder, name, text):
    path = folder / f"{name}.yaml"
    path.write_text(f"deid: 1\nnotice: {name}\n{text}\n", "utf-8")
    return path


def run(*args):
    result = CliRunner().invoke(app, ["rules", "diff", *map(str, args)])
    return result.exit_code, result.stdout


def told(*args):
    code, out = run(*args, "--json")
    return code, json.loads(out)


def test_nothing_differs_from_itself():
    assert run("dibao_result", "dibao_result")[0] == 0
    assert told("shipped", rules_folder())[1]["changes"] == []


def test_what_is_published_now_comes_with_exit_code_1(tmp_path):
    put(tmp_path, "dibao_result", "loosen: 本县规定\ncolumns: {area: publish}")
    code, data = told("dibao_result", tmp_path)
    assert (code, data["status"]) == (1, "wider")
    assert {(one["where"], one["section"], one["effect"]) for one in data["changes"]} == {
        (f"columns.area.{channel}", "published", "wider") for channel in ("village_board", "wechat_group")
    }


def test_what_is_no_longer_published_is_not_wider(tmp_path):
    path = put(tmp_path, "dibao_result", "columns: {amount: drop}\nchannels: {website: {form: none}}")
    code, data = told("dibao_result", path)
    assert (code, data["wider"]) == (0, 0)
    assert {one["section"] for one in data["changes"]} == {"withdrawn"}
    assert [one["where"] for one in data["changes"]] == [
        "channels.website.form", "columns.amount.village_board", "columns.amount.wechat_group",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "heading", "effect"),
    [
        ("columns: {subject.name: {village_board: {mask: person_name}}}", "shown", "tighter"),
        ("channels: {wechat_group: {period: {target: 10 working days}}}", "channels", "tighter"),
        (
            "loosen: x\nchannels: {wechat_group: {period: {min: 3 days, target: 5 working days}}}",
            "channels",
            "wider",
        ),
        (
            "withhold: [minor, hiv, mental_disorder, drug_rehabilitation, victim, prisoner]",
            "people",
            "tighter",
        ),
        ("loosen: x\nwithhold: [minor, hiv]", "people", "wider"),
        ("loosen: x\nfloor: {candidates: 10}", "people", "wider"),
        ("catalogue: {basis: [{title: 某办法, number: 某发〔2026〕1号}]}", "basis", "neutral"),
        ("title: 本县低保公布", "other", "neutral"),
    ],
)
def test_each_change_stands_under_its_heading(tmp_path, text, heading, effect):
    _, data = told("dibao_result", put(tmp_path, "dibao_result", text))
    assert {(one["section"], one["effect"]) for one in data["changes"]} == {(heading, effect)}


def test_a_new_and_a_lost_type(tmp_path):
    text = (rules_folder() / "linshi.yaml").read_text("utf-8").replace("notice: linshi", "notice: own_type")
    (tmp_path / "own_type.yaml").write_text(text, "utf-8")
    code, data = told("shipped", tmp_path)
    assert code == 1
    assert {one["notice"] for one in data["changes"]} == {"own_type"}
    assert "columns.subject.name.village_board" in {one["where"] for one in data["changes"]}
    code, data = told(tmp_path, "shipped")
    assert code == 0
    assert {one["effect"] for one in data["changes"]} == {"tighter"}


def test_an_older_whole_set_of_rules_is_taken_alone(tmp_path):
    """Laid over ours, a column that the older rules did not have would not be seen as new."""
    for path in rules_folder().glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    old = (tmp_path / "dibao_result.yaml").read_text("utf-8")
    (tmp_path / "dibao_result.yaml").write_text(old.replace("  member_count: publish\n", ""), "utf-8")
    reasons = (tmp_path / "withhold.yaml").read_text("utf-8")
    (tmp_path / "withhold.yaml").write_text(reasons.replace("approvers: 2", "approvers: 3", 1), "utf-8")
    code, data = told(tmp_path, "shipped")
    assert code == 1
    assert {one["where"] for one in data["changes"]} == {
        "columns.member_count.village_board", "columns.member_count.wechat_group", "reasons.minor.approvers",
    }  # fmt: skip


def test_an_own_type_is_compared_with_any_other(tmp_path):
    """A file that says everything stands for itself; nothing shipped is laid under it."""
    text = (rules_folder() / "linshi.yaml").read_text("utf-8").replace("notice: linshi", "notice: own_type")
    path = tmp_path / "own_type.yaml"
    path.write_text(text, "utf-8")
    assert told("linshi", path)[1]["changes"] == []
    path.write_text(text.replace("  village: publish\n", ""), "utf-8")
    code, data = told("linshi", path)
    assert code == 0
    assert {one["where"].rpartition(".")[0] for one in data["changes"]} == {"columns.village"}


def test_fields_and_reasons_that_come_and_go(tmp_path):
    """A reason that is gone keeps nobody back any more; a new one keeps back more."""
    for path in rules_folder().glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    reasons = (tmp_path / "withhold.yaml").read_text("utf-8")
    own = "  own_reason: {title: 本县情形, of: subject, phrases: [某某情形]}\n"
    (tmp_path / "withhold.yaml").write_text(reasons.rstrip("\n") + f"\n{own}", "utf-8")
    fields = (tmp_path / "fields.yaml").read_text("utf-8")
    own = "  own_field: {title: 本县栏目, kind: text, role: other, headers: [本县栏目]}\n"
    (tmp_path / "fields.yaml").write_text(fields.rstrip("\n") + f"\n{own}", "utf-8")

    def seen(*pair):
        return {one["where"]: one["effect"] for one in told(*pair)[1]["changes"]}

    assert seen("shipped", tmp_path) == {"fields.own_field": "neutral", "reasons.own_reason": "tighter"}
    assert seen(tmp_path, "shipped") == {"fields.own_field": "neutral", "reasons.own_reason": "wider"}


def test_codes_of_a_reason_are_compared_one_by_one(tmp_path):
    for path in rules_folder().glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    own = "  mental_disorder:\n    title: 精神障碍患者\n    of: subject\n    codes: {category: [某代码]}\n"
    (tmp_path / "over").mkdir()
    (tmp_path / "over" / "withhold.yaml").write_text(f"deid: 1\nreasons:\n{own}", "utf-8")
    changes = {one["where"]: one["effect"] for one in told("shipped", tmp_path / "over")[1]["changes"]}
    assert changes["reasons.mental_disorder.codes"] == "tighter"


@pytest.mark.parametrize(
    "pair", [("dibao_result", "nothing_of_the_kind"), ("no-such-folder/x.yaml", "linshi")]
)
def test_what_is_not_there_is_exit_code_2(pair):
    assert run(*pair)[0] == 2


def test_a_folder_without_that_type_is_told(tmp_path):
    for name in ("fields", "withhold"):
        (tmp_path / f"{name}.yaml").write_bytes((rules_folder() / f"{name}.yaml").read_bytes())
    assert run("dibao_result", tmp_path)[0] == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_pair_of_types_can_be_put_in_words(language):
    """Every kind of value that shipped rules hold has words of its own: no Struct, no bare bracket."""
    messages.use(language)
    names = [policy.notice for policy in list_policies()]
    seen = set()
    for old, new in zip(names, [*names[1:], names[0]], strict=True):
        book = read_book(new)
        for found in compare(read_book(old), book):
            text = words(found.change, book.fields, book.reasons)
            seen.add(section(found.change))
            assert not {"(", "{"} & set(text.partition("：")[0]) or language == "en"
            assert "Struct" not in text
            assert "Treatment(" not in text
            assert "Span(" not in text
            assert "Basis(" not in text
            assert "{" not in text
    assert seen == set(SECTIONS)


def test_colour_only_on_a_terminal(tmp_path):
    put(tmp_path, "linshi", "columns: {amount: drop}")
    assert "\x1b" not in run("linshi", tmp_path)[1]
    coloured = CliRunner().invoke(app, ["rules", "diff", "linshi", str(tmp_path)], color=True).stdout
    assert "\x1b[32m" in coloured
    assert "\x1b[31m" not in coloured
