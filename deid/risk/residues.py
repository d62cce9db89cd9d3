"""How many ID numbers fit: days, sequences and regions by residue modulo 11, combined per row.

No number is ever enumerated. A row costs two binary searches among the days and, where the check
digit shows, one product of two vectors of eleven counts.
"""

from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from deid.kernels.checks import WEIGHTS
from deid.risk.days import HIDDEN, MODULUS, Bytes, Calendar, DayIndex, Ints, index, pattern

SOFT = 100
"""Added to a region digit that is assumed where hidden, while a digit that shows wins over it."""
ANY = 254
"""Region digit the reader cannot assume: it must show."""
NONE = 253
"""Pads a row's list of regions: fits nothing."""
CHECK_HIDDEN = -1
UNKNOWN, MALE, FEMALE = 0, 1, 2
_CHUNK = 1 << 16
_REGION = WEIGHTS[:6].astype(np.int64)
_SEQUENCE = WEIGHTS[14:17].astype(np.int64)
_PLACES = 10 ** np.arange(5, -1, -1, dtype=np.int64)
_KEY = np.array([121, 11, 1], dtype=np.int64)  # a digit or HIDDEN, three times


class Rows(msgspec.Struct, frozen=True):
    """What a reader knows of m people.

    Attributes:
        first17: digits, HIDDEN where hidden; shape (m, 17).
        check: the residue the check digit stands for, CHECK_HIDDEN where hidden; shape (m,).
        regions: lists of region codes a reader may assume, digits (or SOFT ones), ANY or NONE;
            shape (r, k, 6).
        region: which list; shape (m,).
        low: first day of birth, as an index of the calendar; shape (m,).
        high: one past the last; shape (m,).
        sex: UNKNOWN, MALE or FEMALE; shape (m,).
    """

    first17: Bytes
    check: npt.NDArray[np.int8]
    regions: Bytes
    region: Ints
    low: Ints
    high: Ints
    sex: Bytes

    def __len__(self) -> int:
        return len(self.check)

    def take(self, rows: npt.NDArray[np.int64]) -> "Rows":
        """Some of the rows."""
        return Rows(
            self.first17[rows],
            self.check[rows],
            self.regions,
            self.region[rows],
            self.low[rows],
            self.high[rows],
            self.sex[rows],
        )


class Sequences(msgspec.Struct, frozen=True):
    """Sequences 000–999 that fit a key (three digits or HIDDEN, base 11) and a sex.

    Attributes:
        plain: shape (1331, 3, 11); [key, sex, q] counts sequences of residue q.
        total: shape (1331, 3).
        steps: shape (1331, 11); the residues the hidden ones of the first two digits can add.
        block: shape (1331,); the key with those two digits taken as 0.
    """

    plain: Ints
    total: Ints
    steps: npt.NDArray[np.bool_]
    block: Ints


@cache
def sequences() -> Sequences:
    """The tables of sequences, computed once."""
    digits = np.arange(10)
    shown = np.zeros((3, MODULUS, MODULUS), dtype=np.int64)  # [place, key digit, residue]
    moved = np.zeros((3, MODULUS, MODULUS), dtype=np.int64)  # the same with digits that show taken as 0
    for place, weight in enumerate(_SEQUENCE):
        residues = digits * weight % MODULUS
        np.add.at(shown[place], (digits, residues), 1)
        np.add.at(shown[place, HIDDEN], residues, 1)
        moved[place, :HIDDEN, 0] = 1
        moved[place, HIDDEN] = shown[place, HIDDEN]
    odd = np.isin(np.arange(MODULUS), (1, 3, 5, 7, 9))
    tails = [shown[2], _parity(shown[2], odd), _parity(shown[2], ~odd)]
    lead = _together(shown[0], shown[1])
    plain = np.stack([_together(lead, tail) for tail in tails], axis=1)
    steps = np.repeat(_together(moved[0], moved[1]) > 0, MODULUS, axis=0)
    keys = np.stack(np.unravel_index(np.arange(MODULUS**3), (MODULUS,) * 3), axis=1)
    first = np.where(keys[:, :2] == HIDDEN, 0, keys[:, :2])
    block = np.concatenate([first, keys[:, 2:]], axis=1) @ _KEY
    return Sequences(plain, plain.sum(axis=2), steps, block)


@cache
def _turned() -> Ints:
    """Shape (1331, 3, 11, 11): [key, sex, q, j] counts sequences of residue q - j."""
    turn = (np.arange(MODULUS)[:, None] - np.arange(MODULUS)) % MODULUS
    found: Ints = sequences().plain[:, :, turn]
    return found


