"""Free text: where identifiers begin and end, which long numbers may stay, and that columns are read like their cells."""

import itertools

import pyarrow as pa
import pytest
from stdnum.cn import uscc

from deid.detect import hide, remarks, scan, shadow, shapes, spans
from deid.detect.spans import Span

ID = "411224197403051234"
CODE = "91110000600037341L"

FOUND = """
411224197403051234 = resident_id
4112241974 03051234 = resident_id
4112241974030512 3 X = resident_id
4112 2419 7403 0512 34 = resident_id
411224-19740305-1234 = resident_id
411224(19740305)1234 = resident_id
41122419740305123X = resident_id
110105194913310021 = resident_id
411224740305123 = resident_id
[411224197403051234] 13800138000 = resident_id phone
[4112241974030512 34] 56 = resident_id
H[411224197403051234] = resident_id
GG[411224197403051234] = resident_id
某某某某学籍号[G411224197403051234] = student_number
某某某某学籍号[G 411224197403051234] = student_number
G411224197403051234 = student_number
学籍[G 411224197403051234] = student_number
学籍[L-411224197403051234] = student_number
J11010519491331002X = student_number
41122419740305123443 = disability_card
41122419740305123443B = disability_card
41122419740305123443B1 = disability_card
411224197403051234 43B1 = disability_card
[41122419740305123443]B12 = disability_card
[41122419740305123443]BX = disability_card
[4112 2419 7403 0512 3443] B1 = disability_card

电话[13800138000]、13900139000 = phone phone
[13800138000] 13900139000 = phone phone
13800138000139 = phone
+86 13800138000 = phone
+8613800138000 = phone
008613800138000 = phone
0398-2925094 = phone
[0398 2925094] 13800138000 = phone phone
1 [13800138000] 5 = phone
5 [0398-2925094 3] = phone
138001380 00 = phone
13800138000X = phone
一三八零零一三八零零零 = phone
138\u200b0013\u200b8000 = phone

6217000012340000123 = bank_card
6217 0000 1234 0000 123 = bank_card
6217 0000 1380 0138 000 = bank_card
[62170000123400001] 13800138000 = bank_card phone
[41122419740305123]X1 = bank_card
[41122419740305123]X* = bank_card
2217000012340000123 = long_number
1234 5678 9012 345 = long_number
211224197413051234 = long_number
G[12345678901234567] = long_number
123456789012345X = long_number
12345678901234X = long_number
4112241974030512X = long_number
1380013800013900139000 = long_number
12345678901234 =
12345678901234 5 = long_number
2026-01-01 2026-01-01 2026-01-01 2026-01-01 2026-01-01 2026-1-01 =
2026-01-01 2026-01-01 2026-01-01 2026-01-01 2026-01-01 2026-01-01 = long_number

E12345678 = passport
E 12345678 = passport
E-12345678 = passport
E1234 5678 = passport
见[EA1234567] = passport
持有中国护照[E 12345678] = passport
持有中国护照[EA1234567] = passport
KA1234567 = passport
K12345678 =
E  12345678 =
XE12345678 =
1E12345678 =
E123456789 =
E12345678X =
H12345678 = travel_permit
M1234567890 = travel_permit
H123456789 =
C12345678 = travel_permit
L12345678 = travel_permit
CA1234567 = travel_permit
ABC123456789012 = travel_permit
AB123456789012 =
H4001234567 = travel_permit

豫A12345 = plate
豫A·12345 = plate
豫A  12345 = plate
豫A   12345 =
豫AD12345 = plate
豫A1234挂 = plate
豫A1234领 = plate
豫AABCD1 = plate
豫AABCDE =
XA12345 =
豫A123 =
豫A123456 = plate
豫A1234567 =
[豫A12345]挂A = plate
[13800138000]豫A12345 = phone plate
豫A13800 138000 = phone

a@b.cn = email
见[a@b.cn]。 = email
[a@b.cn] c@d.cn = email email
a@[b@c.cn] = email
a@123456.cn = email
13800138000@qq.com = email
a.b@c =
@b.cn =
@ [a@b.cn] = email
a@ b.cn =
138 0013 8000@qqq.com = phone
电话[138 0013 8000@qqq.comm] = phone
电话[138 0013 8000@qqqq.comm] = email

400-123-4567 =
4001234567 =
800 123 4567 =
4001234567转1 =
2026-01-01 =
20260101 20260102 =
2026.1.1~2026.2.1 =
2026-01-01 10:30:00 =
20260101103059 =
2026 13 =
91110000600037341L =
91110000600037341L [13800138000] = phone
[91110000600037341]L13800138000 = bank_card phone
"""


