"""The birth date that an identifier shows: 18 and 15 characters, contained, damaged or starred ones."""

import re
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import match, reading, tidy
from deid.detect.id_cells import contained, read_starred
from deid.kernels import as_text, maybe_digits
from deid.kernels.checks import as_bytes
from deid.kernels.lazy import lazy

_POSSIBLE = maybe_digits(12, also="*")
# Excel writes 18 digits typed as a number as 4.11224200811217E+17: fifteen true digits, the birth date whole.
_SCIENTIFIC = lazy(r"^([0-9])\.?([0-9]{11,17})[Ee]\+?(14|17)$", re.ASCII)
_MISSING_CHECK = lazy(r"^[0-9]{17}$", re.ASCII)
_WHOLE_BIRTH = 14
_FIRST_YEAR = 1900
_TENS = np.array([1000, 100, 10, 1], dtype=np.int32)


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
    century = pa.scalar("19", ids.type)
    empty = pa.scalar("", ids.type)
    short = pc.equal(pc.utf8_length(ids), 15)
    digits = pc.if_else(
        short,
        pc.binary_join_element_wise(century, pc.utf8_slice_codeunits(ids, 6, 12), empty),
        pc.utf8_slice_codeunits(ids, 6, 14),
    )
    rest = pc.and_(pc.is_null(ids), match(col, _POSSIBLE))
    if pc.any(rest).as_py():
        digits = pc.replace_with_mask(digits, rest, reading(_damaged)(col.filter(rest)))
    return _dates(digits, today or datetime.now(UTC).astimezone().date())


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


def _dates(digits: pa.Array, today: date) -> pa.Array:
    """Eight digits as dates; null where they are no day from 1900 to today."""
    there = digits.is_valid().to_numpy(zero_copy_only=False)
    cells = as_bytes(pc.drop_null(digits), 8).astype(np.int32) - ord("0")
    year = cells[:, :4] @ _TENS
    month, day = cells[:, 4:6] @ _TENS[2:], cells[:, 6:] @ _TENS[2:]
    plausible = (year >= _FIRST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)  # noqa: PLR2004
    months = (np.where(plausible, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    real = plausible & (days.astype("datetime64[M]") == months) & (days <= np.datetime64(today))
    whole = np.full(len(digits), np.datetime64("NaT"), dtype="datetime64[D]")
    whole[there] = np.where(real, days, np.datetime64("NaT"))
    return pa.array(whole, pa.date32())
