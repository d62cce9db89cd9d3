"""Takes title, header, subtotal, footer and blank rows out of batches; Python sees only the odd rows."""

from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect.secrecy import marked_rows
from deid.errors import InputError
from deid.io import cells
from deid.io.rows import SUM_WORDS, SUSPECT, Judge, Kind
from deid.io.source import MOST_BESIDE, Pass
from deid.io.totals import MOST, Total, total_of
from deid.messages import problem
from deid.terms import MAX_ROWS

_BLANKS = r"[\s\x{3000}\x{a0}\x{feff}\x{200b}-\x{200d}\x{2060}]+"
_TAIL = 30
"""A tail of footers is at most this long; a longer one is data."""
_DROPPED = frozenset(Kind) - {Kind.DATA, Kind.TAIL, Kind.OTHER_HEADER}
_PLACED = _DROPPED - {Kind.BLANK}
_PAGE_ENDS = frozenset({Kind.HEADER, Kind.TITLE})

Mask = npt.NDArray[np.bool_]


class RowFilter:
    """Keeps the data rows of batches fed in file order, and counts what it left out.

    Rows that are footers only if nothing follows are carried to the next batch.
    """

    def __init__(self, judge: Judge, file: str) -> None:
        self._judge, self._file = judge, file
        self._first = pa.array(judge.first_cells, pa.string())
        self._sums = pa.array(SUM_WORDS, pa.string())
        self._carried: pa.RecordBatch | None = None
        self.left_out: Counter[Kind] = Counter()
        self.after: dict[Kind, list[int]] = {}
        self.beside: list[str] = []
        self.marked = 0
        self.kept = 0
        self.totals: list[Total] = []
        self.villages: set[str] = set()

    def feed(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The data rows of the next batch, with those carried over before it."""
        if self._carried is not None:
            joined = pa.Table.from_batches([self._carried, batch]).combine_chunks()
            batch, self._carried = joined.to_batches()[0] if joined.num_rows else batch, None
        suspect = _odd(batch, self._first, self._sums)
        if self._judge.numbered:
            suspect[_leftover(batch)] = True
        odd = np.flatnonzero(suspect)
        if len(odd) == 0:
            self.kept += batch.num_rows
            return batch
        keep = np.ones(batch.num_rows, dtype=np.bool_)
        keep[odd] = False
        tail = self._settle(batch, odd, keep)
        gone = ~keep
        if tail:
            gone[tail] = False
            self._carried = batch.take(pa.array(tail, pa.int64()))
        self._search(batch.filter(pa.array(gone)))
        out = batch if keep.all() else batch.filter(pa.array(keep))
        self.kept += out.num_rows
        return out

    def end(self) -> None:
        """The list is over: what was carried is its tail."""
        if self._carried is not None:
            self._leave(Kind.FOOTER, self.kept, self._carried.num_rows)
            self._search(self._carried)
            self._carried = None

    def report(self, seen: Pass) -> None:
        """Write down what was left out."""
        seen.left_out, seen.marked, seen.after = self.left_out, self.marked, self.after
        seen.totals, seen.beside, seen.villages = self.totals, self.beside, len(self.villages)

    def _search(self, left_out: pa.RecordBatch) -> None:
        """No pass sees these rows again: a mark of secrecy is counted, and the text kept for who checks."""
        self.marked += int(marked_rows(left_out).sum())
        room = max(0, MOST_BESIDE - len(self.beside))
        for row in left_out.slice(0, room).to_pylist():
            if text := "，".join(cell for cell in row.values() if cell):
                self.beside.append(text)

    def _leave(self, kind: Kind, rows: int, count: int = 1) -> None:
        """Count rows left out behind this many data rows."""
        self.left_out[kind] += count
        places = self.after.setdefault(kind, [])
        if kind in _PLACED and len(places) < MAX_ROWS:
            places.append(rows)

    def _settle(self, batch: pa.RecordBatch, odd: npt.NDArray[np.int64], keep: Mask) -> list[int]:
        """Judge the odd rows, marking data in ``keep``; returns the rows still undecided."""
        waiting: list[int] = []
        before = -1
        for at, kind in zip(odd.tolist(), self._kinds(batch, odd), strict=True):
            if waiting and keep[before + 1 : at].any():
                keep[waiting] = True
                waiting = []
            before = at
            if kind is Kind.TAIL:
                waiting.append(at)
            elif kind in _DROPPED:
                noted = kind in _PLACED and (kind is Kind.SUBTOTAL or self.left_out[kind] < MAX_ROWS)
                rows = self.kept + int(keep[:at].sum()) if noted else 0
                self._leave(kind, rows)
                if kind is Kind.SUBTOTAL:
                    self._add_up(batch, at, rows)
                elif kind is Kind.VILLAGE and len(self.villages) < MOST:
                    self.villages.add(cells.squeeze(batch.column(0)[at].as_py()).rpartition(":")[2])
                if waiting and kind in _PAGE_ENDS:
                    self._leave(Kind.FOOTER, rows, len(waiting))
                    waiting = []
            elif kind is Kind.DATA:
                keep[[at, *waiting]] = True
                waiting = []
            else:
                rows = self.kept + int(keep[:at].sum())
                raise problem(InputError, "input.second_header", file=self._file, rows=rows)
        if waiting and (keep[before + 1 :].any() or len(waiting) > _TAIL):
            keep[waiting] = True
            return []
        return waiting

    def _add_up(self, batch: pa.RecordBatch, at: int, after: int) -> None:
        row = [column[at].as_py() for column in batch.columns]
        if len(self.totals) < MOST and (total := total_of(row, after)):
            self.totals.append(total)

    def _kinds(self, batch: pa.RecordBatch, odd: npt.NDArray[np.int64]) -> list[Kind]:
        part = batch.take(pa.array(odd, pa.int64()))
        nothing = _all_blank(part)
        if nothing.all():
            return [Kind.BLANK] * len(odd)
        columns = [column.to_pylist() for column in part.columns]
        rows = zip(*columns, strict=True)
        return [
            Kind.BLANK if empty else self._judge(row)
            for row, empty in zip(rows, nothing.tolist(), strict=True)
        ]


def _all_blank(batch: pa.RecordBatch) -> Mask:
    out = np.ones(batch.num_rows, dtype=np.bool_)
    for column in batch.columns:
        out &= _mask(kernels.blank(column))
        if not out.any():
            break
    return out


def _mask(values: pa.BooleanArray) -> Mask:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _odd(batch: pa.RecordBatch, first_cells: pa.Array, sums: pa.Array) -> Mask:
    """Rows that may be no data: all blank, or their first cell that is not blank is suspect."""
    columns = batch.columns
    rest = np.flatnonzero(~_mask(pc.ascii_is_decimal(columns[0])))
    if len(columns) > 1:
        odd = _mask(pc.is_in(columns[1], value_set=sums))
    else:
        odd = np.zeros(batch.num_rows, dtype=np.bool_)
    for column in columns:
        if len(rest) == 0:
            return odd
        part = column if len(rest) == len(odd) else column.take(pa.array(rest, pa.int64()))
        empty = _mask(kernels.blank(part))
        suspect = _mask(pc.match_substring_regex(part, SUSPECT))
        suspect |= _mask(pc.is_in(_unspaced(part), value_set=first_cells))
        odd[rest[suspect & ~empty]] = True
        rest = rest[empty]
    odd[rest] = True
    return odd


def _leftover(batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
    """Rows that hold nothing behind their first cell."""
    rest = np.arange(batch.num_rows, dtype=np.int64)
    for column in batch.columns[1:]:
        part = column if len(rest) == batch.num_rows else column.take(pa.array(rest, pa.int64()))
        rest = rest[_mask(kernels.blank(part))]
        if len(rest) == 0:
            break
    return rest


def _unspaced(col: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(col, _BLANKS)).as_py():
        return col
    return pc.replace_substring_regex(col, _BLANKS, "")
