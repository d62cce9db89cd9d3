"""Lists of a fifth round of counties: groups over headers, masks of long ago, rows that name a village. With their truth."""

from counties import List, Person

HALF = "伍某代领"  # never true of anybody: what stands in remarks


def masked(person: Person) -> str:
    """An ID as an office starred it long ago: month and day hidden, the year in the clear."""
    return f"{person.id[:10]}****{person.id[14:]}"


def huojia() -> List:
    """残疾人两项补贴: the kind of subsidy below a group of its own; class 6 and a child stay back."""
    made = List("canji_butie", "410724", ["", "", "", "姓名", "残疾人证号", "残疾类别", "姓名", "联系方式", "补贴类别", "月标准", "金额（元）"], "gb18030",
                above=[["获嘉县残疾人两项补贴发放花名册"],
                       ["序号", "镇办", "村街", "残疾人基本信息", "", "", "监护人", "", "补贴发放情况", "", ""]])  # fmt: skip
    for at in range(9):
        person, other = made.person(age=9 if at == 2 else None), made.person()
        kind = "精神" if at == 5 else "肢体"
        number = f"{person.id}{6 if at == 5 else 4}2"
        made.never.add(number)
        made.add(at + 1, "史庄镇", "王官营村", person.name, number, kind, other.name, other.phone, "困难残疾人生活补贴", 80, 80,
                 show=None if at in (2, 5) else ("困难残疾人生活补贴", person.name, "80"))  # fmt: skip
    return made


def weixi() -> List:
    """危房改造: every field below a group, the grade and the form of rebuilding among them."""
    made = List("weifang", "533423", ["", "", "", "姓名", "身份证号码", "联系电话", "结构", "面积", "危房等级", "改造方式", "开工时间", "补助金额", "账号"],
                above=[["序号", "乡镇", "村", "户主信息", "", "", "房屋信息", "", "", "改造信息", "", "资金信息", "银行信息"]],
                encoding="utf-8-sig", dropped=("房屋信息面积",))  # fmt: skip
    for at in range(6):
        person = made.person()
        made.add(at + 1, "塔城镇", "其宗村", person.name, person.id, person.phone, "土木", "87.31", "D级", "拆除重建", "2026-03", 21000,
                 person.card, show=("拆除重建", person.name, "21000"))  # fmt: skip
    made.never.add("87.31")
    return made


def taipusi() -> List:
    """冬春救助: the county, the 苏木（乡镇） and the 嘎查（村） below 行政区划."""
    made = List("shouzai_goods", "152527", ["", "旗（县）", "苏木（乡镇）", "嘎查（村）", "户主姓名", "身份证号", "人口", "口粮", "取暖", ""],
                above=[["附件3"], ["冬春救助需救助人员花名册"],
                       ["序号", "行政区划", "", "", "家庭基本信息", "", "", "需救助情况", "", "救助金额（元）"]], encoding="gb18030")  # fmt: skip
    for at in range(5):
        person = made.person()
        made.add(at + 1, "太仆寺旗", "宝昌镇", "边墙村", person.name, person.id, 3, "√", "", 600 + at,
                 show=("边墙村", person.name, str(600 + at)))  # fmt: skip
    return made


def taicun() -> List:
    """临时救助: IDs starred by hand still show the year, which tells who is grown up and who may be a child."""
    made = List(
        "linshi", "610429", ["序号", "镇", "村", "姓名", "身份证号", "联系电话", "年度救助金额"], "utf-8-sig"
    )
    for at, age in enumerate((44, 71, 18, 30, 17, 52)):
        person = made.person(age=age)
        made.never.add(masked(person))
        # Whoever was born in the year of the limit may be younger than it.
        made.add(at + 1, "太村镇", "文家村", person.name, masked(person), person.phone, 800,
                 show=None if age in (17, 18) else ("文家村", person.name, "800"))  # fmt: skip
    return made


