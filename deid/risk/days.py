"""Birth days by check-digit residue: how many days fit visible digits and an interval, in one look-up."""

from datetime import date
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from deid.kernels.checks import WEIGHTS

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

MODULUS = 11
HIDDEN = 10
"""Stands for a hidden digit among the first 17."""
YEARS_BACK = 120
DIGITS = 8
_POWERS = 10 ** np.arange(DIGITS - 1, -1, -1, dtype=np.int64)
_BITS = 1 << np.arange(DIGITS, dtype=np.int64)


class DayIndex(msgspec.Struct, frozen=True):
    """The days of a calendar sorted by the digits that one pattern shows, then by time.

    ``place`` is digits × days + day, ascending; ``ahead[i]`` counts, per residue, the days before entry i.
    """

    place: Ints
    ahead: npt.NDArray[np.int32]


class Calendar(msgspec.Struct, frozen=True, eq=False):
    """Every real day from the first to the last possible birth.

    Attributes:
        stamp: the days as numbers 19740305, ascending.
        digits: shape (days, 8).
        residue: what each day adds to the check sum, modulo 11.
    """

    stamp: Ints
    digits: Bytes
    residue: Ints

    def __len__(self) -> int:
        return len(self.stamp)

    def interval(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """First day index and one past the last for stamps low … high, both included."""
        first = np.searchsorted(self.stamp, low, side="left").astype(np.int64)
        return first, np.searchsorted(self.stamp, high, side="right").astype(np.int64)

    def find(self, index: DayIndex, shown: Bytes, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """Where the days that fit begin and end in ``index``; ``shown`` has HIDDEN where nothing shows."""
        key = np.where(shown == HIDDEN, 0, shown) @ _POWERS * len(self)
        first = np.searchsorted(index.place, key + low)
        last = np.searchsorted(index.place, key + np.maximum(low, high))
        return first.astype(np.int64), last.astype(np.int64)


def pattern(shown: Bytes) -> Ints:
    """Which of the 8 digits show, as one number per row."""
    return np.asarray((shown != HIDDEN) @ _BITS, dtype=np.int64)


@lru_cache(maxsize=8)
def calendar(first: date, last: date) -> Calendar:
    """The calendar of all days from ``first`` to ``last``, both included."""
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]")
    day = (days - months).astype(np.int64) + 1
    month = (months - years).astype(np.int64) + 1
    stamp = (years.astype(np.int64) + 1970) * 10_000 + month * 100 + day
    digits = (stamp.astype(np.int32)[:, None] // _POWERS.astype(np.int32) % 10).astype(np.uint8)
    residue = digits.astype(np.int64) @ WEIGHTS[6:14].astype(np.int64) % MODULUS
    return Calendar(stamp, digits, residue)


@lru_cache(maxsize=32)
def index(days: Calendar, which: int) -> DayIndex:
    """The index of ``days`` for the pattern ``which`` (as ``pattern`` numbers it)."""
    key = np.where(which & _BITS, days.digits, 0) @ _POWERS
    order = np.argsort(key, kind="stable")
    place = key[order] * len(days) + order
    ahead = np.zeros((len(days) + 1, MODULUS), dtype=np.int32)
    ahead[np.arange(1, len(days) + 1), days.residue[order]] = 1
    np.cumsum(ahead, axis=0, out=ahead)
    return DayIndex(place.astype(np.int64), ahead)


def years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def born_between(ages: tuple[int, int], as_of: date) -> tuple[int, int]:
    """The stamps between which somebody is born who has completed low … high years at ``as_of``.

    >>> born_between((70, 79), date(2026, 11, 21))
    (19461122, 19561121)
    """
    low, high = ages
    today = as_of.year * 10_000 + as_of.month * 100 + as_of.day
    return today - (high + 1) * 10_000 + 1, today - low * 10_000
