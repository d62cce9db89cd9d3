"""Rule files: what is read, what is refused, and what a county may change."""

import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deid import messages
from deid.errors import DeidError, RuleError, UsageError
from deid.policy.fields import load_fields
from deid.policy.loader import list_policies, load_policy, rules_folder
from deid.policy.model import DROP, Span, Withhold
from deid.policy.nodes import Problems, parse
from deid.policy.office import load_office, recall, remember
from deid.rulebook.lint import lint
from deid.rulebook.schema import json_schema
from deid.rulebook.show import describe
from deid.terms import Severity

pytestmark = pytest.mark.usefixtures("english")

SHIPPED = [  # the 31 notice types
    "canji_butie",
    "dibao_edge",
    "dibao_result",
    "dibao_review",
    "ertong",
    "fangwu",
    "fanpin",
    "gaoling",
    "gengdi",
    "gongzufang_alloc",
    "gongzufang_review",
    "jiangfu",
    "juanzeng",
    "linshi",
    "luyong",
    "nongji",
    "nongxian",
    "orgs",
    "ruxue",
    "shouzai_goods",
    "shouzai_review",
    "tekun_end",
    "tekun_result",
    "tekun_review",
    "tuigeng",
    "weifang",
    "xuanmin",
    "yiliao",
    "yulu_aid",
    "zhaijidi",
    "zhengdi",
]
RULE = """\
deid: 1
notice: probe
title: 试验名单
aliases: [试验]
domain: 社会救助
row: person
catalogue:
  item: [社会救助, 试验]
  content: 名单
  basis: [{title: 试验办法, number: 试发〔2026〕1号, checked_on: 2026-11-21}]
  publisher: [县级民政部门]
  method: 主动公开
  level: [县级]
channels:
  village_board: {form: names, scope: village, period: {min: 7 days}}
  website: {audience: 全社会, form: aggregate, by: [town]}
columns:
  village: publish
  subject.name:
    required: true
    village_board: {treatment: publish, why: 试验办法要求公布姓名}
  amount: publish
withhold: [minor, hiv]
"""


