"""Headers: looked up, parsed, and above all never taken for what they are not."""

import itertools
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from deid.policy.fields import load_fields, normalise_header
from deid.policy.headers import PUBLISHABLE, fingerprint, looks_like_header, match_header

FIELDS = load_fields()
FACTS = Path(__file__).parents[1].parent / "shared" / "facts" / "headers.yaml"

# A small grammar of headers, written apart from the parser's own words: what each must mean.
QUALIFIERS = ["", "主要", "所属", "现", "2026年", "第三季度", "核定", "应发", "实际", "本次"]
ROLES = {
    "": "subject", "申请人": "subject", "救助对象": "subject", "农户": "subject", "享受人": "subject", "老人": "subject",
    "户主": "householder", "监护人": "guardian", "家长": "guardian", "照料人": "guardian", "代领人": "guardian",
    "开户人": "account_holder", "持卡人": "account_holder", "收款人": "account_holder", "家庭成员": "member", "配偶": "member",
    "子女": "member", "经办人": "official", "负责人": "official", "村干部": "official", "帮扶责任人": "official",
}  # fmt: skip
PERSONAL = {
    "姓名": "name",
    "身份证号码": "id",
    "身份证件号": "id",
    "联系电话": "phone",
    "手机号码": "phone",
    "家庭住址": "address",
}
PLAIN = {
    "金额": "amount", "资金": "amount", "补助金": "amount", "补贴款": "amount", "保障金": "amount", "补贴标准": "standard",
    "标准": "standard", "面积": "area", "种植面积": "area", "乡镇": "town", "街道名称": "town", "村": "village",
    "行政村名称": "village", "社区": "village", "村民小组": "group", "人口数": "member_count", "人数": "member_count",
}  # fmt: skip
UNITS = ["", "（元）", "(亩)", "（元/亩）", "*", "：", "(18位)", " （人） "]
NEVER_SHOWN = {"name", "id", "phone", "address"}


def meant(role, noun):
    if noun == "address":
        return {"address"} if role in ("subject", "householder") else {"other.address"}
    if noun == "phone" and role == "subject":
        return {"phone"}
    return {f"{role}.{noun}"}


def grammar():
    for qualifier, (word, role), unit in itertools.product(QUALIFIERS, ROLES.items(), UNITS):
        for noun, kind in PERSONAL.items():
            yield f"{qualifier}{word}{noun}{unit}", meant(role, kind), role, kind
        for noun, field in PLAIN.items():
            counted = word == "家庭成员" and field == "member_count"  # 家庭成员人数 counts, and names nobody
            mine = counted or role in ("subject", "householder")
            yield (
                f"{qualifier}{word}{noun}{unit}",
                {field} if mine else set(),
                "subject" if counted else role,
                field,
            )


def test_headers_of_the_grammar_are_right_or_dropped():
    seen = right = 0
    wrong, shown = [], []
    for header, fields, role, kind in grammar():
        if normalise_header(header) in FIELDS.exact:
            continue
        seen += 1
        match = match_header(header, FIELDS)
        if match is None or match.field in fields:
            right += 1
        else:
            wrong.append((header, match.field))
        if (
            match is not None
            and match.publishable
            and (kind in NEVER_SHOWN or role not in ("subject", "householder"))
        ):
            shown.append((header, match.field))
    assert seen > 10_000
    assert not shown, shown[:20]
    assert right / seen >= 0.95, wrong[:40]
    assert not [one for one in wrong if one[1] in ("subject.name", "subject.id")], wrong[:40]


def test_most_headers_of_the_grammar_are_recognised():
    found = [match_header(header, FIELDS) is not None for header, fields, _, _ in grammar() if fields]
    assert sum(found) / len(found) >= 0.85


@pytest.mark.skipif(not FACTS.exists(), reason="the collection of spellings is not at hand")
def test_every_collected_spelling_is_known():
    listed = yaml.safe_load(FACTS.read_text("utf-8"))["fields"]
    for spelling in itertools.chain.from_iterable(listed.values()):
        match = match_header(spelling, FIELDS)
        assert match is not None, spelling
        assert match.exact, spelling


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("监护人姓名", "guardian.name"),
        ("村干部电话", "official.phone"),
        ("户主工作单位", "workplace"),
        ("户主姓名", "householder.name"),
        ("户主配偶姓名", "member.name"),
        ("残疾人监护人联系方式", "guardian.phone"),
        ("姓名（监护人）", "guardian.name"),
        ("学生家长电话", "guardian.phone"),
        ("一卡通姓名", "account_holder.name"),
        ("银行卡身份证号", "account_holder.id"),
        ("户主_身份证号码", "householder.id"),
        ("果角村村、居委会名称", "village"),
        ("五里川镇村名", "village"),
        ("卢氏县农户姓名", "subject.name"),
        ("乡　镇", "town"),
        ("姓\n名", "subject.name"),
        ("保障人口（人）", "covered_count"),
        ("医疗救助金额", "medical_aid"),
        ("应发补贴金额（元/月）", "amount"),
        ("本季金额", "amount"),
        ("实拨金额（元）", "amount"),
        ("社会化发放账号", "bank_account"),
        ("家庭收入金额", "income"),
        ("监护人年龄", "other.detail"),
        ("配偶工作单位", "other.detail"),
        ("户主年龄", "householder.age"),
        ("与户主关系", "relation"),
        ("与申请人关系", "other.relation"),
        ("一卡通", "bank_account"),
        ("残疾证号", "disability_card"),
        ("选民身份证号码", "subject.id"),
        ("户代表证件号码", "householder.id"),
        ("紧急联系人手机号", "guardian.phone"),
        ("看护人身份证号码", "guardian.id"),
        ("祖母身份证号码", "member.id"),
        ("家庭其他成员身份证号", "member.id"),
        ("一卡通持卡人证件号码", "account_holder.id"),
        ("督导员手机号", "official.phone"),
        ("社长手机号码", "official.phone"),
        ("实际享受保障人数", "covered_count"),
        ("应享受补助人口数", "covered_count"),
        ("当年家庭人口总数", "member_count"),
        ("现家庭人口（人）", "member_count"),
    ],
)
def test_whose_it_is(header, field):
    match = match_header(header, FIELDS)
    assert match is not None
    assert match.field == field


