"""Marks of secrecy (密级标志): 机密★10年, 绝 密, 内部资料, 不予公开; not these words in a sentence."""

import unicodedata

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.detect.cells import match
from deid.kernels import bools, edges
from deid.kernels.flat import rows_with_text
from deid.kernels.lazy import lazy

_SPACE = lazy(r"[\s\u00a0\u3000\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
_READ = 4000
"""Characters of a text that are looked at."""
_LEVEL = "(?:[绝絕]|[机機]|[秘祕])密"
_STAR = "[★☆⭐✩✪✭✮✯✰]"
_TERM = "(?:[0-9一二三四五六七八九十]+个?[年月天日]|长期|長期)"
_INNER = "(?:内部|內部)(?:资料|資料|文件|材料|使用|传阅|傳閱)"
_CLOSED = "(?:不予公[开開]|不得公[开開]|不宜公[开開])"
_OPEN = r"^[\[(【〔「『《<“\"'·•□■☑√.,;:、。\-—_]*"
_END = r"(?:$|[\])】〕」』》>”\"'·•.,;:、。!?\-—_/|~(\[【〔「『《<“])"
# What may follow a mark without a stop between: a caution, never the rest of a word.
_CAUTION = (
    "不得|不予|不宜|不准|禁止|[严嚴]禁|注意|[请請切]?勿|[仅僅][供限]|妥善|[严嚴]格|看[后後]|[阅閱][后後]"
)
_MARK = lazy(
    rf"{_LEVEL}[级件]?{_STAR}|{_STAR}{_LEVEL}"
    rf"|{_OPEN}(?:[保涉]?密[级級][:,]?|[保涉]密等[级級][:,]?)?{_LEVEL}[级級件]?[*＊]?{_TERM}?{_END}"
    rf"|{_OPEN}{_INNER}(?:{_END}|{_CAUTION})"
    rf"|{_OPEN}{_CLOSED}(?:{_END}|{_CAUTION})"
    rf"|公[开開](?:属性|屬性|方式|[类類][别別型]|形式|[选選][项項])[:,]?(?:{_CLOSED}|不公[开開]){_END}"
    rf"|[此本][件表文页册]{{1,2}}(?:{_CLOSED}|不公[开開]){_END}"
)
# A cell can hold a mark only if one of these stands in it, and if it matches.
_NEEDLES = ("密", "部", "公")
_HAN = 0xE4
"""No character of the needles begins with a lower byte."""
_MAY = r"(?s)[绝絕机機秘祕].{0,9}密|[内內].{0,9}部.{0,9}[资資文材使传傳]|公.{0,9}[开開]"


def is_marked(text: str) -> bool:
    """Whether a text carries a mark of secrecy.

    >>> [is_marked(text) for text in ("秘密★1年", "绝 密", "内部资料 不得公开", "商业秘密法", "县保密局")]
    [True, True, True, False, False]
    """
    if len(text) < 2:  # noqa: PLR2004  the shortest mark
        return False
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text[:_READ]))
    return bool(_MARK.search(plain))


def marked(col: pa.Array) -> npt.NDArray[np.bool_]:
    """Which cells of a text column carry a mark; null and blank do not."""
    out = np.zeros(len(col), dtype=np.bool_)
    if edges(col)[1] < _HAN:
        return out
    rows = np.flatnonzero(rows_with_text(col, _NEEDLES))
    if not len(rows):
        return out
    cells = col.take(pa.array(rows))
    for at in np.flatnonzero(bools(match(cells, _MAY))).tolist():
        out[rows[at]] = is_marked(cells[at].as_py())
    return out


def marked_rows(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Which rows carry a mark in any cell."""
    out = np.zeros(batch.num_rows, dtype=np.bool_)
    for column in batch.columns:
        out |= marked(column)
    return out