def write(folder, text, name="probe.yaml"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def problems_of(folder, text):
    with pytest.raises(RuleError) as caught:
        load_policy(write(folder, text))
    return [(line, said) for _, line, said in caught.value.problems]


def line_of(text, part):
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def changed(old, new):
    assert old in RULE
    return RULE.replace(old, new)


# ---- what is shipped ----------------------------------------------------------------------------------------


def test_shipped_rules_load():
    assert [policy.notice for policy in list_policies()] == SHIPPED


@pytest.mark.parametrize("notice", SHIPPED)
def test_shipped_rules_keep_the_law(notice):
    policy = load_policy(notice)
    fields = load_fields().by_id
    for name, channel in policy.channels.items():
        assert channel.form == "none" or name != "website" or channel.min_cell >= 20
        if channel.form != "names":
            assert policy.treatment("subject.name", name) is DROP
            continue
        if any(fields[field].kind == "person_name" for field in policy.published_fields(name)):
            assert {"minor", "hiv"} <= {one.reason for one in policy.withhold}
        assert channel.period is not None
        for field in policy.published_fields(name):
            treatment = policy.treatment(field, name)
            assert fields[field].whose in ("subject", "none")
            if fields[field].role in ("direct", "sensitive"):
                assert treatment.masker or treatment.why
        for hidden in (
            "subject.id",
            "phone",
            "bank_account",
            "address",
            "health",
            "birth_date",
            "remark",
            "guardian.name",
        ):
            assert policy.treatment(hidden, name).action == "drop"
        if name == "wechat_group":
            assert policy.treatment("subject.name", name).options["show"] == "surname"


def test_children_are_named_nowhere():
    policy = load_policy("ertong")
    assert {channel.form for channel in policy.channels.values()} == {"none", "aggregate"}
    assert policy.channels["website"].by == ("county",)
    assert not policy.columns


def test_shipped_rules_lint_without_errors_or_warnings():
    found = lint(rules_folder(), today=date(2026, 11, 22))
    assert {one.severity for one in found} == {Severity.NOTE}


def test_shipped_bases_go_stale():
    found = lint(rules_folder(), today=date(2028, 1, 1))
    assert {one.code for one in found if one.severity is Severity.WARNING} == {"stale"}


@pytest.mark.parametrize("name", ["dibao_result", "dibao", "低保公示", "最低生活保障对象确认公布"])
def test_a_rule_is_found_by_id_alias_and_title(name):
    assert load_policy(name).notice == "dibao_result"


def test_an_unknown_rule_names_the_nearest():
    with pytest.raises(UsageError, match="dibao_result"):
        load_policy("dibao_reslt")


def test_a_policy_pickles_and_tells_its_file():
    policy = load_policy("dibao_result")
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert len(policy.sha256) == 64
    assert policy.method == "主动公开"
    assert policy.required == {"subject.name"}
    assert policy.treatment("nobody.knows", "village_board") is DROP
    assert policy.treatment("amount", "no_channel") is DROP
    assert policy.treatment(None, "village_board") is DROP


def test_a_good_rule_loads_from_a_path(tmp_path):
    policy = load_policy(write(tmp_path, RULE))
    assert policy.channels["village_board"].period.min == Span(7, "days")
    assert policy.withhold[0] == Withhold("minor", 18)
    assert policy.treatment("amount", "village_board").accepts == "number"
    assert policy.published_fields("village_board") == ("village", "subject.name", "amount")
    assert policy.published_fields("website") == ()


def test_student_lists_may_name_from_fourteen(tmp_path):
    policy = load_policy(write(tmp_path, changed("[minor, hiv]", "[{minor: {under: 14}}, hiv]")))
    assert policy.withhold[0] == Withhold("minor", 14)


# ---- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said", "where"),
    [
        ("title: 试验名单", "titel: 试验名单", "Unknown key titel", "titel"),
        ("row: person", "row: persons", "household, person", "persons"),
        ("deid: 1", "deid: 2", "Write one of: 1", "deid: 2"),
        ("notice: probe", "notice: other", "file's name", "notice"),
        ("  amount: publish", "  amount: publish\n  amount: drop", "repeated", "amount: drop"),
        ("  amount: publish", "  amuont: publish", "Unknown field amuont", "amuont"),
        ("  amount: publish", "  amount: show", "Write one of", "amount: show"),
        ("  amount: publish", "  amount: {mask: amonut}", "no masker amonut", "amonut"),
        ("  amount: publish", "  age: {mask: age, bnad: 5}", "no option bnad", "bnad"),
        ("  amount: publish", "  age: {mask: age, band: wide}", "whole number", "wide"),
        ("  amount: publish", "  subject.id: publish", "never be published", "subject.id"),
        ("  amount: publish", "  subject.id: {mask: surrogate}", "test data only", "surrogate"),
        ("  amount: publish", "  category: {treatment: publish, allowed: [A]}", "needs a `why`", "category"),
        ("  amount: publish", "  support_form: publish", "closed list", "support_form"),
        ("  amount: publish", "  amount: {treatment: publish, wyh: x}", "Unknown key wyh", "wyh"),
        ("  amount: publish", "  amount: {town_board: drop}", "not among this rule's channels", "town_board"),
        ("  amount: publish", "  amount: [publish]", "lines are wanted", "amount: ["),
        ("  amount: publish", "  amount: {village_board: [drop]}", "lines are wanted", "village_board: [drop]"),
        ("  amount: publish", "  amount: {why: x}", "treatment: publish", "amount: {"),
        ("  amount: publish", "  amount: {treatment: show}", "treatment: publish", "treatment: show"),
        ("  amount: publish", "  amount: {treatment: publish, accepts: anything}", "anything. Known:", "anything"),
        ("  amount: publish", "  age: {mask: age, band: 0}", "Wrong option for age", "band: 0"),
        ("  amount: publish", "  subject.id: {mask: token, key: a-secret}", "cannot be written in a rule", "a-secret"),
        ("publish, why: 试验办法要求公布姓名", "publish", "needs a `why`", "village_board: {treatment"),
        ("village_board: {form: names, scope: village, period: {min: 7 days}}", "village_board: {form: names}", "needs a period", "village_board: {form"),
        ("period: {min: 7 days}", "period: {min: 7 days, target: 5 working days}", "shorter", "target"),
        ("period: {min: 7 days}", "period: {min: 7 tage}", "length of time", "tage"),
        ("period: {min: 7 days}", "period: {}", "no days", "period: {}"),
        ("period: {min: 7 days}", "period: forever", "while_paid", "forever"),
        ("period: {min: 7 days}", "period: [7 days]", "A single value", "period: ["),
        ("by: [town]", "by: town", "A list is wanted", "by: town"),
        ("[minor, hiv]", "[minor, hiv]\nfloor: 1000", "lines are wanted", "floor"),
        ("  website:", "  wbsite:", "Unknown channel wbsite", "wbsite"),
        ("by: [town]", "by: [sex]", "by place", "sex"),
        (", by: [town]", "", "needs `by`", "aggregate"),
        ("by: [town]", "by: [town], min_cell: 1", "at least 3", "min_cell"),
        ("by: [town]", "by: [town], measures: [remark]", "no number", "remark"),
        ("[minor, hiv]", "[minor]", "hiv", "village_board: {form"),
        ("[minor, hiv]", "[minor, hiv, hvi]", "Unknown reason hvi", "hvi"),
        ("[minor, hiv]", "[minor, hiv, hiv]", "twice", "hiv, hiv"),
        ("[minor, hiv]", "[{minor: {under: 7}}, hiv]", "between 14 and 18", "under"),
        ("[minor, hiv]", "[minor, hiv]\nage: assumed-adult", "needs a reason", "age: assumed"),
        ("[minor, hiv]", "[minor, hiv]\nimplies: {age: [80]}", "two numbers", "implies"),
        ("domain: 社会救助", "domain: &x 社会救助", "Anchors", "&x"),
        ("domain: 社会救助", "domain: !!str 社会救助", "Anchors", "!!str"),
        ("domain: 社会救助", "domain: [社会救助", "not valid YAML", None),
        ("[{title: 试验办法, number: 试发〔2026〕1号, checked_on: 2026-11-21}]", "[]", "no basis", "catalogue"),
        ("checked_on: 2026-11-21", "checked_on: 2026-13-21", "A date is wanted", "2026-13-21"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, said, where):
    text = changed(old, new)
    found = problems_of(tmp_path, text)
    at = [line for line, words in found if said in words]
    assert at, found
    if where is not None:
        assert line_of(text, where) in at or where == "catalogue"


def test_a_chat_group_never_shows_a_whole_name(tmp_path):
    group = "  wechat_group: {form: names, period: {min: 7 days}}\n  website:"
    text = changed("  website:", group).replace(
        "    village_board: {t",
        "    wechat_group: {mask: person_name, show: surname-last}\n    village_board: {t",
    )
    assert any("surname" in said for _, said in problems_of(tmp_path, text))


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    text = changed("row: person", "row: persons").replace(
        "  amount: publish", "  amuont: publish\n  age: {mask: agee}"
    )
    assert len(problems_of(tmp_path, text)) == 3


def test_scalars_stay_what_is_written(tmp_path):
    text = changed(
        "  amount: publish", "  category: {treatment: publish, why: 0010, allowed: [no, 0010, 1.0]}"
    )
    treatment = load_policy(write(tmp_path, text)).treatment("category", "village_board")
    assert treatment.allowed == ("no", "0010", "1.0")
    assert treatment.why == "0010"


def test_two_documents_depth_size_and_bytes_are_bounded(tmp_path):
    assert any("one rule" in said for _, said in problems_of(tmp_path, RULE + "---\na: 1\n"))
    assert any("deeper" in said for _, said in problems_of(tmp_path, RULE + "x: " + "[" * 30 + "]" * 30))
    assert any("larger" in said for _, said in problems_of(tmp_path, "#" * 1_000_001))
    path = tmp_path / "probe.yaml"
    path.write_bytes(RULE.encode("gb18030"))
    with pytest.raises(RuleError, match="UTF-8"):
        load_policy(path)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    problems = Problems()
    node = parse(text.encode("utf-8", "replace"), "probe.yaml", problems)
    assert node is not None or problems


def test_a_broken_rule_never_quotes_a_list(tmp_path):
    path = write(tmp_path, "姓名,身份证号\n张三,11010519491231002X\n: [")
    with pytest.raises(DeidError) as caught:
        load_policy(path)
    told = f"{caught.value} {caught.value.__cause__} {caught.value.__context__}"
    assert "11010519491231002X" not in told


# ---- a county's own rules -----------------------------------------------------------------------------------


def overlay(folder, text, name="dibao_result"):
    write(folder, f"notice: {name}\n{text}", f"{name}.yaml")
    return load_policy(name, [folder])


@pytest.mark.parametrize(
    "text",
    [
        "columns: {member_count: drop}",
        "withhold: [minor, hiv, mental_disorder, drug_rehabilitation, victim, prisoner]",
        "floor: {candidates: 5000}",
        "channels: {wechat_group: {form: none}}",
        "channels: {wechat_group: {period: {target: 10 working days}}}",
        "channels: {website: {min_cell: 30}}",
        "columns: {subject.name: {village_board: {mask: person_name, show: surname}}}",
        "columns: {category: {village_board: {allowed: [A类]}}}",
        "title: 本县低保公布",
    ],
)
def test_a_county_may_tighten(tmp_path, text):
    assert overlay(tmp_path, text).notice == "dibao_result"


@pytest.mark.parametrize(
    "text",
    [
        "columns: {area: publish}",
        "columns: {subject.id: {mask: resident_id, show_first: 6}}",
        "withhold: [minor, hiv]",
        "withhold: [{minor: {under: 14}}, hiv, mental_disorder, drug_rehabilitation, victim]",
        "floor: {candidates: 10}",
        "channels: {website: {form: names, period: while_paid}}",
        "channels: {website: {min_cell: 5}}",
        "channels: {website: {by: [town, village]}}",
        "channels: {town_board: {form: names, period: while_paid}}",
        "channels: {wechat_group: {period: {min: 5 days}}}",
        "channels: {village_board: {scope: county}}",
        "channels: {village_board: {scope: }}",
        "columns: {category: {village_board: {allowed: [因病致贫]}}}",
        "row: person",
    ],
)
def test_a_county_may_not_loosen_without_saying_why(tmp_path, text):
    with pytest.raises(RuleError, match="laxer"):
        overlay(tmp_path, text)
    assert overlay(tmp_path, f"{text}\nloosen: 本县规定").notice == "dibao_result"


def test_a_county_may_add_a_notice_type_fields_and_spellings(tmp_path):
    write(tmp_path, RULE)
    write(tmp_path, "deid: 1\nfields:\n  amount: {headers: [到手钱]}\n", "fields.yaml")
    assert load_policy("试验", [tmp_path]).notice == "probe"
    assert load_fields([tmp_path]).exact["到手钱"] == "amount"
    assert "到手钱" not in load_fields().exact


@pytest.mark.parametrize(
    "text",
    [
        "  amount: {headers: [身份证号]}",
        "  subject.id: {title: x, kind: number, role: other, accepts: number}",
    ],
)
def test_a_county_may_not_turn_identifiers_into_something_else(tmp_path, text):
    write(tmp_path, f"deid: 1\nfields:\n{text}\n", "fields.yaml")
    with pytest.raises(RuleError):
        load_fields([tmp_path])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("deid: 1\nfields: 3\n", 2),
        ("- deid\n", 1),
        ("deid: 1\nfields:\n  own: {title: 本县自定}\n", 3),
        ("deid: 1\nfields:\n  amount: {headers: 到手钱}\n", 3),
        ("deid: 1\nfields:\n  amount: [到手钱]\n", 3),
    ],
)
def test_a_damaged_file_of_fields_is_told_with_its_line(tmp_path, text, line):
    path = write(tmp_path, text, "fields.yaml")
    with pytest.raises(RuleError) as caught:
        load_fields([tmp_path])
    assert {(file, at) for file, at, _ in caught.value.problems} == {(str(path), line)}