def cases(text):
    """Text, its first span, the kinds of all spans."""
    for line in text.splitlines():
        if line:
            cell, _, kinds = line.replace("\\u200b", "\u200b").rpartition(" =")
            plain = cell.replace("[", "").replace("]", "")
            start, end = (cell.find("["), cell.find("]") - 1) if "[" in cell else (0, len(plain))
            yield plain, (start, end) if kinds.strip() else None, kinds.split()


def test_where_an_identifier_begins_and_ends():
    for text, first, kinds in cases(FOUND):
        found = spans.spans(text)
        assert [span.kind for span in found] == kinds, text
        assert not first or (found[0].start, found[0].end) == first, text
        for wrapped in (f"见{text}。", f"\u3000{text}，{text}"):
            again = spans.spans(wrapped)[: len(kinds)]
            assert [(span.start - 1, span.end - 1, span.kind) for span in again] == found, wrapped
    texts = {text: bool(kinds) for text, _, kinds in cases(FOUND)}
    assert scan.contains_identifier(pa.array([*texts, None, "无"])).to_pylist() == [
        *texts.values(),
        False,
        False,
    ]


def test_a_text_too_long_to_search_is_hidden_whole():
    assert spans.spans("1" + "a" * 19_999) == []
    assert spans.spans("1" + "a" * 20_000) == [Span(0, 20_001, "long_number")]


def test_a_local_part_of_an_address_has_an_end():
    assert spans.spans(f"{'x' * 64}@b.cn") == [Span(0, 69, "email")]
    assert spans.spans(f"{'x' * 65}@b.cn") == [Span(1, 70, "email")]
    assert spans.spans(f"见a@{'b' * 63}.cn") == [Span(1, 69, "email")]
    assert spans.spans("a@b1234567.cn，c@d.cn") == [Span(0, 13, "email"), Span(14, 20, "email")]


# ------------------------------------------------------------------ codes of organisations
REGISTRARS = "11 12 13 19 51 52 53 59 91 92 93"
PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"


def codes(registrar, province):
    """Codes of 17 digits and the right check character, a letter."""
    heads = (f"{registrar}{province}00{number:011d}" for number in range(1, 400, 7))
    found = (f"{head}{char}" for head in heads for char in "ABCDEFGHJKLMNPQRTUWXY")
    return list(itertools.islice((code for code in found if uscc.is_valid(code)), 3))


@pytest.mark.parametrize("registrar", REGISTRARS.split())
def test_codes_of_organisations_stay(registrar):
    for province in PROVINCES.split():
        for code in codes(registrar, province):
            assert spans.is_organisation(code)
            assert spans.spans(f"代码{code}。") == []


@pytest.mark.parametrize(("registrar", "province"), [("10", "41"), ("14", "41"), ("21", "41"), ("50", "41"), ("54", "41"), ("90", "41"), ("94", "41"),
                                                     ("91", "10"), ("91", "16"), ("91", "20"), ("91", "24"), ("91", "30"), ("91", "38"), ("91", "40"), ("91", "47"),
                                                     ("91", "55"), ("91", "60"), ("91", "66"), ("91", "71"), ("62", "17")])  # fmt: skip
