"""Names, cell by cell and over columns: where the surname ends, which words are none, how long is too long."""

import itertools

import numpy as np
import pyarrow as pa
import pytest

from deid.detect import han_names, name_cells, names, phrases


def read(cell):
    """Surname, length, visible last character and kind, or None."""
    name = names.read(cell)
    return name and (name.head, name.length, name.tail, name.kind)


READ = {
    # a surname and one or two characters; the last shows beside the surname only if one is hidden between
    "张三": ("张", 2, "", "plain"),
    "张三丰": ("张", 3, "丰", "plain"),
    "㑇明": ("㑇", 2, "", "plain"),
    "𠀀明华": ("𠀀", 3, "华", "plain"),
    "王安全": ("王", 3, "全", "plain"),
    # compound surnames
    "欧阳": ("欧", 2, "", "plain"),
    "欧阳修": ("欧阳", 3, "", "plain"),
    "欧阳建国": ("欧阳", 4, "国", "plain"),
    "第五伦": ("第五", 3, "", "plain"),
    "鮮于枢": ("鮮于", 3, "", "plain"),
    # a woman from Vietnam, a double surname
    "阮氏明月": ("阮", 4, "月", "plain"),
    "农氏明月": ("农", 4, "月", "plain"),
    "范徐丽泰": ("范", 4, "泰", "plain"),
    # whole names of peoples without surnames, alone, two of them, behind a surname; the grandfather's age
    "布和": ("布", 2, "", "minority"),
    "孟和巴图": ("孟", 4, "", "minority"),
    "敖登格日勒": ("敖", 5, "", "minority"),
    "马索非亚": ("马", 4, "", "minority"),
    "马五十三": ("马", 4, "", "minority"),
    "马九十九": ("马", 4, "", "minority"),
    # spelt with 不, 杜, 万
    "阿不都热合曼": ("阿", 6, "", "minority"),
    "艾不都拉": ("艾", 4, "", "minority"),
    "艾卜杜拉": ("艾", 4, "", "minority"),
    "阿卜杜热西提": ("阿", 6, "", "minority"),
    "热孜万古丽": ("热", 5, "", "minority"),
    # written with the characters of transliteration, up to fourteen, or behind a surname in four or five
    "阿依古丽努尔买买提江艾合买提": ("阿", 14, "", "minority"),
    "孙热依娜": ("孙", 4, "", "minority"),
    "孙古丽娜尔": ("孙", 5, "", "minority"),
    "娜莎": ("娜", 2, "", "minority"),
    "马依娜罗": ("马", 4, "", "minority"),
    "马依罗古丽娜": ("马", 6, "", "minority"),
    # with dots: two to four parts of up to eight characters, half of them such characters
    "扎西 · 多吉": ("扎", 5, "", "minority"),
    "扎西·多吉·次仁·旺堆": ("扎", 11, "", "minority"),
    "阿卜杜热合曼江艾·买提": ("阿", 11, "", "minority"),
    "阿依·建国": ("阿", 5, "", "minority"),
    "古丽·麦麦": ("古", 5, "", "minority"),
    # Latin letters: two to five words, set off by dots too
    "J.Smith": ("J", 7, "", "latin"),
    "A.B.C.D.E. Smith": ("A", 16, "", "latin"),
    "A B C D E": ("A", 9, "", "latin"),
    "de Silva": ("D", 8, "", "latin"),
    "Mary O'Brien-Li": ("M", 15, "", "latin"),
    "Ở Ýnhi": ("Ở", 6, "", "latin"),
    f"{'Abcdefghijklmnopqrst ' * 2}Abcdefghijklmnopqr": ("A", 60, "", "latin"),
    # masked before: at most twelve marks, and a number behind that tells two of them apart
    "张*": ("张", 2, "", "masked"),
    "张×": ("张", 2, "", "masked"),
    "张○": ("张", 2, "", "masked"),
    "张X": ("张", 2, "", "masked"),
    "张某某": ("张", 3, "", "masked"),
    "张*三": ("张", 3, "三", "masked"),
    "张*12": ("张", 2, "", "masked"),
    "欧阳*丽": ("欧阳", 4, "丽", "masked"),
    "扎西**": ("扎", 4, "", "masked"),
    "珠*玛": ("珠", 3, "", "masked"),
    f"张{'*' * 12}": ("张", 13, "", "masked"),
    "j*": ("J", 3, "", "masked"),
    "J***": ("J", 3, "", "masked"),
    # blanks inside
    "欧 阳 修": ("欧阳", 3, "", "plain"),
    "张 三丰": ("张", 3, "丰", "plain"),
    "欧阳 建国": ("欧阳", 4, "国", "plain"),
}
NONE = {
    "no surname": "X明 X明华 X氏明月 长孙 娜 建国 残小 建王丽泰 孙建依娜",
    "a house or a clan, not a woman": "陈氏宗祠 陈氏家族 陈氏祠堂 陈氏家庙 陈氏祖坟 陈氏陵墓 陈氏家谱 陈氏兄弟 陈氏老宅 陈氏大院",
    "a word": "张病三 张妻 张困难 张家堡 东西 其次 万人 上学",
    "masked by a word": "某* 张王丽某 张*妻 *三 J**** 张*123 欧阳建* 张*三丰",
    "two people": "马丽金娅 马娜金丽娅 马丽娜罗古 马依娜罗古丽 陈方安生 张三·李四",
    "too long or short": "阿依古丽努尔买买提江艾合买提江 扎西·多吉·次仁·旺堆·卓玛 阿卜杜热合曼江艾尔·买提 孙古丽娜尔古",
    "too few such characters": "阿依·建国新 建国·阿",
    "a sentence with a dot": "买提·在外 高血压·阿依",
    "a mark within": "扎西X多吉 (张三 张三) 张三， 张三（女）李四 张三）（女）",
}  # fmt: skip


