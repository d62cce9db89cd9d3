"""Whole cells that are one identifier: what is read through, which lengths, which letters, what a mask still tells."""

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from deid.detect import account, births, cells, id_cells, lookup_code, phone, resident_id
from deid.detect import certificates as certs

ID = "411224197403051234"
OLD = "411224740305123"
TODAY = date(2026, 11, 21)


def told(function, table):
    """What the function says of each case."""
    return {cell: function(cell) for cell in table}


# ------------------------------------------------------------------ what is read through
TIDY = {
    '="411"': "411", "“411”": "411", "‘411’": "411", "'411'": "411", "(411": "411", "411)": "411", "（411）": "411", "[411]": "411", "【411】": "411",
    "411。": "411", "411;": "411", "411,": "411", "411、": "411", "411，。": "411", "「411」": "「411」", "=411": "=411",
    "411.0": "411", "411.00": "411", "411.": "411.", '="411.0"': "411", "4.0.0": "4.0",
    "411（女儿）": "411", "411 (女 儿) ": "411", "411（1）": "411(1", f"411（{'女' * 24}）": "411", f"411（{'女' * 25}）": f"411({'女' * 25}",
}  # fmt: skip


def test_what_offices_type_around_a_number():
    assert told(cells.tidy, TIDY) == TIDY
    assert cells.squeeze("4 1-1.2·3‐4―5−6﹣7－8_9x\t–") == "41123456789X"
    assert cells.several("1,2;3/4|5\\6、7，8；9\n10\r11和12,,") == [str(number) for number in range(1, 13)]


