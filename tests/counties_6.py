"""Lists of a sixth round of counties: legends in headers, members told by codes, words in columns nobody knows."""

from counties import List


def aohan() -> List:
    """低保 of a banner: headers numbered, starred, and told how to be filled in."""
    made = List("dibao_result", "150430",
                ["1.序号", "2.旗县区*", "3.苏木乡镇*", "4.嘎查村（社区）*", "5.户主姓名*", "6.性别（1男2女）", "7.民族（01汉族 02蒙古族）",
                 "8.身份证号码（18位，如有X请大写）", "9.享受低保人口数（人）", "10.保障类别（A/B/C）", "11.月保障金（元/月）？", "12.银行账号"],
                "gb18030")  # fmt: skip
    for at, name in enumerate(("", "斯琴高娃", "", "叶尔肯·巴合提", "")):
        person = made.person(name=name)
        made.add(at + 1, "敖汉旗", "敖润苏莫苏木", "荷也勿苏嘎查", person.name, at % 2 + 1, "02", person.id, 2, "ABC"[at % 3] + "类",
                 610 + at, person.card, show=("ABC"[at % 3] + "类", person.name, str(610 + at)))  # fmt: skip
    return made


def hegang() -> List:
    """残疾人两项补贴: the class is a code, and the header says what each code stands for."""
    header = "残疾类别代码（1视力残疾 2听力残疾 3言语残疾 4肢体残疾 5智力残疾 6精神残疾 7多重）"
    made = List("canji_butie", "230404", ["序号", "乡镇", "村", "残疾人姓名", "身份证号", header, "残疾等级（1-4级）", "补贴类型（生活/护理）", "金额（元）"],
                "gb18030")  # fmt: skip
    for at in range(7):
        person = made.person()
        made.add(at + 1, "友谊镇", "兴隆村", person.name, person.id, at + 1, 2, "护理补贴", 100 + at,
                 show=None if at == 5 else ("护理补贴", person.name, str(100 + at)))  # fmt: skip
    return made


def zaoqiang() -> List:
    """The same, ticked in a matrix of kinds, one column each."""
    kinds = ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"]
    made = List(
        "canji_butie", "131121", ["序号", "乡镇", "村", "姓名", "身份证号", *kinds, "金额（元）"], "gb18030"
    )
    for at in range(7):
        person, ticks = made.person(), [""] * 7
        ticks[at] = "√"
        made.add(at + 1, "恩察镇", "南街村", person.name, person.id, *ticks, 70 + at,
                 show=None if at == 5 else ("南街村", person.name, str(70 + at)))  # fmt: skip
    return made


def xixian() -> List:
    """The same in a column whose header no table holds; a code there, and among others."""
    made = List(
        "canji_butie", "141031", ["序号", "乡镇", "村", "姓名", "身份证号", "残别", "金额（元）"], "utf-8-sig"
    )
    for at, kind in enumerate(("肢体", "精神", "视力", "6", "多重（肢体、精神）", "听力")):
        person = made.person()
        made.add(at + 1, "龙泉镇", "桑原村", person.name, person.id, kind, 70 + at,
                 show=None if at in (1, 3, 4) else ("桑原村", person.name, str(70 + at)))  # fmt: skip
    return made


def mohe() -> List:
    """Class and grade in one column, their two digits together; 66 is what GB/T 2261.3 calls the same class."""
    made = List("canji_butie", "232701", ["序号", "镇（林场）", "村（社区）", "姓名", "身份证号", "残疾类别及等级代码", "金额（元）"],
                "utf-8-sig")  # fmt: skip
    for at, code in enumerate(("4-肢体/2", "6-精神/2", "44", "62", "肢体二级", "26", "66")):
        person = made.person()
        made.add(at + 1, "西林吉镇", "前哨社区", person.name, person.id, code, 80 + at,
                 show=None if at in (1, 3, 6) else ("前哨社区", person.name, str(80 + at)))  # fmt: skip
    return made


def danzhou() -> List:
    """临时救助: 急难型 is posted nowhere, whatever the column is called in which it stands."""
    made = List(
        "linshi", "460400", ["序号", "镇", "村（居）委", "救助对象", "证件号", "申报口径", "金额"], "gbk"
    )
    for at in range(4):
        person = made.person()
        made.add(at + 1, "那大镇", "茶山村委会", person.name, person.id, "急难型" if at == 2 else "支出型", 3000 + at,
                 show=None if at == 2 else ("茶山村委会", person.name, str(3000 + at)))  # fmt: skip
    return made


def _members(county: str, header: str, head: str, other: str) -> List:
    made = List("dibao_review", county, ["家庭编号", "乡镇", "村", header, "姓名", "身份证号码", "家庭人口", "拟保障金额"],
                "utf-8-sig")  # fmt: skip
    for at in range(4):
        first, second = made.person(), made.person()
        made.add(f"D{at}", "云鹤镇", "和平村", head, first.name, first.id, 2, 700 + at,
                 show=("和平村", first.name, str(700 + at)))  # fmt: skip
        made.add(f"D{at}", "云鹤镇", "和平村", other, second.name, second.id, 2, 700 + at)
    return made


def heqing() -> List:
    """One row per member: the header's legend gives 02 to the spouse, whom the standard's 02 would not be."""
    return _members("532932", "与户主关系代码（01户主02配偶03子04女）", "01", "02")


def yongping() -> List:
    """The same codes without a legend: where there is 01, 02 is nobody's head."""
    return _members("532928", "与户主关系", "01", "02")


def nanjian() -> List:
    """The codes of GB/T 4761."""
    return _members("532926", "与户主关系", "02", "10")


def eryuan() -> List:
    """Who is head stands in a column of yes and no."""
    return _members("532930", "是否户主（是/否）", "是", "否")


def weishan() -> List:
    return _members("532927", "人员身份（户主/成员）", "户主", "成员")


def binchuan() -> List:
    return _members("532924", "与申请人关系", "本人", "女儿")


def relatives(header: str) -> List:
    """Members under a header of the office's own."""
    return _members("532931", header, "户主", "长女")


def xingan() -> List:
    """耕地补贴: English beside Chinese, an office's own marks, traditional characters, a second number."""
    made = List("gengdi", "152201", ["No.序号", "鄉鎮 Township", "村（牧）委会", "★農戶姓名 Name", "身份證號碼 ID No.", "補貼面積（畝）", "補貼金額 Amount(元)", "排名"],
                "utf-8-sig", dropped=("排名",))  # fmt: skip
    for at in range(4):
        person = made.person()
        made.add(at + 1, "义勒力特镇", "合发牧委会", person.name, person.id, 5 + at, 500 + at, 9 - at,
                 show=("合发牧委会", person.name, str(500 + at)))  # fmt: skip
    return made


def yongan() -> List:
    """捐赠: the wish not to be named in a column that is called otherwise."""
    made = List(
        "juanzeng",
        "350481",
        ["序号", "捐款人（单位）姓名", "捐款金额（元）", "公开意愿", "手机"],
        "utf-8-sig",
    )
    for at, wish in enumerate(("公开", "", "不公开", "不愿", "同意")):
        person = made.person()
        made.add(at + 1, person.name, 1000 + at, wish, person.phone,
                 show=None if at in (2, 3) else (str(1000 + at), person.name, str(1000 + at)))  # fmt: skip
    return made


MADE = (
    aohan, hegang, zaoqiang, xixian, mohe, danzhou, heqing, yongping, nanjian, eryuan, weishan, binchuan, xingan, yongan,
)  # fmt: skip
