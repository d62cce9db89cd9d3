"""The birth date that an identifier shows: 18 and 15 characters, contained, damaged or starred ones."""

import re
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import reading, tidy
from deid.detect.id_cells import contained, read_starred
from deid.kernels import as_text, maybe_digits, shaped_like
from deid.kernels.checks import ID_LENGTH, as_bytes
from deid.kernels.flat import Bytes, Rows, width_of
from deid.kernels.lazy import lazy

_POSSIBLE = maybe_digits(12, also="*")
# Excel writes 18 digits typed as a number as 4.11224200811217E+17: fifteen true digits, the birth date whole.
_SCIENTIFIC = lazy(r"^([0-9])\.?([0-9]{11,17})[Ee]\+?(14|17)$", re.ASCII)
_MISSING_CHECK = lazy(r"^[0-9]{17}$", re.ASCII)
_WHOLE_BIRTH = 14
_FIRST_YEAR = 1900
_THOUSANDS = np.array([1000, 100, 10, 1], dtype=np.uint16)


def birth_dates(col: pa.Array, *, today: date | None = None) -> pa.Array:
    """The birth date in each cell's identifier (出生日期).

    Args:
        col: text, shape (n,): IDs of 18 or 15 characters, 残疾人证号, 学籍号, numbers that Excel damaged,
            a check character missing, starred ones that still show the date.
        today: the last day that can be a birth date; the current day if None.

    Returns:
        date32, shape (n,); null where no real date from 1900 to ``today`` can be read.

    Examples:
        >>> birth_dates(pa.array(["411224197402301234", "4.11224200811217E+17"])).to_pylist()
        [None, datetime.date(2008, 11, 21)]
    """
    col = as_text(col)
    ids = contained(col)
    if width_of(ids) == ID_LENGTH:
        return _days(as_bytes(ids, ID_LENGTH)[:, 6:14], np.ones(len(ids), dtype=np.bool_), _today(today))
    century = pa.scalar("19", ids.type)
    empty = pa.scalar("", ids.type)
    short = pc.equal(pc.utf8_length(ids), 15)
    digits = pc.if_else(
        short,
        pc.binary_join_element_wise(century, pc.utf8_slice_codeunits(ids, 6, 12), empty),
        pc.utf8_slice_codeunits(ids, 6, 14),
    )
    rest = pc.and_(pc.is_null(ids), shaped_like(col, _POSSIBLE))
    if pc.any(rest).as_py():
        digits = pc.replace_with_mask(digits, rest, reading(_damaged)(col.filter(rest)))
    there = digits.is_valid().to_numpy(zero_copy_only=False)
    return _days(as_bytes(pc.drop_null(digits), 8), there, _today(today))


def _today(today: date | None) -> date:
    return today or datetime.now(UTC).astimezone().date()


def _damaged(cell: str) -> str | None:
    """The eight birth digits that a damaged or starred ID still shows."""
    text = tidy(cell).replace(" ", "")
    if found := _SCIENTIFIC.match(text):
        return _birth_of(found[1] + found[2], int(found[3]) + 1)
    if _MISSING_CHECK.match(text):
        return _birth_of(text, 18)
    starred = read_starred(cell)
    return _birth_of(starred, len(starred)) if starred else None


def _birth_of(digits: str, size: int) -> str | None:
    birth = "19" + digits[6:12] if size != 18 else digits[6:_WHOLE_BIRTH]  # noqa: PLR2004  15 or 18
    return birth if len(birth) == 8 and birth.isdecimal() else None  # noqa: PLR2004  yyyymmdd


def _days(cells: Bytes, there: Rows, today: date) -> pa.Array:
    """Eight digits as dates; null where they are no day from 1900 to today, and where there are none."""
    digits = cells - np.uint8(ord("0"))
    year = digits[:, :4] @ _THOUSANDS
    month = digits[:, 4] * np.uint8(10) + digits[:, 5]
    day = digits[:, 6] * np.uint8(10) + digits[:, 7]
    plausible = (year >= _FIRST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)  # noqa: PLR2004
    months = np.where(plausible, (year.astype(np.int64) - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day.astype(np.int64) - 1)
    real = plausible & (days.astype("datetime64[M]") == months) & (days <= np.datetime64(today))
    found = np.where(real, days, np.datetime64("NaT"))
    if there.all():
        return pa.array(found, pa.date32())
    whole = np.full(len(there), np.datetime64("NaT"), dtype="datetime64[D]")
    whole[there] = found
    return pa.array(whole, pa.date32())