@pytest.mark.parametrize("cell", READ)
def test_what_a_name_is_made_of(cell):
    assert read(cell) == READ[cell]


@pytest.mark.parametrize("why", NONE)
def test_what_is_no_name(why):
    assert {cell: read(cell) for cell in NONE[why].split()} == dict.fromkeys(NONE[why].split())


@pytest.mark.parametrize(
    "cell",
    [
        "建国 张", "张建 国", "张\n三", "J.smith", "欧 阳建 国", "范徐 丽泰", "扎 西 多 吉", "张 三丰 甲", "张 *", "张三 李四", "张\x01三", "John\x01Smith Li", "John HIV", "John deX",
        "Abcdefghijklmnopqrstu Li", "A B C D E F", f"{'Abcdefghijklmnopqrst ' * 2}Abcdefghijklmnopqrs", f"张{'*' * 13}",
        "John smith", "John", "", " ", "（女）", "（女）张三",
    ],
)  # fmt: skip
def test_what_is_no_name_with_blanks_or_letters(cell):
    assert read(cell) is None


@pytest.mark.parametrize(
    ("cell", "kept", "text"),
    [
        ("张  三", "张  三", "张三"),
        ("张三 （女）", "张三", "张三"),
        ("张三\t（女）", "张三", "张三"),
        ("张三\u00a0（女）", "张三", "张三"),
        ("张三\u3000（女（长））〔续〕", "张三", "张三"),
        ("张三X（女）", "张三X", "张三X"),
        ("张三（女", "张三", "张三"),
        ("John Smith（女）", "John Smith", "John Smith"),
        ("扎西 · 多吉", "扎西 · 多吉", "扎西·多吉"),
    ],
)
def test_what_is_kept_of_a_cell_and_what_its_name_is(cell, kept, text):
    assert (names.read(cell).kept, names.read(cell).text) == (kept, text)


COMPOUND = """
欧阳 上官 司马 诸葛 司徒 皇甫 令狐 慕容 尉迟 公孙 轩辕 夏侯 长孙 宇文 鲜于 闻人 东方 独孤 呼延 端木 南宫 西门 百里 东郭 申屠 淳于
单于 太史 太叔 赫连 澹台 钟离 濮阳 公冶 宗政 万俟 闾丘 亓官 司寇 司空 拓跋 羊舌 第五 完颜 纳兰 叶赫 那拉 歐陽 鮮于
"""


