"""More lists as other counties export them, of other notice types, with their truth. Imports nothing from deid."""

from counties import List, wide


def part(amount: str) -> str:
    """Half of an amount, for columns that a total sums up."""
    return str(int(amount) // 2)


def huichang() -> List:
    """特困: two allowances beside their total, 村小组, signatures under the list."""
    made = List("tekun_result", "360733",
                ["序号", "所在乡镇", "所在村", "村小组", "供养对象姓名", "出生年月", "身份证号", "救助供养形式", "自理能力评估结果", "基本生活费（元）",
                 "照料护理费（元）", "合计发放（元）", "监护人（委托照料人）", "联系方式", "打卡账号"], "gb18030",
                above=[["2026年11月特困人员救助供养金发放花名册"]])  # fmt: skip
    for at in range(9):
        person, carer = made.person(age=62 + at), made.person()
        made.add(at + 1, "文武坝镇", "新地村", f"下屋{at % 3 + 1}组", person.name, person.birth.strftime("%Y.%m"), person.id,
                 "分散供养", "半失能", part("1400"), part("1400"), "1400", carer.name, carer.phone, person.card,
                 show=("新地村", person.name, "1400"))  # fmt: skip
    made.behind(["村委会主任签字：蒙大山", "", "", "", "", "包村干部签字："])
    made.texts.add("蒙大山")
    return made


def longan() -> List:
    """残疾人两项补贴: each subsidy a column of its own, whose header names whom it is for."""
    made = List("canji_butie", "450123",
                ["序号", "所属乡镇", "村屯", "残疾人姓名", "残疾人证号", "残疾类别及等级", "困难残疾人生活补贴（元）", "重度残疾人护理补贴（元）", "补贴合计（元）", "监护人",
                 "收款人", "收款账号", "收款人与残疾人关系"], "gb18030")  # fmt: skip
    for at in range(14):
        kind = at % 7 + 1
        person, other = made.person(age=10 if at == 8 else None), made.person()
        card = f"{person.id}{kind}{at % 4 + 1}"
        made.never.add(card)
        held = kind == 6 or at == 8
        made.add(at + 1, "南圩镇", "三宝村那琅屯", person.name, card, f"{'视听言肢智精多'[kind - 1]}力二级" if kind < 3 else "", "100", "80", "180", other.name,
                 other.name, other.card, "父子", show=None if held else ("三宝村那琅屯", person.name, "180"))  # fmt: skip
    return made


def pingyi() -> List:
    """耕地补贴: crops under a group header, 村 only in a labelled line above."""
    made = List("gengdi", "371326", ["序号", "姓名", "身份证号", "组别", "确权面积", "小麦", "玉米", "补贴面积", "补贴标准", "补贴金额", "一卡通账号"], "gb18030",
                above=[["2026年耕地地力保护补贴面积核定及资金发放公示表"], ["乡镇：卞桥镇", "", "村：资邱村", "", "", "单位：亩、元"],
                       ["", "", "", "", "", "种植面积", "", "", "", "", ""]])  # fmt: skip
    for at in range(9):
        person = made.person()
        made.add(at + 1, person.name, person.id, f"{at % 4 + 1}组", "5.67", "3.1", "2.5", "5.6", "125.5", "702.8", person.card,
                 show=(f"{at % 4 + 1}组", person.name, "702.8"))  # fmt: skip
    return made


def xiangshui() -> List:
    """承包方（代表）姓名, and surnames few people have."""
    made = List("gengdi", "320921", ["序号", "镇区", "村居", "农户编码", "承包方（代表）姓名", "证件类型", "证件号码", "实测面积（亩）", "扣减面积（亩）",
                                     "享受补贴面积（亩）", "补贴标准（元/亩）", "应补贴资金（元）", "惠农补贴卡号", "签字"], "utf-8-sig")  # fmt: skip
    rare = iter(["欧阳建国", "司马光明", "仝卫东", "逄春梅", "䶮小明", "阮氏明月", "包额尔敦"])
    for at in range(10):
        person = made.person(name=next(rare, ""))
        made.add(at + 1, "双港镇", "南黄村", f"320921104208{at:06d}", person.name, "居民身份证", person.id, "4.21", "0.2", "4.01", "116.3", "466.36",
                 person.card, "", show=("双港镇", person.name, "466.36"))  # fmt: skip
        made.never.add(f"320921104208{at:06d}")
    return made


def zhongjiang() -> List:
    """农险: a policy number of twenty-two characters in a labelled line above the header."""
    made = List("nongxian", "510623", ["序号", "投保人/被保险人姓名", "证件号码", "联系电话", "村", "标的名称", "投保数量（亩）", "总保费（元）", "农户自缴保费（元）", "银行账号"],
                "gb18030", above=[["种植业保险分户投保清单"], ["保单号：PQAA202651060000000123", "", "", "", "投保险种：水稻完全成本保险"]])  # fmt: skip
    for at in range(9):
        person = made.person()
        made.add(at + 1, person.name, person.id, person.phone, "响滩村", "水稻", "2.35", "103.4", "20.68", person.card,
                 show=("响滩村", person.name, "20.68"))  # fmt: skip
    made.never.add("202651060000000123")
    return made


def suixi() -> List:
    """医疗救助: the amount's header names medicine; diagnoses hold people back or are dropped."""
    made = List("yiliao", "340621", ["序号", "行政村", "患者姓名", "身份证号", "就诊医院", "疾病诊断", "总费用", "基本医保支付", "医疗救助金额", "开户姓名"], "utf-16-le", "\t",
                dropped=("就诊医院", "疾病诊断", "总费用", "基本医保支付", "开户姓名"))  # fmt: skip
    for at in range(12):
        person = made.person()
        note = ["慢性肾衰竭", "高血压3级", "肺结核", "精神分裂症", "骨折", "HIV"][at % 6]
        made.add(at + 1, "道口村", person.name, person.id, "市人民医院", note, "23456.78", "10000.12", "3456.70", person.name,
                 show=None if at % 6 in (2, 3, 5) else ("道口村", person.name, "3456.70"))  # fmt: skip
    made.texts |= {"肾衰", "高血压", "骨折"}
    return made


def ninghua() -> List:
    """宅基地: neighbours in 四至, a brother in the reason."""
    made = List("zhaijidi", "350424", ["序号", "申请户主", "身份证号", "所在村", "村民小组", "申请理由", "拟批准宅基地面积（㎡）", "四至"], "utf-8-sig")  # fmt: skip
    for at in range(8):
        person, other = made.person(), made.person()
        made.add(at + 1, person.name, person.id, "陂坑村", "二组", f"与兄弟{other.name}分户", "120", f"东至{other.name}宅，南至村道，西至田，北至空地",
                 show=("陂坑村", person.name, "120"))  # fmt: skip
    return made


def wuji() -> List:
    """录用: Hebei's exam numbers begin like a mobile number."""
    made = List(
        "luyong",
        "130130",
        ["序号", "招考单位", "姓名", "性别", "身份证号", "准考证号", "总成绩", "毕业院校"],
        "gb18030",
    )
    for at in range(8):
        person = made.person(age=24 + at)
        exam = f"1301{at:03d}202611"
        made.add(
            at + 1,
            "无极县财政局",
            person.name,
            "男",
            person.id,
            exam,
            "77.8",
            "河北大学",
            show=("无极县财政局", person.name, exam),
        )
    return made


def wangcang() -> List:
    """捐赠: companies without an ID beside people who have one, and donors who give no name."""
    made = List("juanzeng", "510821", ["序号", "捐赠人（单位）", "证件号码", "联系电话", "捐款金额（元）", "捐赠意向", "受赠人"], "utf-8-sig")  # fmt: skip
    for at in range(12):
        person, other = made.person(), made.person()
        firm = at % 3 == 1
        who = "四川华兴建设有限公司" if firm else "爱心人士" if at == 5 else person.name
        made.add(at + 1, who, "" if firm else person.id, other.phone, "500", "助学", other.name, show=(who, "500", "助学"))  # fmt: skip
    return made


def xinxian() -> List:
    """冬春救助: 行政村 beside 自然村, 家庭人口 beside 受灾人口."""
    made = List("shouzai_goods", "411523", ["序号", "乡镇", "行政村", "自然村", "户主姓名", "身份证号", "家庭人口", "受灾人口", "发放物资名称", "发放数量", "发放资金（元）", "领取人签字"],
                "gb18030", dropped=("自然村", "领取人签字"))  # fmt: skip
    for at in range(8):
        person = made.person()
        made.add(at + 1, "古吕街道", "郭里社区", "张庄", person.name, person.id, 4, 4, "棉被", "2", "400", person.name,
                 show=("郭里社区", person.name, "400"))  # fmt: skip
    return made


def bargu() -> List:
    """特困初审 on the steppe: names without surnames, one row in eight unknown would refuse the list."""
    made = List("tekun_review", "150725", ["序号", "苏木乡镇", "嘎查（村、社区）", "申请人姓名", "年龄", "身份证号", "拟供养方式", "残疾等级"], "utf-16-be", "\t")  # fmt: skip
    for at, name in enumerate(
        [
            "那仁朝克图",
            "巴音孟克",
            "额尔敦其其格",
            "孟和巴图",
            "敖登格日勒",
            "哈斯",
            "白·斯琴",
            "韩那木拉",
            "马索非亚",
        ]
    ):
        person = made.person(age=66, name=name)
        made.add(
            at + 1,
            "巴彦哈达苏木",
            "巴彦哈达嘎查",
            name,
            66,
            person.id,
            "分散供养",
            "二级",
            show=("巴彦哈达嘎查", name, "分散供养"),
        )
    return made


def yunlong() -> List:
    """户主姓名 repeated beside every 家庭成员姓名; a member's HIV holds the household back."""
    made = List("dibao_result", "532929", ["乡镇", "村委会", "户主姓名", "户主身份证号", "家庭成员姓名", "成员身份证号", "与户主关系", "健康状况", "月救助金额", "开户账号"],
                "gb18030", dropped=("家庭成员姓名", "健康状况"))  # fmt: skip
    for at in range(8):
        head, child = made.person(), made.person(age=9)
        hit = at == 4
        for member, word in ((head, "本人"), (child, "长子")):
            ill = "HIV感染" if hit and member is child else "健康"
            show = None if hit or member is child else ("大栗树村委会", head.name, "900")
            made.add(
                "宝丰乡",
                "大栗树村委会",
                head.name,
                head.id,
                member.name,
                member.id,
                word,
                ill,
                "900",
                head.card,
                show=show,
            )
    made.texts.add("HIV")
    made.out = len(made.shown)
    return made


def anshun() -> List:
    """低保: IDs of fifteen digits and in other disguises, children and carers in every note."""
    made = List("dibao_result", "520402", ["序号", "镇", "村", "低保户主姓名", "户主身份证", "家庭成员及身份证号", "家庭人口", "保障人数", "保障金额", "情况说明"], "gb18030",
                above=[["城乡低保动态管理花名册"], ["联系人：石大伟 联系电话：15085771234"]])  # fmt: skip
    for at in range(14):
        head, child, other = made.person(age=30 + at), made.person(age=7), made.person()
        plain = head.id
        number = [
            plain,
            plain[:6] + plain[8:17],
            plain.lower(),
            f"{plain}（长期）",
            f"身份证:{plain}",
            wide(plain),
            f"{plain[:6]}-{plain[6:]}",
        ][at % 7]
        note = ["", f"其子{child.name}（{child.id}）读小学", f"联系人{other.name}{other.phone}", "本人患艾滋病", "妻子有精神病",
                f"户主{other.name}去世，由其妻代领", "B24"][at % 7]  # fmt: skip
        made.never.add(number)
        made.add(at + 1, "青场镇", "初都河村", head.name, number, f"{child.name}{child.id}、{other.name}", 4, 3, "1080", note,
                 show=None if at % 7 in (3, 4, 6) else ("初都河村", head.name, "1080"))  # fmt: skip
    made.never.add("15085771234")
    made.texts.add("石大伟")
    return made


MADE = (
    huichang, longan, pingyi, xiangshui, zhongjiang, suixi, ninghua, wuji, wangcang, xinxian, bargu, yunlong, anshun,
)  # fmt: skip
