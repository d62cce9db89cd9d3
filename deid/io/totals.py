"""The figures of total rows (合计, 小计): numbers and where they stood; no cell of the row is kept."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from deid.io import cells
from deid.kernels.lazy import lazy

MOST = 1000
"""Total rows of one list that are remembered."""
_NUMBER = lazy(r"[¥￥]?([+-]?[0-9]{1,12}(?:\.[0-9]{1,4})?)[元亩户人]?")


class Total(msgspec.Struct, frozen=True):
    """One total row.

    Attributes:
        after: how many data rows stood above it; None where that is not known.
        figures: column index -> the number there.
    """

    after: int | None
    figures: Mapping[int, Decimal]

    def moved(self, keep: Sequence[int]) -> "Total":
        """The same where only the columns ``keep`` are left; a number beside them stands at -1."""
        places = {old: new for new, old in enumerate(keep)}
        return Total(self.after, {places.get(old, -1): number for old, number in self.figures.items()})


def total_of(row: Sequence[str | None], after: int | None) -> Total | None:
    """The figures of a total row; None if it holds none.

    >>> total_of(["合 计", "", "1,030.50元"], 12).figures
    {2: Decimal('1030.50')}
    """
    found = {}
    for index, cell in enumerate(row):
        text = cells.squeeze(cell or "").replace(",", "")
        if number := _NUMBER.fullmatch(text):
            found[index] = Decimal(number[1])
    return Total(after, found) if found else None
