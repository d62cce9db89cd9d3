"""A county's own rules: which way each key tightens, what is refused, and what a release says it used."""

import hashlib
import inspect
from datetime import date
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deid
from deid import registry
from deid.errors import RuleError, UsageError
from deid.policy import columns as column_keys
from deid.policy import fields as fields_file
from deid.policy import withhold as withhold_file
from deid.policy.direction import KEYS, effect
from deid.policy.loader import load_policy, rules_folder
from deid.policy.model import CHANNELS
from deid.policy.nodes import Node
from deid.policy.rulefile import RuleFile
from deid.policy.withhold import load_reasons
from deid.rulebook.lint import lint
from deid.terms import Severity

pytestmark = pytest.mark.usefixtures("english")

PROVINCES = sorted(path for path in (rules_folder() / "provinces").iterdir() if path.is_dir())
# A key that is looked at under another name: what it holds is listed instead.
_INSIDE = {"channels", "columns", "floor", "catalogue", "implies", "channels.period", "objections"}
_ADDED = {"catalogue.basis", "reasons.basis"}  # documents come and go as a whole


def put(folder, name, text):
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


def structs(hint):
    """The Structs an annotation mentions."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return [hint] if hint is not Node and hint.__name__ != "Span" else []
    return [found for part in get_args(hint) for found in structs(part)]


def keys_of(struct, prefix=""):
    """Every key a file of that shape can have, with dots."""
    for name, hint in get_type_hints(struct).items():
        path = f"{prefix}{name}"
        yield path
        inner = [] if path in _ADDED else structs(hint)
        for one in inner:
            yield from keys_of(one, f"{path}.")


def spelled():
    """Every key of the model: rule files, then fields.yaml and withhold.yaml."""
    yield from keys_of(RuleFile)
    yield from (
        f"columns.{key}" for key in (*column_keys._TREATMENT, *column_keys._COLUMN) if key not in CHANNELS
    )
    yield from keys_of(fields_file._FieldFile, "fields.")
    yield from keys_of(withhold_file._ReasonFile, "reasons.")


def test_the_table_has_every_key_of_the_model_and_no_other():
    known = {key for key in KEYS if not key.startswith("mask.")}
    assert known == set(spelled()) - _INSIDE


def test_the_table_has_every_option_of_every_masker():
    """A masker that does not say how much it shows at the ends is compared option by option."""
    wanted = set()
    for name in registry.names():
        function = registry.get(name)
        if not function.__module__.startswith("deid.") or registry.spec(function).shows is not None:
            continue
        wanted |= {f"mask.{name}.{option}" for option in registry.options(function)}
    in_no_rule = {"mask.surrogate.key", "mask.token.key", "mask.free_text.names"}
    assert {key for key in KEYS if key.startswith("mask.")} == wanted - in_no_rule


def test_the_orders_hold_the_choices_there_are():
    hints = get_type_hints(RuleFile)
    assert set(get_args(hints["age"])) == {value for step in KEYS["age"].order for value in step}
    for name in ("address", "date", "person_name"):
        function = registry.get(name)
        option = {"address": "level", "date": "to", "person_name": "show"}[name]
        choices = set(get_args(inspect.signature(function).parameters[option].annotation))
        assert {value for step in KEYS[f"mask.{name}.{option}"].order for value in step} == choices


@pytest.mark.parametrize(
    ("key", "tight", "lax"),
    [
        ("channels.form", "none", "aggregate"),
        ("channels.audience", "特定群体", "全社会"),
        ("channels.scope", "village", None),
        ("channels.refresh", "monthly", None),
        ("channels.by", ("town",), ("town", "village")),
        ("channels.min_cell", 30, 20),
        ("channels.measures", (), ("amount",)),
        ("columns.treatment", "drop", "publish"),
        ("columns.allowed", ("A",), ("A", "B")),
        ("columns.required", True, False),
        ("withhold", ("minor", "hiv"), ("minor",)),
        ("withhold.under", 18, 14),
        ("floor.candidates", 1000, 10),
        ("floor.k", 5, None),
        ("review", ("a", "b", "c"), ("a", "c")),
        ("age", "required", "assumed-adult"),
        ("catalogue.method", "依申请公开", "主动公开"),
        ("reasons.approvers", 2, 1),
        ("reasons.must_not", (), ("x",)),
        ("mask.address.level", "town", "village"),
        ("mask.date.to", "decade", "month"),
        ("mask.age.band", 20, 10),
    ],
)
def test_one_way_tightens_and_the_other_loosens(key, tight, lax):
    assert effect(key, lax, tight) == "tighter"
    assert effect(key, tight, lax) == "wider"
    assert effect(key, tight, tight) == "neutral"


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("review", ("a", "b"), ("b", "a")),
        ("mask.age.band", 10, 15),
        ("channels.scope", "village", "nowhere"),
        ("row", "household", "person"),
        ("never.heard.of", 1, 2),
        ("columns.allowed", ("A",), ("B",)),
    ],
)
def test_what_cannot_be_compared_loosens(key, before, after):
    assert effect(key, before, after) == "wider"


@given(
    st.sets(st.sampled_from("abcdef")),
    st.sets(st.sampled_from("abcdef")),
    st.sampled_from(["withhold", "channels.by"]),
)
@settings(max_examples=60)
def test_no_change_is_tighter_both_ways(one, other, key):
    pair = {effect(key, tuple(one), tuple(other)), effect(key, tuple(other), tuple(one))}
    assert pair in ({"neutral"}, {"wider"}, {"wider", "tighter"})


# ---- laid over the shipped rules ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notice", "text"),
    [
        ("gaoling", "columns: {age: {village_board: {mask: age, band: 20}}}"),
        ("gaoling", "columns: {age: {village_board: {mask: suppress}}}"),
        ("gaoling", "columns: {age: {village_board: {mask: age, band: 10, why: 本县规定}}}"),
        ("dibao_result", "columns: {category: {village_board: {treatment: drop}}}"),
        ("dibao_result", "review: [保密审查, 部门负责人, 法制审核, 分管领导]"),
        ("dibao_result", "catalogue: {publish_within: 5 working days}"),
        ("dibao_result", "catalogue: {method: 依申请公开}"),
    ],
)
def test_more_ways_to_tighten(tmp_path, notice, text):
    put(tmp_path, notice, f"deid: 1\nnotice: {notice}\n{text}\n")
    assert load_policy(notice, [tmp_path]).notice == notice


@pytest.mark.parametrize(
    ("notice", "text", "where"),
    [
        ("gaoling", "columns: {age: {village_board: {mask: age, band: 5}}}", "columns.age.village_board"),
        (
            "gaoling",
            "columns: {age: {village_board: {mask: keep_ends, first: 1, last: 0}}}",
            "columns.age.village_board",
        ),
        ("gaoling", "implies: {age: [60, 120]}", "implies.age"),
        ("dibao_result", "review: [部门负责人, 保密审查, 分管领导]", "review"),
        ("dibao_result", "catalogue: {publish_within: 30 working days}", "catalogue.publish_within"),
        ("dibao_result", "channels: {village_board: {refresh: yearly}}", "channels.village_board.refresh"),
        ("dibao_result", "columns: {subject.name: {required: false}}", "columns.subject.name.required"),
        ("linshi", "channels: {village_board: {period: while_paid}}", "channels.village_board.period"),
        ("orgs", "channels: {website: {period: while_paid}}", "channels.website.period"),
    ],
)
def test_a_loosened_key_is_named_with_its_place(tmp_path, notice, text, where):
    path = put(tmp_path, notice, f"deid: 1\nnotice: {notice}\n{text}\n")
    with pytest.raises(RuleError) as caught:
        load_policy(notice, [tmp_path])
    assert any(file == str(path) and said.startswith(where) for file, _, said in caught.value.problems)


@pytest.mark.parametrize(
    ("shown", "good"),
    [
        ("show_first: 6, show_last: 0", True),
        ("show_first: 2, show_last: 0", True),
        ("show_first: 6, show_last: 4", False),
        ("show_first: 10, show_last: 0", False),
        ("show_first: 0, show_last: 1", False),
    ],
)
def test_a_number_shows_no_more_at_either_end(tmp_path, shown, good):
    """A town under a county: the town's rule may show the same of an ID number or less of it."""
    county, town = tmp_path / "county", tmp_path / "town"
    for folder, options in ((county, "show_first: 6, show_last: 0"), (town, shown)):
        folder.mkdir()
        put(
            folder,
            "linshi",
            f"""\
deid: 1
notice: linshi
{"loosen: 本县规定" if folder is county else ""}
columns:
  subject.id: {{village_board: {{mask: resident_id, {options}, why: 本县规定}}}}
""",
        )
    if good:
        rule = load_policy("linshi", [county, town])
        assert dict(rule.treatment("subject.id", "village_board").options) == {
            key: int(value) for key, value in (part.split(": ") for part in shown.split(", "))
        }
        return
    with pytest.raises(RuleError, match="laxer"):
        load_policy("linshi", [county, town])


