"""Amounts: area times standard, and the totals an export wrote under its columns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa

from deid.engine.columns import Column, Columns
from deid.io.totals import Total
from deid.quality.figures import SCALE, Figures, Rows, figures
from deid.quality.marks import Marks

_MOST = 9e18
_USUAL = 0.5
"""Where more rows than this disagree, the columns do not mean what their headers say."""
_MEASURES = ("amount", "area", "standard", "member_count", "household_count", "quantity", "premium")


class Products:
    """Whether amount is area times standard, row by row; rounding to the shown digit is no fault."""

    def __init__(self, columns: Columns) -> None:
        found = [columns.of(name) for name in ("area", "standard", "amount")]
        self.columns = [one[0] for one in found] if all(len(one) == 1 for one in found) else []
        self._marks = Marks()
        self._compared = 0

    def add(self, read: dict[int, Figures], before: int) -> None:
        """Take the figures of one batch."""
        if not self.columns:
            return
        area, standard, amount = (read[column.index] for column in self.columns)
        told = area.known & standard.known & amount.known
        size = np.abs(area.values.astype(np.float64)) * np.abs(standard.values.astype(np.float64))
        told &= (size < _MOST) & (np.abs(amount.values.astype(np.float64)) * SCALE < _MOST)
        off = np.abs(
            area.values * np.where(told, standard.values, 0) - amount.values * np.where(told, SCALE, 0)
        )
        unit = SCALE * 10 ** np.clip(4 - amount.places, 0, 4)
        self._compared += int(told.sum())
        self._marks.add("quality_product", self.columns[2].label, told & (off >= unit), before)

    def tell(self, marks: Marks) -> None:
        """Say which rows disagree, or that nearly all do."""
        for mark in self._marks:
            if mark.count > self._compared * _USUAL:
                marks.note("quality_product_all", mark.column, np.zeros(0, dtype=np.int64), mark.count)
            else:
                marks.note(mark.code, mark.column, np.array(mark.rows), mark.count)


class Totals:
    """Whether the totals that stood in the list are the sums of its rows."""

    def __init__(self, columns: Columns, totals: Sequence[Total]) -> None:
        self._totals = totals
        self.columns = [c for name in _MEASURES for c in columns.of(name)] if totals else []
        places = {total.after for total in totals if total.after is not None}
        self._at = sorted(places)
        self._sums: dict[int, dict[int, int]] = {c.index: {} for c in self.columns}
        self._run = dict.fromkeys(self._sums, 0)
        self._odd: set[int] = set()

    def add(self, read: dict[int, Figures], before: int, rows: int) -> None:
        """Take the figures of one batch: what the columns come to above every total row."""
        here = [place for place in self._at if before <= place < before + rows]
        for index, run in self._run.items():
            seen = read[index]
            if seen.odd.any():
                self._odd.add(index)
            for place in here:
                self._sums[index][place] = run + int(seen.values[: place - before].sum())
            self._run[index] = run + int(seen.values.sum())

    def tell(self, marks: Marks) -> None:
        """Say which total rows are not the sum of anything they could mean."""
        judged = [column for column in self.columns if column.index not in self._odd]
        for column in judged:
            for place in self._at:
                self._sums[column.index].setdefault(place, self._run[column.index])
        wrong: dict[str, list[int]] = {}
        for total in self._totals:
            for column in self._wrong(total, judged):
                wrong.setdefault(column.label, []).append(total.after or 0)
        for label, rows in wrong.items():
            marks.note("quality_total", label, np.array([row for row in rows if row]), len(rows))

    def _wrong(self, total: Total, judged: Sequence[Column]) -> list[Column]:
        own = [column for column in judged if column.index in total.figures]
        if own:
            return [c for c in own if _scaled(total.figures[c.index]) not in self._meant(c, total.after)]
        if len(total.figures) != 1 or not judged:
            return []  # a number under no column of numbers: only a lone one is surely a sum
        lone = _scaled(next(iter(total.figures.values())))
        return [] if any(lone in self._meant(c, total.after) for c in judged) else [judged[0]]

    def _meant(self, column: Column, after: int | None) -> set[int]:
        """The sums a total may stand for: of all rows, so far, since another total, up to the next one."""
        whole, sums = self._run[column.index], self._sums[column.index]
        if after is None:
            return {whole, *(whole - value for value in sums.values())}
        own = sums[after]
        earlier = [value for place, value in sums.items() if place < after]
        later = [value for place, value in sums.items() if place > after]
        return {
            whole,
            own,
            whole - own,
            *(own - value for value in earlier),
            *(value - own for value in later),
        }


def _scaled(value: Decimal) -> int:
    return int(value * SCALE)


def read_figures(batch: pa.RecordBatch, columns: Sequence[Column]) -> dict[int, Figures]:
    """Column index -> its cells as numbers."""
    return {column.index: figures(batch.column(column.index)) for column in columns}


def needed(products: Products, totals: Totals, more: Sequence[Column]) -> list[Column]:
    """The columns to be read as numbers, each once."""
    wanted = [*products.columns, *totals.columns, *more]
    return list({column.index: column for column in wanted}.values())


def paid(read: Mapping[int, Figures], amounts: Sequence[Column], rows: int) -> Rows:
    """Who gets money: an amount above nothing; everybody where the list tells no amount."""
    found = np.zeros(rows, dtype=np.bool_) if amounts else np.ones(rows, dtype=np.bool_)
    for column in amounts:
        found |= read[column.index].values > 0
    return found
