"""Rows nobody can tell apart (不可区分的行): counted by digests, without a cell."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text
from deid.kernels.flat import data_of, ends_of, words_of
from deid.kernels.text import once_per_column

_WORD = 8
_SAMPLE = 256
"""Cells that tell whether a column has few distinct ones."""
_MIX = np.uint64(0x9E3779B97F4A7C15)

Digests = npt.NDArray[np.uint64]


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


@once_per_column
def _cell_digests(col: pa.Array) -> Digests:
    """A digest per cell, from its bytes, eight at a time, and how many they are; a null is a blank."""
    filled = as_text(col)
    filled = pc.fill_null(filled, "") if filled.null_count else filled
    if len(filled[:_SAMPLE].unique()) < _SAMPLE // 4:
        coded = filled.dictionary_encode()
        each: Digests = _digests(coded.dictionary)[coded.indices.to_numpy()]
        return each
    return _digests(filled)


def _digests(filled: pa.Array) -> Digests:
    ends = ends_of(filled)
    sizes, words = np.diff(ends), words_of(data_of(filled))
    out = sizes.astype(np.uint64) * _MIX
    least = int(sizes.min()) if len(sizes) else 0
    with np.errstate(over="ignore"):
        for at in range(0, int(sizes.max(initial=0)), _WORD):
            if at + _WORD <= least:  # a whole word of every cell
                mixed = (out ^ words[ends[:-1] + at]) * _MIX
                out = mixed ^ (mixed >> np.uint64(29))
                continue
            rows = np.flatnonzero(sizes > at)
            beyond = np.maximum(_WORD - (sizes[rows] - at), 0).astype(np.uint64) * np.uint64(_WORD)
            part = words[ends[:-1][rows] + at] << beyond  # what stands behind the cell falls out
            mixed = (out[rows] ^ part) * _MIX
            out[rows] = mixed ^ (mixed >> np.uint64(29))
    return out


def twin_digests(columns: Mapping[int, pa.Array], who: Sequence[int]) -> tuple[Digests, Digests]:
    """Digests of whole rows, and of name and place, whose columns are ``who``; without these all count."""
    whole = row_digests(list(columns.values()))
    named = [columns[key] for key in who if key in columns]
    return whole, row_digests(named) if named else whole


class Twins:
    """Counts posted rows that cannot be told apart, batch by batch. Mergeable; holds digests, no cell."""

    def __init__(self) -> None:
        self.whole: list[Digests] = []
        self.who: list[Digests] = []
        self.rows = 0

    def add(self, columns: Mapping[int, pa.Array], who: Sequence[int]) -> None:
        """Take released cells by column; ``who`` are the columns of name and place."""
        if columns:
            self.take(*twin_digests(columns, who))

    def take(self, whole: Digests, who: Digests) -> None:
        """Take rows by their digests: of all their cells, and of name and place."""
        self.whole.append(whole)
        self.who.append(who)
        self.rows += len(whole)

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
