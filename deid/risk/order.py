"""Lists sorted by what they do not show (顺序泄露): the order of the rows tells the hidden column."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import dates, resident_id
from deid.kernels import as_text, by_shape, normalise

ORDERED = 0.95
"""From this share of neighbouring rows in order on, a list counts as sorted."""
FEWEST_ROWS = 20
_FEWEST_DESCENTS = 5
"""A list in chance order would have so many neighbours the other way round; fewer prove nothing."""
_MOST_VALUES = 1000
_NUMERALS = dict(zip(map(ord, "一二三四五六七八九"), map(ord, "123456789"), strict=True))
_BEGUN = 12
_CHARACTERS = np.uint64(0x110000)
_BLANKS = 0x3000
"""No blank has a higher number."""
_NUMBER = r"^-?\d{1,12}(?:\.\d{1,6})?$"

Keys = npt.NDArray[np.float64]
"""What a column is sorted by; NaN where a cell says nothing."""


class Told(msgspec.Struct, frozen=True):
    """A hidden column by which the posted rows are sorted.

    Attributes:
        hidden: key of the column.
        share: neighbouring rows in order.
    """

    hidden: int
    share: float


class _Runs(msgspec.Struct):
    """Neighbours compared: how many rise, fall, or are equal."""

    up: int = 0
    down: int = 0
    same: int = 0

    def add(self, steps: npt.NDArray[np.int8]) -> None:
        self.up += int((steps > 0).sum())
        self.down += int((steps < 0).sum())
        self.same += int((steps == 0).sum())

    def merge(self, other: "_Runs") -> None:
        self.up, self.down, self.same = self.up + other.up, self.down + other.down, self.same + other.same

    @property
    def pairs(self) -> int:
        return self.up + self.down + self.same

    @property
    def share(self) -> float:
        """The share in order, whichever order it is."""
        return 1 - min(self.up, self.down) / self.pairs if self.pairs else 0.0

    @property
    def sorted(self) -> bool:
        return self.share >= ORDERED and self.up + self.down > 0


class Order:
    """Watches the order of the posted rows, batch by batch in file order; the next part can be merged.

    Args:
        posted: keys of the posted columns (序号 is none of them).
        hidden: keys of hidden columns, and what they hold: the field's kind.
        most: no more rows than this will come, over all parts; a hidden column that is no longer sorted even
            if the rest is in order is given up.

    >>> order = Order([0], {1: "number"})
    >>> order.add({0: pa.array(["b", "a"] * 20)}, {1: pa.array([str(n) for n in range(40)])})
    >>> [(one.hidden, one.share) for one in order.told()]
    [(1, 1.0)]
    """

    def __init__(self, posted: Sequence[int], hidden: Mapping[int, str], most: int | None = None) -> None:
        self._kinds, self._most = dict(hidden), most
        self.hidden = {key: _Runs() for key in hidden}
        self.posted = {key: _Runs() for key in posted}
        self.ties = {(a, b): _Runs() for a in posted for b in hidden}
        self.values: dict[int, dict[float, int] | None] = {key: {} for key in hidden}
        self.first: dict[tuple[str, int], float] = {}
        self.last: dict[tuple[str, int], float] = {}
        self.rows = 0

    def add(self, posted: Mapping[int, pa.Array], hidden: Mapping[int, pa.Array]) -> None:
        """Take the next rows: released cells, and the input's hidden cells of the same rows."""
        sizes = {len(col) for col in (*posted.values(), *hidden.values())}
        if not sizes or sizes == {0}:
            return
        self.rows += sizes.pop()
        moves = {key: self._moves(key, col) for key, col in hidden.items() if key in self.open}
        left = {key: moves[key] for key in self.open & moves.keys()}
        if not left:
            return
        for other, col in posted.items():
            found = self._steps("posted", other, keys_of(col, ""))
            self.posted[other].add(found[found != _UNKNOWN])
            for key, steps in left.items():
                self.ties[other, key].add(steps[(steps != _UNKNOWN) & (found == 0)])

    @property
    def open(self) -> set[int]:
        """The hidden columns that may still turn out to be sorted."""
        if self._most is None:
            return set(self.hidden)
        least = (1 - ORDERED) * self._most + 1
        return {key for key, runs in self.hidden.items() if min(runs.up, runs.down) <= least}

    def _moves(self, key: int, col: pa.Array) -> npt.NDArray[np.int8]:
        """How the rows of a hidden column follow each other."""
        keys = keys_of(col, self._kinds[key])
        self._count(key, keys)
        moves = self._steps("hidden", key, keys)
        self.hidden[key].add(moves[moves != _UNKNOWN])
        return moves

    def merge(self, later: "Order") -> "Order":
        """Add the rows that follow these."""
        joints = {where: _step(self.last.get(where, np.nan), first) for where, first in later.first.items()}
        for mine, theirs in ((self.hidden, later.hidden), (self.posted, later.posted)):
            for key, runs in theirs.items():
                mine[key].merge(runs)
        for pair, runs in later.ties.items():
            self.ties[pair].merge(runs)
        for (side, key), joint in joints.items():
            if joint != _UNKNOWN:
                (self.hidden if side == "hidden" else self.posted)[key].add(np.array([joint], np.int8))
        for (a, b), runs in self.ties.items():
            move = joints.get(("hidden", b), _UNKNOWN)
            if joints.get(("posted", a), _UNKNOWN) == 0 and move != _UNKNOWN:
                runs.add(np.array([move], np.int8))
        for key, counts in later.values.items():
            self.values[key] = _joined(self.values[key], counts)
        self.first = {**later.first, **self.first}
        self.last = {**self.last, **later.last}
        self.rows += later.rows
        return self

    def told(self) -> list[Told]:
        """The hidden columns the order tells: sorted, not by chance, and not because of a posted column."""
        if self.rows < FEWEST_ROWS:
            return []
        return [
            Told(key, runs.share)
            for key, runs in sorted(self.hidden.items())
            if runs.sorted and self._against_chance(key, runs) and not self._explained(key)
        ]

    def _against_chance(self, key: int, runs: _Runs) -> bool:
        """Whether chance order would have turned far more neighbours round than there are."""
        expected = runs.pairs * self._falls(key)
        return expected >= _FEWEST_DESCENTS and min(runs.up, runs.down) <= expected / 4

    def _falls(self, key: int) -> float:
        """The share of neighbours that fall in chance order."""
        counts = self.values[key]
        if counts is None:
            return 0.5
        total = sum(counts.values())
        same = sum((count / total) ** 2 for count in counts.values()) if total else 1.0
        return (1 - same) / 2

    def _explained(self, key: int) -> bool:
        """Whether a posted column is sorted itself, and where it is equal the hidden one is not."""
        for other, runs in self.posted.items():
            if not runs.sorted:
                continue
            ties = self.ties[other, key]
            telling = ties.sorted and ties.pairs * self._falls(key) >= _FEWEST_DESCENTS
            if not telling:
                return True
        return False

    def _steps(self, side: str, key: int, keys: Keys) -> npt.NDArray[np.int8]:
        """How each row compares with the one before it, the last of the batch before included."""
        where = side, key
        joined = np.concatenate([[self.last.get(where, np.nan)], keys])
        self.first.setdefault(where, float(keys[0]))
        self.last[where] = float(keys[-1])
        before, after = joined[:-1], joined[1:]
        moves = np.where(after > before, 1, np.where(after < before, -1, 0))
        return np.where(np.isnan(before) | np.isnan(after), _UNKNOWN, moves).astype(np.int8)

    def _count(self, key: int, keys: Keys) -> None:
        values, sizes = np.unique(keys[~np.isnan(keys)], return_counts=True)
        counts = dict(zip(values.tolist(), sizes.tolist(), strict=True))
        self.values[key] = _joined(self.values[key], counts)


