"""``deid rules lint``: each thing a rule must not do, tried with a rule that does it."""

import json
import shutil
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from deid import messages
from deid.cli.app import app
from deid.policy.fields import load_fields
from deid.policy.loader import load_policy, rules_folder
from deid.risk.candidates import candidates
from deid.rulebook import invented
from deid.rulebook.lint import lint
from deid.rulebook.worst import Bench, views
from deid.terms import Severity

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 11, 22)
HEAD = """\
deid: 1
notice: {notice}
title: 试验名单{notice}
domain: 社会救助
row: person
catalogue:
  item: [社会救助, 试验]
  content: 名单
  basis: [{basis}]
  publisher: [县级民政部门]
  method: 主动公开
  level: [县级]
"""
BASIS = "{title: 试验办法, number: 试发〔2026〕1号, checked_on: 2026-11-21}"
BOARD = "  village_board: {form: names, scope: village, period: {min: 7 days}}\n"
GROUP = "  wechat_group: {form: names, scope: village, period: {min: 7 days}}\n"
TAIL = "withhold: [minor, hiv]\n"


def rule(columns, *, notice="probe", channels=BOARD, basis=BASIS, rest=""):
    listed = "\n".join(f"  {line}" for line in columns.splitlines())
    head = HEAD.format(notice=notice, basis=basis)
    return f"{head}channels:\n{channels}columns:\n{listed}\n{TAIL}{rest}"


def write(folder, text, notice="probe"):
    (folder / f"{notice}.yaml").write_text(text, "utf-8")


def found(folder, code, today=TODAY):
    return [one for one in lint(folder, today=today) if one.code == code]


def errors(folder, columns, **given):
    write(folder, rule(columns, **given))
    return {one.code for one in lint(folder, today=TODAY) if one.severity is Severity.ERROR}


NAME = "subject.name: {mask: person_name, show: surname}\n"


# ---- what is shipped ----------------------------------------------------------------------------------------


def test_shipped_rules_are_clean_and_lint_is_quick():
    """Nothing but notes, whatever the day of the year, in less than three seconds."""
    started = time.perf_counter()
    assert {one.severity for one in lint(rules_folder(), today=TODAY)} <= {Severity.NOTE}
    assert time.perf_counter() - started < 3
    for day in (date(2027, 1, 1), date(2027, 6, 30), date(2028, 2, 29)):
        assert not [one for one in lint(rules_folder(), today=day) if one.severity is Severity.ERROR]


def test_a_sound_rule_has_nothing_to_say(tmp_path):
    assert errors(tmp_path, f"{NAME}village: publish\nage: {{mask: age, band: 10}}\namount: publish") == set()


# ---- the worst row ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "responsible"),
    [
        ("subject.id: {mask: resident_id, show_first: 6, show_last: 4}\nage: publish", {"subject.id", "age"}),
        ("subject.id: {mask: resident_id, show_first: 10, show_last: 4}", {"subject.id"}),
        ("subject.id: {mask: resident_id, show_first: 14}", {"subject.id"}),
        ("subject.id: {mask: keep_ends, first: 6, last: 4}\nbirth_date: {mask: date}", {"birth_date", "subject.id"}),
        ("disability_card: {mask: disability_card, show_first: 17}", {"disability_card"}),
        ("student_number: {mask: keep_ends, first: 15, last: 0}", {"student_number"}),
        ("birth_date: {mask: date, to: month}", {"birth_date"}),
        ("guardian.id: {mask: resident_id, show_first: 10, show_last: 4}", {"guardian.id"}),
        ("account_holder.id: {mask: resident_id, show_last: 4}\nage: publish", {"account_holder.id", "age"}),
    ],
)  # fmt: skip
def test_the_worst_row_is_found_without_data(tmp_path, columns, responsible):
    """The error stands at a column that is responsible and names all of them with their lines."""
    text = rule(NAME + columns)
    write(tmp_path, text)
    listed = found(tmp_path, "worst_row")
    assert len(listed) == 1
    lines = {
        name: next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(f"  {name}:"))
        for name in responsible
    }
    told = listed[0].text
    assert all(f"{name} ({line})" in told for name, line in lines.items())
    assert listed[0].line in lines.values()
    assert listed[0].file == str(tmp_path / "probe.yaml")
    assert listed[0].severity is Severity.ERROR