def test_a_county_may_move_a_spelling_if_it_says_why(tmp_path):
    moved = "fields:\n  balance: {title: 余额, kind: number, role: other, accepts: number, headers: [金额]}\n"
    write(tmp_path, f"deid: 1\n{moved}", "fields.yaml")
    with pytest.raises(RuleError, match="金额"):  # it is the amount's
        load_fields([tmp_path])
    again = "  amount: {title: 金额, kind: number, role: other, accepts: number, headers: [补助标准]}\n"
    write(tmp_path, f"deid: 1\nloosen: 本县如此\nfields:\n{again}", "fields.yaml")
    assert load_fields().exact["补助标准"] != "amount"
    assert load_fields([tmp_path]).exact["补助标准"] == "amount"
    assert set(load_fields().by_id["amount"].headers) < set(load_fields([tmp_path]).by_id["amount"].headers)


def test_a_missing_rules_folder_is_told():
    with pytest.raises(UsageError):
        load_policy("dibao", [Path("no-such-folder")])


# ---- lint, schema, show, office -----------------------------------------------------------------------------


def test_lint_tells_what_a_person_must_put_right(tmp_path):
    text = changed("number: 试发〔2026〕1号", "number: 民发〔2012〕220号").replace(
        "title: 试验办法,", "title: 试验办法第二十四条,"
    )
    text = (
        text.replace("  amount: publish", "  birth_date: {mask: date, to: month}")
        + "floor: {candidates: 5}\n"
    )
    write(tmp_path, text)
    found = {one.code for one in lint(tmp_path, today=date(2026, 11, 22))}
    assert {"clause_number", "replaced", "birth_shown", "low_floor"} <= found


