"""Subsidies for disabled, old and young people (社会福利、养老服务、儿童福利)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

TEMPLATES = {
    "canji_butie": Template(
        columns(
            *PLACE,
            "subject.name:残疾人姓名",
            "sex:性别:性 别",
            "disability_card:残疾证号:残疾人证号码",
            "disability_class:残疾类别",
            "disability_grade:残疾等级:残疾登记",
            "subsidy_type:补贴类型:补贴种类",
            "amount:补贴金额:补贴金额（元）",
            "guardian.name:监护人姓名",
            "guardian.phone:监护人电话:监护人联系方式",
            *REMARK,
        )
    ),
    "gaoling": Template(
        columns(
            *PLACE,
            "subject.name:老人姓名",
            "sex:性别",
            "birth_date:出生年月",
            "age:年龄:年 龄",
            "subject.id:身份证号:公民身份号码",
            "amount:津贴金额:津贴金额（元）",
            "bank_account:收款账号:一卡通账号",
            *REMARK,
        ),
        ages=(80, 103),
    ),
    "ertong": Template(
        columns(
            *PLACE,
            "subject.name:儿童姓名",
            "subject.id:身份证号",
            "school:就读学校",
            "guardian.name:监护人",
            "guardian.phone:监护人电话",
            "amount:补助金额:补助金额（元）",
            *REMARK,
        ),
        ages=(1, 16),
    ),
    "jiangfu": Template(
        columns(
            *PLACE,
            "subject.name:姓名:奖扶对象姓名",
            "sex:性别",
            "subject.id:身份证号:身份证号码",
            "child_detail:子女情况",
            "subsidy_type:补贴类型:享受补贴类型",
            "amount:奖扶金:奖扶金额（元）",
            "bank_account:银行账号:一卡通账号",
            *REMARK,
        ),
        words={
            "child_detail": ("一女", "双女", "一子"),
            "subsidy_type": (*["奖励扶助"] * 9, "特别扶助"),
        },
        back={"subsidy_type": ("特别扶助",)},
        ages=(60, 95),
    ),
}