def test_what_six_and_four_digits_are_worth(tmp_path):
    """Alone they leave some three thousand numbers, with the year of birth about thirty."""
    masked = NAME + "subject.id: {mask: resident_id, show_last: 4}\n"
    assert "worst_row" not in errors(tmp_path, masked)
    assert "worst_row" in errors(tmp_path, masked + "birth_date: {mask: date, to: year}")
    least = int(found(tmp_path, "worst_row")[0].text.split("leaves ")[1].split()[0])
    assert 25 <= least <= 33
    whole = "subject.id: {treatment: publish, accepts: number, why: x}"  # no number has 18 digits: hidden
    assert "worst_row" not in errors(tmp_path, NAME + whole)


def test_the_floor_of_the_rule_decides(tmp_path):
    columns = NAME + "age: publish"
    assert "worst_row" not in errors(tmp_path, columns)
    assert "worst_row" in errors(tmp_path, columns, rest="floor: {candidates: 5000}\n")


def test_the_sample_comes_near_the_true_minimum():
    """6+4 with the age: the sample's fewest against the fewest over every class there is."""
    folder_policy = load_policy("gaoling")
    bench = Bench(date(2026, 12, 31))
    view = next(views(folder_policy, load_fields().by_id))
    exact = candidates(["411224************"], region="411224", age="80-89", as_of=date(2026, 12, 31))[0]
    assert bench.least(view) == exact // 1000 * 5  # ten sequences a day, half of them of either sex


def test_invented_people_are_people():
    made = invented.people((18, 105), date(2026, 12, 31))
    numbers = made.id.to_pylist()
    assert len(numbers) == 20_000
    counts = candidates(numbers, birth=made.birth, age=made.age, sex=made.sex, as_of=date(2026, 12, 31))
    assert np.unique(counts).tolist() == [1]
    ages = made.age.cast("int64").to_numpy()
    assert (ages.min(), ages.max()) == (18, 105)


def test_a_masker_that_cannot_run_is_told(tmp_path, monkeypatch):
    assert "bad_option" in errors(tmp_path, NAME + "age: {mask: age, band: 0}")

    def broken(*_):
        raise ValueError("not on Tuesdays")

    monkeypatch.setattr(invented.registry, "bind", broken)  # somebody's own masker, which fails on cells
    assert "bad_option" in errors(tmp_path, NAME + "age: {mask: age, band: 11}")


# ---- masks that add up --------------------------------------------------------------------------------------

