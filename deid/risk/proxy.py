"""Posted columns that give away a hidden one (代理变量): 补贴类型 tells 残疾等级, 供养标准 tells 自理能力."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text, compact

MOST_VALUES = 200
"""A column with more distinct cells than this is no set of classes."""
SHARE = 0.9
"""From this share of rows guessed right on, a posted column gives the hidden one away."""
MARGIN = 0.5
"""A proxy removes at least this part of the errors that guessing the commonest value makes."""
FEWEST_ROWS = 20


class Proxy(msgspec.Struct, frozen=True):
    """A posted column that determines a hidden one.

    Attributes:
        posted: key of the posted column.
        hidden: key of the hidden column.
        share: rows whose hidden cell is guessed right from the posted one, by the other rows.
        base: rows guessed right by always naming the commonest hidden cell.
    """

    posted: int
    hidden: int
    share: float
    base: float


class Contingency:
    """Counts posted against hidden cells, batch by batch. Mergeable; holds digests, never a cell.

    Memory does not grow with the list: a column that turns out to have many distinct cells is given up.

    Args:
        posted: keys of the posted columns.
        hidden: keys of the sensitive columns that are not posted.

    >>> counts = Contingency([0], [1])
    >>> counts.add({0: pa.array(["a", "b"] * 20)}, {1: pa.array(["x", "y"] * 20)})
    >>> [(one.posted, one.hidden, one.share, one.base) for one in counts.proxies()]
    [(0, 1, 1.0, 0.5)]
    """

    def __init__(self, posted: Sequence[int], hidden: Sequence[int]) -> None:
        self.posted: dict[int, set[bytes] | None] = {key: set() for key in posted}
        self.hidden: dict[int, set[bytes] | None] = {key: set() for key in hidden}
        self.pairs: dict[tuple[int, int], Counter[tuple[bytes, bytes]]] = {
            (a, b): Counter() for a in posted for b in hidden
        }

    def add(self, posted: Mapping[int, pa.Array], hidden: Mapping[int, pa.Array]) -> None:
        """Count the rows of one batch: released cells, and the input's hidden cells of the same rows."""
        shown = {key: _coded(self.posted, key, col) for key, col in posted.items() if key in self.posted}
        kept = {key: _coded(self.hidden, key, col) for key, col in hidden.items() if key in self.hidden}
        self._give_up()
        for (a, b), counts in self.pairs.items():
            left, right = shown.get(a), kept.get(b)
            if left is None or right is None:
                continue
            width = max(len(right.marks), 1)
            codes, sizes = np.unique(left.codes * width + right.codes, return_counts=True)
            for code, size in zip(codes.tolist(), sizes.tolist(), strict=True):
                counts[left.marks[code // width], right.marks[code % width]] += size

    def merge(self, other: "Contingency") -> "Contingency":
        """Add what another part of the same list counted."""
        for mine, theirs in ((self.posted, other.posted), (self.hidden, other.hidden)):
            for key, marks in theirs.items():
                known = mine.get(key)
                mine[key] = None if marks is None or known is None else _few(known | marks)
        for pair, counts in other.pairs.items():
            if pair in self.pairs:
                self.pairs[pair].update(counts)
        self._give_up()
        return self

    def _give_up(self) -> None:
        for a, b in list(self.pairs):
            if self.posted[a] is None or self.hidden[b] is None:
                del self.pairs[a, b]

    def proxies(self) -> list[Proxy]:
        """The posted columns that give a hidden one away, the surest first for each hidden column."""
        found = [
            proxy
            for (a, b), counts in sorted(self.pairs.items())
            if (proxy := _judged(a, b, counts)) is not None
        ]
        return sorted(found, key=lambda one: (one.hidden, -one.share, one.posted))


class _Coded(msgspec.Struct):
    """A column as codes into the digests of its distinct cells."""

    codes: npt.NDArray[np.int64]
    marks: list[bytes]


def _coded(known: dict[int, set[bytes] | None], key: int, col: pa.Array) -> _Coded | None:
    marks = known[key]
    if marks is None:
        return None
    found = pc.fill_null(as_text(col), "").dictionary_encode()
    if len(found.dictionary) > MOST_VALUES:
        known[key] = None
        return None
    cells = compact(found.dictionary).to_pylist()
    own = [blake2b(cell.encode(), digest_size=8).digest() for cell in cells]
    known[key] = _few(marks | set(own))
    return _Coded(found.indices.to_numpy(zero_copy_only=False).astype(np.int64), own)


def _few(marks: set[bytes]) -> set[bytes] | None:
    return marks if len(marks) <= MOST_VALUES else None


def _judged(posted: int, hidden: int, counts: Counter[tuple[bytes, bytes]]) -> Proxy | None:
    """The pair as a proxy, or None. Each row is guessed from the others, so rare cells prove nothing."""
    rows = counts.total()
    if rows < FEWEST_ROWS:
        return None
    by_posted: dict[bytes, list[int]] = {}
    by_hidden: Counter[bytes] = Counter()
    for (left, right), size in counts.items():
        by_posted.setdefault(left, []).append(size)
        by_hidden[right] += size
    right_guesses = sum(_guessed(sizes) for sizes in by_posted.values())
    share, base = right_guesses / rows, max(by_hidden.values()) / rows
    beats = share - base >= MARGIN * (1 - base) and base < 1
    return Proxy(posted, hidden, share, base) if share >= SHARE and beats else None


def _guessed(sizes: list[int]) -> int:
    """Rows with one posted cell whose hidden cell the other such rows would guess: the strict majority."""
    first, second = (*sorted(sizes, reverse=True), 0)[:2]
    return first if first - 1 > second else 0
