"""The same person on two rows: known by the number, kept as eight bytes each, never written anywhere."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.detect import resident_id
from deid.kernels import as_text, bools
from deid.kernels.checks import as_bytes, numbers_of

MOST = 2_000_000
"""Rows that are compared: memory must not grow with the list without end."""

_DIGITS = 17

Ints = npt.NDArray[np.int64]


class Twice:
    """Collects the numbers of a list and says which rows repeat one."""

    def __init__(self) -> None:
        self._keys: list[Ints] = []
        self._rows: list[npt.NDArray[np.int32]] = []
        self.seen = 0
        self.gave_up = False

    def add(self, keys: Ints, rows: Ints, before: int) -> None:
        """Take the numbers of one batch, and the rows that hold one."""
        if self.seen >= MOST:
            self.gave_up = True
            return
        self._keys.append(keys)
        self._rows.append((rows + before + 1).astype(np.int32))
        self.seen += len(keys)

    def found(self) -> Iterator[tuple[Ints, int]]:
        """The rows whose number stood further up already, and how many they are."""
        if not self._keys:
            return
        keys, rows = np.concatenate(self._keys), np.concatenate(self._rows)
        ordered = np.sort(keys)
        repeated = ordered[1:][ordered[1:] == ordered[:-1]]
        if not len(repeated):
            return
        where = np.flatnonzero(np.isin(keys, repeated))
        keys, rows = keys[where], rows[where]
        order = np.argsort(keys, kind="stable")
        again = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
        yield np.sort(rows[order[again]]).astype(np.int64), len(again)


def person_numbers(col: pa.Array) -> tuple[Ints, Ints]:
    """The first 17 digits of each number as an integer, and the rows that hold one."""
    keys = resident_id.person_keys(as_text(col))
    rows = np.flatnonzero(bools(keys.is_valid()))
    there = keys if len(rows) == len(keys) else keys.take(pa.array(rows))
    return numbers_of(as_bytes(there, _DIGITS)), rows
