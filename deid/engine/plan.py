"""A compiled policy: RecordBatch -> (RecordBatch, Tally), frozen and picklable (what Spark is handed)."""

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import accepts, lookup_code
from deid.engine.columns import Column, harmless
from deid.engine.consent import AGREED, STATES, UNCLEAR, Consent
from deid.engine.own_names import without_own_names
from deid.engine.screen import NONE, Codes, Screen
from deid.engine.tally import RowNumbers, Tally
from deid.errors import BrokenMaskerError
from deid.kernels import HIDDEN, as_text, blank, bools, by_shape, shaped_like
from deid.kernels.flat import first_bytes
from deid.messages import problem
from deid.registry import Bound
from deid.terms import MAX_ROWS

CUT = "***"
"""What a published cell becomes that is not what its column accepts."""
NAME = "subject.name"
SURNAME = Bound("person_name", {"show": "surname"})
"""All that is left of a name whose bearer did not agree."""


class ColumnPlan(msgspec.Struct, frozen=True):
    """What happens to one column.

    Attributes:
        column: the input column.
        action: publish, mask, drop, or number (序号 and 查询码, written by the release).
        field: the field whose treatment it gets.
        title: the field's Chinese name.
        accept: for publish: the kind a cell must match in full.
        allowed: for the kind ``word``: the words that may show.
        other: for the kind ``word``: what every other word becomes.
        masker: for mask: the masker with its options.
        reader: the masker that recognises this column's identifiers (needles); None if it holds none.
    """

    column: Column
    action: Literal["publish", "mask", "drop", "number"]
    field: str | None
    title: str
    accept: str | None = None
    allowed: tuple[str, ...] | None = None
    other: str | None = None
    masker: Bound | None = None
    reader: Bound | None = None

    @property
    def name(self) -> str:
        """The column's name in record batches."""
        return self.column.name

    @property
    def heading(self) -> str:
        """The input's header, unless it could hold an identifier: then the field's name."""
        return self.column.header if harmless(self.column.header) else self.title

    def apply(self, cells: pa.Array) -> pa.Array:
        """The released cells of one column."""
        if self.action == "publish":
            shown = accepts.accept(self.accept or "", cells, allowed=self.allowed, other=self.other)
            if shown.null_count == cells.null_count:  # a null stays one, so that nothing else is
                return shown
            return pc.if_else(
                pc.or_(pc.is_valid(shown), pc.is_null(cells)), shown, pa.scalar(CUT, cells.type)
            )
        if self.masker is None:
            raise problem(BrokenMaskerError, "error.broken_masker", masker="-", column=self.column.label)
        out = self.masker(cells)
        if len(out) != len(cells) or out.type != cells.type or out.null_count != cells.null_count:
            raise problem(
                BrokenMaskerError,
                "error.broken_masker",
                masker=self.masker.name,
                column=self.column.label,
            )
        return out

    def without(self, cells: pa.Array, agreed: npt.NDArray[np.bool_]) -> pa.Array:
        """Released cells of a list for one applicant: of whoever did not agree a surname, or nothing."""
        if agreed.all():
            return cells
        hidden = SURNAME(cells) if self.field == NAME else pa.scalar(self.mark, cells.type)
        return pc.if_else(pa.array(agreed), cells, hidden)

    @property
    def mark(self) -> str:
        """What stands for a cell of which nothing shows."""
        return CUT if self.action == "publish" else HIDDEN

    def fits(self, cells: pa.Array) -> npt.NDArray[np.bool_]:
        """Which released cells are what this treatment can produce: the proof by shape."""
        if self.action == "number":
            coded = self.field == lookup_code.FIELD
            good = pc.match_substring_regex(cells, lookup_code.SHAPE) if coded else _counted(cells)
        elif self.accept == "person_name":  # nearly every cell is another name
            good = self._good(cells)
        else:
            coded = cells.dictionary_encode()
            good = self._good(coded.dictionary)
            if not cells.null_count and bools(good).all():
                return np.ones(len(cells), dtype=np.bool_)
            good = good.take(coded.indices)
        found = bools(good)
        return found if found.all() else found | bools(pc.or_(pc.is_null(cells), blank(cells)))

    def _good(self, cells: pa.Array) -> pa.BooleanArray:
        """Which cells the treatment leaves as they are."""
        if self.action == "publish":
            again = accepts.accept(self.accept or "", cells, allowed=self.allowed, other=self.other)
            if again is cells and not cells.null_count:
                return pa.array(np.ones(len(cells), dtype=np.bool_))
            same = pc.fill_null(pc.equal(again, cells), False)
            return same if pc.all(same).as_py() else pc.or_(same, pc.equal(cells, CUT))
        shown = self.masker.spec.shows if self.masker else None
        if self.masker is None or shown is None:
            return pc.equal(self.apply(cells), cells)
        starred = shaped_like(cells, _ends_shape(*shown(self.masker.options)))
        good = pc.and_(starred, by_shape(cells, lambda shapes: pc.equal(self.apply(shapes), shapes)))
        rest = pc.invert(good)
        if not pc.any(rest).as_py():
            return good
        part = cells.filter(rest)
        return pc.replace_with_mask(good, rest, pc.fill_null(pc.equal(self.apply(part), part), False))


