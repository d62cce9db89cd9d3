"""The usual remark: Chinese text with short numbers and perhaps a mobile number, read over whole columns.

In text of Chinese characters and a few marks, digits that a character sets off belong to nothing else: a run
of up to six is no identifier, and one of eleven that is built like a mobile number is one. Every other cell
is left to ``spans``, which reads cell by cell.
"""

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import match
from deid.kernels import by_outline
from deid.kernels.shape import HAN_DIGITS

_TEXT = r"[\x{4e00}-\x{9fff}，。、：；]"
_SHAPE = rf"^(?:{_TEXT}|\d{{1,6}}(?:{_TEXT}|$)|\d{{11}}(?:{_TEXT}|$))*$"
_WRITTEN = f"[{HAN_DIGITS}]{{7}}"
_MOBILE = r"1[3-9]\d{9}"
_LONG = r"\d{7}"
_OTHER = r"(?:[02-9]\d|1[0-2])\d{9}"
"""Eleven digits, as long as they come in a usual remark, that are no mobile number."""


class Mobiles(NamedTuple):
    """What is known of each cell of a column without nulls.

    Attributes:
        found: a usual remark with one or more mobile numbers and no other long number.
        unread: no usual remark; it may hold anything.
    """

    found: pa.BooleanArray
    unread: pa.BooleanArray


def mobiles(col: pa.Array) -> Mobiles:
    """Which usual remarks hold a mobile number.

    >>> read = mobiles(pa.array(["联系其子13902345678，已核查", "2026年4月核查", "卡号6217001234567890123"]))
    >>> read.found.to_pylist(), read.unread.to_pylist()
    ([True, False, False], [False, False, True])
    """
    usual = by_outline(col, _usual, __name__)
    long = pc.and_(usual, by_outline(col, _long, _LONG))
    if not pc.any(long).as_py():
        return Mobiles(long, pc.invert(usual))
    odd = match(col.filter(long), _OTHER)
    found = pc.replace_with_mask(long, long, pc.invert(odd))
    return Mobiles(found, pc.or_(pc.invert(usual), pc.and_not(long, found)))


def _usual(shapes: pa.Array) -> pa.BooleanArray:
    return pc.and_not(match(shapes, _SHAPE), match(shapes, _WRITTEN))


def _long(shapes: pa.Array) -> pa.BooleanArray:
    return match(shapes, _LONG)


def hide_mobiles(col: pa.Array, mark: str) -> pa.Array:
    """Cells that were ``found``, with ``mark`` for each mobile number."""
    return pc.replace_substring_regex(col, _MOBILE, mark)