READS = {
    id_cells.read_one: {
        ID: ID, OLD: OLD, "41122419740305123x": "41122419740305123X", "身份证号：411224 19740305 1234": ID, f"号码{OLD}": OLD, f"ID:{OLD}": OLD, f"id{OLD}": OLD,
        f"身份{OLD}": None, f"{'甲' * 24}证{OLD}": OLD, f"{'甲' * 25}证{OLD}": None, f"证{'甲' * 12}{OLD}": OLD, f"证{'甲' * 13}{OLD}": None,
        OLD[1:]: None, f"{OLD}4": None, f"{ID}5": None, f"{ID[1:]}Y": None,
    },
    id_cells.read_starred: {
        **dict.fromkeys((f"411224{char * 8}1234" for char in "*X#?●○■□※"), "411224********1234"), "411224********123X": "411224********123X",
        "411224******123": "411224******123", "证号411224********1234": "411224********1234", ID: None, "411224*******1234": None, f"{'*' * 19}": None,
        "411224197403051*X": None, "4112241974030512*X": "4112241974030512*X",
    },
    account.read_one: {
        "中国农业银行：6228 4800 1234 5678 910": "6228480012345678910", "123456789": "123456789", "12345678": None, "1" * 32: "1" * 32, "1" * 33: None,
        "41122419740305123x": "41122419740305123X", "41122419740305123Y": None, f"{'行' * 40}123456789": "123456789", f"{'行' * 41}123456789": None,
        "6228*1234567": None,
    },
    account.read_starred: {
        "12345678*": "12345678*", "1234567*": None, "*" * 32: "*" * 32, "*" * 33: None, "行6228****1234": "6228****1234", "622841122": None, "a*": None,
        f"{'行' * 40}12345678*": "12345678*", f"{'行' * 41}12345678*": None,
    },
    phone.read_one: {
        "13800138000": "13800138000", "12800138000": None, "013800138000": "13800138000", "+86 138-0013-8000": "13800138000", "0086 13800138000": "13800138000",
        "8613800138000": "13800138000", "+86 154 0013 8000": "15400138000", "0300-2925094": "03002925094", "+86 0771 0465634": "07710465634",
        "0398-2925094": "03982925094", "03982925094转802": "03982925094", "0398-2925094-802": "03982925094",
        "0398-2925094-1234567": None, "0398-2925094 分机8": "03982925094", "0398-2925094内线 8": "03982925094", "0398-2925094Ext.8": "03982925094",
        "0398-2925094x8": "03982925094", "0398-2925094#802": "03982925094", "0398-2925094转123456": "03982925094", "0398-2925094转1234567": None,
        "3982925094": "03982925094", "1012345678": "01012345678", "02012345678": "02012345678", "(010)62345678": "01062345678", "（0398）2925094": "03982925094",
        "+86398 2925094": "03982925094", "86-0398-2925094": "03982925094", "2925094": "2925094", "29250941": "29250941", "12925094": None, "292509": None,
        "29250941234": None, "4001234567": "4001234567", "8001234567": "8001234567", "+86 400 123 4567": "4001234567", "+86 10086": None, "+852 9123 4567": "85291234567",
        "00852 9123 4567": "85291234567", "+1 650 253 0000": "16502530000", "+44 (20) 7946 0958": "442079460958", "+999 123 4567": None, "10086": None, "110": None,
        f"{'电' * 24}13800138000": "13800138000", f"{'电' * 25}13800138000": None, "+86 95588": None, "张三": None, "": None,
    },
    phone.office_one: {
        "400-123-4567": "400-123-4567", "8001234567": "8001234567", "400 123 4567": "400 123 4567", "4001234567（客服）": "4001234567", "4001-234567": None,
        "500-123-4567": None, "400-123-456": None,
    },
    phone.read_starred: {
        "138****8000": "138****8000", "138-****-8000": "138****8000", "+86138****8000": "138****8000", "86138****8000": "86138****8000", "电话138****8000": "138****8000",
        "13800138000": None, "*****": "*****", "****": None, "*" * 15: "*" * 15, "*" * 16: None, "138****800a": None,
    },
    certs.DISABILITY.read_one: {
        ID: ID, f"{ID}4": None, f"{ID}43": f"{ID}43", f"{ID}43B": f"{ID}43B", f"{ID}43b1": f"{ID}43B1", f"{ID}43B12": None, f"{ID}4B": None,
        f"{'甲' * 24}{ID}43": f"{ID}43", f"{'甲' * 25}{ID}43": None, "41122419740305123x43": "41122419740305123X43",
    },
    certs.DISABILITY.read_starred: {
        "411224********123443": "411224********123443", "411224********1234": "411224********1234", "411224********123443B1": "411224********123443B1",
        "411224********12344": None, f"{ID}43": None, "411224********123443B12": None, "残疾人证411224********1234**": "411224********1234**",
    },
    certs.STUDENT.read_one: {
        f"G{ID}": f"G{ID}", f"J{ID}": f"J{ID}", f"l{ID}": f"L{ID}", f"H{ID}": None, ID: ID, f"学籍号：G{ID}": f"G{ID}", f"{'学' * 24}G{ID}": f"G{ID}",
        f"{'学' * 25}G{ID}": None, f"G{ID}1": None,
    },
    certs.STUDENT.read_starred: {
        "G411224********1234": "G411224********1234", "*411224********1234": "*411224********1234", "H411224********1234": None,
        "411224********123X": "411224********123X", "G411224*******1234": None, f"G{ID}": None,
    },
    certs.PASSPORT.read_one: {
        "E12345678": "E12345678", "EA1234567": "EA1234567", "E123456": "E123456", "E12345": None, "E123456789": "E123456789", "E1234567890": None, "ABC123456": None,
        "141234567": "141234567", "151234567": "151234567", "161234567": None, "14123456": None, "护照e12345678": "E12345678",
    },
    certs.PASSPORT.read_starred: {
        "E****5678": "E****5678", "E*****": None, "E******": "E******", "E**********": "E**********", "E***********": None, "*12345678": "*12345678", "1*2345678": None,
        "E12345678": None,
    },
    certs.TRAVEL_PERMIT.read_one: {
        "H12345678": "H12345678", "m12345678": "M12345678", "C12345678": "C12345678", "W12345678": "W12345678", "T12345678": "T12345678", "L12345678": "L12345678",
        "K12345678": None, "CA1234567": "CA1234567", "H1234567": "H1234567", "H123456": None, "H1234567890": "H1234567890", "H12345678901": None,
        "12345678": "12345678", "1234567890": "1234567890", "123456789": None, "ABC123456789012": "ABC123456789012", "ABC12345678901": None,
        "通行证H12345678": "H12345678",
    },
    certs.TRAVEL_PERMIT.read_starred: {
        "H****5678": "H****5678", "H******": None, "H*******": "H*******", "*" * 15: "*" * 15, "*" * 16: None, "1234*678": "1234*678", "12345678": None,
    },
    certs.PLATE.read_one: {
        "豫A12345": "豫A12345", "豫A1234": None, "豫AD12345": "豫AD12345", "豫A1234567": None, "豫A1234中": None, "国A12345": None, "XA12345": None, "车X号豫A12345": "豫A12345", "豫112345": None,
        **{f"豫A1234{end}": f"豫A1234{end}" for end in "挂学警港澳试超领"}, **{f"{place}A12345": f"{place}A12345" for place in certs.PROVINCES},
        "豫 a·12345": "豫A12345", "车牌号：豫A12345": "豫A12345", "车牌豫A12345": "豫A12345", f"{'车' * 12}:豫A12345": "豫A12345", f"{'车' * 13}:豫A12345": None,
        "车豫A12345": None,
    },
    certs.PLATE.read_starred: {
        "豫A***45": "豫A***45", "豫*12345": "豫*12345", "*A12345": "*A12345", "豫A****领": "豫A****领", "豫A***4*": "豫A***4*", "豫A12345": None, "豫A**": None,
        "XA***45": None, "豫A*****45": None, "车牌豫A***45": "豫A***45",
    },
    certs.read_email: {
        "邮箱：Zhang.San@Example.CN": "zhang.san@example.cn", "a@b.cn": "a@b.cn", "a@b": None, "a@b.c.d.e.f.g.h": "a@b.c.d.e.f.g.h", "a@b.c.d.e.f.g.h.i": None,
        "a@12345.cn": "a@12345.cn", "a@123456.cn": None, "1234567@b.cn": "1234567@b.cn", f"{'a' * 64}@b.cn": f"{'a' * 64}@b.cn", f"{'a' * 65}@b.cn": None,
        f"a@{'b' * 63}.cn": f"a@{'b' * 63}.cn", f"a@{'b' * 64}.cn": None, f"{'邮' * 12}: a@b.cn": "a@b.cn", f"{'邮' * 13}a@b.cn": None, "a b@c.cn": None,
        "138*@qq.com": "138*@qq.com", "@b.cn": None, "a@.cn": None, "a_b%+c-d#$&'/=?^`{|}~@b-c.cn": "a_b%+c-d#$&'/=?^`{|}~@b-c.cn",
    },
}  # fmt: skip


