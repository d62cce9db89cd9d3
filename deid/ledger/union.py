"""The union of what several releases show of each person, and how many ID numbers still fit it."""

from copy import copy
from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.kernels.checks import ID_LENGTH, WEIGHTS, as_bytes
from deid.ledger.facts import DAY, DECADE, MONTH, NOT_SHOWN, YEAR, Ages, Shown, full_name
from deid.risk import reading
from deid.risk.candidates import window
from deid.risk.days import HIDDEN, MODULUS, Bytes, Ints, born_between
from deid.risk.residues import CHECK_HIDDEN, FEMALE, MALE, SOFT, UNKNOWN, Rows, count

_FIRST17 = ID_LENGTH - 1
_FOREVER = 99_999_999
_POWERS = 10 ** np.arange(7, -1, -1, dtype=np.int64)
_GROWING = ("positions", "birth", "name", "sex", "town", "low", "high")
STEP = {DAY: 1, MONTH: 100, YEAR: 10_000, DECADE: 100_000}
"""Level of a birth date -> stamps that it leaves together."""

Rowset = npt.NDArray[np.int64]


class People(msgspec.Struct, frozen=True):
    """The ID numbers of n people: ``digits`` (n, 17) and the birth stamps (19740305) in them."""

    digits: Bytes
    stamp: Ints

    def __len__(self) -> int:
        return len(self.stamp)

    @classmethod
    def of(cls, keys: pa.Array) -> "People":
        """From person keys (the first 17 digits), none null."""
        return cls.from_digits(as_bytes(keys, _FIRST17) - np.uint8(ord("0")))

    @classmethod
    def from_digits(cls, digits: Bytes) -> "People":
        """From digits, shape (n, 17)."""
        return cls(digits, digits[:, 6:14].astype(np.int64) @ _POWERS)

    def take(self, rows: Rowset) -> "People":
        """Some of the people."""
        return People(self.digits[rows], self.stamp[rows])

    def ages(self, day: date) -> Ints:
        """Completed years on a day; negative before birth."""
        return (day.year * 10_000 + day.month * 100 + day.day - self.stamp) // 10_000

    def possible(self, shown: Shown) -> npt.NDArray[np.bool_]:
        """Who can be on a list of which ``shown`` is known."""
        fits = np.ones(len(self), dtype=np.bool_)
        for known in shown.known:
            ages = self.ages(known.as_of)
            fits &= (ages >= known.low) & (ages <= known.high)
        return fits


class Union:
    """What is known of each of n people; it starts with nothing and grows with every release."""

    def __init__(self, people: People) -> None:
        size = len(people)
        self.people = people
        self.positions = np.zeros(size, dtype=np.int64)
        self.birth = np.full(size, NOT_SHOWN, dtype=np.int8)
        self.name = np.zeros(size, dtype=np.int64)
        self.sex = np.zeros(size, dtype=np.bool_)
        self.town = np.zeros(size, dtype=np.bool_)
        self.low = np.zeros(size, dtype=np.int64)
        self.high = np.full(size, _FOREVER, dtype=np.int64)

    def grown(self, shown: Shown, rows: Rowset) -> "Union":
        """The union with one more release; this one stays as it is."""
        more = copy(self)
        for name in _GROWING:
            setattr(more, name, getattr(self, name).copy())
        more.add(shown, rows)
        return more

    def add(self, shown: Shown, rows: Rowset) -> None:
        """Some of the people were in a release that shows this."""
        self.positions[rows] |= shown.positions
        self.birth[rows] = np.maximum(self.birth[rows], shown.birth)
        self.name[rows] |= shown.name
        self.sex[rows] |= shown.sex
        self.town[rows] |= shown.town
        for ages in shown.ages:
            self._band(ages, rows)
        for known in shown.known:  # whom it does not fit is on the list all the same; nothing is known then
            ages_then = self.people.ages(known.as_of)[rows]
            inside = rows[(ages_then >= known.low) & (ages_then <= known.high)]
            self._narrow(inside, *born_between((known.low, known.high), known.as_of))

    def _band(self, ages: Ages, rows: Rowset) -> None:
        table = np.array(ages.runs, dtype=np.int64)
        then = self.people.ages(ages.as_of)[rows]
        rows, then = rows[then >= 0], then[then >= 0]
        low, high = table[np.searchsorted(table[:, 0], then, side="right") - 1, 1:].T
        today = ages.as_of.year * 10_000 + ages.as_of.month * 100 + ages.as_of.day
        self._narrow(rows, today - (high + 1) * 10_000 + 1, today - low * 10_000)

    def _narrow(self, rows: Rowset, low: Ints | int, high: Ints | int) -> None:
        self.low[rows] = np.maximum(self.low[rows], low)
        self.high[rows] = np.minimum(self.high[rows], high)

    def spans(self) -> tuple[Ints, Ints]:
        """The first and last birth stamp that fit everything known of each person."""
        low, high = self.low.copy(), self.high.copy()
        for level, step in STEP.items():
            rows = np.flatnonzero(self.birth == level)
            start = self.people.stamp[rows] // step * step
            low[rows] = np.maximum(low[rows], start)
            high[rows] = np.minimum(high[rows], start + step - 1)
        return low, high

    def rows(self, *, place: str | None, as_of: date) -> Rows:
        """What a reader of all the releases knows, in the form that ``deid.risk`` counts."""
        shows = self.positions[:, None] >> np.arange(ID_LENGTH) & 1
        digits = self.people.digits
        check = (digits.astype(np.int64) @ WEIGHTS % MODULUS).astype(np.int8)
        first, last = window(as_of).interval(*self.spans())
        codes = reading.region_codes(place) or ("000000",)
        sexes = np.where(digits[:, 16] % 2 == 1, MALE, FEMALE)
        return Rows(
            first17=np.where(shows[:, :_FIRST17] == 1, digits, HIDDEN).astype(np.uint8),
            check=np.where(shows[:, _FIRST17] == 1, check, CHECK_HIDDEN).astype(np.int8),
            regions=np.array([[[SOFT + int(digit) for digit in code] for code in codes]], dtype=np.uint8),
            region=np.zeros(len(digits), dtype=np.int64),
            low=first,
            high=last,
            sex=np.where(self.sex, sexes, UNKNOWN).astype(np.uint8),
        )

    def count(self, *, place: str | None, as_of: date) -> Ints:
        """How many ID numbers fit all that is known of each person, for the stronger reader; shape (n,)."""
        rows = self.rows(place=place, as_of=as_of)
        named = np.array([full_name(int(name)) for name in range(32)])[self.name]
        reader = self.town * 2 + named
        out = np.zeros(len(rows), dtype=np.int64)
        for which in np.unique(reader):
            part = np.flatnonzero(reader == which)
            out[part] = count(
                rows.take(part),
                window(as_of),
                station=bool(which & 2),
                sexed=bool(which & 1),
                anywhere=place is None,
            )
        return out
