"""The look itself: every batch once, in file order; then what is worth saying."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import match
from deid.engine.columns import Column, Columns
from deid.engine.screen import Screen
from deid.io.totals import Total
from deid.kernels import as_text, bools, mod11_ok
from deid.policy.fields import Fields
from deid.policy.withhold import Reason
from deid.quality import people
from deid.quality.figures import Figures
from deid.quality.marks import KEPT, Mark, Marks, Rows
from deid.quality.money import Products, Totals, needed, paid, read_figures
from deid.quality.people import Ids
from deid.quality.twice import Twice

_CARD_FIELDS = frozenset({"bank_account", "phone"})
_ACROSS = ("sex", "birth_date", "age")
"""The columns beside the subject's own number."""
_TELL_DEATH = frozenset({"remark", "status", "cause", "health", "category", "exit_reason", "household_type"})
_MAYBE_DEAD = "故|死|亡|去世|逝世"
_COUNTY = 6


class View(msgspec.Struct, frozen=True):
    """What the look needs to know of a list.

    Attributes:
        columns: how the headers were read.
        fields: the vocabulary.
        screen: tells ages.
        as_of: the day that counts.
        ages: youngest and oldest by the notice type, if it says so.
        deceased: the reason whose words tell of a death.
        totals: the figures of the total rows left out.
    """

    columns: Columns
    fields: Fields
    screen: Screen
    as_of: date
    ages: tuple[int, int] | None = None
    deceased: Reason | None = None
    totals: Sequence[Total] = ()


class Quality:
    """Takes the batches of one pass over a list."""

    def __init__(self, view: View) -> None:
        self._view, self._rows, self._marks = view, 0, Marks()
        columns = view.columns
        self._ids = [c for c in columns.items if _holds_id(c, view.fields)]
        self._own = columns.serving("subject.id")
        self._numbers = [c for c in columns.items if c.field and c.field.endswith(".phone")]
        self._numbers += columns.of(*_CARD_FIELDS)
        self._texts = [c for c in columns.items if c.field in _TELL_DEATH]
        self._amounts = columns.of("amount")
        self._products, self._totals = Products(columns), Totals(columns, view.totals)
        self._figures = needed(self._products, self._totals, self._amounts if self._texts else [])
        self._twice = Twice()
        self._counties: Counter[str] = Counter()
        self._county_rows: dict[str, list[int]] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Look at the batch that follows."""
        for column in self._ids:
            self._numbers_of_people(batch, column)
        for column in self._numbers:
            self._mark("quality_damaged", column, people.damaged(batch.column(column.index)))
        read = read_figures(batch, self._figures)
        self._products.add(read, self._rows)
        self._totals.add(read, self._rows, batch.num_rows)
        self._deceased(batch, read)
        self._ages(batch)
        self._rows += batch.num_rows

    def _mark(self, code: str, column: Column, where: Rows) -> None:
        self._marks.add(code, column.label, where, self._rows)

    def _numbers_of_people(self, batch: pa.RecordBatch, column: Column) -> None:
        cells = batch.column(column.index)
        ids = people.read_ids(cells)
        wrong = ~mod11_ok(ids.texts)
        zeros = people.zeros(ids, wrong)
        whole, spoilt = ids.but(zeros), ids.where(zeros)
        self._mark("quality_check_digit", column, ids.where(wrong & ~zeros))
        if len(ids.rows) < len(cells):
            spoilt |= people.scientific(cells)
            if column.field == "subject.id" or column.serves == "subject.id":
                self._mark("quality_id_shape", column, people.misshapen(cells))
        self._mark("quality_damaged", column, spoilt)
        if column is self._own:
            self._twice.add(cells, self._rows)
            self._county(whole)
            self._beside(batch, whole)

    def _beside(self, batch: pa.RecordBatch, ids: Ids) -> None:
        for name in _ACROSS:
            column = self._view.columns.serving(name)
            if column is None:
                continue
            cells = batch.column(column.index)
            if name == "sex":
                self._mark("quality_sex", column, people.other_sex(ids, cells))
            elif name == "birth_date":
                self._mark("quality_birth", column, people.other_birth(ids, cells))
            else:
                self._mark("quality_age", column, people.other_age(ids, cells, self._view.as_of))

    def _county(self, ids: Ids) -> None:
        codes = pc.utf8_slice_codeunits(ids.texts, 0, _COUNTY).dictionary_encode()
        at = codes.indices.to_numpy()
        for place, code in enumerate(codes.dictionary.to_pylist()):
            rows = np.flatnonzero(at == place)
            self._counties[code] += len(rows)
            known = self._county_rows.setdefault(code, [])
            known += (ids.rows[rows[: KEPT - len(known)]] + self._rows + 1).tolist()

    def _deceased(self, batch: pa.RecordBatch, read: Mapping[int, Figures]) -> None:
        reason = self._view.deceased
        for column in self._texts if reason is not None else []:
            cells = as_text(batch.column(column.index))
            coded = cells.dictionary_encode()
            maybe = match(coded.dictionary, _MAYBE_DEAD)
            if not pc.any(maybe, min_count=0).as_py():
                continue
            assert reason is not None
            told = pc.and_(maybe, reason.hits(coded.dictionary))
            where = bools(told.take(coded.indices))
            self._mark("quality_deceased", column, where & paid(read, self._amounts, len(cells)))

    def _ages(self, batch: pa.RecordBatch) -> None:
        if self._view.ages is None or self._own is None:
            return
        low, high = self._view.ages
        ages = self._view.screen.ages(batch)
        self._mark("quality_age_limit", self._own, (ages >= 0) & ((ages < low) | (ages > high)))

    def marks(self, place: str | None) -> list[Mark]:
        """Everything noticed; ``place`` is the county code of the office, or the commonest one."""
        self._products.tell(self._marks)
        self._totals.tell(self._marks)
        if self._own is not None:
            for rows, count in self._twice.found():
                self._marks.note("quality_twice", self._own.label, rows, count)
            if self._twice.gave_up:
                self._marks.note("quality_twice_not_all", self._own.label, _NOBODY, self._twice.seen)
            self._elsewhere(self._own, place)
        found = list(self._marks)
        for mark in found:
            if mark.code == "quality_age_limit" and self._view.ages is not None:
                mark.facts.update(low=self._view.ages[0], high=self._view.ages[1])
        return found

    def _elsewhere(self, column: Column, place: str | None) -> None:
        if place is None:
            return
        count = self._counties.total() - self._counties[place]
        rows = sorted(row for code, known in self._county_rows.items() if code != place for row in known)
        if count:
            self._marks.note("quality_place", column.label, np.array(rows[:KEPT]), count, place=place)


_NOBODY = np.zeros(0, dtype=np.int64)


def _holds_id(column: Column, fields: Fields) -> bool:
    known = fields.by_id.get(column.field or "")
    if known is None:
        return (column.field or "").startswith("content.")
    return known.kind == "resident_id" or known.contains == "resident_id"
