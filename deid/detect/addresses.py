"""Chinese addresses (地址): their units, where to cut them, which are precise to one household."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect.units import LEVELS, Level, ends, pattern
from deid.tables import regions
from deid.tables.name_parts import HAN

__all__ = ["LEVELS", "Level", "cut", "full_address_keys", "heads", "split", "tidied", "tidy"]

_CLEAN = r"^[\x{4e00}-\x{9fff}\x{3400}-\x{4dbf}0-9A-Za-z#*\-]*$"
_BEYOND = f"(?s)[^{HAN}].*$"
_BEYOND_DIGITS = rf"(?s)[^{HAN}\d].*$"
_LABEL = r"^(?:家庭|户籍|居住|现|详细|通讯)?(?:住址|地址|所在地)[:：]? ?"
# A blank is dropped behind a unit or a number only: 张三 五里川镇 must not become the name of a town.
_GAP = r"(?<=[省市州盟区县旗镇乡道处木场师团村社会委查组队号连屯庄\d])[\s,，;；]+"
_NUMBERED = r"\d{1,3}(?:师|团|连|社区|居委会|分场|营)"


def tidy(cell: str) -> str:
    """An address without label, width differences and blanks between its parts."""
    text = re.sub(_LABEL, "", kernels.normalise_text(cell))
    text = pattern(f"^({'|'.join(regions.SHORT_PROVINCES)})[\\s,，;；]+").sub(r"\1", text)
    return pattern(_GAP).sub("", text).strip()


def split(text: str) -> dict[Level, str]:
    """The administrative units of an address, highest first, as far as they can be read.

    >>> split("河南省三门峡市卢氏县五里川镇新坪村1组19号")["village"]
    '新坪村'
    >>> list(split("湖头镇中山路12号"))
    ['town']
    """
    text = tidy(text)
    out: dict[Level, str] = {}
    at = 0
    for level, end in ends(text).items():
        out[level] = text[at:end] or text[:end]
        at = end
    return out


def cut(text: str, level: Level) -> str | None:
    """A tidied address down to ``level`` or the last level above it; None if none can be read."""
    wanted = LEVELS[: LEVELS.index(level) + 1]
    found = [end for name, end in ends(text).items() if name in wanted]
    return text[: found[-1]] if found else None


def tidied(col: pa.Array) -> pa.Array:
    """``tidy`` over a column; cells of plain characters are only looked at."""
    odd = pc.invert(pc.fill_null(pc.match_substring_regex(col, _CLEAN), True))
    odd = pc.or_(odd, pc.fill_null(pc.match_substring_regex(col, _LABEL), False))
    if not pc.any(odd).as_py():
        return col
    return pc.replace_with_mask(col, odd, kernels.over_distinct(col.filter(odd), tidy))


def heads(text: pa.Array) -> pa.Array:
    """The part of tidied addresses that holds their units: all before the first digit or sign.

    Addresses share it, so that few distinct ones are left to read. Cells with numbered units (第8师142团3连)
    are read on through their digits.
    """
    head, sure = _before_door(text)
    odd = pc.and_not(pc.is_valid(text), sure)
    if not pc.any(odd).as_py():
        return head
    part = text.filter(odd)
    whole = pc.fill_null(pc.match_substring_regex(part, _NUMBERED), False)
    plain = pc.replace_substring_regex(part, _BEYOND, "")
    read_on = pc.replace_substring_regex(part, _BEYOND_DIGITS, "")
    return pc.replace_with_mask(head, odd, pc.if_else(whole, read_on, plain))


def _before_door(text: pa.Array) -> tuple[pa.Array, pa.BooleanArray]:
    """The usual address without its 1组19号, by trimming alone, and where that is surely all there was."""
    sure = pa.scalar(True)
    for ending in ("号", "组"):
        short = pc.utf8_rtrim(text, characters=ending)
        bare = pc.ascii_rtrim(short, characters="0123456789")
        trimmed, number = pc.binary_length(short), pc.binary_length(bare)
        sure = pc.and_(sure, pc.or_(pc.equal(trimmed, pc.binary_length(text)), pc.less(number, trimmed)))
        text = bare
    coded = text.dictionary_encode()
    only_han = pc.match_substring_regex(coded.dictionary, f"^[{HAN}]*$")
    return text, pc.fill_null(pc.and_(sure, only_han.take(coded.indices)), False)


_DOOR = r"(?:\d(?:号|室|户|房)|\d单元\d+|\d+[-—]\d+(?:[-—]\d+)?|(?:号楼|栋|幢|单元|座)\d{2,4})$"
_CHINESE_DIGITS = "零〇一二三四五六七八九十百"
_PLAIN_TAIL = r"^(?:\d{1,3}(?:组|社|队))?\d{1,4}号$"


def full_address_keys(col: pa.Array) -> pa.Array:
    """Addresses precise to one household, normalised from the town down; null for all others.

    The same household written with or without province, in Chinese or Arabic numerals, gives the same key.

    >>> cells = pa.array(["卢氏县五里川镇新坪村1组19号", "五里川镇新坪村一组十九号", "新坪村"])
    >>> full_address_keys(cells).to_pylist()
    ['五里川镇新坪村1组19号', '五里川镇新坪村1组19号', None]
    """
    text = tidied(kernels.as_text(col))
    head = heads(text)
    tail = pc.replace_substring_regex(text, f"^[{HAN}]*", "")
    plain = pc.fill_null(pc.match_substring_regex(tail, _PLAIN_TAIL), False)
    keys = pc.binary_join_element_wise(
        kernels.over_distinct(head, _from_town), tail, pa.scalar("", text.type)
    )
    out = pc.if_else(plain, keys, pa.scalar(None, text.type))
    odd = pc.and_not(pc.is_valid(text), plain)
    if not pc.any(odd).as_py():
        return out
    return pc.replace_with_mask(out, odd, kernels.over_distinct(text.filter(odd), _key))


def _from_town(head: str) -> str:
    above = [end for level, end in ends(head).items() if level in LEVELS[:3]]
    return head[above[-1] :] if above else head


def _key(text: str) -> str | None:
    bare = re.sub(r"[(（\[【].*$", "", text)
    bare = pattern(f"[{_CHINESE_DIGITS}]+(?=组|社|队|号|栋|幢|单元|室|户|房)").sub(_arabic, bare)
    if not pattern(_DOOR).search(bare) or bare.endswith("号楼"):
        return None
    return _from_town(bare)


def _arabic(found: re.Match[str]) -> str:
    """A Chinese numeral below 1000 in digits: 十九 19, 二〇三 203."""
    text = found[0].replace("〇", "零")
    values = {char: place for place, char in enumerate("零一二三四五六七八九")}
    if "十" not in text and "百" not in text:
        return "".join(str(values[char]) for char in text)
    total, digit = 0, 0
    for char in text:
        if char in values:
            digit = values[char]
        else:
            total += (digit or 1) * (100 if char == "百" else 10)
            digit = 0
    return str(total + digit)
