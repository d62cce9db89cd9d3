"""A sixth round of lists from other counties: nobody's family, nobody protected, and no column lost for its header."""

import pandas as pd
import pyarrow as pa
import pytest
from counties import List
from counties_6 import MADE, aohan, relatives
from test_other_counties import leaks
from test_other_counties_2 import deid as command
from test_other_counties_2 import mask, shows_as_meant, written
from test_other_counties_3 import codes

import deid
from deid.engine.columns import assign, promote
from deid.policy.fields import load_fields
from deid.policy.headers import match_header
from deid.policy.withhold import load_reasons

FIELDS = load_fields()
DAY = "2026-11-21"


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_the_list_shows_what_it_should_and_nobody_else(make, tmp_path):
    made, out = make(), tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--out", out))
    shows_as_meant(made, out, run)


def test_every_column_of_the_banner_is_understood(tmp_path):
    made, out = aohan(), tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--strict", "--out", out))  # an unknown column would refuse
    assert run.exit_code == 0, run.stderr
    assert len(out.read_text("utf-8-sig").splitlines()[0].split(",")) == 7


@pytest.mark.parametrize(
    ("header", "field"),
    [
        # how to fill a column in, what its codes mean, whom to ask: none of it is the column's meaning
        ("残疾类别（1视力2听力3言语4肢体5智力6精神7多重）", "disability_class"), ("性别（男=1,女=2）", "sex"), ("供养形式（分散/集中）", "support_form"),
        ("身份证号码（如有X请大写）", "subject.id"), ("家庭住址（到门牌号）", "address"), ("联系电话（11位手机号）", "phone"),
        ("本月实发金额（含补发、扣回）", "amount"), ("年龄段（80-89/90-99/100以上）", "age"), ("救助事由（类别）", "cause"),
        ("身份证号码（已脱敏）", "subject.id"), ("四至（东南西北）", "boundaries"), ("发放物资名称及规格", "goods"), ("性别代码", "sex"),
        # places, whatever the county calls them
        ("团（镇）", "town"), ("乡镇（林场）", "town"), ("街道（苏木镇场）", "town"), ("作业站（连队）", "village"), ("村（社区）队", "village"),
        ("组（自然村）", "group"), ("年级（班级）", "class"),
        # a spelling we know, made longer
        ("险种名称", "item"), ("机构全称", "organisation"), ("登记管理机关名称", "registration_office"), ("捐赠单位（个人）名称", "subject.name"),
        ("购机者姓名（组织名称）", "subject.name"), ("拟申请宅基地面积（㎡）", "land_area"), ("退耕户主", "householder.name"),
        ("受助残疾人姓名", "subject.name"), ("補貼金額", "amount"), ("津贴金额 Amount(元)", "amount"),
        ("法定代表人（负责人）姓名", "representative.name"), ("终止人员姓名", "subject.name"), ("捐赠金额（人民币：元）", "amount"),
        # of a closed list, whatever choices the header offers
        ("救助类别（过渡期/冬春/倒房）", "category"), ("拟认定供养形式", "support_form"), ("补贴种类（困难/护理）", "subsidy_type"),
        # what tells the householder's row
        ("与户主关系代码（01户主02配偶）", "relation"), ("是否户主？", "relation"), ("户主标识", "relation"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_meaning_is_read_over(header, field):
    assert match_header(header, FIELDS).field == field


@pytest.mark.parametrize(
    "header",
    [
        "姓名（监护人）", "姓名（未成年人填监护人）", "姓名（如为儿童填家长）", "金额（需自筹）", "补助金额（上年）", "监护人姓名全称", "村干部姓名",
        "残疾类别代码", "户主性别代码", "联系人名称", "与户主关系（户主/配偶）", "患者病种名称",
    ],
)  # fmt: skip
def test_what_changes_the_meaning_is_not_read_over(header):
    found = match_header(header, FIELDS)
    assert found is None or not found.publishable or FIELDS.by_id[found.field].accepts is None


@pytest.mark.parametrize("header", ["精神", "精神残疾", "是否精神残疾？（1是 0否）"])
def test_a_column_of_its_own_asks_for_the_reason(header):
    assert load_reasons()["mental_disorder"].header_hits(header)


def test_a_legend_asks_for_nothing():
    reason = load_reasons()["mental_disorder"]
    assert not reason.header_hits("残疾类别（1视力残疾 2听力残疾 6精神残疾 7多重残疾）")
    assert not reason.header_hits("残疾类别（视力、听力、精神残疾）")


@pytest.mark.parametrize(
    ("title", "tells"),
    [
        ("残疾类别填视力残疾、听力残疾、言语残疾、肢体残疾、智力残疾、精神残疾、多重残疾", False), ("1视力2听力3言语4肢体5智力6精神7多重", False),
        ("精神残疾人补贴名单", True), ("视力、听力、精神残疾补贴名单", True), ("视力、听力、言语、肢体残疾，另附精神残疾人名单", True),
    ],
)  # fmt: skip
def test_a_title_that_lists_every_kind_tells_none(title, tells):
    assert load_reasons()["mental_disorder"].titles_hit(["某镇公示", title]) is tells


@pytest.mark.parametrize(
    ("cell", "hit"),
    [("精神", True), ("肢体、精神", True), ("精神/智力", True), ("精神饱满", False), ("体育精神", False), ("弘扬精神文明", False), ("急难型", False)],
)  # fmt: skip
def test_a_telling_code_is_a_sign_alone_and_in_a_list(cell, hit):
    assert load_reasons()["mental_disorder"].hits(pa.array([cell])).to_pylist() == [hit]


@pytest.mark.parametrize(
    ("notice", "field", "headers", "meant"),
    [
        ("dibao_result", "amount", ["月人均补差（元）", "月保障金额（元）"], ["月保障金额（元）"]),
        ("luyong", "seq", ["排名", "序号"], ["序号"]),
        ("nongxian", "area", ["种植面积", "赔付面积"], ["赔付面积"]),
        ("orgs", "representative.name", ["联系人", "负责人"], ["负责人"]),
        ("orgs", "representative.name", ["联系人", "法定代表人"], ["法定代表人"]),
    ],
)
def test_the_column_of_the_whole_is_meant(notice, field, headers, meant):
    columns = promote(assign(headers, FIELDS, {}), deid.load_policy(notice))
    assert [one.header for one in columns.items if one.serves == field] == meant


def test_the_relation_to_an_applicant_groups_nobody_without_a_number_of_households():
    columns = promote(
        assign(["姓名", "身份证号", "与申请人关系"], FIELDS, {}), deid.load_policy("dibao_result")
    )
    assert not columns.of("relation")


@pytest.mark.parametrize("header", ["称谓", "家庭角色"])
def test_words_of_kinship_tell_members_under_any_header(header, tmp_path):
    made, out = relatives(header), tmp_path / "out.csv"
    run = mask(made, tmp_path, "village_board", ("--out", out))
    assert (run.exit_code, set(codes(run))) == (1, {"members_listed"})
    assert not out.exists()
    run = mask(made, tmp_path, "village_board", ("--out", out, "--map", f"{header}=relation"))
    assert run.exit_code == 0, run.stderr
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + len(made.shown)
    assert not leaks(made, written(out))
    run = mask(made, tmp_path, "village_board", ("--out", out, "--force", "--map", f"{header}=drop"))
    assert (run.exit_code, len(out.read_text("utf-8-sig").splitlines())) == (0, 1 + len(made.rows))


def test_words_of_kinship_of_a_payee_tell_nothing(tmp_path):
    made = List(
        "gengdi", "659001", ["村", "姓名", "身份证号", "补贴面积", "补贴金额", "代领关系说明"], "utf-8-sig"
    )
    for kinship in ("本人", "配偶", "儿子", ""):
        person = made.person()
        made.add("三连", person.name, person.id, 5, 500, kinship)
    assert mask(made, tmp_path, "village_board", ("--out", tmp_path / "out.csv")).exit_code == 0


@pytest.mark.parametrize(
    ("header", "clear"), [("电话（办公/手机）", True), ("受理人电话", True), ("值班手机", True), ("监督电话", False), ("咨询热线", False)]
)  # fmt: skip
def test_a_mobile_is_an_offices_only_where_the_header_says_nothing_else(header, clear):
    made = List("orgs", "620422", [])
    people = [made.person() for _ in range(3)]
    data = pd.DataFrame({"名称": ["会宁县苹果产业协会"] * 3, header: [one.phone for one in people]})
    assert ("clear_identifier" in {one.code for one in deid.check(data)}) is clear


def test_a_number_of_registration_is_no_passport_where_the_rule_posts_it(tmp_path):
    made = List("ruxue", "440606", ["序号", "受理编号", "录取学校", "儿童姓名", "证件号码"], "utf-8-sig")
    for at in range(4):
        person = made.person(age=6)
        made.add(at + 1, f"SD202600{at}", "佛山市顺德区大良实验小学", person.name, person.id)
    out = tmp_path / "out.csv"
    run = mask(made, tmp_path, "service_hall", ("--whole", "--out", out))
    assert run.exit_code == 0, run.stderr
    assert not leaks(made, written(out))
    rule = ("--notice", "ruxue", "--channel", "service_hall", "--as-of", DAY)
    assert command("check", out, *rule).exit_code == 0
