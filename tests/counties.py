"""Lists as other counties export them, made here with their truth. Imports nothing from deid."""

import random
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

YEAR = 2026
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔谭陆汪范廖贾夏"
GIVEN = "伟芳敏静丽磊洋勇艳杰娟涛超英霞兰玉萍梅建国华文斌辉云山川林凤莲素珍爱巧翠淑春雪松柏荣昌盛德福喜庆祥瑞康泰兴根柱"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass
class Person:
    """One invented person."""

    name: str
    id: str
    birth: date
    phone: str
    card: str


@dataclass
class List:
    """One exported file and what must come of it."""

    notice: str
    county: str
    header: list[str]
    encoding: str = "utf-8"
    delimiter: str = ","
    above: list[list[str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    strays: dict[int, list[list[str]]] = field(default_factory=dict)  # what stands behind data row n
    shown: list[tuple[str, str, str]] = field(default_factory=list)  # village, name, amount in order
    never: set[str] = field(default_factory=set)  # identifiers
    texts: set[str] = field(default_factory=set)  # names and notes of others
    dropped: tuple[str, ...] = ()
    refused: str = ""  # the finding that refuses it
    out: int | None = None

    def __post_init__(self) -> None:
        self.random = random.Random(self.county + self.notice)
        self.names: set[str] = set()

    def person(self, age: int | None = None, name: str = "") -> Person:
        """An adult, unless an age is asked for."""
        pick = self.random
        birth = date(YEAR - (age or pick.randint(22, 88)), pick.randint(1, 10), pick.randint(1, 28))
        body = f"{self.county}{birth:%Y%m%d}{pick.randint(1, 999):03d}"
        rest = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
        while not name or (name in self.names and len(name) == 3):
            name = pick.choice(SURNAMES) + "".join(pick.sample(GIVEN, 2))
        self.names.add(name)
        phone = f"1{pick.choice('35789')}{pick.randint(10**8, 10**9 - 1)}"
        made = Person(
            name, body + "10X98765432"[rest], birth, phone, f"6217{pick.randint(10**14, 10**15 - 1)}"
        )
        self.never |= {made.id, made.phone, made.card}
        self.texts.add(name)
        return made

    def add(self, *cells: object, show: tuple[str, str, str] | None = None) -> None:
        """One row; ``show`` is what the village board must say of it."""
        self.rows.append([str(cell) for cell in cells])
        if show:
            self.shown.append(show)
            self.texts.discard(show[1])

    def behind(self, *rows: list[str]) -> None:
        """Rows that are no data, behind the last one."""
        self.strays.setdefault(len(self.rows), []).extend(rows)

    def bytes(self) -> bytes:
        """The file."""
        lines = [*self.above, self.header, *self.strays.get(0, [])]
        for at, row in enumerate(self.rows, 1):
            lines += [row, *self.strays.get(at, [])]
        width = len(self.header)
        text = "".join(
            self.delimiter.join(map(self._cell, [*line, *[""] * (width - len(line))])) + "\r\n"
            for line in lines
        )
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(self.encoding, b"")
        return mark + text.encode(self.encoding)

    def _cell(self, text: str) -> str:
        return (
            f'"{text.replace(chr(34), chr(34) * 2)}"' if re.search(f'[{self.delimiter}"\r\n]', text) else text
        )


def wide(text: str) -> str:
    """Full-width digits and letters."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def flat(text: str) -> str:
    """As a reader who ignores width, blanks and look-alikes would compare."""
    text = unicodedata.normalize("NFKC", text).upper().replace("\u0425", "X")
    return re.sub(r"[\s\-.'\u2019]", "", text)


def ongniud() -> List:
    """牧区低保: 苏木 and 嘎查, names without surname, subtotals per village, footers with an office phone."""
    made = List(
        "dibao_result", "150426",
        ["序号", "苏木乡镇", "嘎查村", "户主姓名", "公民身份号码", "家庭详细住址", "享受人口", "月发放金额（元）", "一卡通账号", "备注"],
        "gb18030", above=[["某旗2026年10月份农村牧区最低生活保障金发放花名册"], ["单位：元"]],
        dropped=("公民身份号码", "家庭详细住址", "一卡通账号", "备注"),
    )  # fmt: skip
    herders = iter(["那顺巴雅尔", "乌云其木格", "白音查干", "格日勒图", "巴特尔", "布和"])
    harmless = ["", "视力矫正", "无艾滋病史", "灾害受害户", "民发〔2021〕57号"]
    for village in ("布日敦嘎查", "新井村"):
        for at in range(14):
            person = made.person(name=next(herders, "") if at % 4 == 1 else "")
            door = f"{at + 1}组{at + 20}号"
            made.texts.add(door)
            amount = made.random.choice(["520", "1,230.50", "0455", "905元"])
            made.add(at + 1, "阿什罕苏木", village, person.name, person.id, f"阿什罕苏木{village}{door}", 2, amount,
                     person.card, harmless[at % 5], show=(village, person.name, amount))  # fmt: skip
        made.behind(["小计", "", village, "", "", "", "28", "9999.50"], [""])
    for note in ("HIV患者", "四免一关怀", "精神残疾二级", "强制隔离戒毒", "家暴受害人"):
        person = made.person()
        made.add(90, "阿什罕苏木", "新井村", person.name, person.id, "", 1, "400", person.card, note)
    made.behind(["总  计", "", "", "", "", "", "70", "23456.5"], ["91"], ["92"],
                ["联系人：石榴花", "", "电话：13903980398"], ["监督电话：0476-6321234"])  # fmt: skip
    made.never |= {"13903980398", "9999.50"}
    made.texts.add("石榴花")
    return made


def zhenyuan() -> List:
    """Two-level header, the members' columns before the householder's."""
    made = List(
        "dibao_result", "522625",
        ["", "", "", "姓名", "身份证号", "姓名", "身份证号", "", "", "户名", "账号"],
        above=[["某县城乡低保对象信息表"],
               ["序号", "所在乡镇（街道）", "所在村（社区）", "家庭成员情况", "", "户主情况", "", "保障人数", "保障金额（元/月）", "银行账户信息", ""]],
    )  # fmt: skip
    for at in range(12):
        head, child, holder = made.person(), made.person(age=9), made.person()
        made.add(at + 1, "舞阳镇", "东关社区居委会", child.name, child.id, head.name, head.id, 3, "640", holder.name,
                 holder.card, show=("东关社区居委会", head.name, "640"))  # fmt: skip
    return made


def gejiu() -> List:
    """One row per family member; a member's HIV holds the household back."""
    made = List("dibao_result", "532501",
                ["户编号", "姓名", "与户主关系", "身份证号码", "乡镇", "村委会", "户月保障金额(元)", "情况说明"], "gb18030")  # fmt: skip
    for at, word in enumerate(["户主", "本人", "本人（户主）", "户主/本人", "01", "户 主", "户主", "户主"]):
        head, member = made.person(), made.person(age=12 if at % 2 else 40)
        hit = at == 3
        place = ("锡城街道", "水塘寨村委会", "800")
        rows = [(f"5325{at:04d}", head.name, word, head.id, *place, ""),
                (f"5325{at:04d}", member.name, "20", member.id, *place, "艾滋病感染者" if hit else "")]  # fmt: skip
        for row in rows if at % 2 else reversed(rows):
            show = ("水塘寨村委会", head.name, "800") if row[1] == head.name and not hit else None
            made.add(*row, show=show)
    made.out = len(made.shown)
    return made


def merged() -> List:
    """户号 merged over the family: nobody can say whose member has HIV, so nothing is posted."""
    made = List("dibao_result", "411224", ["户号", "村", "姓名", "与户主关系", "身份证号", "保障金额", "备注"],
                refused="household_unknown")  # fmt: skip
    for at in range(5):
        head, member = made.person(), made.person()
        made.add(f"H{at:03d}", "果角村", head.name, "户主", head.id, "600", "")
        made.add("", "", member.name, "配偶", member.id, "", "艾滋病" if at == 2 else "")
    return made


def artux() -> List:
    """Dotted names, certificates that hold an ID and tell class 6, guardians before the subject."""
    made = List(
        "canji_butie", "653001",
        ["编号", "监护人姓名", "监护人身份证号", "残疾人姓名", "残疾人证号", "残疾类别", "乡（镇、街道）", "村（社区）", "补贴种类", "补贴金额\n（元）", "开户人"],
        "utf-16-le", "\t", dropped=("监护人姓名", "残疾人证号", "残疾类别", "开户人"),
    )  # fmt: skip
    names = iter(["古丽娜尔·买买提", "阿不都热合曼·吐尔逊", "买买提艾力·肉孜", "马合木提", "吐尔逊江"])
    for at in range(21):
        guardian, holder = made.person(), made.person()
        kind, child = at % 7 + 1, at in (8, 17)
        person = made.person(age=11 if child else None, name=next(names, "") if at % 3 == 1 else "")
        card = f"{person.id}{kind}{at % 4 + 1}{'B1' if at % 5 == 0 else ''}"
        made.never.add(card)
        held = child or kind == 6
        amount = ["100", "１２０", "180.00"][at % 3]
        made.add(at + 1, guardian.name, guardian.id, person.name, card, "", "格达良乡", "阿热买里村", "困难残疾人生活补贴",
                 amount, holder.name, show=None if held else ("阿热买里村", person.name, amount))  # fmt: skip
    return made


def binxian() -> List:
    """IDs in every spelling, 屯, a standard in place of the amount."""
    made = List(
        "tekun_result", "230125",
        ["NO.", "乡 镇", "村 屯", "特困人员\n姓名", "身份证号*", "供养方式", "自理能力", "月供养标准（元）", "照料护理人", "照料人联系电话"],
        "utf-16-be", "\t", dropped=("自理能力", "照料护理人"),
    )  # fmt: skip
    for at in range(22):
        person, carer = made.person(age=55 + at), made.person()
        number, phone = person.id, carer.phone
        number = [
            number, number[:6] + number[8:17], number[:17] + number[17].lower(), wide(number),
            number.replace("X", "\u0425"), f"{number[:6]} {number[6:14]} {number[14:]}", f"'{number}", f"身份证：{number}",
            f"{number[:15]}000", f"{float(number[:17] + '0'):.14E}", f"\t{number}",
        ][at % 11]  # fmt: skip
        made.never.add(number)
        phone = [phone, f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}", f"0451-57912345/{phone}", wide(phone)][
            at % 4
        ]
        village = ["永利村", "三合村长发屯"][at % 2]
        made.add(at + 1, "宾州镇", village, person.name, number, "集中供养", "半护理", "1,050", carer.name, phone,
                 show=(village, person.name, "1,050"))  # fmt: skip
    made.never.add("045157912345")
    return made


def shihezi() -> List:
    """团场 and 连队, grouped account numbers, the header repeated, no place for a village."""
    made = List("gengdi", "659001",
                ["序号", "团场", "连队", "种植户姓名", "身份证号", "核定面积（亩）", "补贴金额（元）", "惠农卡号", ""], "gb18030")  # fmt: skip
    for at in range(16):
        person = made.person()
        card = " ".join(person.card[start : start + 4] for start in range(0, 19, 4))
        village, amount = ["三连", "12连", "园艺三连"][at % 3], f"{made.random.uniform(100, 9000):.2f}"
        made.add(at + 1, "一四三团", village, person.name, person.id, "12.5", amount, card, f"已打卡，{person.phone}",
                 show=(village, person.name, amount))  # fmt: skip
    made.strays[8] = [[""], made.header]
    return made


def yuanjiang() -> List:
    """Only 村组, the account holder before the farmer, no ID: farmers are adults by the rule; empty templates."""
    made = List(
        "gengdi",
        "430921",
        ["序号", "镇", "村组", "开户名", "开户账号", "承包方代表姓名", "面积(亩)", "金额(元)"],
    )
    for at in range(10):
        person, holder = made.person(), made.person()
        village = ["红星村3组", "永兴村第十二村民小组", "5组"][at % 3]
        made.add(at + 1, "北洲子镇", village, holder.name, holder.card, person.name, "3.2", "300.16",
                 show=(village, person.name, "300.16"))  # fmt: skip
    made.behind(["11"], ["12"], ["联系人：邬大贵", "", "", "电话：13903980398"])
    made.texts.add("邬大贵")
    return made


def shifo() -> List:
    """Qualified headers, yes/no columns, ="…" numbers, IDs and formulas in the wrong cells."""
    made = List(
        "dibao_result", "620502",
        ["序 号", "户籍所属乡镇", "户籍所属村（居）", "低保户户主姓名", "低保户户主身份证号码", "2026年11月低保金额（元）", "是否艾滋病", "甲", "代领人姓名"],
        "gb18030", ";", dropped=("是否艾滋病", "甲", "代领人姓名"),
    )  # fmt: skip
    for at in range(70):
        person, other = made.person(age=13 if at == 66 else None), made.person()
        village, name, amount = "石佛村", person.name, "300"
        show = (village, name, amount)
        if at == 7:
            village, show = village + person.id, ("***", name, amount)
        elif at == 17:
            name, show = f"{name}、{other.name}", (village, "***", amount)
        elif at == 27:
            amount, show = "=cmd|' /C calc'!A0", (village, name, "***")
        elif at == 37:
            name = f"{name}（{other.name}代领）"
        elif at == 47:
            amount, show = other.phone, (village, name, "***")
        held = at in (57, 66)
        made.add(at + 1, "石佛镇", village, name, f'="{person.id}"', amount, "是" if at == 57 else "否", other.id,
                 other.name, show=None if held else show)  # fmt: skip
    return made


def twice() -> List:
    """The same person in two rows, the reason in one of them; the guardian of a withheld person on the list too."""
    made = List(
        "linshi", "440304", ["序号", "乡镇", "村", "姓名", "身份证号", "监护人身份证号", "金额", "备注"]
    )
    ill, other, ward, parent, fine = (made.person() for _ in range(5))
    for person, guardian, note in (
        (ill, "", "艾滋病"), (ill, "", ""), (other, "", ""), (other, "", "精神残疾"), (ward, parent.id, "HIV"), (parent, "", ""),
        (fine, "", ""), (fine, "", ""),
    ):  # fmt: skip
        spelt = person.id if len(made.rows) % 2 else f"{person.id[:6]} {person.id[6:]}"
        show = ("石佛村", person.name, "500") if person is fine else None
        made.add(len(made.rows) + 1, "石佛镇", "石佛村", person.name, spelt, guardian, "500", note, show=show)
    return made


MADE = (ongniud, zhenyuan, gejiu, merged, artux, binxian, shihezi, yuanjiang, shifo, twice)