WIDE = "  village_board: {form: names, scope: county, period: {min: 7 days}}\n"
WIDE_GROUP = "  wechat_group: {form: names, scope: county, period: {min: 7 days}}\n"


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A folder of rules beside which nothing is shipped."""
    for name in ("fields.yaml", "withhold.yaml"):
        shutil.copy(rules_folder() / name, tmp_path / name)
    monkeypatch.setattr("deid.rulebook.lint.rules_folder", lambda: tmp_path)
    return tmp_path


def test_two_rules_that_add_up(alone):
    """Each leaves thousands; both together leave too few: an error with both files and lines."""
    first = rule(NAME + "subject.id: {mask: resident_id, show_last: 4}", channels=WIDE)
    second = rule(NAME + "birth_date: {mask: date, to: year}", notice="other", channels=WIDE)
    write(alone, first)
    assert not found(alone, "add_up")
    write(alone, second, "other")
    assert not found(alone, "worst_row")
    (one,) = found(alone, "add_up")
    assert one.severity is Severity.ERROR
    for text, part, name in ((first, "  subject.id", "probe"), (second, "  birth_date", "other")):
        line = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(part))
        assert f"{name}.yaml:{line} {name}/village_board ({part.strip()})" in one.text


def test_two_channels_of_one_rule_that_add_up(alone):
    columns = NAME + (
        "subject.id:\n  village_board: {mask: resident_id, show_last: 4}\n"
        "birth_date:\n  wechat_group: {mask: date, to: year}"
    )
    assert errors(alone, columns, channels=WIDE + WIDE_GROUP) == {"add_up"}


def test_bands_of_different_width_add_up(alone):
    """Bands of ten and of four years: where they overlap by two, half as many days are left."""
    columns = NAME + "age:\n  village_board: {mask: age, band: 10}\n  wechat_group: {mask: age, band: 4}"
    rest = "implies: {age: [20, 59]}\nfloor: {candidates: 8000}\n"
    assert errors(alone, columns, channels=BOARD + GROUP, rest=rest) == {"add_up"}


def test_three_lists_add_up_though_no_two_do(alone):
    """A tail, a band and a decade: each pair passes, all three together do not."""
    floor = "floor: {candidates: 200}\n"
    tail = NAME + "subject.id: {mask: resident_id, show_last: 4}"
    band = NAME + "age: {mask: age, band: 10}"
    decade = NAME + "birth_date: {mask: date, to: decade}"
    write(alone, rule(tail, channels=WIDE, rest=floor))
    write(alone, rule(band, notice="two", channels=WIDE, rest=f"{floor}implies: {{age: [20, 99]}}\n"), "two")
    assert not found(alone, "add_up")
    write(alone, rule(decade, notice="three", channels=WIDE, rest=floor), "three")
    (one,) = found(alone, "add_up")
    assert all(f"{name}.yaml" in one.text for name in ("probe", "two", "three"))
    (alone / "two.yaml").unlink()
    assert not found(alone, "add_up")


def test_people_who_cannot_be_on_both_lists_do_not_add_up(alone):
    first = rule(NAME + "subject.id: {mask: resident_id, show_last: 4}", channels=WIDE)
    second = rule(NAME + "birth_date: {mask: date, to: year}", notice="other", channels=WIDE)
    write(alone, first + "implies: {age: [60, 99]}\n")
    write(alone, second + "implies: {age: [18, 20]}\n", "other")
    assert not found(alone, "add_up")
    write(alone, second, "other")
    assert found(alone, "add_up")


def test_a_county_rule_is_laid_beside_the_shipped_ones(tmp_path):
    """gaoling shows an age band on the village board; a county's tail adds up with it."""
    write(tmp_path, rule(NAME + "subject.id: {mask: resident_id, show_last: 4}", channels=WIDE))
    listed = found(tmp_path, "add_up")
    assert any("gaoling.yaml" in one.text for one in listed)
    assert {Path(one.file).name for one in listed} == {"probe.yaml"}


@pytest.mark.parametrize("style", ["surname", "court"])
def test_two_styles_of_one_name(tmp_path, style):
    channels = BOARD + BOARD.replace("village_board", "town_board")
    columns = (
        "subject.name:\n  village_board: {mask: person_name, show: surname-last}\n"
        f"  town_board: {{mask: person_name, show: {style}}}"
    )
    assert "name_styles" in errors(tmp_path, columns, channels=channels)
    listed = found(tmp_path, "name_styles")
    assert listed[0].line == 18
    assert "probe.yaml:19" in listed[0].text


def test_two_styles_in_two_rules(tmp_path):
    """The shipped rules say 张** in the chat group, so a county's 张*三 is wrong anywhere."""
    write(tmp_path, rule("subject.name: {mask: person_name, show: surname-last}"))
    assert [Path(one.file).name for one in found(tmp_path, "name_styles")] == ["probe.yaml"]


# ---- single columns -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        "birth_date: publish",
        "birth_date: {mask: date, to: month}",
        "birth_date: {mask: keep_ends, first: 7, last: 0}",
        "birth_date: {mask: keep_ends, first: 4, last: 2}",
        "subject.id: {mask: resident_id, show_first: 12}",
        "disability_card: {mask: disability_card, show_first: 14}",
        "householder.birth_date: {mask: date, to: month}",
        "guardian.id: {mask: resident_id, show_first: 14}",
    ],
)
def test_day_and_month_of_birth_are_never_shown(tmp_path, columns):
    assert "birth_shown" in errors(tmp_path, NAME + columns)


