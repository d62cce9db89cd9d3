"""What columns offices export for each notice type, and how they spell the headers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, its plain header and the spelling a messy export gives it."""

    field: str
    header: str
    odd: str


def _columns(*texts: str) -> tuple[Column, ...]:
    """Columns written as ``field:header:odd header``; the odd one may be left out."""
    parts = [[*text.split(":"), ""] for text in texts]
    return tuple(Column(field, header, odd or header) for field, header, odd, *_ in parts)


_PLACE = ("seq:序号", "town:乡镇:乡镇（街道）", "village:村:村（社区）")
_REMARK = ("remark:备注:备  注",)
_DIBAO = _columns(
    *_PLACE,
    "householder.name:户主姓名:户主 姓名",
    "subject.id:身份证号码:身份证号码(18位)",
    "phone:联系电话:联系电话：",
    "address:家庭住址",
    "member_count:保障人口:保障人口（人）",
    "amount:月保障金额:*月保障金额（元）",
    "cause:致贫原因",
    "bank_account:开户行账号:银行帐号",
    *_REMARK,
)
TEMPLATES: dict[str, tuple[Column, ...]] = {
    "dibao_review": _DIBAO,
    "dibao_result": _DIBAO,
    "tekun_result": _columns(
        *_PLACE,
        "subject.name:姓名:姓  名",
        "subject.id:身份证号:居民身份证号",
        "support_form:供养方式",
        "care_ability:自理能力",
        "amount:月供养金额:月供养金额（元）",
        "guardian.name:照料人",
        "guardian.phone:照料人电话:照料人联系电话",
        *_REMARK,
    ),
    "linshi": _columns(
        *_PLACE,
        "subject.name:救助对象:救助对象姓名",
        "subject.id:身份证号",
        "amount:救助金额:救助金额（元）",
        "cause:救助原因",
        "phone:联系电话",
        *_REMARK,
    ),
    "canji_butie": _columns(
        *_PLACE,
        "subject.name:残疾人姓名",
        "sex:性别:性 别",
        "disability_card:残疾证号:残疾人证号码",
        "disability_class:残疾类别",
        "disability_grade:残疾等级:残疾登记",
        "subsidy_type:补贴类型:补贴种类",
        "amount:补贴金额:补贴金额（元）",
        "guardian.name:监护人姓名",
        "guardian.phone:监护人电话:监护人联系方式",
        *_REMARK,
    ),
    "gaoling": _columns(
        *_PLACE,
        "subject.name:老人姓名",
        "sex:性别",
        "birth_date:出生年月",
        "age:年龄:年 龄",
        "subject.id:身份证号:公民身份号码",
        "amount:津贴金额:津贴金额（元）",
        "bank_account:收款账号:一卡通账号",
        *_REMARK,
    ),
    "gengdi": _columns(
        *_PLACE,
        "group:村民小组:组别",
        "subject.name:农户姓名",
        "subject.id:身份证号",
        "area:补贴面积:补贴面积（亩）",
        "land_standard:补贴标准:补贴标准（元/亩）",
        "land_amount:补贴金额:补贴金额（元）",
        "bank_account:一卡通账号",
        "phone:电话",
        *_REMARK,
    ),
    "ertong": _columns(
        *_PLACE,
        "subject.name:儿童姓名",
        "subject.id:身份证号",
        "school:就读学校",
        "guardian.name:监护人",
        "guardian.phone:监护人电话",
        "amount:补助金额:补助金额（元）",
        *_REMARK,
    ),
}
