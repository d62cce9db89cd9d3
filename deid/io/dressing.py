"""Cells of a sheet made what they mean: merged ones repeated, errors told, serial dates written out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from deid.io import cells
from deid.io.layout import IsHeader
from deid.io.sheet import Cell, Sheet, letters, shown_cells
from deid.kernels.lazy import lazy
from deid.messages import say
from deid.terms import Finding, Severity, finding

UNREAD = "#N/A"
"""What stands for a cell whose value cannot be read: it is not blank, and no field accepts it."""

_REPEATED = lazy(r"号|码|证|编|户主|年|月|日期|时间|[村组镇乡县市]$|^no")
"""Columns in which a number is a name: one that is merged over rows holds for all of them."""
_DATES = lazy(r"出生|日期|生日|年月日")
_SERIAL = lazy(r"[1-9][0-9]{4}")
_LAST_SERIAL = 80_000
_EPOCHS = (dt.date(1899, 12, 30), dt.date(1904, 1, 1))


class Dressing:
    """Goes over the rows of one sheet and remembers what it changed.

    Args:
        sheet: what the sheet lacks.
        left: how many empty columns stand to the left of the rows.
        merged: merged areas as first and last cell of the sheet.
        epoch_1904: whether serial dates count from 1904.
    """

    def __init__(
        self, sheet: Sheet, left: int, merged: Sequence[tuple[Cell, Cell]], *, epoch_1904: bool
    ) -> None:
        self._left = left
        self._epoch = _EPOCHS[epoch_1904]
        self._unread: dict[int, list[int]] = defaultdict(list)
        for row, column in [*sheet.errors, *sheet.uncached]:
            self._unread[row].append(column - left)
        self._errors, self._uncached = frozenset(sheet.errors), frozenset(sheet.uncached)
        self._merged = sorted((first, last) for first, last in merged if last[0] > first[0])
        self._dates: list[int] = []
        self._found: dict[tuple[str, int], list[Cell]] = {}

    @property
    def last_unread(self) -> int:
        """The last row with a cell that cannot be read, from 0; -1 if there is none."""
        return max(self._unread, default=-1)

    def tell(self, at: int, row: list[str]) -> list[str]:
        """Row ``at`` with a sign in cells whose value cannot be read."""
        for column in self._unread.get(at, ()):
            if 0 <= column < len(row):
                row[column] = UNREAD
        return row

    def below(self, rows: Iterator[list[str]], first: int, headers: Sequence[str]) -> Iterator[list[str]]:
        """The rows from row ``first`` of the sheet on, as data below these headers."""
        self._found = {}
        self._dates = [at for at, header in enumerate(headers) if _DATES.search(cells.unspaced(header))]
        numbers = [bool(_REPEATED.search(cells.squeeze(header).casefold())) for header in headers]
        waiting = [area for area in self._merged if area[0][0] >= first]
        running: list[tuple[int, int, str]] = []
        for at, row in enumerate(rows, first):
            self._note(at, row)
            running = [area for area in running if area[0] >= at]
            if running and not all(map(cells.is_blank, row)):
                for _, column, text in running:
                    self._fill(at, column, text, row, numbers)
            while waiting and waiting[0][0][0] <= at:
                (start, left), (last, _) = waiting.pop(0)
                column = left - self._left
                if start == at and 0 <= column < len(row) and not cells.is_blank(row[column]):
                    running.append((last, column, row[column]))
            self._date(at, row)
            yield row

    def _fill(self, at: int, column: int, text: str, row: list[str], numbers: list[bool]) -> None:
        if column >= len(row) or not cells.is_blank(row[column]):
            return
        if cells.is_number(text) and not (column < len(numbers) and numbers[column]):
            self._remember("merged_amounts", at, column)
        else:
            row[column] = text
            self._remember("merged_cells", at, column)

    def _date(self, at: int, row: list[str]) -> None:
        for column in self._dates:
            text = row[column] if column < len(row) else ""
            if _SERIAL.fullmatch(text) and int(text) < _LAST_SERIAL:
                row[column] = (self._epoch + dt.timedelta(days=int(text))).isoformat()
                self._remember("serial_dates", at, column)

    def _note(self, at: int, row: list[str]) -> None:
        for column in self._unread.get(at, ()):
            if 0 <= column < len(row):
                place = (at, column + self._left)
                if place in self._errors:
                    self._remember("error_cells", at, column)
                if place in self._uncached:
                    self._remember("formula_cells", at, column)

    def _remember(self, code: str, at: int, column: int) -> None:
        self._found.setdefault((code, column), []).append((at, column + self._left))

    def findings(self, headers: Sequence[str], is_header: IsHeader) -> list[Finding]:
        """What was changed, by column, with the cells of the sheet; never what stands in them."""
        notes = frozenset({"merged_cells", "serial_dates"})
        return [
            finding(
                code,
                Severity.NOTE if code in notes else Severity.WARNING,
                column=self._label(column, headers, is_header),
                count=len(places),
                places=shown_cells(places),
            )
            for (code, column), places in sorted(self._found.items())
        ]

    def _label(self, column: int, headers: Sequence[str], is_header: IsHeader) -> str:
        header = headers[column] if column < len(headers) else ""
        if is_header(header) and not cells.data_like(header):
            return header
        return say("word.sheet_column", letters=letters(column + self._left))
