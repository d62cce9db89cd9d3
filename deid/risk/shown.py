"""Identifier cells of a release, read to the 18 characters of the resident ID they show."""

import re
from collections.abc import Callable

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.kernels.checks import CHECK_CHARS, ID_LENGTH, as_bytes
from deid.kernels.lazy import lazy
from deid.risk.days import HIDDEN, Bytes
from deid.risk.reading import Coded
from deid.risk.residues import CHECK_HIDDEN

_PLAIN = r"^[0-9*]{17}[0-9X*]$"
STARS = str.maketrans(dict.fromkeys("●■□○◯◆▇█•※?#＊", "*"))
_APART = lazy(r"[\s\-.·‐-―−_]")
_WIDER = (
    (r"^\**$", "*" * ID_LENGTH),
    (r"^[GJL*]([0-9*]{17}[0-9X*])$", r"\1"),
    (r"^([0-9*]{17}[0-9X*])[0-9A-Z*]{2,4}$", r"\1"),
    (r"^([0-9*]{6})([0-9*]{9})$", r"\119\2*"),
)

_CHECKS = np.full(256, CHECK_HIDDEN, dtype=np.int8)
_CHECKS[[ord(char) for char in CHECK_CHARS]] = range(len(CHECK_CHARS))


def coded_cells(cells: pa.Array) -> Coded:
    """Text cells as codes into an Arrow array of the distinct ones; null shows nothing."""
    found = pc.fill_null(cells, "*" * ID_LENGTH).dictionary_encode()
    return Coded(found.indices.to_numpy(zero_copy_only=False).astype(np.int64), found.dictionary)


class Shown(msgspec.Struct, frozen=True):
    """Distinct cells of an identifier column, read to the 18-character number they contain."""

    first17: Bytes
    check: npt.NDArray[np.int8]
    readable: npt.NDArray[np.bool_]


def read_shown(cells: pa.Array) -> Shown:
    """Visible characters of distinct cells, none null; an unreadable one is read as hidden, and marked."""
    cells = read_odd(cells, _PLAIN, _widen_all)
    cells = read_odd(cells, _PLAIN, lambda odd: kernels.over_distinct(odd, widen))
    readable = cells.is_valid().to_numpy(zero_copy_only=False).astype(np.bool_)
    table = as_bytes(pc.fill_null(cells, "*" * ID_LENGTH), ID_LENGTH)
    first17 = np.where(table[:, :17] == ord("*"), HIDDEN, table[:, :17] - ord("0")).astype(np.uint8)
    return Shown(first17, _CHECKS[table[:, 17]], readable)


def read_odd(cells: pa.Array, plain: str, read: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The cells, those that are not ``plain`` read first."""
    odd = pc.invert(pc.match_substring_regex(cells, plain))
    if not pc.any(odd, min_count=0).as_py():
        return cells
    return pc.replace_with_mask(cells, odd, read(cells.filter(odd)))


def _widen_all(cells: pa.Array) -> pa.Array:
    """The usual longer and shorter numbers as ``widen`` reads them, without leaving Arrow."""
    cells = pc.ascii_upper(cells)
    for shape, wanted in _WIDER:
        cells = pc.replace_substring_regex(cells, shape, wanted)
    return cells


def widen(cell: str) -> str | None:
    """The 18 characters a cell shows of a resident ID; None if it cannot be read as one.

    >>> widen("411224740305***"), widen("G411224************"), widen("41122419740305****43")
    ('41122419740305****', '411224************', '41122419740305****')
    """
    text = kernels.normalise_text(cell).translate(STARS)
    text = _APART.sub("", text).upper()
    if not text.strip("*"):
        return "*" * ID_LENGTH
    if len(text) == ID_LENGTH + 1 and text[0] in "GJL*":  # 学籍号
        text = text[1:]
    elif ID_LENGTH + 2 <= len(text) <= ID_LENGTH + 4:  # 残疾人证
        text = text[:ID_LENGTH]
    elif len(text) == ID_LENGTH - 3:  # the number before 1999: no century, no check digit
        text = f"{text[:6]}19{text[6:]}*"
    if text[16:] == "XX":
        text = text[:16] + "**"
    text = text[:17].replace("X", "*") + text[17:]  # an X before the end can only stand for "hidden"
    return text if re.fullmatch(_PLAIN, text, re.ASCII) else None