@pytest.mark.parametrize("read", READS, ids=lambda read: f"{read.__module__}.{read.__qualname__}")
def test_what_one_odd_cell_is(read):
    assert told(read, READS[read]) == READS[read]


SPLIT = {
    "13800138000 13900139000": 2, "13800138000 0398-2925094": 2, "13800138000和13900139000": 2, "13800138000 或 13900139000": 2,
    "13800138000,13900139000;13900139001": 3, "1/2|3\\4、5，6；7\n8\r9": 9, "13800138000 8613900139000": 2, "13800138000 8": 1, "1 139001390001": 1, ",1,": 1,
}  # fmt: skip


def test_several_numbers_in_a_cell():
    assert {cell: len(phone.several(cell)) for cell in SPLIT} == SPLIT
    assert phone.several("13800138000 或 13900139000") == ["13800138000", "13900139000"]
    assert id_cells.several("1,2;3/4|5\\6、7，8；9\n10\r11 和 12及13，，") == [
        str(number) for number in range(1, 14)
    ]


# ------------------------------------------------------------------ columns
COLUMNS = {
    id_cells.normal: {
        ID: ID, OLD: OLD, "'41122419740305123ｘ": "41122419740305123X", "411224 19740305 1234": ID, f"证号{ID}": ID, f"{ID}{'。' * 182}": ID,
        f"{ID}{'。' * 183}": None, "43": None, "411224********1234": None, f"{ID}43": None, "": None, None: None,
    },
    id_cells.contained: {ID: ID, f"{ID}43": ID, f"{ID}43b1": ID, f"g{ID}": ID, f"G{ID} ": ID, f"H{ID}": None, f"{ID}4": None, OLD: OLD, "无": None, None: None},
    account.normal: {"6292 1742 1809 6792 903": "6292174218096792903", "123456789": "123456789", "12345678": None, "1" * 32: "1" * 32, "无": None, None: None, "行123456789": "123456789"},
    phone.normal: {
        "13800138000": "13800138000", "12800138000": None, "23800138000": None, "19900138000": "19900138000", "+86 138-0013-8000": "13800138000",
        "8613800138000": "13800138000", "008613800138000": "13800138000", "0398-2925094": "03982925094", "010 12345678": "01012345678", "2925094": "2925094",
        "292-5094": "2925094", "400-123-4567": None, "4001234567": None, "8001234567": None, "43": None, "１３８００１３８０００": "13800138000",
        "电话13800138000": "13800138000", "张三": None, "": None, None: None,
    },
    certs.email: {
        "a@b.cn": "a@b.cn", "A@B.CN": "a@b.cn", "a*@b.cn": None, "a＠b.cn": "a@b.cn", "a@b.c": "a@b.c", "a@163.com": "a@163.com", "a@1234567.com": None, "无": None,
        "邮箱a@b.cn": "a@b.cn", "": None, None: None,
    },
    certs.DISABILITY.normal: {f"{ID}43": f"{ID}43", ID: ID, f" {ID}43 b1": f"{ID}43B1", f"证{ID}43": f"{ID}43", f"{ID}4": None, "证41122419740305123X": "41122419740305123X", None: None},
    certs.PLATE.normal: {"XA12345": None, "豫A12345": "豫A12345", "豫 A·12345": "豫A12345", "豫ａ12345": "豫A12345", "豫A1234": None, "无": None, None: None},
    certs.PASSPORT.normal: {"E12345678": "E12345678", "护照 e12345678": "E12345678", "E123456": "E123456", "护照E123456": "E123456", "E12345": None, None: None},
    certs.TRAVEL_PERMIT.normal: {"H1234567": "H1234567", "12345678": "12345678", "h12345678": "H12345678", "证H1234567": "H1234567", "H123456": None, None: None},
    certs.STUDENT.normal: {f"G{ID}": f"G{ID}", f"g {ID}": f"G{ID}", f"学籍号G{ID}": f"G{ID}", "学籍号G41122419740305123X": "G41122419740305123X", f"H{ID}": None, None: None},
}  # fmt: skip