def test_a_county_cannot_take_codes_from_a_reason(tmp_path):
    shipped = load_reasons()["mental_disorder"].codes["disability_class"]
    text = "deid: 1\nreasons:\n  mental_disorder:\n    title: x\n    of: subject\n    codes: {disability_class: []}\n"
    put(tmp_path, "withhold", text)
    assert set(load_reasons([tmp_path])["mental_disorder"].codes["disability_class"]) >= set(shipped)
    assert pa.compute.all(
        load_reasons([tmp_path])["mental_disorder"].code_hits("disability_class", pa.array(["6"]))
    ).as_py()


def test_lint_tells_each_difference_at_its_line(tmp_path):
    put(
        tmp_path,
        "dibao_result",
        "deid: 1\nnotice: dibao_result\ncolumns:\n  amount: drop\nfloor: {candidates: 5000}\n",
    )
    put(tmp_path, "linshi", "deid: 1\nnotice: linshi\nloosen: x\nchannels:\n  website: {min_cell: 10}\n")
    put(
        tmp_path,
        "own_type",
        (rules_folder() / "linshi.yaml").read_text("utf-8").replace("notice: linshi", "notice: own_type"),
    )
    found = [one for one in lint(tmp_path, today=date(2026, 11, 22)) if one.code == "differs"]
    assert {one.severity for one in found} == {Severity.NOTE}
    told = {(Path(one.file).name, one.line, "wider" in one.text, "tighter" in one.text) for one in found}
    assert told == {
        ("dibao_result.yaml", 4, False, True),
        ("dibao_result.yaml", 5, False, True),
        ("linshi.yaml", 5, True, False),
    }


