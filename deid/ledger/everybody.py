"""The worst person there could be: what a ledger without persons judges by.

Everybody whom the rules of the releases do not exclude is taken to be in all of them.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
import numpy as np

from deid.kernels.checks import ID_LENGTH, WEIGHTS
from deid.ledger.facts import DAY, Shown
from deid.ledger.union import STEP as _STEP
from deid.ledger.union import People, Rowset, Union
from deid.risk import reading
from deid.risk.candidates import window
from deid.risk.days import MODULUS, Bytes, Ints, born_between
from deid.risk.residues import Rows

Known = tuple[Shown, int]
"""What a release shows, and the floor it was judged by."""
_BIRTH = 0b11111111 << 6
_CHECK = 1 << (ID_LENGTH - 1)
_SAMPLE = (3, 120, 517, 994)
_MOST = 20_000
"""People of one pattern in the full search; under floors of a few dozen days are skipped evenly."""


class Worst(msgspec.Struct, frozen=True):
    """The fewest numbers that fit anybody, and who that is."""

    least: int
    person: People


def worst(
    earlier: Sequence[Known], new: Shown, *, place: str | None, as_of: date, floor: int
) -> Worst | None:
    """The worst person on a new release, judged with all earlier ones.

    Args:
        earlier: what each earlier release shows, and the floor it was judged by.
        new: what the new one shows.
        place: the county code readers assume.
        as_of: the day of the new release.
        floor: how many numbers must fit.

    Returns:
        The worst person; None if nobody falls below the floor because the releases come together. Whom one
        release alone takes below its own floor cannot be on it: it was judged by its own rows.
    """
    if not earlier:
        return None
    search = _Search(tuple(earlier), new, place, as_of, floor)
    every = (*(shown for shown, _ in earlier), new)
    checked = any(shown.positions & _CHECK for shown in every)
    people = everybody(place, _days(every, as_of), _SAMPLE if checked else _SAMPLE[:1])
    found, union = search.lowest(people)
    if found is None and union is not None and checked:
        found, _ = search.lowest(_finer(union, union.rows(place=place, as_of=as_of)))
    return found


class _Search(msgspec.Struct, frozen=True):
    """Who is looked for: somebody on the new release whom it takes below the floor."""

    earlier: tuple[Known, ...]
    new: Shown
    place: str | None
    as_of: date
    floor: int

    def lowest(self, people: People) -> tuple[Worst | None, Union | None]:
        """The lowest of some people, and what is known of those who can be on the new release."""
        people = people.take(self._on(people, self.new, self.floor))
        if not len(people):
            return None, None
        before = Union(people)
        for shown, floor in self.earlier:
            before.add(shown, self._on(people, shown, floor))
        after = before.grown(self.new, np.arange(len(people)))
        counts = self._count(after)
        low = np.flatnonzero(counts < self.floor)
        if len(low):
            low = low[self._count(before)[low] > counts[low]]
        if not len(low):
            return None, after
        at = low[counts[low].argmin()]
        return Worst(int(counts[at]), people.take(np.array([at]))), after

    def _count(self, union: Union) -> Ints:
        return union.count(place=self.place, as_of=self.as_of)

    def _on(self, people: People, shown: Shown, floor: int) -> Rowset:
        """Who can be on a list: not excluded by its rule, not below its floor."""
        rows = np.flatnonzero(people.possible(shown))
        alone = Union(people.take(rows))
        alone.add(shown.latest(), np.arange(len(rows)))
        return rows[self._count(alone) >= floor]


def everybody(place: str | None, stamps: Ints, sequences: Sequence[int] = _SAMPLE[:1]) -> People:
    """One made-up person per day of birth and sequence."""
    stamps = np.repeat(stamps, len(sequences))
    digits = np.zeros((len(stamps), 17), dtype=np.uint8)
    region = (reading.region_codes(place) or ("000000",))[0]
    digits[:, :6] = [int(digit) for digit in region]
    digits[:, 6:14] = stamps[:, None] // 10 ** np.arange(7, -1, -1) % 10
    last = np.array([[int(digit) for digit in f"{number:03}"] for number in sequences], dtype=np.uint8)
    digits[:, 14:] = np.tile(last, (len(stamps) // len(sequences), 1))
    return People.from_digits(digits)


def _days(releases: Sequence[Shown], as_of: date) -> Ints:
    """Days of birth that stand for all: every day, or the first of each stretch no release tells apart."""
    stamps = window(as_of).stamp
    if any(shown.positions & _BIRTH or shown.birth == DAY for shown in releases):
        return stamps
    step = min((_STEP[shown.birth] for shown in releases if shown.birth), default=0)
    cuts = [np.unique(stamps // step * step)] if step else []
    spans = [(known.as_of, known.low, known.high) for shown in releases for known in shown.known]
    spans += [(ages.as_of, run[0], run[0]) for shown in releases for ages in shown.ages for run in ages.runs]
    ends = [born_between((low, high), day) for day, low, high in spans]
    cuts.append(np.array([0, *(first for first, _ in ends), *(last + 1 for _, last in ends)], dtype=np.int64))
    starts = np.unique(np.searchsorted(stamps, np.concatenate(cuts)))
    return np.asarray(stamps[starts[starts < len(stamps)]])


def _finer(union: Union, rows: Rows) -> People:
    """One person for all that can show of anybody whose check digit shows.

    Sequences are told apart by the digits that show, by sex and by the check digit they lead to.
    """
    residue = union.people.digits[:, :14].astype(np.int64) @ WEIGHTS[:14] % MODULUS
    table = np.column_stack([rows.first17[:, :14], rows.low, rows.high, union.positions, residue])
    _, days = np.unique(table, axis=0, return_index=True)
    days = days[union.positions[days] & _CHECK > 0]
    parts = [np.zeros((0, 17), dtype=np.uint8)]
    for shown in range(8):
        for rest in range(MODULUS):
            mine = days[(union.positions[days] >> 14 & 7 == shown) & (residue[days] == rest)]
            tails = _tails(shown, rest)
            mine = mine[:: max(1, -(-len(mine) * len(tails) // _MOST))]
            heads = np.repeat(union.people.digits[mine, :14], len(tails), axis=0)
            parts.append(np.hstack([heads, np.tile(tails, (len(mine), 1))]))
    return People.from_digits(np.concatenate(parts))


def _tails(shown: int, rest: int) -> Bytes:
    """One sequence for each that looks different behind a birth date of the residue ``rest``."""
    digits = np.stack(np.unravel_index(np.arange(1000), (10, 10, 10)), axis=1)
    visible = np.where(shown >> np.arange(3) & 1, digits, 0) @ np.array([100, 10, 1])
    check = (digits @ WEIGHTS[14:17] + rest) % MODULUS
    _, first = np.unique((visible * 2 + digits[:, 2] % 2) * MODULUS + check, return_index=True)
    return np.asarray(digits[first], dtype=np.uint8)
