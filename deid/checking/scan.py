"""Identifiers in the clear, over whole columns: cheap looks first, Python only for odd cells.

A posted list is short cells without long runs of digits, so most columns are settled by the lengths of
their cells and the kinds of bytes in them. What is left is sorted by length into the shapes of whole
identifiers; only the rest is searched as text.
"""

import re

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.first import Bytes, Look, possible
from deid.detect import scan
from deid.detect.cells import match
from deid.kernels import bools, compact

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_WHOLE: dict[int, tuple[tuple[str, str], ...]] = {
    11: (("phone", r"^1[3-9]\d{9}$"),),
    18: (("resident_id", rf"^\d{{6}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dXx]$"), ("bank_card", r"^62\d{16}$")),
    **dict.fromkeys((16, 17, 19), (("bank_card", r"^[3-9]\d+$"),)),
}
# No character of these becomes a digit, a blank or nothing when text is normalised.
_NO_NUMBER = r"[\p{Han}A-WYZa-wyz，。；、]"
_PLAIN = r"^[0-9\x{4e00}-\x{9fff}，。；、：:]*$"
"""Text in which runs of digits stand alone: nothing joins two of them, no letter goes with them."""
_LONG_TEXT = 2000
_LONG_RUN = "[0-9]{10}"
_ONE_MOBILE = r"^[^0-9]*(?:[0-9]{1,9}[^0-9]+)*1[3-9][0-9]{9}(?:[^0-9]+[0-9]{1,9})*[^0-9]*$"
_HAN_DIGITS = "[一壹幺二贰三叁四肆五伍六陆七柒八捌九玖零]{7}"
# What stands before a number that is an office's own, meant to be called.
_OFFICES = (
    "监督|举报|投诉|反映|异议|咨询|热线|值班|办公|服务|受理|公开|政务|民政|残联|单位|政府|村委会?|居委会?"
)
_OFFICE_LABEL = re.compile(rf"(?:{_OFFICES})[^0-9，。；;]{{0,12}}$")
_TITLE_LABEL = re.compile(r"(?:电话|联系方式)[^0-9，。；;]{0,6}$")
OFFICE_HEADER = re.compile(
    "^(?!.*(?:手机|移动|人|户|家|学生))(?=.*(?:监督|举报|投诉|咨询|热线|值班|办公|受理))"
)
"""Headers of columns that hold an office's numbers, and nobody's mobile beside them."""


class Clear(msgspec.Struct, frozen=True):
    """The identifiers of a column that stand in the clear (标识符明文).

    Attributes:
        kinds: per kind, the cells that hold one, alone or inside text.
        whole: the cells that are one and nothing else.
    """

    kinds: dict[str, npt.NDArray[np.bool_]]
    whole: npt.NDArray[np.bool_]


def clear_identifiers(seen: Look, *, phones: bool = True) -> Clear:
    """Search a column for identifiers in the clear.

    Args:
        seen: one column.
        phones: whether phone numbers count; those of offices (400, 800, 监督电话：…) never do.
    """
    found: dict[str, npt.NDArray[np.bool_]] = {}
    whole = np.zeros(len(seen.cells), dtype=np.bool_)
    rows = np.flatnonzero(possible(seen))
    searched = bool(seen.kinds & Bytes.HAN or not seen.kinds & Bytes.DIGIT)
    if searched and len(rows):
        # Places, names and remarks, mostly, which hold few digits of any script.
        rows = rows[bools(scan.suspects(_some(seen.cells, rows)))]
    if not len(rows):
        return Clear(found, whole)
    rows, cells = _whole(found, rows, _some(seen.cells, rows), len(seen.cells))
    if len(rows):
        gapped = np.flatnonzero(~bools(match(cells, _NO_NUMBER)))
        flat = _without_gaps(cells.take(pa.array(gapped)))
        left, _ = _whole(found, rows[gapped], flat, len(seen.cells))
        if len(left) < len(gapped):
            stay = ~np.isin(rows, np.setdiff1d(rows[gapped], left))
            rows, cells = rows[stay], cells.filter(pa.array(stay))
    for hit in found.values():
        whole |= hit
    if len(rows) and not searched:
        where = bools(scan.suspects(cells))
        rows, cells = rows[where], cells.filter(pa.array(where))
    _inside(found, rows, cells, len(seen.cells))
    if not phones:
        found.pop("phone", None)
    return Clear(found, whole)


