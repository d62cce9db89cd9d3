"""How many identifiers still fit everything a reader of a row sees (候选数)."""

from datetime import date
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from deid.days import today
from deid.risk import reading
from deid.risk.days import HIDDEN, YEARS_BACK, Bytes, Calendar, Ints, born_between, calendar, years_before
from deid.risk.reading import OLDEST, Coded
from deid.risk.residues import ANY, NONE, Rows, count
from deid.risk.shown import coded_cells, read_shown

ADULT = 18
Reader = Literal["plain", "local"]
Kind = Literal["resident_id", "phone"]
_FOREVER = (0, 99_999_999)


def candidates(  # noqa: PLR0913  the public signature, keyword-only
    shown: Any,  # noqa: ANN401  list, numpy, Arrow, pandas or polars
    *,
    region: Any = None,  # noqa: ANN401  one value or a column
    birth: Any = None,  # noqa: ANN401
    age: Any = None,  # noqa: ANN401
    sex: Any = None,  # noqa: ANN401
    as_of: date | None = None,
    births: tuple[date, date] | None = None,
    reader: Reader = "plain",
    kind: Kind = "resident_id",
) -> Ints:
    """Count the ID numbers (公民身份号码) that agree with everything a reader of each row sees.

    An 18-character number is region, birth date, sequence (odd male, even female) and a check digit
    (GB 11643); the count is exact. It says how hard the *number* is to rebuild, never how well the person
    is hidden.

    Args:
        shown: shape (n,), 18 characters, ``*`` where hidden. 15-digit numbers and numbers that contain an ID
            (残疾人证, 学籍号) are read to the ID. Null, blank or stars only: nothing shows.
        region: the county code the reader can assume; one value or shape (n,). Several codes of one county
            are separated by commas.
        birth: "1974", "1974-03", "1974-03-05" or a date; one value or shape (n,); null: unknown.
        age: completed years at ``as_of``, or a band (70, 79) or "70-79"; one value or shape (n,).
        sex: 男 or 女; one value or shape (n,).
        as_of: the day ages are counted at; today if not given.
        births: first and last possible day of birth; by default 120 years back from ``as_of``.
        reader: "local" also knows that minors are not on the list and which block of ten sequences
            (digits 15–16) the person's police station uses; the worst block is counted.
        kind: "phone" counts mobile numbers (11 characters); ``region`` is then a city's code or name.

    Returns:
        int64, shape (n,). A row that contradicts itself counts 0.

    Raises:
        TypeError: an argument of the wrong type.
        ValueError: a value nobody can read, columns of different lengths, or region digits hidden without
            ``region``.

    Examples:
        >>> window = (date(1920, 1, 1), date(2026, 11, 21))
        >>> candidates(["411224********1234", "41122419740305****"], births=window).tolist()
        [3545, 1000]
        >>> candidates(["411224********1234"], birth="1974-03-05", births=window).tolist()
        [1]
    """
    if kind not in ("resident_id", "phone"):
        text = "kind must be resident_id or phone"
        raise ValueError(text)
    if reader not in ("plain", "local"):
        text = "reader must be plain or local"
        raise ValueError(text)
    cells = reading.text_cells(shown, "shown")
    if kind == "phone":
        if any(given is not None for given in (birth, age, sex, births)):
            text = "birth, age, sex and births say nothing about a phone number"
            raise TypeError(text)
        from deid.risk import phones  # noqa: PLC0415  most callers count ID numbers

        return phones.count(cells, region)
    now = _day(as_of, "as_of") if as_of is not None else today()
    days = window(now, births)
    facts = [
        reading.coded(given, name, len(cells))
        for name, given in (("region", region), ("birth", birth), ("age", age), ("sex", sex))
    ]
    return _count(cells, facts, days, now, local=reader == "local")


def _count(cells: pa.Array, facts: list[Coded], days: Calendar, now: date, *, local: bool) -> Ints:
    column = coded_cells(cells)
    (which, region, birth, age, sex), row_of = reading.joint([column, *facts])
    seen = read_shown(column.values)
    regions = region_table([reading.region_codes(value) for value in facts[0].values])
    first17, given = seen.first17[which], regions[region]
    if not seen.readable[which].all():
        row = int(np.flatnonzero(~seen.readable[which][row_of])[0]) + 1
        text = f"shown: row {row} cannot be read as a resident ID of 18 characters with * where hidden"
        raise ValueError(text)
    if ((first17[:, :6] == HIDDEN) & (given[:, 0] == ANY)).any():
        text = "region digits are hidden: say which county the reader can assume (region=)"
        raise ValueError(text)
    low, high = day_bounds(days, [reading.birth_range(v) for v in facts[1].values], birth)
    ages = [_stamps(reading.age_range(value), now) for value in facts[2].values]
    young, old = day_bounds(days, ages, age)
    low, high = np.maximum(low, young), np.minimum(high, old)
    if local:
        high = np.minimum(high, adults(days, now))
    sexes = np.array([reading.sex_code(value) for value in facts[3].values], dtype=np.uint8)
    rows = Rows(first17, seen.check[which], regions, region, low, high, sexes[sex])
    return count(rows, days, station=local)[row_of]


def window(as_of: date, births: tuple[date, date] | None = None) -> Calendar:
    """The days somebody on the list can be born on.

    Raises:
        TypeError: ``births`` is not a pair of dates.
        ValueError: it ends before it begins.
    """
    if births is None:
        return calendar(years_before(as_of, YEARS_BACK), as_of)
    if not isinstance(births, (tuple, list)) or len(births) != len(_FOREVER):
        text = "births must be a pair of dates (first, last)"
        raise TypeError(text)
    first, last = (_day(day, "births") for day in births)
    if first > last:
        text = "births must not end before it begins"
        raise ValueError(text)
    return calendar(first, last)


def _day(value: object, name: str) -> date:
    if not isinstance(value, date):
        text = f"{name} must be a date"
        raise TypeError(text)
    return date(value.year, value.month, value.day)  # a datetime is a date with a clock


def region_table(lists: list[tuple[str, ...]]) -> Bytes:
    """Lists of region codes as one table for ``Rows.regions``; an empty list: the digits must show."""
    size = max(map(len, lists), default=1) or 1
    table = np.full((len(lists), size, 6), NONE, dtype=np.uint8)
    for row, codes in enumerate(lists):
        if not codes:
            table[row, 0] = ANY
        for place, code in enumerate(codes):
            table[row, place] = [int(digit) for digit in code]
    return table


def _stamps(ages: tuple[int, int] | None, now: date) -> tuple[int, int] | None:
    return None if ages is None else born_between(ages, now)


def day_bounds(days: Calendar, ranges: list[tuple[int, int] | None], which: Ints) -> tuple[Ints, Ints]:
    """First day index and one past the last for every row, from the birth stamps of its code."""
    ends = np.array([span or _FOREVER for span in ranges], dtype=np.int64).reshape(-1, 2)
    low, high = days.interval(ends[:, 0], ends[:, 1])
    return low[which], high[which]


def adults(days: Calendar, as_of: date) -> int:
    """One past the last day on which somebody grown up at ``as_of`` can be born."""
    _, last = born_between((ADULT, OLDEST), as_of)
    return int(np.searchsorted(days.stamp, last, side="right"))