@pytest.mark.parametrize("normal", COLUMNS, ids=lambda read: f"{read.__module__}.{read.__qualname__}")
def test_columns_are_read_like_their_cells(normal):
    table = COLUMNS[normal]
    for kind in (pa.string(), pa.large_string()):
        for part in (list(table), [cell for cell in table if cell is not None], *([cell] for cell in table)):
            col = pa.array(list(part), kind)
            out = normal(col)
            assert out.type == kind
            assert dict(zip(part, out.to_pylist(), strict=True)) == {cell: table[cell] for cell in part}
    assert normal(pa.array([], pa.string())).to_pylist() == []


@pytest.mark.parametrize(
    ("recognise", "normal"),
    [
        (resident_id.recognise, id_cells.normal), (resident_id.recognise_contained, id_cells.contained), (account.recognise, account.normal),
        (phone.recognise, phone.normal), (certs.recognise_email, certs.email), (certs.PLATE.recognise, certs.PLATE.normal),
    ],
)  # fmt: skip
def test_what_is_read_is_recognised(recognise, normal):
    table = COLUMNS[normal]
    assert recognise(pa.array(list(table))).to_pylist() == [value is not None for value in table.values()]


def test_mobiles_and_nothing_else():
    table = {
        "13800138000": True,
        "19900138000": True,
        "12800138000": False,
        "23800138000": False,
        "1380013800": False,
        "138001380001": False,
        " 13800138000": False,
        None: False,
    }
    assert phone.mobile(pa.array(list(table))).to_pylist() == list(table.values())


FOREIGN = {
    ID: True, "41122419740305123X": True, "411224189703051234": True, "411224209703051234": True, "411224179703051234": False, "411224219703051234": False,
    "411224197413051234": False, "411224197410051234": True, "411224197400051234": False, "411224197412311234": True, "411224197412321234": False,
    "411224197412001234": False, "13800138000": True, "12800138000": False, "8613800138000": True, "8513800138000": False, "138001380001": False,
    f"{ID}1": False, "6228480012345678910": False, OLD: True, "622848741305123": False, ID[:17]: True, f"{ID}43": True, f"{ID}431": True,
    f"{ID}83": False, f"{ID}45": False, "62284800123456789": False,
}  # fmt: skip


def test_what_stands_in_an_account_column_and_is_none():
    assert told(account.is_foreign, FOREIGN) == FOREIGN
    assert account.foreign(pa.array([*FOREIGN, None])).to_pylist() == [*FOREIGN.values(), False]
    assert account.foreign(pa.array(["6228480012345678910", None])).to_pylist() == [False, False]