@pytest.mark.parametrize(
    "columns",
    ["birth_date: {mask: date, to: year}", "birth_date: {mask: date, to: decade}", "age: publish",
     "subject.id: {mask: resident_id}", "birth_date: {mask: suppress}", "start_date: publish"],
)  # fmt: skip
def test_years_and_bands_are_not_taken_for_birthdays(tmp_path, columns):
    assert "birth_shown" not in errors(tmp_path, NAME + columns)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ("phone: {mask: surrogate}", "masker_not_here"),
        ("subject.id: {mask: token}", "token_of_id"),
        ("disability_card: {mask: token, why: x}", "token_of_id"),
        ("remark: {mask: free_text}", "free_text_without_why"),
        ("education: {mask: keep_ends, first: 20, last: 20}", "free_text_without_why"),
        ("disabled_count: {mask: amount, band: 2}", "sensitive_without_why"),
        ("category: {treatment: publish, allowed: [A类]}", "no_why"),
        ("category: {mask: category, allowed: [A类]}", "no_why"),
        ("subject.name: {village_board: publish}", "no_why"),
        ("amount: {treatment: publish, why: 试验办法第二十四条}", "clause_number"),
        ("amount: {treatment: publish, why: 民发 〔2012〕 220号要求}", "replaced"),
    ],
)
def test_what_a_column_may_not_do(tmp_path, columns, code):
    columns = columns if columns.startswith("subject.name") else NAME + columns
    assert code in errors(tmp_path, columns)


def test_text_with_a_reason_may_show(tmp_path):
    assert errors(tmp_path, NAME + "remark: {mask: free_text, why: 试验办法要求说明}") == set()


# ---- bases, periods, headers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "new"),
    [
        ("民发〔2012〕220号", "民发〔2021〕57号"),
        ("民发[2012]220号", "民发〔2021〕57号"),
        ("民发〔2016〕178号", "民发〔2021〕43号"),
        ("国令第492号", "国令第711号"),
        ("国务院令第492号", "国令第711号"),
    ],
)
def test_replaced_documents_are_errors(tmp_path, number, new):
    basis = BASIS.replace("试发〔2026〕1号", f'"{number}"')
    assert "replaced" in errors(tmp_path, NAME.strip(), basis=basis)
    assert new in found(tmp_path, "replaced")[0].text


def test_a_document_past_its_time_is_an_error(tmp_path):
    basis = BASIS.replace("checked_on", "valid_until: 2026-11-21, checked_on")
    assert "basis_ended" in errors(tmp_path, NAME.strip(), basis=basis)
    write(tmp_path, rule(NAME.strip(), basis=basis.replace("2026-11-21,", "2026-11-22,")))
    assert not found(tmp_path, "basis_ended")


def test_clause_numbers_do_not_belong_into_a_basis(tmp_path):
    assert "clause_number" in errors(tmp_path, NAME.strip(), basis=BASIS.replace("办法,", "办法第12条,"))


@pytest.mark.parametrize(("checked", "stale"), [("2025-11-21", True), ("2025-11-22", False)])
def test_a_basis_goes_stale_after_a_year(tmp_path, checked, stale):
    write(tmp_path, rule(NAME.strip(), basis=BASIS.replace("2026-11-21", checked)))
    listed = found(tmp_path, "stale")
    assert [one.severity for one in listed] == [Severity.WARNING] * stale


