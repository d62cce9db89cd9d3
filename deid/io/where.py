"""Where the list stands in its file, if whoever runs us says so."""

from collections.abc import Sequence

import msgspec

from deid.errors import UsageError
from deid.io import cells
from deid.messages import problem

Rows = tuple[int, int]
"""First and last row of a file or sheet, counted from 1."""


class Where(msgspec.Struct, frozen=True):
    """Rows of the header and of the data, as named by ``--header-rows`` and ``--data-rows``."""

    header: Rows | None = None
    data: Rows | None = None

    def span(self, below: int) -> tuple[int, int | None]:
        """First data row, from 0, and where the data end; ``below`` is the row behind the header."""
        if self.data is None:
            return below, None
        return max(self.data[0] - 1, below), self.data[1]

    def named(self, rows: Sequence[Sequence[str]]) -> tuple[int, int]:
        """The last header row, from 0, and how many cells it has; (-1, 0) where nothing stands."""
        if self.header is None or self.header[1] > len(rows):
            return -1, 0
        at = self.header[1] - 1
        return at, sum(not cells.is_blank(cell) for cell in rows[at])


ANYWHERE = Where()
_LEVELS = 4
"""Header rows at most."""


def named_rows(header: Rows | None, data: Rows | None) -> Where:
    """Where the list stands, by the rows that were named.

    Raises:
        UsageError: the header is too high, or the data stand in it or above.
    """
    if (header and header[1] - header[0] >= _LEVELS) or (header and data and data[0] <= header[1]):
        raise problem(UsageError, "usage.rows")
    return Where(header, data)


class Reading(msgspec.Struct, frozen=True):
    """How a file is to be read, where it cannot be found out."""

    encoding: str | None = None
    sheet: str | None = None
    where: Where = ANYWHERE
