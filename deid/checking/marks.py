"""What the look at a list found, as counts and row numbers; no cell."""

from collections import Counter

import msgspec
import numpy as np
import numpy.typing as npt

from deid.engine.tally import RowNumbers
from deid.risk.days import Ints
from deid.terms import MAX_ROWS

Key = tuple[str, int, str]
"""A finding's code, the column's index, and what tells findings of one code apart."""


class Marks(msgspec.Struct):
    """Rows found, by finding.

    Attributes:
        rows: where.
        least: code and column index -> the fewest numbers that fit a masked cell, below the floor or not.
        filled: column index -> batches in which some cell of it shows something.
        seen: data rows looked at.
        every: where asked for, all rows of each finding (from 0), and how many numbers fit their masks.
    """

    rows: dict[Key, RowNumbers] = msgspec.field(default_factory=dict)
    least: dict[tuple[str, int], int] = msgspec.field(default_factory=dict)
    filled: Counter[int] = msgspec.field(default_factory=Counter)
    seen: int = 0
    every: dict[Key, list[tuple[Ints, Ints | None]]] | None = None

    def like(self) -> "Marks":
        """Empty ones that keep as much."""
        return Marks(every=None if self.every is None else {})

    def add(
        self,
        code: str,
        index: int,
        where: npt.NDArray[np.bool_],
        detail: str = "",
        *,
        left: Ints | None = None,
    ) -> None:
        """Note the rows of the batch at hand in which something stands."""
        rows = np.flatnonzero(where)
        if len(rows):
            first = tuple(int(row) + 1 + self.seen for row in rows[:MAX_ROWS])
            self.rows.setdefault((code, index, detail), RowNumbers()).merge(RowNumbers(len(rows), first))
            if self.every is not None:
                found = rows + self.seen, None if left is None else left[rows]
                self.every.setdefault((code, index, detail), []).append(found)

    def lower(self, code: str, index: int, left: int) -> None:
        """Note how many numbers fit a masked cell."""
        self.least[code, index] = min(left, self.least.get((code, index), left))

    def merge(self, later: "Marks") -> None:
        """Add what was found in the rows that follow."""
        for key, rows in later.rows.items():
            self.rows.setdefault(key, RowNumbers()).merge(rows.shifted(self.seen))
        if self.every is not None:
            for key, parts in (later.every or {}).items():
                moved = [(part + self.seen, left) for part, left in parts]
                self.every.setdefault(key, []).extend(moved)
        for (code, index), left in later.least.items():
            self.lower(code, index, left)
        self.filled.update(later.filled)
        self.seen += later.seen

    def named(self, code: str) -> set[int]:
        """The columns with a finding of this code."""
        return {index for other, index, _ in self.rows if other == code}
