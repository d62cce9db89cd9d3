"""A compiled policy: RecordBatch -> (RecordBatch, Tally), frozen and picklable (what Spark is handed)."""

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid.engine.beside import beside
from deid.engine.column_plan import CUT, ColumnPlan
from deid.engine.consent import AGREED, STATES, UNCLEAR, Consent
from deid.engine.decisions import Effect
from deid.engine.own_names import without_own_names
from deid.engine.screen import NONE, Codes, Screen
from deid.engine.tally import RowNumbers, Tally
from deid.kernels import HIDDEN, as_text, blank, bools
from deid.terms import MAX_ROWS


class Masked(msgspec.Struct, frozen=True):
    """One batch after the plan: released cells, which rows they came from, and the counts.

    ``given`` is for one applicant: which released rows show more than a surname. ``named`` are the released
    rows in which a hidden name stood in another cell, and was taken out.
    """

    batch: pa.RecordBatch
    kept: npt.NDArray[np.bool_]
    codes: Codes
    tally: Tally
    named: npt.NDArray[np.bool_]
    given: npt.NDArray[np.bool_] | None = None


class Plan(msgspec.Struct, frozen=True):
    """Everything that was decided about one list, for one channel.

    With ``consent`` the list is for one applicant, and shows no more than a surname of whoever did not agree.
    """

    notice: str
    channel: str
    columns: tuple[ColumnPlan, ...]
    screen: Screen
    heads_only: bool
    consent: Consent | None = None

    @property
    def released(self) -> tuple[ColumnPlan, ...]:
        """The columns that come out, in input order."""
        return tuple(column for column in self.columns if column.action != "drop")

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Tally]:
        """Mask one batch: what an engine maps over the partitions of a list."""
        masked = self.mask(batch)
        return masked.batch, masked.tally

    def keep(self, batch: pa.RecordBatch, first_row: int = 0) -> tuple[npt.NDArray[np.bool_], Codes, int]:
        """Which rows are posted, every row's reason code, and how many rows are members of a head's row."""
        codes = self.screen.codes(batch, first_row)
        kept = codes == NONE
        members = 0
        if self.heads_only:
            head = self.screen.is_head(batch)
            if head is not None:
                members = int((~head).sum())
                codes = np.where(head, codes, NONE).astype(np.uint8)
                kept = kept & head
        return kept, codes, members

    def mask(self, batch: pa.RecordBatch, first_row: int = 0) -> Masked:
        """Mask one batch of which ``first_row`` rows came before."""
        kept, codes, members = self.keep(batch, first_row)
        tally = Tally(rows_in=batch.num_rows, rows_out=int(kept.sum()), members=members)
        for code, count in zip(*np.unique(codes[codes != NONE], return_counts=True), strict=True):
            tally.withheld[self.screen.names[code - 1]] += int(count)
        tally.decided = self._decided(batch, first_row)
        tally.needles = sum(self._needles(batch, plan) for plan in self.columns)
        given = self._given(batch, kept, tally)
        counted = kept if given is None else kept & given
        whole = bool(kept.all())
        posted = None if whole else pa.array(kept)
        # The whole column is masked and then filtered: what is known of it is known by its buffers.
        shown = {
            plan.column.index: self._released(plan, batch, counted, tally)
            for plan in self.released
            if plan.action != "number"
        }
        named = self._hide_names(batch, shown, counted, tally)
        arrays, names = [], []
        for plan in self.released:
            if plan.action == "number":
                cells = pa.nulls(tally.rows_out, pa.string())
            else:
                cells = shown[plan.column.index]
                cells = cells if given is None else plan.without(cells, given)
                cells = cells if posted is None else cells.filter(posted)
            arrays.append(cells)
            names.append(plan.name)
        told = None if given is None else given[kept]
        return Masked(_batch(arrays, names, tally.rows_out), kept, codes, tally, named[kept], told)

    def _decided(self, batch: pa.RecordBatch, first_row: int) -> list[Effect]:
        """What the office's decisions came to; none about a member's row says anything of the household."""
        if not self.screen.decisions:
            return []
        head = self.screen.is_head(batch) if self.heads_only else None
        effects = self.screen.decided(self.screen.told(batch), batch.num_rows, first_row)
        return [
            one if head is None or head[one.row - 1 - first_row] else replace(one, stands=False)
            for one in effects
        ]

    def _given(
        self, batch: pa.RecordBatch, kept: npt.NDArray[np.bool_], tally: Tally
    ) -> npt.NDArray[np.bool_] | None:
        """Which rows the people agreed to; None where nobody has to be asked."""
        if self.consent is None:
            return None
        states = self.consent.states(batch, self.screen)
        for state, count in zip(*np.unique(states[kept], return_counts=True), strict=True):
            tally.consent[STATES[state]] += int(count)
        tally.unclear = _numbers(kept & (states == UNCLEAR))
        return np.asarray(states == AGREED)

    def _released(
        self, plan: ColumnPlan, batch: pa.RecordBatch, kept: npt.NDArray[np.bool_], tally: Tally
    ) -> pa.Array:
        cells = as_text(batch.column(plan.column.index))
        out = plan.apply(cells)
        index = plan.column.index
        filled = kept & ~bools(blank(cells))
        if cells.null_count:
            filled &= bools(cells.is_valid())
        tally.filled[index] += int(filled.sum())
        if plan.allowed and plan.of_persons:
            tally.vouched += int((plan.vouched(cells) & filled).sum())
        if out is cells:  # every cell stays as it is
            return out
        if plan.other is not None:
            became = bools(pc.and_(pc.equal(out, plan.other), pc.not_equal(out, cells)))
            tally.others[index] += int((became & filled).sum())
        mark = CUT if plan.action == "publish" else HIDDEN
        gone = bools(pc.equal(out, mark))
        if gone.any():
            gone &= ~bools(pc.equal(cells, mark))
            _count(tally.hidden if plan.action == "publish" else tally.invalid, index, gone & filled)
        if plan.action == "publish" and plan.accept == "person_name":
            changed = bools(pc.not_equal(out, cells)) & ~gone
            _count(tally.cut, index, changed & filled)
        return out

    def _hide_names(
        self,
        batch: pa.RecordBatch,
        shown: dict[int, pa.Array],
        counted: npt.NDArray[np.bool_],
        tally: Tally,
    ) -> npt.NDArray[np.bool_]:
        """Take the names a row hides out of its other cells in ``shown``; which rows had one there."""
        found = np.zeros(batch.num_rows, dtype=np.bool_)
        for plan in self.released:
            if plan.frees:
                cells = shown[plan.column.index]
                shown[plan.column.index] = self._without_names(cells, batch)
                found |= bools(pc.not_equal(shown[plan.column.index], cells))
        for plan, rows in beside(self.columns, batch, shown):
            cells = shown[plan.column.index]
            shown[plan.column.index] = pc.if_else(pa.array(rows), pa.scalar(plan.mark, cells.type), cells)
            _count(tally.beside, plan.column.index, rows & counted)
            found |= rows
        return found

    def _without_names(self, out: pa.Array, batch: pa.RecordBatch) -> pa.Array:
        """Free text without the names that stand in the row's own hidden name columns."""
        hidden = [as_text(batch.column(plan.column.index)) for plan in self.columns if plan.hides_names]
        return without_own_names(out, hidden) if hidden else out

    @staticmethod
    def _needles(batch: pa.RecordBatch, plan: ColumnPlan) -> int:
        recognise = plan.reader.spec.recognise if plan.reader else None
        if recognise is None or plan.action == "publish":
            return 0
        return int(bools(recognise(as_text(batch.column(plan.column.index)))).sum())


def _count(into: dict[int, RowNumbers], index: int, where: npt.NDArray[np.bool_]) -> None:
    found = _numbers(where)
    if found.count:
        into.setdefault(index, RowNumbers()).merge(found)


def _numbers(where: npt.NDArray[np.bool_]) -> RowNumbers:
    first = tuple(int(row) + 1 for row in np.flatnonzero(where)[:MAX_ROWS])
    return RowNumbers(int(where.sum()), first)


def _batch(arrays: list[pa.Array], names: list[str], rows: int) -> pa.RecordBatch:
    if arrays:
        return pa.RecordBatch.from_arrays(arrays, names=names)
    return pa.RecordBatch.from_struct_array(pa.array([{}] * rows, type=pa.struct([])))