def test_what_no_registrar_gives_is_no_code(registrar, province):
    for code in codes(registrar, province):
        assert not spans.is_organisation(code)


def test_what_could_be_a_person_is_no_code():
    assert spans.is_organisation(CODE)
    assert not spans.is_organisation(f"{CODE[:-1]}M")
    for both in ("511302197403050070", "51130219740305016X"):  # right as a code, and a birth date in it
        assert uscc.is_valid(both)
        assert not spans.is_organisation(both)
        assert spans.spans(both) == [Span(0, 18, "resident_id")]


# ------------------------------------------------------------------ shapes
SHAPES = {
    "13800138000": "phone", "12800138000": None, "19900138000": "phone", "013800138000": "phone", "8613800138000": "phone", "008613800138000": "phone",
    "0102345678": "phone", "01023456789": "phone", "010234567891": None, "0201234567": None, "0202345678": "phone", "03982925094": "phone", "0200123456": None,
    "8603982925094": "phone", "0086102345678": None, "00860102345678": "phone", "138001380001": "phone", "113800138000": "phone", "112800138000": None,
    "20260101103059": None, "199001011030": None, "19900101103059": None, "1990010110305": "phone", "2026010110305": None, "202601011030591": "resident_id", "20261301103059": None, "123456789012": None,
    ID: "resident_id", f"{ID[:-1]}X": "resident_id", "411224179703051234": "bank_card", "411224189703051234": "resident_id", "411224209703051234": "resident_id",
    "211224197413051234": "long_number", "011224740305123": "long_number", "411224740305123": "resident_id", "411224741305123": "long_number",
    "411224740300123": "long_number", "411224740332123": "long_number", "411224740331123": "resident_id",
    f"{ID}11": "disability_card", f"{ID}74": "disability_card", f"{ID}84": "long_number", f"{ID}01": "long_number", f"{ID}15": "long_number", f"{ID}10": "long_number",
    f"{ID}43B": "disability_card", f"{ID}43B1": "disability_card", f"{ID}431": "disability_card", f"{ID}43B12": "long_number", f"{ID}4312": "long_number",
    "411224197413051234" + "43": "long_number",
    "6217000012340000": "bank_card", "621700001234000": "long_number", "6217000012340000123": "bank_card", "62170000123400001234": "long_number",
    "3217000012340000": "bank_card", "2217000012340000": "long_number", "9217000012340000": "bank_card",
    "123456789012345": "long_number", "12345678901234X": None, "12345678901234": None, "123456789": None, "1234567890": None,
}  # fmt: skip


def test_what_a_run_of_digits_is():
    assert {digits: shapes.kind(digits) for digits in SHAPES} == SHAPES


def test_digits_put_together_must_fit_better():
    loose = {digits: shapes.kind(digits, grouped=True) for digits in SHAPES}
    assert loose == {
        digits: None if kind == "long_number" or digits in ("138001380001", "113800138000", "1990010110305") else kind for digits, kind in SHAPES.items()
    }  # fmt: skip


def test_birth_dates_and_cards():
    assert [
        shapes.is_born(text)
        for text in (ID, "411224740305123", "411224741305123", "411224197413051234", ID[:-1])
    ] == [True, True, False, False, False]
    assert [shapes.is_card(text) for text in ("6217000012340000", "2217000012340000", "621700001234000", "6217000012340000123", "62170000123400001234")] == [
        True, False, False, True, False
    ]  # fmt: skip


def test_the_check_character():
    """The published examples of GB 11643, and each character once."""
    assert shapes.check_fits("11010519491231002X")
    assert shapes.check_fits("440524188001010014")
    for char in "0123456789X":
        numbers = [f"1101051949123{number:04d}{char}" for number in range(0, 9_999, 37)]
        fits = [number for number in numbers if shapes.check_fits(number)]
        weights = [2**place % 11 for place in range(17, 0, -1)]
        for number in fits:
            total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
            assert (total + (10 if char == "X" else int(char))) % 11 == 1
        assert fits


