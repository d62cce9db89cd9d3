"""Farm machines, crop insurance, forests, homesteads and voters (涉农补贴、农村宅基地、村务公开)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

TEMPLATES = {
    "nongji": Template(
        columns(
            *PLACE,
            "subject.name:购机者姓名:购机者名称",
            "subject.id:身份证号:证件号码",
            "phone:联系电话:手机号",
            "item:机具品目",
            "maker:生产企业:生产厂家",
            "machine_number:出厂编号",
            "quantity:购买数量:购买数量（台）",
            "price:销售价格:单台销售价格（元）",
            "amount:补贴金额:总补贴额（元）",
            *REMARK,
        ),
        words={"maker": ("第一拖拉机股份有限公司", "中原农机制造有限公司")},
    ),
    "nongxian": Template(
        columns(
            *PLACE,
            "group:村民小组:组别",
            "subject.name:投保农户:被保险人姓名",
            "subject.id:身份证号:身份证件号码",
            "item:投保作物:保险标的",
            "insured_quantity:投保数量:投保数量（亩）",
            "premium:农户自缴保费:农户自缴保费（元）",
            "amount:理赔金额:赔款金额（元）",
            "bank_account:银行账号:一卡通账号",
            "phone:联系电话",
            *REMARK,
        )
    ),
    "tuigeng": Template(
        columns(
            *PLACE,
            "group:村民小组:组别",
            "subject.name:农户姓名:退耕农户",
            "subject.id:身份证号",
            "area:退耕面积:退耕面积（亩）",
            "tree_species:树种:造林树种",
            "survival_rate:成活率",
            "amount:补助金额:补助金额（元）",
            "bank_account:一卡通账号",
            "phone:电话",
            *REMARK,
        )
    ),
    "zhaijidi": Template(
        columns(
            *PLACE,
            "group:村民小组:组别",
            "householder.name:申请人:申请人（户主）姓名",
            "subject.id:申请人身份证号:申请人身份证号码",
            "member.name:家庭成员:共同生活家庭成员",
            "phone:联系电话",
            "land_area:宅基地面积:宅基地面积（平方米）",
            "house_area:建筑面积:建筑面积（平方米）",
            "boundaries:四至:四至范围",
            "address:家庭住址",
            *REMARK,
        )
    ),
    "xuanmin": Template(
        columns(
            *PLACE,
            "group:村民小组:组别",
            "subject.name:选民姓名:姓 名",
            "sex:性别",
            "birth_date:出生年月:出生日期",
            "subject.id:身份证号:居民身份证号码",
            "phone:联系电话",
            "address:家庭住址",
            *REMARK,
        )
    ),
}