def caozhou() -> List:
    """耕地补贴 of one village: its name and its groups in rows of their own, and whom to call below."""
    made = List("gengdi", "371702", ["序号", "姓名", "身份证号", "承包面积", "补贴金额（元）"], "gb18030")
    made.behind(["村名：李庄村"], ["第一村民小组"])
    for at in range(6):
        person = made.person()
        made.add(at + 1, person.name, person.id, "5.5", "432.85", show=(str(at + 1), person.name, "432.85"))
        if at == 2:
            made.behind(["第二村民小组（3户）"])
    made.behind(["村主任：黄大发 13978112233"])
    made.never.add("13978112233")
    made.texts.add("黄大发")
    return made


def guinan() -> List:
    """特困初审: Tibetan names, and people of one name told apart by a figure or a letter."""
    made = List("tekun_review", "632523", ["序号", "乡镇", "村（队）", "申请人（曾用名）", "公民身份号码", "申请供养形式", "财产状况"], "utf-8-sig")  # fmt: skip
    names = [
        "更登嘉措",
        "扎巴坚参",
        "万德才让",
        "祁毛才让",
        "扎西才让1",
        "扎西才让（小）",
        "张国庆2",
        "张国庆B",
    ]
    shown = [*names[:4], None, "扎西才让", "张国庆", "张国庆"]
    for at, name in enumerate(names):
        if shown[at] is None:
            continue
        person = made.person(name=name)
        made.texts.discard(name)
        made.add(
            at + 1,
            "过马营镇",
            "牧业一队",
            name,
            person.id,
            "分散",
            "牛3头",
            show=("牧业一队", shown[at], "分散"),
        )
    made.texts.add("牛3头")
    return made


def songtao() -> List:
    """低保, as the system exports it: keys, paths, places on the map, who changed what when."""
    made = List("dibao_result", "520628", ["主键", "行政区划代码", "所属乡镇", "所属村居", "户主姓名", "户主证件号码", "政治面貌", "健康状况", "居住地址", "手机号码",
                                           "家庭人口数", "月保障金额（元）", "社保卡号", "监护人姓名", "监护人身份证号", "照片路径", "经度", "纬度", "创建人", "修改时间", "备注"],
                "utf-8-sig")  # fmt: skip
    notes = ["", "微信 wxid_a83kd92", "车牌贵D12345", HALF, "其女HIV阳性", "QQ812345678"]
    for at in range(12):
        person, other = made.person(), made.person()
        key, spot = f"8f14e45f-ceea-467f-{at:04d}-9c1185a5c5e9", f"109.{at}12345"
        made.never |= {key, spot, "wxid_a83kd92", "D12345", "812345678", HALF}
        made.add(key, "520628103", "乌罗镇", "冷水溪村", person.name, person.id, "群众", "慢性病", f"冷水溪村{at}组{at + 3}号", person.phone,
                 3, 910 + at, person.card, other.name, other.id, f"/upload/{key}.jpg", spot, "28.1234567", "admin01",
                 "2024-11-02 15:44:01", notes[at % 6], show=None if at % 6 == 4 else ("冷水溪村", person.name, str(910 + at)))  # fmt: skip
    return made


def xingshan() -> List:
    """社会组织名录: the authority in charge beside the one that registers."""
    made = List("orgs", "420526", ["序号", "社会组织名称", "社会组织类型", "法定代表人", "业务主管单位", "登记管理机关", "联系电话"], "utf-8-sig",
                dropped=("业务主管单位", "联系电话"))  # fmt: skip
    for at, name in enumerate(("柑橘协会", "阳光养老服务中心", "书法家协会", "启明幼儿园")):
        person = made.person()
        made.add(at + 1, f"兴山县{name}", "社会团体", person.name, "兴山县教育局", "兴山县民政局", person.phone,
                 show=(f"兴山县{name}", f"{person.name[0]}**", "兴山县民政局"))  # fmt: skip
        made.texts.add(person.name)
    return made


MADE = (huojia, weixi, taipusi, taicun, caozhou, guinan, songtao, xingshan)