def _counted(cells: pa.Array) -> pa.BooleanArray:
    """Which cells are a number from 1 on."""
    return pc.and_(shaped_like(cells, r"^\d+$"), pa.array(first_bytes(cells) != ord("0")))


def _ends_shape(first: int, last: int) -> str:
    """RE2 of stars between at most so many digits: no masker that shows ends reads them one by one."""
    return rf"^\d{{0,{first}}}\*+[\dX*]{{0,{last}}}$"


class Masked(msgspec.Struct, frozen=True):
    """One batch after the plan: released cells, which rows they came from, and the counts.

    ``given`` is for one applicant: which released rows show more than a surname.
    """

    batch: pa.RecordBatch
    kept: npt.NDArray[np.bool_]
    codes: Codes
    tally: Tally
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
        tally.needles = sum(self._needles(batch, plan) for plan in self.columns)
        given = self._given(batch, kept, tally)
        counted = kept if given is None else kept & given
        whole = bool(kept.all())
        posted = None if whole else pa.array(kept)
        arrays, names = [], []
        for plan in self.released:
            if plan.action == "number":
                cells = pa.nulls(tally.rows_out, pa.string())
            else:
                # The whole column is masked and then filtered: what is known of it is known by its buffers.
                cells = self._released(plan, batch, counted, tally)
                cells = cells if given is None else plan.without(cells, given)
                cells = cells if posted is None else cells.filter(posted)
            arrays.append(cells)
            names.append(plan.name)
        shown = None if given is None else given[kept]
        return Masked(_batch(arrays, names, tally.rows_out), kept, codes, tally, shown)

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
        if plan.masker is not None and plan.masker.name == "free_text":
            out = self._without_names(out, batch)
        index = plan.column.index
        filled = kept & ~bools(blank(cells))
        if cells.null_count:
            filled &= bools(cells.is_valid())
        tally.filled[index] += int(filled.sum())
        if out is cells:  # every cell stays as it is
            return out
        mark = CUT if plan.action == "publish" else HIDDEN
        gone = bools(pc.equal(out, mark))
        if gone.any():
            gone &= ~bools(pc.equal(cells, mark))
            _count(tally.hidden if plan.action == "publish" else tally.invalid, index, gone & filled)
        if plan.action == "publish" and plan.accept == "person_name":
            changed = bools(pc.not_equal(out, cells)) & ~gone
            _count(tally.cut, index, changed & filled)
        return out

    def _without_names(self, out: pa.Array, batch: pa.RecordBatch) -> pa.Array:
        """Free text without the names that stand in the row's own hidden name columns."""
        hidden = [
            as_text(batch.column(plan.column.index))
            for plan in self.columns
            if plan.action != "publish" and (plan.field or "").endswith(".name")
        ]
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
