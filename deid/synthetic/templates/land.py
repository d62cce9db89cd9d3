"""Land and houses that are taken (征地补偿、房屋征收)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

TEMPLATES = {
    "zhengdi": Template(
        columns(
            *PLACE,
            "group:村民小组:组别",
            "subject.name:权利人:权利人姓名",
            "subject.id:身份证号:身份证号码",
            "phone:联系电话",
            "land_class:地类",
            "area:征收面积:征收面积（亩）",
            "attachment:地上附着物:青苗及附着物",
            "attachment_count:附着物数量",
            "amount:补偿金额:补偿金额（元）",
            "bank_account:银行账号:收款账号",
            *REMARK,
        )
    ),
    "fangwu": Template(
        columns(
            "seq:序号",
            "village:社区:社区名称",
            "subject.name:被征收人:被征收人姓名",
            "subject.id:身份证号:身份证件号码",
            "phone:联系电话",
            "building:栋号:楼栋号",
            "room:房号:室号",
            "address:房屋坐落",
            "house_area:建筑面积:被征收房屋面积（平方米）",
            "amount:补偿金额:补偿总额（元）",
            "bank_account:银行账号",
            *REMARK,
        )
    ),
}
