"""Rows nobody can tell apart (不可区分的行): counted by digests, without a cell."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text

_WIDEST = 256
_MIX = np.uint64(0x9E3779B97F4A7C15)

Digests = npt.NDArray[np.uint64]


def _weights() -> Digests:
    """Odd numbers without a pattern, one per byte of a cell."""
    with np.errstate(over="ignore"):
        mixed = np.arange(1, _WIDEST + 1, dtype=np.uint64) * _MIX
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed | np.uint64(1)


_WEIGHTS: Digests = _weights()


def row_digests(columns: Sequence[pa.Array]) -> Digests:
    """One number of 64 bits per row; equal rows have equal numbers.

    >>> found = row_digests([pa.array(["a", "b", "a"]), pa.array(["1", "1", "1"])])
    >>> bool(found[0] == found[2]), bool(found[0] == found[1])
    (True, False)
    """
    total = np.zeros(len(columns[0]) if columns else 0, dtype=np.uint64)
    for place, col in enumerate(columns):
        with np.errstate(over="ignore"):
            total = (total ^ (_cell_digests(col) + np.uint64(place + 1))) * _MIX
            total ^= total >> np.uint64(29)
    return total


def _cell_digests(col: pa.Array) -> Digests:
    """A digest per cell, from its bytes and where they stand; a null is a blank."""
    filled = pc.fill_null(as_text(col), "").cast(pa.large_string())
    ends = np.frombuffer(filled.buffers()[1], np.int64)[filled.offset : filled.offset + len(filled) + 1]
    sizes = np.diff(ends)
    out = sizes.astype(np.uint64)
    raw = filled.buffers()[2]
    if raw is None or not len(sizes) or ends[-1] == ends[0]:
        return out * _MIX
    data = np.frombuffer(raw, np.uint8)[int(ends[0]) : int(ends[-1])]
    starts = ends[:-1] - ends[0]
    at = np.arange(len(data), dtype=np.int64) - np.repeat(starts, sizes)
    with np.errstate(over="ignore"):
        weighed = _WEIGHTS[np.minimum(at, _WIDEST - 1)] * (data.astype(np.uint64) + np.uint64(1))
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(weighed, dtype=np.uint64)])
        out = (out + sums[starts + sizes] - sums[starts]) * _MIX
        return np.asarray(out ^ (out >> np.uint64(31)), dtype=np.uint64)


class Twins:
    """Counts posted rows that cannot be told apart, batch by batch. Mergeable; holds digests, no cell."""

    def __init__(self) -> None:
        self.whole: list[Digests] = []
        self.who: list[Digests] = []
        self.rows = 0

    def add(self, columns: Mapping[int, pa.Array], who: Sequence[int]) -> None:
        """Take released cells by column; ``who`` are the columns of name and place."""
        if not columns:
            return
        self.whole.append(row_digests(list(columns.values())))
        self.who.append(
            row_digests([columns[key] for key in who if key in columns] or list(columns.values()))
        )
        self.rows += len(self.whole[-1])

    def merge(self, other: "Twins") -> "Twins":
        """Add the rows another part of the same list showed."""
        self.whole += other.whole
        self.who += other.who
        self.rows += other.rows
        return self

    def counts(self) -> tuple[int, int]:
        """Rows equal to another in every cell; and further rows whose name and place another row has too."""
        if not self.rows:
            return 0, 0
        whole, who = np.concatenate(self.whole), np.concatenate(self.who)
        _, kind, sizes = np.unique(whole, return_inverse=True, return_counts=True)
        equal = sizes[kind] > 1
        _, person, same = np.unique(who, return_inverse=True, return_counts=True)
        others = same[person] > sizes[kind]  # somebody of the same name and place has a different row
        return int(equal.sum()), int((others & ~equal).sum())
