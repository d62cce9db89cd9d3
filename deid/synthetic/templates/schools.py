"""Pupils and students (教育)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

TEMPLATES = {
    "yulu_aid": Template(
        columns(
            *PLACE,
            "subject.name:学生姓名:受助学生姓名",
            "sex:性别",
            "subject.id:身份证号:学生身份证号",
            "student_number:学籍号:全国学籍号",
            "school:就读学校:学校名称",
            "grade:年级",
            "class:班级",
            "major:专业:所学专业",
            "guardian.name:家长姓名:监护人",
            "guardian.phone:家长电话:监护人联系电话",
            "amount:资助金额:资助金额（元）",
            "bank_account:银行卡号",
            "address:家庭住址",
            *REMARK,
        ),
        words={
            "school": ("卢氏县职业中等专业学校", "第一高级中学", "第三初级中学"),
            "grade": ("高一", "高二", "八年级", "2024级"),
        },
        ages=(12, 21),
        minors=0.0,
    ),
    "ruxue": Template(
        columns(
            "seq:序号",
            "registration_number:登记号:报名登记号",
            "subject.name:学生姓名:儿童姓名",
            "sex:性别",
            "birth_date:出生日期",
            "subject.id:学生身份证号:身份证号码",
            "school:录取学校",
            "guardian.name:家长姓名:监护人姓名",
            "guardian.phone:家长电话",
            "address:户籍地址:家庭详细地址",
            *REMARK,
        ),
        ages=(6, 13),
        minors=0.0,
    ),
}
