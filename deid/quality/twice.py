"""The same person on two rows: known by the number, kept as eight bytes each, never written anywhere."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import resident_id
from deid.kernels import as_text, bools

MOST = 2_000_000
"""Rows that are compared: memory must not grow with the list without end."""

Ints = npt.NDArray[np.int64]


class Twice:
    """Collects the numbers of a list and says which rows repeat one."""

    def __init__(self) -> None:
        self._keys: list[Ints] = []
        self._rows: list[Ints] = []
        self.seen = 0
        self.gave_up = False

    def add(self, col: pa.Array, before: int) -> None:
        """Take the numbers of one batch."""
        if self.seen >= MOST:
            self.gave_up = True
            return
        keys, rows = person_numbers(col)
        self._keys.append(keys)
        self._rows.append((rows + before + 1).astype(np.int32))
        self.seen += len(keys)

    def found(self) -> Iterator[tuple[Ints, int]]:
        """The rows whose number stood further up already, and how many they are."""
        if not self._keys:
            return
        keys, rows = np.concatenate(self._keys), np.concatenate(self._rows)
        order = np.argsort(keys, kind="stable")
        again = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
        if len(again):
            yield np.sort(rows[order[again]]).astype(np.int64), len(again)


def person_numbers(col: pa.Array) -> tuple[Ints, Ints]:
    """The first 17 digits of each number as an integer, and the rows that hold one."""
    keys = resident_id.person_keys(as_text(col))
    rows = np.flatnonzero(bools(keys.is_valid()))
    there = keys if len(rows) == len(keys) else keys.take(pa.array(rows))
    return pc.cast(there, pa.int64()).to_numpy(zero_copy_only=False), rows
