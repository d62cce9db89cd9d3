"""Birth dates and ages (出生日期、年龄) as offices write them."""

import re
from calendar import monthrange
from datetime import date, timedelta

import pyarrow as pa

from deid import kernels
from deid.kernels.lazy import compiled

Parts = tuple[int, int | None, int | None]
"""Year, month and day; None for what the cell does not say."""

_EARLIEST, _LATEST = 1850, 2100
OLDEST = 130
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(3654, 73_051)  # 1910 to 2099; shorter numbers are years
_MONTHS = 12

_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+\d{2}:?\d{2})?)?"
_SHAPES = (
    rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}",
    rf"(\d{{4}})(年)(\d{{1,2}})月(?:(\d{{1,2}})[日号]?)?{_TIME}",
    r"(\d{4})([-/.])(\d{1,2})()",
    r"(\d{4})()(\d{2})(\d{2})(?:0{6})?",
    r"(\d{4})()(\d{2})()",
    r"(\d{4})()()()年?",
)
_SERIAL = r"\d{5}(?:\.\d+)?"
_FIRST = r"(\d{1,3})(?:周岁|岁)?"
_AGE_BAND = rf"{_FIRST}(?:[-~至到—–](\d{{1,3}})(?:周岁|岁)?|[及(]?以上|\+)"


def _compact(cell: str) -> str:
    text = kernels.normalise_text(cell)
    return re.sub(r"(?<=[^\d]) +(?!\d?\d:)| +(?=[^\d])", "", text).removesuffix("出生").removesuffix("生")


def parts(cell: str) -> Parts | None:
    """Year, month and day of one cell; a month or day written 00 is not said; None if it is no date.

    >>> [parts(cell) for cell in ("1974年3月", "19740305", "27093", "74-03-05", "1974-02-30")]
    [(1974, 3, None), (1974, 3, 5), (1974, 3, 5), None, None]
    """
    text = _compact(cell)
    for shape in _SHAPES:
        if found := compiled(shape, re.ASCII).fullmatch(text):
            year, month, day = (int(found[group] or 0) for group in (1, 3, 4))
            return _checked(year, month, day)
    if compiled(_SERIAL, re.ASCII).fullmatch(text) and int(text[:5]) in _SERIALS:
        day_of = _SERIAL_ZERO + timedelta(days=int(text[:5]))
        return day_of.year, day_of.month, day_of.day
    return None


def _checked(year: int, month: int, day: int) -> Parts | None:
    if not _EARLIEST <= year < _LATEST or month > _MONTHS:
        return None
    if month == 0:
        return (year, None, None) if day == 0 else None
    if day > monthrange(year, month)[1]:
        return None
    return year, month, day or None


def _latest(cell: str) -> date | None:
    found = parts(cell)
    if found is None:
        return None
    year, month, day = found
    month = month or _MONTHS
    return date(year, month, day or monthrange(year, month)[1])


def latest_birth(col: pa.Array) -> pa.Array:
    """The latest date that agrees with a birth cell, date32, shape (n,); null where none can be read.

    A month alone counts to its last day, a year alone to 31 December, so that nobody is taken for
    older than he may be. Years of two digits are not read.

    >>> latest_birth(pa.array(["1974-03", "1974", "1974/3/5 0:00", "", None])).to_pylist()[:3]
    [datetime.date(1974, 3, 31), datetime.date(1974, 12, 31), datetime.date(1974, 3, 5)]
    """
    coded = kernels.as_text(col).dictionary_encode()
    cells = [_latest(cell) for cell in coded.dictionary.to_pylist()]
    return pa.array(cells, pa.date32()).take(coded.indices)


def age_range(cell: str) -> tuple[int, int | None] | None:
    """Lowest and highest age of one cell (75岁, 70-79, 80岁以上: no highest); None if it is no age."""
    text = _compact(cell)
    high: int | None
    if found := compiled(_FIRST, re.ASCII).fullmatch(text):
        low = high = int(found[1])
    elif found := compiled(_AGE_BAND, re.ASCII).fullmatch(text):
        low, high = int(found[1]), int(found[2]) if found[2] else None
    else:
        return None
    if low > OLDEST or (high is not None and not low <= high <= 2 * OLDEST):
        return None
    return low, high


def ages(col: pa.Array) -> pa.Array:
    """Completed years, int32, shape (n,): of 75, 75岁, ７５周岁; the low end of a band; null elsewhere.

    >>> ages(pa.array(["75岁", "70-79", "７５", "131", "x", None])).to_pylist()
    [75, 70, 75, None, None, None]
    """
    coded = kernels.as_text(col).dictionary_encode()
    read = [age_range(cell) for cell in coded.dictionary.to_pylist()]
    return pa.array([None if found is None else found[0] for found in read], pa.int32()).take(coded.indices)