def test_the_shipped_rules_differ_from_nothing():
    assert not [one for one in lint(rules_folder()) if one.code == "differs"]


# ---- the digest of what was used ----------------------------------------------------------------------------


def digest_of(files):
    lines = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def test_the_digest_covers_the_rule_the_fields_and_the_reasons(tmp_path):
    shipped = rules_folder()
    rule, fields, reasons = (shipped / f"{name}.yaml" for name in ("dibao_result", "fields", "withhold"))
    plain = [("rule", rule), ("fields.yaml", fields), ("withhold.yaml", reasons)]
    assert load_policy("dibao_result").sha256 == digest_of(plain)
    over = put(tmp_path, "dibao_result", "deid: 1\nnotice: dibao_result\ncolumns: {amount: drop}\n")
    assert load_policy("dibao_result", [tmp_path]).sha256 == digest_of([plain[0], ("rule", over), *plain[1:]])
    more = put(tmp_path, "fields", "deid: 1\nfields:\n  amount: {headers: [到手钱]}\n")
    own = put(
        tmp_path,
        "withhold",
        "deid: 1\nreasons:\n  own: {title: 本县情形, of: subject, phrases: [某某情形]}\n",
    )
    assert load_policy("dibao_result", [tmp_path]).sha256 == digest_of(
        [plain[0], ("rule", over), plain[1], ("fields.yaml", more), plain[2], ("withhold.yaml", own)]
    )


def test_line_ends_do_not_change_the_digest(tmp_path):
    text = "deid: 1\nnotice: dibao_result\ncolumns: {amount: drop}\n"
    first = [put(tmp_path, "dibao_result", text), load_policy("dibao_result", [tmp_path]).sha256][1]
    (tmp_path / "dibao_result.yaml").write_bytes(text.replace("\n", "\r\n").encode())
    assert load_policy("dibao_result", [tmp_path]).sha256 == first


def test_a_release_names_what_it_used(tmp_path):
    put(tmp_path, "fields", "deid: 1\nfields:\n  amount: {headers: [到手钱]}\n")
    frame = pa.table(
        {"村": ["火炎村"], "户主姓名": ["张建国"], "身份证号码": ["411224197403051234"], "到手钱": ["580"]}
    )
    options = {"channel": "village_board", "whole": True, "as_of": date(2026, 11, 21), "place": "411224"}
    release = deid.mask(frame, "dibao_result", rules=[tmp_path], **options)
    assert release.receipt["policy_sha256"] == load_policy("dibao_result", [tmp_path]).sha256
    assert release.receipt["policy_sha256"] != load_policy("dibao_result").sha256
    assert release.data.column("到手钱").to_pylist() == ["580"]


# ---- the provinces that come along --------------------------------------------------------------------------


@pytest.mark.parametrize("folder", PROVINCES, ids=lambda path: path.name)
def test_a_province_lints_clean_and_publishes_nothing_more(folder):
    from deid.rulebook.diff import compare, read_book

    assert {one.severity for one in lint(folder, today=date(2026, 11, 22))} == {Severity.NOTE}
    found = compare(read_book("shipped"), read_book(str(folder)))
    assert found
    assert not [one for one in found if one.change.effect == "wider"]
    assert (folder / "README.md").read_text("utf-8")


@pytest.mark.parametrize("folder", PROVINCES, ids=lambda path: path.name)
def test_a_province_keeps_every_national_document(folder):
    for path in folder.glob("*.yaml"):
        shipped = {basis.title for basis in load_policy(path.stem).catalogue.basis}
        laid = load_policy(path.stem, [f"provinces/{folder.name}"])
        assert shipped < {basis.title for basis in laid.catalogue.basis}
        assert any(basis.confirm for basis in laid.catalogue.basis)


def test_guizhou_keeps_payments_off_the_website():
    for notice in ("canji_butie", "gaoling"):
        channels = load_policy(notice, ["provinces/guizhou"]).channels
        assert {channels[name].form for name in channels if name.startswith("website")} == {"none"}
        assert channels["village_board"].form == "names"


@pytest.mark.parametrize("name", ["provinces/nowhere", "provinces/../..", "henan"])
def test_no_other_word_leads_into_the_shipped_rules(name):
    with pytest.raises(UsageError):
        load_policy("dibao", [name])
