"""People hired, and organisations with the persons in them (就业、社会组织和慈善)."""

from deid.synthetic.templates.column import REMARK, Template, columns

TEMPLATES = {
    "luyong": Template(
        columns(
            "seq:序号",
            "hiring_unit:招录机关:拟录用单位",
            "position:职位代码",
            "subject.name:姓名:拟录用人员姓名",
            "sex:性别:性 别",
            "birth_date:出生年月",
            "subject.id:身份证号:公民身份号码",
            "exam_number:准考证号:准考证号码",
            "school:毕业院校:学校或单位",
            "score:综合成绩",
            "phone:联系电话:手机号码",
            *REMARK,
        ),
        words={
            "hiring_unit": ("卢氏县财政局", "卢氏县教育局", "五里川镇人民政府"),
            "school": ("河南农业大学", "郑州工程技术学院", "卢氏县第一高级中学"),
        },
        ages=(20, 36),
    ),
    "orgs": Template(
        columns(
            "seq:序号",
            "organisation:组织名称:社会组织名称",
            "credit_code:统一社会信用代码",
            "organisation_type:组织类型:登记类别",
            "representative.name:法定代表人:法定代表人姓名",
            "official.id:负责人身份证号:法定代表人身份证号",
            "official.phone:联系人电话:负责人电话",
            "address:住所:地址",
            "qualification:评估等级",
            "registration_office:登记管理机关",
            *REMARK,
        ),
        words={"registration_office": ("卢氏县民政局", "卢氏县市场监督管理局")},
        minors=0.0,
    ),
}