DATES = {
    "20260101": True, "2026010123": True, "2026010160": False, "202601012359": True, "202601012360": False, "20260101235959": True, "18991231": False,
    "20261301": False, "20260132": False, "20260100": False, "20261231": True,
}  # fmt: skip
DATED = {
    "2026": True,
    "2026-1": True,
    "2026.12": True,
    "2026-13": False,
    "2026-1-1": True,
    "2026-01-31": True,
    "2026-1-32": False,
    "1899": False,
    "20261": False,
}


def test_what_is_a_date():
    assert {text: shapes.DATE.fullmatch(text) is not None for text in DATES} == DATES
    assert {text: shapes.DATED.fullmatch(text) is not None for text in DATED} == DATED
    runs = {"2026-01-01": True, "20260101 2026.1.2": True, "2026-01-01 ~ 2026-01-02": True, "2026-01-01  -  2026": False, "2026-01-01 10": True, "2026-01-01 24": False,
            "2026-01-01 23": True, "1234": False, "2026-01-01 123": False}  # fmt: skip
    assert {text: spans.is_dates(text) for text in runs} == runs
    offices = {"4001234567": True, "800-123 4567": True, "500-123-4567": False, "400-123-45678": False}
    assert {text: spans.is_office(text) for text in offices} == offices


# ------------------------------------------------------------------ shadows
def test_a_shadow_knows_the_way_back():
    seen = shadow.cast("ＡＢ１\u200b２㈱x")
    assert seen.text == "AB12(株)X"
    assert [seen.original(*part) for part in ((0, 1), (0, 3), (2, 4), (3, 4), (4, 7), (5, 6), (7, 8), (0, 8))] == [
        (0, 1), (0, 4), (2, 5), (4, 5), (5, 6), (5, 6), (6, 7), (0, 7)
    ]  # fmt: skip
    plain = shadow.cast("ab1")
    assert (plain.text, plain.starts, plain.original(1, 2)) == ("AB1", None, (1, 2))


SHADOWS = {
    "中\t1": "中\t1", "中\u2028x\x85": "中 X ", "电话①③": "电话13", "٣४": "34", "中\u3000x": "中 X", "ａ中": "A中", "ß中": "SS中", "〇一二三四五": "〇一二三四五", "〇一二三四五六": "0123456", "〇一二三四五六X": "0123456X", "中X": "中X", "中ⅻ": "中XII",
    "七柒八捌九玖陆": "7788996", "零○〇壹幺贰叁": "0001123", "肆伍六五四三二一": "45654321", "龥鿿㐀": "龥鿿㐀", "中½": "中1⁄2", ".中.": ".中.", " 中 ": " 中 ",
}  # fmt: skip


def test_what_a_search_sees():
    assert {text: shadow.cast(text).text for text in SHADOWS} == SHADOWS
    for text in SHADOWS:
        seen = shadow.cast(text)
        assert seen.size == len(text)
        assert len(seen.starts) == len(seen.text)


