"""The worst person there could be: what a ledger without persons judges by.

Everybody whom the rules of the releases do not exclude is taken to be in all of them.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
import numpy as np
from msgspec.structs import replace

from deid.kernels.checks import ID_LENGTH
from deid.ledger.facts import DAY, Shown
from deid.ledger.union import STEP as _STEP
from deid.ledger.union import People, Rowset, Union
from deid.risk import reading
from deid.risk.candidates import window
from deid.risk.days import MODULUS, Ints, born_between
from deid.risk.residues import Rows

Known = tuple[Shown, int]
"""What a release shows, and the floor it was judged by."""
_BIRTH = 0b11111111 << 6
_CHECK = 1 << (ID_LENGTH - 1)
_SAMPLE = (3, 120, 517, 994)
_MOST = 1_000_000
"""Rows of the full search; reached only under floors of a few dozen, where days are skipped evenly."""


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
    search = _Search(place, as_of, floor)
    every = [shown for shown, _ in earlier]
    checked = any(shown.positions & _CHECK for shown in (*every, new))
    people = everybody(place, _days((*every, new), as_of), _SAMPLE if checked else _SAMPLE[:1])
    people = people.take(search.on(people, new, floor))
    if not len(people):
        return None
    before = Union(people)
    for shown, least in earlier:
        before.add(shown, search.on(people, shown, least))
    after = before.grown(new, np.arange(len(people)))
    found = search.fallen(before, search.count(after), np.arange(len(people)))
    if found or not checked:
        return found
    for rows, owner in _visible(after, place, as_of):
        counts = after.count_rows(rows, owner, place=place, as_of=as_of)
        found = search.fallen(before, np.where(counts == 0, floor, counts), owner)
        if found:
            return found
    return None


class _Search(msgspec.Struct, frozen=True):
    """Who is looked for: somebody with fewer numbers than the floor."""

    place: str | None
    as_of: date
    floor: int

    def count(self, union: Union) -> Ints:
        return union.count(place=self.place, as_of=self.as_of)

    def on(self, people: People, shown: Shown, floor: int) -> Rowset:
        """Who can be on a list: not excluded by its rule, not below its floor."""
        rows = np.flatnonzero(people.possible(shown))
        alone = Union(people.take(rows))
        alone.add(shown, np.arange(len(rows)))
        return rows[self.count(alone) >= floor]

    def fallen(self, before: Union, counts: Ints, owner: Rowset) -> Worst | None:
        """The lowest of those whom the new release takes below the floor."""
        low = np.flatnonzero(counts < self.floor)
        if len(low):
            low = low[self.count(before)[owner[low]] > counts[low]]
        if not len(low):
            return None
        at = low[counts[low].argmin()]
        return Worst(int(counts[at]), before.people.take(owner[at : at + 1]))


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


def _visible(union: Union, place: str | None, as_of: date) -> Iterator[tuple[Rows, Rowset]]:
    """All that can show of anybody whose check digit shows: every sequence, every check digit.

    Rows that no number fits belong to nobody and count 0.
    """
    rows = union.rows(place=place, as_of=as_of)
    table = np.column_stack([rows.first17[:, :14], rows.low, rows.high, union.positions])
    _, owner = np.unique(table, axis=0, return_index=True)
    owner = owner[union.positions[owner] & _CHECK > 0].astype(np.int64)
    for shown in range(8):
        mine = owner[union.positions[owner] >> 14 & 7 == shown]
        if not len(mine):
            continue
        places = [14 + at for at in range(3) if shown >> at & 1]
        room = 10 ** len(places) * MODULUS
        mine = mine[:: max(1, -(-len(mine) * room // _MOST))]
        which = np.repeat(mine, room)
        told = rows.take(which)
        number = np.tile(np.arange(room), len(mine))
        first17 = told.first17.copy()
        for at, position in enumerate(places):
            first17[:, position] = number // MODULUS // 10**at % 10
        check = (number % MODULUS).astype(np.int8)
        yield replace(told, first17=first17, check=check), which