def test_every_compound_surname_is_one():
    for surname in COMPOUND.split():
        assert names.read(f"{surname}文").head == surname
        assert names.read(f"{surname}文明").head == surname
    cells = pa.array([*(f"{surname}文" for surname in COMPOUND.split()), "张文明", "X欧阳文", "欧阳", None])
    assert names.with_compound_surname(cells).to_pylist() == [True] * len(COMPOUND.split()) + [False] * 4


# ------------------------------------------------------------------ columns
def test_a_column_is_read_like_its_cells_whether_short_or_long():
    cells = ["张三", "张妻", "张病三", "欧阳", "长孙", "张困难", "安置", "张X", "X明", "王安全", "㑇明", "张某", "东西", None, ""]  # fmt: skip
    alone = [cell is not None and name_cells.is_plain(cell) for cell in cells]
    assert [cell for cell, plain in zip(cells, alone, strict=True) if plain] == [
        "张三",
        "欧阳",
        "王安全",
        "㑇明",
    ]
    for times in (1, 9):
        assert names.plain(pa.array(cells * times)).to_pylist() == alone * times
    others = [
        f"{cell}{char}"
        for cell in ("㑇", "X", "病", "㐀")
        for char in "一丁七万丈三上下不与丐丑专且世丘丙业丛东"
    ]
    others += ["𠀀病", "㐀妻", "㐀某", "㑇困难"]
    assert names.plain(pa.array(others)).to_pylist() == [name_cells.is_plain(cell) for cell in others]


CHARS = "张李欧阳王残病安全东西介绍明丽三妻某五第国㐀一鿿ꀀ〇あ\uf900\ue000Ａ"


def test_the_quick_reading_finds_nothing_that_the_slow_one_would_not():
    for size in (2, 3):
        cells = ["".join(chars) for chars in itertools.product(CHARS, repeat=size)]
        quick = han_names.sure(pa.array(cells))
        assert not [cell for cell in np.array(cells)[quick] if not name_cells.is_plain(cell)]


def test_the_usual_name_is_read_quickly():
    usual = ["张三", "李丽", "王明丽", "王国三", "张一", "张一明", "李鿿", "欧明"]
    others = ["欧阳明", "张妻", "张某三", "张病三", "东西", "介绍", "介绍三", "王介绍", "张㐀", "ꀀ三", "张ꀀ", "残小", "张", "张三三三", "ab", "abc", None, ""]  # fmt: skip
    cells = pa.array([*usual, *others])
    assert han_names.sure(cells).tolist() == [True] * len(usual) + [False] * len(others)
    assert han_names.sure(cells.slice(3, 9)).tolist() == [True] * 5 + [False] * 4
    assert han_names.sure(pa.array([], pa.string())).tolist() == []
    assert han_names.sure(pa.array(["张三", None] * 3, pa.large_string())).tolist() == [True, False] * 3


def test_the_characters_of_short_cells():
    chars = "a中é丽\u0800\uffff鿿𠀀ﾊ߿"
    for size, place in ((2, 0), (3, 1)):
        cells = ["".join(some) for some in itertools.product(chars, repeat=size)]
        found = han_names.read(pa.array(cells))[place]
        fits = [at for at, cell in enumerate(cells) if len(cell.encode()) == 3 * size]
        assert found.rows.tolist() == fits
        three = [cells[at] for at in fits if all(len(char.encode()) == 3 for char in cells[at])]
        read = {
            "".join(map(chr, some)) for some in zip(*(part.tolist() for part in found.chars), strict=True)
        }
        assert {cell for cell in read if "\0" not in cell} == set(three)


PHRASES = ("精神", "癌", "残疾人证", "某")