# ------------------------------------------------------------------ what is hidden, what may stay
STAYS = """
金额1234567元|金额：1234567|金额为 1234567|合计1234567|共计：  1234567|总计1234567|标准1234567|人民币1234567|￥1234567|¥1234567|$1234567|合计:1234567.5
1234567元|1234567块|1234567亩|1234567斤|1234567公斤|1234567吨|1234567万|1234567亿|1234567平方|1234567立方|1234567㎡|1234567m²|1234567株|1234567棵
1234567头|1234567只|1234567羽|1234567度|1234567千瓦|1234567  元|123456789元|1234567.50|123456789.12|1234567.5元
123456|123456 123456|123.45 1234.5 1|1 2 3 4 5 6 7 8 9 10|1234.56 12|192 5094|1234 5678|400-123-4567|4001234567|20260101|2026-01-01 2026|一二三四五六|张\x01三
91110000600037341L|2026年1月1日至2026年12月31日
"""
GOES = """
1234567=***|豫 A·12345=***|1234567米=***米|1234567   元=***   元|金额   1234567=金额   ***|合计元1234567=合计元***|1234567.505=***|1234567890元=***元|1234567890.12=***
13800138000元=***元|0398292509.40=***|123456 1234567=***|1234567 1=***|1 2 3 4 5 6 7 8 9 10 11=***|1234.567 123=***|292-5094=***|2925 0941=***|292 5094=***
12345678901234567890元=***元|〇一二三四五六=***|１２３４５６７，=***，|20261301=***|1.234.567=***|1234567m23=***m23|李四，138 0013 8000。=李四，***。|①②③④⑤⑥⑦=***
411224197403051.20=***|1234567亿1234567=1234567亿***|a@b.cn来=***来|13800138000、13900139000=***、***|138001380001390013900013800138000139=***|138001380.00=***|123456½234567=***|13800138000豫A12345=******|电话13800138000，编号1234567=电话***，编号***|5000500电=***电
"""


def test_what_may_stay():
    for text in STAYS.strip("\n").replace("\n", "|").split("|"):
        assert hide.hide(text) == text
        assert hide.hide(f"见 {text}，") == f"见 {text}，"


def test_a_number_in_groups_is_one_however_far_they_stand_apart():
    """As tables of figures are typed; figures that make no number together stay as they are."""
    wide = " " * 9
    for groups in (
        "411224 19740305 1234",
        "138 0013 8000",
        "１３８ ００１３ ８０００",
        "6228480 012345678910",
    ):
        assert hide.hide(f"见 {groups.replace(' ', wide)}，") == "见 ***，"
    for text in (f"12{wide}34", f"1030{wide}20{wide}470", f"2026{wide}3"):
        assert hide.hide(text) == text


def test_what_goes():
    for case in GOES.strip("\n").replace("\n", "|").split("|"):
        text, _, left = case.partition("=")
        assert hide.hide(text) == left
        assert hide.hide(left) == left
        assert hide.hide(f"见 {text}，") == f"见 {left}，"


NAMES = [
    ("李四的儿子李四光", ["李四", "李四光"], "***的儿子***"),
    ("李        四 李         四", ["李四"], "*** 李         四"),
    ("阿依古丽·买买提、阿依古丽∙买买提", ["阿依古丽⋅买买提"], "***、***"),
    ("李·四李.四李．四李•四李・四李‧四", ["李四"], "***" * 6),
    ("李四、王五来", ["李四、王五"], "***来"),
    ("李四和王五来", ["李四、王五"], "***和***来"),
    ("王五赵六钱七孙八周九吴十来", ["王五,赵六/钱七;孙八；周九，吴十"], "***" * 6 + "来"),
    ("吴十冯十二", ["吴十【冯十二"], "***冯十二"),
    ("吴十冯十二郑一", ["吴十(冯十二", "郑一[x"], "***冯十二***"),
    ("四王张*", ["四", "王", "张*", "", "（李四）"], "四王张*"),
    ("john smith SMITH", ["John Smith"], "*** ***"),
    ("john smith", ["John  Smith"], "***"),
    ("李四a", ["李四a"], "***"),
    ("李四", ["李四", "李四"], "***"),
    ("李四 13800138000", ["李四"], "*** ***"),
]


@pytest.mark.parametrize(("text", "names", "left"), NAMES)
def test_names_are_cut_out(text, names, left):
    assert hide.hide(text, names) == left
    assert hide.without_names(text.replace("13800138000", "***"), names) == left


def test_the_forms_of_a_name():
    assert list(hide.forms("扎西·多吉（女）")) == ["扎西多吉", "扎西多吉"]
    assert list(hide.forms("John Smith")) == ["johnsmith", "john", "smith"]
    assert list(hide.forms("张*")) == list(hide.forms("张")) == list(hide.forms("")) == []