_UNKNOWN = 2


def _step(before: float, after: float) -> int:
    if np.isnan(before) or np.isnan(after):
        return _UNKNOWN
    return int(np.sign(after - before))


def _joined(mine: dict[float, int] | None, theirs: dict[float, int] | None) -> dict[float, int] | None:
    if mine is None or theirs is None or len(mine) + len(theirs) > 2 * _MOST_VALUES:
        return None
    out = dict(mine)
    for value, count in theirs.items():
        out[value] = out.get(value, 0) + count
    return out if len(out) <= _MOST_VALUES else None


def keys_of(col: pa.Array, kind: str) -> Keys:
    """What a column is sorted by: birth dates of IDs, dates, numbers, grades; else the text itself.

    Text is reduced to its first three characters as one number, so that batches compare.

    >>> first, second = keys_of(pa.array(["一级", "二级"]), "text")
    >>> bool(first < second)
    True
    """
    col = as_text(col)
    if kind in ("resident_id", "disability_card", "student_number", "social_security_number"):
        return _days(resident_id.birth_dates(col))
    if kind == "date":
        return _days(dates.latest_birth(col))
    numbers = by_shape(col, lambda shapes: pc.match_substring_regex(normalise(shapes), _NUMBER))
    if (pc.sum(numbers).as_py() or 0) * 2 > len(col):
        text = normalise(col)
        return _floats(pc.cast(pc.if_else(numbers, text, pa.nulls(len(text), text.type)), pa.float64()))
    coded = _beginnings(col).dictionary_encode()
    values = _text_keys(normalise(coded.dictionary).to_pylist())
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return np.where(codes >= 0, values[codes], np.nan)


def _beginnings(col: pa.Array) -> pa.Array:
    """Enough of each cell for its first characters; all of it where marks may stand before them."""
    begun = pc.utf8_slice_codeunits(col, 0, _BEGUN)
    short = pc.less(pc.utf8_length(normalise(begun)), _BEGUN // 2)
    odd = pc.fill_null(pc.and_(short, pc.not_equal(begun, col)), False)
    return pc.replace_with_mask(begun, odd, col.filter(odd)) if pc.any(odd).as_py() else begun


def _days(col: pa.Array) -> Keys:
    return _floats(pc.cast(pc.cast(col, pa.int32()), pa.float64()))


def _floats(col: pa.Array) -> Keys:
    return np.asarray(col.to_numpy(zero_copy_only=False), dtype=np.float64)


def _text_keys(cells: list[str]) -> Keys:
    """The first characters of each text as a number in its order; NaN for a blank."""
    if not cells:
        return np.array([np.nan])
    chars = np.array(cells, dtype="U3").view(np.uint32).reshape(len(cells), 3)
    for numeral, digit in _NUMERALS.items():
        chars[chars == numeral] = digit
    first, second, third = (chars[:, place].astype(np.uint64) for place in range(3))
    keys = ((first * _CHARACTERS + second) * _CHARACTERS + third).astype(np.float64)
    blanks = [row for row in np.flatnonzero(chars[:, 0] <= _BLANKS) if not cells[row][:3].strip()]
    keys[blanks] = np.nan
    return keys