# ------------------------------------------------------------------ masks
@pytest.mark.parametrize(("first", "last"), [(6, 0), (3, 4), (0, 4), (0, 0), (1, 1), (9, 9)])
def test_ends_of_a_column_are_those_of_its_cells(first, last):
    mixed = [ID, OLD, "13800138000", "1234567", "12345678", "123", "", "豫A12345", "41****1234", None]
    for some in (
        mixed,
        [ID, ID[::-1]],
        ["1234567"] * 2,
        ["12345678"],
        ["豫A1234", "粤B1234"],
        ["豫A12345", "粤B12345"],
        [None],
        [],
    ):
        for kind in (pa.string(), pa.large_string()):
            out = cells.ends(pa.array(some, kind), first, last)
            assert out.to_pylist() == [
                cell if cell is None else cells.ends_text(cell, first, last) for cell in some
            ]
            assert out.type == kind


def test_ends_of_a_cell():
    assert cells.ends_text("1234567", 3, 4) == "*******"
    assert cells.ends_text("12345678", 3, 4) == "123*5678"
    assert cells.ends_text("12345678", 3, 0) == "123*****"
    assert cells.ends_text("", 0, 0) == ""


def test_the_frame_of_every_masker():
    """What is read shows its ends; a starred or odd one what ``odd`` leaves; anything else is stars."""
    seen = []

    def odd(cell):
        seen.append(cell)
        return phone.read_starred(cell)

    def show(values):
        return cells.ends(values, 3, 4)

    shown = {
        "13800138000": "138****8000", "+86 13800138000": "138****8000", "138****8000": "138****8000", "１３８＊＊＊＊８０００": "138****8000",
        "张三": "********", "abc": "********", "": "", " ": " ", None: None, "12": "********",
    }  # fmt: skip
    assert cells.mask(pa.array(list(shown)), phone.normal, show, odd).to_pylist() == list(shown.values())
    assert "abc" not in seen
    assert "13800138000" not in seen
    assert cells.mask(pa.array(["13800138000"]), phone.normal, show, odd).to_pylist() == ["138****8000"]
    assert cells.mask(pa.array(["13800138000", "abc"]), phone.normal, show, odd).to_pylist() == [
        "138****8000",
        "********",
    ]
    assert cells.mask(pa.array(["abc", None]), phone.normal, show, odd).to_pylist() == ["********", None]
    assert cells.mask(pa.array(["abc", "1"]), phone.normal, show, lambda _: "x", "[a-z]").to_pylist() == [
        "x",
        "********",
    ]
    long = "138****8000" + "。" * 190
    assert cells.mask(pa.array([long[:200], long[:201]]), phone.normal, show, odd).to_pylist() == [
        "138****8000",
        "********",
    ]


def test_several_values_show_or_none_does():
    odd = cells.one_or_more(phone.read_one, lambda value: value[:3], phone.several, "、")
    shown = {
        "13800138000": "138", "13800138000、13900139000": "138、139", "13800138000、13900139000,2925094": "138、139、292", "13800138000、张三": None, "张三": None,
        "13800138000、张三、13900139000": None, "": None,
    }  # fmt: skip
    assert told(odd, shown) == shown


# ------------------------------------------------------------------ what an ID tells
def test_one_person_one_key_one_county():
    table = {
        ID: (ID[:17], "411224"), OLD: (ID[:17], "411224"), f"{ID}43": (ID[:17], "411224"), f"G{ID}": (ID[:17], "411224"), "x": (None, None), None: (None, None),
        "41122419740305123X": (ID[:17], "411224"),
    }  # fmt: skip
    for part in (list(table), [ID, "41122419740305123X"], [ID, OLD], [OLD], [None]):
        for kind in (pa.string(), pa.large_string()):
            col = pa.array(part, kind)
            assert resident_id.person_keys(col).to_pylist() == [table[cell][0] for cell in part]
            assert resident_id.county_codes(col).to_pylist() == [table[cell][1] for cell in part]
            assert resident_id.person_keys(col).type == kind


def test_check_characters():
    table = {
        "11010519491231002X": True,
        "110105194912310021": False,
        "110105491231002": None,
        "1": None,
        None: None,
        " 11010519491231002x": True,
    }
    assert resident_id.check_digit_ok(pa.array(list(table))).to_pylist() == list(table.values())
    assert resident_id.check_digit_ok(pa.array(["1", None])).to_pylist() == [None, None]


