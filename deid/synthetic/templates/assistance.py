"""Social assistance (社会救助)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

_ILL = ("尿毒症", "肺癌", "高血压", "脑梗死", "骨折", "糖尿病", "冠心病", "股骨头坏死")
_DIBAO = Template(
    columns(
        *PLACE,
        "householder.name:户主姓名:户主 姓名",
        "subject.id:身份证号码:身份证号码(18位)",
        "phone:联系电话:联系电话：",
        "address:家庭住址",
        "member_count:保障人口:保障人口（人）",
        "amount:月保障金额:*月保障金额（元）",
        "cause:致贫原因",
        "bank_account:开户行账号:银行帐号",
        *REMARK,
    )
)
TEMPLATES = {
    "dibao_review": _DIBAO,
    "dibao_result": _DIBAO,
    "tekun_result": Template(
        columns(
            *PLACE,
            "subject.name:姓名:姓  名",
            "subject.id:身份证号:居民身份证号",
            "support_form:供养方式",
            "care_ability:自理能力",
            "amount:月供养金额:月供养金额（元）",
            "guardian.name:照料人",
            "guardian.phone:照料人电话:照料人联系电话",
            *REMARK,
        )
    ),
    "tekun_review": Template(
        columns(
            *PLACE,
            "subject.name:姓名:申请人姓名",
            "sex:性别",
            "subject.id:身份证号:公民身份号码",
            "support_form:供养方式:供养形式",
            "care_ability:自理能力:生活自理能力",
            "disability_class:残疾类别",
            "guardian.name:监护人:监护照料人",
            "guardian.phone:监护人电话",
            *REMARK,
        )
    ),
    "tekun_end": Template(
        columns(
            *PLACE,
            "subject.name:姓名:特困人员姓名",
            "subject.id:身份证号:身份证号码",
            "organisation:供养机构",
            "exit_reason:终止原因",
            "date:终止时间:终止日期",
            "address:家庭住址:户籍地址",
            *REMARK,
        ),
        words={"exit_reason": ("死亡", "服刑", "依法被判处刑罚", "具备劳动能力", "财产超标")},
    ),
    "linshi": Template(
        columns(
            *PLACE,
            "subject.name:救助对象:救助对象姓名",
            "subject.id:身份证号",
            "amount:救助金额:救助金额（元）",
            "cause:救助原因",
            "phone:联系电话",
            *REMARK,
        )
    ),
    "dibao_edge": Template(
        columns(
            *PLACE,
            "householder.name:户主姓名:户主",
            "subject.id:身份证号码:户主身份证号码",
            "phone:联系电话",
            "address:家庭住址:现住址",
            "member_count:家庭人口:家庭人口数（人）",
            "category:低边类别",
            "income:家庭年收入:家庭年总收入（元）",
            "health:健康状况",
            *REMARK,
        ),
        words={"category": ("低保边缘家庭", "刚性支出困难家庭"), "health": _ILL},
    ),
    "yiliao": Template(
        columns(
            *PLACE,
            "subject.name:患者姓名:救助对象姓名",
            "sex:性别",
            "subject.id:身份证号:身份证号码(18位)",
            "health:患病病种:病种",
            "medical_cost:医疗总费用:医疗总费用（元）",
            "amount:救助金额:救助金额（元）",
            "bank_account:银行账号:银行卡号",
            "phone:联系电话",
            *REMARK,
        ),
        words={"health": (*_ILL, *_ILL, "肺结核")},
        numbers={"medical_cost": (3_000, 200_000, 10)},
        back={"health": ("肺结核",)},
    ),
}
