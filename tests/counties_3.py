"""Lists of still other counties: odd headers, short lists, names and places few tables know. With their truth."""

from counties import List, wide


def zhuanglang() -> List:
    """残疾人两项补贴: guardian and payee under group headers of their own, an ID header that means two numbers."""
    made = List("canji_butie", "620825", ["", "", "", "姓名", "身份证号/残疾证号码", "身份证号", "姓名", "电话", "", "户名", "账号"], "gb18030",
                above=[["庄浪县残疾人两项补贴发放表"],
                       ["序号", "乡镇", "村（社区）", "残疾人", "", "监护人", "", "", "两项补贴金额（元/月·人）", "收款人", ""]])  # fmt: skip
    for at in range(9):
        person, other, payee = made.person(age=12 if at == 4 else None), made.person(), made.person()
        number = f"{person.id}42"
        made.never.add(number)
        made.add(at + 1, "水洛镇", "李碾村", person.name, number, other.id, other.name, other.phone, "100", payee.name,
                 payee.card, show=None if at == 4 else ("李碾村", person.name, "100"))  # fmt: skip
    return made


def luding() -> List:
    """高龄津贴: Tibetan and Yi names, and one in 25 that no table knows."""
    made = List("gaoling", "513322", ["NO", "乡镇", "村名", "享受人姓名", "身份证号", "合计发放金额（元）", "账（卡）号", "代领人及关系"], "utf-8-sig")  # fmt: skip
    names = ["七林卓玛", "此里拉姆", "格茸品初", "吉克伍牛", "洛绒降措", "完德加", "阿尔古木", "蜂玉才"]
    for at, name in enumerate([*names * 3, "者只古扎"]):
        person, other = made.person(age=80 + at, name=name), made.person()
        shown = "***" if at == 3 * len(names) else name
        made.add(at + 1, "得妥镇", "紫雅场村", name, person.id, "300", person.card, f"{other.name}（儿子）",
                 show=("紫雅场村", shown, "300"))  # fmt: skip
    made.texts.add("者只古扎")
    return made


def gongan() -> List:
    """农险理赔: 受损面积 beside 承保面积, premiums 应交, a report number above."""
    made = List("nongxian", "421022", ["序号", "乡镇", "村", "组", "农牧户姓名", "证件号码", "承保面积（亩）", "受损面积（亩）", "农户应交保费（元）",
                                       "赔款金额（元）", "惠农补贴卡帐号"], "gb18030", "|")  # fmt: skip
    for at in range(7):
        person = made.person()
        made.add(at + 1, "孟家溪镇", "大至岗村", "2组", person.name, person.id, "5.5", "3.2", "33", "640", person.card,
                 show=("大至岗村", "3.2", "33"))  # fmt: skip
        made.texts.discard(person.name)
    return made


def lipu() -> List:
    """低保初审: covered people beside the family's, an allowance beside the total, yes/no columns that name people."""
    made = List("dibao_review", "450329", ["序号", "村别", "申请人", "身份证号码", "家庭人口", "拟保障人口（人）", "基本生活供养金（元）", "合计（元）",
                                           "脱贫户", "家庭类型", "核查情况"], "utf-16-le", "\t", dropped=("脱贫户", "核查情况"))  # fmt: skip
    for at in range(6):
        person, other = made.person(), made.person()
        made.add(at + 1, "思陇村", person.name, person.id, 4, 3, "500", "690", "否", "一般户", f"其弟{other.name}代管",
                 show=("思陇村", person.name, "690"))  # fmt: skip
    return made


def lushi() -> List:
    """低保: one household's address in three spellings, HIV in one of its rows, class 6 by its short names."""
    made = List("dibao_result", "411224", ["序号", "村", "户主姓名", "身份证号", "住址", "残疾类别", "金额", "备注"], "utf-8-sig",
                dropped=("住址", "残疾类别", "备注"))  # fmt: skip
    rows = [
        ("杜关镇新坪村三组20号", "", "HIV"), ("杜关镇新坪村3组20号", "", ""), ("杜关镇新坪村第三村民小组20号", "", ""),
        ("杜关镇新坪村4组20号", "", ""), ("杜关镇新坪村5组1号", "精", ""), ("杜关镇新坪村5组2号", "精二", ""),
        ("杜关镇新坪村5组3号", "肢二", ""), ("杜关镇新坪村5组4号", "", "精残二级"), ("杜关镇新坪村5组5号", "", "精神(二级)"),
    ]  # fmt: skip
    for at, (address, kind, note) in enumerate(rows):
        person = made.person()
        made.texts.add(address)
        made.add(at + 1, "新坪村", person.name, wide(person.id), address, kind, "500", note,
                 show=("新坪村", person.name, "500") if at in (3, 6) else None)  # fmt: skip
    return made


def xinxing() -> List:
    """救灾物资: counted in beds and bags, the family's signature, a mayor's phone below."""
    made = List("shouzai_goods", "445321", ["序号", "镇（场）", "村庄", "受灾户姓名", "身份证号", "发放物资名称", "数量（床/袋）", "领取人签名"], "gb18030",
                dropped=("领取人签名",))  # fmt: skip
    for at in range(6):
        person = made.person()
        made.add(at + 1, "官圩镇", "谭礼村委会", person.name, person.id, "大米", "2", person.name, show=("谭礼村委会", person.name, "2"))  # fmt: skip
    made.behind(["村主任：黄大发 13978112233"])
    made.never.add("13978112233")
    made.texts.add("黄大发")
    return made


MADE = (zhuanglang, luding, gongan, lipu, lushi, xinxing)
