"""Subsidies for farm land, machines and crops (涉农补贴)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

TEMPLATES = {
    "gengdi": Template(
        columns(
            *PLACE,
            "group:村民小组:组别",
            "subject.name:农户姓名",
            "subject.id:身份证号",
            "area:补贴面积:补贴面积（亩）",
            "land_standard:补贴标准:补贴标准（元/亩）",
            "land_amount:补贴金额:补贴金额（元）",
            "bank_account:一卡通账号",
            "phone:电话",
            *REMARK,
        )
    ),
}