def test_short_cells_without_a_phrase():
    told = {
        "张三": True, "王明丽": True, "精明": True, "神精": True, "残明丽": True, "疾人": True, "张精": True,
        "精神": False, "张精神": False, "精神三": False, "张癌": False, "癌三丽": False, "残疾": False, "张残疾": False, "张某": False,
        "张": False, "张三三三": False, "张a三": False, "㐀三": False, None: False, "": False,
    }  # fmt: skip
    assert han_names.without(pa.array(list(told)), PHRASES).tolist() == list(told.values())
    assert han_names.without(pa.array(["张三", "癌三"]), ("癌",)).tolist() == [True, False]
    assert han_names.without(pa.array(["张三", "精神"]), ("精神",)).tolist() == [True, False]
    assert han_names.without(pa.array(["张三", "癌三", "Ａ"]), ()).tolist() == [True, True, False]
    for rare in ("𠀀病", "病𠀀", "𠀀"):  # stands in no such cell
        assert han_names.without(pa.array(["张三", "病", "𠀀病"]), (rare,)).tolist() == [True, False, False]


def test_a_phrase_is_told_from_every_other_pair():
    firsts, han = "一丁精神残龥", [chr(code) for code in range(0x4E00, 0x9FA6)]
    pairs = tuple(f"{first}{second}" for first in firsts for second in "一丁神疾人")
    cells = [f"{first}{second}" for first in firsts for second in han]
    for quick in (han_names.without, phrases.without):
        assert set(np.array(cells)[~quick(pa.array(cells), pairs)]) == set(pairs)


def test_plain_texts_without_a_phrase():
    long = tuple(phrase for phrase in PHRASES if len(phrase) > 1)
    told = {
        "月药费50元": True, "已核（2026）：_[]。": True, "精，神": True, "神精": True, "龥一": True, "残": True, "X精": False,
        "0123456789!\"#$%&'()*+,-./:;<=>?，、；（）": True,
        "患精神病": False, "精神": False, "在精神": False, "残疾": False, "残疾人": False, "a精": False, "精 神": False, "龦": False,
        "\u4dff": False, "𠀀": False, "精神，精神": False,
    }  # fmt: skip
    assert phrases.without(pa.array(list(told)), long).tolist() == list(told.values())
    for at in range(len(told)):
        cells, plain = list(told)[at : at + 3], list(told.values())[at : at + 3]
        assert phrases.without(pa.array(cells), long).tolist() == plain
        assert phrases.without(pa.array(cells[:1]), long).tolist() == plain[:1]


def test_where_the_quick_way_does_not_say():
    plain = pa.array(["张三", "李四"])
    for odd in (("癌",), ("精神", "a精"), ("精a",), ("龦精",), ("精龦",), ("\u4dff精",), ("精神", "")):
        assert phrases.without(plain, odd).tolist() == [False, False], odd
    assert (
        phrases.without(plain, ("一龥",)).tolist()
        == phrases.without(plain, ("龥一",)).tolist()
        == [True, True]
    )
    assert phrases.without(plain, ("精神a",)).tolist() == [True, True]
    for odd in ("张\n三", None):
        assert phrases.without(pa.array(["张三", odd]), ("精神",)).tolist() == [False, False]
    assert phrases.without(pa.array([], pa.string()), ("精神",)).tolist() == []


# ------------------------------------------------------------------ one name, several names
def test_one_name_of_a_column():
    cells = ["张三", "（女）", "刘丽娟（李四代领）", "张三、李四", "", None, " ", "欧 阳 修"]
    kept = ["张三", None, "刘丽娟", None, "", None, " ", "欧 阳 修"]
    for at in range(len(cells)):
        assert names.one_name(pa.array(cells[at:], pa.string())).to_pylist() == kept[at:]
        assert names.one_name(pa.array(cells[: at + 1], pa.string())).to_pylist() == kept[: at + 1]


@pytest.mark.parametrize("gap", [*"、,，;；/|）)\n", "，、", " ； "])
def test_several_names_in_a_cell(gap):
    assert names.names_in(pa.array([f"李四{gap}王五", None, "", " "])) == ["李四", "王五"]
    assert names.names_in(pa.array(["John Smith", "李  四"])) == ["John Smith", "李四"]
    assert names.names_in(pa.array([f"李四{gap}无", f"王五{gap}张**"])) == ["李四", "王五"]


def test_a_masked_name_is_none_to_be_hidden():
    assert names.names_in(pa.array(["张**", "张三", "张三（女）", "李四、张三"])) == ["张三", "李四"]