def test_lint_tells_all_files_and_never_raises(tmp_path):
    write(tmp_path, changed("row: person", "row: x"))
    write(tmp_path, "a: [", "second.yaml")
    write(tmp_path, "deid: 1\nfields:\n  amount: {headers: [身份证号]}\n", "fields.yaml")
    found = lint(tmp_path)
    assert {Path(one.file).name for one in found if one.severity is Severity.ERROR} == {
        "probe.yaml", "second.yaml", "fields.yaml",
    }  # fmt: skip
    (tmp_path / "empty").mkdir()
    assert [one.code for one in lint(tmp_path / "empty")] == ["empty_folder"]


def test_the_schema_names_every_key():
    rule = json_schema()["$defs"]["RuleFile"]
    assert {"deid", "notice", "channels", "columns", "withhold"} <= set(rule["properties"])
    assert rule["additionalProperties"] is False


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("notice", SHIPPED)
def test_a_rule_is_shown_in_plain_words(notice, language):
    text = describe(load_policy(notice), load_fields(), language)
    assert load_policy(notice).title in text
    assert "{" not in text
    assert messages.language() == "en"


def test_office_and_remembered_headers(tmp_path):
    path = write(
        tmp_path, 'name: 卢氏县民政局\ncounty: "411224"\nrules: own\nkey_file: k.key\n', "office.yaml"
    )
    office = load_office(path)
    assert (office.name, office.county) == ("卢氏县民政局", "411224")
    assert office.rules == str((tmp_path / "own").resolve())
    assert recall(path, "abc") == {}
    remember(path, "abc", {"到手钱": "amount"})
    remember(path, "def", {"甲": "drop"})
    assert recall(path, "abc") == {"到手钱": "amount"}
    assert recall(path, "xyz") == {}
    for nth in range(500):
        remember(path, f"{nth:x}", {"甲": "drop"})
    assert recall(path, "abc") == {} and recall(path, "1f3"), "the oldest decisions go first"
    (tmp_path / "office.headers.json").write_text("[]", "utf-8")
    with pytest.raises(UsageError):
        recall(path, "abc")


def test_a_decision_that_cannot_be_kept_is_said(tmp_path, monkeypatch):
    path = tmp_path / "office.yaml"
    remember(path, "abc", {"甲": "drop"})

    def full(*_):
        raise OSError

    monkeypatch.setattr("deid.policy.office.Path.replace", full)
    with pytest.raises(UsageError) as caught:
        remember(path, "def", {"乙": "drop"})
    assert caught.value.code == "rule.headers_not_written"
    assert [one.name for one in tmp_path.iterdir()] == ["office.headers.json"]
    assert recall(path, "abc") == {"甲": "drop"} and recall(path, "def") == {}


@pytest.mark.parametrize("text", ["name: a\nname: b\n", "nmae: a\n", "county: 4112\n", "- a\n"])
def test_a_wrong_office_file_is_refused(tmp_path, text):
    with pytest.raises(RuleError):
        load_office(write(tmp_path, text, "office.yaml"))
