"""Public rental housing and the rebuilding of dangerous houses (保障性住房、农村危房改造)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

TEMPLATES = {
    "gongzufang_review": Template(
        columns(
            "seq:序号",
            "county:户籍区县:户籍区",
            "town:街道:户口所在街道",
            "subject.name:申请人:申请人姓名",
            "subject.id:身份证号:申请人身份证号码",
            "member.name:共同申请人",
            "phone:联系电话",
            "address:现住址",
            "workplace:工作单位",
            "member_count:家庭人数",
            "income:家庭年收入:家庭年总收入（元）",
            "house_area:人均住房面积:人均住房建筑面积（平方米）",
            "status:审核结果:资格审核结果",
            *REMARK,
        ),
        words={"status": ("合格", "符合条件", "审核通过", "单身户复核")},
        numbers={"house_area": (0, 14, 1)},
    ),
    "gongzufang_alloc": Template(
        columns(
            "seq:序号",
            "town:街道:所属街道",
            "subject.name:姓名:配租对象",
            "subject.id:身份证号",
            "rank:选房顺序号:选房顺序",
            "estate:小区:配租小区",
            "building:楼号",
            "room:房号",
            "house_area:建筑面积:建筑面积（平方米）",
            "phone:联系电话",
            *REMARK,
        ),
        words={
            "estate": ("新坪小区", "安居花园二期", "和顺公租房小区"),
            "building": ("3号楼", "5号楼", "12号楼"),
            "room": ("2单元1702室", "1单元903室", "3单元2401室"),
        },
    ),
    "weifang": Template(
        columns(
            *PLACE,
            "householder.name:户主姓名",
            "subject.id:身份证号:户主身份证号",
            "member_count:家庭人口",
            "address:家庭住址:房屋坐落",
            "cause:致贫原因",
            "house_grade:危房等级:鉴定等级",
            "rebuild_form:改造方式:治理改造方式",
            "amount:补助金额:补助金额（元）",
            "bank_account:一卡通账号",
            "geo:纬度",
            *REMARK,
        ),
        words={"geo": ("33.9981", "34.0512")},
        numbers={"amount": (7_500, 35_000, 500)},
    ),
}