# ------------------------------------------------------------------ columns
REMARKS = [
    "已核查", "电话13902345678", "13902345678", "电话13902345678，13802345678已核", "卡号6217001234567890123", "电话12902345678", "电话13902345678，12902345678", "2026年4月核查",
    "共123456元", "共1234567元", "123456", "1234567", "12:30", "a1", "电话13902345678。", "13902345678；13802345678、已核：", "金额500", "一二三四五六七", "一二三四五六", "无",
    "联系13902345678转1", "1 2", "身份证411224197403051234", "豫A12345", "a@b.cn", "电话02923456789", "", " ", "G411224197403051234", "电话139023456781", "龥1", "㐀1",
    "电话1390234567", "（13902345678）", "20260101", "电话10902345678", "电话11902345678", "电话20902345678", "电话30902345678",
]  # fmt: skip


def test_usual_remarks_are_read_like_any_other():
    for cells in (REMARKS, [cell for cell in REMARKS if "@" not in cell], *([cell] for cell in REMARKS), []):
        for kind in (pa.string(), pa.large_string()):
            col = pa.array(cells, kind)
            told = remarks.mobiles(col)
            for cell, found, unread in zip(
                cells, told.found.to_pylist(), told.unread.to_pylist(), strict=True
            ):
                assert not (found and unread)
                if not unread:
                    assert found == bool(spans.spans(cell)), cell
            assert scan.contains_identifier(col).to_pylist() == [bool(spans.spans(cell)) for cell in cells]
            assert scan.hidden(col).to_pylist() == [hide.hide(cell) for cell in cells]
            assert scan.hidden(col).type == kind
    with_nulls = pa.array([None, *REMARKS, None])
    assert scan.hidden(with_nulls).to_pylist() == [None, *map(hide.hide, REMARKS), None]
    assert scan.contains_identifier(with_nulls).to_pylist() == [
        False,
        *(bool(spans.spans(cell)) for cell in REMARKS),
        False,
    ]


def test_which_remarks_are_usual():
    told = remarks.mobiles(pa.array(REMARKS))
    read = {
        cell: found
        for cell, found, unread in zip(REMARKS, told.found.to_pylist(), told.unread.to_pylist(), strict=True)
        if not unread
    }
    assert {cell for cell, found in read.items() if found} == {
        "电话13902345678", "13902345678", "电话13902345678，13802345678已核", "电话13902345678。", "13902345678；13802345678、已核：", "联系13902345678转1",
    }  # fmt: skip
    assert {cell for cell, found in read.items() if not found} == {
        "已核查", "2026年4月核查", "共123456元", "123456", "金额500", "一二三四五六", "无", "", "龥1",
    }  # fmt: skip
    assert remarks.hide_mobiles(pa.array(["电话13902345678，13802345678已核"]), "*").to_pylist() == [
        "电话*，*已核"
    ]


TEXTS = [text for text, _, kinds in cases(FOUND) if kinds]
QUIET = [text for text, _, kinds in cases(FOUND) if not kinds]


def test_every_identifier_of_a_column_is_listed_as_written():
    found = scan.identifiers(pa.array([*TEXTS, *QUIET, *REMARKS, *TEXTS, None]))
    told = {text[span.start : span.end] for text in (*TEXTS, *REMARKS) for span in spans.spans(text)}
    assert found == sorted(told)
    assert scan.identifiers(pa.array(["13800138000", "见13900139000", "13800138000", "已核"])) == [
        "13800138000",
        "13900139000",
    ]
    assert scan.identifiers(pa.array([None, "无"])) == []
    for text in (*TEXTS, *QUIET):
        assert scan.identifiers(pa.array([text])) == sorted(
            {text[span.start : span.end] for span in spans.spans(text)}
        )