def test_unconfirmed_facts_are_notes(tmp_path):
    write(tmp_path, rule(NAME + "amount: {treatment: publish, confirm: true}"))
    assert [(one.severity, one.code) for one in lint(tmp_path, today=TODAY)] == [
        (Severity.NOTE, "unconfirmed")
    ]


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        ("{title: 试验办法, checked_on: 2026-11-21}", "basis_unnumbered"),
        ("{title: 中华人民共和国个人信息保护法, checked_on: 2026-11-21}", None),
        ("{title: 试验办法, number: 试发〔2026〕1号}", "not_checked"),
        ("{title: 试验办法, confirm: true}", "unconfirmed"),
    ],
)
def test_what_a_basis_lacks(tmp_path, basis, code):
    write(tmp_path, rule(NAME.strip(), basis=basis))
    assert [one.code for one in lint(tmp_path, today=TODAY)] == ([code] if code else [])


def test_a_names_channel_needs_a_period(tmp_path):
    bare = BOARD.replace(", period: {min: 7 days}", "")
    assert "names_without_period" in errors(tmp_path, NAME.strip(), channels=bare)


FIELD = "deid: 1\nfields:\n  extra: {{title: 附加, kind: text, role: other, headers: [{headers}]}}\n"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ("身份证号", "header_of_two"),
        ("身 份 证 号", "header_of_two"),
        ('"*"', "unreachable_header"),
        ("甲乙丙（元）", None),
    ],
)
def test_header_spellings_lead_to_their_own_field(tmp_path, headers, code):
    (tmp_path / "fields.yaml").write_text(FIELD.format(headers=headers), "utf-8")
    codes = {one.code for one in lint(tmp_path, today=TODAY) if one.severity is Severity.ERROR}
    assert (code in codes) if code else not codes


def test_a_spelling_met_by_another_field_is_unreachable(tmp_path):
    """Two own fields claim one header: the later one never gets it."""
    text = (
        FIELD.format(headers="甲乙丙")
        + "  more: {title: 又一, kind: text, role: other, headers: [甲 乙 丙]}\n"
    )
    (tmp_path / "fields.yaml").write_text(text, "utf-8")
    codes = {one.code: one.line for one in lint(tmp_path, today=TODAY) if one.severity is Severity.ERROR}
    assert codes == {"header_of_two": 4, "unreachable_header": 4}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("3", "want_mapping"),
        ("{extra: {title: 附加, kind: text, role: other}}", None),
        ("{extra: {title: 附加, kind: text, role: other, headers: 附加栏}}", "want_list"),
        ("{extra: {title: 附加, kind: text, role: other, headers: [附加栏, [另一]]}}", "want_value"),
    ],
)
def test_fields_without_sound_headers_are_told_and_nothing_breaks(tmp_path, fields, code):
    (tmp_path / "fields.yaml").write_text(f"deid: 1\nfields: {fields}\n", "utf-8")
    codes = {one.code for one in lint(tmp_path, today=TODAY) if one.severity is Severity.ERROR}
    assert (code in codes) if code else not codes


def test_a_spelling_written_twice_is_a_note(tmp_path):
    (tmp_path / "fields.yaml").write_text(FIELD.format(headers="甲乙丙, 甲 乙 丙, 甲乙丙（元）"), "utf-8")
    listed = lint(tmp_path, today=TODAY)
    assert [(one.severity, one.code) for one in listed] == [(Severity.NOTE, "header_again")]


# ---- the command --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_names_file_line_and_code(tmp_path, language):
    messages.use(language)
    write(tmp_path, rule(NAME + "subject.id: {mask: resident_id, show_first: 14}\nphone: {mask: surrogate}"))
    result = CliRunner().invoke(app, ["rules", "lint", str(tmp_path)])
    assert result.exit_code == 1
    assert "probe.yaml:18:" in result.stderr
    assert "worst_row" in result.stderr
    listed = json.loads(CliRunner().invoke(app, ["rules", "lint", str(tmp_path), "--json"]).stdout)
    assert {"worst_row", "birth_shown", "masker_not_here"} <= {one["code"] for one in listed["findings"]}
    assert "{" not in "".join(one["text"] for one in listed["findings"])
    as_any = {"code", "severity", "column", "rows", "count", "text"}
    assert all(one.keys() == {*as_any, "file", "line"} for one in listed["findings"])
