"""What was noticed: codes, columns and row numbers; no cell."""

from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt

from deid.terms import MAX_ROWS, Finding, Severity, finding

KEPT = 500
"""Row numbers of one finding that the worklist shows."""

Rows = npt.NDArray[np.bool_]


class Mark(msgspec.Struct):
    """One thing noticed.

    Attributes:
        code: of the finding.
        column: how messages call the column.
        rows: the first data row numbers, from 1.
        count: how many rows or places there are in all.
        facts: what else the message says.
        names: of the people concerned, where they are not on the list at hand; never in a finding.
        severity: a note, except where somebody has to decide.
    """

    code: str
    column: str | None = None
    rows: tuple[int, ...] = ()
    count: int = 0
    facts: dict[str, object] = msgspec.field(default_factory=dict)
    names: tuple[str, ...] = ()
    severity: Severity = Severity.NOTE

    def finding(self) -> Finding:
        """As it is told on the screen and in the internal receipt."""
        return finding(
            self.code,
            self.severity,
            column=self.column,
            rows=self.rows[:MAX_ROWS],
            count=self.count,
            **self.facts,
        )


class Marks:
    """Marks in the making, batch by batch."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str | None], Mark] = {}

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._found.values())

    def add(self, code: str, column: str | None, where: Rows, before: int) -> None:
        """Note the rows of a batch that came after ``before`` others."""
        rows = np.flatnonzero(where)
        if len(rows):
            self.note(code, column, rows + (before + 1), len(rows))

    def note(
        self, code: str, column: str | None, rows: npt.NDArray[np.int64], count: int, **facts: object
    ) -> None:
        """Note row numbers."""
        mark = self._found.setdefault((code, column), Mark(code, column))
        mark.count += count
        mark.facts.update(facts)
        room = KEPT - len(mark.rows)
        if room > 0:
            mark.rows += tuple(int(row) for row in rows[:room])