def test_what_is_worth_searching():
    col = pa.array([*TEXTS, *QUIET, *REMARKS, None])
    suspects = scan.suspects(col).to_pylist()
    holds = scan.contains_identifier(col).to_pylist()
    assert not [
        text
        for text, suspect, held in zip(col.to_pylist(), suspects, holds, strict=True)
        if held and not suspect
    ]
    quiet = [
        "已核查",
        "2026-01-01",
        "2026-01-01 10:30:00",
        "2026年1月1日",
        "20260101",
        "1234567元",
        "1,234.56元",
        "-1234567.50",
        "2026年",
        "无",
        "ab",
        None,
        "",
    ]
    assert scan.suspects(pa.array(quiet)).to_pylist() == [False] * len(quiet)
    assert scan.suspects(pa.array(["无", None])).to_pylist() == [False, False]


ONE_KIND = {
    "resident_id": [ID, "'41122419740305123x", "411224740305123", "4.11224200811217E+17", "4.11224740305123E14", "110105194913310021", "411224 19740305 1234"],
    "disability_card": [f"{ID}43", f"{ID}43B1", f"{ID}43B"],
    "student_number": [f"G{ID}", f"J{ID}", f"L{ID}", "g11010519491331002X"],
    "phone": ["13800138000", "+8613800138000", "008613800138000", "013800138000", "0398-2925094", "(0398)2925094", "+86 0398 2925094", "01062345678"],
    "bank_card": ["6292 1742 1809 6792 903", "622848001234567", "1" * 32],
    "passport": ["E12345678", "EA1234567", "KA1234567", "p12345678"],
    "travel_permit": ["H12345678", "M1234567890", "C12345678", "T12345678", "ABC123456789012", "W12345678"],
    "plate": ["豫A12345", "豫M·12345", "豫AD12345", "豫A1234挂"],
    "email": ["zhang.san@example.cn", "aa@b.cn", "a_b@163.com"],
}  # fmt: skip


@pytest.mark.parametrize("kind", ONE_KIND)
def test_a_column_of_one_kind(kind):
    cells = ONE_KIND[kind]
    assert scan.kind_of(pa.array([*cells, None, "", "无", "已核查已核查"])) == {kind: len(cells)}
    for cell in cells:
        assert scan.kind_of(pa.array([cell])) == {kind: 1}


def test_a_column_of_nothing():
    nothing = ["2026-01-01", "2026/1/1 10:00", "2026.12.31", "123456789", "12345678", "无", "已核查已核查已核查", "K12345678", f"{ID}4B", "1" * 33, "40012345678", "a@b",
               "豫A123", "E1234567", "XA12345", "1990-10-1 1030", "1234567890", f"{ID}1234567890{ID}1234567890{ID}"]  # fmt: skip
    assert scan.kind_of(pa.array(nothing)) == {}
    for cell in nothing:
        assert scan.kind_of(pa.array([cell, None])) == {}
    assert scan.kind_of(pa.array([None, ""])) == scan.kind_of(pa.array([], pa.string())) == {}
    assert scan.kind_of(pa.array([f"{ID[:9]}{' ' * 46}{ID[9:]}"])) == {"resident_id": 1}
    assert scan.kind_of(pa.array([f"{ID[:9]}{' ' * 47}{ID[9:]}"])) == {}
    mixed = pa.array(
        [
            ID,
            "13800138000",
            "13900139000",
            "2026-01-01",
            "无",
            None,
            "6292174218096792903",
            "110105194913310021",
        ]
    )
    assert scan.kind_of(mixed) == {"resident_id": 2, "phone": 2, "bank_card": 1}


@pytest.mark.parametrize("text", ["9111000010e000006 00X21E138-5678", "9111000010e000006 00X21E13800138000"])
def test_what_is_left_beside_a_cut_is_looked_at_again(text):
    """A number may stand in front of another so that only the second is seen at first."""
    once = hide.hide(text)
    assert hide.hide(once) == once == "******X21E***"
