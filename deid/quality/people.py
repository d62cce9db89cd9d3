"""Identity numbers against themselves and against the columns beside them."""

import re
from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import dates, resident_id
from deid.detect.cells import match
from deid.detect.credit_code import credit_codes
from deid.kernels import as_text, blank, bools
from deid.kernels.checks import ID_LENGTH, as_bytes
from deid.kernels.flat import own_data, rows_with, sizes
from deid.quality.marks import Rows
from deid.risk.reading import released, sex_code
from deid.risk.residues import FEMALE, MALE

_SEQUENCE = 16  # the place of the digit that is odd for men
_SCIENTIFIC = r"^['\s]*[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}\s*$"
_ROUNDED = r"^[0-9]{15}0{3,4}$"
_ROUNDED_SIZES = (18, 19)
_KEPT_DIGITS = 15
_HIDDEN = r"[*＊●×○]"
_SLASHED = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_PLAIN_DAY = r"^(?:19|20)\d{2}-\d{2}-\d{2}$"
_NOMINAL = 2
"""Ages told by the calendar year, or 虚岁, differ by so much from completed years."""

Bytes = npt.NDArray[np.uint8]


class Ids(msgspec.Struct, frozen=True):
    """The 18-character IDs of a column: the rows that hold one, and their characters."""

    rows: npt.NDArray[np.int64]
    cells: Bytes
    texts: pa.Array
    total: int

    def where(self, hit: Rows) -> Rows:
        """Row by row what was found of the IDs."""
        found = np.zeros(self.total, dtype=np.bool_)
        found[self.rows[hit]] = True
        return found

    def but(self, gone: Rows) -> "Ids":
        """The others."""
        if not gone.any():
            return self
        kept = ~gone
        return Ids(self.rows[kept], self.cells[kept], self.texts.filter(pa.array(kept)), self.total)


def zeros(ids: Ids, wrong: Rows) -> Rows:
    """IDs whose last three characters a spreadsheet made zeros: it keeps fifteen digits."""
    found = wrong.copy()
    rows = np.flatnonzero(found)
    found[rows] = (ids.cells[rows, _KEPT_DIGITS:] == ord("0")).all(axis=1)
    return found


def read_ids(col: pa.Array) -> Ids:
    """Read a column of numbers that are or contain an ID."""
    ids = resident_id.contained(col)
    rows = np.flatnonzero(bools(pc.is_valid(ids)) & (sizes(ids) == ID_LENGTH))
    texts = ids if len(rows) == len(ids) else ids.take(pa.array(rows))
    return Ids(rows, as_bytes(texts, ID_LENGTH), texts, len(ids))


def other_sex(ids: Ids, col: pa.Array) -> Rows:
    """Whose sex column says otherwise."""
    coded = as_text(col).dictionary_encode()
    told = np.array([released(sex_code, cell) for cell in coded.dictionary.to_pylist()], dtype=object)
    known = np.array([one in (MALE, FEMALE) for one in told], dtype=np.bool_)
    male = np.array([one == MALE for one in told], dtype=np.bool_)
    if not known.any():
        return ids.where(np.zeros(len(ids.rows), dtype=np.bool_))
    at = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)[ids.rows]
    odd = (ids.cells[:, _SEQUENCE] & 1).astype(np.bool_)
    return ids.where((at >= 0) & known[at] & (male[at] != odd))


def other_birth(ids: Ids, col: pa.Array) -> Rows:
    """Whose birth column says another day, as far as it says one."""
    cells = as_text(col).take(pa.array(ids.rows))
    born = pc.utf8_slice_codeunits(ids.texts, 6, 14).cast(cells.type)
    usual = match(cells, _PLAIN_DAY)
    flat = pc.replace_substring(pc.if_else(usual, cells, pa.scalar("", cells.type)), "-", "")
    wrong = bools(usual) & bools(pc.not_equal(flat, born))
    rest = np.flatnonzero(~bools(usual) & ~bools(blank(cells)) & bools(cells.is_valid()))
    if len(rest):
        wrong[rest] = _other_days(cells.take(pa.array(rest)), born.take(pa.array(rest)))
    return ids.where(wrong)


def _other_days(cells: pa.Array, born: pa.Array) -> Rows:
    """The same for cells written in any other way, each distinct pair once."""
    pairs = pc.binary_join_element_wise(born, cells, pa.scalar("\x1f", cells.type)).dictionary_encode()
    other = np.array(
        [_differs(*pair.split("\x1f", 1)) for pair in pairs.dictionary.to_pylist()], dtype=np.bool_
    )
    return np.asarray(other[pairs.indices.to_numpy()])


def _differs(born: str, cell: str) -> bool:
    if day := re.fullmatch(_SLASHED, cell, re.ASCII):
        return f"{day[1]}{day[2]:0>2}{day[3]:0>2}" != born
    told = dates.parts(cell)
    own = (born[:4], born[4:6], born[6:8])
    return told is not None and any(
        part is not None and part != int(mine) for part, mine in zip(told, own, strict=True)
    )


def other_age(ids: Ids, col: pa.Array, as_of: date) -> Rows:
    """Whose age column is further off than 虚岁 explains."""
    ages = dates.ages(as_text(col).take(pa.array(ids.rows)))
    told = pc.fill_null(ages, -1).to_numpy(zero_copy_only=False)
    births = resident_id.birth_dates(ids.texts)
    years = pc.fill_null(pc.year(births), 0).to_numpy(zero_copy_only=False)
    off = np.abs((as_of.year - years) - told)
    return ids.where((told >= 0) & (years > 0) & (off > _NOMINAL))


def damaged(col: pa.Array) -> Rows:
    """Accounts and phones that a spreadsheet spoilt: 6.21E+18, or zeros behind the fifteenth digit."""
    cells = as_text(col)
    found = scientific(cells)
    data, ends = own_data(cells)
    size = np.diff(ends)
    long = np.flatnonzero((size == _ROUNDED_SIZES[0]) | (size == _ROUNDED_SIZES[1]))
    last = ends[1:][long]
    for back in (1, 2, 3):
        zero = data[last - back] == ord("0")
        long, last = long[zero], last[zero]
    found[long] |= bools(match(cells.take(pa.array(long)), _ROUNDED))
    return found


def scientific(col: pa.Array) -> Rows:
    """Numbers written 4.11E+17; only cells with an E are read."""
    cells = as_text(col)
    found = rows_with(cells, lambda part: (part | np.uint8(0x20)) == ord("e"))
    rows = np.flatnonzero(found)
    found[rows] = bools(match(cells.take(pa.array(rows)), _SCIENTIFIC))
    return found


def misshapen(col: pa.Array) -> Rows:
    """Filled cells that hold no whole number of a person or an organisation: a digit too many, letters."""
    cells = as_text(col)
    rest = np.flatnonzero(
        ~bools(pc.is_valid(resident_id.contained(cells))) & ~bools(blank(cells)) & bools(cells.is_valid())
    )
    found = np.zeros(len(cells), dtype=np.bool_)
    if len(rest):
        part = cells.take(pa.array(rest))
        organisation = bools(pc.is_valid(credit_codes(part)))
        found[rest] = ~organisation & ~bools(match(part, _HIDDEN)) & ~bools(match(part, _SCIENTIFIC))
    return found