def _together(left: Ints, right: Ints) -> Ints:
    """Residue counts of two independent parts, (m, 11) and (k, 11), as those of both, (m * k, 11)."""
    turn = (np.arange(MODULUS)[:, None] - np.arange(MODULUS)) % MODULUS
    both: Ints = np.einsum("ms,krs->mkr", left, right[:, turn]).reshape(-1, MODULUS)
    return both


def _parity(third: Ints, wanted: npt.NDArray[np.bool_]) -> Ints:
    """The residues of a third digit, by key, that may only be odd or only be even."""
    kept = np.where(wanted[:, None], third, 0)
    kept[HIDDEN] = kept[:HIDDEN].sum(axis=0)
    return kept


def count(
    rows: Rows, days: Calendar, *, station: bool = False, sexed: bool = False, anywhere: bool = False
) -> Ints:
    """Count, for every row, the ID numbers that agree with it.

    Args:
        rows: what shows and what is known.
        days: the possible birth days.
        station: the reader knows the block of ten sequences (digits 15–16): the fewest over the blocks
            that fit.
        sexed: the reader knows the sex though the row does not say which: the fewer of the two.
        anywhere: the region is one the reader knows and we do not: the fewest over all residues.

    Returns:
        Shape (m,); 0 where nothing agrees.
    """
    if sexed and (rows.sex == UNKNOWN).any():
        sides = [replace(rows, sex=np.where(rows.sex == UNKNOWN, side, rows.sex)) for side in (MALE, FEMALE)]
        male, female = (count(side, days, station=station, anywhere=anywhere) for side in sides)
        return fewest(male, female)
    out = np.zeros(len(rows), dtype=np.int64)
    shown = pattern(rows.first17[:, 6:14])
    for which in np.unique(shown):
        chosen = np.flatnonzero(shown == which)
        for start in range(0, len(chosen), _CHUNK):
            part = chosen[start : start + _CHUNK]
            by_day = index(days, int(which))
            out[part] = _count(rows.take(part), days, by_day, station=station, anywhere=anywhere)
    return out


def fewest(left: Ints, right: Ints) -> Ints:
    """The smaller count of two readings, a reading that fits nothing left aside."""
    both = (left > 0) & (right > 0)
    return np.where(both, np.minimum(left, right), np.maximum(left, right)).astype(np.int64)


def _count(rows: Rows, days: Calendar, by_day: DayIndex, *, station: bool, anywhere: bool) -> Ints:
    table = sequences()
    first, last = days.find(by_day, rows.first17[:, 6:14], rows.low, rows.high)
    key = rows.first17[:, 14:17] @ _KEY
    within = table.block[key] if station else key
    fits, residues = _regions(rows)
    out: Ints = (last - first) * table.total[within, rows.sex] * fits.sum(axis=1)
    shut = np.flatnonzero((rows.check != CHECK_HIDDEN) & (out > 0))
    if not len(shut):
        return out
    turned_by = _turned()
    births = (by_day.ahead[last[shut]] - by_day.ahead[first[shut]]).astype(np.int64)
    wanted = (rows.check[shut, None] - residues[shut]) % MODULUS
    reach = np.zeros((len(shut), MODULUS), dtype=np.bool_)
    reach[:, 0] = True
    if station:
        reach = table.steps[key[shut]]
    if anywhere:
        reach = reach | (rows.first17[shut, :6] == HIDDEN).any(axis=1)[:, None]
    best = np.zeros(len(shut), dtype=np.int64)
    for step in np.flatnonzero(reach.any(axis=0)):
        found = np.zeros(len(shut), dtype=np.int64)
        for place in range(residues.shape[1]):
            turned = turned_by[within[shut], rows.sex[shut], (wanted[:, place] - step) % MODULUS]
            found += np.einsum("ij,ij->i", births, turned) * fits[shut, place]
        best = np.where(reach[:, step], fewest(best, found), best)
    out[shut] = best
    return out


def _regions(rows: Rows) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Which regions of each row's list fit what shows, and their residues; both (m, k)."""
    shown = rows.first17[:, None, :6]
    given = rows.regions[rows.region]
    open_ = shown == HIDDEN
    soft = given // SOFT == 1
    known = (given < HIDDEN) | (soft & (given % SOFT < HIDDEN))
    fits = np.where(open_, known, (given == shown) | soft | (given == ANY)).all(axis=2)
    code = np.where(open_, given % SOFT, shown).astype(np.int64)
    number = code @ _PLACES
    for place in range(1, number.shape[1]):  # codes that differ only where a digit shows are one code
        fits[:, place] &= ~(fits[:, :place] & (number[:, :place] == number[:, place, None])).any(axis=1)
    return fits, code @ _REGION % MODULUS
