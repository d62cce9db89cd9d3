"""Disaster relief, donations, and villages that watch over poor families (救灾、慈善、乡村振兴)."""

from deid.synthetic.templates.column import PLACE, REMARK, Template, columns

TEMPLATES = {
    "shouzai_review": Template(
        columns(
            "seq:序号",
            "town:乡镇:乡（镇）",
            "village:自然村",
            "householder.name:户主姓名:户主",
            "subject.id:身份证号:户主身份证号",
            "member_count:家庭人口",
            "damage:倒损情况:房屋倒损情况",
            "category:拟救助类别",
            "phone:联系电话",
            "geo:经度",
            *REMARK,
        ),
        words={
            "damage": ("倒塌3间", "严损2间", "一般损坏1间"),
            "category": ("倒房重建", "损房修缮", "过渡期生活救助", "五保户重建"),
            "geo": ("111.0561", "111.2230"),
        },
    ),
    "shouzai_goods": Template(
        columns(
            *PLACE,
            "householder.name:户主姓名:领取户主",
            "subject.id:身份证号",
            "goods:物资名称:救灾物资",
            "quantity:数量",
            "amount:救助金额:救助金额（元）",
            "use:使用情况",
            "phone:联系电话:手机号码",
            "signature:领取人签字",
            *REMARK,
        ),
        words={
            "goods": ("棉被", "大米", "食用油", "折叠床", "给王家的旧衣"),
            "use": ("已发放", "已领取", "冬春救助"),
            "signature": ("",),
        },
        numbers={"quantity": (1, 6, 1), "amount": (100, 3_000, 50)},
    ),
    "fanpin": Template(
        columns(
            *PLACE,
            "householder.name:户主姓名",
            "subject.id:户主身份证号:户主身份证号码",
            "phone:联系电话",
            "member_count:家庭人口:家庭人口数",
            "monitor_type:风险类型",
            "health:健康状况",
            "income:人均纯收入:家庭年人均纯收入（元）",
            "bank_account:一卡通账号",
            *REMARK,
        ),
        words={
            "monitor_type": ("因病", "因灾", "因学", "因意外"),
            "health": ("长期慢性病", "患有大病", "尿毒症"),
        },
    ),
    "juanzeng": Template(
        columns(
            "seq:序号",
            "town:乡镇:乡镇（街道）",
            "subject.name:捐赠人:捐赠人姓名",
            "phone:联系电话",
            "address:联系地址",
            "goods:捐赠物资:捐赠款物",
            "quantity:数量:捐赠数量",
            "amount:捐赠金额:捐赠金额（元）",
            "use:用途:捐赠用途",
            "recipient.name:受赠人",
            "date:捐赠日期",
            "consent:是否同意公开",
            *REMARK,
        ),
        words={
            "goods": ("棉被", "大米", "善款", "学习用品", "轮椅"),
            "use": ("助学", "救灾", "助老", "非定向"),
            "consent": ("是", "是", "是", "同意", "", "否", "不同意"),
        },
        numbers={"quantity": (1, 200, 1), "amount": (50, 20_000, 50)},
        back={"consent": ("否", "不同意")},
        minors=0.0,
    ),
}
