"""The birth date that an identifier shows: 18 and 15 characters, contained, damaged or starred ones."""

import re
from datetime import UTC, date, datetime
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import reading, tidy
from deid.detect.id_cells import contained, read_starred
from deid.kernels import as_text, compact, maybe_digits, shaped_like
from deid.kernels.checks import ID_LENGTH, as_bytes
from deid.kernels.flat import Bytes, Rows, width_of
from deid.kernels.lazy import lazy

_POSSIBLE = maybe_digits(12, also="*")
# Excel writes 18 digits typed as a number as 4.11224200811217E+17: fifteen true digits, the birth date whole.
_SCIENTIFIC = lazy(r"^([0-9])\.?([0-9]{11,17})[Ee]\+?(14|17)$", re.ASCII)
_MISSING_CHECK = lazy(r"^[0-9]{17}$", re.ASCII)
_CUT_OFF = r"^[0-9]{6}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]$"
"""Fifteen digits that are as well the beginning of eighteen: whose, somebody's of 106 or a child's?"""
_WHOLE_BIRTH = 14


def birth_dates(col: pa.Array, *, today: date | None = None) -> pa.Array:
    """The birth date in each cell's identifier (出生日期).

    Args:
        col: text, shape (n,): IDs of 18 or 15 characters, 残疾人证号, 学籍号, numbers that Excel damaged,
            a check character missing, starred ones that still show the date.
        today: the last day that can be a birth date; the current day if None.

    Returns:
        date32, shape (n,); null where no real date from 1900 to ``today`` can be read, and where fifteen
        digits may be the beginning of eighteen.

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
    cut_off = pc.and_(short, pc.match_substring_regex(ids, _CUT_OFF))
    digits = pc.if_else(cut_off, pa.nulls(len(digits), digits.type), digits)
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


def latest_births(col: pa.Array) -> pa.Array:
    """The last day that can be the birth date in starred identifiers which still show the year.

    >>> latest_births(pa.array(["4112241974****1234", "411224200802**1234"])).to_pylist()
    [datetime.date(1974, 12, 31), datetime.date(2008, 2, 29)]
    """
    col = as_text(col)
    shows = pc.match_substring_regex(compact(col), r"[1-9][0-9]{5}(?:19|20)[0-9]{2}")
    days = np.full(len(col), np.datetime64("NaT"), dtype="datetime64[D]")
    for row in np.flatnonzero(pc.fill_null(shows, False).to_numpy(zero_copy_only=False)):
        month = _month_of(read_starred(col[int(row)].as_py()) or "")
        if month is not None:
            days[row] = (np.datetime64(month) + 1).astype("datetime64[D]") - 1
    return pa.array(days, pa.date32())


def _month_of(starred: str) -> str | None:
    """The last month that can be the birth month: ``1974-12`` where only the year shows."""
    found = _YEAR_SHOWN.match(starred)
    return f"{found[1]}-{found[2] or '12'}" if found else None


# Only behind a county in the clear: stars before the year may stand for more or fewer digits than they are.
_YEAR_SHOWN = lazy(r"^[1-9][0-9]{5}((?:19|20)[0-9]{2})(0[1-9]|1[0-2])?[0-9*]{6,8}[0-9X*]{0,2}$", re.ASCII)


class _Months(NamedTuple):
    """By year and month as one number (197403): the month's first day and how many it has, 0 for no month."""

    first: npt.NDArray[np.int32]
    length: npt.NDArray[np.uint8]


@cache
def _months() -> _Months:
    starts = np.arange(np.datetime64("1900-01"), np.datetime64("2101-01"))
    days = starts.astype("datetime64[D]").astype(np.int32)
    place = np.array([int(text[:4] + text[5:]) for text in starts.astype(str)[:-1]])
    found = _Months(np.zeros(_PLACES, dtype=np.int32), np.zeros(_PLACES, dtype=np.uint8))
    found.first[place], found.length[place] = days[:-1], np.diff(days)
    return found


_PLACES = 1_000_000


def _days(cells: Bytes, there: Rows, today: date) -> pa.Array:
    """Eight digits as dates; null where they are no day from 1900 to today, and where there are none."""
    digits = np.ascontiguousarray(cells - np.uint8(ord("0"))).view("<u8")[:, 0]
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))  # every other byte: two digits as one number
    high, low, month, day = (((pairs >> np.uint64(at)) & np.uint64(0xFF)).astype(np.int32) for at in _PAIRS)
    months = (high * 100 + low) * 100 + month
    known = _months()
    days = known.first[months] + day - 1
    last = (today - date(1970, 1, 1)).days
    real = (day >= 1) & (day <= known.length[months]) & (days <= last)
    if real.all() and there.all():
        return pa.array(days, pa.date32())
    whole = np.zeros(len(there), dtype=np.int32)
    whole[there] = days
    gone = ~there
    gone[there] |= ~real
    return pa.array(whole, pa.int32(), mask=gone).cast(pa.date32())


_PAIRS = 0, 16, 32, 48
"""Bits at which the pairs of digits begin."""