def _some(cells: pa.Array, rows: npt.NDArray[np.int64]) -> pa.Array:
    return cells if len(rows) == len(cells) else cells.take(pa.array(rows))


def _whole(
    found: dict[str, npt.NDArray[np.bool_]], rows: npt.NDArray[np.int64], cells: pa.Array, total: int
) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Note the cells that are one identifier of the usual length; the other rows and cells come back."""
    sizes = pc.fill_null(pc.binary_length(cells), 0).to_numpy(zero_copy_only=False)
    known = np.zeros(len(rows), dtype=np.bool_)
    for size, shapes in _WHOLE.items():
        where = np.flatnonzero(sizes == size)
        if not len(where):
            continue
        part = _some(cells, where)
        for kind, shape in shapes:
            hit = where[bools(match(part, shape))]
            if len(hit):
                found.setdefault(kind, np.zeros(total, dtype=np.bool_))[rows[hit]] = True
                known[hit] = True
    if not known.any():
        return rows, cells
    return rows[~known], cells.filter(pa.array(~known))


def _without_gaps(cells: pa.Array) -> pa.Array:
    """Cells as one word, save those with a dot: 13800.138000 is an amount."""
    dotted = match(cells, r"\.|[年月日元]")
    flat = pc.if_else(dotted, pa.scalar("", cells.type), compact(cells))
    return pc.replace_substring_regex(flat, r"^(?:\+|00)?86(1[3-9]\d{9})$", r"\1")


def _inside(
    found: dict[str, npt.NDArray[np.bool_]], rows: npt.NDArray[np.int64], cells: pa.Array, total: int
) -> None:
    """Note the identifiers that stand in text, each distinct cell read once."""
    if not len(rows):
        return
    plain = bools(match(cells, _PLAIN)) & ~bools(match(cells, _HAN_DIGITS))
    plain &= bools(pc.less(pc.binary_length(cells), _LONG_TEXT))
    mobile = plain & bools(match(cells, _ONE_MOBILE)) & ~bools(match(cells, _OFFICES))
    if mobile.any():
        found.setdefault("phone", np.zeros(total, dtype=np.bool_))[rows[mobile]] = True
    odd = ~mobile & ~(plain & ~bools(match(cells, _LONG_RUN)))
    coded = cells.filter(pa.array(odd)).dictionary_encode()
    by_cell = [kinds_in(cell) for cell in coded.dictionary.to_pylist()]
    codes = coded.indices.to_numpy(zero_copy_only=False)
    for kind in sorted(set().union(*by_cell)):
        hit = np.array([kind in kinds for kinds in by_cell], dtype=np.bool_)[codes]
        found.setdefault(kind, np.zeros(total, dtype=np.bool_))[rows[odd][hit]] = True


def kinds_in(text: str, *, title: bool = False) -> set[str]:
    """The kinds of identifiers in one text, the numbers of offices left out.

    Args:
        text: a cell, or a title or file name.
        title: it stands above the list: a land line, or a number called 电话, is an office's there.

    >>> kinds_in("监督电话：0398-2925094"), kinds_in("联系其子13800138000")
    (set(), {'phone'})
    """
    return {kind for kind, _ in pairs_in(text, title=title)}


def pairs_in(text: str, *, title: bool = False) -> set[tuple[str, str]]:
    """The same with the identifiers as they are written."""
    return {
        (span.kind, text[span.start : span.end])
        for span in scan.spans(text)
        if not (span.kind == "phone" and is_office(text, span.start, title=title))
    }


def is_office(text: str, start: int, *, title: bool = False) -> bool:
    """Whether a number that begins there is an office's own, by what stands before it."""
    if title and (text[start : start + 1] in "0０(（" or _TITLE_LABEL.search(text[:start])):
        return True
    return _OFFICE_LABEL.search(text[:start]) is not None