OF_A_PERSON = (
    "性别 出生日期 年龄 民族 婚姻状况 文化程度 政治面貌 工作单位 就业状况 劳动能力 自理能力 健康状况 残疾类别 残疾等级 残疾证号"
    " 学籍号 社会保障号码 证书编号 护照号码 年收入 类别 学校 年级 班级 邮箱 微信号 车牌号 户号"
)


@pytest.mark.parametrize("who", ["监护人", "配偶", "经办人"])
def test_what_is_told_of_others_is_nothing_about_the_subject(who):
    """A guardian's age or passport decides nothing and is shown nowhere."""
    for word in OF_A_PERSON.split():
        match = match_header(who + word, FIELDS)
        assert match is not None, word
        assert match.field == "other.detail", word


@pytest.mark.parametrize(
    "header",
    [
        "姓名及电话", "姓名/身份证号", "户主/申请人姓名", "本人或监护人电话", "开户人金额", "监护人所在村", "艾滋病患者姓名", "精神残疾人姓名",
        "村委会电话", "家长学生姓名", "劳动力人数", "学生人数", "收入标准", "姓名2", "金额1", "村级", "",
        "某某系统导出", "张三", "新坪村", "杜关镇新坪村", "果角村4组140号", "411224195708198537", "x" * 200,
    ],
)  # fmt: skip
def test_doubtful_headers_are_nothing(header):
    assert match_header(header, FIELDS) is None


@pytest.mark.parametrize("header", ["残疾人补贴金额", "户主健康状况", "监护人姓名x", "残疾人标准"])
def test_parsed_headers_with_an_illness_are_not_published(header):
    match = match_header(header, FIELDS)
    assert match is None or not match.publishable


def test_only_places_and_figures_are_published_from_a_parse():
    for header, *_ in grammar():
        match = match_header(header, FIELDS)
        if match is not None and match.publishable and not match.exact:
            assert match.field in PUBLISHABLE


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("补贴金额（元）", "补贴金额"),
        ("补贴标准(元/亩)", "补贴标准"),
        ("*姓 名：", "姓名"),
        ("身份证号码(18位)", "身份证号码"),
        ("\u200f姓\u200b名", "姓名"),
        ("面积【亩】", "面积"),
        ("金额（单位：元）", "金额"),
        ("金额/元", "金额"),
        ("ＩＤ　Number", "idnumber"),
        ("村（社区）", "村(社区)"),
        ("（元）", "(元)"),
    ],
)
def test_normalise(header, plain):
    assert normalise_header(header) == plain
    assert normalise_header(plain) == plain


@given(st.text(max_size=60))
def test_any_text_is_a_header_or_not_and_normalising_twice_changes_nothing(text):
    match = match_header(text, FIELDS)
    assert match is None or match.field in FIELDS.by_id
    assert looks_like_header(text, FIELDS) in (True, False)
    once = normalise_header(text)
    assert normalise_header(once) == once


def test_cells_do_not_look_like_headers():
    cells = [
        "新坪村",
        "五里川镇",
        "城东社区",
        "1350",
        "因病",
        "缺劳动力",
        "五保户",
        "其子在外务工",
        "男",
        "是",
        "曾杰翠",
        "已核查",
    ]
    assert not any(looks_like_header(cell, FIELDS) for cell in cells)
    assert all(
        looks_like_header(cell, FIELDS)
        for cell in ["序号", "户主姓名", "月保障金额（元）", "村（社区）", "开户行账号"]
    )


def test_fingerprint_does_not_mind_spaces_but_minds_order():
    assert fingerprint(["姓 名", "金额（元）"]) == fingerprint(["姓名", "金额"])
    assert fingerprint(["姓名", "金额"]) != fingerprint(["金额", "姓名"])
