"""Marks of secrecy, word by word: every spelling of one, the same words where they are none, and whole columns."""

import pyarrow as pa

from deid.detect.secrecy import is_marked, marked, marked_rows

LEVELS = "绝密 絕密 机密 機密 秘密 祕密"
STARS = "★☆⭐✩✪✭✮✯✰"
TERMS = "1年 10年 3个月 五天 十日 二十年 长期 長期"
INNER = "内部资料 内部資料 內部文件 內部材料 内部使用 内部传阅 内部傳閱"
CLOSED = "不予公开 不予公開 不得公开 不宜公开 不宜公開"
OPENING = "[(【〔「『《<“\"'·•□■☑√.,;:、。-—_"
CLOSING = "])】〕」』》>”\"'·•.,;:、。!?-—_/|~([【〔「『《<“"
CAUTIONS = "不得 不予 不宜 不准 禁止 严禁 嚴禁 注意 请勿 請勿 切勿 勿 仅供 仅限 僅供 妥善 严格 嚴格 看后 看後 阅后 閱后 閱後"
MARKS = [
    *(f"见{level}{star}" for level in LEVELS.split() for star in STARS), *(f"见{star}{level}" for level in LEVELS.split() for star in STARS),
    *(f"见秘密{kind}★" for kind in "级件"),
    *LEVELS.split(), *(f"{level}{kind}" for level in ("秘密", "機密") for kind in "级級件"), *(f"秘密{term}" for term in TERMS.split()),
    *(f"秘密{kind}{star}{term}" for kind in ("", "级") for star in ("*", "＊") for term in ("", "1年")),
    *(f"{head}{mark}秘密" for head in ("保密级", "涉密級", "密级", "密級", "保密等级", "涉密等級") for mark in ("", ":", "：", ",")),
    *(f"{mark}秘密" for mark in OPENING), *(f"秘密{mark}附" for mark in CLOSING), *(f"秘密1年{mark}附" for mark in CLOSING),
    *INNER.split(), *(f"{mark}内部资料" for mark in OPENING), *(f"内部资料{mark}附" for mark in CLOSING), *(f"内部资料{caution}" for caution in CAUTIONS.split()),
    *CLOSED.split(), *(f"{mark}不予公开" for mark in OPENING), *(f"不予公开{mark}附" for mark in CLOSING), *(f"不予公开{caution}" for caution in CAUTIONS.split()),
    *(f"见公开{what}{mark}{closed}" for what in ("属性", "屬性", "方式", "类别", "類别", "类型", "類型", "形式", "选项", "選項") for mark in ("", ":", ",") for closed in ("不予公开", "不公开")),
    *(f"{this}{closed}。" for this in ("此件", "此表", "本文", "本页", "此册", "本表册") for closed in ("不予公开", "不公開", "不得公开")),
    "绝　密", "机\u200b密", "秘\n密", "「 絕 密 」",
]  # fmt: skip
NONE = [
    *(f"{level}事" for level in LEVELS.split()), *(f"见{level}" for level in LEVELS.split()), "秘密级事", "秘密1事", "秘密年", "秘密1年事", "秘密*事", "密级秘密事", "X秘密",
    *(f"见{inner}" for inner in INNER.split()), "内部资料室", "内部事务", "内部资料可", "部资料", "见不予公开", "不予公开者", "公开属性:可以", "公开属性:不公开者", "公开数据:不公开",
    "见此不公开", "此件不公开者", "此公开", "不公开", "密", "秘", "公", "部", "", " ", "绝☆密", "秘书", "机要密码", "星★", "公开", "内部",
]  # fmt: skip


def test_every_mark_is_one():
    assert [mark for mark in MARKS if not is_marked(mark)] == []


def test_other_texts_carry_none():
    assert [text for text in NONE if is_marked(text)] == []


def test_columns_and_rows():
    cells = [*MARKS, *NONE, None]
    told = [cell is not None and is_marked(cell) for cell in cells]
    for kind in (pa.string(), pa.large_string()):
        assert marked(pa.array(cells, kind)).tolist() == told
        assert marked(pa.array(cells, kind).slice(3, 40)).tolist() == told[3:43]
    for plain in (["a", "1"], ["一二三"], [None, None], [], ["é", "я"]):
        assert marked(pa.array(plain, pa.string())).tolist() == [False] * len(plain)
    batch = pa.record_batch({"a": ["秘密", "x", "y"], "b": ["无", "无", "内部资料"], "c": ["1", "2", None]})
    assert marked_rows(batch).tolist() == [True, False, True]


def test_only_the_beginning_of_a_long_text_is_read():
    assert is_marked("一" * 3_997 + "秘密★")
    assert not is_marked("一" * 3_998 + "秘密★")
    assert marked(pa.array(["一" * 3_997 + "秘密★", "一" * 3_998 + "秘密★"])).tolist() == [True, False]
    assert marked(pa.array(["秘" + " " * 9 + "密", "秘" + " " * 10 + "密"])).tolist()[0]
