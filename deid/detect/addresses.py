"""Chinese addresses (地址): their units, where to cut them, which are precise to one household."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect.hide import BRACKET
from deid.detect.units import LEVELS, Level, ends
from deid.kernels import flat, once_per_column
from deid.kernels.lazy import compiled, lazy
from deid.kernels.text import forgettable
from deid.tables import regions
from deid.tables.name_parts import HAN

__all__ = ["LEVELS", "Level", "cut", "full_address_keys", "is_full", "over_heads", "split", "tidied", "tidy"]

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
    text = compiled(f"^({'|'.join(regions.SHORT_PROVINCES)})[\\s,，;；]+").sub(r"\1", text)
    return compiled(_GAP).sub("", text).strip()


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


@lru_cache(maxsize=1 << 16)
def cut(text: str, level: Level) -> str | None:
    """A tidied address down to ``level`` or the last level above it; None if none can be read."""
    wanted = LEVELS[: LEVELS.index(level) + 1]
    found = [end for name, end in ends(text).items() if name in wanted]
    return text[: found[-1]] if found else None


@once_per_column
def tidied(col: pa.Array) -> pa.Array:
    """``tidy`` over a column; cells of plain characters are only looked at."""
    odd = _unclean_rows(col).copy()
    labelled = flat.byte_at(col, 2)
    odd |= _LABEL_BYTES[labelled] & (flat.byte_at(col, 0) >= _HAN_LEAD)
    where = pa.array(odd & kernels.bits(col.is_valid()))
    if not pc.any(where).as_py():
        return col
    part = col.filter(where)
    odd_part = pc.invert(pc.match_substring_regex(part, _CLEAN))
    odd_part = pc.or_(odd_part, pc.match_substring_regex(part, _LABEL))
    if not pc.any(odd_part).as_py():
        return col
    tidier = pc.replace_with_mask(part, odd_part, kernels.over_distinct(part.filter(odd_part), tidy))
    return pc.replace_with_mask(col, where, tidier)


_HAN_LEAD = 0xE4
_LABEL_BYTES = np.zeros(256, dtype=np.bool_)
_LABEL_BYTES[[char.encode()[2] for char in "家户居现详通住地所"]] = True


@once_per_column
def _unclean_rows(col: pa.Array) -> flat.Rows:
    """Which cells hold such a byte."""
    return flat.rows_with(col, _unclean)


def _unclean(part: flat.Bytes) -> flat.Rows:
    """Bytes that hardly stand in a plain address: all but digits and U+4000 to U+9FFF."""
    return np.asarray(flat.not_han(part) & ~_digit(part))


def _digit(part: flat.Bytes) -> flat.Rows:
    return np.asarray((part - np.uint8(ord("0"))) < 10)  # noqa: PLR2004


class Doors(NamedTuple):
    """A column of tidied addresses, taken apart: 杜关镇三里村 and 1组19号.

    Attributes:
        usual: bool, shape (n,): the address is Chinese characters, perhaps a numbered group, a number and 号.
        heads: what stands before the door of usual ones, few distinct; of the others anything.
    """

    usual: npt.NDArray[np.bool_]
    heads: pa.Array


def usual(col: pa.Array) -> npt.NDArray[np.bool_]:
    """Which cells end as their key does: plain characters, a number and 号 at the end."""
    text = tidied(kernels.as_text(col))
    doors = _doors(text).usual
    if flat.data_of(text).ctypes.data == flat.data_of(col).ctypes.data:
        return doors
    return doors & kernels.bools(pc.equal(text, col))  # some cells were tidied


@once_per_column
def _doors(text: pa.Array) -> Doors:
    """Find the usual doors by trimming alone, which is much faster than a pattern."""
    size = flat.sizes(text)
    head = text
    steps = []
    for ending in ("号", None, "组社队", None):
        digits = ending is None
        head = (
            pc.ascii_rtrim(head, characters="0123456789")
            if digits
            else pc.utf8_rtrim(head, characters=ending)
        )
        smaller = flat.sizes(head)
        steps.append(size - smaller)
        size = smaller
    sign, number, unit, group = steps
    usual = (sign == _CHAR) & (number >= 1) & (number <= 4)  # noqa: PLR2004  digits
    usual &= ((unit == _CHAR) & (group >= 1) & (group <= 3)) | ((unit == 0) & (group == 0))  # noqa: PLR2004
    usual &= ~(_unclean_rows(text) | flat.rows_with(head, _digit))
    if text.null_count:
        usual &= kernels.bits(text.is_valid())
    spelt = np.flatnonzero(usual & flat.rows_with_text(head, "第组队社"))
    if len(spelt):
        usual[spelt] = ~kernels.bools(pc.match_substring_regex(head.take(pa.array(spelt)), _SPELT))
    return Doors(usual, head)


_CHAR = 3
"""Bytes of a Chinese character in UTF-8."""


def over_heads(text: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    """``function`` of what holds the units of each tidied address: all before the first digit or sign.

    Addresses share it, so that few distinct ones are left to read. Cells with numbered units (第8师142团3连)
    are read on through their digits.
    """
    doors = _doors(text)
    coded = doors.heads.dictionary_encode()
    made = _mapped(coded.dictionary, function).take(coded.indices)
    odd = pa.array(~doors.usual & kernels.bits(text.is_valid()))
    if not pc.any(odd).as_py():
        return made
    part = text.filter(odd)
    return pc.replace_with_mask(made, odd, kernels.over_distinct(_odd_heads(part), function))


def _mapped(values: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    return pa.array([function(cell) for cell in values.to_pylist()], values.type)


def _odd_heads(part: pa.Array) -> pa.Array:
    whole = pc.match_substring_regex(part, _NUMBERED)
    plain = pc.replace_substring_regex(part, _BEYOND, "")
    read_on = pc.replace_substring_regex(part, _BEYOND_DIGITS, "")
    return pc.if_else(whole, read_on, plain)


_DOOR = r"(?:\d(?:号|室|户|房)|\d单元\d+|\d[-—]\d+(?:[-—]\d+)?|(?:号楼|栋|幢|单元|座)\d{2,4})$"
_PLAIN_TAIL = r"^(?:\d{1,3}(?:组|社|队))?\d{1,4}号$"
_CHINESE_DIGITS = "零〇一二三四五六七八九十百"
_COUNTED = "组|社|队|号|栋|幢|单元|室|户|房"
# A group that is counted in Chinese numerals, as the first one, or as 3村民小组: 三组20号 is 3组20号.
_SPELT = rf"[{_CHINESE_DIGITS}](?:{_COUNTED})|第|(?:村民|居民|小)组"
_GROUP = lazy(rf"第?(?P<nth>\d{{1,3}}|[{_CHINESE_DIGITS}]{{1,4}})(?:(?:村民|居民)小组|(?:村民|居民|小)组)")
_NTH = lazy(rf"第(?=(?:\d{{1,3}}|[{_CHINESE_DIGITS}]{{1,4}})(?:{_COUNTED}))")
_NUMERAL = lazy(rf"(?<![{_CHINESE_DIGITS}])[{_CHINESE_DIGITS}]++(?={_COUNTED})")


def full_address_keys(col: pa.Array) -> pa.Array:
    """Addresses precise to one household, normalised from the town down; null for all others.

    The same household written with or without province, in Chinese or Arabic numerals, gives the same key.

    >>> cells = pa.array(["卢氏县五里川镇新坪村1组19号", "五里川镇新坪村一组十九号", "新坪村"])
    >>> full_address_keys(cells).to_pylist()
    ['五里川镇新坪村1组19号', '五里川镇新坪村1组19号', None]
    """
    text = tidied(kernels.as_text(col))
    doors = _doors(text)
    usual = pa.array(doors.usual)
    towns = kernels.over_distinct(doors.heads.filter(usual), _from_town)
    tail = pc.replace_substring_regex(text.filter(usual), f"^[{HAN}]*", "")
    keys = pc.binary_join_element_wise(towns, tail, pa.scalar("", text.type))
    out = pc.replace_with_mask(pa.nulls(len(text), text.type), usual, keys)
    odd = pc.and_not(pc.is_valid(text), usual)
    if not pc.any(odd).as_py():
        return out
    return pc.replace_with_mask(out, odd, _odd_keys(text.filter(odd)))


def is_full(col: pa.Array) -> pa.BooleanArray:
    """Which cells have a key: addresses precise to one household (no nulls)."""
    text = tidied(kernels.as_text(col))
    usual = pa.array(_doors(text).usual)
    odd = pc.and_not(pc.is_valid(text), usual)
    if not pc.any(odd).as_py():
        return usual
    return pc.replace_with_mask(usual, odd, pc.is_valid(_odd_keys(text.filter(odd))))


def _odd_keys(part: pa.Array) -> pa.Array:
    """The keys of addresses that trimming did not take apart."""
    head = pc.replace_substring_regex(part, f"(?s)[^{HAN}].*$", "")
    tail = pc.replace_substring_regex(part, f"^[{HAN}]*", "")
    plain = pc.and_not(pc.match_substring_regex(tail, _PLAIN_TAIL), pc.match_substring_regex(part, _SPELT))
    none = pa.scalar("", part.type)
    keys = pc.binary_join_element_wise(kernels.over_distinct(head, _from_town), tail, none)
    if pc.all(plain).as_py():
        return keys
    odd = pc.invert(plain)
    return pc.replace_with_mask(keys, odd, kernels.over_distinct(part.filter(odd), _key))


@lru_cache(maxsize=1 << 16)
def _from_town(head: str) -> str:
    above = [end for level, end in ends(head).items() if level in LEVELS[:3]]
    return head[above[-1] :] if above else head


forgettable(_from_town.cache_clear)
forgettable(cut.cache_clear)


def _key(text: str) -> str | None:
    bare = _NTH.sub("", _GROUP.sub(r"\g<nth>组", BRACKET.sub("", text)))
    bare = _NUMERAL.sub(_arabic, bare)
    if not compiled(_DOOR).search(bare):
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
