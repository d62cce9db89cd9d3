"""Identifiers in the clear, over whole columns: cheap looks first, Python only for odd cells.

A posted list is short cells without long runs of digits, so most columns are settled by the lengths of
their cells and the kinds of bytes in them. What is left is sorted by length into the shapes of whole
identifiers; only the rest is searched as text.
"""

import re
from enum import IntFlag

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import scan
from deid.detect.cells import match
from deid.kernels import as_text, bools, compact

SHORTEST = 7
_HAN_RUN = 21  # bytes of seven Chinese digits
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_WHOLE: dict[int, tuple[tuple[str, str], ...]] = {
    11: (("phone", r"^1[3-9]\d{9}$"),),
    18: (("resident_id", rf"^\d{{6}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dXx]$"), ("bank_card", r"^62\d{16}$")),
    **dict.fromkeys((16, 17, 19), (("bank_card", r"^[3-9]\d+$"),)),
}
_MARKED = r"\p{N}|[@＠]|[A-ZＡ-Ｚ][^\p{Han}]*\p{N}|[〇零○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖]{7}"
# What stands before a number that is an office's own, meant to be called.
_OFFICE_LABEL = re.compile(
    r"(?:监督|举报|投诉|反映|异议|咨询|热线|值班|办公|服务|受理|公开|政务|民政|残联|单位|政府|村委会?|居委会?)"
    r"[^0-9，。；;]{0,12}$"
)
_TITLE_LABEL = re.compile(r"(?:电话|联系方式)[^0-9，。；;]{0,6}$")
OFFICE_HEADER = re.compile("监督|举报|投诉|咨询|热线|值班|办公|受理")
"""Headers of columns that hold an office's numbers."""


class Bytes(IntFlag):
    """Kinds of bytes in a column."""

    DIGIT = 1
    LETTER = 2
    STAR = 4
    ODD = 8  # beyond ASCII, and no Chinese character
    HAN = 16


def _table() -> npt.NDArray[np.uint8]:
    table = np.zeros(256, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = Bytes.DIGIT
    for first, last in (("A", "Z"), ("a", "z"), ("@", "@")):
        table[ord(first) : ord(last) + 1] = Bytes.LETTER
    table[[ord(char) for char in "*#?_"]] = Bytes.STAR
    table[[ord("x"), ord("X")]] = Bytes.STAR  # the end of an ID, or a mask
    table[0xC2:] = Bytes.ODD
    table[0xE4:0xEA] = Bytes.HAN
    return table


_KIND_OF_BYTE = _table().tobytes()


class Look(msgspec.Struct, frozen=True):
    """A first look at one column of one batch: its text, byte lengths and kinds of bytes."""

    cells: pa.Array
    sizes: npt.NDArray[np.int64]
    kinds: Bytes

    @property
    def longest(self) -> int:
        """Bytes of the longest cell."""
        return int(self.sizes.max()) if len(self.sizes) else 0

    @property
    def text(self) -> bool:
        """Whether any cell holds letters or Chinese characters."""
        return bool(self.kinds & (Bytes.HAN | Bytes.LETTER | Bytes.ODD))


def look(col: pa.Array) -> Look:
    """Lengths and kinds of bytes of a column."""
    cells = as_text(col)
    if len(cells) == 0 or cells.buffers()[2] is None:
        return Look(cells, np.zeros(len(cells), dtype=np.int64), Bytes(0))
    width = np.int64 if pa.types.is_large_string(cells.type) else np.int32
    ends = np.frombuffer(cells.buffers()[1], dtype=width)[cells.offset : cells.offset + len(cells) + 1]
    data = memoryview(cells.buffers()[2])[int(ends[0]) : int(ends[-1])].tobytes()
    kinds = np.frombuffer(data.translate(_KIND_OF_BYTE), dtype=np.uint8)
    return Look(cells, np.diff(ends).astype(np.int64), Bytes(int(np.bitwise_or.reduce(kinds, initial=0))))


def possible(seen: Look) -> npt.NDArray[np.bool_]:
    """Which cells are long enough, and of such bytes, that an identifier could stand in them."""
    nobody = np.zeros(len(seen.cells), dtype=np.bool_)
    if seen.longest < SHORTEST:
        return nobody
    if seen.kinds & (Bytes.DIGIT | Bytes.LETTER | Bytes.ODD):
        return seen.sizes >= SHORTEST
    return seen.sizes >= _HAN_RUN if seen.kinds & Bytes.HAN else nobody


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
    if len(rows) and (seen.kinds & Bytes.HAN or not seen.kinds & Bytes.DIGIT):
        # Places and names, mostly, which hold no digits of any script.
        rows = rows[bools(match(seen.cells.take(pa.array(rows)), _MARKED))]
    if not len(rows):
        return Clear(found, whole)
    cells = seen.cells.take(pa.array(rows)) if len(rows) < len(seen.cells) else seen.cells
    rows, cells = _whole(found, rows, cells, len(seen.cells))
    if len(rows):
        flat = _without_gaps(cells)
        left, _ = _whole(found, rows, flat, len(seen.cells))
        if len(left) < len(rows):
            stay = pa.array(np.isin(rows, left))
            rows, cells = left, cells.filter(stay)
    for hit in found.values():
        whole |= hit
    _inside(found, rows, cells, len(seen.cells))
    if not phones:
        found.pop("phone", None)
    return Clear(found, whole)


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
        part = cells.take(pa.array(where))
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
    where = bools(scan.contains_identifier(cells))
    if not where.any():
        return
    coded = cells.filter(pa.array(where)).dictionary_encode()
    by_cell = [kinds_in(cell) for cell in coded.dictionary.to_pylist()]
    codes = coded.indices.to_numpy(zero_copy_only=False)
    for kind in sorted(set().union(*by_cell)):
        hit = np.array([kind in kinds for kinds in by_cell], dtype=np.bool_)[codes]
        found.setdefault(kind, np.zeros(total, dtype=np.bool_))[rows[where][hit]] = True


def kinds_in(text: str, *, title: bool = False) -> set[str]:
    """The kinds of identifiers in one text, the numbers of offices left out.

    Args:
        text: a cell, or a title or file name.
        title: it stands above the list: a land line, or a number called 电话, is an office's there.

    >>> kinds_in("监督电话：0398-2925094"), kinds_in("联系其子13800138000")
    (set(), {'phone'})
    """
    return {
        span.kind
        for span in scan.spans(text)
        if not (span.kind == "phone" and _is_office(text, span.start, title=title))
    }


def _is_office(text: str, start: int, *, title: bool) -> bool:
    if title and (text[start : start + 1] in "0０(（" or _TITLE_LABEL.search(text[:start])):
        return True
    return _OFFICE_LABEL.search(text[:start]) is not None
