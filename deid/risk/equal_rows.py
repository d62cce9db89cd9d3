"""How many rows are equal, in flat memory: digests of rows, sorted into parts that lie on disk if need be."""

import weakref
from typing import IO

import numpy as np

from deid.kernels.spill import spilling
from deid.risk.twins import Digests

_PARTS = 16
_IN_MEMORY = 1 << 20
_SHIFT = np.uint64(60)


class EqualRows:
    """Counts classes of equal rows; holds digests, no cell.

    >>> import pyarrow as pa
    >>> from deid.risk.twins import row_digests
    >>> rows = EqualRows()
    >>> rows.take(row_digests([pa.array(["张*", "张*", "李*"])]))
    >>> rows.least(), rows.alone, rows.rows
    (1, 1, 3)
    """

    def __init__(self) -> None:
        self._parts: list[IO[bytes]] = []
        self.rows = 0
        self.alone = 0

    def take(self, digests: Digests) -> None:
        """Take rows by their digests."""
        if not len(digests):
            return
        if not self._parts:
            self._parts = [spilling(_IN_MEMORY) for _ in range(_PARTS)]
            weakref.finalize(self, _close, self._parts)
        self.rows += len(digests)
        where = (digests >> _SHIFT).astype(np.uint8)
        order = np.argsort(where, kind="stable")
        ends = np.cumsum(np.bincount(where, minlength=_PARTS))
        for file, rows in zip(self._parts, np.split(digests[order], ends[:-1]), strict=True):
            file.write(rows.tobytes())

    def least(self) -> int:
        """Rows in the smallest class, 0 without rows; how many rows are ``alone`` is known then."""
        sizes = []
        self.alone = 0
        for file in self._parts:
            file.seek(0)
            _, counts = np.unique(np.frombuffer(file.read(), dtype=np.uint64), return_counts=True)
            self.alone += int((counts == 1).sum())
            sizes += [int(counts.min())] if len(counts) else []
        return min(sizes, default=0)


def _close(files: list[IO[bytes]]) -> None:
    for file in files:
        file.close()