def born(*texts):
    """The birth dates of the cells together."""
    return births.birth_dates(pa.array(texts, pa.string()), today=TODAY).to_pylist()


REAL = {
    "19000101": True, "18991231": False, "20261121": True, "20261122": False, "19740001": False, "19741301": False, "19740100": False, "19740131": True,
    "19740132": False, "19740430": True, "19740431": False, "19740228": True, "19740229": False, "19760229": True, "20000229": True, "19000229": False,
    "19741231": True, "21000101": False, "00000000": False, "99999999": False, "19749999": False,
}  # fmt: skip


def test_a_birth_date_is_a_day_that_has_been():
    days = {
        text: date(int(text[:4]), int(text[4:6]), int(text[6:])) if real else None
        for text, real in REAL.items()
    }
    numbers = [f"411224{text}1234" for text in days]
    assert born(*numbers) == list(days.values())
    assert born(*numbers, None) == [*days.values(), None]
    for number, day in zip(numbers, days.values(), strict=True):
        assert born(number) == [day]
    cards = [f"{number}43" for number in numbers]
    assert born(*cards, "无", OLD) == [*days.values(), None, date(1974, 3, 5)]
    later = births.birth_dates(pa.array(["411224209912311234", "411224209912321234"]), today=date(2100, 1, 1))
    assert later.to_pylist() == [date(2099, 12, 31), None]
    assert births.birth_dates(pa.array([ID])).to_pylist() == [date(1974, 3, 5)]


DAMAGED = {
    "4.11224200811217E+17": date(2008, 11, 21), "4.112242008112170E17": date(2008, 11, 21), "411224200811217E+17": date(2008, 11, 21),
    "4.11224740305E14": date(1974, 3, 5), "4.11224740305123e+14": date(1974, 3, 5), "4.1122474030E+14": None, "4.112242008112E+17": None,
    "4.11224200811217E+16": None, "4.11224200811217E+171": None, "4.1122420081121712E+17": date(2008, 11, 21), "4.11224200811217123E+17": date(2008, 11, 21),
    "4.112242008112171234E+17": None, "41122420081121700": date(2008, 11, 21), "4112242008 1121700": date(2008, 11, 21), "4112242008112170": None, "411224740305***": date(1974, 3, 5),
    "411224197403051***": date(1974, 3, 5), "41122419740305****": date(1974, 3, 5), "4112241974030*1234": None, "41122419740*051234": None,
    "411224*97403051234": None, "4112241*7403051234": None, "411224********123": None, "411224********1234": None, "411224197403***": None,
    "411224197403051": None, "411224201112310": None, "411224197413051": None, "4112 2474 0305 123": date(1974, 3, 5), "411224191001011": None, "411224200001011": None,
    "411224740305123": date(1974, 3, 5), "411224197403001": None, "无": None, "": None, None: None,
}  # fmt: skip


def test_damaged_and_starred_numbers():
    assert dict(zip(DAMAGED, born(*DAMAGED), strict=True)) == DAMAGED
    assert {cell: born(cell)[0] for cell in DAMAGED} == DAMAGED


# ------------------------------------------------------------------ codes on slips
def test_a_code_on_a_slip_is_hard_to_misread():
    assert lookup_code.SIZE == 4
    assert len(set(lookup_code.ALPHABET)) == len(lookup_code.ALPHABET) == 20
    assert not set(lookup_code.ALPHABET) & set("0O1IL2Z5S8BUVGAE")
    fits = [char * 4 for char in lookup_code.ALPHABET]
    assert all(re.search(lookup_code.SHAPE, code) for code in fits)
    assert not any(
        re.search(lookup_code.SHAPE, code) for code in ("", "333", "33333", "333O", " 3333", "333x")
    )
    assert (lookup_code.HEADER, lookup_code.FIELD) == ("查询码", "lookup_code")


def test_bytes_of_a_slice():
    """A column that is a window on another is read like a copy."""
    whole = pa.array([ID, OLD, ID, None, f"{ID}43", "13800138000"])
    for at in range(len(whole)):
        part, copy = whole.slice(at, 2), pa.array(whole.to_pylist()[at : at + 2], pa.string())
        for read in (births.birth_dates, resident_id.person_keys, id_cells.normal, phone.normal):
            assert read(part).to_pylist() == read(copy).to_pylist()
    assert np.array_equal(cells.match(whole, "^4").to_pylist(), [True, True, True, False, True, False])
