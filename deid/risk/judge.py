"""Judge a release (裁量): count, for every released row, the ID numbers the stronger reader has left."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec.structs import replace

from deid.kernels import as_text
from deid.kernels.checks import ID_LENGTH
from deid.risk import reading
from deid.risk.candidates import adults, day_bounds, window
from deid.risk.days import HIDDEN, Calendar, Ints, born_between
from deid.risk.reading import Coded
from deid.risk.residues import CHECK_HIDDEN, SOFT, UNKNOWN, Rows, count, fewest
from deid.risk.shown import Shown, coded_cells, read_shown


class ReleaseView(msgspec.Struct, frozen=True):
    """The released cells of one list, as far as they say something about an ID number.

    Attributes:
        n: released rows.
        identifiers: released texts of the columns that hold or contain the subject's ID; each shape (n,).
        birth: released text of the birth date, or None.
        age: released text of the age or age band, or None.
        sex: released text of the sex, or None.
        full_name: a full name shows, from which the sex is often known.
        town_shown: the town shows, hence the police station, hence digits 15–16.
        adults_only: minors are withheld from this list.
    """

    n: int
    identifiers: list[pa.Array] = msgspec.field(default_factory=list)
    birth: pa.Array | None = None
    age: pa.Array | None = None
    sex: pa.Array | None = None
    full_name: bool = False
    town_shown: bool = False
    adults_only: bool = False


class Judgement(NamedTuple):
    """What ``judge`` finds.

    Attributes:
        counts: int64, shape (n,); 0 where the released cells contradict each other or cannot be read.
        contradicts: bool, shape (n,); the row's own cells exclude the age that the notice type implies,
            so it was counted without it.
    """

    counts: Ints
    contradicts: npt.NDArray[np.bool_]


class _Case(msgspec.Struct, frozen=True):
    """The distinct rows, and what the reader knows besides."""

    rows: Rows
    days: Calendar
    station: bool
    sexed: bool
    anywhere: bool

    def count(self, rows: npt.NDArray[np.int64], low: int, high: int) -> Ints:
        """Count some rows with births further narrowed to the day indexes low … high."""
        some = self.rows.take(rows)
        some = replace(some, low=np.maximum(some.low, low), high=np.minimum(some.high, high))
        return count(some, self.days, station=self.station, sexed=self.sexed, anywhere=self.anywhere)


def judge(
    columns: ReleaseView, *, place: str | None, as_of: date, implies_age: tuple[int, int] | None = None
) -> Judgement:
    """Count the ID numbers that agree with all released cells of each row together.

    Args:
        columns: what the release shows.
        place: the county code readers assume where region digits are hidden; digits that show win over it.
            None: they know a county that we do not, and the worst one is counted.
        as_of: the day ages are counted at.
        implies_age: completed years the notice type implies, such as (80, 120).

    Returns:
        Counts and the rows counted without the implied age. Where several identifiers of one row show
        different characters in the same position, the fewest of the separate counts is taken.
    """
    cells = [coded_cells(as_text(column).cast(pa.large_string())) for column in columns.identifiers]
    facts = [
        Coded(np.zeros(columns.n, dtype=np.int64), [None]) if column is None else reading.coded_column(column)
        for column in (columns.birth, columns.age, columns.sex)
    ]
    if any(len(part.codes) != columns.n for part in (*cells, *facts)):
        text = f"a released column has not the {columns.n} rows of its list"
        raise ValueError(text)
    (*which, birth, age, sex), row_of = reading.joint([*cells, *facts])
    seen = [_take(read_shown(part.values), codes) for part, codes in zip(cells, which, strict=True)] or [
        _nothing(len(birth))
    ]
    merged, clash = _merge(seen)
    days = window(as_of)
    low, high = _births(facts, birth, age, days, as_of)
    sexes = np.array([_sex(value) for value in facts[2].values], dtype=np.uint8)[sex]
    sides = [merged, *seen] if clash.any() else [merged]
    found = [
        _judge(_case(columns, side, days, (low, high, sexes), place), as_of, columns.adults_only, implies_age)
        for side in sides
    ]
    counts, contradicts = found[0]
    for other, against in found[1:]:  # each identifier alone, where they differ
        counts = np.where(clash, fewest(counts, other), counts)
        contradicts = np.where(clash, contradicts | against, contradicts)
    counts = np.where(merged.readable, counts, 0)
    return Judgement(counts[row_of], contradicts[row_of])


def _judge(case: _Case, as_of: date, grown: bool, implied: tuple[int, int] | None) -> Judgement:  # noqa: FBT001
    """Count with everything the reader assumes; what a row excludes is not assumed of that row."""
    everyone = (0, len(case.days))
    adult = (0, adults(case.days, as_of)) if grown else everyone
    steps: list[tuple[int, int]] = [adult, everyone]
    if implied is not None:
        low, high = (np.array([stamp]) for stamp in born_between(implied, as_of))
        first, last = case.days.interval(low, high)
        steps.insert(0, (int(first[0]), min(int(last[0]), adult[1])))
    counts = np.zeros(len(case.rows), dtype=np.int64)
    contradicts = np.zeros(len(case.rows), dtype=np.bool_)
    for place, (first_day, last_day) in enumerate(steps):
        left = np.flatnonzero(counts == 0)
        counts[left] = case.count(left, first_day, last_day)
        if implied is not None and place > 0:
            contradicts[left] = counts[left] > 0
    return Judgement(counts, contradicts)


def _case(
    columns: ReleaseView,
    seen: Shown,
    days: Calendar,
    facts: tuple[Ints, Ints, npt.NDArray[np.uint8]],
    place: str | None,
) -> _Case:
    codes = reading.region_codes(place) or ("000000",)
    regions = np.array([[[SOFT + int(digit) for digit in code] for code in codes]], dtype=np.uint8)
    low, high, sex = facts
    rows = Rows(seen.first17, seen.check, regions, np.zeros(len(low), dtype=np.int64), low, high, sex)
    return _Case(rows, days, columns.town_shown, columns.full_name, place is None)


def _take(seen: Shown, codes: Ints) -> Shown:
    return Shown(seen.first17[codes], seen.check[codes], seen.readable[codes])


def _nothing(size: int) -> Shown:
    """No identifier shows."""
    first17 = np.full((size, ID_LENGTH - 1), HIDDEN, dtype=np.uint8)
    return Shown(first17, np.full(size, CHECK_HIDDEN, dtype=np.int8), np.ones(size, dtype=np.bool_))


def _merge(seen: list[Shown]) -> tuple[Shown, npt.NDArray[np.bool_]]:
    """All characters that several identifiers of a row show together, and where they disagree."""
    first17, check, readable = seen[0].first17, seen[0].check, seen[0].readable
    clash = np.zeros(len(check), dtype=np.bool_)
    for other in seen[1:]:
        both = (first17 != HIDDEN) & (other.first17 != HIDDEN)
        clash |= (both & (first17 != other.first17)).any(axis=1)
        clash |= (check != CHECK_HIDDEN) & (other.check != CHECK_HIDDEN) & (check != other.check)
        first17 = np.where(first17 == HIDDEN, other.first17, first17)
        check = np.where(check == CHECK_HIDDEN, other.check, check)
        readable = readable & other.readable
    return Shown(first17, check, readable), clash


def _births(facts: list[Coded], birth: Ints, age: Ints, days: Calendar, as_of: date) -> tuple[Ints, Ints]:
    """The birth days that the released birth and age leave."""
    born = [reading.released(reading.birth_range, value) for value in facts[0].values]
    aged = [reading.released(reading.age_range, value) for value in facts[1].values]
    low, high = day_bounds(days, born, birth)
    young, old = day_bounds(days, [span and born_between(span, as_of) for span in aged], age)
    return np.maximum(low, young), np.minimum(high, old)


def _sex(value: object) -> int:
    found = reading.released(reading.sex_code, value)
    return found if isinstance(found, int) else UNKNOWN


def summary_of(found: Mapping[int, int]) -> dict[str, int]:
    """The figures a receipt holds, of counts that come with how many rows have them.

    >>> summary_of({1: 1, 500: 1, 1000: 1})
    {'min': 1, 'p01': 1, 'median': 500}
    """
    counts = np.array(sorted(found), dtype=np.int64)
    up_to = np.cumsum([found[int(count)] for count in counts])
    places = [(int(up_to[-1]) - 1) * percent // 100 for percent in (1, 50)]
    low, middle = (int(counts[np.searchsorted(up_to, place, side="right")]) for place in places)
    return {"min": int(counts[0]), "p01": low, "median": middle}
